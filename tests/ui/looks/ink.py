"""Whether what is really painted can be seen: words against the ground they stand on, and where the focus is.

Pixels are looked at, not colours that somebody meant: a delegate that paints text3 on a tint is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from PIL import Image
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QRegion
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QWidget,
)

from tests.ui.looks.stage import in_sight, settle
from ui.theme.theme import current_theme
from ui.theme.tokens import contrast
from ui.widgets.labels import IconLabel
from ui.widgets.pill import Pill

READ, SEEN = 4.5, 3.0
# Painted so many times as fine, the middle of the thinnest stem is pure ink: at 1 it is blended with its ground.
FINER = 3
CORE = 4  # so many such pixels of one colour are a stroke, fewer an edge
LEAST_CHANGED = 20  # pixels of a focus ring


def faint_words(whole: QWidget) -> list[str]:
    """Words in sight whose ink is too near to their ground. What cannot be used just now may be faint."""
    found = {}
    for called, box in _worded(whole):
        seen = box.intersected(QRect(QPoint(0, 0), whole.size()))
        if seen.width() < 6 or seen.height() < 6:
            continue
        ink, ground = _ink_and_ground(_finer(whole, seen))
        ratio = contrast(ink, ground)
        if ratio < READ:
            found[called] = f"contrast {ratio:.1f} ({ink} on {ground}): {called}"
    return list(found.values())


def _finer(whole: QWidget, box: QRect) -> QImage:
    """A part of the window as a screen with finer dots would show it: the same letters, in their own colours."""
    image = QImage(box.size() * FINER, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(FINER)
    whole.render(image, QPoint(0, 0), QRegion(box))
    return image


def _worded(whole: QWidget) -> Iterator[tuple[str, QRect]]:
    """What bears words, and where it stands in the window."""
    for one in in_sight(whole):
        if isinstance(one, IconLabel) or not one.isEnabled() or not _is_uncovered(one):
            continue
        words, seen = _words_of(one), _where(whole, one, one.rect())
        if words and (not _is_framed(one) or seen.contains(one.mapTo(whole, one.rect().center()))):
            yield f"{type(one).__name__} {words!r}", seen
        elif isinstance(one, QAbstractItemView) and not isinstance(one, QHeaderView) and one.model() is not None:
            yield from _cells(whole, one)


def _is_framed(one: QWidget) -> bool:
    """Whether its words stand in the middle of a frame: scrolled out but for its edge, no word of it is in sight."""
    return isinstance(one, QAbstractButton | QLineEdit | Pill)


def _words_of(one: QWidget) -> str:
    if isinstance(one, Pill):
        return one.word()
    if isinstance(one, QLabel | QAbstractButton):
        return one.text().strip()
    if isinstance(one, QLineEdit):
        return one.displayText() or one.placeholderText()
    if isinstance(one, QPlainTextEdit):
        return one.toPlainText() or one.placeholderText()
    return ""


def _cells(whole: QWidget, view: QAbstractItemView) -> Iterator[tuple[str, QRect]]:
    model, port = view.model(), view.viewport()
    for row in range(min(model.rowCount(view.rootIndex()), 12)):
        for column in range(1 if isinstance(view, QListView) else model.columnCount(view.rootIndex())):
            index = model.index(row, column, view.rootIndex())
            row_box, said = view.visualRect(index), str(index.data() or "")
            box = row_box.intersected(port.visibleRegion().boundingRect())  # the list may be scrolled out of sight too
            if said and box.height() > 0.9 * row_box.height():  # of a row that is cut the words may be below the edge
                yield f"row of {view.accessibleName()!r}: {said!r}", _where(whole, port, box)


def _where(whole: QWidget, one: QWidget, box: QRect) -> QRect:
    """Its place in the window, as much of it as an area that scrolls lets see."""
    seen = QRect(one.mapTo(whole, box.topLeft()), box.size())
    above = one.parentWidget()
    while above is not None and above is not whole:
        seen = seen.intersected(QRect(above.mapTo(whole, QPoint(0, 0)), above.size()))
        above = above.parentWidget()
    return seen


def _is_uncovered(one: QWidget) -> bool:
    """Whether nothing has come up over it: what lies under an open list is painted over."""
    middle = one.mapTo(one.window(), one.rect().center())
    there = one.window().childAt(middle)
    return there is None or there is one or one.isAncestorOf(there) or there.isAncestorOf(one)


def _ink_and_ground(image: QImage) -> tuple[str, str]:
    """The commonest colour of a picture, and of its strokes the one that stands out from that most. Pillow counts them:
    a loop over the dots of every word took half of the time of all looks.
    """
    size = (image.width(), image.height())
    colours = Image.frombuffer("I", size, image.constBits(), "raw", "I", 0, 1).getcolors(size[0] * size[1])
    ground = max(colours)[1]
    strokes = [one for count, one in colours if count >= CORE] or [one for _count, one in colours]
    return _hex(max(strokes, key=lambda one: _ratio(one, ground))), _hex(ground)


def _hex(pixel: int) -> str:
    return f"#{pixel & 0xFFFFFF:06X}"


@lru_cache(maxsize=65536)
def _ratio(one: int, other: int) -> float:
    return contrast(_hex(one), _hex(other))


# --- the focus ------------------------------------------------------------------------------------------------------


def unseen_focus(whole: QWidget, stops: Sequence[QWidget], known: set[tuple[type, str]]) -> list[str]:
    """Stops of the Tab key that look the same with and without the focus; `known` were looked at on another page."""
    fresh = [stop for stop in stops if (type(stop), stop.accessibleName()) not in known]
    known |= {(type(stop), stop.accessibleName()) for stop in fresh}
    if len(stops) < 2 or not fresh:
        return []
    whole.activateWindow()
    settle()
    assert whole.isActiveWindow(), "only the window in front shows its focus"
    found = []
    for stop in fresh:
        elsewhere = stops[stops.index(stop) - 1]
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        with_it = _picture(stop)
        elsewhere.setFocus(Qt.FocusReason.TabFocusReason)
        changed = _changed(with_it, _picture(stop))
        if changed < LEAST_CHANGED:
            found.append(f"focus shows in {changed} pixels only: {type(stop).__name__} {stop.accessibleName()!r}")
    return found


def _picture(stop: QWidget) -> QImage:
    settle(1)
    picture = QImage(stop.size(), QImage.Format.Format_RGB32)
    picture.fill(current_theme().colour("window"))  # a link has no ground of its own
    # Without its own ground: a tick has none, and the palette from which its edge is drawn is not what is seen.
    stop.render(picture, QPoint(0, 0), QRegion(), QWidget.RenderFlag.DrawChildren)
    return picture


def _changed(one: QImage, other: QImage) -> int:
    """How many pixels differ so much that an eye sees it."""
    if one.size() != other.size():
        return LEAST_CHANGED
    if memoryview(one.constBits()) == memoryview(other.constBits()):
        return 0
    pairs = zip(memoryview(one.constBits()).cast("I"), memoryview(other.constBits()).cast("I"), strict=True)
    return sum(a != b and _ratio(a, b) >= SEEN for a, b in pairs)
