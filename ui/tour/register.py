"""A small hotline register as an office would have kept it: invented callers, and two rows that cannot be right."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

from clinic_app.reference.lists import label
from clinic_app.use_cases.demo import believable

HEADINGS = (
    "№", "Дата звонка", "Время", "ФИО", "Телефон", "Пол", "Возраст", "Область", "Район/город",
    "Язык", "Тема", "Вопрос", "Консультация", "Мин.", "Юрист", "Повторно",
)  # fmt: skip


def write_register(file: Path, today: date, rows: int = 120) -> None:
    """Write the register to `file`: semicolons, UTF-8 with a mark, Russian headings."""
    records = believable("NAR2", seed=7, consultations=rows, today=today)
    people = {r.id: r for r in records if r.type.name == "person"}
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        sheet = csv.writer(out, delimiter=";")
        sheet.writerow(HEADINGS)
        for number, record in enumerate((r for r in records if r.type.name == "consultation"), start=1):
            sheet.writerow(_row(number, record, people))


def _row(number: int, record: Any, people: dict[str, Any]) -> list[str]:
    person = people.get(record.person_id)
    when = record.received_at
    age = "31.02.2026" if number == 17 else f"{when:%d.%m.%Y}"
    district = "Атлантида" if number == 42 else label("divisions", record.division_id, "ru")
    return [
        str(number),
        age,
        f"{when:%H:%M}",
        person.name_display if person else "аноним",
        person.phone if person else "",
        {"f": "ж", "m": "м"}.get(record.sex, ""),
        str(when.year - person.birth_year) if person and person.birth_year else "",
        "Нарынская область",
        district,
        {"ky": "кырг", "ru": "рус", "en": "англ"}.get(record.language, "кырг"),
        label("legal_topics", record.topic, "ru"),
        record.facts.replace("\n", " "),
        record.advice.replace("\n", " "),
        str(record.duration_min or 10),
        "Юрист 1",
        "нет" if record.first_time == "yes" else "да",
    ]
