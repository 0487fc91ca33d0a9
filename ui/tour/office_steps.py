"""The tour's first chapter: an office founds its case book, takes in its register, answers a call, records."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from clinic_app.use_cases.demo import demo_office
from clinic_app.use_cases.demo_book import OWNER
from ui.pages.today.rows import CallRow
from ui.tour.case_steps import CaseSteps
from ui.tour.hand import choose, click, press, settle, until, write
from ui.tour.register import write_register
from ui.tour.stage import CONTROL, HEIGHT, WIDTH, WORDS, entrance_page, listed, page_is, take
from ui.widgets.typeahead import Typeahead

ENTER = Qt.Key.Key_Return
COLLEAGUE = "көк тоо 2508 сары кайык"


class OfficeSteps(CaseSteps):
    """What the office does before it joins anybody."""

    def _found_office(self) -> None:
        casebook = self.office
        casebook.start()
        first = until(lambda: entrance_page(casebook), "first start")
        self._picture("01-first-start", casebook)
        click(first.choice["new"])
        form = until(lambda: first.office, "new office")
        for field, words in ((form.code, "NAR1"), (form.name, "Нарын кеңсеси"), (form.person, OWNER)):
            write(field, words)
        for field in (form.passphrase.first, form.passphrase.again):
            write(field, WORDS)
        self._picture("02-new-office", casebook)
        click(form.create)
        sheet = until(lambda: first.sheet, "recovery code")
        for edit, at in zip(sheet.typed, sheet.asked, strict=True):
            write(edit, sheet.groups[at])
        self._picture("03-recovery-code", casebook)
        click(sheet.go_on)
        until(lambda: casebook.window, "the window opens")
        casebook.window.resize(WIDTH, HEIGHT)
        self._picture("04-today-empty", casebook)

    def _import_register(self) -> None:
        casebook, register = self.office, self._room / "hotline.csv"
        write_register(register, date.today())
        casebook.window.show_page("importing", file=register)
        page = casebook.window.page()
        until(lambda: page.take_in.isEnabled() and page.errors.rowCount() == 2, "import: dry run")
        self._picture("05-import-dry-run", casebook)
        click(page.take_in)
        until(lambda: casebook.clinic and self._count("consultation") > 100, "import")
        self._picture("06-import-done", casebook)
        # The rest of a believable case book, so that the day's page has something to say.
        self._on_vault(lambda: casebook.clinic.casework.save_many(demo_office(date.today(), owner_id=self._me())))
        casebook.window.show_page("consultations")
        self._picture("07-consultations", casebook)

    def _phone_call(self) -> None:
        """F8 on the day's page: few big fields, the rest filled in."""
        casebook = self.office
        casebook.window.show_page("today")
        settle(self._tasks, "today")
        before = self._count("consultation")
        click(casebook.window.page().phone_button)
        page = until(lambda: page_is(casebook, "ConsultationPage"), "phone call")
        settle(self._tasks, "phone call")
        widgets = {name: control.widget for name, control in page.form.controls.items()}
        choose(widgets["topic"], listed("legal_topics", "LAB.WAG"))
        choose(widgets["division_id"], "Кочкор")
        write(widgets["facts"], "Жумуш берүүчү үч айдан бери эмгек акы төлөбөйт. Келишим жок, чек бар.")
        write(widgets["advice"], "Эмгек инспекциясына арыз берүү, чектерди сактоо.")
        click(widgets["sex"].button("f"))
        click(widgets["age_group"].button("35_49"))
        self._picture("07b-phone-call", casebook)
        click(page.save_button)
        until(lambda: self._count("consultation") > before, "phone call saved")
        settle(self._tasks, "phone call saved")

    def _consultation(self) -> None:
        casebook = self.office
        press(casebook.window, Qt.Key.Key_N, CONTROL)
        casebook.window.show_page("consultation", id="")
        page = until(lambda: page_is(casebook, "ConsultationPage"), "new consultation")
        settle(self._tasks, "new consultation")
        widgets = {name: control.widget for name, control in page.form.controls.items()}
        self._write_name(widgets["person_id"], "Ибраимова Гүлзат Маратовна")
        write(widgets["person.phone"], "+996 000 123 456")
        write(widgets["person.birth_year"], "1992")
        choose(widgets["channel"], listed("channel", "hotline"))
        choose(widgets["division_id"], "Кочкор")
        choose(widgets["topic"], listed("legal_topics", "LAB.WAG"))
        choose(widgets["outcome"], listed("outcome", "advised"))
        write(widgets["facts"], "Жумуш берүүчү үч айдан бери эмгек акы төлөбөйт. Келишим жазуу жүзүндө түзүлгөн.")
        write(widgets["advice"], "Эмгек инспекциясына арыз берүү сунушталды. Келишимдин көчүрмөсү тиркелет.")
        for field, key in (("language", "ky"), ("first_time", "no"), ("sex", "f")):
            click(widgets[field].button(key))
        for field, key in (("vulnerability", "low_income"), ("service_kind", "oral")):
            click(widgets[field].chip(key))
        write(widgets["duration_min"], "25")
        self._picture("08-new-consultation", casebook)
        press(page.form, ENTER, CONTROL)
        before = self._count("consultation")
        if page.save_button.isEnabled():
            click(page.save_button)
        until(lambda: self._count("consultation") >= before, "consultation saved")
        settle(self._tasks, "consultation saved")
        casebook.window.show_page("consultations")
        self._picture("09-consultation-saved", casebook)

    def _case(self) -> None:
        casebook = self.office
        cases = self._on_vault(lambda: casebook.clinic.casework.ids("journalist_case"))
        casebook.window.show_page("cases")
        self._picture("10-cases", casebook)
        casebook.window.show_page("case_form", id="")
        page = until(lambda: page_is(casebook, "CaseFormPage"), "new case")
        settle(self._tasks, "new case")
        widgets = {name: control.widget for name, control in page.form.controls.items()}
        write(widgets["title"], "Жалаа боюнча доо: сайттын журналисти")
        self._write_name(widgets["person_id"], "Сатыбалдиева Мээрим")
        self._fill_case(widgets)
        self._picture("11-new-case", casebook)
        click(page.save_button)
        until(lambda: len(self._on_vault(lambda: casebook.clinic.casework.ids("journalist_case"))) > len(cases), "case")
        settle(self._tasks, "case saved")
        fullest = self._on_vault(
            lambda: max(cases, key=lambda id: len(casebook.clinic.casework.children("case_event", id)))
        )
        self.look_through_case(casebook, fullest)

    def _write_name(self, line: Typeahead, name: str) -> None:
        """A name nobody in the case book has: the list of those like it is looked at and closed."""
        write(line, name)
        settle(self._tasks, "names compared")
        if line.is_open():  # without a list Esc would leave the page
            press(line, Qt.Key.Key_Escape)

    def _fill_case(self, widgets: dict[str, Any]) -> None:
        for name, list_, code in (
            ("stage", "case_stage", "active"),
            ("risk_level", "risk_level", "R2"),
            ("urgency", "urgency", "U1"),
            ("publication_consent", "publication_consent", "C0"),
        ):
            take(widgets[name], list_, code)
        take(widgets["attack_types"], "attack_types", "J.INT")
        write(widgets["next_step"], "Доого каршы пикир берүү")

    def _look_around(self) -> None:
        casebook = self.office
        casebook.window.show_page("people")
        self._picture("13-people", casebook)
        press(casebook.window, Qt.Key.Key_K, CONTROL)
        casebook.window.focus_search()
        write(casebook.window.sidebar.search, "алимент")
        self._picture("14-search", casebook)
        press(QApplication.focusWidget() or casebook.window, Qt.Key.Key_Escape)
        casebook.window.show_page("today")
        self._picture("15-today", casebook)
        rows = casebook.window.page().middle.findChildren(CallRow)
        if rows:
            click(rows[0].answers.links["yes"])
            settle(self._tasks, "call-back answered")
            self._picture("15b-call-back-answered", casebook)
        casebook.window.show_page("settings")
        self._picture("16-settings", casebook)
        self._add_a_colleague()

    def _add_a_colleague(self) -> None:
        """A second person gets a way in of their own."""
        casebook = self.office
        casebook.window.show_page("accounts")
        page: Any = casebook.window.page()
        settle(self._tasks, "people of the laptop")
        click(page.new)
        write(page.name, "Нурбек Жолдошев")
        for field in (page.passphrase.first, page.passphrase.again):
            write(field, COLLEAGUE)
        until(page.add.isEnabled, "strong enough")
        click(page.add)
        proof: Any = until(QApplication.activeModalWidget, "one's own passphrase")
        write(proof.passphrase, WORDS)
        click(proof.go_on)
        until(lambda: len(page.list.lines()) == 2, "a second person")
        self._picture("16b-people-of-the-laptop", casebook)
