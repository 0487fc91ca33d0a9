"""The way of the Tab key: it follows the eye, whenever a part of a page was built.

Qt walks in the order in which widgets were made, so what a page builds anew would come after the status bar. Here the
order is that of the layouts: what stands earlier in a row or column comes first. What bears `step="last"` (the buttons
above a form) comes after its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLayout, QScrollArea, QWidget


def stops(whole: QWidget) -> list[QWidget]:
    """Where the Tab key comes to within `whole`, in order."""
    return [one for one in _in_order(whole) if takes_tab(one)]


def takes_tab(one: QWidget) -> bool:
    """Whether the Tab key stops there."""
    takes = one.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(takes) and one.isVisible() and one.isEnabled() and one.focusProxy() is None


def step(window: QWidget, forward: bool) -> bool:
    """Move the focus of `window` to the next stop, or the one before; False when there is none."""
    order = list(_in_order(window))
    now = window.focusWidget()
    at = order.index(now) if now in order else -1
    # Also from what only a click had reached, to its neighbour.
    after, before = order[at + 1 :], order[: max(at, 0)]
    way = after + before if forward else before[::-1] + after[::-1]
    to = next((one for one in way if takes_tab(one)), None)
    if to is None:
        return False
    to.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    _bring_into_sight(to)
    return True


def focus_first(region: QWidget) -> bool:
    """Focus the first stop of a region; False when it has none."""
    first = next(iter(stops(region)), None)
    if first is None:
        return False
    first.setFocus(Qt.FocusReason.TabFocusReason)
    return True


def next_region(regions: Sequence[QWidget], now: QWidget | None) -> bool:
    """From the region in which `now` stands to the next one that takes the focus, and round."""
    seen = [region for region in regions if region.isVisible()]
    at = next((i for i, r in enumerate(seen) if now is not None and (r is now or r.isAncestorOf(now))), 0)
    return any(focus_first(seen[(at + further) % len(seen)]) for further in range(1, len(seen) + 1))


def _in_order(whole: QWidget) -> Iterator[QWidget]:
    """Every widget in sight, depth first."""
    yield whole
    children = [one for one in _children(whole) if one.isVisible() and not one.isWindow()]
    for one in sorted(children, key=lambda one: one.property("step") == "last"):
        yield from _in_order(one)


def _children(whole: QWidget) -> list[QWidget]:
    """Those in the layout in its order, then the others from the top left."""
    if isinstance(whole, QScrollArea):
        return [whole.widget()] if whole.widget() is not None else []
    laid = list(_laid_out(whole.layout()))
    known = set(laid)
    free = [one for one in whole.children() if isinstance(one, QWidget) and one not in known]
    return laid + sorted(free, key=lambda one: (one.y(), one.x()))


def _laid_out(layout: QLayout | None) -> Iterator[QWidget]:
    if layout is None:
        return
    places: list[int] = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        places.sort(key=lambda at: layout.getItemPosition(at)[:2])
    for at in places:
        item = layout.itemAt(at)
        if item is None:
            continue
        if item.widget() is not None:
            yield item.widget()
        else:
            yield from _laid_out(item.layout())


def _bring_into_sight(one: QWidget) -> None:
    above = one.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea) and above.widget() is not None and above.widget().isAncestorOf(one):
            above.ensureWidgetVisible(one, 0, 24)
        above = above.parentWidget()
