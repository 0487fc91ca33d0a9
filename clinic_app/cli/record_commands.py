"""`clinic record …`, `search`, `people`: work on records from scripts."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from clinic_app.cli.asking import json_value, open_clinic, pair, records_from
from clinic_app.cli.output import Voice
from clinic_app.clinic import Clinic
from clinic_app.errors import InvalidRecord, InvalidValue, UnknownField, UnknownRecordType
from clinic_app.records.declared import PUBLIC, record_type
from clinic_app.records.person import Person
from clinic_app.records.record import Record, RecordType
from clinic_app.records.values import Fault, Ref, WrongValue
from clinic_app.use_cases.casework import fields_of, version_of
from clinic_app.use_cases.erasure_receipts import Receipt
from clinic_app.use_cases.evidence import BY_HAND
from clinic_app.use_cases.forbidden_words import cautions_of
from clinic_app.use_cases.interest_findings import where_words
from clinic_app.use_cases.people import WITH_CONSULTATION
from clinic_app.wording.dates import date_time
from clinic_app.wording.words import _


def add(told: argparse.Namespace, voice: Voice) -> int:
    """All given records or none."""
    kind = _kind(told.type)
    _refuse_by_hand(kind, [])
    given = records_from(told.source)
    with open_clinic(told) as clinic, clinic.in_one_change():
        ids = [_add_one(clinic, kind, one, place if len(given) > 1 else None) for place, one in enumerate(given)]
        _warn(voice, clinic.casework.load_many(kind.name, ids))
    voice.give({"ids": ids}, ids)
    return 0


def _add_one(clinic: Clinic, kind: RecordType, given: dict[str, Any], place: int | None) -> str:
    try:
        person = {}
        if kind.name == "consultation":
            person = {name: given[name] for name in WITH_CONSULTATION if given.get(name) not in (None, "")}
            given = {name: value for name, value in given.items() if name not in WITH_CONSULTATION}
            if given.get("anonymous") is True and person:
                raise InvalidRecord(type=kind.name, faults=dict.fromkeys(person, Fault.ANONYMOUS))
        if "opponent_ids" in given and "opponent_ids" in kind.by_name:
            given = given | {"opponent_ids": clinic.intake.opponents(given["opponent_ids"])}
        values = fields_of(kind, given)
        _refuse_dangling(clinic, kind, values)
        if kind.name in BY_STEP:
            return BY_STEP[kind.name](clinic, values)
        record = clinic.casework.blank(kind.name, **values)
        return clinic.intake.save(record, person).record.id
    except InvalidRecord as wrong:
        if place is not None:
            wrong.data["row"] = place
        raise


def _verify(clinic: Clinic, values: dict[str, Any]) -> str:
    """A step of the ladder: it changes its incident in the same change."""
    incident = str(values.get("incident_id") or "")
    clinic.incidents.verify(
        incident,
        str(values.get("level") or ""),
        values.get("basis") or (),
        values.get("sources"),
        values.get("note") or "",
        values.get("attachment_ids") or (),
        values.get("decided_on"),
    )
    return max(one.id for one in clinic.incidents.ladder(incident))


def _give_out(clinic: Clinic, values: dict[str, Any]) -> str:
    """What is given out passes the gate."""
    return clinic.publishing.give_out(
        str(values.get("parent_type") or ""),
        str(values.get("parent_id") or ""),
        str(values.get("mode") or ""),
        str(values.get("form") or ""),
        str(values.get("to_whom") or ""),
        parts=values.get("parts") or (),
        file_sha256=values.get("file_sha256") or "",
        note=values.get("note") or "",
        at=values.get("at"),
    ).id


BY_STEP: dict[str, Callable[[Clinic, dict[str, Any]], str]] = {"verification_step": _verify, "disclosure": _give_out}


def _refuse_by_hand(kind: RecordType, fields: Collection[str]) -> None:
    """Files come by `attach`, and the program alone writes their custody log: else either might claim what is not so.

    `fields`: what is to be changed; none of them when a record is to be made.
    """
    wrong = [name for name in fields if name not in BY_HAND[kind.name]] if kind.name in BY_HAND and fields else []
    if kind.name in BY_HAND and (wrong or not fields):
        raise InvalidRecord(type=kind.name, faults=dict.fromkeys(wrong or ["sha256"], Fault.KEPT_BY_PROGRAM))


def _warn(voice: Voice, records: Iterable[Record]) -> None:
    """Passwords and sources are told of, after the answer is sure; nothing is refused for them."""
    for record in records:
        for one in chain(*cautions_of(record).values()):
            voice.say(one.words)


def _refuse_dangling(clinic: Clinic, kind: RecordType, values: dict[str, Any]) -> None:
    """A case or person that is not here would leave the record where nobody ever sees it."""
    for spec in kind.fields:
        named = values.get(spec.name)
        if (
            not named
            or not isinstance(spec.kind, Ref)
            or not (spec.kind.to == "person" or spec.name == kind.parent_field)
        ):
            continue
        to = record_type(spec.kind.to or str(values.get("parent_type") or ""))
        if not clinic.casework.known(to.name, [named]):
            raise InvalidRecord(type=kind.name, faults={spec.name: Fault.NO_SUCH_RECORD})


def list_(told: argparse.Namespace, voice: Voice) -> int:
    kind = _kind(told.type)
    where = {name: _where(kind, name, value) for name, value in map(pair, told.where or [])}
    with open_clinic(told) as clinic:
        ids = clinic.casework.ids(kind.name, where=where, limit=told.limit)
        records = clinic.casework.load_many(kind.name, ids)
        voice.give([*_documents(clinic, records)])
    return 0


def _where(kind: RecordType, name: str, text: str) -> Any:
    if name == "id":
        return text
    spec = kind.field(name)
    if spec.kind.in_elements:
        return text or None
    try:
        value = spec.kind.write(spec.kind.read_text(text))
    except WrongValue as wrong:
        raise InvalidValue(type=kind.name, field=name, value=text, why=wrong.fault) from None
    return None if value in ("", None) else value


def show(told: argparse.Namespace, voice: Voice) -> int:
    kind = _kind(told.type)
    with open_clinic(told) as clinic:
        voice.give(_shown(clinic, clinic.casework.load(kind.name, told.id), told.history))
    return 0


def _shown(clinic: Clinic, record: Record, history: bool = False) -> dict[str, Any]:
    clinic.trail.opened(record.type.name, record.id)
    document = next(iter(_documents(clinic, [record])))
    document |= {"version": version_of(record), "conflicts": sorted(record.conflicts), "archived": record.archived}
    if history:
        document["history"] = [
            {
                "dot": change.dot,
                "at": change.at,
                "author": change.author,
                "office": change.office,
                "field": change.field,
                "from": change.before,
                "to": change.after,
                "set_aside": change.set_aside,
                "carried_by": change.carried_by,
                "package": change.package,
            }
            for change in clinic.history.of(record.type.name, record.id)
        ]
    return document


def edit(told: argparse.Namespace, voice: Voice) -> int:
    kind = _kind(told.type)
    pairs = dict(map(pair, told.set))
    with open_clinic(told) as clinic:
        with clinic.in_one_change():
            record = clinic.casework.load(kind.name, told.id)
            own = {name: text for name, text in pairs.items() if name in kind.by_name}
            rest = {name: text for name, text in pairs.items() if name not in own}
            if told.version:
                record = clinic.casework.as_shown(clinic.casework.at_version(record, told.version))
            values = _values(clinic, kind, own)
            _refuse_by_hand(kind, values)
            _refuse_dangling(clinic, kind, values)
            saved = clinic.intake.save(replace(record, **values), knowing=bool(told.version)).record
            _edit_person(clinic, saved, rest)
            _warn(voice, [saved])
        now = clinic.casework.load_many(kind.name, [told.id])  # none where it was given into other hands
        voice.give(_shown(clinic, next(iter(now), saved)))
    return 0


def restore(told: argparse.Namespace, voice: Voice) -> int:
    kind = _kind(told.type)
    with open_clinic(told) as clinic:
        clinic.history.restore(kind.name, told.id, told.dot, told.field, told.version)
        voice.give(_shown(clinic, clinic.casework.load(kind.name, told.id), history=True))
    return 0


def _values(clinic: Clinic, kind: RecordType, texts: dict[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, text in texts.items():
        try:
            given[name] = json_value(kind, name, text)
        except WrongValue as wrong:
            raise InvalidValue(type=kind.name, field=name, value=text, why=wrong.fault) from None
    if "opponent_ids" in given:
        given["opponent_ids"] = clinic.intake.opponents(given["opponent_ids"])
    return fields_of(kind, given)


def _edit_person(clinic: Clinic, record: Record, texts: dict[str, str]) -> None:
    """Person fields given with a consultation change its person."""
    if not texts:
        return
    wrong = [name for name in texts if record.type.name != "consultation" or name not in WITH_CONSULTATION]
    person = getattr(record, "person_id", None)
    if wrong or not person:
        raise UnknownField(type=record.type.name, field=(wrong or sorted(texts))[0])
    current = clinic.casework.load("person", person)
    clinic.intake.save(replace(current, **_values(clinic, record_type("person"), texts)))


def archive(told: argparse.Namespace, voice: Voice) -> int:
    kind = _kind(told.type)
    with open_clinic(told) as clinic:
        clinic.casework.archive(kind.name, told.id)
        voice.give({"id": told.id, "archived": True}, [])
    return 0


def erase(told: argparse.Namespace, voice: Voice) -> int:
    kind = _kind(told.type)
    with open_clinic(told) as clinic:
        clinic.erasing.erase(kind.name, told.id, people=told.with_people)
        receipt = clinic.erasure_papers.of(told.id)
        if told.receipt:
            clinic.erasure_papers.write(told.id, Path(told.receipt))
        voice.give(
            {
                "id": told.id,
                "erased": clinic.casework.load(kind.name, told.id).erased,
                "records": list(receipt.records),
                "backups": [made.isoformat() for made in receipt.backups],
                "receipt": told.receipt,
            },
            [told.receipt] if told.receipt else [],
        )
    return 0


def receipts(told: argparse.Namespace, voice: Voice) -> int:
    """The receipts of erasures; one of them on paper."""
    with open_clinic(told) as clinic:
        papers = clinic.erasure_papers
        some = [papers.of(told.record)] if told.record else papers.all()
        if told.out and some:
            papers.write(some[0].record, Path(told.out))
        voice.give([papers.document(one) for one in some], [told.out] if told.out else [_receipt(one) for one in some])
    return 0


def _receipt(one: Receipt) -> str:
    """22.11.2026, 14:05  Consultation  0197…  destroyed"""
    state = _("Destroyed on this laptop") if one.done else _("Hidden here; a coordinator has yet to confirm it")
    return "  ".join((date_time(one.asked_at.astimezone()), _(record_type(one.type).title), one.record, state))


def hand_over(told: argparse.Namespace, voice: Voice) -> int:
    kind = _kind(told.type)
    with open_clinic(told) as clinic:
        said = clinic.handing_over.told(kind.name, told.id)
        clinic.handing_over.hand_over(kind.name, told.id, told.to)
        if said:
            voice.say(said)
        record = clinic.casework.load(kind.name, told.id)
        voice.give({"id": told.id, "home": record.home, "moving_to": record.moving_to}, [])
    return 0


def search(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        hits = clinic.searching.search(" ".join(told.words), told.limit, people_first=False)
        voice.give(
            [{"type": hit.type, "id": hit.id, "title": hit.title, "snippet": hit.snippet} for hit in hits],
            [f"{hit.title}  {hit.snippet}" for hit in hits],
        )
    return 0


def people_check(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        if told.source:
            asked = [(str(one.get("name") or ""), one.get("born")) for one in records_from(told.source)]
            voice.give([_hits(clinic, name, born) for name, born in asked])
        else:
            voice.give(_hits(clinic, told.name or "", told.born))
    return 0


def _hits(clinic: Clinic, name: str, born: int | None) -> list[dict[str, Any]]:
    return [
        {
            "id": hit.id,
            "name": hit.name,
            "score": hit.score,
            "why": "; ".join(part for part in (hit.why, where_words(hit.places) if hit.places else "") if part),
            "roles": list(hit.roles),
            "records": [
                {"type": place.type, "id": place.id, "record_no": place.record_no, "side": place.side}
                for place in hit.places
            ],
        }
        for hit in clinic.people.check(name, born if isinstance(born, int) else None)
    ]


def _documents(clinic: Clinic, records: Iterable[Record]) -> Iterable[dict[str, Any]]:
    """Records as flat JSON; a consultation with its person's fields."""
    some = list(records)
    ids = [str(getattr(r, "person_id", "") or "") for r in some if r.type.name == "consultation"]
    persons = {p.id: p for p in clinic.casework.load_many("person", sorted(set(filter(None, ids))))}
    blank = Person().as_json()
    for record in some:
        document = record.as_json()
        if record.type.name == "consultation":
            person = persons.get(str(getattr(record, "person_id", "") or ""))
            told = person.as_json() if person else blank
            document |= {name: told[name] for name in WITH_CONSULTATION}
        if record.hidden:  # empty here, and kept from the role of whoever asks
            document["hidden"] = sorted(record.hidden)
        yield document


def _kind(name: str) -> RecordType:
    if name not in PUBLIC:
        raise UnknownRecordType(type=name)
    return record_type(name)
