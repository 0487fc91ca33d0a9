"""Who is sent what: the readers of an audience, and how far each of them has heard of its streams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clinic_app.journal.audience import NETWORK, shared
from clinic_app.journal.roster import Laptop, Roster
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.network_key import NetworkKeys

MOST_READERS = 30  # of one package: fewer than the stanzas a reader accepts


@dataclass(frozen=True)
class Reader:
    """Who gets a package: a laptop, or the whole network by its own key."""

    id: str
    age_recipient: str


class Lacking:
    """What the readers of an open vault's audiences lack."""

    def __init__(self, desk: Desk, network_keys: NetworkKeys) -> None:
        self._desk = desk
        self._network_keys = network_keys
        self._vault = desk.vault

    def audiences(self, roster: Roster) -> list[str]:
        """Every audience with a stream, and every office's: something may be owed where nothing was ever written."""
        offices = {shared(laptop.office) for laptop in roster.laptops.values() if not laptop.removed}
        return sorted({*self._vault.journal.audiences(), *offices})

    def needs(self, roster: Roster, audience: str, everything: bool) -> Iterator[tuple[list[Reader], dict[str, int]]]:
        """Groups of readers who lack the same: (readers, {stream: last place they have})."""
        groups: dict[tuple[tuple[str, int], ...], list[Reader]] = {}
        for reader in self.readers(roster, audience):
            need = tuple(sorted(self._after(roster, reader, audience, everything).items()))
            groups.setdefault(need, []).append(reader)
        for need, readers in groups.items():
            for start in range(0, len(readers), MOST_READERS):
                yield readers[start : start + MOST_READERS], dict(need)

    def readers(self, roster: Roster, audience: str) -> list[Reader]:
        me = self._desk.identity
        if audience == NETWORK and not me.coordinator:  # a coordinator's lost words may be here alone
            return [
                Reader(laptop.id, laptop.age_recipient)
                for laptop in roster.readers(NETWORK)
                if laptop.coordinator and self._was_restored(laptop.id)
            ]
        if audience == NETWORK:
            if len(roster.readers(NETWORK)) < 2:
                return []
            return [Reader(me.network_id, self._network_keys.in_use().recipient)]
        others: list[Laptop] = [laptop for laptop in roster.readers(audience) if laptop.id != me.device_id]
        if me.device_id not in {laptop.id for laptop in roster.readers(audience)}:
            return []
        return [Reader(laptop.id, laptop.age_recipient) for laptop in others]

    def _after(self, roster: Roster, reader: Reader, audience: str, everything: bool) -> dict[str, int]:
        """Per stream the last place this reader was sent or has acknowledged; others' streams only to a newcomer."""
        me = self._desk.identity
        sent = {} if everything else self._vault.exchange.sent_to(reader.id)
        streams = self._vault.journal.streams(audience)
        newcomer = everything or not self._vault.recall(_caught_up(reader.id, audience))
        lost = self._vault.recall(f"catching_up:{reader.id}", {})  # what a restored laptop may lack
        restored = self._was_restored(reader.id)
        after: dict[str, int] = {}
        for stream, _, read_to, _ in streams:
            own = stream.device == me.device_id
            # Of its own earlier life it may lack what is read here only later, when a lost stretch is given up.
            of_its_own = restored and stream.device == reader.id
            lacking = sent.get(stream.id, 0) < (read_to if of_its_own else lost.get(stream.id, 0))
            author = roster.laptops.get(stream.device)
            if read_to == 0 or author is None:
                continue
            # What a removed laptop had written is sent by those who have it: its own packages are refused.
            ours_to_send = own or newcomer or author.removed
            if not (lacking or (ours_to_send and stream.device != reader.id)):
                continue
            after[stream.id] = min(sent.get(stream.id, 0), read_to)
        return after

    def _was_restored(self, device: str) -> bool:
        """Whether a laptop is known to have begun a new life."""
        return int(self._vault.recall(f"life_of:{device}", 1)) > 1

    def note_caught_up(self, readers: Iterable[Reader], audience: str) -> None:
        """These readers were sent all streams of an audience once."""
        for reader in readers:
            self._vault.remember(_caught_up(reader.id, audience), True)


def _caught_up(reader: str, audience: str) -> str:
    """Under which name it is remembered that a reader was sent all streams of an audience once."""
    return f"caught_up:{reader}:{audience}"
