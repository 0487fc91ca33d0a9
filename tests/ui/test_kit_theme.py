"""The look keeps its promises on contrast, in both themes, on the surfaces where the words really stand."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLabel

from clinic_app.paths import RESOURCES
from ui.theme.theme import Theme
from ui.theme.tokens import DARK, LIGHT, TONES, contrast

THEMES = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
PLAIN = ("window", "side", "base", "raised")
READ = [(ink, ground) for ink in ("text", "text2") for ground in (*PLAIN, "tint")]
READ += [("text3", ground) for ground in PLAIN]  # never on tint
READ += [("accent_text", ground) for ground in (*PLAIN, "tint")]
READ += [("on_accent", "accent"), ("on_accent", "accent_hover"), ("on_mark", "mark")]
READ += [("text", ground) for ground in ("added", "removed", *(tint for _ink, tint in TONES.values()))]
READ += list(TONES.values()) + [(ink, "base") for ink, _tint in TONES.values()]
OUTLINES = [("control", ground) for ground in PLAIN] + [("accent_text", ground) for ground in (*PLAIN, "tint")]
OUTLINES += [("bad", ground) for ground in PLAIN]


@THEMES
@pytest.mark.parametrize(("ink", "ground"), READ)
def test_words_can_be_read(tokens: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(tokens[ink], tokens[ground]) >= 4.5


@THEMES
@pytest.mark.parametrize(("edge", "ground"), OUTLINES)
def test_controls_and_focus_can_be_seen(tokens: dict[str, str], edge: str, ground: str) -> None:
    assert contrast(tokens[edge], tokens[ground]) >= 3


def test_both_themes_know_the_same_tokens() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_every_icon_is_drawn_in_the_colour_asked_for(dressed: Theme) -> None:
    for file in sorted((RESOURCES / "icons").glob("*.svg")):
        image = dressed.pixmap(file.stem, "accent_text", 24, 1.0).toImage()
        inks = [image.pixelColor(x, y) for x in range(24) for y in range(24) if image.pixelColor(x, y).alpha() > 250]
        assert inks, file.stem
        assert all(_near(ink, dressed.colour("accent_text")) for ink in inks), file.stem


def _near(one: QColor, other: QColor) -> bool:
    return all(abs(a - b) <= 3 for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True))


def test_switching_the_look_changes_what_is_worn_and_says_so(qtbot, dressed: Theme, qapp: QApplication) -> None:
    label = QLabel("words")
    qtbot.addWidget(label)
    with qtbot.waitSignal(dressed.changed):
        dressed.apply(qapp, dark=True)
    assert qapp.palette().window().color() == QColor(DARK["window"])
    assert label.palette().windowText().color() == QColor(DARK["text"])


def test_words_are_set_in_noto_sans(qtbot, dressed: Theme) -> None:
    from PySide6.QtGui import QFontInfo

    assert QFontInfo(dressed.font("body")).family() == "Noto Sans"
    assert dressed.font("page").bold()


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal there")
def test_a_long_day_in_the_window_does_not_use_up_none(qapp: QApplication) -> None:
    """PySide6 6.12 gives None back once too often per call; without ui/singletons.py this ended the interpreter."""
    label = QLabel()
    for turn in range(20_000):
        label.setObjectName(str(turn))
    assert sys.getrefcount(None) > 1 << 30


def test_a_page_built_in_light_looks_after_a_switch_as_if_built_in_dark(qtbot, dressed: Theme, qapp) -> None:
    """Icons and painters ask the theme when they paint; one that kept a colour would differ here."""
    from ui.gallery import Pieces

    def look_of(page: Pieces) -> QImage:
        page.resize(1366, 768)
        page.show()
        return page.grab().toImage()

    switched = Pieces()
    qtbot.addWidget(switched)
    look_of(switched)
    dressed.apply(qapp, dark=True)
    fresh = Pieces()
    qtbot.addWidget(fresh)
    assert look_of(fresh) == look_of(switched)
