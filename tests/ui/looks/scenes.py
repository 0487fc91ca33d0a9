"""Every page and dialog of the program, listed once: what each test of the looks looks at.

A scene is a generator: it brings something to the front and yields (what it is called, the widget that is new in it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from clinic_app.clinic import Clinic
from clinic_app.errors import PlaceFailed, Trouble
from clinic_app.keys.recovery_code import new_code
from clinic_app.keys.recovery_slots import WhoseSlot
from clinic_app.keys.tries import forget_tries
from clinic_app.use_cases.code_pictures import REQUEST, codes_sheet
from clinic_app.use_cases.exchanging.copies import note_copy
from clinic_app.use_cases.locks import Afterwards
from clinic_app.use_cases.recovering import NewSheet
from tests.ui.looks.cases import empty_case, long_case, whole_case
from tests.ui.looks.exchanging import SFTP, exchanging
from tests.ui.looks.people_scenes import (
    advice_of_a_student,
    backups_at_work,
    codes_on_paper,
    people_come_and_go,
    receipt_of_an_erasure,
    trail_narrowed,
)
from tests.ui.looks.stage import Stage, settle
from tests.ui.typing import type_text
from ui.evidence.custody import CustodyDialog
from ui.evidence.export_dialog import ExportDialog as EvidenceExport
from ui.evidence.outside import OutsideDialog
from ui.evidence.viewer import ViewerDialog
from ui.files import ask_packages, ask_save
from ui.forms.export_dialog import ExportDialog
from ui.forms.period_dialog import ask_period
from ui.pages.bin.erase_dialog import EraseDialog
from ui.pages.cases.child_shapes import SHAPES
from ui.pages.deadlines.dialogs import CalendarFileDialog
from ui.pages.incidents.dialogs import GiveOutDialog, VerifyDialog, WithdrawDialog
from ui.pages.merge.gap_banner import ask
from ui.pages.settings.licences import Licences
from ui.pages.unlock.sending_line import SendingLine
from ui.paper.card import print_card
from ui.problems import show_problem
from ui.qr_codes import CodesDialog
from ui.widgets.date_edit import DateEdit
from ui.widgets.frames import Banner
from ui.widgets.typeahead import Typeahead

Seen = Iterator[tuple[str, QWidget]]
Scene = Callable[[Stage], Seen]
PASSPHRASE = "four plain words here"
PEOPLE = ("Айгүл Токтосунова", "Нурбек Жолдошев", "Абдыкадырова Гүлмайрамкан Турсуналиевна")


def seen_in(act: str, stage: Stage) -> Seen:
    """(name, widget) of everything there is to see in an act, settled; while the caller looks, it stays in front."""
    for scene in ACTS[act]:
        for name, whole in scene(stage):
            settle()
            assert whole.isVisible(), name
            yield name, whole


# --- the window -----------------------------------------------------------------------------------------------------


def _every_page(who: str, given: Callable[[Stage], dict[str, list[dict[str, Any]]]]) -> Scene:
    """All pages of somebody's window; `given` says with what some of them are opened."""

    def scene(stage: Stage) -> Seen:
        window, wanted = stage.window(who), given(stage)
        for spec in stage.specs(who):
            for what in wanted.get(spec.name, [{}]):
                window.show_page(spec.name, **what)
                yield " ".join((who, spec.name, *(key for key, value in what.items() if value))), window

    return scene


def _lawyers(stage: Stage) -> dict[str, list[dict[str, Any]]]:
    ids = stage.clinic("lawyer").casework.ids
    children = stage.clinic("lawyer").casework.children
    case = max(ids("journalist_case"), key=lambda id: len(children("case_event", id)))
    return {
        "consultation": [{"id": ""}, {"id": "", "phone": True}, {"id": ids("consultation")[0]}],
        "case": [{"id": case}],
        "case_form": [{"id": ""}, {"id": case}],
        "person": [{"id": ids("person")[0]}],
        "person_form": [{"id": ""}, {"id": ids("person")[0]}],
        "history": [{"kind": "consultation", "id": ids("consultation")[0]}],
        "interests": [{"kind": "consultation", "id": ids("consultation")[0]}, _undecided(stage)],
        "importing": [{}, {"file": stage.books.register}],
        "deadlines": [{"whose": "all", "view": view} for view in ("list", "week", "month")],
        "incident": [{"id": ids("incident")[0]}],
        "incident_form": [{"id": ""}, {"id": ids("incident")[0]}],
        "terms": [{}, {"tab": "days"}],
    }


