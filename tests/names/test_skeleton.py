"""One name in three scripts gives one key; different names stay apart."""

from __future__ import annotations

import pytest

from clinic_app.names.skeleton import key, keys, root, words

ONE_KEY = """
Жумабек Джумабек Jumabek Zhumabek Dzhumabek Djoumabek
Чыңгыз Чынгыз Chyngyz Chingiz Çıñgız Chynggyz
Үсөн Усон Uson Üsön Ouson
Айгүл Айгуль Aigul Aygul Aigoul
Сүйүн Суюн Suiun Suyun
Хасанов Khasanov Hasanov Xasanov
Щербаков Shcherbakov Scherbakov Sherbakov Шчербаков
Цой Tsoi Tsoy
Воробьёв Воробьев Vorobyov Vorobyev Vorobev
Сатыбалдиев Satybaldiev Satybaldyev
Жээнбеков Жеенбеков Zheenbekov Jeenbekov
Бахтияр Bakhtiyar Bakhtiiar Baxtiyar
Шахноза Shakhnoza Shaxnoza Şahnoza
Юсупов Iusupov Yusupov
Дмитрий Dmitrii Dmitry Dmitriy
Наталья Natalia Natalya Наталия
Өмүрбек Омурбек Omurbek Ömürbek Ємїрбек
Мээрим Меерим Meerim
Таңатаров Танатаров Tanatarov Tangatarov
Ыдырыс Идирис Ydyrys Idiris
Чолпон Cholpon Tcholpon Çolpon
Эркеайым Erkeaiym Erkeayym
Исмаилов Ismailov Исмайлов
Виктор Victor Viktor
Фарида Pharida Farida
""".strip().splitlines()

APART = [
    ("Асан", "Эсен"), ("Айгүл", "Айжан"), ("Нурлан", "Нурдан"), ("Жакып", "Жакшы"), ("Хасан", "Асан"),
    ("Чолпон", "Шолпон"), ("Бакыт", "Бектур"), ("Замир", "Замира"), ("Марат", "Мурат"),
]  # fmt: skip

ROOTS = [
    ("Асанов", "asan"), ("Асанова", "asan"), ("Асанович", "asan"), ("Асановна", "asan"), ("Asanovich", "asan"),
    ("Жумабаев", "jumabai"), ("Жумабай", "jumabai"), ("Алиева", "ali"), ("Али", "ali"), ("Юлдашев", "iuldaw"),
    ("Юлдаш", "iuldaw"), ("Сатыбалдиев", "satibaldi"), ("Сатыбалды", "satibaldi"), ("Вишневская", "viwnevski"),
    ("Вишневский", "viwnevski"), ("Машина", "mawin"), ("Лев", "lev"), ("Эркин", "erkin"), ("Bakytuulu", "bakit"),
]  # fmt: skip


@pytest.mark.parametrize("line", ONE_KEY)
def test_spellings_of_one_name_meet(line: str) -> None:
    assert len({key(w) for w in line.split()}) == 1


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(("word", "expected"), ROOTS)
def test_family_endings_are_left_out(word: str, expected: str) -> None:
    assert root(key(word)) == expected


def test_words_that_name_nobody_are_dropped() -> None:
    assert keys("Бакыт уулу Үсөн") == keys("Bakyt Uulu Uson") == ("bakit", "uson")
    assert keys("Асан тегин Үсөн") == ("asan", "uson")


def test_hyphens_part_words_and_apostrophes_do_not() -> None:
    assert words("Ахмедова-Ким О'Нил 2") == ("Ахмедова", "Ким", "О'Нил")
