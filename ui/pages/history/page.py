"""The history page of any record: who wrote what, when and where, from which value to which; old values come back.

Nothing here is ever changed: restoring an old value writes a new entry, and asks once before.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.settings import Settings
from clinic_app.use_cases.value_words import words_of
from clinic_app.wording.words import _
from ui.pages.history.change_panel import ChangePanel
from ui.pages.history.entries import Entries
from ui.pages.history.presenter import Row, Told, facts_of, fields_of, read_history, rows_of, title_of
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, FilterButton, LinkButton
from ui.widgets.frames import Banner, EmptyState, clear_layout
from ui.widgets.header import PageHeader
from ui.widgets.labels import KeyHint, Label


class HistoryPage(QWidget):
    """`open(kind, id)` shows a record's history. `changed(Changes)` after restoring, `left` goes back,
    `trail_requested(kind, id)` to who opened the record.
    """

    changed = Signal(object)
    left = Signal()
    trail_requested = Signal(str, str)

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self.clinic, self.tasks, self.theme, self.settings = clinic, tasks, theme, settings
        self.kind = self.id = ""
        self.told: Told | None = None
        self._field = ""
        self._newest_first = True
        self._wide = True
        self._alone = False  # without room for a panel Enter shows it in place of the list
        self._build()

    # --- building ---------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        back = Button(_("Back"), "arrow-left")
        back.clicked.connect(self.left)
        opened = Button(_("Who opened this"), "eye")
        opened.clicked.connect(lambda: self.trail_requested.emit(self.kind, self.id))
        self.header = PageHeader("", "", [opened, back], ruled=True)
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self.entries = Entries(_("History"))
        self.entries.chosen.connect(self._show_row)
        self.entries.opened.connect(lambda _row: self._open_row())
        self.nothing = EmptyState("history", _("Nothing here"), _("Nothing was ever written in this field."))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.entries)
        self.stack.addWidget(self.nothing)
        self.panel = ChangePanel()
        self.panel.restore_asked.connect(self.ask_restore)
        self.panel.closed.connect(self.step_back)
        self.list_side = QWidget()
        left = QVBoxLayout(self.list_side)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addLayout(self._strip())
        left.addLayout(self.notices)
        left.addWidget(self.stack, 1)
        left.addWidget(self._footer())
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.list_side, 1)
        middle.addWidget(self.panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(middle, 1)

    def _strip(self) -> QHBoxLayout:
        strip = QHBoxLayout()
        strip.setContentsMargins(MARGIN, 10, MARGIN, 6)
        strip.setSpacing(8)
        self.filter = FilterButton(_("Field"))
        self.filter.clicked.connect(self._open_filter)
        strip.addWidget(self.filter)
        strip.addStretch(1)
        self.turn = LinkButton(_("Newest first"), "sort-descending")
        self.turn.clicked.connect(self.turn_round)
        strip.addWidget(self.turn)
        return strip

    def _footer(self) -> QWidget:
        strip = QWidget()
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        row.addStretch(1)
        for keys, word in (("↑ ↓", _("choose")), ("Enter", _("whole text")), ("Esc", _("back"))):
            row.addWidget(KeyHint(keys))
            row.addWidget(Label(word, "small", "text2"))
        return strip

    # --- showing ----------------------------------------------------------------------------------------------------

    def open(self, kind: str, id: str) -> None:
        """Show the history of a record."""
        if (kind, id) != (self.kind, self.id):
            self.kind, self.id, self._field, self.told = kind, id, "", None
            self.filter.narrow("")
            clear_layout(self.notices)
            self.entries.show_rows([])
        self._leave_alone()
        self.refresh()

    def refresh(self) -> None:
        """Read the history again."""
        kind, id = self.kind, self.id
        if id:
            self.tasks.on_vault(
                lambda: read_history(self.clinic, kind, id),
                self._show,
                lambda error: show_problem(error, self.notices, retry=self.refresh),
                owner=self,
            )

    def _show(self, told: Told) -> None:
        if (told.kind, told.id) != (self.kind, self.id):
            return
        self.told = told
        self.header.set_title(title_of(told))
        self.header.set_facts(facts_of(told))
        self._show_rows()

    def _show_rows(self) -> None:
        if self.told is None:
            return
        rows = rows_of(self.told, self._field, self._newest_first)
        now = self.entries.row()
        self.stack.setCurrentWidget(self.entries if rows else self.nothing)
        self.entries.show_rows(rows, now.key if now else "")

    def _show_row(self, row: Row | None) -> None:
        self._fit()
        self.panel.show_row(row if self.told is not None else None, closable=self._alone)

    # --- filter and order -------------------------------------------------------------------------------------------

    def _open_filter(self) -> None:
        menu = QMenu(self.filter)
        group = QActionGroup(menu)
        for name, label in [("", _("All fields")), *(fields_of(self.told) if self.told else [])]:
            action = menu.addAction(label, lambda name=name: self.narrow(name))
            action.setCheckable(True)
            action.setChecked(name == self._field)
            group.addAction(action)
            if not name:
                menu.addSeparator()
        menu.popup(self.filter.mapToGlobal(QPoint(0, self.filter.height() + 2)))

    def narrow(self, field: str) -> None:
        """Show one field's history, or all of it."""
        self._field = field
        labels = dict(fields_of(self.told)) if self.told else {}
        self.filter.narrow(labels.get(field, ""))
        self._show_rows()

    def turn_round(self) -> None:
        """Newest first, or oldest first."""
        self._newest_first = not self._newest_first
        self.turn.say(_("Newest first") if self._newest_first else _("Oldest first"))
        self.turn.set_icon("sort-descending" if self._newest_first else "sort-ascending")
        self._show_rows()

    # --- restoring --------------------------------------------------------------------------------------------------

    def ask_restore(self, row: Row) -> None:
        """Ask once whether an old value shall be written again."""
        if self.told is None or row.change is None:
            return
        told, change = self.told, row.change
        value = words_of(self.kind, change.register, change.after, told.titles)
        shown = value if len(value) <= 120 else value[:119] + "…"
        clear_layout(self.notices)
        self._leave_alone()
        banner = Banner(
            "info",
            "arrow-back-up",
            _("Write this value again? {field}: {value}").format(field=row.label, value=shown),
            _("It becomes a new entry; nothing of the history is lost."),
            [(_("Write it again"), lambda: self.write_again(told, row)), (_("Leave it"), self._let_be)],
        )
        self.notices.addWidget(banner)
        banner.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def write_again(self, told: Told, row: Row) -> None:
        """Write an old value as a new entry that saw what this page shows."""
        change = row.change
        assert change is not None
        clear_layout(self.notices)
        self.tasks.on_vault(
            lambda: self.clinic.history.restore(told.kind, told.id, change.dot, change.register, told.version),
            self._restored,
            lambda error: show_problem(error, self.notices),
            owner=self,
        )

    def _restored(self, changes: Changes) -> None:
        self.changed.emit(changes)
        self.refresh()
        self.entries.setFocus(Qt.FocusReason.OtherFocusReason)

    def _let_be(self) -> None:
        clear_layout(self.notices)
        self.entries.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- room -------------------------------------------------------------------------------------------------------

    def _open_row(self) -> None:
        """Enter: on to the panel, which takes the list's place where there is no room for both."""
        if not self._wide:
            self._alone = True
            self._show_row(self.entries.row())
        self.panel.focus_first()

    def _leave_alone(self) -> None:
        self._alone = False
        self._fit()

    def _fit(self) -> None:
        self.list_side.setVisible(not self._alone)
        self.panel.setVisible(self._alone or (self._wide and self.entries.row() is not None))
        policy = QSizePolicy.Policy.Expanding if self._alone else QSizePolicy.Policy.Fixed
        self.panel.setSizePolicy(policy, QSizePolicy.Policy.Expanding)

    # --- what the shell asks ----------------------------------------------------------------------------------------

    def take_changes(self, changes: Changes) -> None:
        """Read again when the record may have changed."""
        if changes.include(self.kind):
            self.refresh()

    def step_back(self) -> bool:
        """Esc: from the panel to the list, from the question to the list; then the shell goes back."""
        if self._alone or self.notices.count():
            self._leave_alone()
            self._let_be()
            self._show_row(self.entries.row())
            return True
        return False

    def keep(self) -> dict[str, Any] | None:
        """Whose history, and how it is narrowed."""
        return {"kind": self.kind, "id": self.id, "field": self._field} if self.id else None

    def restore(self, kept: dict[str, Any]) -> None:
        """Show it again."""
        self.open(kept["kind"], kept["id"])
        self._field = kept.get("field", "")

    def room_changed(self, wide: bool) -> None:
        """The panel needs room."""
        self._wide = wide
        self._alone = False
        self._show_row(self.entries.row())

    def regions(self) -> list[QWidget]:
        """For F6."""
        return [self.header, self.entries, self.panel]

    def first_focus(self) -> QWidget:
        """The list."""
        return self.entries if self.stack.currentWidget() is self.entries else self.filter
