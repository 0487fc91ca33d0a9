"""What the room of people shows, as plain values. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clinic_app.records.staff import Member
from clinic_app.reference import lists
from clinic_app.use_cases.accounts import STUDENT, Account
from clinic_app.use_cases.identity import Identity
from clinic_app.use_cases.taking_over import Left
from clinic_app.wording.dates import short_date
from clinic_app.wording.words import _, ngettext
from ui.widgets.lines import ListLine

MOST_NUMBERS = 6
ROLES = ("lawyer", "paralegal", "student", "coordinator")


@dataclass(frozen=True)
class State:
    """All the room shows, read in one go."""

    me: Identity
    accounts: Sequence[Account]
    supervisors: Sequence[Member]
    must_change: bool
    left: Sequence[Left] = ()


def facts(accounts: Sequence[Account]) -> str:
    """How many have a way in."""
    here = sum(one.has_way_in for one in accounts)
    return ngettext("{n} person has a way in", "{n} people have a way in", here).format(n=here)


@dataclass(frozen=True)
class LeftBehind:
    """What one member who has left had alone: a title and the numbers, for a banner."""

    lead: str
    title: str
    numbers: str


def left_behind(left: Sequence[Left]) -> list[LeftBehind]:
    """By the lawyer who left."""
    made = []
    for lead, name in dict.fromkeys((one.lead, one.had) for one in left):
        numbers = [one.record_no for one in left if one.lead == lead]
        title = ngettext(
            "{n} record of {name} is read by nobody now",
            "{n} records of {name} are read by nobody now",
            len(numbers),
        ).format(n=len(numbers), name=name or _("a lawyer who left"))
        shown = numbers[:MOST_NUMBERS]
        more = len(numbers) - len(shown)
        rest = [ngettext("and {n} more", "and {n} more", more).format(n=more)] if more else []
        made.append(LeftBehind(lead, title, ", ".join(shown + rest)))
    return made


def role_options() -> list[tuple[str, str]]:
    """Every role and its word."""
    return [(code, lists.label("member_role", code)) for code in ROLES]


def role_words(name: str, role: str) -> str:
    """What saving the role does, before it is done."""
    return _("{name} will be: {role}").format(name=name, role=lists.label("member_role", role))


def needs_supervisor(role: str) -> bool:
    return role == STUDENT


def line(one: Account) -> ListLine:
    """A person as a row."""
    said = [lists.label("member_role", one.role) if one.role else ""]
    if one.supervisor:
        said.append(_("supervisor: {name}").format(name=one.supervisor))
    if one.since:
        said.append(_("since {date}").format(date=short_date(one.since)))
    pill = ("", "", "neutral")
    if not one.has_way_in:
        pill = (_("no way in"), "lock", "neutral")
    elif one.must_change:
        pill = (_("passphrase given"), "key", "warn")
    name = _("{name} (you)").format(name=one.name) if one.oneself else one.name
    return ListLine(
        one.member_id,
        name,
        " · ".join(part for part in said if part),
        icon="user",
        pill=pill[0],
        pill_icon=pill[1],
        tone=pill[2],
        data=one,
    )
