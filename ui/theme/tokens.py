"""The colours and sizes of the look, by name: one table for light, one for dark; a test computes their contrast."""

from __future__ import annotations

LIGHT: dict[str, str] = {
    "window": "#F5F7F7",
    "side": "#E9EEEF",
    "base": "#FFFFFF",
    "raised": "#EFF3F4",
    "line": "#DAE1E4",
    "control": "#78858D",
    "text": "#16222A",
    "text2": "#47555E",
    "text3": "#5F6C75",
    "accent": "#17608B",
    "accent_hover": "#114C70",
    "accent_text": "#14557C",
    "on_accent": "#FFFFFF",
    "tint": "#DCEBF4",
    "ok": "#1C6740",
    "ok_tint": "#DDF0E4",
    "warn": "#7F4D00",
    "warn_tint": "#FAEBCD",
    "bad": "#A3271F",
    "bad_tint": "#FBE4E1",
    "neutral": "#47555E",
    "neutral_tint": "#E6EBED",
    "mark": "#FFE08A",
    "on_mark": "#16222A",
    "added": "#CFEBD8",
    "removed": "#F8D5D0",
}

DARK: dict[str, str] = {
    "window": "#161B1F",
    "side": "#101417",
    "base": "#1D2328",
    "raised": "#262E34",
    "line": "#333D44",
    "control": "#7B8993",
    "text": "#E3E9EC",
    "text2": "#B0BBC2",
    "text3": "#98A4AC",
    "accent": "#2A76A8",
    "accent_hover": "#24698F",
    "accent_text": "#8AC2E6",
    "on_accent": "#FFFFFF",
    "tint": "#1C3748",
    "ok": "#84CFA2",
    "ok_tint": "#1A3426",
    "warn": "#EBBB69",
    "warn_tint": "#3B2E14",
    "bad": "#F59D95",
    "bad_tint": "#46221F",
    "neutral": "#B0BBC2",
    "neutral_tint": "#2C353B",
    "mark": "#5A4A12",
    "on_mark": "#FBEBC0",
    "added": "#1F4A31",
    "removed": "#5A2A26",
}

# A tone is a pair: what is written, and the tint it is written on. Its meaning is always told by icon and word as well.
TONES: dict[str, tuple[str, str]] = {
    "info": ("accent_text", "tint"),
    "ok": ("ok", "ok_tint"),
    "warn": ("warn", "warn_tint"),
    "bad": ("bad", "bad_tint"),
    "neutral": ("neutral", "neutral_tint"),
}

# role -> (points, bold)
ROLES: dict[str, tuple[float, bool]] = {
    "page": (15, True),
    "record": (12, True),
    "section": (10, True),
    "body": (10, False),
    "bold": (10, True),
    "small": (9, False),
    "small_bold": (9, True),
    "number": (19, True),
}

MARGIN = 24
GAP = 12
RADIUS_CARD = 6
RADIUS_FIELD = 4

# Heights at font scale 1; they grow with the font, gaps do not.
ROW = 36
ROW_TWO_LINES = 52
FIELD = 32
CHIP = 28
PILL = 22
STATUS_BAR = 30
SIDEBAR = 232
RAIL = 64
PANEL_LEAST = 316
PANEL_MOST = 352


def contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast ratio of two #RRGGBB colours, 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
