"""How far a stream is read, and which entries of a record are believed.

Both are functions of the journal and the roster alone, never of the order of arrival.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from clinic_app.journal import audience as audiences
from clinic_app.journal.content import Content
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
            bridges[note.id] = tuple(sorted(spans))
        if note.both:
            both.add(note.id)
    return StreamRules(dict(ends), bridges, frozenset(both))


Stands = Collection[tuple[str, str]]  # (audience, device) of every stream in which an entry has a place


def believed(entries: Iterable[tuple[Content, Stands]], coordinators: Collection[str]) -> list[Content]:
    """The entries of one record that count.

    A record's homes are the offices that claimed it in an audience of their own, or that a coordinator gave it to.
    What a laptop of another office writes about it does not count: an insider could otherwise write into any office's
    records.
    """
    some = [(content, stands) for content, stands in entries]
    homes = {
        str(content.fields["home"])
        for content, stands in some
        if "home" in content.fields
        for audience, device in stands
        if device in coordinators or audiences.office_of(audience) == content.fields["home"]
    }
    return [
        content
        for content, stands in some
        if not (homes and stands) or any(_counts(one, device, homes, coordinators) for one, device in stands)
    ]


def _counts(audience: str, device: str, homes: Collection[str], coordinators: Collection[str]) -> bool:
    return (
        audience in (audiences.NETWORK, audiences.COORDINATORS)
        or device in coordinators
        or audiences.office_of(audience) in homes
    )


def is_erased(entries: Iterable[tuple[Content, Stands]], coordinators: Collection[str]) -> bool:
    """Whether a coordinator has confirmed the record's erasure; nobody else's word destroys anything."""
    return any(
        content.fields.get(ERASED) == CONFIRMED and any(device in coordinators for _, device in stands)
        for content, stands in entries
    )
