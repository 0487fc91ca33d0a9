"""The look in force: light or dark, and the font's scale. One per application, as its palette is."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QStyleFactory

from clinic_app.paths import RESOURCES
from ui.singletons import hold_singletons
from ui.theme.icons import forget, icon_pixmap
from ui.theme.palette import apply_palette
from ui.theme.sheet import sheet
from ui.theme.tokens import DARK, LIGHT, ROLES, TONES

# Every window wears a theme, so this is early enough.
hold_singletons()

FAMILY = "Noto Sans"
# macOS counts 72 points to the logical inch, others 96; the sizes of the look are those of 96.
_POINTS = 96 / 72 if sys.platform == "darwin" else 1.0


class Theme(QObject):
    """Colours, fonts and icons by name. `changed` comes after the application wears the new look."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.dark = False
        self.scale = 1.0
        self._fonts_loaded = False

    # --- wearing it ---------------------------------------------------------------------------------------------

    def apply(self, app: QApplication, dark: bool, scale: float = 1.0) -> None:
        """Dress `app`: Fusion, our palette, our sheet, Noto Sans; nothing is done when it wears that look already.

        `scale` 1.0 means 10 point body text.
        """
        self._load_fonts()
        self.dark, self.scale = dark, scale
        dressed = sheet(self.tokens, self.points, self.px)
        if dressed == app.styleSheet():
            return  # a style sheet goes to every widget there is, which takes its time
        forget()
        if not app.styleSheet():
            app.setStyle(QStyleFactory.create("Fusion"))
        apply_palette(app, self.tokens)
        app.setFont(self.font("body"))
        app.setStyleSheet(dressed)
        self.changed.emit()

    def _load_fonts(self) -> None:
        if self._fonts_loaded:
            return
        for weight in ("Regular", "Bold"):
            QFontDatabase.addApplicationFont(str(RESOURCES / "fonts" / f"NotoSans-{weight}.ttf"))
        self._fonts_loaded = True

    # --- asking it ----------------------------------------------------------------------------------------------

    @property
    def tokens(self) -> dict[str, str]:
        """Token name -> #RRGGBB."""
        return DARK if self.dark else LIGHT

    def colour(self, token: str) -> QColor:
        """A token's colour, for painters."""
        return QColor(self.tokens[token])

    def tone(self, name: str) -> tuple[QColor, QColor]:
        """(what is written, its tint) of info, ok, warn, bad or neutral."""
        on, tint = TONES[name]
        return self.colour(on), self.colour(tint)

    def points(self, size: float) -> float:
        """`size` points of the look as points of this screen."""
        return size * self.scale * _POINTS

    def px(self, size: float) -> int:
        """A height or an icon of the look, grown with the font (gaps do not grow)."""
        return round(size * self.scale)

    def font(self, role: str = "body") -> QFont:
        """The font of a role: page, record, section, body, bold, small, small_bold or number."""
        size, bold = ROLES[role]
        font = QFont(FAMILY)
        font.setPointSizeF(self.points(size))
        font.setBold(bold)
        return font

    def pixmap(self, name: str, token: str = "text2", size: int = 16, ratio: float = 2.0) -> QPixmap:
        """An icon in a token's colour; `size` is the look's and grows with the font."""
        return icon_pixmap(name, self.tokens[token], self.px(size), ratio)

    def icon(self, name: str, token: str = "text2", size: int = 16) -> QIcon:
        """The same as a QIcon that has a disabled face and is sharp on a dense screen."""
        made = QIcon()
        for ratio in (1.0, 2.0):
            made.addPixmap(self.pixmap(name, token, size, ratio), QIcon.Mode.Normal)
            made.addPixmap(self.pixmap(name, "text3", size, ratio), QIcon.Mode.Disabled)
        return made

    def icon_size(self, size: int = 16) -> QSize:
        """The size to set on a control that shows `icon(…, size)`."""
        return QSize(self.px(size), self.px(size))


_theme: Theme | None = None


def current_theme() -> Theme:
    """The application's theme; painters ask it each time they paint, so a switch needs no rebuilding."""
    global _theme
    if _theme is None:
        _theme = Theme()
    return _theme
