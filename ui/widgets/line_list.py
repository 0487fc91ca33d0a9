"""A list of two-line rows: a day at the left, an icon, what it is, where it belongs, a pill; headings between them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem

from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN, ROW_TWO_LINES
from ui.widgets.lines import ListLine, said
from ui.widgets.pill import paint_pill, pill_size

_HEADING = 34
_VERTICAL = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class _Lines(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: list[ListLine] = []

    def show(self, lines: Sequence[ListLine]) -> None:
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent and parent.isValid() else len(self.lines)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return said(line)
        if role == Qt.ItemDataRole.ToolTipRole and line.second and not line.heading:
            return f"{line.title}\n{line.second}"
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        if self.lines[index.row()].heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Paint(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        line = index.model().lines[index.row()]
        return QSize(120, current_theme().px(_HEADING if line.heading else ROW_TWO_LINES))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        line, view = index.model().lines[index.row()], option.widget
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if line.heading:
            self._heading(painter, option.rect, line, view)
        else:
            self._row(painter, option.rect, line, view, index == view.currentIndex())
        painter.restore()

    def _heading(self, painter: QPainter, rect: QRect, line: ListLine, view: LineList) -> None:
        theme = current_theme()
        box = rect.adjusted(view.edge, 6, -view.edge, 0)
        painter.setFont(theme.font("section"))
        painter.setPen(theme.colour("bad" if line.late else "text"))
        painter.drawText(box, _VERTICAL, line.title)
        left = painter.fontMetrics().horizontalAdvance(line.title) + 8
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour("text3"))
        painter.drawText(box.adjusted(left, 0, 0, 0), _VERTICAL, line.note)

    def _row(self, painter: QPainter, rect: QRect, line: ListLine, view: LineList, current: bool) -> None:
        theme = current_theme()
        if current:
            painter.fillRect(rect, theme.colour("tint"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), theme.colour("accent_text"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(rect.left() + view.edge, rect.bottom(), rect.right() - view.edge, rect.bottom())
        if current and view.hasFocus():
            painter.setPen(QPen(theme.colour("accent_text"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        left = rect.left() + view.edge
        if view.day_width:
            self._day(painter, QRect(left, rect.top(), view.day_width, rect.height()), line)
            left += view.day_width + 16
        if line.icon:
            side = theme.px(20)
            picture = theme.pixmap(line.icon, line.icon_tone, 20, painter.device().devicePixelRatioF())
            painter.drawPixmap(left, rect.center().y() - side // 2, picture)
            left += side + 12
        right = self._right(painter, rect, line, view, current)
        self._words(painter, QRect(left, rect.top(), max(20, right - left), rect.height()), line)

    def _day(self, painter: QPainter, box: QRect, line: ListLine) -> None:
        top, low = _halves(box, bool(line.low))
        self._one(painter, top, line.top, "bold", "bad" if line.late else "text")
        self._one(painter, low, line.low, "small", "text2")

    def _right(self, painter: QPainter, rect: QRect, line: ListLine, view: LineList, current: bool) -> int:
        """Paints pill and note; where the room for words ends."""
        theme, right = current_theme(), rect.right() - view.edge
        if line.pill:
            wide = min(pill_size(line.pill_icon, line.pill).width(), max(80, rect.width() // 3))
            box = QRect(right - wide, rect.top(), wide, rect.height())
            ratio = painter.device().devicePixelRatioF()
            paint_pill(painter, box, line.pill_icon, line.pill, line.tone, on_selected=current, ratio=ratio)
            right -= wide + 12
        if line.note:
            wide = min(QFontMetrics(theme.font("small")).horizontalAdvance(line.note) + 2, rect.width() // 4)
            self._one(painter, QRect(right - wide, rect.top(), wide, rect.height()), line.note, "small", line.note_tone)
            right -= wide + 12
        return right

    def _words(self, painter: QPainter, box: QRect, line: ListLine) -> None:
        top, low = _halves(box, bool(line.second))
        self._one(painter, top, line.title, "bold", "text")
        self._one(painter, low, line.second, "small", "text2")

    def _one(self, painter: QPainter, box: QRect, words: str, role: str, tone: str) -> None:
        painter.setFont(current_theme().font(role))
        painter.setPen(current_theme().colour(tone))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, _VERTICAL, shown)


def _halves(box: QRect, both: bool) -> tuple[QRect, QRect]:
    theme = current_theme()
    if not both:
        return box, QRect()
    high, low = (QFontMetrics(theme.font(role)).height() for role in ("bold", "small"))
    top = box.center().y() - (high + low) // 2 + 1
    return QRect(box.left(), top, box.width(), high), QRect(box.left(), top + high, box.width(), low)


class LineList(QListView):
    """`opened(line)` is Enter or a double click, `chosen(line or None)` follows keyboard and mouse."""

    opened = Signal(object)
    chosen = Signal(object)

    def __init__(self, name: str, edge: int = MARGIN) -> None:
        super().__init__()
        self.edge, self.day_width = edge, 0
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)
        self.setModel(_Lines(self))
        self.setItemDelegate(_Paint(self))
        self.doubleClicked.connect(lambda index: self.opened.emit(self.model().lines[index.row()]))
        self.selectionModel().currentChanged.connect(lambda *_places: self.chosen.emit(self.line()))

    def show_lines(self, lines: Sequence[ListLine]) -> None:
        """Show these; the chosen one stays chosen, else the one at its place, else the first."""
        was, place = self.line(), self.currentIndex().row()
        theme = current_theme()
        bold, small = QFontMetrics(theme.font("bold")), QFontMetrics(theme.font("small"))
        days = [max(bold.horizontalAdvance(one.top), small.horizontalAdvance(one.low)) for one in lines]
        self.day_width = max(days, default=0) + 4 if any(days) else 0  # what fits to the point is cut by rounding
        self.model().show(lines)
        rows = [at for at, one in enumerate(lines) if not one.heading]
        same = [at for at in rows if was is not None and lines[at].id == was.id]
        near = [at for at in rows if at <= place] or rows
        wanted = same[0] if same else near[-1] if place >= 0 and near else rows[0] if rows else -1
        self.choose(wanted)

    def lines(self) -> list[ListLine]:
        """What is shown."""
        return list(self.model().lines)

    def line(self) -> ListLine | None:
        """The chosen line."""
        place = self.currentIndex().row()
        return self.model().lines[place] if 0 <= place < len(self.model().lines) else None

    def choose(self, place: int) -> None:
        """Choose the line at `place`; none when there is no such."""
        if place < 0:
            self.chosen.emit(None)
            return
        self.setCurrentIndex(self.model().index(place, 0))

    def choose_id(self, id: str) -> None:
        """Choose the line of that id, if it is here."""
        for at, one in enumerate(self.model().lines):
            if one.id == id and not one.heading:
                self.choose(at)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.line()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and line is not None:
            self.opened.emit(line)
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """No jumping by bare letters: the layout is Cyrillic."""
