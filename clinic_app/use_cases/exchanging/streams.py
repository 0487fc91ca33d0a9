"""What a coordinator decides about streams: a lost stretch is given up, both branches of a fork are read."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from clinic_app.changes import Changes
from clinic_app.errors import NoSuchStream, NotCoordinator
from clinic_app.journal import audience as audiences
from clinic_app.records.roster import StreamNote
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.carrying import carry_on


@dataclass(frozen=True)
class Gap:
    """A stretch that has not come: whose stream it is, and which places."""

    stream: str
    device: str
    audience: str
    first: int
    last: int


@dataclass(frozen=True)
class Fork:
    """A stream whose second branch waits for a decision, and the laptop whose stream it is."""

    stream: str
    device: str


class Streams:
    """Gaps and forks of an open vault."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework

    def gaps(self) -> list[Gap]:
        """Every stretch that is missing and not given up."""
        with self._vault.looking():
            found = self._vault.journal.gaps(self._desk.stream_rules())
        return [Gap(stream.id, stream.device, stream.audience, first, last) for stream, first, last in found]

    def give_up(self, stream: str) -> Changes:
        """Bridge a stream's lost stretches, for everyone: what follows is read. NotCoordinator, NoSuchStream."""
        spans = {f"{gap.first}-{gap.last}" for gap in self.gaps() if gap.stream == stream}
        if not self._desk.identity.decides:
            raise NotCoordinator
        if not spans:
            raise NoSuchStream(stream=stream)
        return self._note(stream, bridged=spans)

    def both_ours(self, stream: str) -> Changes:
        """Read both branches of a fork, for everyone, and carry them to those who have only one of them."""
        if not self._desk.identity.decides:
            raise NotCoordinator
        branch = self._vault.journal.quarantined(stream)
        known = self._vault.journal.stream(stream)
        if not branch or known is None:
            raise NoSuchStream(stream=stream)
        first = branch[0][0]
        ours = self._vault.journal.named_from(stream, first)
        me = self._desk.identity
        with self._vault.changing():
            changes = self._note(stream, both={str(first)})
            if audiences.writes(known[0].audience, me.office_id, True):
                both = dict.fromkeys([*ours, *((record, name) for _, record, name in branch)])
                may = set().union(*(self._vault.carriable(record) for record in {record for record, _ in both}))
                named = [(record, name) for record, name in both if name in may]
                self._vault.journal.place(named, known[0].audience, me.device_id, me.life)
        return changes

    def settle_told(self, stream: str, lost: Collection[tuple[int, int]] = (), fork: int = 0) -> Changes:
        """Settle a stream that an office keeps to itself, as that office tells: no coordinator reads it.

        `lost`: stretches (first, last) given up; `fork`: the place from which both branches are read. NotCoordinator.
        """
        if not self._desk.identity.decides:
            raise NotCoordinator
        return self._note(stream, bridged={f"{a}-{b}" for a, b in lost}, both={str(fork)} if fork else set())

    def read_both(self) -> Changes:
        """Read both branches of every fork that waits. NotCoordinator."""
        changes = Changes()
        with self._vault.changing():
            for stream in self.forked():
                changes = changes | self.both_ours(stream)
        return changes

    def forked(self) -> list[str]:
        """Streams whose second branch waits for a decision."""
        with self._vault.looking():
            return self._vault.journal.forked_streams()

    def forks(self) -> list[Fork]:
        """The same, with whose streams they are."""
        with self._vault.looking():
            known = [self._vault.journal.stream(stream) for stream in self._vault.journal.forked_streams()]
        return [Fork(one[0].id, one[0].device) for one in known if one is not None]

    def _note(
        self, stream: str, bridged: AbstractSet[str] = frozenset(), both: AbstractSet[str] = frozenset()
    ) -> Changes:
        known = self._casework.load_many("stream", [stream])
        note = known[0] if known else StreamNote(id=stream)
        assert isinstance(note, StreamNote)
        with self._vault.changing():
            changes = self._casework.save(replace(note, bridged=note.bridged | bridged, both=note.both | both)).changes
            touched = self._vault.journal.advance(self._desk.stream_rules())
            told = self._vault.read_again(touched)
            self._vault.read_again(carry_on(self._desk, [(kind, id) for id, (kind, _) in told.items()]))
        return changes | Changes.of_many((kind, id) for id, (kind, _) in told.items())
