"""The sheet of a search or seizure, printed as an annex: who came, with what paper, what was taken, what came back.

The clinic's own notes stay off it. Passwords have no place on it: no field holds one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from clinic_app.records.record import Field
from clinic_app.records.seizure import SeizedItem, Seizure
from clinic_app.records.values import Choice
from clinic_app.reference import lists
from clinic_app.reports.chronology import partial_day
from clinic_app.reports.sheet import Grid, Section, Sheet
from clinic_app.wording.dates import short_date
from clinic_app.wording.words import N_, in_language

_FACTS = (
    *("authority", "place", "officials", "warrant_seen", "warrant_number", "protocol_given", "protocol_number"),
    *("lawyer_present", "return_state"),
)
_COLUMNS = ("item", "kind", "quantity", "serial", "owner", "condition", "return_state")
_WIDTHS = (0.04, 0.21, 0.145, 0.06, 0.18, 0.11, 0.115, 0.14)
_LINE = "________________________________"


def seizure_sheet(
    seizure: Seizure,
    items: Sequence[SeizedItem],
    *,
    case_no: str,
    language: str,
    office_name: str,
    demo: bool,
    made_on: date,
) -> Sheet:
    """The annex in `language`; `items` in the order in which they shall stand."""
    say = partial(in_language, language)
    facts = [(say(N_("Date")), _when(seizure, language))]
    facts += [
        (say(seizure.type.field(name).label), _word(seizure.type.field(name), getattr(seizure, name), language))
        for name in _FACTS
    ]
    sections = [
        Section(say(N_("What happened")), tuple((label, text or "—") for label, text in facts)),
        Section(say(N_("What was taken")), **_taken(items, language)),  # type: ignore[arg-type]  # rows or a grid
    ]
    if seizure.remarks_made:
        sections.append(Section(say(seizure.type.field("remarks_made").label), (("", seizure.remarks_made),)))
    signed = (N_("Signature of the owner"), N_("Signature of the lawyer"))
    sections.append(Section(say(N_("Signatures")), tuple((say(who), _LINE) for who in signed)))
    printed = say(N_("printed on {date}")).format(date=short_date(made_on))
    return Sheet(
        title=say(N_("Annex: search or seizure")),
        number=case_no,
        subtitle=say(N_("Annex No. ______")),
        stamp=say(N_("Confidential")),
        sections=tuple(sections),
        footer=" · ".join((office_name, printed)),
        language=language,
        demo=demo,
    )


def _taken(items: Sequence[SeizedItem], language: str) -> dict[str, object]:
    say = partial(in_language, language)
    if not items:
        return {"rows": (("", say(N_("Nothing has been written down."))),)}
    fields = [SeizedItem.type.field(name) for name in _COLUMNS]
    heads = {"quantity": N_("Pcs"), "serial": N_("Serial, IMEI")}
    columns = ("№", *(say(heads.get(field.name, field.label)) for field in fields))
    lines = tuple(
        (str(place), *(_cell(item, field, language) for field in fields)) for place, item in enumerate(items, 1)
    )
    return {"grid": Grid(columns, lines, _WIDTHS)}


def _cell(item: SeizedItem, field: Field, language: str) -> str:
    word = _word(field, getattr(item, field.name), language)
    if field.name == "return_state" and item.returned_on:
        return "\n".join(part for part in (word, short_date(item.returned_on)) if part)
    return word


def _word(field: Field, value: object, language: str) -> str:
    if value is None or value == "":
        return ""
    return lists.label(field.kind.list, str(value), language) if isinstance(field.kind, Choice) else str(value)


def _when(seizure: Seizure, language: str) -> str:
    at = " – ".join(f"{time:%H:%M}" for time in (seizure.at, seizure.ended_at) if time)
    return ", ".join(part for part in (partial_day(seizure.on or "", language), at) if part)
