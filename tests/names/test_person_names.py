"""Names are read, sorted and compared as people in Kyrgyzstan write them; nobody nameless is ever somebody."""

from __future__ import annotations

import pytest

from clinic_app.names.person_names import NameParts, initials, is_nameless, name_identity, parts, same_name, sort_key

READINGS = [
    ("Асанов Үсөн Бакытович", ("Асанов", "Үсөн", "Бакытович", ""), "АҮ"),
    ("Асанова Айгүл Бакытовна", ("Асанова", "Айгүл", "Бакытовна", ""), "АА"),
    ("Бакыт уулу Үсөн", ("", "Үсөн", "Бакыт уулу", "Бакыт"), "БҮ"),
    ("Бакыт кызы Айгүл", ("", "Айгүл", "Бакыт кызы", "Бакыт"), "БА"),
    ("Үсөн Бакыт уулу", ("", "Үсөн", "Бакыт уулу", "Бакыт"), "БҮ"),
    ("Ваншин Акжол Асылбек уулу", ("Ваншин", "Акжол", "Асылбек уулу", "Асылбек"), "ВА"),
    ("Асан Үсөн", ("Асан", "Үсөн", "", ""), "АҮ"),
    ("Үсөн Асанов", ("Асанов", "Үсөн", "", ""), "АҮ"),
    ("Үсөн", ("", "Үсөн", "", ""), "Ү"),
    ("Асан тегин Үсөн", ("Асан", "Үсөн", "", "Асан"), "АҮ"),
    ("Айгүл Бакытовна Асанова", ("Асанова", "Айгүл", "Бакытовна", ""), "АА"),
    ("Айгүл Бакытовна", ("", "Айгүл", "Бакытовна", ""), "А"),
    ("Asanova Aigul Bakytovna", ("Asanova", "Aigul", "Bakytovna", ""), "AA"),
]


@pytest.mark.parametrize(("display", "expected", "letters"), READINGS)
def test_a_name_is_read_by_its_pattern(display: str, expected: tuple[str, str, str, str], letters: str) -> None:
    found = parts(display)
    assert (found.family, found.given, found.patronymic, found.father) == expected
    assert initials(display) == letters


NAMELESS = """
аноним
АНОНИМНО
не представился
Не представилась.
аты жок
аты-жөнүсүз
без имени
anonymous
123
—
"""


@pytest.mark.parametrize("display", ["", "  ", *NAMELESS.strip().splitlines()])
def test_the_nameless_are_nobody(display: str) -> None:
    assert is_nameless(display)
    assert parts(display) == NameParts()
    assert not same_name(display, display)
    assert name_identity(display) == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Исаков Сүйүн Өмүрбек уулу", "Исаков Суйун Омурбек уулу", True),
        ("Бакыт уулу Үсөн", "үсөн бакыт уулу", True),
        ("Асанов Үсөн", "Үсөн  АСАНОВ", True),
        ("Пономарёв Андрей", "Пономарев Андрей", True),
        ("Асанов Үсөн", "Асанова Үсөн", False),
        ("Асанов Үсөн", "Асанов Үсөн Бакытович", False),
        ("Асанов Үсөн", "Asanov Uson", False),
    ],
)
def test_same_name_means_the_same_words(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same
    assert (name_identity(one) == name_identity(other)) is same


def test_lists_follow_the_kyrgyz_alphabet_by_family_then_given() -> None:
    told = [
        "аноним",
        "Үсөн Уланов",
        "Өмүров Эркин",
        "Осмонов Айбек",
        "Нурлан уулу Бакыт",
        "Осмонова Ёлка",
        "Осмонов Азамат",
    ]
    in_order = [
        "Нурлан уулу Бакыт", "Осмонов Азамат", "Осмонов Айбек", "Осмонова Ёлка", "Өмүров Эркин", "Үсөн Уланов",
        "аноним",
    ]  # fmt: skip
    assert sorted(told, key=sort_key) == in_order
