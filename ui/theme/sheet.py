"""The style sheet: only our own pieces. Fusion and the palette draw everything else.

Never style QComboBox, QAbstractSpinBox, QScrollBar or QWidget here: Fusion then falls back to boxes of 1995.
A dynamic property must not bear a Qt property's name (`pos` never matches; `place` does).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from string import Template

from ui.theme.tokens import ROLES, TONES

_SHEET = Template("""
QToolTip { color: $text; background: $base; border: 1px solid $control; padding: 4px 6px; }
LineEdit, TextArea { color: $text; background: $base; border: 1px solid $control; border-radius: 4px;
  padding: 0 8px; min-height: ${h30}px; selection-background-color: $accent; selection-color: $on_accent;
  placeholder-text-color: $text3; }
LineEdit:focus, TextArea:focus { border: 2px solid $accent_text; padding: 0 7px; min-height: ${h28}px; }
LineEdit[fault="true"], TextArea[fault="true"] { border: 2px solid $bad; padding: 0 7px; min-height: ${h28}px; }
LineEdit[fault="true"]:focus { border: 3px solid $bad; padding: 0 6px; min-height: ${h26}px; }
TextArea[fault="true"]:focus { border: 3px solid $bad; padding: 0 2px; }
LineEdit:read-only, LineEdit:disabled, TextArea:read-only, TextArea:disabled {
  background: $raised; border-color: $line; color: $text2; }
TextArea { padding: 2px 4px; min-height: 0; }
TextArea:focus, TextArea[fault="true"] { padding: 1px 3px; min-height: 0; }
QPushButton[kind] { border: 1px solid $control; border-radius: 4px; background: $base; color: $text;
  padding: 0 11px; min-height: ${h30}px; }
QPushButton[kind]:hover { background: $raised; }
QPushButton[kind]:pressed { background: $tint; }
QPushButton[kind]:focus { border: 2px solid $accent_text; padding: 0 10px; min-height: ${h28}px; }
QPushButton[kind]:disabled { background: $raised; border-color: $line; color: $text3; }
QPushButton[kind="primary"] { background: $accent; border-color: $accent; color: $on_accent; font-weight: bold; }
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed { background: $accent_hover; }
QPushButton[kind="primary"]:focus { border-color: $accent; }
QPushButton[kind="primary"]:disabled { background: $raised; border-color: $line; color: $text3; }
QPushButton[kind="tint"] { background: $tint; border-color: $tint; color: $accent_text; font-weight: bold; }
QPushButton[kind="tint"]:hover { border-color: $accent_text; }
QPushButton[kind="tint"]:focus { border-color: $accent_text; }
QPushButton[kind="link"] { background: transparent; border-color: transparent; color: $accent_text; padding: 0 7px; }
QPushButton[kind="link"]:hover { background: $raised; text-decoration: underline; }
QPushButton[kind="link"]:focus { border-color: $accent_text; padding: 0 6px; }
QPushButton[kind="link"]:disabled { color: $text3; }
QPushButton[kind="link"][place="inline"] { padding: 0; min-height: ${h17}px; border-width: 1px; }
QPushButton[kind="link"][place="inline"]:focus { padding: 0; }
QPushButton[kind="icon"] { background: transparent; border-color: transparent; padding: 0; }
QPushButton[kind="icon"]:hover { background: $raised; }
QPushButton[kind="icon"]:focus { border-color: $accent_text; padding: 0; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; color: $text2; padding: 0 7px;
  min-height: ${h20}px; }
QPushButton[kind="quiet"]:hover { color: $text; }
QPushButton[kind="quiet"]:focus { border-color: $accent_text; padding: 0 6px; min-height: ${h20}px; }
QPushButton[kind="filter"] { border-color: $line; } QPushButton[kind="filter"][active="true"] {
  background: $tint; border-color: $accent_text; color: $accent_text; }
