"""`clinic trail …`: who opened, exported, printed, erased what on this laptop."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from clinic_app.cli.asking import open_clinic
from clinic_app.cli.output import Voice
from clinic_app.errors import BadInput
from clinic_app.store.trail_table import Wanted
from clinic_app.use_cases.trail_reading import Shown, period
from clinic_app.wording.dates import date_time
from clinic_app.wording.trail_words import trail_problem_words
from clinic_app.wording.words import _


def list_(told: argparse.Namespace, voice: Voice) -> int:
    """The newest rows, perhaps of one record, person, or from a day on."""
    type, record = told.record or ("", "")
    since, until = period(_day(told.since), _day(told.until))
    with open_clinic(told) as clinic:
        member = clinic.trail_reading.person_named(told.person) if told.person else ""
        act = clinic.trail_reading.act_named(told.act) if told.act else ""
        wanted = Wanted(member=member, act=act, type=type, record=record, since=since, until=until)
        rows = clinic.trail_reading.shown(wanted, told.limit)
    voice.give([row.as_json() for row in rows], [_line(row) for row in rows])
    return 0


def export(told: argparse.Namespace, voice: Voice) -> int:
    out = Path(told.out)
    with open_clinic(told) as clinic:
        made = clinic.trail_reading.export(out, _day(told.since))
    voice.give(
        {
            "file": told.out,
            "signature": f"{told.out}.minisig",
            "from": made.first,
            "to": made.last,
            "head": made.head,
            "key": made.key,
        },
        [told.out, f"{told.out}.minisig"],
    )
    return 0


def check(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        problems = clinic.trail_reading.problems(Path(told.against) if told.against else None)
        head = clinic.trail.head()
    lines = [trail_problem_words(one) for one in problems] or [_("The paper trail is whole.")]
    document = {"number": head.number if head else 0, "head": head.chain.hex() if head else ""}
    voice.give({"ok": not problems, "problems": problems, **document}, lines)
    if problems:
        voice.say(_("The paper trail was changed or cut off; compare it with a backup or an earlier export."))
    return 1 if problems else 0


def _line(one: Shown) -> str:
    """12  22.11.2026 14:05  Жылдыз Асанова  Printed  Case NAR1-2026-A-0003  kind: card"""
    what = " ".join(part for part in (one.kind, one.title or one.row.record) if part)
    parts = (str(one.row.number), date_time(one.at), one.person, one.act, what, one.about)
    return "  ".join(part for part in parts if part)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(file=str(text), line=0, why="date") from None
