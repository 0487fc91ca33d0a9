"""Tabs under a header: words with counts, the present one underlined."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from ui.theme.theme import current_theme


class Tabs(QTabBar):
    """One of several views. `chosen` carries the id; Ctrl+Tab and arrows move, as in every tab bar."""

    chosen = Signal(str)

    def __init__(self, tabs: Iterable[tuple[str, str]], *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._words: list[tuple[str, str, int | None]] = []
        for key, word in tabs:
            self._words.append((key, word, None))
            self.addTab(word)
        self.currentChanged.connect(lambda at: self.chosen.emit(self._words[at][0]))

    def value(self) -> str:
        """The id of the present tab."""
        return self._words[self.currentIndex()][0]

    def choose(self, key: str) -> None:
        """Go to a tab by id."""
        self.setCurrentIndex(next(i for i, words in enumerate(self._words) if words[0] == key))

    def offer(self, key: str, there: bool) -> None:
        """Show a tab only while there is something behind it."""
        self.setTabVisible(next(i for i, words in enumerate(self._words) if words[0] == key), there)

    def set_count(self, key: str, count: int | None) -> None:
        """Show how many things are behind a tab."""
        for at, (other, word, _count) in enumerate(self._words):
            if other == key:
                self._words[at] = (key, word, count)
                self.setTabText(at, word if count is None else f"{word}  {count}")

    def tabSizeHint(self, index: int) -> QSize:
        wide = QFontMetrics(current_theme().font("body")).horizontalAdvance(self.tabText(index))
        return QSize(wide + 25, current_theme().px(30))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setFont(theme.font())
        for at, (_key, word, count) in enumerate(self._words):
            if not self.isTabVisible(at):
                continue
            box = self.tabRect(at)
            here = at == self.currentIndex()
            left = box.left() + 3
            painter.setPen(theme.colour("text" if here else "text2"))
            painter.drawText(left, box.top(), box.width(), box.height() - 4, 0x0080, word)
            if count is not None:
                left += painter.fontMetrics().horizontalAdvance(word + "  ")
                painter.drawText(left, box.top(), box.width(), box.height() - 4, 0x0080, str(count))
            if here:
                high = 3 if self.hasFocus() else 2
                line = box.adjusted(0, box.height() - high, -20, 0)
                painter.fillRect(line, theme.colour("accent_text"))
