"""A long list is chosen from by typing: the matches stand under the field, arrows and Enter take one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from clinic_app.wording.words import _
from ui.widgets.folding import fold, rank
from ui.widgets.line_edit import LineEdit
from ui.widgets.match_list import Matches, MatchList, MatchRow, Option

__all__ = ["Option", "Typeahead"]

_MOST_ROWS = 200


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
        self._popup: MatchList | None = None
        self._model = Matches(self)
        self._delegate = MatchRow(self)
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
            self._popup = MatchList(self)
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
