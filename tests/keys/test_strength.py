"""What is easily guessed is refused: in three languages, on the wrong keyboard, in Latin letters, made of one's names.

Seen to fail: without the lists of this country "пароль123пароль" counted as strong (4 of 4).
"""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
import time

import pytest

from clinic_app.errors import PassphraseTooWeak
from clinic_app.keys.passphrase import check_strength
from clinic_app.keys.strength import ABOUT_YOU, CODES, MOST_CHARACTERS, Guessing, guessing, strength
from clinic_app.wording.sentences import sentence
from clinic_app.wording.strength import SUGGESTIONS, WARNINGS, guessing_words
from clinic_app.wording.words import LANGUAGES, speak, spoken

ABOUT = ("Айгүл Токтосунова", "Нарын кеңсеси", "NAR1")
GUESSED = [
    "пароль123пароль",
    "йцукенгшщзхъ",
    "gfhjkmgfhjkm",  # пароль, the keyboard left in English
    "ghbdtnghbdtn",
    "зфыыцщкв123",  # password, the keyboard left in Russian
    "йфяцычувс1",  # a pattern of keys
    "сенисүйөмсени",
    "seniSuyomseni",
    "кыргызстан2024",
    "солнышко2024",
    "lyublyutebya",
    "абвгдежзик",
    "aaaaaaaaaaaa",
    "password1234",
    "Айгүл Токтосунова",
    "toktosunova1",
    "клиникаклиника",
]
STRONG = ["тынч тоо 4071 булак", "жаңы сөз 2026 көл", "correct horse battery staple", "Ысык-Көлдүн толкуну"]


@pytest.mark.parametrize("passphrase", GUESSED)
def test_what_is_guessed_first_is_refused(passphrase: str) -> None:
    with pytest.raises(PassphraseTooWeak) as refused:
        check_strength(passphrase, ABOUT)
    assert refused.value.data["warning"] in WARNINGS
    assert passphrase not in sentence(refused.value)


@pytest.mark.parametrize("passphrase", STRONG)
def test_words_that_do_not_belong_together_are_taken(passphrase: str) -> None:
    assert strength(passphrase, ABOUT).score == 4
    check_strength(passphrase, ABOUT)


def test_ones_own_name_is_said_to_be_guessed_first() -> None:
    assert strength("токтосунова", ABOUT).warning == ABOUT_YOU
    assert strength("токтосунова").warning != ABOUT_YOU, "nothing of one person is kept for the next"


def test_ten_characters_are_the_least_whatever_they_are() -> None:
    with pytest.raises(PassphraseTooWeak) as refused:
        check_strength("Xk3$9fPq2")
    assert "10" in sentence(refused.value)


def test_every_sentence_of_the_library_is_known_and_has_words() -> None:
    from zxcvbn import feedback

    calls = [node for node in ast.walk(ast.parse(inspect.getsource(feedback))) if isinstance(node, ast.Call)]
    said = {call.args[0].value for call in calls if isinstance(call.func, ast.Name) and call.func.id == "_"}
    assert len(said) > 20
    assert said == set(CODES)
    assert {*CODES.values(), ABOUT_YOU, "guessable"} == {*WARNINGS, *SUGGESTIONS}


def test_long_input_is_cut_and_costs_no_more() -> None:
    began = time.process_time()
    strength("аб1" * 40_000)
    assert time.process_time() - began < 3, "quadratic without the cut: hours"
    assert strength("q" * MOST_CHARACTERS) == strength("q" * 50_000)


def test_how_long_guessing_takes_is_said_in_every_language() -> None:
    assert guessing(10_000 * 3600 * 5) == Guessing(5, "hours")
    assert guessing(10**30) == Guessing(1000, "years")
    before = spoken()
    for language in LANGUAGES:
        speak(language)
        told = {guessing_words(n, unit) for n, unit in ((0, "minutes"), (5, "hours"), (1000, "years"), (3, "days"))}
        assert len(told) == 4
    speak(before)


def test_neither_start_nor_opening_loads_the_lists() -> None:
    asked = "import sys, clinic_app.clinic, clinic_app.cli.main; sys.exit('zxcvbn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], timeout=60).returncode == 0
