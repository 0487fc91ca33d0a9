"""Every page and dialog: each control has a name, a kind, a place in the keyboard's way and a focus one can see; the
way follows the eye; words can be read, none is cut, none is left in English.

Found by it and mended: a line edit without a name, buttons and letters out of the keyboard's reach, a status bar before
its page in the way of the Tab key, a filled button whose ring had the colour of its fill, lists that showed no focus,
panels and menus wider or lower than their room, a chosen day of the calendar under its own ring (4.4). Tried: labels in
the colour of outlines; found. Contrast is that of the strokes' middle, painted three times as fine. An icon beside the
words counts as ink; what a palette says of every pair of colours is computed in test_kit_theme.
"""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.looks.books import Books
from tests.ui.looks.examining import faults_of_keys_and_voices, faults_of_room
from tests.ui.looks.scenes import ACTS
from tests.ui.looks.stage import SMALL, Look
from tests.ui.looks.voices import english_in
from ui.theme.theme import Theme

STRETCHED = Look("ky", longer=True, dark=True)
# The whole matrix is in tests/long; here each act meets the stretched words, and the shorter ones one more look.
SAMPLE = [(act, STRETCHED) for act in ACTS] + [
    (act, look)
    for act, look in zip(
        ACTS,
        (
            Look("ru", 1.5),
            Look("ky", 1.5),
            Look("ru", 1.5, dark=True),
            Look("en", size=SMALL),
            Look("ky", 1.5, longer=True),
            Look("ru", 1.5),
            Look("ru", 1.5),
        ),
        strict=True,
    )
    if act not in ("a lawyer", "people of one laptop", "a newcomer")
]
# Every second to fifth page of an act is walked here, all of them in tests/long.
SHARES = [
    (act, (0, {"a lawyer": 5, "a newcomer": 3, "a coordinator": 4, "people of one laptop": 3}.get(act, 2)))
    for act in ACTS
]


@pytest.mark.parametrize(("act", "share"), SHARES, ids=str)
def test_everything_is_named_reached_and_seen(
    books: Books, dressed: Theme, monkeypatch: pytest.MonkeyPatch, act: str, share: tuple[int, int]
) -> None:
    assert not (found := faults_of_keys_and_voices(books, act, dressed, monkeypatch, share=share)), "\n".join(found)


@pytest.mark.parametrize(("act", "look"), SAMPLE, ids=str)
def test_every_word_has_room(
    books: Books, dressed: Theme, monkeypatch: pytest.MonkeyPatch, act: str, look: Look
) -> None:
    assert not (found := faults_of_room(books, act, look, dressed, monkeypatch)), "\n".join(found)


def test_the_search_for_english_words_is_not_blind(qtbot: QtBot) -> None:
    """It once was: what spared names in capitals spared every word. Codes and names of formats are no English."""
    label = QLabel("Delete this")
    qtbot.addWidget(label)
    label.show()
    assert english_in(label) == ["English words ['Delete', 'this'] in QLabel: 'Delete this'"]
    label.setText("4CDF-B863 · XLSX · cloud.klinika.example")
    assert english_in(label) == []
