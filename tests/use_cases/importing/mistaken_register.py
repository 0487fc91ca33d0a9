"""A register as a clinic would keep it for years, with mistakes planted at known places: the same for the same seed.

Every mistake is one cell (or one row) of one sort; `Planted` says where it is and what the import must call it.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from clinic_app.use_cases.importing.faults import Trouble

HEADINGS = (
    "№", "Дата обращения", "Время", "ФИО", "Телефон", "ПИН", "Пол", "Возраст", "Область", "Район/город", "Категория",
    "Язык", "Тема", "Вопрос", "Консультация", "Мин.", "Переводчик", "Оценка клиента", "Дата следующего контакта",
    "Юрист", "Повторно",
)  # fmt: skip
_AT = {heading: place for place, heading in enumerate(HEADINGS)}
_FAMILIES = [
    "Асанов",
    "Токтогулов",
    "Үсөнов",
    "Осмонов",
    "Жумабеков",
    "Эшматов",
    "Бекова",
    "Ким",
    "Сыдыков",
    "Иванов",
    "Петров",
    "Өмүрбеков",
]
_GIVEN = [
    "Айбек",
    "Нурлан",
    "Темир",
    "Азамат",
    "Бакыт",
    "Эрлан",
    "Үсөн",
    "Руслан",
    "Олег",
    "Максат",
    "Жаныбек",
    "Данияр",
]
_FATHERS = ["Асанович Токтогулович Бакыт уулу", "Эркинович", "Нурлан уулу", "Иванович"]
_PLACES = (
    ("Нарынская область", "город Нарын"), ("Нарынская обл.", "Жумгальский район"), ("Чуйская область", "г. Токмок"),
    ("Чуйская обл.", "Сокулукский район"), ("Ошская область", "Алайский район"), ("Нарын облусу", "Ат-Башы району"),
)  # fmt: skip
_TOPICS = ["Алименты", "Развод", "Невыплата зарплаты", "Домашнее насилие", "Жер үлүшү"]
_CATEGORIES = ["малоимущие", "пенсионер", "многодетная", "", "инвалид", "мигрант"]
_QUESTION = "Сурады: кайсы документтер керек, кайда кайрылат; жооп берилди."


@dataclass(frozen=True)
class Planted:
    """A mistake: the line of the file, the field it stands in, the cell, and what it is."""

    row: int
    column: str
    value: str
    why: Trouble


@dataclass(frozen=True)
class Register:
    """The rows of a register, the headings first, and the mistakes in them."""

    rows: tuple[tuple[str, ...], ...]
    planted: tuple[Planted, ...]

    def write(self, folder: Path, encoding: str = "utf-8-sig") -> Path:
        """The register as a CSV file with semicolons."""
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=";").writerows(self.rows)
        file = folder / "register.csv"
        file.write_bytes(out.getvalue().encode(encoding))
        return file


# A sort of mistake: (what it is, its field, its heading, the cell for the n-th of it).
Sort = tuple[Trouble, str, str, Callable[[int], str]]
SORTS: tuple[Sort, ...] = (
    (Trouble.NOT_A_DATE, "received_at", "Дата обращения", lambda n: f"{30 + n % 2}.02.2024"),
    (Trouble.FAR_DATE, "received_at", "Дата обращения", lambda n: f"05.05.20{62 + n % 9}"),
    (Trouble.NOT_A_TIME, "received_at", "Время", lambda n: f"{25 + n % 60}:10"),
    (Trouble.NOT_A_PHONE, "phone", "Телефон", lambda n: ("спросить у сестры", "у соседей")[n % 2]),
    (Trouble.DIGITS_LOST, "phone", "Телефон", lambda n: f"9,967{n % 10}1E+11"),
    (Trouble.NOT_A_PIN, "pin", "ПИН", lambda n: f"2150119{n:06}"),
    (Trouble.UNKNOWN_WORD, "sex", "Пол", lambda n: ("кошка", "да?", "оба")[n % 3]),
    (
        Trouble.NOT_AN_AGE,
        "age_group",
        "Возраст",
        lambda n: ("сорок", "1", "взрослая")[n % 3] + ("" if n % 3 != 1 else "99"),
    ),
    (Trouble.UNKNOWN_PLACE, "division_id", "Район/город", lambda n: ("Атлантида", "Гондор")[n % 2]),
    (Trouble.PLACE_ELSEWHERE, "division_id", "Район/город", lambda _: "Баткенский район"),
    (Trouble.SHEET_ERROR, "vulnerability", "Категория", lambda n: ("#REF!", "#Н/Д", "########")[n % 3]),
    (Trouble.BROKEN_LETTERS, "facts", "Вопрос", lambda n: ("Алименты".encode().decode("cp1251"), "?????? ????")[n % 2]),
    (Trouble.UNKNOWN_WORD, "topic", "Тема", lambda n: ("Марсианское право", "Жылдыздар укугу")[n % 2]),
    (Trouble.EMPTY, "advice", "Консультация", lambda _: ""),
    (Trouble.NOT_A_NUMBER, "duration_min", "Мин.", lambda n: ("много", "5-10", "полчаса")[n % 3]),
    (Trouble.OUT_OF_RANGE, "duration_min", "Мин.", lambda n: f"{20_000 + n}"),
    (Trouble.NOT_YES_NO, "interpreter", "Переводчик", lambda n: ("как получится", "иногда")[n % 2]),
    (Trouble.OUT_OF_RANGE, "satisfaction", "Оценка клиента", lambda n: f"{7 + n % 90}"),
    (Trouble.BEFORE_BEGINNING, "followup_on", "Дата следующего контакта", lambda n: f"0{1 + n % 9}.01.2015"),
    (Trouble.TOO_LONG, "lawyer_id", "Юрист", lambda n: "Ж" * (301 + n)),
    (Trouble.NUMBER_TWICE, "record_no", "№", lambda _: ""),
    (Trouble.TOO_MANY_CELLS, "", "", lambda n: f"алимент {n}"),
)


def mistaken_register(seed: int, rows: int, mistakes: int) -> Register:
    """A register of `rows` rows, `mistakes` of them with one mistake each, the sorts taken in turn."""
    chance = random.Random(seed)
    lines = [_row(chance, n) for n in range(1, rows + 1)]
    wrong = sorted(chance.sample(range(10, rows), mistakes))
    chance.shuffle(order := list(range(mistakes)))
    planted = []
    for turn, at in zip(order, wrong, strict=True):
        why, field, heading, cell = SORTS[turn % len(SORTS)]
        value = cell(turn)
        if why is Trouble.TOO_MANY_CELLS:
            lines[at].append(value)
        elif why is Trouble.NUMBER_TWICE:
            # a right row further up bears the number; the year is the same, or it would be another number
            twin = next(n for n in range(at - 1, 0, -1) if n not in wrong)
            value = lines[at][0] = lines[twin][0]
            lines[at][_AT["Дата обращения"]] = lines[twin][_AT["Дата обращения"]]
            lines[at][_AT["Дата следующего контакта"]] = ""
        else:
            lines[at][_AT[heading]] = value
        planted.append(Planted(at + 2, field, value, why))
    return Register((HEADINGS, *map(tuple, lines)), tuple(planted))


def _row(chance: random.Random, n: int) -> list[str]:
    day = date(2021, 1, 1) + timedelta(days=chance.randrange(1_700))
    anonymous = chance.random() < 0.1
    name = "" if anonymous else f"{chance.choice(_FAMILIES)} {chance.choice(_GIVEN)} {chance.choice(_FATHERS)}"
    phone = "" if anonymous else f"0{chance.choice((700, 550, 770))} {chance.randrange(10**6):06}"
    oblast, district = chance.choice(_PLACES)
    style = chance.choice(("{:%d.%m.%Y}", "{:%Y-%m-%d}", "{:%d/%m/%Y}", "{:%d.%m.%y}"))
    later = f"{day + timedelta(days=14):%d.%m.%Y}" if chance.random() < 0.3 else ""
    return [
        str(n), style.format(day), f"{chance.randrange(8, 19)}:{chance.randrange(60):02}", name, phone, "",
        chance.choice("МЖ"), str(chance.randrange(14, 90)), oblast, district, chance.choice(_CATEGORIES),
        chance.choice(("кырг", "рус", "узб")), chance.choice(_TOPICS), _QUESTION, f"Айтылды, {n}-кеңеш.",
        str(chance.randrange(3, 60)), chance.choice(("да", "нет", "")), chance.choice(("", "4", "5")), later,
        f"Юрист {chance.randrange(1, 6)}", chance.choice(("да", "нет")),
    ]  # fmt: skip
