"""Narrowing the queue: menus of offices and fields, and two filters where there is no room for the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from clinic_app.wording.words import _
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import FilterButton


class Narrowing(QWidget):
    """Two filters; each asks for its menu."""

    offices_wanted = Signal()
    fields_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.office, self.field = FilterButton(_("Office")), FilterButton(_("Field"))
        self.office.clicked.connect(self.offices_wanted)
        self.field.clicked.connect(self.fields_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 8, MARGIN, 0)
        row.setSpacing(8)
        row.addWidget(self.office)
        row.addWidget(self.field)
        row.addStretch(1)

    def tell(self, office: str, field: str) -> None:
        """Say what is narrowed to; "" when all are shown."""
        self.office.narrow(office)
        self.field.narrow(field)


def choice_menu(
    button: QWidget, everything: str, choices: Sequence[tuple[str, str, int]], now: str, then: Callable[[str], object]
) -> QMenu:
    """A menu of (id, words, how many) below a button; its first line, id "", stands for all."""
    menu = QMenu(button)
    menu.aboutToHide.connect(menu.deleteLater)
    group = QActionGroup(menu)
    lines = [("", everything), *((key, f"{words}  {count or ''}".rstrip()) for key, words, count in choices)]
    for key, words in lines:
        action = menu.addAction(words.replace("&", "&&"), lambda key=key: then(key))
        action.setCheckable(True)
        action.setChecked(key == now)
        group.addAction(action)
    menu.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))
    return menu
