"""Tokens as a QPalette for the Fusion style."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

# Fusion draws their outlines as `Window` darkened by 1.4, which would fade: these classes get a Window 1.4x their edge.
OUTLINED = ("QCheckBox", "QRadioButton", "QComboBox", "QAbstractSpinBox", "QScrollBar")


def _brighter(colour: QColor, factor: float) -> QColor:
    hue, saturation, value, alpha = colour.getHsvF()
    return QColor.fromHsvF(max(hue, 0.0), saturation, min(value * factor, 1.0), alpha)


def palette(tokens: Mapping[str, str]) -> QPalette:
    """The palette of a theme; disabled words are text3."""
    role = QPalette.ColorRole
    made = QPalette()
    pairs = {
        role.Window: "window",
        role.WindowText: "text",
        role.Base: "base",
        role.AlternateBase: "raised",
        role.ToolTipBase: "base",
        role.ToolTipText: "text",
        role.PlaceholderText: "text3",
        role.Text: "text",
        role.Button: "base",
        role.ButtonText: "text",
        role.BrightText: "on_accent",
        role.Highlight: "accent",
        role.HighlightedText: "on_accent",
        role.Link: "accent_text",
        role.LinkVisited: "accent_text",
        role.Light: "base",
        role.Midlight: "raised",
        role.Mid: "line",
        role.Dark: "control",
        role.Shadow: "line",
        role.Accent: "accent",
    }
    for what, token in pairs.items():
        made.setColor(what, QColor(tokens[token]))
    for what in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, what, QColor(tokens["text3"]))
    made.setColor(QPalette.ColorGroup.Disabled, role.Base, QColor(tokens["raised"]))
    made.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(tokens["raised"]))
    return made


def apply_palette(app: QApplication, tokens: Mapping[str, str]) -> None:
    """Give `app` the palette, and the outlined classes their own."""
    whole = palette(tokens)
    app.setPalette(whole)
    for name in OUTLINED:
        edge = tokens["line"] if name == "QScrollBar" else tokens["control"]
        own = QPalette(whole)
        own.setColor(QPalette.ColorRole.Window, _brighter(QColor(edge), 1.4))
        app.setPalette(own, name)
