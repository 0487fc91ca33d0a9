"""Search over everything: the answers stand under the search box, by type; arrows and Enter open one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QListView, QStyleOptionViewItem, QVBoxLayout, QWidget

from clinic_app.use_cases.searching import Hit
from clinic_app.wording.words import _, ngettext
from ui.pages.searching import narrowing
from ui.pages.searching.answer_row import AnswerRow
from ui.pages.searching.answers import SUGGESTION, Answers, Line, lines_of, said, suggestion_lines
from ui.pages.searching.asking import LIMIT, NOTHING, Asked, Asking, asks_for_something
from ui.pages.searching.filter_row import FilterRow
from ui.pages.searching.foot import Foot
from ui.problems import sentence_of
from ui.tasks import WorksFor
from ui.theme.theme import current_theme
from ui.widgets.labels import Label
from ui.widgets.line_edit import LineEdit

_WIDTH = 680
_HIGHEST = 460


class SearchPalette(QFrame):
    """A child of the window, so that focus stays where one types. `chosen(type, id)`; `new_requested(type, given)` for
    Ctrl+Enter on a person; `left` when it closes.
    """

    chosen = Signal(str, str)
    new_requested = Signal(str, dict)
    left = Signal()

    def __init__(self, clinic: Any, tasks: WorksFor, window: QWidget) -> None:
        super().__init__(window)
        self._box: LineEdit | None = None
        self._words = ""
        self._shown_for = NOTHING
        self._open_first = False
        self._asking = Asking(clinic, tasks, self)
        self._asking.answered.connect(self._answered)
        self._asking.suggested.connect(self._suggested)
        self._asking.failed.connect(self._failed)
        self.setProperty("kind", "popup")
        self.setAccessibleName(_("Found"))
        self._build(clinic, tasks)
        window.installEventFilter(self)
        self.hide()
        today = date.today()
        tasks.on_vault(lambda: narrowing.filters(clinic, today), self._offer, owner=self)

    def _build(self, clinic: Any, tasks: WorksFor) -> None:
        self.field = LineEdit(_("Name, number, telephone or words"), leading="search", name=_("Search everything"))
        self.field.textEdited.connect(self._typed)
        self.field.installEventFilter(self)
        self.filters = FilterRow()
        self.filters.changed.connect(self._narrowed)
        self.filters.left.connect(self._back_to_box)
        self.filters.focus_lost.connect(self._focus_left)
        # A case book that cannot be written just now is no reason to disturb anyone.
        keep = narrowing.keep_typed
        self.filters.days_typed.connect(
            lambda choice: tasks.on_vault(lambda: keep(clinic, choice), None, lambda _error: None, owner=self)
        )
        self._model = Answers(self)
        self.list = QListView()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setModel(self._model)
        self.list.setItemDelegate(AnswerRow(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(_("Found"))
        self.list.clicked.connect(self._take)
        self._nothing = Label("", "body", "text2", wrap=True)
        self._nothing.setContentsMargins(16, 8, 16, 8)
        held = QVBoxLayout()
        held.setContentsMargins(12, 4, 12, 2)
        held.setSpacing(8)
        held.addWidget(self.field)
        held.addWidget(self.filters)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 6, 1, 6)
        column.setSpacing(4)
        column.addLayout(held)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        self._foot = Foot()
        column.addWidget(self._foot)

    def _offer(self, filters: Sequence[narrowing.Filter]) -> None:
        self.filters.offer(filters)
        if self.isVisible():
            self._lay()

    # --- asking -------------------------------------------------------------------------------------------------

    def ask(self, words: str, box: LineEdit | None = None) -> None:
        """Show what answers `words`, under the box they are typed in; without a box, with a field of its own."""
        if self._box is not box:
            if self._box is not None:
                self._box.removeEventFilter(self)
            if box is not None:
                box.installEventFilter(self)
            self._box = box
        self.field.setVisible(box is None)
        self._words = words
        if box is not None and not asks_for_something(self._asked()):
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
        self._words = words
        if self.isVisible() and self._shown_for == self._asked() and self._model.lines:
            self._take(self.list.currentIndex())
            return
        self._open_first = True
        self._search()

    def _typed(self, words: str) -> None:
        self._words = words
        self._search()

    def _narrowed(self) -> None:
        self._back_to_box()
        self._search()

    def _asked(self) -> Asked:
        return self._words.strip(), self.filters.narrowed()

    def _search(self) -> None:
        self._asking.ask(*self._asked())

    def _answered(self, asked: Asked, hits: Sequence[Hit]) -> None:
        self._show(asked, hits)
        if self._open_first:
            self._open_first = False
            self._take(self.list.currentIndex())

    def _suggested(self, asked: Asked, questions: Sequence[str]) -> None:
        if self._shown_for != asked or not self.isVisible() or not questions:
            return
        alone = not self._model.lines
        self._model.add(suggestion_lines(questions))
        if alone:
            self._choose(self._model.first())
        self.list.show()
        self._lay()

    def _failed(self, error: Exception) -> None:
        self._open_first = False
        self._show(self._asked(), [])
        self._nothing.setText(sentence_of(error))

    def _show(self, asked: Asked, hits: Sequence[Hit]) -> None:
        self._shown_for = asked
        self._model.show(lines_of(hits))
        self.list.setVisible(bool(hits))
        self._nothing.setVisible(not hits)
        said_so = _("Nothing found for “{words}”").format(words=asked[0]) if asked[0] else _("Nothing found")
        hint = _("Type a name, a record number, a telephone, or words of the advice")
        self._nothing.setText(said_so if asks_for_something(asked) else hint)
        told = ngettext("{n} answer", "{n} answers", len(hits)).format(n=len(hits))
        self._foot.tell(_("the newest {n}").format(n=LIMIT) if len(hits) >= LIMIT else told if hits else "")
        self._choose(self._model.first())
        self._lay()
        self.show()
        self.raise_()

    # --- choosing -----------------------------------------------------------------------------------------------

    def _choose(self, place: int) -> None:
        self.list.setCurrentIndex(self._model.index(place, 0) if place >= 0 else QModelIndex())
        if place == self._model.first():
            self.list.scrollToTop()  # its heading too
        line = self._model.lines[place] if place >= 0 else None
        self._foot.offer_new(line is not None and line.type == "person")
        (self._box or self.field).setAccessibleDescription(said(line) if line else "")

    def _line(self, index: QModelIndex) -> Line | None:
        line = self._model.lines[index.row()] if index.isValid() else None
        return line if line and not line.heading else None

    def _take(self, index: QModelIndex) -> None:
        line = self._line(index)
        if line is None:
            return
        if line.type == SUGGESTION:
            (self._box or self.field).setText(line.id)
            self._typed(line.id)
            return
        self.close_list()
        self.chosen.emit(line.type, line.id)

    def _begin(self) -> None:
        """Ctrl+Enter on a person: a new consultation for them."""
        line = self._line(self.list.currentIndex())
        if line is not None and line.type == "person":
            self.close_list()
            self.new_requested.emit("consultation", {"person_id": line.id})

    def close_list(self) -> None:
        """Go away."""
        if self.isVisible():
            self.hide()
            self.filters.clear()
            self._model.show([])
            self._shown_for = NOTHING
            self.left.emit()

    # --- keys ---------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.isVisible():
            return False
        kind = event.type()
        if watched is self.parent():
            if kind == QEvent.Type.Resize:
                self._lay()
            return False
        if kind == QEvent.Type.ShortcutOverride and (event.key() == Qt.Key.Key_Escape or _is_ctrl_enter(event)):
            event.accept()
            return True
        if kind == QEvent.Type.FocusOut:
            self._focus_left(event)
            return False
        return kind == QEvent.Type.KeyPress and self._key(event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._choose(self._model.next_from(self.list.currentIndex().row(), 1 if key == Qt.Key.Key_Down else -1))
        elif key == Qt.Key.Key_Escape:
            self.close_list()
        elif _is_ctrl_enter(event):
            self._begin()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter(self._words)
        elif key == Qt.Key.Key_Tab:
            return self.filters.enter()
        else:
            return False
        return True

    def _back_to_box(self) -> None:
        (self._box or self.field).setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_left(self, event: QFocusEvent) -> None:
        """A click into the list takes no focus, a filter and its menu are ours: anything else is somewhere else."""
        now = QApplication.focusWidget()
        ours = now is not None and (now is self._box or self.isAncestorOf(now))
        if self.window().isActiveWindow() and not ours and event.reason() != Qt.FocusReason.PopupFocusReason:
            self.close_list()

    # --- place --------------------------------------------------------------------------------------------------

    def _lay(self) -> None:
        window = self.parentWidget()
        theme = current_theme()
        if self._box is not None:
            at = self._box.mapTo(window, QPoint(0, self._box.height() + 4))
            wide = min(theme.px(_WIDTH), window.width() - at.x() - 16)
        else:
            wide = min(theme.px(_WIDTH), window.width() - 32)
            at = QPoint((window.width() - wide) // 2, theme.px(72))
        delegate, option = self.list.itemDelegate(), QStyleOptionViewItem()
        rows = sum(delegate.sizeHint(option, self._model.index(at, 0)).height() for at in range(len(self._model.lines)))
        self.list.setFixedHeight(max(1, min(rows + 2, theme.px(_HIGHEST))))
        self.resize(wide, self.height())
        room = window.height() - at.y() - 16
        over = self._high(wide) - room
        if over > 0:  # large letters, or a low window: the list scrolls, its foot stays whole
            self.list.setFixedHeight(max(1, self.list.maximumHeight() - over))
        self.setGeometry(at.x(), at.y(), wide, min(self._high(wide), room))

    def _high(self, wide: int) -> int:
        """How high all of it wants to be."""
        layout = self.layout()
        layout.activate()
        return layout.totalHeightForWidth(wide) if layout.hasHeightForWidth() else self.sizeHint().height()


def _is_ctrl_enter(event: QKeyEvent) -> bool:
    held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    return bool(held) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
