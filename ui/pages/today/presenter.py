"""What the page of the day says, where no Qt is needed: its rows in words, tones and icons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clinic_app.use_cases.call_backs import NOT_REACHED, Answered
from clinic_app.use_cases.today_facts import CallBack, Hearing, MonthNumbers, NextStep, Still, Undecided
from clinic_app.wording.dates import day_month, month_name, short_date, weekday
from clinic_app.wording.words import _, ngettext


@dataclass(frozen=True)
class Line:
    """A row of a card: a day, what it is, where it belongs, a pill; and which record it opens."""

    kind: str
    id: str
    top: str
    low: str
    title: str
    second: str
    icon: str = ""
    pill: str = ""
    tone: str = "neutral"
    late: bool = False
    still: bool = False  # nobody moves it: a step is offered


def day_words(on: date, today: date) -> str:
    """Today, Tomorrow, or 22.11"""
    near = {0: _("Today"), 1: _("Tomorrow")}.get((on - today).days)
    return near or (day_month(on) if on.year == today.year else short_date(on))


def left_words(on: date, today: date) -> tuple[str, str, str]:
    """(icon, words, tone) of how much time is left."""
    days = (on - today).days
    if days < 0:
        words = ngettext("{n} day overdue", "{n} days overdue", -days).format(n=-days)
        return "alert-circle", words, "bad"
    if days == 0:
        return "clock-exclamation", _("Today"), "warn"
    words = ngettext("{n} day left", "{n} days left", days).format(n=days)
    return ("clock-exclamation", words, "warn") if days <= 3 else ("clock", words, "neutral")


def step_line(step: NextStep, today: date) -> Line:
    """A next step."""
    icon, words, tone = left_words(step.on, today)
    return Line(
        "journalist_case",
        step.case,
        day_words(step.on, today),
        weekday(step.on),
        sentence(step.step) or step.title,
        " · ".join(part for part in (step.record_no, step.title) if part),
        icon,
        words,
        tone,
        step.on < today,
    )


def hearing_line(hearing: Hearing, today: date) -> Line:
    """A hearing to come."""
    low = f"{hearing.at:%H:%M}" if hearing.at else weekday(hearing.on)
    told = [hearing.court, hearing.notes.replace("\n", " "), hearing.record_no]
    if hearing.moved_from:
        told.insert(1, _("postponed from {date}").format(date=day_month(hearing.moved_from)))
    icon, words, tone = (
        ("calendar-event", _("Postponed"), "warn") if hearing.moved_from else ("gavel", _("Hearing"), "info")
    )
    return Line(
        "journalist_case",
        hearing.case,
        day_words(hearing.on, today),
        low,
        hearing.title,
        " · ".join(part for part in told if part),
        icon,
        words,
        tone,
    )


def still_line(still: Still, today: date) -> Line:
    """A case that nobody moves."""
    days = max(0, (today - still.since).days)
    top = ngettext("{n} day", "{n} days", days).format(n=days)
    return Line("journalist_case", still.case, top, _("without news"), still.title, still.record_no, still=True)


def undecided_line(one: Undecided) -> Line:
    """A conflict-of-interest check that found somebody."""
    return Line(one.type, one.id, "", "", one.title or one.record_no, one.record_no if one.title else "")


def answers() -> list[tuple[str, str]]:
    """The quick answers to "did this solve it?", (code, word)."""
    return [("yes", _("Yes")), ("partly", _("Partly")), ("no", _("No")), (NOT_REACHED, _("No answer"))]


def answered_words(given: Answered, name: str) -> str:
    """What was written, for the line that offers to take it back."""
    who = name or _("Without a name")
    if given.said == NOT_REACHED:
        on = given.followup_on[1]
        return _("{name}: not reached, again on {date}").format(name=who, date=short_date(on) if on else "")
    word = dict(answers())[given.said]
    return _("{name}: did this solve it? {answer}").format(name=who, answer=word)


def call_lines(call: CallBack, today: date) -> tuple[str, str]:
    """(name, what about) of a call-back."""
    name = call.name or _("Without a name")
    due = _("due {date}").format(date=day_month(call.on)) if call.on != today else ""
    return name, sentence(" · ".join(part for part in (due, call.topic) if part))


def month_title(numbers: MonthNumbers) -> str:
    """Numbers of November"""
    return _("Numbers of the month: {month}").format(month=month_name(numbers.month))


def before_words(numbers: MonthNumbers) -> str:
    """What the month before had."""
    return _("{month}: consultations {consultations}, people {people}").format(
        month=month_name(numbers.month).capitalize(), consultations=numbers.consultations, people=numbers.people
    )


def sentence(words: str) -> str:
    """With a capital letter."""
    return words[:1].upper() + words[1:]
