"""All the desk needs, read in one go on the vault's thread as frozen values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ui.pages.merge import presenter
from ui.pages.merge.queue import offices_of

IN_FACTS = ("person_id", "topic")  # told in the line below the field's name


@dataclass(frozen=True)
class State:
    """Conflicts and what their words need; for a coordinator also the offices, their gaps and forks, and what waits.

    `lost`: devices with a stretch that can be given up; `run`: the last merge that was not undone.
    """

    conflicts: Sequence[Any] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    offices: Mapping[str, str] = field(default_factory=dict)
    own: str = ""
    inbox: Sequence[Any] = ()
    lost: Sequence[str] = ()
    forks: Sequence[Any] = ()
    run: Any = None
    pairs: int = 0
    erasures: int = 0


def read_all(clinic: Any) -> State:
    """What a coordinator sees."""
    conflicts = clinic.settling.conflicts()
    inbox = clinic.exchange.inbox() if clinic.identity.network_id else []
    return State(
        conflicts,
        _titles(clinic, conflicts),
        _offices(clinic, conflicts, inbox),
        clinic.identity.office_id,
        inbox,
        sorted({gap.device for gap in clinic.streams.gaps()}) if inbox else (),
        clinic.streams.forks(),
        next((run for run in clinic.exchange.runs(20) if run.undone_at is None), None),
        clinic.linking.count(),
        len(clinic.erasing.asked()),
    )


def read_ours(clinic: Any) -> State:
    """What a member of an office sees: values that two laptops of the office wrote."""
    conflicts = clinic.settling.ours()
    offices = _offices(clinic, conflicts, ())
    return State(conflicts, _titles(clinic, conflicts), offices, clinic.identity.office_id)


def _titles(clinic: Any, conflicts: Sequence[Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, ids in presenter.needed_titles(conflicts).items():
        found |= clinic.casework.titles(kind, sorted(ids))
    return found


def _offices(clinic: Any, conflicts: Sequence[Any], inbox: Sequence[Any]) -> dict[str, str]:
    known = {office for one in conflicts for office in offices_of(one)} | {item.office for item in inbox}
    names = {item.office: item.name for item in inbox if item.name}
    return names | clinic.casework.titles("office", sorted(known))


@dataclass(frozen=True)
class About:
    """More of the record on the desk: a line of facts, and its other fields as (label, words of each value, torn)."""

    conflict: str
    facts: str
    fields: Sequence[tuple[str, Sequence[str], bool]]


def read_about(clinic: Any, conflict: Any, queue: Collection[str]) -> About:
    """What else the record says; of what is torn, only what stands in the `queue` of whoever asks."""
    from clinic_app.use_cases.value_words import label_of, references_of, words_of

    others = [
        one
        for one in clinic.settling.beside(conflict.id)
        if (f"{conflict.record}:{one.register}" in queue if one.torn else one.register not in IN_FACTS)
    ]
    told = [(conflict.type, one.register, value) for one in others for value in one.values]
    titles: dict[str, str] = {}
    for kind, ids in references_of(told).items():
        titles |= clinic.casework.titles(kind, sorted(ids))
    fields = [
        (
            label_of(conflict.type, one.register, titles),
            [" ".join(words_of(conflict.type, one.register, value, titles).split()) for value in one.values],
            one.torn,
        )
        for one in others
    ]
    facts = [conflict.title, *_facts(clinic, conflict)]
    return About(conflict.id, " · ".join(dict.fromkeys(filter(None, facts))), fields)


def _facts(clinic: Any, conflict: Any) -> list[str]:
    """Whom the record is about, and what."""
    from clinic_app.use_cases.value_words import words_of

    record = clinic.casework.load(conflict.type, conflict.record)
    found: list[str] = []
    person = getattr(record, "person_id", None)
    if person:
        found += clinic.casework.titles("person", [person]).values()
    topic = getattr(record, "topic", "")
    if topic:
        found.append(words_of(conflict.type, "topic", topic))
    return found
