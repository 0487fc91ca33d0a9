"""The story of the first day, told by the real window.

An office founds its case book, takes in its register, records, joins, seals; a coordinator merges, settles and reports.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from clinic_app.settings import Settings
from clinic_app.use_cases.demo import demo_network, demo_office
from clinic_app.use_cases.demo_book import OWNER
from clinic_app.wording.words import speak
from ui.casebook_window import CasebookWindow
from ui.qt_words import install_qt_words
from ui.tasks import Tasks
from ui.theme.theme import current_theme
from ui.tour.desk_steps import work_at_the_desk
from ui.tour.hand import TourStopped, choose, click, press, settle, until, write
from ui.tour.merging_steps import take_in
from ui.tour.register import write_register
from ui.widgets.typeahead import Typeahead

WIDTH, HEIGHT = 1366, 768
WORDS = "тынч тоо 4071 булак"
COORDINATOR = "Бермет Асанова"
ENTER = Qt.Key.Key_Return
CONTROL = Qt.KeyboardModifier.ControlModifier

Picture = Callable[[], None]


class Story:
    """Tells the steps in order and keeps their pictures under `to`."""

    def __init__(self, room: Path, to: Path, language: str, dark: bool) -> None:
        self._room, self._to = room, to
        self._app = QApplication.instance() or QApplication(["clinic"])
        self._settings = Settings(room / "settings.json")
        self._settings.put("language", language)
        self._settings.put("dark", dark)
        speak(language)
        install_qt_words(self._app)
        current_theme().apply(self._app, dark)
        self._tasks = Tasks()
        self.pictures: list[Path] = []
        self.office = self._casebook("office")
        self.coordinator = self._casebook("coordinator")
        self._number = ""

    def _casebook(self, name: str) -> CasebookWindow:
        return CasebookWindow(
            self._room / name,
            self._settings,
            current_theme(),
            self._tasks,
            kdf_floor=True,
            use_keyring=False,
            practice=True,
        )

    def tell(self) -> None:
        """The whole story."""
        self._found_office()
        self._import_register()
        self._consultation()
        self._case()
        self._look_around()
        self._join()
        self._seal_and_merge()
        self._conflict()
        self._report()
        self._lock()

    def end(self) -> None:
        """Close everything."""
        for casebook in (self.office, self.coordinator):
            casebook.leave()
            for window in (casebook.window, casebook.entrance):
                if window is not None:
                    window.hide()
        self._tasks.finish()
        self._app.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    # --- the office ---------------------------------------------------------------------------------------------

    def _found_office(self) -> None:
        casebook = self.office
        casebook.start()
        first = until(lambda: _page(casebook), "first start")
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

    def _consultation(self) -> None:
        casebook = self.office
        press(casebook.window, Qt.Key.Key_N, CONTROL)
        casebook.window.show_page("consultation", id="")
        page = until(lambda: _is(casebook, "ConsultationPage"), "new consultation")
        settle(self._tasks, "new consultation")
        widgets = {name: control.widget for name, control in page.form.controls.items()}
        self._write_name(widgets["person_id"], "Ибраимова Гүлзат Маратовна")
        write(widgets["person.phone"], "+996 000 123 456")
        write(widgets["person.birth_year"], "1992")
        choose(widgets["channel"], _listed("channel", "hotline"))
        choose(widgets["division_id"], "Кочкор")
        choose(widgets["topic"], _listed("legal_topics", "LAB.WAG"))
        choose(widgets["outcome"], _listed("outcome", "advised"))
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
        page = until(lambda: _is(casebook, "CaseFormPage"), "new case")
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
        casebook.window.show_page("case", id=fullest)
        self._picture("12-case", casebook)

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
            _take(widgets[name], list_, code)
        _take(widgets["attack_types"], "attack_types", "J.INT")
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
        casebook.window.show_page("settings")
        self._picture("16-settings", casebook)

    # --- the network --------------------------------------------------------------------------------------------

    def _join(self) -> None:
        clinic, _code = self._on_vault(lambda: self.coordinator.doors.found(_Coordinator()))
        self._on_vault(lambda: clinic.network.create("Юридикалык клиникалардын тармагы"))
        others = [record for record in demo_network(date.today(), per_weight=12) if record.home != "NAR1"]
        self._on_vault(lambda: clinic.casework.save_many(others))
        self.coordinator.enter(clinic)
        until(lambda: self.coordinator.window, "the coordinator's window")
        self.coordinator.window.resize(WIDTH, HEIGHT)
        request, invitation = self._room / "NAR1.clinic-request", self._room / "NAR1.clinic-invitation"
        page = self._exchange(self.office)
        joining = until(lambda: page._joining, "joining")
        joining.write_request(request)
        until(request.exists, "request")
        self._picture("17-request", self.office)
        desk = self._exchange(self.coordinator)
        admit = until(lambda: desk._admit, "admit")
        write(admit.office, "NAR1")
        admit.admit(request, "NAR1", invitation)
        until(invitation.exists, "invitation")
        self._picture("18-admitted", self.coordinator)
        joining.look_at(invitation)
        same = until(lambda: getattr(joining, "same", None), "compare digits")
        self._picture("19-compare-digits", self.office)
        click(same)
        until(lambda: self._on_vault(lambda: self.office.clinic.identity.network_id), "joined")

    def _seal_and_merge(self) -> None:
        stick = self._room / "stick"
        stick.mkdir()
        self._exchange(self.office).export_to(stick)
        until(lambda: list(stick.glob("*.clinic")), "sealed")
        self._picture("20-sealed", self.office)
        take_in(self.coordinator, stick, self._tasks, lambda name: self._picture(f"21-{name}", self.coordinator))
        until(self._merged, "merged")

    def _merged(self) -> bool:
        ids = self._on_vault(lambda: self.office.clinic.casework.ids("consultation", limit=1))
        return bool(self._on_vault(lambda: self.coordinator.clinic.casework.known("consultation", ids)))

    def _conflict(self) -> None:
        id = self._on_vault(lambda: self.office.clinic.casework.ids("consultation", limit=1))[0]
        told = (
            (self.office, "Эмгек инспекциясына арыз берүү сунушталды. Мөөнөтү: бир ай."),
            (self.coordinator, "Эмгек инспекциясына жана сотко арыз берүү сунушталды. Мөөнөтү: үч ай."),
        )
        for casebook, advice in told:
            self._edit_advice(casebook, id, advice)
        stick = self._room / "stick-2"
        stick.mkdir()
        self._exchange(self.office).export_to(stick)
        until(lambda: list(stick.glob("*.clinic")), "sealed again")
        settle(self._tasks, "sealed again")
        take_in(self.coordinator, stick, self._tasks)
        until(lambda: self._on_vault(lambda: self.coordinator.clinic.settling.conflicts()), "conflict")
        work_at_the_desk(self.coordinator, self._tasks, lambda name: self._picture(name, self.coordinator))

    def _edit_advice(self, casebook: CasebookWindow, id: str, advice: str) -> None:
        casebook.window.show_page("consultation", id=id)
        page = casebook.window.page()
        settle(self._tasks, "consultation opened")
        until(lambda: page.form is not None and "advice" in page.form.controls, "consultation opened")
        line = page.form.controls["advice"].widget
        line.selectAll() if hasattr(line, "selectAll") else line.edit.selectAll()
        write(line, advice)
        click(page.save_button)
        until(
            lambda: self._on_vault(lambda: casebook.clinic.casework.load("consultation", id)).advice == advice,
            "advice changed",
        )
        settle(self._tasks, "advice changed")

    def _report(self) -> None:
        window = self.coordinator.window
        window.show_page("reports")
        page = window.page()
        until(lambda: page.save.isEnabled(), "report")
        settle(self._tasks, "report")
        self._picture("28-report", self.coordinator)

    def _lock(self) -> None:
        press(self.office.window, Qt.Key.Key_L, CONTROL)
        if self.office.window is not None:
            self.office.lock()
        page = until(lambda: _page(self.office), "locked")
        write(page.passphrase, "туура эмес сөз")
        click(page.unlock)
        settle(self._tasks, "wrong passphrase")
        self._picture("29-locked", self.office)
        page.passphrase.clear()
        write(page.passphrase, WORDS)
        click(page.unlock)
        until(lambda: self.office.window, "unlocked")
        settle(self._tasks, "unlocked")

    # --- inside -------------------------------------------------------------------------------------------------

    def _exchange(self, casebook: CasebookWindow) -> Any:
        casebook.window.show_page("exchange")
        settle(self._tasks, "exchange")
        return casebook.window.page()

    def _me(self) -> str:
        return self.office.clinic.identity.member_id

    def _count(self, kind: str) -> int:
        return self._on_vault(lambda: self.office.clinic.casework.count(kind))

    def _on_vault(self, work: Callable[[], Any]) -> Any:
        """What `work` gives on the vault's thread."""
        done: list[Any] = []
        failed: list[BaseException] = []
        self._tasks.on_vault(work, done.append, failed.append, owner=self.office)
        until(lambda: done or failed, "the vault")
        if failed:
            raise TourStopped(type(failed[0]).__name__)
        return done[0]

    def _picture(self, name: str, casebook: CasebookWindow) -> None:
        window = casebook.front()
        if window.size().width() != WIDTH or window.size().height() != HEIGHT:
            window.resize(WIDTH, HEIGHT)
        window.show()
        window.activateWindow()
        settle(self._tasks, name)
        file = self._to / f"{name}.png"
        if not window.grab().save(str(file)):
            raise OSError(str(file))
        self.pictures.append(file)


class _Coordinator:
    """The coordinator's case book, as the first start would ask for it."""

    office_code, office_name, person = "BISH", "Координатор", COORDINATOR
    role, passphrase, use_keyring = "coordinator", WORDS, False


def _page(casebook: CasebookWindow) -> Any:
    """The page at the entrance."""
    shown = casebook.entrance.page()
    return shown if shown is not None and casebook.window is None else None


def _is(casebook: CasebookWindow, name: str) -> Any:
    page = casebook.window.page()
    return page if type(page).__name__ == name else None


def _listed(list_: str, code: str) -> str:
    from clinic_app.reference.lists import label

    return label(list_, code)


def _take(widget: Any, list_: str, code: str) -> None:
    """Choose a code, whatever kind of control holds it."""
    if hasattr(widget, "button"):
        click(widget.button(code))
    elif hasattr(widget, "chip"):
        if widget.chip(code) is None:
            widget.unfold()
        click(widget.chip(code))
    else:
        line = widget if isinstance(widget, Typeahead) else widget.findChild(Typeahead)
        choose(line, _listed(list_, code))
