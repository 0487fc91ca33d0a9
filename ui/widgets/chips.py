"""Chips: round, pressed or not, several at once; a pressed one gains a tick."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from clinic_app.wording.words import _
from ui.theme.theme import current_theme
from ui.theme.tokens import CHIP
from ui.widgets.buttons import LinkButton
from ui.widgets.flow import FlowLayout

_PAD = 11
_TICK = 16


class Chip(QAbstractButton):
    """One choice that can be pressed and released."""

    def __init__(self, word: str, *, checked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(word)
        self.setAccessibleName(word)
        self.setCheckable(True)
        self.setChecked(checked)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.toggled.connect(lambda _on: self.updateGeometry())

    def sizeHint(self) -> QSize:
        theme = current_theme()
        width = QFontMetrics(theme.font()).horizontalAdvance(self.text()) + 2 * _PAD
        if self.isChecked():
            width += theme.px(_TICK) + 4
        return QSize(width, theme.px(CHIP))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), current_theme().px(96)), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip("" if self.width() >= self.sizeHint().width() else self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A button would walk the tab order by arrows: they belong to the row.
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        on = self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = "accent_text" if on or self.hasFocus() else "control"
        pen = QPen(theme.colour(edge), 2 if self.hasFocus() else 1)
        painter.setPen(pen)
        ground = "tint" if on else "raised" if self.underMouse() or not self.isEnabled() else "base"
        painter.setBrush(theme.colour(ground))
        inset = pen.widthF() / 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        left = _PAD
        if on:
            side = theme.px(_TICK)
            ticked = theme.pixmap("check", "accent_text", _TICK, self.devicePixelRatioF())
            painter.drawPixmap(left, (self.height() - side) // 2, ticked)
            left += side + 4
        painter.setFont(theme.font())
        painter.setPen(theme.colour("accent_text" if on else "text" if self.isEnabled() else "text3"))
        room = self.rect().adjusted(left, 0, -_PAD + 2, 0)
        shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)


class ChipRow(QWidget):
    """Several choices at once, wrapping. `changed` carries the pressed ids in the options' order.

    `shown` folds the rest behind "n more" (pressed ones always stay in sight). One tab stop; arrows go along.
    """

    changed = Signal(list)

    def __init__(
        self, options: Iterable[tuple[str, str]], *, name: str = "", shown: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._flow = FlowLayout(self)
        self._shown = shown
        self._open = False
        self._chips: dict[str, Chip] = {}
        self._more = LinkButton("", "plus")
        self._more.clicked.connect(self.unfold)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_options(list(options))

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer other choices (id, label); those still offered stay pressed."""
        pressed = self.value()
        for chip in self._chips.values():
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._flow.removeWidget(self._more)
        self._chips = {}
        for key, label in options:
            chip = Chip(label, checked=key in pressed, parent=self)
            chip.toggled.connect(self._toggled)
            chip.show()
            self._chips[key] = chip
            self._flow.addWidget(chip)
        self._flow.addWidget(self._more)
        self._fold()

    def value(self) -> list[str]:
        """The ids pressed, in the options' order."""
        return [key for key, chip in self._chips.items() if chip.isChecked()]

    def set_value(self, ids: Iterable[str]) -> None:
        """Press exactly these, silently."""
        wanted = set(ids)
        for key, chip in self._chips.items():
            chip.blockSignals(True)
            chip.setChecked(key in wanted)
            chip.blockSignals(False)
            chip.updateGeometry()
        self._fold()

    def chip(self, key: str) -> Chip:
        """The chip of an id."""
        return self._chips[key]

    def unfold(self) -> None:
        """Show every choice."""
        self._open = True
        self._fold()
        hidden = list(self._chips.values())[self._shown :]
        if hidden and self._shown:
            hidden[0].setFocus()

    def _toggled(self, _on: bool) -> None:
        self.updateGeometry()
        self.changed.emit(self.value())

    def _fold(self) -> None:
        hidden = 0
        for place, chip in enumerate(self._chips.values()):
            seen = self._open or not self._shown or place < self._shown or chip.isChecked()
            chip.setVisible(seen)
            hidden += not seen
        self._more.setVisible(hidden > 0)
        if hidden:
            self._more.say(_("{n} more").format(n=hidden))
        for place, chip in enumerate(self._seen()):
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if place == 0 else Qt.FocusPolicy.ClickFocus)
        self.updateGeometry()

    def _seen(self) -> list[Chip]:
        return [chip for chip in self._chips.values() if not chip.isHidden()]

    def setFocus(self, *reason: Qt.FocusReason) -> None:
        seen = self._seen()
        if seen:
            seen[0].setFocus(*reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}.get(event.key(), 0)
        seen = self._seen()
        at = next((i for i, chip in enumerate(seen) if chip is self.window().focusWidget()), None)
        if not step or at is None:
            super().keyPressEvent(event)
            return
        to = seen[(at + step) % len(seen)]
        for chip in seen:
            chip.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        to.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        to.setFocus(Qt.FocusReason.TabFocusReason)
