"""The slip of a conflict-of-interest check: who was compared, what was found, what was decided. Kept in the office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from clinic_app.reference import lists
from clinic_app.reports.sheet import Section, Sheet
from clinic_app.wording.dates import short_date
from clinic_app.wording.words import N_, in_language

_SIDES = {"client": N_("Our side"), "opponent": N_("The other side")}


@dataclass(frozen=True)
class Decided:
    """One decision: the verdict's code, and what was shown when it was made."""

    verdict: str
    reason: str
    found: str
    when: str
    by: str
    names: tuple[str, ...]


def slip_of(
    *,
    number: str,
    names: Sequence[tuple[str, str]],
    findings: Sequence[tuple[str, bool, bool]],
    decisions: Sequence[Decided],
    language: str,
    office_name: str,
    demo: bool,
    made_on: date,
) -> Sheet:
    """The slip in `language`. `names`: (side, name); `findings`: (line, decided, needs a decision), as found today."""
    say = partial(in_language, language)
    sections = [
        Section(say(N_("Who was compared")), tuple((say(_SIDES[side]), name) for side, name in names)),
        Section(say(N_("What the check finds today")), (("", _found(findings, language)),)),
    ]
    for one in decisions:
        verdict = lists.label("conflict_check", one.verdict, language) if one.verdict else ""
        head = say(N_("Decision of {when}")).format(when=one.when)
        rows = [(say(N_("Decision")), verdict), (say(N_("Decided by")), one.by)]
        sections.append(Section(head, tuple(row for row in rows if row[1])))
        if one.reason:
            sections.append(Section(say(N_("Reason")), (("", one.reason),)))
        if one.found:
            sections.append(Section(say(N_("Shown when it was decided")), (("", one.found),)))
    if not decisions:
        sections.append(Section(say(N_("Decision")), (("", say(N_("Nothing has been decided yet."))),)))
    sections.append(Section("", ((say(N_("Signature")), "____________________"),)))
    printed = say(N_("printed on {date}")).format(date=short_date(made_on))
    return Sheet(
        title=say(N_("Conflict-of-interest check")),
        number=number,
        subtitle=say(N_("This slip names persons of other matters. It stays in the office.")),
        stamp=say(N_("Stays in the office")),
        sections=tuple(section for section in sections if section.rows),
        footer=" · ".join((office_name, printed)),
        language=language,
        demo=demo,
    )


def _found(findings: Sequence[tuple[str, bool, bool]], language: str) -> str:
    say = partial(in_language, language)
    if not findings:
        return say(N_("Nobody alike stands elsewhere in the case book."))
    lines = []
    for line, decided, needed in findings:
        state = say(N_("decided")) if decided else say(N_("to be decided")) if needed else ""
        lines.append(f"• {line} ({state})" if state else f"• {line}")
    return "\n".join(lines)
