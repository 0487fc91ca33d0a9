"""When the case book locks by itself, what the keys do, who tried the lock, and what no lock reaches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.settings import Settings
from clinic_app.use_cases.locks import WrongTries
from clinic_app.wording.words import _
from ui.locking import IDLE_SETTING, MINUTES, SCREEN_SETTING, minutes_of, with_screen
from ui.pages.locks.presenter import KEYS, minute_choices, reach_lines, tries_rows
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.field import Field
from ui.widgets.frames import Card, clear_layout, icon_line, scrolling
from ui.widgets.header import PageHeader
from ui.widgets.labels import KeyHint, Label
from ui.widgets.segments import Segments


class LocksPage(QWidget):
    """Choices hold at once. They lie in the settings of this user of the computer, for they tell of no record."""

    def __init__(self, clinic: Any, tasks: WorksFor, _theme: Theme, settings: Settings) -> None:
        super().__init__()
        self._clinic, self._tasks, self._settings = clinic, tasks, settings
        self.header = PageHeader(_("Locks"))
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        left, right = QVBoxLayout(), QVBoxLayout()
        self._tries = QVBoxLayout()
        for column, cards in ((left, (self._by_itself(), self._keys())), (right, (self._tried(), self._reach()))):
            column.setSpacing(12)
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
        inside = QWidget()
        self._columns = QHBoxLayout(inside)
        self._columns.setContentsMargins(MARGIN, 4, MARGIN, MARGIN)
        self._columns.setSpacing(16)
        self._columns.addLayout(left, 1)
        self._columns.addLayout(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.header)
        whole.addLayout(self.notices)
        whole.addWidget(scrolling(inside), 1)
        self.refresh()

    def _by_itself(self) -> Card:
        card = Card(_("Locks by itself"))
        self.minutes = Segments(minute_choices(MINUTES), str(minutes_of(self._settings)))
        self.minutes.changed.connect(lambda key: self._settings.put(IDLE_SETTING, int(key)))
        card.add(Field(_("When nobody has touched keys or mouse for"), self.minutes))
        card.add(Label(_("Work that goes on by itself does not keep it open."), "small", "text2", wrap=True))
        self.screen = QCheckBox(_("Also when the screen locks or the laptop sleeps"))
        self.screen.setAccessibleName(self.screen.text())
        self.screen.setChecked(with_screen(self._settings))
        self.screen.toggled.connect(lambda on: self._settings.put(SCREEN_SETTING, on))
        card.add(self.screen)
        return card

    def _keys(self) -> Card:
        card = Card(_("Keys"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for at, (keys, said) in enumerate(KEYS):
            grid.addWidget(KeyHint(keys), at, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Label(_(said), "body", wrap=True), at, 1)
        card.body.addLayout(grid)
        return card

    def _tried(self) -> Card:
        card = Card(_("Wrong tries"))
        card.body.addLayout(self._tries)
        said = _("After three wrong tries each next one waits longer, up to five minutes.")
        card.add(Label(said, "small", "text2", wrap=True))
        return card

    def _reach(self) -> Card:
        card = Card(_("What no lock reaches"))
        for icon, said in zip(("printer", "device-laptop", "shield-lock"), reach_lines(), strict=True):
            card.add(icon_line(icon, said))
        return card

    def refresh(self) -> None:
        """Read the wrong tries of late."""
        self._tasks.on_vault(self._clinic.locks.wrong_tries, self._show, self._failed, owner=self)

    def entered(self) -> None:
        """Read again."""
        self.refresh()

    def _show(self, tries: Sequence[WrongTries]) -> None:
        clear_layout(self._tries)
        for said in tries_rows(tries) or [_("Nobody has tried a wrong passphrase.")]:
            self._tries.addWidget(Label(said, "body", wrap=True))

    def _failed(self, error: Exception) -> None:
        show_problem(error, self.notices)

    def room_changed(self, wide: bool) -> None:
        """Two columns or one."""
        way = QHBoxLayout.Direction
        self._columns.setDirection(way.LeftToRight if wide else way.TopToBottom)

    def regions(self) -> list[QWidget]:
        """For F6."""
        return [self]

    def first_focus(self) -> QWidget:
        """The minutes."""
        return self.minutes