def _undecided(stage: Stage) -> dict[str, str]:
    """A consultation whose check has found somebody."""
    interests = stage.clinic("lawyer").interests
    found = sorted(id for id in interests.waiting_ids("consultation") if interests.findings("consultation", id))
    assert found, "a decision with findings is to be seen"
    return {"kind": "consultation", "id": found[0]}


def _coordinators(stage: Stage) -> dict[str, list[dict[str, Any]]]:
    run = stage.clinic("coordinator").exchange.runs()[0].id
    rooms = ("conflicts", "duplicates", "inbox", "erasures")
    shown = {"merge": [{"tab": room} for room in rooms]}
    shown["merging"] = [{"paths": [stage.books.stick]}, {"run": run}, {"runs": True}, {"run": run, "undo": True}]
    shown["terms"] = [{}, {"tab": "days"}]
    here = (
        "reports",
        "exchange",
        "settings",
        "places",
        "offices",
        "keys",
        "lists",
        "terms",
        "today",
        "merge",
        "merging",
    )
    return {spec.name: shown.get(spec.name, [{}]) if spec.name in here else [] for spec in stage.specs("coordinator")}


def _newcomers(stage: Stage) -> dict[str, list[dict[str, Any]]]:
    ids = ("case", "person", "history", "interests", "incident")  # there is none to be shown
    shown = [spec.name for spec in stage.specs("newcomer") if spec.name not in ids and not spec.name.endswith("form")]
    first = {name: [{"id": ""}] if name == "consultation" else [{}] for name in shown}
    return {spec.name: first.get(spec.name, []) for spec in stage.specs("newcomer")}


def _keys_at_work(stage: Stage) -> Seen:
    """A copied case book, a laptop about to be removed, a signing key about to be given up."""
    window, clinic = stage.window("coordinator"), stage.clinic("coordinator")
    note_copy(clinic._desk, "looks")
    page: Any = window.show_page("keys")
    page.refresh()
    yield "keys, copied", window
    clinic.network.settle_copy()
    page.refresh()
    page.panel.buttons["signing"].click()
    yield "keys, a new one", window
    page.panel.buttons["keep"].click()
    laptops = clinic.network.view().laptops
    page.table.choose(next(at for at, row in enumerate(laptops) if not row.own and not row.removed))
    page.panel.buttons["remove"].click()
    yield "keys, removing", window
    page.panel.buttons["keep"].click()


def _desk_at_work(stage: Stage) -> Seen:
    window = stage.window("coordinator")
    page: Any = window.show_page("merge", tab="conflicts")
    for act in (page.desk.write_own, page.desk.write_note):
        act()
        yield f"merge desk, {act.__name__}", window
        page.step_back()


def _form_with_faults(stage: Stage) -> Seen:
    window = stage.window("lawyer")
    for name in ("consultation", "case_form", "person_form"):
        page: Any = window.show_page(name, id="")
        page.save_button.click()
        yield f"{name}, refused", window
        page.discard()


def _open_lists(stage: Stage) -> Seen:
    window = stage.window("lawyer")
    page: Any = window.show_page("consultation", id="")
    topic = page.form.controls["topic"].widget
    line = topic if isinstance(topic, Typeahead) else topic.findChild(Typeahead)
    line.setFocus()
    line.open_list(everything=True)
    yield "typeahead, open", window
    line.close_list()
    day = next(one for one in page.findChildren(DateEdit) if one.isVisible())
    day.open_calendar()
    yield from _popped("calendar")


