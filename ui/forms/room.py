"""Room in forms: sections, rows that stack when they no longer fit, two columns that become one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.tokens import GAP
from ui.widgets.buttons import LinkButton
from ui.widgets.labels import Label
from ui.widgets.segments import Segments


class FieldRow(QWidget):
    """Fields beside each other, or below each other when one would be cut. `shares` are their parts of the width."""

    def __init__(self, *fields: QWidget, shares: tuple[int, ...] = ()) -> None:
        super().__init__()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        self._fields = fields
        for place, field in enumerate(fields):
            self._row.addWidget(field, shares[place] if shares else 1, Qt.AlignmentFlag.AlignTop)

    def minimumSizeHint(self) -> QSize:
        # Not the sum: a row must be able to grow narrow, for only then does it stack.
        widths = [field.minimumSizeHint().width() for field in self._shown()]
        return QSize(max(widths, default=0), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        shown = self._shown()
        needed = sum(_least(field) for field in shown) + GAP * max(0, len(shown) - 1)
        beside = needed <= self.width()
        for field in self._fields:
            # Shares must not squeeze segments into a pile while a neighbour has room to spare.
            field.setMinimumWidth(_least(field) if beside else 0)
        wanted = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if wanted != self._row.direction():
            self._row.setDirection(wanted)
            self.updateGeometry()

    def _shown(self) -> list[QWidget]:
        return [field for field in self._fields if not field.isHidden()]


def _least(field: QWidget) -> int:
    """What a field needs without stacking inside: segments want all their words beside each other."""
    control = getattr(field, "control", field)
    inside = control.sizeHint().width() if isinstance(control, Segments) else control.minimumSizeHint().width()
    return max(inside, field.minimumSizeHint().width())


class Section(QWidget):
    """A bold title, perhaps with something at its right, and fields below. A foldable one opens at a press."""

    def __init__(self, title: str = "", *, side: QWidget | None = None, foldable: bool = False, gap: int = GAP) -> None:
        super().__init__()
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._inside = QWidget()
        self.body = QVBoxLayout(self._inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(gap)
        head = QHBoxLayout()
        head.setSpacing(8)
        self.opener = LinkButton(title, "chevron-right") if foldable else None
        if self.opener:
            self.opener.clicked.connect(lambda: self.unfold(self._inside.isHidden()))
            head.addWidget(self.opener)
            self._inside.hide()
        elif title:
            head.addWidget(Label(title, "section"))
        head.addStretch(1)
        if side:
            head.addWidget(side)
        if title or side:
            column.addLayout(head)
        column.addWidget(self._inside)

    def add(self, widget: QWidget) -> None:
        """Append a field or a row of fields."""
        self.body.addWidget(widget)

    def unfold(self, opened: bool = True) -> None:
        """Show what is inside, or hide it."""
        self._inside.setVisible(opened)
        if self.opener:
            self.opener.set_icon("chevron-down" if opened else "chevron-right")

    def is_open(self) -> bool:
        """Whether what is inside is in sight."""
        return not self._inside.isHidden()


class Columns(QWidget):
    """Two columns beside each other in a wide window, one below the other in a narrow one."""

    def __init__(self, left: QWidget, right: QWidget, gap: int = 24) -> None:
        super().__init__()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(gap)
        self._row.addWidget(left, 1, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(right, 1, Qt.AlignmentFlag.AlignTop)
        self._gap = gap

    def set_wide(self, wide: bool) -> None:
        """Two columns, or one."""
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._row.setSpacing(self._gap if wide else 20)


def column_of(*sections: QWidget, gap: int = 20) -> QWidget:
    """Sections below each other."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(gap)
    for section in sections:
        column.addWidget(section)
    return holder
