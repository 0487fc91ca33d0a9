"""Whether every word has room: what is cut, hidden beyond an edge, or lies upon something else.

Some words give way by design, and then a tooltip says them whole: elided labels, cells, chips, pills, headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QTabBar,
    QTableView,
    QToolButton,
    QToolTip,
    QWidget,
)

from tests.ui.looks.stage import in_sight
from ui.shell.nav import NavItem
from ui.widgets.chips import Chip
from ui.widgets.labels import ElidedLabel
from ui.widgets.line_edit import LineEdit
from ui.widgets.pill import Pill

RING = 8  # a focus ring or a link may reach over its margin by so much
LET = 1  # pixels lost to rounding


def cut_words(whole: QWidget) -> list[str]:
    """What within `whole` cannot be read, in sentences."""
    seen = in_sight(whole)
    found = [fault for one in seen for fault in _faults(one)]
    return found + _overlaps(seen)


def _faults(one: QWidget) -> Iterator[str]:
    if isinstance(one, ElidedLabel):
        wanted = one.fontMetrics().horizontalAdvance(one.text())
        if wanted > one.contentsRect().width() and one.toolTip() != one.text():
            yield f"elided without a tooltip: {one.text()!r}"
    elif isinstance(one, QLabel) and one.text():
        yield from _label(one)
    elif isinstance(one, QTabBar):
        yield from _tabs(one)
    elif isinstance(one, QHeaderView):
        yield from _headings(one)
    elif isinstance(one, QLineEdit):
        yield from _line(one)
    elif isinstance(one, Pill | Chip | NavItem):
        less = one.sizeHint().width() - one.width()
        word = one.word() if isinstance(one, Pill) else one.text() or one.accessibleName()
        if less > LET and one.toolTip() != word:
            yield f"{type(one).__name__} narrower than its word by {less}, without a tooltip: {word!r}"
    elif isinstance(one, QPushButton | QCheckBox | QRadioButton) and one.text():
        yield from _button(one)
    if isinstance(one, QAbstractItemView) and not isinstance(one, QHeaderView):
        yield from _rows(one)
    if isinstance(one, QLabel | QAbstractButton | QLineEdit):
        yield from _hidden(one)


def _label(label: QLabel) -> Iterator[str]:
    """A label must have the width of its words, or the height they take when they wrap."""
    if label.wordWrap():
        low = label.heightForWidth(label.width()) - label.height()
        if low > LET:
            yield f"label too low by {low}: {label.text()!r}"
        words = re.sub(r"<[^>]*>", " ", label.text()) if label.textFormat() == Qt.TextFormat.RichText else label.text()
        longest = max(words.split() or [""], key=len)
        wide = label.fontMetrics().horizontalAdvance(longest) - label.contentsRect().width()
        if wide > LET:
            yield f"word wider than its label by {wide}: {longest!r}"
        return
    less = label.sizeHint() - label.size()
    if less.width() > LET:
        yield f"label too narrow by {less.width()}: {label.text()!r}"
    if less.height() > LET:
        yield f"label too low by {less.height()}: {label.text()!r}"


def _button(button: QAbstractButton) -> Iterator[str]:
    less = button.sizeHint() - button.size()
    if button.property("kind") == "segment":  # reserves room for the bold word, and says no hint of its own
        words = button.fontMetrics().horizontalAdvance(button.text().replace("&&", "&"))
        less.setWidth(words + 2 * 6 - button.width())
        less.setHeight(button.fontMetrics().height() - button.height())
    if less.width() > LET and not button.toolTip():
        yield f"{type(button).__name__} too narrow by {less.width()}: {button.text()!r}"
    if less.height() > LET:
        yield f"{type(button).__name__} too low by {less.height()}: {button.text()!r}"


def _tabs(bar: QTabBar) -> Iterator[str]:
    """A tab is in sight, or arrows at the end of the bar lead to it."""
    if any(arrow.isVisible() for arrow in bar.findChildren(QToolButton)):
        return
    for at in range(bar.count()):
        box = bar.tabRect(at)
        if bar.isTabVisible(at) and not bar.rect().contains(box.adjusted(0, 2, -20, -2)):
            yield f"tab out of sight: {bar.tabText(at)!r}"


def _headings(header: QHeaderView) -> Iterator[str]:
    """A heading must be whole; where a person drew a column narrower, its tooltip says it."""
    if header.orientation() != Qt.Orientation.Horizontal or header.count() < 2:
        return
    for at in range(header.count()):
        if header.isSectionHidden(at):
            continue
        word = str(header.model().headerData(at, header.orientation()) or "")
        less = header.fontMetrics().horizontalAdvance(word) - header.sectionSize(at)
        if less > LET and header.model().headerData(at, header.orientation(), Qt.ItemDataRole.ToolTipRole) != word:
            yield f"heading narrower than its word by {less}: {word!r}"
    last = header.sectionViewportPosition(header.logicalIndex(header.count() - 1))
    if header.length() > header.viewport().width() + LET and not _has_bar(header.parentWidget()):
        yield f"columns beyond the edge by {header.length() - header.viewport().width()} (last at {last})"


def _line(line: QLineEdit) -> Iterator[str]:
    """What stands in a line may be longer than it: it scrolls. What it asks for ends in dots, and a tooltip says it."""
    if line.text() or not line.placeholderText() or not isinstance(line, LineEdit):
        return
    wide = line.fontMetrics().horizontalAdvance(line.placeholderText()) - line._words_room().width()
    if wide > LET and line.accessibleName() != line.placeholderText() and not _is_told(line, line.placeholderText()):
        yield f"placeholder cut by {wide}: {line.placeholderText()!r}"
    low = line.fontMetrics().height() - line.height()
    if low > 0:
        yield f"line too low by {low}: {line.accessibleName()!r}"


def _is_told(one: QWidget, words: str) -> bool:
    """Whether the pointer resting on it shows these words."""
    middle = one.rect().center()
    QApplication.sendEvent(one, QHelpEvent(QEvent.Type.ToolTip, middle, one.mapToGlobal(middle)))
    told = QToolTip.text()
    QToolTip.hideText()
    return told == words


def _rows(view: QAbstractItemView) -> Iterator[str]:
    """A row must be as high as its letters."""
    model = view.model()
    if model is None or not model.rowCount(view.rootIndex()):
        return
    index = model.index(0, 0, view.rootIndex())
    box, high = view.visualRect(index), view.fontMetrics().height()
    if box.isValid() and box.height() < high:
        yield f"rows of {view.accessibleName()!r} lower than a letter by {high - box.height()}"
    if isinstance(view, QTableView) or _has_bar(view):
        return
    if box.width() > view.viewport().width() + LET:
        yield f"rows of {view.accessibleName()!r} beyond the edge by {box.width() - view.viewport().width()}"


def _has_bar(area: QWidget | None) -> bool:
    policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    return isinstance(area, QAbstractScrollArea) and area.horizontalScrollBarPolicy() != policy


def _hidden(one: QWidget) -> Iterator[str]:
    """What sticks out of the window, or at the side of an area that scrolls up and down only, is out of reach."""
    area = _area_of(one)
    around = area.viewport() if area is not None else one.window()
    if area is not None and _has_bar(area):
        return
    left = one.mapTo(around, QPoint(0, 0))
    over = max(left.x() + one.width() - around.width(), -left.x())
    if over > RING:
        yield f"{_called(one)} beyond the edge by {over}"
    if area is None:
        low = max(left.y() + one.height() - around.height(), -left.y())
        if low > LET:
            yield f"{_called(one)} above or below the window by {low}"


def _area_of(one: QWidget) -> QScrollArea | None:
    above = one.parentWidget()
    while above is not None and not above.isWindow():
        if isinstance(above, QScrollArea) and above.widget() is not None and above.widget().isAncestorOf(one):
            return above
        above = above.parentWidget()
    return None


def _overlaps(seen: list[QWidget]) -> list[str]:
    """Brothers that lie upon each other although both bear words."""
    beside: dict[int, list[QWidget]] = {}
    parents: dict[int, QWidget] = {}
    for one in seen:
        parent = one.parentWidget()
        if parent is None or one.window() is one or not _bears_words(one) or _floats(one):
            continue
        beside.setdefault(id(parent), []).append(one)
        parents[id(parent)] = parent
    found = []
    for brothers in beside.values():
        boxes = [(one, _inner(one)) for one in brothers]
        for at, (one, box) in enumerate(boxes):
            for other, its in boxes[at + 1 :]:
                common = box.intersected(its)
                if common.width() > LET and common.height() > LET:
                    found.append(f"{_called(one)} and {_called(other)} overlap by {common.width()} x {common.height()}")
    return found


def _bears_words(one: QWidget) -> bool:
    return isinstance(one, QLabel | QAbstractButton | QLineEdit | Pill | Chip | QAbstractScrollArea) or bool(
        one.layout()
    )


def _floats(one: QWidget) -> bool:
    """Lists that come up over the page, and what stands inside a line, lie over others by design."""
    return one.property("kind") in ("popup",) or isinstance(one.parentWidget(), QLineEdit | QAbstractButton | QTabBar)


def _inner(one: QWidget) -> QRect:
    """Where words may stand: the empty border of what has no outline may reach over its neighbour."""
    bare = isinstance(one, QAbstractButton) and one.property("kind") in (None, "link", "icon", "quiet")
    return one.geometry().adjusted(8, 4, -8, -4) if bare else one.geometry()


def _called(one: QWidget) -> str:
    said = one.accessibleName() or (one.text() if hasattr(one, "text") else "") or one.objectName()
    return f"{type(one).__name__} {said!r}"