def _places_and_what_goes_out(stage: Stage) -> Seen:
    """Every kind's form, a trial that failed, what is on its way in every state, and which office has gone silent."""
    for who in ("lawyer", "coordinator"):
        with exchanging(stage, who) as line:
            window = stage.window(who)
            page: Any = window.show_page("exchange")
            page.follow(line)
            page.refresh()
            yield f"{who}, exchange with places", window
            page.outgoing.view.setFocus()
            page.outgoing.view.setCurrentIndex(page.outgoing.view.model().index(1))
            yield f"{who}, exchange, one chosen", window
    with exchanging(stage, "coordinator"):
        page = stage.window("coordinator").show_page("offices")
        page.refresh()
        yield "offices, some silent", window
    window = stage.window("lawyer")
    with exchanging(stage, "lawyer"):
        page = window.show_page("places")
        page.refresh()
        yield "places", window
        page.open(place=SFTP)
        page.panel.tell(PlaceFailed(SFTP, Trouble.HOST_KEY, "SHA256:k5x0Z1+h2Xg7o3X0c1V4A1s5b3D4e5F6g7H8i9J0k1L"))
        yield "places, a key to compare", window
        page.begin()
        for kind in page.panel.kinds:
            page.panel.kind.button(kind).click()
            yield f"places, new {kind}", window
        page.panel.save.click()
        yield "places, refused", window
        page.step_back()


def _slip(stage: Stage) -> Seen:
    window = stage.window("lawyer")
    page: Any = window.show_page("exchange")
    dialog = page.by_hand.show_slip(stage.clinic("lawyer").exchange.export(stage.books.folder))
    settle()
    yield "slip", dialog
    dialog.reject()
    settle()


def _parts_of_a_case(stage: Stage) -> Seen:
    window = stage.window("lawyer")
    page: Any = window.show_page("case", id=whole_case(stage.clinic("lawyer")))
    for name in page.rooms.rooms:
        page.tabs.choose(name)
        page.rooms.first_focus().setFocus()
        yield f"case, {name}", window
    for kind in SHAPES:
        page.write(kind)
        yield f"case, new {kind}", window
        page.child_panel.put_away()
    page.write("proceeding")
    page.child_panel.form.more.unfold()
    page.child_panel.save()
    yield "case, refused", window
    page.child_panel.put_away()
    page.tabs.choose("courts")
    page.acts.act("postpone", next(row for row in page.facts.rows["courts"] if "postpone" in row.acts))
    yield "case, to which day", window
    page.step_back()
    page.acts.offer()
    yield "case, deadlines that follow", window
    page.step_back()


def _empty_and_long_cases(stage: Stage) -> Seen:
    window = stage.window("lawyer")
    clinic = stage.clinic("lawyer")
    page: Any = window.show_page("case", id=empty_case(clinic))
    for name in page.rooms.rooms:
        page.tabs.choose(name)
        yield f"empty case, {name}", window
    page.tabs.choose("events")
    window.show_page("case", id=long_case(clinic))
    yield "case of 300 events", window


def _terms_and_incidents(stage: Stage) -> Seen:
    """What is asked beside deadlines and in front of an incident and its evidence."""
    window = stage.window("lawyer")
    page: Any = window.show_page("deadlines", whose="all", view="list")
    page.begin()
    page.new_panel.save()
    yield "deadlines, new, refused", window
    page.put_away()
    page.ask_file()
    yield from _in_front(page, CalendarFileDialog)
    page = window.show_page("incident", id=_with_evidence(stage.clinic("lawyer")))
    for act, kind in ((page.verify, VerifyDialog), (page.give_out, GiveOutDialog), (page.withdraw, WithdrawDialog)):
        act()
        yield from _in_front(page, kind)
    for tab in ("evidence", "given"):
        page.tabs.choose(tab)
        page.stack.setCurrentWidget(page.rooms[tab])
        yield f"incident, {tab}", window
    for act, kind in (
        (page.evidence.acts.open_piece, ViewerDialog),
        (page.evidence.acts.show_custody, CustodyDialog),
        (page.evidence.acts.export, EvidenceExport),
        (page.evidence.acts.open_outside, OutsideDialog),
    ):
        act()
        yield from _in_front(page.evidence, kind)


def _with_evidence(clinic: Clinic) -> str:
    """The incident that a file was attached to."""
    pieces = clinic.casework.load_many("attachment", clinic.casework.ids("attachment"))
    return next(str(one.parent_id) for one in pieces if one.parent_type == "incident")  # type: ignore[attr-defined]


