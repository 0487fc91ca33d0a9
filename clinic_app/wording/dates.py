"""Dates and numbers as written in the Kyrgyz Republic: dd.MM.yyyy, 24 hours, Monday first (language_facts.json)."""

from __future__ import annotations

from datetime import date, datetime

from clinic_app.wording.words import spoken

MONTHS = {
    "ky": (
        "январь",
        "февраль",
        "март",
        "апрель",
        "май",
        "июнь",
        "июль",
        "август",
        "сентябрь",
        "октябрь",
        "ноябрь",
        "декабрь",
    ),
    "ru": (
        "январь",
        "февраль",
        "март",
        "апрель",
        "май",
        "июнь",
        "июль",
        "август",
        "сентябрь",
        "октябрь",
        "ноябрь",
        "декабрь",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
MONTHS_RU_OF = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
WEEKDAYS = {
    "ky": ("дүйшөмбү", "шейшемби", "шаршемби", "бейшемби", "жума", "ишемби", "жекшемби"),
    "ru": ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
SHORT_WEEKDAYS = {
    "ky": ("дүй.", "шейш.", "шарш.", "бейш.", "жума", "ишм.", "жек."),
    "ru": ("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
NBSP = "\u00a0"


def short_date(day: date | datetime) -> str:
    """22.11.2026"""
    return f"{day:%d.%m.%Y}"


def day_month(day: date | datetime) -> str:
    """22.11"""
    return f"{day:%d.%m}"


def date_time(moment: datetime) -> str:
    """22.11.2026, 14:05"""
    return f"{moment:%d.%m.%Y, %H:%M}"


def weekday(day: date | datetime) -> str:
    """жума / пятница / Friday, in the language in use."""
    return WEEKDAYS[spoken()][day.weekday()]


def short_weekday(day: date | datetime) -> str:
    """дүй. / пн / Mon, in the language in use."""
    return SHORT_WEEKDAYS[spoken()][day.weekday()]


def month_name(month: int) -> str:
    """The name of month 1..12, in the language in use."""
    return MONTHS[spoken()][month - 1]


def full_date(day: date | datetime) -> str:
    """дүйшөмбү, 23-ноябрь 2026-жыл / понедельник, 23 ноября 2026 г. / Monday, 23 November 2026"""
    if spoken() == "ky":
        return f"{weekday(day)}, {day.day}-{month_name(day.month)} {day.year}-жыл"
    if spoken() == "ru":
        return f"{weekday(day)}, {day.day} {MONTHS_RU_OF[day.month - 1]} {day.year} г."
    return f"{weekday(day)}, {day.day} {month_name(day.month)} {day.year}"


def number(n: int) -> str:
    """12 480, with no-break spaces."""
    return f"{n:,}".replace(",", NBSP)
