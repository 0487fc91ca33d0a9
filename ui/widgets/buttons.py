"""Buttons: one filled per page, plain ones, a tinted one, links, icons alone, filters that open a list."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.theme.theme import current_theme

_ICON_TONES = {"primary": "on_accent", "tint": "accent_text", "link": "accent_text", "icon": "accent_text"}


class Button(QPushButton):
    """A plain button: outline, icon, one or two words. `kind` is plain, primary, tint, link, icon or filter."""

    def __init__(
        self,
        text: str,
        icon: str = "",
        *,
        kind: str = "plain",
        name: str = "",
        tone: str = "",
        shortcut: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._tone = icon, tone or _ICON_TONES.get(kind, "text")
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.say(text, name)
        self._dress()
        if shortcut:
            self.setShortcut(QKeySequence(shortcut))

    def say(self, text: str, name: str = "") -> None:
        """Change the word; `name` is what a screen reader hears, the word itself unless told."""
        shown = text.replace("&", "&&")
        # Fusion sets icon and text too close: one space between them.
        self.setText(f" {shown}" if self._icon and shown else shown)
        self.setAccessibleName(name or text)

    def set_icon(self, icon: str, tone: str = "") -> None:
        """Show another icon."""
        bare = not self._icon
        self._icon, self._tone = icon, tone or self._tone
        if bare and icon and self.text():
            self.setText(f" {self.text()}")
        self._dress()

    def _dress(self) -> None:
        if self._icon:
            self.setIcon(current_theme().icon(self._icon, self._tone, 16))
            self.setIconSize(current_theme().icon_size(16))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._dress()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.property("kind") == "primary":
            # An edge around a fill of its own colour would not be seen: the ring lies inside, as bright as the word.
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(current_theme().colour("on_accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -3), 3, 3)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        # Focus takes a 2 px edge and gives padding back, so the width must not depend on it; bold words are wider.
        if self.property("kind") in ("primary", "tint"):
            metrics = QFontMetrics(current_theme().font("bold"))
            icon = current_theme().px(16) + 4 if self._icon else 0
            hint.setWidth(max(hint.width(), metrics.horizontalAdvance(self.text()) + icon + 36))
        return hint

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class PrimaryButton(Button):
    """The one filled button of a page."""

    def __init__(self, text: str, icon: str = "", **rest: str) -> None:
        super().__init__(text, icon, kind="primary", **rest)


class TintButton(Button):
    """A tinted button: the next thing one may well want."""

    def __init__(self, text: str, icon: str = "", **rest: str) -> None:
        super().__init__(text, icon, kind="tint", **rest)


class LinkButton(Button):
    """A link: accent words, no edge."""

    def __init__(self, text: str, icon: str = "", **rest: str) -> None:
        super().__init__(text, icon, kind="link", **rest)
        self.setCursor(Qt.CursorShape.PointingHandCursor)


class IconButton(Button):
    """An icon alone, square; `name` is its tooltip and what a screen reader hears, and must be given."""

    def __init__(self, icon: str, name: str, *, tone: str = "accent_text", shortcut: str = "") -> None:
        super().__init__("", icon, kind="icon", name=name, tone=tone, shortcut=shortcut)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = current_theme().px(32)
        return QSize(side, side)


class FilterButton(Button):
    """A filter above a list: its word or the chosen value, a chevron last, tinted while it narrows the list."""

    cleared = Signal()

    def __init__(self, text: str, *, name: str = "") -> None:
        super().__init__(text, "chevron-down", kind="filter", name=name)
        self._plain = text
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.say(text, name)

    def say(self, text: str, name: str = "") -> None:
        super().say(text, name)
        self.setText(text.replace("&", "&&") + " ")

    def narrow(self, value: str) -> None:
        """Show the value the list is narrowed to; "" goes back to the filter's own word."""
        self.say(value or self._plain, f"{self._plain}: {value}" if value else self._plain)
        self.setProperty("active", bool(value))
        self.set_icon("chevron-down", "accent_text" if value else "text")
        self.style().unpolish(self)
        self.style().polish(self)
        self.updateGeometry()