def _in_front(page: QWidget, kind: type[QDialog]) -> Seen:
    """A dialog that has just come up over a page; closed afterwards."""
    for _turn in range(100):  # what is opened is read first
        settle()
        dialog = page.findChild(kind)
        if dialog is not None:
            break
    assert dialog is not None, kind.__name__
    yield kind.__name__, dialog
    dialog.reject()
    settle()


def _search(stage: Stage) -> Seen:
    window = stage.window("lawyer")
    window.show_page("today")
    window.focus_search()
    if window.sidebar.search.isVisible():
        type_text(window.sidebar.search, "арыз")
    else:
        type_text(window.focusWidget(), "арыз")
    yield "search, found", window
    window.wiring.search("жок мындай сөз")
    yield "search, nothing", window
    window.wiring._search_palette().close_list()
    window.sidebar.search.clear()


def _notices(stage: Stage) -> Seen:
    window = stage.window("lawyer")
    window.show_page("today")
    said, act = ("13-пакет келген жок", "Калгандары күтүп турат."), ("Көрүү", lambda: None)
    banner = Banner("warn", "alert-triangle", *said, [act], closable=True)
    window.show_notice(banner)
    yield "notice", window
    banner.dismiss()
    show_problem(OSError(), None, parent=window)
    yield from _popped("problem")


# --- dialogs --------------------------------------------------------------------------------------------------------


def _dialogs(stage: Stage) -> Seen:
    window = stage.window("lawyer")
    clinic = stage.clinic("lawyer")
    window.show_page("today")
    id = clinic.casework.ids("consultation")[0]
    dialogs: dict[str, Callable[[], QDialog]] = {
        "sheet": lambda: print_card(clinic, window._tasks, window, "consultation", id),
        "licences": lambda: _opened(Licences(window)),
        "period": lambda: ask_period(window, "Күнү", lambda _start, _end: None, ("2026-01-12", "")),
        "period, refused": lambda: _refused_period(window),
        "export": lambda: _opened(
            ExportDialog(
                clinic,
                window._tasks,
                window,
                "consultation",
                [id],
                clinic.list_export.profiles("consultation", [id]),
                lambda _file: None,
            )
        ),
        "erase": lambda: _erasing(stage),
        "question": lambda: ask(window, "Чын элеби?", "Ооба", lambda: None),
        "which packages": lambda: ask_packages(window, lambda _paths: None),
        "where to save": lambda: ask_save(window, "Кайда", "cards.pdf", lambda _path: None, "pdf"),
    }
    for name, make in dialogs.items():
        dialog = make()
        settle()
        yield name, dialog
        dialog.reject()
        settle()


def _refused_period(window: QWidget) -> QDialog:
    dialog = ask_period(window, "Күнү", lambda _start, _end: None, ("2026-01-12", "2025-01-12"))
    dialog.take()
    return dialog


def _erasing(stage: Stage) -> QDialog:
    """What is asked before something in the bin is destroyed."""
    window = stage.window("lawyer")
    page: Any = window.show_page("bin")
    settle()
    page.table.selectAll()
    page.ask_to_erase()
    settle()
    found = page.findChildren(EraseDialog)
    assert found, "the bin is empty, or nothing in it may be erased"
    return found[-1]


def _opened(dialog: QDialog) -> QDialog:
    dialog.open()
    return dialog


def _menus(stage: Stage) -> Seen:
    window = stage.window("lawyer")
    window.show_page("today")
    for button in (window.sidebar._person, window.status.language):
        button.click()
        yield from _popped("menu")


def _popped(name: str) -> Seen:
    """What has come up in front of the window; closed afterwards."""
    settle()
    up = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    assert up is not None, name
    yield name if not isinstance(up, QMenu) else f"menu of {up.actions()[0].text()}", up
    up.close()
    settle()


# --- the entrance ---------------------------------------------------------------------------------------------------


