"""The last question before something is erased for good: what, what goes with it, what follows; and a tick."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.pages.bin.presenter import Wish, wish_follows, wish_names, wish_title
from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button
from ui.widgets.labels import Label


class EraseDialog(QDialog):
    """`then()` once the tick was set and the button pressed; Enter alone never erases."""

    def __init__(self, parent: QWidget, wish: Wish, then: Callable[[], object]) -> None:
        super().__init__(parent)
        self._then = then
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Erase for good"))
        self.setMinimumWidth(current_theme().px(520))
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, 16)
        column.setSpacing(10)
        column.addWidget(Label(wish_title(wish), "section", wrap=True))
        column.addWidget(Label("\n".join(wish_names(wish)), "body", wrap=True))
        column.addWidget(Label("\n".join(wish_follows(wish)), "body", "text2", wrap=True))
        column.addSpacing(6)
        self.sure = QCheckBox(_("I know that this cannot be taken back"))
        self.sure.toggled.connect(lambda on: self.erase.setEnabled(on))
        column.addWidget(self.sure)
        self.erase = Button(_("Erase for good") if wish.at_once else _("Ask for erasure"), "trash", tone="bad")
        self.erase.setEnabled(False)
        self.erase.clicked.connect(self._erase)
        close = Button(_("Cancel"))
        close.setAutoDefault(True)
        close.setDefault(True)
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        foot.addWidget(self.erase)
        column.addLayout(foot)
        self.sure.setFocus()

    def _erase(self) -> None:
        self._then()
        self.accept()
