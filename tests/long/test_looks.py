"""Every page and dialog in every look: three languages and stretched words, 100 and 150 %, two windows, light and dark.

The sample of tests/ui/looks is taken from here; a look in which a word was cut only here goes into the sample.
"""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtWidgets import QApplication

from tests.stories.clinics import Clinics
from tests.ui.looks.books import Books, made_books
from tests.ui.looks.examining import faults_of_keys_and_voices, faults_of_room
from tests.ui.looks.scenes import ACTS
from tests.ui.looks.stage import LAPTOP, SMALL, Look
from ui.theme.theme import Theme, current_theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
WORDS = (("ky", False), ("ru", False), ("en", False), ("ky", True), ("ru", True))
ROOMS = ((1.0, LAPTOP), (1.5, LAPTOP), (1.0, SMALL))
LOOKS = [
    Look(language, scale, size, dark, longer)
    for (language, longer), (scale, size), dark in product(WORDS, ROOMS, (False, True))
]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """One set of case books for all of it."""
    clinics = Clinics(tmp_path_factory.mktemp("looks"))
    yield made_books(clinics)
    clinics.close_all()


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """What the program wears; the stage dresses it."""
    return current_theme()


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("act", ACTS)
def test_every_word_has_room(books: Books, theme: Theme, monkeypatch: pytest.MonkeyPatch, act: str, look: Look) -> None:
    assert not (found := faults_of_room(books, act, look, theme, monkeypatch)), "\n".join(found)


@pytest.mark.parametrize("language", ["ky", "ru"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("act", ACTS)
def test_everything_is_named_reached_and_seen(
    books: Books, theme: Theme, monkeypatch: pytest.MonkeyPatch, act: str, language: str, dark: bool
) -> None:
    look = Look(language, dark=dark)
    assert not (found := faults_of_keys_and_voices(books, act, theme, monkeypatch, look)), "\n".join(found)
