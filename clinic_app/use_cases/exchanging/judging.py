"""Whether a stretch is to be believed: its device may write there, its seal holds, its lines lead from end to end."""

from __future__ import annotations

from collections.abc import Sequence

from clinic_app.errors import NotTrusted
from clinic_app.exchange.distrust import Distrust
from clinic_app.exchange.manifest import Stretch
from clinic_app.journal.audience import NETWORK, office_alone, office_of
from clinic_app.journal.content import Content
from clinic_app.journal.minisign import read_public_key
from clinic_app.journal.roster import Laptop, Roster
from clinic_app.journal.stream import BrokenChain, Place, Stream, places_of, seal_holds
from clinic_app.records.declared import all_types

# What is for everyone comes from coordinators in the network's audience alone, and is never set aside.
ROSTER_TYPES = ("network", "device", "stream", "list_item", "deadline_rule", "calendar_day")
KEY_TYPES = ("pseudonym_key",)
# What an office's own laptops alone may write, where nobody else reads.
OFFICE_TYPES = frozenset(kind.name for kind in all_types().values() if kind.audience == "office")


def judge(stretch: Stretch, lines: Sequence[bytes], roster: Roster) -> list[Place]:
    """The places of a believable stretch; NotTrusted otherwise. Nothing is applied here."""
    laptop = roster.laptops.get(stretch.device)
    if laptop is None or not roster.may_write(stretch.device, stretch.audience):
        raise NotTrusted(file="", why=Distrust.STRANGER)
    return sealed_places(stretch, lines, roster.network, _sealing_key(stretch, laptop, roster.network))


def _sealing_key(stretch: Stretch, laptop: Laptop, network: str) -> bytes:
    """The key of that laptop that may have sealed the stretch: the present one, or one it gave up, up to its end.

    Planted once: with the ends left out, what a thief sealed with a key given up was merged, and
    tests/stories/test_keys_signing.py failed.
    """

    def is_seal_of(key: str) -> bool:
        told = (network, stretch.stream, stretch.last, stretch.chain, stretch.seal)
        return seal_holds(*told, read_public_key(key).raw)

    if not laptop.past_keys and not laptop.disputed:  # nearly always: it is looked at once
        return laptop.verify_key
    if not laptop.disputed and is_seal_of(laptop.sign_key):
        return laptop.verify_key
    for key, ends in laptop.past_keys.items():
        if is_seal_of(key):
            if stretch.last > ends.get(stretch.stream, 0):
                raise NotTrusted(file="", why=Distrust.RETIRED_KEY)
            return read_public_key(key).raw
    raise NotTrusted(file="", why=Distrust.DISPUTED_KEY if laptop.disputed else Distrust.BAD_SEAL)


def sealed_places(stretch: Stretch, lines: Sequence[bytes], network: str, key: bytes) -> list[Place]:
    """The places of a stretch whose seal is that of `key`; NotTrusted otherwise."""
    if not seal_holds(network, stretch.stream, stretch.last, stretch.chain, stretch.seal, key):
        raise NotTrusted(file="", why=Distrust.BAD_SEAL)
    stream = Stream(stretch.stream, stretch.device, stretch.audience)
    if not stream.is_genuine or (stretch.first == 1 and stretch.before != stream.beginning):
        raise NotTrusted(file="", why=Distrust.BAD_SEAL)
    try:
        places = places_of(stretch.first, stretch.before, stretch.chain, lines)
    except BrokenChain:
        raise NotTrusted(file="", why=Distrust.BAD_SEAL) from None
    except ValueError:
        raise NotTrusted(file="", why=Distrust.BAD_ENTRIES) from None
    for place in places:
        # A laptop that could write roster records elsewhere could admit itself.
        roster_record = isinstance(place.entry, Content) and place.entry.type in ROSTER_TYPES
        if roster_record and stretch.audience != NETWORK:
            raise NotTrusted(file="", why=Distrust.BAD_ENTRIES)
        # A key that a coordinator knows, or could erase, would open every row of the office; a decision that came
        # from elsewhere would silence a conflict of interest.
        office_record = isinstance(place.entry, Content) and place.entry.type in OFFICE_TYPES
        if office_record and stretch.audience != office_alone(office_of(stretch.audience)):
            raise NotTrusted(file="", why=Distrust.BAD_ENTRIES)
    return places


def root_laptop(stretches: Sequence[tuple[Stretch, Sequence[bytes]]], network: str, root: str) -> Laptop:
    """The first coordinator, found by the pinned root key in the network's own stretches; NotTrusted if absent."""
    for stretch, lines in stretches:
        if stretch.first != 1:
            continue
        places = _try(stretch, lines, network, root)
        for place in places:
            entry = place.entry
            if not isinstance(entry, Content) or (entry.type, entry.id) != ("device", stretch.device):
                continue
            if entry.fields.get("sign_key") == root and entry.fields.get("role") == "coordinator":
                return Laptop(
                    id=entry.id,
                    office=str(entry.fields.get("office_id") or ""),
                    office_name="",
                    letter=str(entry.fields.get("letter") or ""),
                    person="",
                    role="coordinator",
                    sign_key=root,
                    age_recipient=str(entry.fields.get("age_recipient") or ""),
                )
    raise NotTrusted(file="", why=Distrust.STRANGER)


def _try(stretch: Stretch, lines: Sequence[bytes], network: str, root: str) -> list[Place]:
    try:
        return sealed_places(stretch, lines, network, read_public_key(root).raw)
    except NotTrusted:
        return []
