"""What the consultation pages say, where no Qt is needed: rows, filters, who may be meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clinic_app.wording.words import _

WEAK = 62

# outcome -> (icon, tone) of its pill; the word is the list's own
STATES: dict[str, tuple[str, str]] = {
    "ongoing": ("progress", "info"),
    "advised": ("check", "neutral"),
    "doc_given": ("file-text", "neutral"),
    "resolved_nocourt": ("circle-check", "ok"),
    "settled": ("heart-handshake", "ok"),
    "won": ("circle-check", "ok"),
    "partly": ("circle-check", "neutral"),
    "lost": ("x", "neutral"),
    "referred": ("arrow-right", "neutral"),
    "withdrawn": ("x", "neutral"),
    "lost_contact": ("antenna-bars-off", "neutral"),
    "not_eligible": ("x", "neutral"),
    "conflict": ("alert-triangle", "bad"),
}


@dataclass(frozen=True)
class Row:
    """A consultation in the list, or a draft of one."""

    id: str
    record: Any
    client: str = ""
    safe: str = ""  # the safe way to contact, where one is kept
    phone: str = ""
    birth_year: int | None = None
    draft: str = ""  # the draft's key
    draft_at: datetime | None = None


def age_of(born: int | None, on: datetime | None) -> int:
    """About how old somebody born in `born` was on that day, 0 when nobody knows."""
    return on.year - born if born and on and 0 < on.year - born < 120 else 0


# --- who may be meant, and conflicts of interest ----------------------------------------------------------------


@dataclass(frozen=True)
class Candidate:
    """Somebody this client may be."""

    id: str
    name: str
    second: str
    why: str
    phone: str
    born: int | None
    safe: str = ""  # the safe way to contact
    phones: tuple[str, ...] = ()  # all their numbers, the usual one first


@dataclass(frozen=True)
class Findings:
    """Who the client may be, and how many persons were compared."""

    same: Sequence[Candidate] = ()
    checked: int = 0
    asked: bool = False
    known: Candidate | None = None  # the person the client was bound to


def look_for(clinic: Any, name: str, born: int | None, known: str = "") -> Findings:
    """Who may be meant, for the vault's thread. `known` is the person the record is bound to already."""
    name = name.strip()
    hits = clinic.people.check(name, born, limit=8) if len(name) > 2 and not known else []
    same = [_candidate(clinic, hit) for hit in hits if hit.score >= WEAK][:3]
    return Findings(same, clinic.casework.count("person"), bool(name), _known(clinic, known))


def _candidate(clinic: Any, hit: Any) -> Candidate:
    person: Any = next(iter(clinic.casework.load_many("person", [hit.id])), None)
    safe, phones = (person.safe_contact, phones_of(person)) if person else ("", ())
    return Candidate(hit.id, hit.name, _second(clinic, hit.id, hit.born), hit.why, hit.phone, hit.born, safe, phones)


def _known(clinic: Any, id: str) -> Candidate | None:
    for one in clinic.casework.load_many("person", [id] if id else []):
        second = _second(clinic, id, one.birth_year)
        return Candidate(id, one.name_display, second, "", one.phone, one.birth_year, one.safe_contact, phones_of(one))
    return None


def phones_of(person: Any) -> tuple[str, ...]:
    """Every number of a person, the usual one first."""
    return tuple(dict.fromkeys(one for one in (person.phone, *sorted(person.phones_more)) if one))


def _second(clinic: Any, id: str, born: int | None) -> str:
    count = clinic.casework.count("consultation", {"person_id": id})
    parts = [_("consultations: {n}").format(n=count) if count else "", str(born) if born else _("year unknown")]
    return " · ".join(part for part in parts if part)


# --- sharing ----------------------------------------------------------------------------------------------------


def sharing_refused(consents: Sequence[Mapping[str, Any]], confidentiality: str) -> bool:
    """Consents were taken, sharing with the coordinator is not among them, and the record would be shared."""
    standing = {c["kind"] for c in consents if c.get("form", "none") != "none" and not c.get("withdrawn_on")}
    return bool(standing) and "sharing_office" not in standing and confidentiality == "coord"
