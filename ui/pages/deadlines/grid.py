"""The calendar: seven columns of days with what is due in each; arrows, Page Up and Down, Home, Enter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from clinic_app.wording.dates import short_weekday, weekday
from clinic_app.wording.words import _
from ui.pages.deadlines.presenter import DayCell, cell_words, icon_of, short_words
from ui.theme.theme import current_theme

_TONES = {"bad": "bad", "warn": "warn"}


class _Days(QAbstractTableModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.cells: list[DayCell] = []

    def show(self, cells: Sequence[DayCell]) -> None:
        self.beginResetModel()
        self.cells = list(cells)
        self.endResetModel()

    def cell(self, index: QModelIndex) -> DayCell | None:
        place = index.row() * 7 + index.column()
        return self.cells[place] if index.isValid() and 0 <= place < len(self.cells) else None

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent and parent.isValid() else len(self.cells) // 7

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent and parent.isValid() else 7

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self.cell(index)
        if cell is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return str(cell.on.day)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return cell_words(cell)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        day = date(2026, 11, 2) + timedelta(days=section)  # from a Monday
        if role == Qt.ItemDataRole.DisplayRole:
            return f"  {short_weekday(day)}"
        return weekday(day) if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole) else None


class DayGrid(QTableView):
    """`day_chosen(date)` follows keys and mouse, `day_opened(date)` is Enter or a double click, `turned(step)` asks
    for the period before or after.
    """

    day_chosen = Signal(object)
    day_opened = Signal(object)
    turned = Signal(int)

    def __init__(self, today: date) -> None:
        super().__init__()
        self.today = today
        self.setAccessibleName(_("Calendar"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setModel(_Days(self))
        self.setItemDelegate(_Paint(self))
        heads = self.horizontalHeader()
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        heads.setSectionsClickable(False)
        heads.setTextElideMode(Qt.TextElideMode.ElideRight)
        heads.setMinimumSectionSize(10)
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(10)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.viewport().setAutoFillBackground(False)
        self.doubleClicked.connect(lambda index: self._open(index))
        self.selectionModel().currentChanged.connect(self._chosen)

    def show_cells(self, cells: Sequence[DayCell], day: date) -> None:
        """Show these days, `day` chosen."""
        self.blockSignals(True)
        self.model().show(cells)
        self.blockSignals(False)
        self.choose(day)

    def choose(self, day: date) -> None:
        """Choose a day that is in sight."""
        for place, cell in enumerate(self.model().cells):
            if cell.on == day:
                self.setCurrentIndex(self.model().index(place // 7, place % 7))
                return

    def day(self) -> date | None:
        """The chosen day."""
        cell = self.model().cell(self.currentIndex())
        return cell.on if cell else None

    def _chosen(self, index: QModelIndex, _before: QModelIndex) -> None:
        cell = self.model().cell(index)
        if cell is not None:
            self.day_chosen.emit(cell.on)

    def _open(self, index: QModelIndex) -> None:
        cell = self.model().cell(index)
        if cell is not None:
            self.day_opened.emit(cell.on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, at = event.key(), self.currentIndex()
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turned.emit(-1 if key == Qt.Key.Key_PageUp else 1)
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(at)
            return
        day = self.day()
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        if key in steps and day is not None:  # over the end of a row, a week, a month: time goes on
            other = day + timedelta(days=steps[Qt.Key(key)])
            if any(cell.on == other for cell in self.model().cells):
                self.choose(other)
            else:
                self.day_chosen.emit(other)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()  # the ring grows with the focus

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyboardSearch(self, _search: str) -> None:
        """No jumping by bare letters: the layout is Cyrillic."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.horizontalHeader().setFixedHeight(current_theme().px(28))


class _Paint(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(40, 40)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        view = option.widget
        cell = view.model().cell(index)
        if cell is None:
            return
        theme, box = current_theme(), option.rect
        chosen = index == view.currentIndex()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(box, theme.colour("tint" if chosen else "raised" if cell.free else "base"))
        painter.setPen(theme.colour("line"))
        painter.drawRect(box.adjusted(0, 0, 0, 0))
        if chosen and view.hasFocus():  # as in every list: the tint says what is chosen, the ring where the keys go
            painter.setPen(QPen(theme.colour("accent_text"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        inside = box.adjusted(6, 4, -6, -3)
        top = self._head(painter, inside, cell, cell.on == view.today)
        self._entries(painter, inside.adjusted(0, top, 0, 0), cell)
        painter.restore()

    def _head(self, painter: QPainter, box: QRect, cell: DayCell, today: bool) -> int:
        """The number of the day, its name when nobody works; how high that is."""
        theme = current_theme()
        painter.setFont(theme.font("bold" if today else "body"))
        metrics = painter.fontMetrics()
        words = str(cell.on.day)
        high, wide = metrics.height() + 2, max(metrics.horizontalAdvance(words) + 10, metrics.height() + 2)
        spot = QRect(box.left() - 2, box.top(), wide, high)
        if today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(QRectF(spot), high / 2, high / 2)
            painter.setPen(theme.colour("on_accent"))
        else:
            painter.setPen(theme.colour("text" if cell.here else "text3"))
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, words)
        left, right = spot.right() + 4, box.right()
        ratio = painter.device().devicePixelRatioF()
        if cell.clash:
            side = theme.px(16)
            right -= side
            painter.drawPixmap(right, box.top() + (high - side) // 2, theme.pixmap("alert-circle", "bad", 16, ratio))
            right -= 4
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text2"))
        name = painter.fontMetrics().elidedText(cell.off, Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QRect(left, box.top(), max(0, right - left), high), Qt.AlignmentFlag.AlignVCenter, name)
        return high + 2

    def _entries(self, painter: QPainter, box: QRect, cell: DayCell) -> None:
        theme = current_theme()
        high = QFontMetrics(theme.font("small")).height() + 3
        room = max(0, box.height() // high)
        shown = cell.entries if len(cell.entries) <= room else cell.entries[: max(0, room - 1)]
        top = box.top()
        for entry in shown:
            self._entry(painter, QRect(box.left(), top, box.width(), high), entry)
            top += high
        left_out = len(cell.entries) - len(shown)
        if left_out and room:
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("text2"))
            words = _("{n} more").format(n=left_out)
            painter.drawText(QRect(box.left(), top, box.width(), high), Qt.AlignmentFlag.AlignVCenter, words)

    def _entry(self, painter: QPainter, box: QRect, entry: object) -> None:
        theme, side = current_theme(), current_theme().px(14)
        tone = _TONES.get(getattr(entry, "tone", ""), "")
        ratio = painter.device().devicePixelRatioF()
        icon = theme.pixmap(icon_of(entry.kind), tone or "text2", 14, ratio)  # type: ignore[attr-defined]  # an Entry
        painter.drawPixmap(box.left(), box.top() + (box.height() - side) // 2, icon)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour(tone or "text"))
        words = short_words(entry)
        room = box.adjusted(side + 4, 0, 0, 0)
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
