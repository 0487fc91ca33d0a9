"""Invented people of Kyrgyzstan and the ways a clinic hears their names: the hard questions of the name check.

Seeded: the same seed gives the same people and questions. Names are composed of the roots Kyrgyz names are composed
of, so that 50,000 people have some ten thousand different words between them, many of them near each other.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

_FIRST = """
Нур Жан Бек Ай Күн Темир Болот Алтын Кал Эр Мир Тал Ак Кара Сары Жол Эл Эсен Токто Турду Тилек Өмүр Сүйүн Үмүт Бакыт
Асыл Кубан Адыл Азис Жума Бейше Ишен Орозо Курман Мамат Абды Султан Төлө Чоло Чын Жоро Кадыр Мырза Сагын Кенже Байыш
Дөөлөт Улук Жеңиш Арстан Кылыч Ырыс Дүйшө Шер Таш Үсөн Жакшы Манас Семетей"""
_SECOND_M = """
бек бай кул жан али мырза болот кожо лан дар таш кан шер дин баш канат жигит хан зат берди гелди тур нияз"""
_SECOND_F = "гүл жан айым кан зат сара бүбү пери нур назик дана лайым чач мира"
_PLAIN_M = """
Асан Бакыт Нурлан Азамат Айбек Акжол Алмаз Данияр Замир Илияз Калыс Канат Кубаныч Максат Мелис Рустам Самат Сапар
Талант Таалай Урмат Чыңгыз Эркин Эмил Уран Бахтияр Отабек Шерзод Жахонгир Улугбек Сергей Дмитрий Андрей Хасан Хусейин
Исмаил Ибрагим Жусуп Жакып Ысмайыл Осмон Өмөр Айдар Медет Марат Тынчтык Жыргал Щербек Цолмон"""
_PLAIN_F = """
Айгүл Айнура Асел Гүлнара Айбала Айгерим Айжан Айпери Бермет Венера Гүлзат Гүлмира Динара Жамиля Жылдыз Зарина
Зууракан Индира Каныкей Кундуз Кымбат Майрам Мээрим Назгүл Нургүл Рахат Салтанат Сымбат Толгонай Турсунай Чолпон Чынара
Элмира Эркеайым Гулчехра Дилфуза Шахноза Феруза Наталья Светлана Людмила Хадича Юлдуз Ширин Цейнеп"""
_ENDS_SOFT = "аеёиоуыэюяөүй"

_LETTERS = "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя"
_ICAO_SIGNS = "a b v g d e e zh z i i k l m n n o o p r s t u u f kh ts ch sh shch ie y * e iu ia"
_ICAO = dict(zip(_LETTERS, _ICAO_SIGNS.split(), strict=True))
SYSTEMS: dict[str, dict[str, str]] = {
    "icao": _ICAO,
    "press": _ICAO | {"ж": "j", "ң": "ng", "й": "i", "ю": "yu", "я": "ya", "х": "h", "ъ": "*"},
    "bgn": _ICAO | {"й": "y", "ё": "yo", "ю": "yu", "я": "ya", "е": "e", "ъ": "*", "щ": "sch"},
    "turkic": _ICAO | {"ж": "j", "ң": "ñ", "ө": "ö", "ү": "ü", "ч": "ç", "ш": "ş", "щ": "ş", "ы": "ı", "х": "h",
                       "й": "y", "ю": "yu", "я": "ya", "ъ": "*"},
    "old_passport": _ICAO | {"ж": "j", "у": "ou", "ү": "u", "ч": "tch", "й": "y", "ы": "i", "ю": "iou", "я": "ia",
                             "ъ": "*", "ц": "ts"},
}  # fmt: skip
_RUSSIFIED = (
    ("дөө", "доо"), ("ң", "н"), ("ө", "о"), ("гүл", "гуль"), ("үйү", "ую"), ("ү", "у"), ("ээ", "ее"), ("уу", "у"),
)  # fmt: skip
_DROPPED_PATRONYMIC = 0.2
_CYRILLIC_KEYS = "абвгдежзийклмнопрстуфхчшыэюя"
_LATIN_KEYS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Invented:
    """A person who never lived."""

    id: int
    name: str
    born: int


@dataclass(frozen=True)
class Question:
    """What the clinic hears: `name` as typed, whom it means, how it was spelled and how many typos were made."""

    name: str
    meant: Invented
    spelling: str
    typos: int


def people(count: int, seed: int = 112) -> list[Invented]:
    """`count` invented people in the forms of language_facts.json (names: patterns); few names are common."""
    chance = random.Random(seed)
    men = _PLAIN_M.split() + _mixed(_composed(_SECOND_M), chance)
    women = _PLAIN_F.split() + _mixed(_composed(_SECOND_F), chance)
    men_pick, women_pick = _common_first(men), _common_first(women)
    forms = [50, 15, 12, 15, 8]
    known: dict[str, Invented] = {}
    while len(known) < count:
        woman = chance.random() < 0.55
        given = (
            chance.choices(women, cum_weights=women_pick)[0] if woman else chance.choices(men, cum_weights=men_pick)[0]
        )
        father, forefather = chance.choices(men, cum_weights=men_pick, k=2)
        family = _with_ending(forefather, "ова" if woman else "ов")
        child = "кызы" if woman else "уулу"
        told = [
            f"{family} {given} {_with_ending(father, 'овна' if woman else 'ович')}",
            f"{father} {child} {given}",
            f"{family} {given} {father} {child}",
            f"{family} {given}",
            f"{given} {father} {child}",
        ]
        name = chance.choices(told, weights=forms)[0]
        known.setdefault(name, Invented(len(known), name, chance.randint(1940, 2006)))
    return list(known.values())


def _common_first(names: list[str]) -> list[float]:
    """Running weights: the tenth name is about a third as common as the first, the thousandth a hundred times rarer."""
    return list(accumulate(1 / (rank + 5) for rank in range(len(names))))


def _mixed(names: list[str], chance: random.Random) -> list[str]:
    chance.shuffle(names)
    return names


def questions(of: list[Invented], count: int, seed: int = 114) -> list[Question]:
    """`count` questions: five Latin systems, Russified and Kyrgyz spelling, shuffled parts, 1-2 typos in half of them.

    A fifth of the three-part names come without the patronymic.
    """
    chance = random.Random(seed)
    spellings = [*SYSTEMS, "russified", "kyrgyz"]
    asked = []
    for i in range(count):
        person = chance.choice(of)
        spelling = spellings[i % len(spellings)]
        typed = _spelled(" ".join(_asked_parts(person.name, chance)), spelling, chance)
        typos = chance.choice((1, 2)) if i % 2 else 0
        keys = _LATIN_KEYS if spelling in SYSTEMS else _CYRILLIC_KEYS
        for _slip in range(typos):
            typed = _slipped(typed, keys, chance)
        asked.append(Question(typed, person, spelling, typos))
    return asked


def _composed(seconds: str) -> list[str]:
    return [first + second for first in _FIRST.split() for second in seconds.split()]


def _with_ending(father: str, ending: str) -> str:
    """Асан: Асанов, Асанович; Жумабай: Жумабаев; Кожо: Кожоев; Мырза: Мырзаев."""
    stem = father[:-1] if father[-1] in "йы" else father
    return stem + ("е" + ending[1:] if father[-1] in _ENDS_SOFT else ending)


def _spelled(name: str, spelling: str, chance: random.Random) -> str:
    words = name.split()
    if spelling == "kyrgyz":
        return name
    if spelling == "russified":
        return " ".join(_russified(w, chance) for w in words)
    table = SYSTEMS[spelling]
    return " ".join(_in_latin(w, table, chance) for w in words)


def _russified(word: str, chance: random.Random) -> str:
    low = word.lower()
    for kyrgyz, russian in _RUSSIFIED:
        low = low.replace(kyrgyz, russian)
    if low.startswith("ж") and chance.random() < 0.5:
        low = "д" + low
    return low.capitalize()


def _in_latin(word: str, table: dict[str, str], chance: random.Random) -> str:
    # Half of the Latin cards were typed from a Russified paper.
    source = _russified(word, chance) if chance.random() < 0.5 else word
    return "".join(table.get(c, c) for c in source.lower()).replace("*", "").capitalize()


def _asked_parts(name: str, chance: random.Random) -> list[str]:
    """The parts in any order, a father with his уулу or кызы; sometimes without the patronymic."""
    words = name.split()
    parts: list[str] = []
    for word in words:
        if word in ("уулу", "кызы"):
            parts[-1] += f" {word}"
        else:
            parts.append(word)
    if len(parts) == 3 and chance.random() < _DROPPED_PATRONYMIC:
        parts.pop()
    chance.shuffle(parts)
    return parts


def _slipped(name: str, keys: str, chance: random.Random) -> str:
    places: list[int] = [i for i, c in enumerate(name) if c.isalpha()]
    at = chance.choice(places)
    slips: list[Callable[[], str]] = [
        lambda: name[:at] + chance.choice(keys) + name[at + 1 :],
        lambda: name[:at] + chance.choice(keys) + name[at:],
        lambda: name[:at] + name[at + 1 :],
        lambda: name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :],
    ]
    return chance.choice(slips)()
