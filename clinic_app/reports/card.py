"""The card of a record: every field that holds something, in words, derived from the fields of its type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import partial
from typing import Any, BinaryIO

from clinic_app.records.record import Field, Record
from clinic_app.records.values import Choice, Consent, ConsentList, Elements, Kept, Kind, PartialDay, Ref, Text, Whole
from clinic_app.reference import lists
from clinic_app.reports.sheet import Section, Sheet
from clinic_app.wording.dates import date_time, number, short_date
from clinic_app.wording.words import N_, in_language

LONG = 240  # characters; a longer value gets the page's whole width
NOTHING = "—"
_NOT_APPROVED = ("waiting", "returned")


def sheet_of(
    record: Record,
    *,
    names: Mapping[str, str],
    language: str,
    office_name: str,
    demo: bool = False,
    made_on: date | None = None,
    also: Sequence[Record] = (),
) -> Sheet:
    """The card of `record` in `language`; `names` says what referenced ids are called (persons, members, offices).

    `also`: records that belong to it (its client, its events), each in sections of its own below.
    """
    words = _Words(language, names)
    spec = record.type
    title_field = spec.by_name.get(spec.title_field)
    date_field = spec.by_name.get(spec.date_field)
    number_field = next((f for f in spec.fields if isinstance(f.kind, Text) and f.program_fills), None)
    on_top = [field for field in (title_field, date_field) if field and field is not number_field]
    told = [words.value(field.kind, getattr(record, field.name)) for field in on_top]
    if record.archived:
        told.append(words.say(N_("archived")))
    if getattr(record, "approval", None) in _NOT_APPROVED:
        told.append(words.say(N_("not yet approved by a supervisor")))
    if not record.complete:
        told.append(words.say(N_("not completely received")))
    placed = {field.name for field in (*on_top, number_field) if field and not _unsettled(record, field)}
    sections = [*_sections(record, words, words.say(N_("Details")), placed)]
    for other in also:
        sections += _sections(other, words, words.say(other.type.title), set())
    printed = words.say(N_("printed on {date}")).format(date=short_date(made_on)) if made_on else ""
    return Sheet(
        title=words.say(spec.title),
        number=getattr(record, number_field.name) if number_field else "",
        subtitle=" · ".join(part for part in told if part),
        stamp=words.say(N_("Confidential")),
        sections=tuple(sections),
        footer=" · ".join(part for part in (office_name, printed) if part),
        language=language,
        demo=demo,
    )


def write_sheet_pdf(sheet: Sheet, out: BinaryIO) -> None:
    """Write the card as PDF into an open file."""
    from clinic_app.reports.card_pdf import sheet_pdf

    out.write(sheet_pdf(sheet))


def _sections(record: Record, words: _Words, heading: str, placed: set[str]) -> Iterable[Section]:
    """The short values together, then each long text and the consents under a heading of its own."""
    short: list[tuple[str, str]] = []
    below: list[Section] = []
    for field in record.type.fields:
        if field.name in placed or field.hidden or isinstance(field.kind, Kept):
            continue
        label = words.say(field.label)
        if _unsettled(record, field):
            label = words.say(N_("{field} (2 values)")).format(field=label)
        value = getattr(record, field.name)
        if isinstance(field.kind, ConsentList):
            if value:
                below.append(Section(label, tuple(words.consent(one) for one in words.in_order(value))))
            continue
        text = words.value(field.kind, value)
        if not text and not field.required:
            continue
        if text and ((isinstance(field.kind, Text) and field.kind.long) or len(text) > LONG):
            below.append(Section(label, (("", text),)))
        else:
            short.append((label, text or NOTHING))
    if short:
        yield Section(heading, tuple(short))
    yield from below


def _unsettled(record: Record, field: Field) -> bool:
    return any(register.partition("/")[0] == field.name for register in record.conflicts)


class _Words:
    """Values as words of one language."""

    def __init__(self, language: str, names: Mapping[str, str]) -> None:
        self.language = language
        self.names = names
        self.say = partial(in_language, language)

    def value(self, kind: Kind, value: Any) -> str:
        """The value as text; empty when it holds nothing."""
        if value == kind.empty or value is None:
            return ""
        if isinstance(kind, Elements):
            return "; ".join(self._element(kind, element) for element in kind.write(value))
        if isinstance(kind, Choice):
            return self.code(kind.list, value)
        if isinstance(kind, Ref):
            return self.name(value)
        if isinstance(kind, PartialDay):
            return self.partial_day(value)
        if isinstance(kind, Whole):
            return str(value) if kind.name == "year" else number(value)
        return self._plain(value)

    def _plain(self, value: Any) -> str:
        if isinstance(value, bool):
            return self.say(N_("Yes")) if value else self.say(N_("No"))
        if isinstance(value, datetime):
            return date_time(value)
        if isinstance(value, date):
            return short_date(value)
        if isinstance(value, time):
            return f"{value:%H:%M}"
        return str(value)

    def _element(self, kind: Elements, element: str) -> str:
        if kind.to:
            return self.name(element)
        return self.code(kind.list, element) if kind.list else element

    def name(self, id: str) -> str:
        return self.names.get(id) or self.say(N_("not received yet"))

    def code(self, listed: str, code: str) -> str:
        """The label, after that of its parent where a label alone would be unclear (Naryn: oblast, rayon or city)."""
        if not listed:
            return code
        label = lists.label(listed, code, self.language)
        item = lists.items(listed).get(code)
        parent = lists.items(listed).get(item.parent) if item else None
        if parent is None or parent.more.get("level") == "0":
            return label
        return f"{parent.label(self.language)} › {label}"

    def partial_day(self, value: str) -> str:
        day = ".".join(reversed(value.lstrip("~").split("-")))
        return self.say(N_("about {date}")).format(date=day) if value.startswith("~") else day

    def in_order(self, consents: Iterable[Consent]) -> list[Consent]:
        place = {code: number for number, code in enumerate(lists.items("consent_kind"))}
        return sorted(consents, key=lambda one: (place.get(one.kind, len(place)), one.kind))

    def consent(self, one: Consent) -> tuple[str, str]:
        """(purpose, "Written, 22.11.2026, text 2, withdrawn on 01.12.2026")."""
        parts = [self.code("consent_form", one.form)]
        if one.on:
            parts.append(short_date(one.on))
        if one.text_version:
            parts.append(self.say(N_("text {version}")).format(version=one.text_version))
        if one.withdrawn_on:
            parts.append(self.say(N_("withdrawn on {date}")).format(date=short_date(one.withdrawn_on)))
        return self.code("consent_kind", one.kind), ", ".join(parts)