def _first_start(stage: Stage) -> Seen:
    number = len(list(stage.books.folder.glob("first-*")))
    book = stage.entrance(stage.books.folder / f"first-{number}")
    window, first = book.entrance, book.entrance.page()
    yield "first start", window
    for choice in ("restore", "join", "new"):
        first.choice[choice].click()
        yield f"first start, {choice}", window
        if choice == "restore":
            first.restoring.use_code(True)
            yield "first start, restore by the sheet", window
    first.office.create.click()
    yield "first start, refused", window
    for field, words in (
        (first.office.code, "NAR1"),
        (first.office.name, "Нарын кеңсеси"),
        (first.office.person, "Айгүл Токтосунова"),
        (first.office.passphrase.first, PASSPHRASE),
        (first.office.passphrase.again, PASSPHRASE),
    ):
        type_text(field, words)
    yield "first start, filled in", window
    first.office.create.click()
    yield "recovery code", window


class _Sends(QObject):
    """Three packages still on their way behind the lock."""

    stepped = Signal()

    def behind_lock(self) -> int:
        return 3

    def now(self) -> object:
        return self


def _unlock(stage: Stage) -> Seen:
    book = stage.entrance(Path(stage.books.lawyer.folder))
    window, page = book.entrance, book.entrance.page()
    yield "unlock", window
    page.stand_below(SendingLine(_Sends()))
    yield "unlock, sending goes on", window
    type_text(page.passphrase, "nonsense")
    page.unlock.click()
    yield "unlock, refused", window
    forget_tries(book.folder)
    page.waiting.begin(128)
    yield "unlock, slowed down", window
    page.waiting.begin(0)
    page.greet_people([(str(at), name) for at, name in enumerate(PEOPLE)], "1")
    yield "unlock, several people", window
    page.ask_code()
    yield "unlock by the code", window
    book.panic.ask()
    yield "panic key at the lock", window
    book.panic._tell(Afterwards(datetime.now(UTC) - timedelta(days=12), "Кызыл стик", 21, False))
    yield "panic key", window


def _unlock_by_sheet(stage: Stage) -> Seen:
    book = stage.entrance(Path(stage.books.lawyer.folder))
    window, page = book.entrance, book.entrance.page()
    page.ask_code()
    page.lost.code.set_code("12345 " * 8)
    yield "unlock by the code, mistyped", window
    page.lost._offer([WhoseSlot(str(at), name) for at, name in enumerate(PEOPLE)])
    page.lost._offer_without()
    yield "unlock by the code, a new passphrase without keyring", window


def _sheets(stage: Stage) -> Seen:
    """A new recovery sheet on the screen, the reminder of the day, a request as a QR code."""
    window, clinic = stage.window("newcomer"), stage.clinic("newcomer")
    today: Any = window.show_page("today")
    today.sheet_notice._show("a_year")
    yield "today, reminded of the recovery sheet", window
    today.sheet_notice._show("")
    page: Any = window.show_page("recovery")
    code = new_code()
    page._show_new((NewSheet(code, ""), clinic.recovery.sheet(code)))
    page._tell(Banner("ok", "circle-check", "…", "", closable=True))
    yield "recovery, a new sheet", window
    page._end("…", "")
    content, digits = clinic.network.request_shown()
    dialog = CodesDialog(codes_sheet(REQUEST, content, digits), page._tasks, window)
    dialog.open()
    yield "request as a QR code", dialog
    dialog.reject()


ACTS: dict[str, list[Scene]] = {
    "a lawyer": [_every_page("lawyer", _lawyers), _form_with_faults, _parts_of_a_case, _empty_and_long_cases],
    "deadlines and incidents": [_terms_and_incidents],
    "places and what goes out": [_places_and_what_goes_out, _slip],
    "what comes up": [_open_lists, _search, _notices, _dialogs, _menus],
    "a coordinator": [_every_page("coordinator", _coordinators), _desk_at_work, _keys_at_work],
    "people of one laptop": [
        advice_of_a_student,
        people_come_and_go,
        trail_narrowed,
        receipt_of_an_erasure,
        backups_at_work,
        codes_on_paper,
    ],
    "a newcomer": [_every_page("newcomer", _newcomers), _sheets, _first_start, _unlock_by_sheet, _unlock],
}
