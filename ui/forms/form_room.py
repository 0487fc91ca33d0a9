"""The room of a page with a form: header with Close and Save, notices, the form scrolling below, perhaps a panel."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.settings import Settings
from clinic_app.wording.words import _
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.frames import Banner, scrolling
from ui.widgets.header import PageHeader
from ui.widgets.labels import IconLabel, KeyHint


class FormRoom(QWidget):
    """Where things stand on a form page; what they do is the page's business. `left()`: a person closes the form."""

    left = Signal()

    new_title = ""

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self.clinic, self.tasks, self.theme, self.settings = clinic, tasks, theme, settings
        self._wide = True

    def _build(self) -> None:
        self.close_button = Button(_("Close"))
        self.close_button.clicked.connect(self.left)
        self.save_button = PrimaryButton(_("Save"), "check")
        self.save_button.clicked.connect(self.save)
        actions = [*self.header_extras(), self.close_button, self.save_button, KeyHint("Ctrl Enter")]
        self.header = PageHeader(self.new_title, "", actions, ruled=True)
        self.header.setProperty("step", "last")  # one writes first, and saves then
        self._pencil = IconLabel("pencil", "text2", 14)
        self.header.facts_row.insertWidget(0, self._pencil)
        self._pencil.hide()
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self.notices.setSpacing(8)
        self._holder = QWidget()
        self._inside = QVBoxLayout(self._holder)
        self._inside.setContentsMargins(MARGIN, 12, MARGIN, 4)
        self.scroll = scrolling(self._holder)
        left = QVBoxLayout()
        left.setSpacing(0)
        self.above = QVBoxLayout()  # what a page says of its record as long as it stands there
        left.addLayout(self.above)
        left.addLayout(self.notices)
        left.addWidget(self.scroll, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(left, 1)
        self.panel = self.make_panel()
        if self.panel:
            middle.addWidget(self.panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(middle, 1)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, activated=self.save, context=here)

    def header_extras(self) -> list[QWidget]:
        """What stands before Close and Save."""
        return []

    def make_panel(self) -> QWidget | None:
        """The panel at the right."""
        return None

    def save(self) -> None:
        """Ctrl+Enter, or the button."""

    # --- notices and room ---------------------------------------------------------------------------------------

    def _notice(self, banner: Banner) -> None:
        self._clear_notices()
        self.notices.setContentsMargins(MARGIN, 8, MARGIN, 0)
        self.notices.addWidget(banner)

    def _clear_notices(self) -> None:
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        while item := self.notices.takeAt(0):
            if item.widget():
                item.widget().hide()
                item.widget().deleteLater()

    def room_changed(self, wide: bool) -> None:
        """Two columns and the panel, or one column."""
        self._wide = wide
        if self.panel:
            self.panel.setVisible(wide)

    def regions(self) -> list[QWidget]:
        """For F6."""
        return [self.header, self._holder, *([self.panel] if self.panel else [])]
