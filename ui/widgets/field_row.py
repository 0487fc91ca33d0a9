"""Fields side by side while they fit, one below the other when they do not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.tokens import GAP
from ui.widgets.field import Field


class FieldRow(QWidget):
    """A row of fields: each has what its label and control need, the spare width goes by `weights` (1 each)."""

    def __init__(self, fields: Sequence[Field], weights: Sequence[int] = (), *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields = list(fields)
        self._weights = list(weights) or [1] * len(self.fields)
        for field in self.fields:
            field.setParent(self)
            field.show()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def is_stacked(self, width: int | None = None) -> bool:
        """Whether the fields stand one below the other at `width` (now, unless given)."""
        return (self.width() if width is None else width) < self._needed()

    def _seen(self) -> list[tuple[Field, int]]:
        return [(f, w) for f, w in zip(self.fields, self._weights, strict=True) if not f.isHidden()]

    def _needed(self) -> int:
        seen = self._seen()
        return sum(field.needed_width() for field, _weight in seen) + GAP * max(0, len(seen) - 1)

    def _widths(self, width: int) -> list[int]:
        seen = self._seen()
        if self.is_stacked(width):
            return [width] * len(seen)
        spare, total = width - self._needed(), sum(weight for _field, weight in seen) or 1
        # Equal halves look calmer than halves that follow their words: try the plain shares first.
        room = width - GAP * (len(seen) - 1)
        plain = [room * weight // total for _field, weight in seen]
        plain[-1:] = [room - sum(plain[:-1])]
        if all(share >= field.needed_width() for share, (field, _weight) in zip(plain, seen, strict=True)):
            return plain
        return [field.needed_width() + spare * weight // total for field, weight in seen]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        heights = [self._height(f, w) for (f, _), w in zip(self._seen(), self._widths(width), strict=True)]
        if self.is_stacked(width):
            return sum(heights) + GAP * max(0, len(heights) - 1)
        return max(heights, default=0)

    def sizeHint(self) -> QSize:
        wide = self._needed()
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        seen = [field for field, _weight in self._seen()]
        return QSize(
            max((field.minimumSizeHint().width() for field in seen), default=0),
            max((field.sizeHint().height() for field in seen), default=0),
        )

    @staticmethod
    def _height(field: Field, width: int) -> int:
        return field.heightForWidth(width) if field.hasHeightForWidth() else field.sizeHint().height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: object) -> bool:
        done = super().event(event)
        if event.type() == event.Type.LayoutRequest:
            # A fault has appeared under a field, or a field was hidden.
            self.updateGeometry()
            self._arrange()
        return done

    def _arrange(self) -> None:
        stacked, x, y = self.is_stacked(), 0, 0
        for (field, _weight), width in zip(self._seen(), self._widths(self.width()), strict=True):
            high = self._height(field, width)
            field.setGeometry(QRect(x, y, width, high))
            if stacked:
                y += high + GAP
            else:
                x += width + GAP
