"""Places: where packages are left and fetched; a list, and beside it one place with its settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.errors import PlaceFailed
from clinic_app.settings import Settings
from clinic_app.wording.alphabet import alphabet_key
from clinic_app.wording.words import _, ngettext
from ui.pages.settings.place_panel import PlacePanel
from ui.pages.settings.place_work import PlaceWork
from ui.place_words import address, standing, when_words
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.frames import Banner, EmptyState, clear_layout
from ui.widgets.header import PageHeader
from ui.widgets.line_list import LineList
from ui.widgets.lines import ListLine


@dataclass(frozen=True)
class State:
    """The kinds there are and the places that are kept."""

    kinds: Mapping[str, Any]
    places: Sequence[Any]


class PlacesPage(QWidget):
    """`changed` and `places_changed` after a place was added, changed or removed."""

    changed = Signal(object)
    places_changed = Signal()

    def __init__(self, clinic: Any, tasks: WorksFor, _theme: Theme, _settings: Settings) -> None:
        super().__init__()
        self._clinic, self._tasks = clinic, tasks
        self._state: State | None = None
        self._wanted = ""  # the place to be chosen once it is read; " " for a new one
        self._shown = ""  # the place that the notices speak of
        self.add = Button(_("Add a place"), "plus")
        self.add.clicked.connect(self.begin)
        self.header = PageHeader(_("Places"), "", [self.add], ruled=True)
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self.list = LineList(_("Places"))
        self.list.chosen.connect(lambda line: self._choose(line.data if line else None))
        self.list.opened.connect(lambda _line: self.panel.name.setFocus())
        self.panel = PlacePanel(tasks)
        self.panel.hide()
        self.work = PlaceWork(clinic, tasks, self.panel)
        self.work.kept.connect(self._saved)
        self.work.works.connect(self._works)
        self.work.removed.connect(self._removed)
        self.work.failed.connect(self._refused)
        self.panel.save_wanted.connect(self.save)
        self.panel.try_wanted.connect(self.try_it)
        self.panel.remove_wanted.connect(self._ask_to_remove)
        self.panel.changed.connect(lambda: self._clear())
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._nothing())
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._stack, 1)
        row.addWidget(self.panel)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addLayout(self.notices)
        whole.addLayout(row, 1)
        self.refresh()

    def _nothing(self) -> EmptyState:
        first = self.first = PrimaryButton(_("Add the first place"), "plus")
        first.clicked.connect(self.begin)
        text = _(
            "A place is where packages are left for the others: a shared folder, a stick that travels, or a server."
            " Ask the coordinator which one your network uses."
        )
        return EmptyState("server", _("No place yet"), text, [first])

    # --- reading ------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read again."""
        clinic = self._clinic
        self._tasks.on_vault(
            lambda: State(clinic.places.kinds(), clinic.places.all()), self._show, self._failed, owner=self
        )

    def _show(self, state: State) -> None:
        self._state = state
        places = sorted(state.places, key=lambda one: alphabet_key(one.name))
        count = len(places)
        self.header.set_facts(ngettext("{n} place", "{n} places", count).format(n=count) if count else "")
        self.add.setVisible(bool(places))
        self._stack.setCurrentIndex(0 if places else 1)
        self.first.show()
        new = self._wanted == " " or (self.panel.isVisible() and self.panel.place is None and not self._wanted)
        held = self.list.blockSignals(True)
        self.list.show_lines([line_of(one, state.kinds) for one in places])
        if self._wanted.strip():
            self.list.choose_id(self._wanted)
        self.list.blockSignals(held)
        if new:
            self.begin() if self._wanted else self.first.hide()
            return
        self._wanted = ""
        line = self.list.line()
        self._choose(line.data if line else None)

    def _choose(self, place: Any) -> None:
        self.panel.setVisible(place is not None)
        if place is None or self._state is None or place == self.panel.place:
            return
        if place.name != self._shown:
            self._clear()
        self._shown = place.name
        self.panel.show_place(place, self._state.kinds)

    # --- adding and changing ------------------------------------------------------------------------------------

    def begin(self) -> None:
        """A new place."""
        if self._state is None:
            self._wanted = " "
            return
        self._wanted = ""
        self._clear()
        held = self.list.blockSignals(True)
        self.list.setCurrentIndex(QModelIndex())  # a new one is none of those that are listed
        self.list.blockSignals(held)
        self.panel.begin(self._state.kinds)
        self.panel.show()
        self.panel.kind.setFocus()
        self.first.hide()  # one filled button is enough

    def save(self) -> None:
        """Keep the place as it is written."""
        name, before = self.panel.place_name(), self.panel.place
        taken = {one.name for one in self._state.places} if self._state else set()
        if name in taken - ({before.name} if before else set()):
            self.panel.refuse_name(_("Another place is called so already"))
            return
        self.work.keep()

    def _saved(self, name: str) -> None:
        self.panel.whole_form().wipe()
        self._wanted = self._shown = name
        self.panel.place = None  # it is shown anew, without what was typed
        acts = [(_("Try it"), self.try_it)]
        text = _("Try it before you rely on it.")
        self._tell(Banner("info", "circle-check", _("The place is kept"), text, acts, closable=True))
        self._changed()

    def _changed(self) -> None:
        self.changed.emit(Changes())
        self.places_changed.emit()
        self.refresh()

    def try_it(self) -> None:
        """With the settings as they are written, kept or not."""
        self._clear()
        self.work.try_it()

    def _works(self, name: str) -> None:
        title = _("{place} works").format(place=name)
        text = _("A small file was written, read back and taken away again.")
        self._tell(Banner("ok", "circle-check", title, text, closable=True))

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, PlaceFailed):
            self._failed(error)
            return
        if not self.panel.tell(error):
            self._tell(Banner("bad", "alert-circle", self.panel.sentence(error), "", closable=True))

    # --- removing -----------------------------------------------------------------------------------------------

    def _ask_to_remove(self) -> None:
        name = self.panel.place.name
        title = _("Remove “{place}”?").format(place=name)
        text = _("What lies there stays there. What still waits goes by the other places or by a stick.")
        acts = [(_("Remove"), lambda: self.work.remove(name)), (_("Keep it"), lambda: self._clear())]
        self._tell(Banner("warn", "alert-triangle", title, text, acts))
        self.notices.itemAt(0).widget().buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _removed(self) -> None:
        self._clear()
        self.panel.place = None
        self.panel.hide()
        self._changed()

    def _failed(self, error: Exception) -> None:
        self._clear()
        self.notices.setContentsMargins(MARGIN, 8, MARGIN, 8)
        show_problem(error, self.notices)

    def _tell(self, banner: Banner) -> None:
        self._clear()
        self.notices.setContentsMargins(MARGIN, 8, MARGIN, 8)
        self.notices.addWidget(banner)

    def _clear(self) -> None:
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)  # without a notice there is no gap below the header
        clear_layout(self.notices)

    # --- what the shell asks ------------------------------------------------------------------------------------

    def open(self, place: str = "", new: bool = False) -> None:
        """Show a place by name, or begin a new one."""
        self._wanted = " " if new else place
        self.refresh()

    def entered(self) -> None:
        """How the places stand may have changed."""
        if self._state is not None:
            self.refresh()

    def step_back(self) -> bool:
        """Esc: leave a new place unwritten."""
        if self.panel.isVisible() and self.panel.place is None:
            self.panel.hide()
            self.refresh()
            return True
        return False

    def keep(self) -> object:
        """Which place is shown."""
        return self.panel.place.name if self.panel.place is not None and self.panel.isVisible() else None

    def restore(self, kept: Any) -> None:
        """Show it again."""
        self.open(str(kept))

    def regions(self) -> list[QWidget]:
        """The list and the panel."""
        return [self._stack, self.panel] if self.panel.isVisible() else [self._stack]

    def first_focus(self) -> QWidget:
        """The list, or the way to the first place."""
        return self.list if self._stack.currentIndex() == 0 else self.first


def line_of(place: Any, kinds: Mapping[str, Any]) -> ListLine:
    """A place as a line of the list."""
    told, kind = standing(place), kinds[place.kind]
    second = (
        _(kind.label),
        address(place.settings, kind.fields),
        _("last exchange: {when}").format(when=when_words(place.last_good)),
    )
    return ListLine(
        place.name,
        place.name,
        told.sentence or " · ".join(second),
        icon="device-usb" if any(one.kind == "folder" for one in kind.fields) else "server",
        pill=told.word,
        pill_icon=told.icon,
        tone=told.tone,
        data=place,
    )
