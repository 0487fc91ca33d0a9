"""What the page of deadlines says, where no Qt is needed: rows, days of the calendar, what moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from clinic_app.reference import lists
from clinic_app.use_cases.term_rows import badge_words
from clinic_app.wording.dates import full_date, month_name, short_date, weekday
from clinic_app.wording.words import _, ngettext
from ui.deadline_words import day_words, left_words
from ui.widgets.lines import ListLine

WEEK = 7
KINDS = ("deadline", "hearing", "next_step", "call_back", "risk_review", "check_in")
_ICONS = {
    "deadline": "clock-hour-4",
    "hearing": "gavel",
    "next_step": "corner-down-right",
    "call_back": "phone-call",
    "risk_review": "shield-check",
    "check_in": "shield-lock",
}
NOT_VERIFIED = frozenset({"high", "medium", "low", "review", "ask", "none"})


@dataclass(frozen=True)
class DayCell:
    """One day of the calendar."""

    on: date
    here: bool  # of the month in sight
    entries: tuple[Any, ...] = ()
    off: str = ""  # the name of the day off
    free: bool = False  # nobody works
    clash: bool = False
    known: bool = True  # whether the calendar of days off knows it


@dataclass(frozen=True)
class Shown:
    """All the page shows, read in one go."""

    rows: Sequence[Any]
    moved: Sequence[Any]
    names: Mapping[str, str]
    me: str
    cells: Sequence[DayCell] = ()
    clashes: Mapping[date, Sequence[Any]] = field(default_factory=dict)
    last_day: date = date.max


# --- the list -------------------------------------------------------------------------------------------------------


def lines_of(rows: Sequence[Any], today: date) -> list[ListLine]:
    """Overdue, today, this week, later: each under its heading with its count."""
    groups: list[tuple[str, bool, list[Any]]] = [
        (_("Overdue"), True, [one for one in rows if one.days_left < 0]),
        (_("Today"), False, [one for one in rows if one.days_left == 0]),
        (_("The next seven days"), False, [one for one in rows if 0 < one.days_left <= WEEK]),
        (_("Later"), False, [one for one in rows if one.days_left > WEEK]),
    ]
    found: list[ListLine] = []
    for words, late, some in groups:
        if some:
            found.append(ListLine("", words, note=str(len(some)), late=late, heading=True))
            found += [line_of(one, today) for one in some]
    return found


def line_of(row: Any, today: date) -> ListLine:
    """One deadline."""
    record = row.record
    icon, words, tone = left_words(row.days_left)
    at = f"{record.due_at:%H:%M}" if record.due_at else ""
    critical = record.severity == "critical"
    doubtful = row.badge in NOT_VERIFIED
    parts = [row.label, _whose(record), badge_words(row.badge, row.rule) if doubtful else ""]
    return ListLine(
        id=record.id,
        title=row.title or _("Deadline"),
        second=" · ".join(part for part in parts if part),
        top=day_words(record.due_on, today) if record.due_on else "—",
        low=at or (weekday(record.due_on) if record.due_on else ""),
        icon="flame" if critical else "clock-hour-4",
        icon_tone="bad" if critical or row.days_left < 0 else "text2",
        pill=words,
        pill_icon=icon,
        tone=tone,
        note=_("Not verified") if doubtful and row.rule is not None else "",
        note_tone="warn",
        late=row.days_left < 0,
        data=row,
    )


def _whose(record: Any) -> str:
    if not record.owner or record.owner == "us":
        return ""
    return lists.label("deadline_owner", record.owner)


def facts_words(rows: Sequence[Any]) -> str:
    """2 overdue · 1 today · 4 in the next seven days"""
    late = sum(one.days_left < 0 for one in rows)
    now = sum(one.days_left == 0 for one in rows)
    week = sum(0 < one.days_left <= WEEK for one in rows)
    parts = [
        ngettext("{n} overdue", "{n} overdue", late).format(n=late) if late else "",
        _("today: {n}").format(n=now),
        _("in the next seven days: {n}").format(n=week),
    ]
    return " · ".join(part for part in parts if part)


def moved_lines(moved: Sequence[Any]) -> list[ListLine]:
    """What changed rules or days moved: from, to, by how much."""
    found = []
    for one in moved:
        days = (one.now - one.was).days
        later = ngettext("{n} day later", "{n} days later", days).format(n=days)
        earlier = ngettext("{n} day earlier", "{n} days earlier", -days).format(n=-days)
        found.append(
            ListLine(
                one.row.record.id,
                one.row.title,
                one.row.label,
                top=short_date(one.now),
                low=_("was {date}").format(date=short_date(one.was)),
                icon="arrow-right",
                pill=later if days > 0 else earlier,
                pill_icon="clock" if days > 0 else "clock-exclamation",
                tone="neutral" if days > 0 else "warn",
                late=days < 0,
                data=one.row,
            )
        )
    return found


# --- the calendar ---------------------------------------------------------------------------------------------------


def weeks_of(day: date, month: bool) -> list[date]:
    """The days in sight: the week of `day`, or all weeks of its month."""
    start = day.replace(day=1) if month else day
    first = start - timedelta(days=start.weekday())
    if not month:
        return [first + timedelta(days=n) for n in range(7)]
    after = (start.replace(day=28) + timedelta(days=4)).replace(day=1)
    count = -(-(after - first).days // 7)
    return [first + timedelta(days=n) for n in range(7 * count)]


def cells_of(
    days: Sequence[date], month: int, entries: Sequence[Any], calendar: Sequence[Any], clashing: set[date], last: date
) -> list[DayCell]:
    """A cell for each day; `calendar`: the lines of the calendar of days off, of the whole country."""
    on: dict[date, list[Any]] = {}
    for one in entries:
        on.setdefault(one.day, []).append(one)
    named = {one.on: one for one in calendar if one.enabled and one.scope in ("", "country", "KG")}
    found = []
    for day in days:
        line = named.get(day)
        off = line.off if line is not None else None
        free = off if off is not None else day.weekday() >= 5
        name = (_label(line) if line is not None and (off or line.off is False) else "") or (
            _("Working day") if off is False else ""
        )
        some = tuple(sorted(on.get(day, []), key=lambda one: (one.at is None, str(one.at), KINDS.index(one.kind))))
        found.append(
            DayCell(day, month == 0 or day.month == month, some, name, bool(free), day in clashing, day <= last)
        )
    return found


def _label(line: Any) -> str:
    from clinic_app.wording.words import spoken

    labels = line.labels
    return str(labels.get(spoken()) or labels.get("ru") or labels.get("en") or "")


def period_title(days: Sequence[date], month: bool, day: date) -> str:
    """November 2026, or 16.11 – 22.11.2026"""
    if month:
        return f"{month_name(day.month).capitalize()} {day.year}"
    return f"{days[0]:%d.%m} – {short_date(days[-1])}"


def cell_words(cell: DayCell) -> str:
    """What a screen reader says of a day."""
    parts = [full_date(cell.on), cell.off or (_("day off") if cell.free else "")]
    if cell.clash:
        parts.append(_("double booking"))
    parts += [entry_words(one) for one in cell.entries]
    return ", ".join(part for part in parts if part)


def entry_words(entry: Any) -> str:
    """14:00 Hearing: appeal"""
    at = f"{entry.at:%H:%M}" if entry.at else ""
    return " ".join(part for part in (at, kind_words(entry.kind), entry.title) if part)


def short_words(entry: Any) -> str:
    """An entry in a small cell; of a danger not its level but what is to be done."""
    at = f"{entry.at:%H:%M}" if entry.at else ""
    what = kind_words(entry.kind) if entry.kind in ("risk_review", "check_in") else entry.title
    return " ".join(part for part in (at, what) if part)


def kind_words(kind: str) -> str:
    """What kind of thing an entry is."""
    return {
        "deadline": _("Deadline"),
        "hearing": _("Hearing"),
        "next_step": _("Next step"),
        "call_back": _("Call-back"),
        "risk_review": _("Safety review"),
        "check_in": _("Check-in"),
    }.get(kind, _("Event"))


def icon_of(kind: str) -> str:
    """The icon of a kind of entry."""
    return _ICONS.get(kind, "calendar-event")


def entry_line(entry: Any, names: Mapping[str, str], number: int) -> ListLine:
    """An entry in the list beside the calendar."""
    parts = [kind_words(entry.kind), entry.parent_no, entry.place, names.get(entry.member, "")]
    tone = {"bad": "bad", "warn": "warn"}.get(entry.tone, "text2")
    return ListLine(
        id=f"{entry.type}:{entry.id}:{entry.kind}:{number}",
        title=entry.title or kind_words(entry.kind),
        second=" · ".join(part for part in parts if part),
        top=f"{entry.at:%H:%M}" if entry.at else "",
        icon=icon_of(entry.kind),
        icon_tone=tone,
        data=entry,
    )


def clash_words(clash: Any, names: Mapping[str, str]) -> tuple[str, str]:
    """(bold sentence, what) of a double booking."""
    who = names.get(clash.first.member, "") or names.get(clash.second.member, "")
    said = _("Double booking") if clash.sure else _("Perhaps a double booking")
    title = f"{said}: {who}" if who else said
    return title, f"{entry_words(clash.first)} — {entry_words(clash.second)}"
