"""The laptops of the network as people see them: whose they are, digits of their keys, what is wrong with any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from clinic_app.journal.digits import spoken_digits
from clinic_app.journal.roster import Laptop
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.copies import CopyNoticed, copy_noticed
from clinic_app.use_cases.exchanging.own_keys import OwnAge, OwnKeys
from clinic_app.use_cases.exchanging.packages import office_names
from clinic_app.use_cases.exchanging.signing_keys import SigningKeys

KEY_DIGITS = "clinic-casebook v1 signing key digits"


@dataclass(frozen=True)
class LaptopRow:
    """One laptop. `digits`: of its signing key, for comparing by telephone; `disputed`: two keys claim to be it;
    `copied`: a stream of it tells two stories here.
    """

    id: str
    office: str
    office_name: str
    letter: str
    person: str
    role: str
    own: bool
    removed: bool
    digits: str
    last_heard: datetime | None
    disputed: bool
    copied: bool


@dataclass(frozen=True)
class KeysView:
    """All that a person may know of laptops and keys here.

    `signing_since`: a date, empty while the first key is in use. `pending`: coordinators have not all heard of the last
    new signing key; `lost`: the roster shows one that is not here. `may_remove`: a coordinator sits here.
    """

    laptops: tuple[LaptopRow, ...]
    age: OwnAge | None
    signing_since: str
    pending: bool
    may_change: bool
    lost: bool
    copied: CopyNoticed | None
    may_remove: bool

    @property
    def signing_day(self) -> date | None:
        return date.fromisoformat(self.signing_since) if self.signing_since else None


def keys_view(desk: Desk, casework: Casework) -> KeysView:
    """Everything as it stands; outside a network no laptops and no keys."""
    me = desk.identity
    with desk.vault.looking():
        if not me.network_id:
            return KeysView((), None, "", False, False, False, copy_noticed(desk), False)
        roster, names = desk.roster(), office_names(desk)
        known = [desk.vault.journal.stream(stream) for stream in desk.vault.journal.forked_streams()]
        forked = {one[0].device for one in known if one is not None}
        signing = SigningKeys(desk, casework)
        rows = [_row(desk, one, names.get(one.office, one.office_name), forked) for one in roster.laptops.values()]
        return KeysView(
            laptops=tuple(sorted(rows, key=lambda row: (row.removed, row.office_name, row.office, row.letter))),
            age=OwnKeys(desk).facts(),
            signing_since=signing.since(),
            pending=signing.is_pending(roster),
            may_change=signing.may_change(roster),
            lost=signing.is_lost(roster),
            copied=copy_noticed(desk),
            may_remove=me.decides,
        )


def _row(desk: Desk, laptop: Laptop, office_name: str, forked: set[str]) -> LaptopRow:
    heard = desk.vault.exchange.runs.last_heard(laptop.id)
    return LaptopRow(
        id=laptop.id,
        office=laptop.office,
        office_name=office_name or laptop.office,
        letter=laptop.letter,
        person=laptop.person,
        role=laptop.role,
        own=laptop.id == desk.identity.device_id,
        removed=laptop.removed,
        digits=spoken_digits(KEY_DIGITS, laptop.sign_key.encode()),
        last_heard=datetime.fromisoformat(heard) if heard else None,
        disputed=laptop.disputed and not laptop.removed,
        copied=laptop.id in forked,
    )
