"""A long list is chosen from by typing: the matches stand under the field, arrows and Enter take one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter
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
from ui.theme.theme import current_theme
from ui.theme.tokens import ROW_TWO_LINES
from ui.widgets.folding import fold, rank
from ui.widgets.labels import KeyHint, Label
from ui.widgets.line_edit import LineEdit

_MOST_ROWS = 200
_ROWS_IN_SIGHT = 7


@dataclass(frozen=True)
class Option:
    """Something to choose: `names` are all it may be called (other languages), `note` stands at the right."""

    id: str
    label: str
    second: str = ""
    names: tuple[str, ...] = ()
    icon: str = ""
    note: str = ""


class _Matches(QAbstractListModel):
    """The options that answer what is typed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Option] = []

    def show(self, rows: list[Option]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent and parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        option = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return option.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (option.label, option.second, option.note) if part)
        return None


class _Row(QStyledItemDelegate):
    """Label with what was typed in bold, second line, a note at the right."""

    query = ""
    extra = -1

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        two = bool(index.model().rows[index.row()].second)
        return QSize(100, current_theme().px(ROW_TWO_LINES - 4 if two else 32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        theme, row = current_theme(), index.model().rows[index.row()]
        box = option.rect.adjusted(6, 0, -6, 0)
        chosen = index == option.widget.currentIndex()
        painter.save()
        if chosen:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("tint"))
            painter.drawRoundedRect(box, 4, 4)
        left = box.left() + 10
        if index.row() == self.extra and self.extra > 0:
            painter.fillRect(QRect(box.left(), option.rect.top(), box.width(), 1), theme.colour("line"))
        if row.icon:
            side = theme.px(20)
            picture = theme.pixmap(
                row.icon, "accent_text" if chosen else "text2", 20, painter.device().devicePixelRatioF()
            )
            painter.drawPixmap(left, box.center().y() - side // 2, picture)
            left += side + 8
        right = box.right() - 10
        if row.note:
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("accent_text" if chosen else "text2"))
            wide = painter.fontMetrics().horizontalAdvance(row.note)
            painter.drawText(
                QRect(right - wide, box.top(), wide + 1, box.height()), Qt.AlignmentFlag.AlignVCenter, row.note
            )
            right -= wide + 12
        high = QFontMetrics(theme.font()).height()
        small = QFontMetrics(theme.font("small")).height()
        top = box.center().y() - (high + (small if row.second else 0)) // 2
        self._label(painter, QRect(left, top, right - left, high), row.label)
        if row.second:
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("text2"))
            second = painter.fontMetrics().elidedText(row.second, Qt.TextElideMode.ElideRight, right - left)
            painter.drawText(QRect(left, top + high, right - left, small), Qt.AlignmentFlag.AlignVCenter, second)
        painter.restore()

    def _label(self, painter: QPainter, room: QRect, label: str) -> None:
        theme = current_theme()
        painter.setPen(theme.colour("text"))
        at = fold(label).find(self.query) if self.query and len(fold(label)) == len(label) else -1
        pieces = (
            [(label, False)]
            if at < 0
            else [(label[:at], False), (label[at : at + len(self.query)], True), (label[at + len(self.query) :], False)]
        )
        left = room.left()
        for words, bold in pieces:
            painter.setFont(theme.font("bold" if bold else "body"))
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.right() - left + 1)
            painter.drawText(
                QRect(left, room.top(), room.right() - left + 1, room.height()), Qt.AlignmentFlag.AlignVCenter, shown
            )
            left += painter.fontMetrics().horizontalAdvance(shown)