QPushButton[kind="filter"]:focus { border-color: $accent_text; }
QPushButton[kind="segment"] { border-radius: 0; border-left-width: 0; padding: 0 8px; }
QPushButton[kind="segment"][place="first"] { border-left-width: 1px; border-top-left-radius: 4px;
  border-bottom-left-radius: 4px; }
QPushButton[kind="segment"][place="last"] { border-top-right-radius: 4px; border-bottom-right-radius: 4px; }
QPushButton[kind="segment"][place="only"] { border-left-width: 1px; border-radius: 4px; }
QPushButton[kind="segment"]:checked { background: $tint; color: $accent_text; font-weight: bold; }
QPushButton[kind="segment"]:focus { border: 2px solid $accent_text; padding: 0 7px; }
QPushButton[kind="segment"][fault="true"] { border-color: $bad; border-top-width: 2px; border-bottom-width: 2px;
  min-height: ${h28}px; }
QPushButton::menu-indicator { width: 0; }
QFrame[kind="card"] { background: $base; border: 1px solid $line; border-radius: 6px; }
QFrame[kind="panel"] { background: $base; border: 0; border-left: 1px solid $line; }
QFrame[kind="popup"] { background: $base; border: 1px solid $control; border-radius: 6px; }
QFrame[kind="sidebar"] { background: $side; border: 0; border-right: 1px solid $line; }
QFrame[kind="statusbar"] { background: $side; border: 0; border-top: 1px solid $line; }
QFrame[kind="footer"] { background: $side; border: 0; border-top: 1px solid $line; }
QFrame[kind="header"] { background: $window; border: 0; } QFrame[kind="header"][ruled="true"] {
  border-bottom: 1px solid $line; }
QFrame[kind="demo"] { background: $mark; border: 0; } QFrame[kind="demo"] QLabel { color: $on_mark; }
QLabel[kind="keys"] { background: $base; color: $text2; border: 1px solid $line; border-bottom: 2px solid $line;
  border-radius: 3px; padding: 0 7px; min-height: ${h17}px; }
QCheckBox::indicator, QRadioButton::indicator { width: ${h14}px; height: ${h14}px; }
QCheckBox, QRadioButton { spacing: 6px; border: 2px solid transparent; border-radius: 4px; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent_text; }
QPlainTextEdit[kind="text"] { border: 2px solid $line; border-radius: 4px; background: $base; }
QPlainTextEdit[kind="text"]:focus { border-color: $accent_text; }
QMenu { background: $base; color: $text; border: 1px solid $control; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $tint; color: $text; }
QMenu::item:disabled { color: $text3; } QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QCalendarWidget QAbstractItemView { selection-background-color: $accent_hover; selection-color: $on_accent; }
QScrollArea { border: 0; background: transparent; }
""")


def sheet(tokens: Mapping[str, str], points: Callable[[float], float], px: Callable[[float], int]) -> str:
    """The sheet in a theme's colours; `points` and `px` scale with the font."""
    heights = {f"h{n}": str(px(n)) for n in (14, 17, 20)} | {
        "h30": str(px(32) - 2),
        "h28": str(px(32) - 4),
        "h26": str(px(32) - 6),
    }
    rules = [_SHEET.substitute(tokens, **heights)]
    rules += [f'QLabel[tone="{name}"] {{ color: {colour}; }}' for name, colour in tokens.items()]
    for name, (size, bold) in ROLES.items():
        weight = "bold" if bold else "normal"
        rules.append(f'QLabel[face="{name}"] {{ font-size: {points(size):.2f}pt; font-weight: {weight}; }}')
    for name, (_, tint) in TONES.items():
        rules.append(f'QFrame[tinted="{name}"] {{ background: {tokens[tint]}; border: 0; border-radius: 6px; }}')
    rules.append(f'QLabel[kind="keys"] {{ font-size: {points(9):.2f}pt; }}')
    return "\n".join(rules)
