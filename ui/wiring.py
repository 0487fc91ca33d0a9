"""Connects a page with the window by the names of its signals, so that no page knows another."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtWidgets import QWidget

from clinic_app.changes import Changes
from clinic_app.records.declared import child_types, parent_of
from ui.evidence.outside_watch import outside_copies
from ui.opened_window import OpenedWindow
from ui.tasks import WorksFor

# record type -> the page that shows it, the page that changes it
SHOWS = {"consultation": "consultation", "person": "person", "journalist_case": "case", "incident": "incident"}
CHANGES = {
    "consultation": "consultation",
    "person": "person_form",
    "journalist_case": "case_form",
    "incident": "incident_form",
}
BELONGING = frozenset(kind.name for kind in child_types(going_along=True))
# page -> the type of the records that it shows whole ("": it is told which); seen in a list is not opened
OPENED = {
    "consultation": "consultation",
    "person": "person",
    "person_form": "person",
    "case": "journalist_case",
    "case_form": "journalist_case",
    "incident": "incident",
    "incident_form": "incident",
    "history": "",
    "interests": "",
}
CHECKED = ("consultation", "journalist_case", "incident")
EDITED_ON = {"person": "person_form", "case": "case_form"}


class Open(Protocol):
    """The open case book, as far as wiring needs it."""

    clinic: Any
    tasks: WorksFor

    def take_changes(self, changes: Changes) -> None: ...

    def renew_owner(self) -> None: ...


class Wiring(QObject):
    """What pages ask for: another page, a record, a card on paper, search. Lives as long as its window."""

    def __init__(self, casebook: Open, window: OpenedWindow) -> None:
        super().__init__(window)
        self._casebook, self._window = casebook, window
        self._palette: Any = None
        self._records: dict[str, tuple[str, str]] = {}  # page -> the record it shows
        window.page_opened.connect(self._opened)
        window.page_shown.connect(self._shown)
        window.new_consultation_requested.connect(lambda: self.begin("consultation", {}))
        window.search_requested.connect(self.search)
        window.search_entered.connect(lambda words: self._search_palette().enter(words))
        window.status.exchange_wanted.connect(lambda: window.show_page("exchange"))
        outside_copies().sweep(casebook.clinic, casebook.tasks)
        self.wire(window.page_name(), window.page())

    def wire(self, name: str, page: QWidget | None) -> None:
        """Connect what a page offers, once."""
        if page is None or page.property("wired"):
            return
        page.setProperty("wired", True)
        window = self._window
        for signal_name, act in (
            ("changed", self._casebook.take_changes),
            ("open_requested", self.open_record),
            ("new_requested", self.begin),
            ("edit_requested", lambda id: window.show_page(EDITED_ON.get(name, name), id=id)),
            ("print_requested", self.print_record),
            ("history_requested", lambda kind, id: window.show_page("history", kind=kind, id=id)),
            ("trail_requested", lambda kind, id: window.show_page("trail", kind=kind, id=id)),
            ("page_requested", window.show_page),
            ("go_requested", window.show_page),
            ("list_requested", lambda name, what: window.show_page(name, **what)),
            ("import_requested", lambda: window.show_page("importing")),
            ("merging_requested", lambda what: window.show_page("merging", **({"paths": ()} | what))),
            ("left", window.go_back),
            ("saved", self.after_saving),
            ("interests_requested", lambda kind, id: window.show_page("interests", kind=kind, id=id)),
            ("membership_changed", self._casebook.renew_owner),
            ("places_changed", self._places_changed),
            ("language_chosen", window.choose_language),
            ("dark_chosen", window.choose_dark),
            ("scale_chosen", window.choose_scale),
        ):
            signal = getattr(page, signal_name, None)
            if isinstance(signal, SignalInstance):
                signal.connect(act)
        follow, exchanging = getattr(page, "follow", None), getattr(self._casebook, "exchanging", None)
        if callable(follow) and exchanging is not None:
            follow(exchanging)
        follow, outward = getattr(page, "follow_backups", None), getattr(self._casebook, "outward", None)
        if callable(follow) and outward is not None:
            follow(outward.backing_up)

    def _places_changed(self) -> None:
        exchanging = getattr(self._casebook, "exchanging", None)
        if exchanging is not None:
            exchanging.places_changed()
        self._casebook.take_changes(Changes())

    def _opened(self, name: str, what: dict[str, Any]) -> None:
        self._records.pop(name, None)
        if name in OPENED and (id := str(what.get("id") or "")):
            self._records[name] = (OPENED[name] or str(what.get("kind") or ""), id)

    def _note_opened(self, name: str) -> None:
        """Enter into the paper trail whose record stands on the screen now, also when somebody came back to it."""
        if record := self._records.get(name):
            trail = self._casebook.clinic.trail
            self._casebook.tasks.on_vault(lambda: trail.opened(*record), None, lambda _error: None, owner=self)

    def _shown(self, name: str) -> None:
        self.wire(name, self._window.page())
        self._note_opened(name)
        if self._palette is not None:
            self._palette.close_list()

    def open_record(self, kind: str, id: str) -> None:
        """Show a record; what belongs to another is shown there."""
        if kind in SHOWS:
            self._window.show_page(SHOWS[kind], id=id)
        elif kind in BELONGING:
            clinic = self._casebook.clinic
            self._casebook.tasks.on_vault(
                lambda: parent_of(clinic.casework.load(kind, id)),
                lambda parent: self.open_record(*parent),
                owner=self,
            )

    def begin(self, kind: str, given: dict[str, Any]) -> None:
        """A new record with some values given, a draft taken up, or a record to be changed ({"id": …})."""
        if kind in CHANGES:
            self._window.show_page(CHANGES[kind], **({"id": ""} | given))

    def after_saving(self, kind: str, id: str) -> None:
        """Back to the page before; what a conflict-of-interest check found is shown before that, once."""
        self._window.go_back()
        if kind not in CHECKED:
            return
        clinic = self._casebook.clinic
        self._casebook.tasks.on_vault(
            lambda: clinic.interests.undecided(kind, id),
            lambda found: self._window.show_page("interests", kind=kind, id=id) if found else None,
            owner=self,
        )

    def print_record(self, kind: str, id: str) -> None:
        """Show a record's card, to be printed or saved."""
        from ui.paper.card import print_card

        print_card(self._casebook.clinic, self._casebook.tasks, self._window, kind, id)

    # --- search -------------------------------------------------------------------------------------------------

    def search(self, words: str) -> None:
        """Show what answers `words`, under the box in the sidebar or, in the rail, with a field of its own."""
        box = self._window.sidebar.search
        self._search_palette().ask(words, box if box.isVisible() else None)

    def _search_palette(self) -> Any:
        from ui.pages.searching.palette import SearchPalette

        if self._palette is None:
            self._palette = SearchPalette(self._casebook.clinic, self._casebook.tasks, self._window)
            self._palette.chosen.connect(self.open_record)
            self._palette.new_requested.connect(self.begin)
            self._palette.left.connect(lambda: self._window.sidebar.search.clear())
        return self._palette