class _Popup(QFrame):
    """The list under the field, a child of the window: focus stays where one types."""

    def __init__(self, field: Typeahead) -> None:
        super().__init__(field.window())
        self.setProperty("kind", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._field = field
        self.list = QListView(self)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(_("Matches"))
        self.list.setMouseTracking(True)
        self.list.entered.connect(self.list.setCurrentIndex)
        self.empty = Label(_("Nothing like this in the list"), "body", "text2")
        self.empty.setContentsMargins(16, 6, 16, 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 6, 1, 6)
        column.setSpacing(4)
        column.addWidget(self.list)
        column.addWidget(self.empty)
        keys = QHBoxLayout()
        keys.setContentsMargins(16, 2, 16, 2)
        keys.setSpacing(6)
        for key, word in (("↑ ↓", _("choose")), ("Enter", _("take")), ("Esc", _("close"))):
            keys.addWidget(KeyHint(key))
            keys.addWidget(Label(word, "small", "text2"))
        keys.addStretch(1)
        column.addLayout(keys)

    def place(self) -> None:
        """Under the field, or above it when there is no room."""
        field, window = self._field, self._field.window()
        model, rows = self.list.model(), self.list.model().rowCount()
        delegate, option = self.list.itemDelegate(), QStyleOptionViewItem()
        seen = [delegate.sizeHint(option, model.index(i, 0)).height() for i in range(min(rows, _ROWS_IN_SIGHT))]
        self.list.setVisible(rows > 0)
        self.empty.setVisible(rows == 0)
        self.list.setFixedHeight(max(1, sum(seen)))
        high = self.sizeHint().height()
        at = field.mapTo(window, QPoint(0, field.height() + 3))
        if at.y() + high > window.height() and at.y() - field.height() - 6 - high > 0:
            at.setY(at.y() - field.height() - 6 - high)
        wide = max(field.width(), current_theme().px(320))
        at.setX(max(0, min(at.x(), window.width() - wide)))
        self.setGeometry(at.x(), at.y(), wide, high)


class Typeahead(LineEdit):
    """Choose one of many by typing. `chosen` carries the id ("" when taken back), `typed` what is being written.

    Matching ignores case and Ө/О Ү/У Ң/Н Ё/Е and looks at every name of an option. Enter takes the tinted row. Words
    outside the list are wrong when the field is left, unless `free`: then nothing is tinted until an arrow is pressed.
    With `filtering` off, the owner answers `typed` by `set_options` (names from the vault). `extra` makes a last
    row of what is typed ("write as a new person"): taking it leaves the words and emits `extra_taken` with them.
    """

    chosen = Signal(str)
    typed = Signal(str)
    extra_taken = Signal(str)

    def __init__(
        self,
        options: Iterable[Option] = (),
        *,
        placeholder: str = "",
        icon: str = "chevron-down",
        free: bool = False,
        filtering: bool = True,
        extra: Callable[[str], Option | None] | None = None,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(placeholder, trailing=icon, trailing_name=_("Show the list"), name=name, parent=parent)
        self._free, self._filtering, self._extra = free, filtering, extra
        self._value = ""
        self._popup: _Popup | None = None
        self._model = _Matches(self)
        self._delegate = _Row(self)
        self.set_options(options)
        self.textEdited.connect(self._edited)
        self.trailing_pressed.connect(self._toggle)

    # --- what is chosen -----------------------------------------------------------------------------------------

    def set_options(self, options: Iterable[Option]) -> None:
        """Offer these, in this order."""
        self._options = list(options)
        self._folded = [[fold(o.label), *(fold(n) for n in o.names)] for o in self._options]
        if self._popup and self._popup.isVisible():
            self._match()

    def value(self) -> str:
        """The id chosen, "" when none."""
        return self._value

    def set_value(self, key: str) -> None:
        """Choose silently by id; an unknown one empties the field."""
        found = next((option for option in self._options if option.id == key), None)
        self._value = found.id if found else ""
        self.setText(found.label if found else "")
        self.setCursorPosition(0)

    def is_wrong(self) -> bool:
        """Something is written that is not in the list, and must be."""
        return bool(self.text().strip()) and not self._value and not self._free

    def _take(self, place: int) -> None:
        option = self._model.rows[place]
        self.close_list()
        if place == self._delegate.extra:
            self.extra_taken.emit(self.text())
            return
        self.setText(option.label)
        self._choose(option.id)

    def _choose(self, key: str) -> None:
        if key != self._value:
            self._value = key
            self.chosen.emit(key)

    # --- typing -------------------------------------------------------------------------------------------------

    def _edited(self, text: str) -> None:
        self._choose("")
        self.typed.emit(text)
        self.open_list()

    def _match(self, everything: bool = False) -> None:
        query = "" if everything or not self._filtering else fold(self.text())
        ranked = [(rank(query, names), place) for place, names in enumerate(self._folded)]
        rows = [self._options[place] for _rank, place in sorted((r, p) for r, p in ranked if r is not None)]
        self._delegate.query = fold(self.text())
        rows = rows[:_MOST_ROWS]
        last = self._extra(self.text()) if self._extra and self.text().strip() else None
        self._delegate.extra = len(rows) if last else -1
        self._model.show([*rows, last] if last else rows)

    def open_list(self, everything: bool = False) -> None:
        """Show the matches, or every option."""
        if self.isReadOnly() or not self.isEnabled():
            return
        if self._popup is None:
            self._popup = _Popup(self)
            # The list stands in the window and may outlive this field: its rows must live as long as the list.
            self._model.setParent(self._popup)
            self._popup.list.setModel(self._model)
            self._popup.list.setItemDelegate(self._delegate)
            self._popup.list.clicked.connect(lambda index: self._take(index.row()))
            self.destroyed.connect(self._popup.deleteLater)
        self._match(everything)
        if not self._model.rows and (self._free or not self._filtering):
            self.close_list()
            return
        self._popup.place()
        # Where free words are fine, Enter must not turn them into the first that looks alike: arrows choose.
        first = -1 if self._free else 0
        at = next((i for i, o in enumerate(self._model.rows) if self._value and o.id == self._value), first)
        self._popup.list.setCurrentIndex(self._model.index(at, 0) if at >= 0 else QModelIndex())
        self._popup.raise_()
        self._popup.show()

    def close_list(self) -> None:
        """Hide the matches."""
        if self._popup:
            self._popup.hide()

    def is_open(self) -> bool:
        """Whether the matches are in sight."""
        return self._popup is not None and self._popup.isVisible()

    def _toggle(self) -> None:
        self.setFocus()
        self.close_list() if self.is_open() else self.open_list(everything=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.is_open() and not event.modifiers():
            place = self._popup.list.currentIndex().row()
            self._take(place) if place >= 0 else self.close_list()
        elif key == Qt.Key.Key_Escape and self.is_open():
            self.close_list()
        else:
            super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        if not self.is_open():
            self.open_list(everything=bool(self._value) or not self.text())
            return
        rows = len(self._model.rows)
        if rows:
            now = self._popup.list.currentIndex().row()
            at = (now + step) % rows if now >= 0 else 0 if step > 0 else rows - 1
            self._popup.list.setCurrentIndex(self._model.index(at, 0))

    def event(self, event: QEvent) -> bool:
        # Esc closes the list and nothing else: the page's own Esc must not see it.
        if event.type() == QEvent.Type.ShortcutOverride and self.is_open() and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.close_list()
        if self._value or not self.text().strip():
            return
        query = fold(self.text())
        same = [o for o, names in zip(self._options, self._folded, strict=True) if query in names]
        if len(same) == 1 and not self._free:
            self.setText(same[0].label)
            self._choose(same[0].id)

    def hideEvent(self, event: QEvent) -> None:
        super().hideEvent(event)
        self.close_list()
