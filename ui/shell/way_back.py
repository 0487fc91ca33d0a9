"""The pages one has come from, the nearest last."""

from __future__ import annotations

_MOST = 50


class WayBack:
    """Names of pages; at most fifty are remembered."""

    def __init__(self) -> None:
        self._names: list[str] = []

    def leave(self, name: str) -> None:
        """One goes on from the page `name`."""
        self._names = [*self._names[1 - _MOST :], name]

    def back_from(self, present: str) -> str:
        """The page before `present`, which is forgotten; "" when there is none."""
        while self._names:
            name = self._names.pop()
            if name != present:
                return name
        return ""

    def copied(self) -> WayBack:
        """The same way, for a window that is built anew."""
        other = WayBack()
        other._names = list(self._names)
        return other
