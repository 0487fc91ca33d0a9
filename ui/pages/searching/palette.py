"""Search over everything: the answers stand under the search box, by type; arrows and Enter open one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from clinic_app.wording.dates import short_date
from clinic_app.wording.words import N_, _, ngettext
from ui.problems import sentence_of
from ui.tasks import WorksFor
from ui.theme.theme import current_theme
from ui.widgets.labels import KeyHint, Label
from ui.widgets.line_edit import LineEdit

LIMIT = 40
_WIDTH = 560
_HIGHEST = 460

TYPES: dict[str, tuple[str, str]] = {
    "person": (N_("People"), "users"),
    "consultation": (N_("Consultations"), "messages"),
    "journalist_case": (N_("Cases"), "folder"),
    "case_event": (N_("Events of cases"), "history"),
    "attachment": (N_("Attachments"), "paperclip"),
}


@dataclass(frozen=True)
class Line:
    """A heading, or an answer with its type and id."""

    type: str
    id: str
    title: str
    second: str = ""
    note: str = ""

    @property
    def heading(self) -> bool:
        return not self.id


def lines_of(hits: Sequence[Any]) -> list[Line]:
    """Answers under the heading of their type, types in the order of their first answer."""
    groups: dict[str, list[Any]] = {}
    for hit in hits:
        groups.setdefault(hit.type, []).append(hit)
    lines: list[Line] = []
    for kind, some in groups.items():
        title = _(TYPES[kind][0]) if kind in TYPES else kind
        lines.append(Line(kind, "", title, note=str(len(some))))
        for hit in some:
            second = "" if hit.snippet == hit.title else hit.snippet
            lines.append(Line(kind, hit.id, hit.title or "—", second, _day(hit.when)))
    return lines


def _day(when: str) -> str:
    try:
        return short_date(datetime.fromisoformat(when))
    except ValueError:
        return ""


class _Lines(QAbstractListModel):
    """Headings and answers; headings cannot be chosen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    def show(self, lines: list[Line]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent and parent.isValid() else len(self.lines)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (line.title, line.second, line.note) if part)
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        if self.lines[index.row()].heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Answer(QStyledItemDelegate):
    """Paints headings small, answers with icon, title, snippet and day."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        line = index.model().lines[index.row()]
        return QSize(100, current_theme().px(28 if line.heading else 46 if line.second else 34))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        theme, line = current_theme(), index.model().lines[index.row()]
        box = option.rect.adjusted(6, 0, -6, 0)
        vertical = Qt.AlignmentFlag.AlignVCenter
        painter.save()
        if line.heading:
            painter.setFont(theme.font("small_bold"))
            painter.setPen(theme.colour("text2"))
            painter.drawText(box.adjusted(10, 4, -10, 0), vertical, f"{line.title}  {line.note}")
            painter.restore()
            return
        chosen = index == option.widget.currentIndex()
        if chosen:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("tint"))
            painter.drawRoundedRect(box, 4, 4)
        side = theme.px(18)
        icon = TYPES.get(line.type, ("", "file-text"))[1]
        ink = "accent_text" if chosen else "text2"
        picture = theme.pixmap(icon, ink, 18, painter.device().devicePixelRatioF())
        painter.drawPixmap(box.left() + 10, box.center().y() - side // 2, picture)
        left, right = box.left() + 10 + side + 10, box.right() - 10
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour(ink))
        wide = painter.fontMetrics().horizontalAdvance(line.note)
        painter.drawText(QRect(right - wide, box.top(), wide + 1, box.height()), vertical, line.note)
        right -= wide + (12 if wide else 0)
        high, small = (QFontMetrics(theme.font(role)).height() for role in ("body", "small"))
        top = box.center().y() - (high + (small if line.second else 0)) // 2
        for words, role, tone, at in ((line.title, "body", "text", top), (line.second, "small", "text2", top + high)):
            painter.setFont(theme.font(role))
            painter.setPen(theme.colour(tone))
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, right - left)
            painter.drawText(QRect(left, at, right - left, high if role == "body" else small), vertical, shown)
        painter.restore()


class SearchPalette(QFrame):
    """A child of the window, so that focus stays where one types. `chosen(type, id)`; `left` when it closes."""

    chosen = Signal(str, str)
    left = Signal()

    def __init__(self, clinic: Any, tasks: WorksFor, window: QWidget) -> None:
        super().__init__(window)
        self._clinic, self._tasks = clinic, tasks
        self._box: LineEdit | None = None
        self._words = ""
        self._shown_for = ""
        self._asking = False
        self._open_first = False
        self.setProperty("kind", "popup")
        self.setAccessibleName(_("Found"))
        self.field = LineEdit(_("Name, number, telephone or words"), leading="search", name=_("Search everything"))
        self.field.textEdited.connect(self._typed)
        self.field.installEventFilter(self)
        self._model = _Lines(self)
        self.list = QListView()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setModel(self._model)
        self.list.setItemDelegate(_Answer(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(_("Found"))
        self.list.clicked.connect(self._take)
        self._nothing = Label("", "body", "text2", wrap=True)
        self._nothing.setContentsMargins(16, 8, 16, 8)
        keys = QHBoxLayout()
        keys.setContentsMargins(16, 2, 16, 4)
        keys.setSpacing(6)
        for key, word in (("↑ ↓", _("choose")), ("Enter", _("open")), ("Esc", _("close"))):
            keys.addWidget(KeyHint(key))
            keys.addWidget(Label(word, "small", "text2"))
        keys.addStretch(1)
        self._count = Label("", "small", "text2")
        keys.addWidget(self._count)
        held = QHBoxLayout()
        held.setContentsMargins(10, 4, 10, 0)
        held.addWidget(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 6, 1, 6)
        column.setSpacing(4)
        column.addLayout(held)
        column.addWidget(self.list, 1)
        column.addWidget(self._nothing)
        column.addLayout(keys)
        window.installEventFilter(self)
        self.hide()

    # --- asking -------------------------------------------------------------------------------------------------

    def ask(self, words: str, box: LineEdit | None = None) -> None:
        """Show what answers `words`, under the box they are typed in; without a box, with a field of its own."""
        if self._box is not box:
            for old in (self._box,):
                if old is not None:
                    old.removeEventFilter(self)
            if box is not None:
                box.installEventFilter(self)
            self._box = box
        self.field.setVisible(box is None)
        self._words = words
        if box is not None and not words.strip():
            self.close_list()
            return
        if box is None:
            self.field.setText(words)
            self._lay()
            self.show()
            self.raise_()
            self.field.setFocus()
        self._search()

    def enter(self, words: str) -> None:
        """Enter in the box: open the chosen answer, or the first one as soon as it is here."""
        if self.isVisible() and self._shown_for == words.strip() and self._model.lines:
            self._take(self.list.currentIndex())
            return
        self._words, self._open_first = words, True
        self._search()

    def _typed(self, words: str) -> None:
        self._words = words
        self._search()

    def _search(self) -> None:
        """One question at a time: what was typed meanwhile is asked when the answer is here."""
        words = self._words.strip()
        if self._asking:
            return
        if not words:
            self._show("", [])
            return
        self._asking = True
        clinic = self._clinic
        self._tasks.on_vault(
            lambda: clinic.searching.search(words, LIMIT),
            lambda hits: self._answered(words, hits),
            self._failed,
            owner=self,
        )

    def _answered(self, words: str, hits: Sequence[Any]) -> None:
        self._asking = False
        if words != self._words.strip():
            self._search()
            return
        self._show(words, hits)
        if self._open_first:
            self._open_first = False
            self._take(self.list.currentIndex())

    def _failed(self, error: Exception) -> None:
        self._asking = self._open_first = False
        self._show(self._words.strip(), [])
        self._nothing.setText(sentence_of(error))

    def _show(self, words: str, hits: Sequence[Any]) -> None:
        self._shown_for = words
        self._model.show(lines_of(hits))
        self.list.setVisible(bool(hits))
        self._nothing.setVisible(not hits)
        said = _("Nothing found for “{words}”").format(words=words)
        self._nothing.setText(said if words else _("Type a name, a record number, a telephone, or words of the advice"))
        more = len(hits) == LIMIT
        told = ngettext("{n} answer", "{n} answers", len(hits)).format(n=len(hits))
        self._count.setText(_("the newest {n}").format(n=LIMIT) if more else told if hits else "")
        first = next((place for place, line in enumerate(self._model.lines) if not line.heading), -1)
        self.list.setCurrentIndex(self._model.index(first, 0) if first >= 0 else QModelIndex())
        self._lay()
        self.show()
        self.raise_()

    # --- choosing -----------------------------------------------------------------------------------------------

    def _take(self, index: QModelIndex) -> None:
        if not index.isValid() or self._model.lines[index.row()].heading:
            return
        line = self._model.lines[index.row()]
        self.close_list()
        self.chosen.emit(line.type, line.id)

    def close_list(self) -> None:
        """Go away."""
        if self.isVisible():
            self.hide()
            self._model.show([])
            self._shown_for = ""
            self.left.emit()

    def _step(self, step: int) -> None:
        rows = len(self._model.lines)
        at = self.list.currentIndex().row()
        for _turn in range(rows):
            at = (at + step) % rows
            if not self._model.lines[at].heading:
                self.list.setCurrentIndex(self._model.index(at, 0))
                return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.isVisible():
            return False
        kind = event.type()
        if watched is self.parent():
            if kind == QEvent.Type.Resize:
                self._lay()
            return False
        if kind == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        if kind == QEvent.Type.FocusOut and watched is (self._box or self.field):
            self._leave_soon()
            return False
        if kind != QEvent.Type.KeyPress:
            return False
        return self._key(event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape:
            self.close_list()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter(self._words)
        else:
            return False
        return True

    def _leave_soon(self) -> None:
        """Focus left: a click into the list itself takes no focus, so this is somewhere else."""
        if self.window().isActiveWindow():
            self.close_list()

    # --- place --------------------------------------------------------------------------------------------------

    def _lay(self) -> None:
        window = self.parentWidget()
        theme = current_theme()
        wide = min(theme.px(_WIDTH), window.width() - 32)
        delegate, option = self.list.itemDelegate(), QStyleOptionViewItem()
        rows = sum(delegate.sizeHint(option, self._model.index(at, 0)).height() for at in range(len(self._model.lines)))
        self.list.setFixedHeight(max(1, min(rows + 2, theme.px(_HIGHEST))))
        if self._box is not None:
            at = self._box.mapTo(window, QPoint(0, self._box.height() + 4))
        else:
            at = QPoint((window.width() - wide) // 2, theme.px(72))
        self.layout().activate()
        high = min(self.sizeHint().height(), window.height() - at.y() - 16)
        self.setGeometry(at.x(), at.y(), wide, high)
