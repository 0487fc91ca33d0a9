"""Where the keyboard comes to: Tab round the window, arrows within a group; and whether that way follows the eye."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCalendarWidget,
    QFileDialog,
    QLineEdit,
    QMenu,
    QWidget,
)

from tests.ui.looks.stage import settle
from tests.ui.looks.voices import Control, controls
from ui.main_window import MainWindow

MOST = 250
TOLERANCE = 12
LEAST_REGIONS, MOST_REGIONS = 2, 14  # an empty page has nothing to act on: sidebar and status bar are left
QTS_OWN = (QMenu, QFileDialog)  # Qt's insides, with Qt's keys
ARROWS = (Qt.Key.Key_Right, Qt.Key.Key_Down)


def tab_round(whole: QWidget) -> list[QWidget]:
    """Press Tab until it comes round; the widgets it came to, in order, beginning at the top left of the window."""
    if isinstance(whole, QTS_OWN):
        return []
    first = whole.focusWidget() or whole
    first.setFocus()
    stops: list[QWidget] = []
    for _press in range(MOST):
        QTest.keyClick(whole.focusWidget() or whole, Qt.Key.Key_Tab)
        now = whole.focusWidget()
        if now is None or now in stops:
            break
        stops.append(now)
    if not stops:
        return []
    # A round has no beginning: the eye's is the top left, and there stands the sidebar, where there is one.
    at = min(range(len(stops)), key=lambda i: _from_top_left(whole, stops[i]))
    return stops[at:] + stops[:at]


def not_back(whole: QWidget, stops: Sequence[QWidget]) -> list[str]:
    """Where Shift+Tab does not lead back the way that Tab came."""
    if isinstance(whole, QTS_OWN) or len(stops) < 2 or _popup_of(stops) is not None:
        return []
    stops[-1].setFocus(Qt.FocusReason.TabFocusReason)
    for now, before in zip(reversed(stops), reversed(stops[:-1]), strict=False):
        QTest.keyClick(whole.focusWidget() or whole, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        came = whole.focusWidget()
        if came is not before:
            return [f"Shift+Tab goes from {_called(now)} to {_called(came or whole)}, not back to {_called(before)}"]
    return []


def regions_astray(whole: QWidget, stops: Sequence[QWidget]) -> list[str]:
    """Whether F6 goes round the regions of a window: each press elsewhere, and round again within a few."""
    if not isinstance(whole, MainWindow) or _popup_of(stops) is not None:
        return []
    whole.activateWindow()  # after a dialog was closed no window may be in front, and keys of windows sleep
    settle()
    stops[0].setFocus(Qt.FocusReason.TabFocusReason)
    came: list[QWidget] = []
    for _press in range(MOST_REGIONS):
        before = whole.focusWidget()
        QTest.keyClick(before or whole, Qt.Key.Key_F6)
        now = whole.focusWidget()
        if now is before or now is None:
            return [f"F6 stays at {_called(before or whole)}"]
        if now in came:
            return [] if len(came) >= LEAST_REGIONS else [f"F6 knows {len(came)} regions only"]
        came.append(now)
    return [f"F6 does not come round: {[_called(one) for one in came]}"]


def _from_top_left(whole: QWidget, one: QWidget) -> tuple[int, int, int]:
    first = _chain(whole, one)[0]
    box, own = _box(whole, first), _box(whole, one)
    return box.top(), box.left(), own.top()


def out_of_reach(whole: QWidget, stops: Sequence[QWidget]) -> list[str]:
    """What can be acted on with the mouse alone."""
    if isinstance(whole, QTS_OWN):
        return []
    reached = set(stops)
    room = _popup_of(stops) or whole  # what has come up keeps the keyboard until Esc
    wanted = [one for one in controls(room) if one.widget.isEnabled() and one.widget not in reached]
    wanted = [one for one in wanted if not _has_another_way(one)]
    for one in wanted:
        if one.widget not in reached:
            reached |= _by_arrows(one.widget, stops)
    wanted = [one for one in wanted if not any(one.widget.isAncestorOf(stop) for stop in stops)]  # Qt's own insides
    return [f"out of the keyboard's reach: {one}" for one in wanted if one.widget not in reached]


def _popup_of(stops: Sequence[QWidget]) -> QWidget | None:
    """The list that has come up and takes the keyboard, alone or with the box it hangs from; None when none has."""
    for stop in stops:
        above = stop.parentWidget()
        while above is not None and above.property("kind") != "popup":
            above = above.parentWidget()
        if above is not None:
            return above
    return None


def _has_another_way(one: Control) -> bool:
    """A key of its own; what stands inside a line and opens by Alt+Down; a list that a line above it leads."""
    thing = one.widget
    if isinstance(thing, QAbstractButton) and not thing.shortcut().isEmpty():
        return True
    above = thing.parentWidget()
    while above is not None and not above.isWindow():
        if isinstance(above, QLineEdit | QCalendarWidget) or above.property("kind") == "popup":
            return True
        above = above.parentWidget()
    return False


def _by_arrows(wanted: QWidget, stops: Sequence[QWidget]) -> set[QWidget]:
    """Where arrows lead to from the stop beside `wanted`."""
    group = wanted.parentWidget()
    starts = [stop for stop in stops if stop.parentWidget() is group]
    came: set[QWidget] = set()
    alike = [start for start in starts if type(start) is type(wanted)]
    for start in (alike or starts)[:1]:
        for key in ARROWS:
            start.setFocus(Qt.FocusReason.TabFocusReason)
            for _press in range(MOST):
                _look_without_choosing(start.window().focusWidget() or start, key)
                now = start.window().focusWidget() or start
                if now is start or now in came:
                    break
                came.add(now)
    return came


def _look_without_choosing(now: QWidget, key: Qt.Key) -> None:
    """Arrows in segments choose; what is chosen here must reach nobody."""
    group = now.parentWidget()
    held = group.blockSignals(True) if group is not None else False
    QTest.keyClick(now, key)
    if group is not None:
        group.blockSignals(held)


# --- the way of the eye ---------------------------------------------------------------------------------------------


def astray(whole: QWidget, stops: Sequence[QWidget]) -> list[str]:
    """Steps of the Tab key that go against reading: left in a row, or up other than to the next column.

    A step between regions (sidebar, header, a scrolling part, a panel) is judged by the places of these.
    """
    found = []
    for one, other in pairwise(stops):
        if _comes_last(whole, other):
            continue
        mine, its = _regions(whole, one, other)
        if not _is_after(mine, its):
            found.append(f"Tab goes from {_called(one)} {_at(mine)} back to {_called(other)} {_at(its)}")
    return found


def _regions(whole: QWidget, one: QWidget, other: QWidget) -> tuple[QRect, QRect]:
    """The boxes to compare: of the outermost parts of the window that hold one but not the other."""
    mine, its = _chain(whole, one), _chain(whole, other)
    if any(part.property("kind") == "popup" for part in (*mine, *its)):
        return _box(whole, one), _box(whole, other)  # it hangs from a box inside another region
    for a, b in zip(mine, its, strict=False):
        if a is not b:
            return _box(whole, a), _box(whole, b)
    return _box(whole, one), _box(whole, other)


def _chain(whole: QWidget, one: QWidget) -> list[QWidget]:
    """From the window down to `one`, only what divides the eye's way: frames, scrolling parts, the thing itself."""
    chain = [one]
    above = one.parentWidget()
    while above is not None and above is not whole:
        if isinstance(above, QAbstractScrollArea) or above.property("kind") in DIVIDES or above.property("region"):
            chain.append(above)
        above = above.parentWidget()
    return chain[::-1]


def _comes_last(whole: QWidget, one: QWidget) -> bool:
    """The buttons above a form come after it: one writes first, and saves then."""
    return any(part.property("step") == "last" for part in _chain(whole, one))


DIVIDES = ("sidebar", "header", "panel", "card", "footer", "statusbar", "popup")


def _box(whole: QWidget, one: QWidget) -> QRect:
    return QRect(one.mapTo(whole, QPoint(0, 0)), one.size())


def _is_after(mine: QRect, its: QRect) -> bool:
    """Below; or to the right, in the same row or at the head of the next column."""
    if its.top() >= mine.bottom() - TOLERANCE or mine.contains(its):
        return True
    return its.left() >= mine.right() - TOLERANCE


def _called(one: QWidget) -> str:
    return f"{type(one).__name__} {one.accessibleName()!r}"


def _at(box: QRect) -> str:
    return f"({box.left()}, {box.top()})"
