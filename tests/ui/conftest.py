"""The window's tests run off-screen, in the look the program wears, in a language of their own."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from clinic_app.wording.words import speak, spoken
from ui.theme.theme import Theme, current_theme


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The off-screen platform cannot do some things and says so; that is no fault of ours."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Every test begins in English and leaves the language as it was."""
    before = spoken()
    speak("en")
    yield
    speak(before)


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[Theme]:
    """The application in the light look."""
    theme = current_theme()
    if qapp.style().objectName() != "fusion" or theme.dark or theme.scale != 1.0 or not qapp.styleSheet():
        theme.apply(qapp, dark=False)
    yield theme
    if theme.dark or theme.scale != 1.0:
        theme.apply(qapp, dark=False)
