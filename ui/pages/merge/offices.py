"""The offices at the left of the merge desk: conflicts, last package, gap or silence; and the filter by field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from clinic_app.wording.words import _
from ui.pages.merge.office_news import OfficeRow
from ui.theme.theme import current_theme
from ui.theme.tokens import TONES
from ui.widgets.buttons import IconButton
from ui.widgets.labels import ElidedLabel, Label

WIDTH = 264


class _Rows(QAbstractListModel):
    """Offices; the first row stands for all of them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[OfficeRow] = []

    def show(self, rows: list[OfficeRow]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent and parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (row.name, str(row.conflicts), row.second, row.last) if part)
        return None


class _Office(QStyledItemDelegate):
    """Name and count, below it the news and the last package."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(100, current_theme().px(50))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        theme, row, box = current_theme(), index.model().rows[index.row()], option.rect
        chosen = index == option.widget.currentIndex()
        painter.save()
        painter.fillRect(box, theme.colour("tint" if chosen else "base"))
        if chosen:
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), theme.colour("accent_text"))
            if option.widget.hasFocus():
                painter.setPen(QPen(theme.colour("accent_text"), 2))
                painter.drawRect(box.adjusted(1, 1, -1, -1))
        left, right, half = box.left() + 16, box.right() - 16, box.height() // 2
        vertical = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font("bold" if chosen else "body"))
        painter.setPen(theme.colour("text"))
        count = str(row.conflicts) if row.conflicts else ""
        wide = painter.fontMetrics().horizontalAdvance(count)
        top = QRect(left, box.top() + 5, right - left - wide - 8, half - 3)
        if not row.second:
            top.moveTop(box.center().y() - top.height() // 2)
        name = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, top.width())
        painter.drawText(top, vertical, name)
        painter.drawText(QRect(right - wide, top.top(), wide + 1, top.height()), vertical, count)
        low = QRect(left, box.top() + half, right - left, half - 6)
        painter.setFont(theme.font("small"))
        if row.second:
            ink = TONES[row.tone][0]
            side = theme.px(14)
            picture = theme.pixmap(row.icon, ink, 14, painter.device().devicePixelRatioF())
            painter.drawPixmap(low.left(), low.center().y() - side // 2 + 1, picture)
            painter.setPen(theme.colour(ink))
            wide = painter.fontMetrics().horizontalAdvance(row.last) + 8 if row.last else 0
            room = low.adjusted(side + 4, 0, -wide, 0)
            shown = painter.fontMetrics().elidedText(row.second, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, vertical, shown)
            painter.setPen(theme.colour("text2"))
            painter.drawText(low, vertical | Qt.AlignmentFlag.AlignRight, row.last)
        painter.restore()


class OfficeList(QFrame):
    """`chosen` carries an office id, "" for all; `fields_wanted` asks for the menu of fields, `field_freed` for all."""

    chosen = Signal(str)
    fields_wanted = Signal()
    field_freed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "panel")
        self.setAccessibleName(_("Offices"))
        self.setFixedWidth(current_theme().px(WIDTH))
        self._model = _Rows(self)
        self.list = QListView()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setModel(self._model)
        self.list.setItemDelegate(_Office(self.list))
        self.list.setAccessibleName(_("Offices"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.selectionModel().currentChanged.connect(self._choose)
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 8, 4)
        head.setSpacing(8)
        head.addWidget(Label(_("Offices"), "section"))
        self._count = Label("", "body", "text3")
        head.addWidget(self._count)
        head.addStretch(1)
        self.funnel = IconButton("filter", _("Show one field only"))
        self.funnel.clicked.connect(self.fields_wanted)
        head.addWidget(self.funnel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._narrowed())
        column.addWidget(self.list, 1)

    def _narrowed(self) -> QWidget:
        """Which field alone is shown, and the way back to all."""
        self.field = ElidedLabel("", "small", "accent_text")
        self.free = IconButton("x", _("Show all fields"))
        self.free.clicked.connect(self.field_freed)
        self._field_row = QWidget()
        row = QHBoxLayout(self._field_row)
        row.setContentsMargins(16, 0, 8, 4)
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.free)
        self._field_row.hide()
        return self._field_row

    def tell_field(self, label: str) -> None:
        """Say which field alone is shown; "" when all are."""
        self.field.setText(label)
        self._field_row.setVisible(bool(label))

    def show_rows(self, rows: Sequence[OfficeRow], conflicts: int, office: str) -> None:
        """Show the offices under one row for all."""
        everything = OfficeRow("", _("All offices"), conflicts, "", "neutral", "")
        self._count.setText(str(len(rows)))
        self.list.selectionModel().blockSignals(True)
        self._model.show([everything, *rows])
        at = next((place for place, row in enumerate(self._model.rows) if row.id == office), 0)
        self.list.setCurrentIndex(self._model.index(at, 0))
        self.list.selectionModel().blockSignals(False)
        self.list.viewport().update()

    def _choose(self, index: QModelIndex) -> None:
        self.list.viewport().update()
        if index.isValid():
            self.chosen.emit(self._model.rows[index.row()].id)
