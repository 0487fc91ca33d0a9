"""How far a stream is read, and which entries of a record are believed.

Both are functions of the journal and the roster alone, never of the order of arrival.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from clinic_app.journal import audience as audiences
from clinic_app.journal.content import Content
from clinic_app.journal.reading import live
from clinic_app.records.roster import StreamNote

ERASED, CONFIRMED = "erased", "confirmed"  # the register, and its value once a coordinator has confirmed it
ASKED = "asked"


@dataclass(frozen=True)
class StreamRules:
    """What the roster says of streams: ends of removed laptops' streams, bridges over lost stretches, settled forks."""

    ends: Mapping[str, int] = field(default_factory=dict)
    bridges: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    both: frozenset[str] = frozenset()

    def readable_to(self, stream: str, numbers: Iterable[int], after: int = 0) -> int:
        """The last place of `stream` that is read, from the ascending numbers of the places that are here.

        A gap stops it unless a bridge spans it; the end of a removed laptop's stream stops it for good. `after`: the
        place up to which none is missing, so that only the numbers behind it need to be told.
        """
        to = after
        for number in numbers:
            if number != to + 1 and not self._bridged(stream, to + 1, number - 1):
                break
            to = number
        return min(to, self.ends[stream]) if stream in self.ends else to

    def _bridged(self, stream: str, first: int, last: int) -> bool:
        return spanned(self.bridges.get(stream, ()), first, last)


def is_number(text: str) -> bool:
    """Whether `text` is a number in plain digits: others' digits (\u00b2) are no number to `int`."""
    return text.isascii() and text.isdecimal()


def spanned(spans: Iterable[tuple[int, int]], first: int, last: int) -> bool:
    """Whether ascending spans cover every number from `first` to `last`; numbers may be as large as anybody writes."""
    reached = first - 1
    for start, end in spans:
        if start > reached + 1:
            break
        reached = max(reached, end)
        if reached >= last:
            return True
    return reached >= last


def rules_of(ends: Mapping[str, int], notes: Iterable[StreamNote]) -> StreamRules:
    """The rules behind the roster's ends and the coordinators' notes; what cannot be understood is passed over."""
    bridges: dict[str, tuple[tuple[int, int], ...]] = {}
    both = set()
    for note in notes:
        spans = []
        for told in note.bridged:
            first, _, last = told.partition("-")
            if is_number(first) and is_number(last) and 1 <= int(first) <= int(last):
                spans.append((int(first), int(last)))
        if spans:
            bridges[note.id] = disjoint(spans)
        if note.both:
            both.add(note.id)
    return StreamRules(dict(ends), bridges, frozenset(both))


def disjoint(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The same places in ascending spans that neither overlap nor meet: two coordinators may give up what overlaps."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


Stands = Collection[tuple[str, str]]  # (audience, device) of every stream in which an entry has a place


@dataclass(frozen=True)
class Homes:
    """Whose a record is: the offices it belongs to `now`, all it `ever` belonged to, and claims (names) that are void.

    `disputed`: several offices claim it, each in an audience of its own, and no coordinator has decided.
    """

    now: frozenset[str]
    ever: frozenset[str]
    void: frozenset[str]
    disputed: bool


def homes_of(entries: Iterable[tuple[Content, Stands]], coordinators: Collection[str]) -> Homes:
    """Whose one record is, by the claims (entries with `home`) among its entries.

    An office claims for itself, in an audience of its own. Once a claim stands in a coordinator's stream, an office's
    own claim counts only where that says the same or has seen it: nobody takes back what was handed over.
    """
    claims = {content.name: (content, stands) for content, stands in entries if "home" in content.fields}
    given = [one for one, stands in claims.values() if any(_is_above(*where, coordinators) for where in stands)]
    own = [
        one
        for one, stands in claims.values()
        if not stands or any(audiences.office_of(audience) == one.fields["home"] for audience, _ in stands)
    ]
    counting = own
    now = _live_homes(given or own)
    if given:
        seen = _seen_by(given, claims)
        counting = given + [one for one in own if one.name in seen or one.fields["home"] in now]
    return Homes(
        now=now,
        ever=frozenset(str(one.fields["home"]) for one in counting),
        void=frozenset(claims.keys() - {one.name for one in counting}),
        disputed=not given and len(now) > 1,
    )


def believed(entries: Iterable[tuple[Content, Stands]], coordinators: Collection[str]) -> list[Content]:
    """The entries of one record that count; an insider could otherwise write into any office's records.

    Coordinators count in everything. Of offices count those that the record ever belonged to: what a former one wrote
    before it heard of the hand-over arrives late. But erasure only the present one may ask for: a late wish cannot be
    told from a forged one, and would destroy. While no home is known everybody's word stands, except of erasure.
    """
    some = [(content, stands) for content, stands in entries]
    if _is_one_offices_own(some):  # the usual case, told quickly
        return [content for content, _ in some]
    homes = homes_of(some, coordinators)
    return [content for content, stands in some if not stands or _counts(content, stands, homes, coordinators)]


def _is_one_offices_own(entries: Sequence[tuple[Content, Stands]]) -> bool:
    """Whether all of a record stands in one office's audiences, and that office alone claims it."""
    offices = {audiences.office_of(audience) for _, stands in entries for audience, _ in stands}
    claimed = {str(content.fields["home"]) for content, _ in entries if "home" in content.fields}
    return len(offices) == 1 and "" not in offices and claimed == offices


def _counts(content: Content, stands: Stands, homes: Homes, coordinators: Collection[str]) -> bool:
    if content.name in homes.void:
        return False
    if any(_is_above(*where, coordinators) for where in stands):
        return True
    offices = {audiences.office_of(audience) for audience, _ in stands}
    if ERASED in content.fields and not (len(homes.now) == 1 and homes.now <= offices):
        return False
    return not homes.ever or bool(homes.ever & offices)


def _is_above(audience: str, device: str, coordinators: Collection[str]) -> bool:
    """Whether this is a coordinator's stream."""
    return device in coordinators or audience in (audiences.NETWORK, audiences.COORDINATORS)


def _live_homes(claims: Sequence[Content]) -> frozenset[str]:
    return frozenset(str(home) for home in live(claims).get("home", {}).values())


def _seen_by(claims: Iterable[Content], every: Mapping[str, tuple[Content, Stands]]) -> set[str]:
    """The names of the claims that these have seen, directly or through others."""
    found: set[str] = set()
    waiting = [name for one in claims for name in one.seen.get("home", ())]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += every[name][0].seen.get("home", ()) if name in every else ()
    return found


def is_erased(entries: Iterable[tuple[Content, Stands]], coordinators: Collection[str]) -> bool:
    """Whether a coordinator has confirmed the record's erasure; nobody else's word destroys anything."""
    return any(
        content.fields.get(ERASED) == CONFIRMED and any(device in coordinators for _, device in stands)
        for content, stands in entries
    )
