"""What the consultation pages say, where no Qt is needed: rows, filters, findings about persons, age groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clinic_app.wording.words import N_, _

STRONG = 80  # of 100: a likeness that must be looked at
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
class Finding:
    """A likeness that may be a conflict of interest."""

    id: str
    name: str
    strong: bool
    said: str


@dataclass(frozen=True)
class Findings:
    """What the check found: who the client may be, what may be a conflict, how many persons were compared."""

    same: Sequence[Candidate] = ()
    conflicts: Sequence[Finding] = ()
    checked: int = 0
    asked: bool = False
    known: Candidate | None = None  # the person the client was bound to


ROLES = {
    "client": N_("our client"),
    "journalist": N_("journalist we support"),
    "opponent": N_("opponent in our records"),
}
_AGAINST_OPPONENT = ("client", "journalist")
_AGAINST_CLIENT = ("opponent",)


def look_for(clinic: Any, name: str, born: int | None, opponents: Sequence[str], known: str = "") -> Findings:
    """The check by name, for the vault's thread. `known` is the person the record is bound to already."""
    name = name.strip()
    hits = [hit for hit in clinic.people.check(name, born, limit=8) if hit.id != known] if len(name) > 2 else []
    same = [_candidate(clinic, hit) for hit in hits if hit.score >= WEAK][:3] if not known else []
    conflicts = [finding(hit) for hit in hits if set(hit.roles) & set(_AGAINST_CLIENT) and hit.score >= WEAK]
    for other in opponents:
        if len(other) > 2:
            found = clinic.people.check(other, None, limit=5)
            conflicts += [finding(h) for h in found if set(h.roles) & set(_AGAINST_OPPONENT) and h.score >= WEAK]
    once = {one.id: one for one in sorted(conflicts, key=lambda one: one.strong)}
    ordered = sorted(once.values(), key=lambda one: not one.strong)
    total = clinic.casework.count("person")
    return Findings(same, ordered[:4], total, bool(name or opponents), _known(clinic, known))


def finding(hit: Any) -> Finding:
    """A hit of the check as a possible conflict."""
    roles = ", ".join(_(ROLES[role]) for role in hit.roles if role in ROLES)
    name = f"{hit.name}, {hit.born}" if hit.born else hit.name
    said = _("In our case book: {roles}. Likeness: {why}.").format(roles=roles, why=hit.why)
    return Finding(hit.id, name, hit.score >= STRONG, said)


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
