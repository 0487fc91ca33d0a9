"""Sealing what others have not yet: one package per audience and per group of readers who lack the same.

It is kept in the outbox until every reader has acknowledged it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from clinic_app.errors import NoNetwork
from clinic_app.exchange.envelope import Signer
from clinic_app.exchange.key_notes import MOST_NAMED as MOST_SHUT
from clinic_app.exchange.key_notes import KeyNotes
from clinic_app.exchange.limits import COMFORTABLE_BYTES
from clinic_app.exchange.manifest import Head, Manifest, Stretch
from clinic_app.exchange.package import package_name, seal_package
from clinic_app.journal.audience import NETWORK, shared
from clinic_app.journal.roster import Roster
from clinic_app.journal.stream import Stream, seal
from clinic_app.progress import Progress, Quiet
from clinic_app.store.journal_tables import Piece
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.counting import Counting
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.hearing import SHUT, Hearing
from clinic_app.use_cases.exchanging.key_roster import KeyRoster
from clinic_app.use_cases.exchanging.lacking import MOST_READERS, Lacking, Reader
from clinic_app.use_cases.exchanging.network_key import NetworkKeys
from clinic_app.use_cases.exchanging.objects import MOST_NAMED, Missing, Objects
from clinic_app.use_cases.exchanging.own_keys import OwnKeys
from clinic_app.use_cases.exchanging.packages import label_of
from clinic_app.use_cases.exchanging.signing_keys import SigningKeys, signer_of, signer_of_stream
from clinic_app.use_cases.exchanging.turned_up import TurnedUp
from clinic_app.use_cases.files import leave_whole
from clinic_app.version import PROGRAM

MOST_PLACES = 20_000  # read from the vault at a time
MOST_EARLIER = 50  # packages that are named as sealed before


@dataclass(frozen=True)
class PackageMade:
    """A sealed package as it lies in the folder."""

    file: str
    name: str
    audience: str
    entries: int
    bytes: int
    objects: int = 0  # sealed files that belong beside it


class Sealing:
    """Seals packages out of an open vault."""

    def __init__(self, desk: Desk, objects: Objects, casework: Casework) -> None:
        self._desk = desk
        self._network_keys = NetworkKeys(desk, casework)
        self._key_roster = KeyRoster(desk, casework)
        self._own_keys = OwnKeys(desk)
        self._signing = SigningKeys(desk, casework)
        self._vault = desk.vault
        self._objects = objects
        self._hearing = Hearing(desk, objects, casework)
        self._lacking = Lacking(desk, self._network_keys)
        self._turned_up = TurnedUp(desk)
        self._missing: Missing = {}

    def export(self, folder: Path, everything: bool = False, progress: Progress | None = None) -> list[PackageMade]:
        """Seal what is not yet sealed and write every unacknowledged package to `folder`.

        `everything`: from the first entry on.

        A package is named as written only after it was read back and compared. Raises NoNetwork, FileUnwritable,
        DiskFull.
        """
        if not self._desk.identity.network_id:
            raise NoNetwork
        self.seal(everything)
        watch = progress or Quiet()
        waiting = self._vault.exchange.outbox()
        made: list[PackageMade] = []
        objects = self._objects.counts()
        for place, package in enumerate(waiting):
            watch.step(place, len(waiting))
            file = folder / package.name
            leave_whole(file, package.sealed)
            size, count = len(package.sealed), objects.get(package.name, 0)
            made.append(PackageMade(str(file), package.name, package.audience, package.entries, size, count))
        return made

    def seal(self, everything: bool = False) -> None:
        """Put packages for all audiences into the outbox, in one transaction."""
        with self._vault.changing():
            roster = self._desk.roster()  # in here: whom a removal shuts out is asked when packages are sealed
            self._missing = self._objects.missing()
            Counting(self._desk).bring_up_to_date()
            roster = self._keep_keys_up(roster)
            self._vault.exchange.withdraw({laptop.id for laptop in roster.laptops.values() if laptop.removed})
            for audience in self._lacking.audiences(roster):
                owed = audience != NETWORK and bool(self._vault.recall(f"owes_receipt:{audience}"))
                for readers, after in self._lacking.needs(roster, audience, everything):
                    self._seal_for(audience, readers, after, owed)
                    self._vault.remember(f"owes_receipt:{audience}", None)
                    self._lacking.note_caught_up(readers, audience)
                self._fill_holes(roster, audience)
            self._announce(roster)
            # An invitation has told a newcomer of the roster already, and the newcomer has said so.
            if not everything:
                self._hearing.free_outbox()

    def _keep_keys_up(self, roster: Roster) -> Roster:
        """Keys that are due are changed, what laptops told of theirs is written; the roster after that."""
        self._network_keys.keep_up(roster)
        self._own_keys.keep_up(roster)
        if self._key_roster.write(roster):
            roster = self._desk.roster()
            self._own_keys.keep_up(roster)
        self._network_keys.owe(roster)
        self._own_keys.owe(roster)
        return roster

    def _seal_for(self, audience: str, readers: list[Reader], after: dict[str, int], owed: bool) -> None:
        pieces = self._pieces(after)
        if not pieces and not owed:
            return
        for signer, some in self._by_signer(pieces):
            for batch in _batches(some) or [[]]:
                self._pack(audience, readers, batch, signer)

    def _fill_holes(self, roster: Roster, audience: str) -> None:
        """What turned up of stretches that were given up as lost, to those who read on over them."""
        readers = {reader.id: reader for reader in self._lacking.readers(roster, audience)}
        present = [laptop.id for laptop in roster.laptops.values() if not laptop.removed]
        asking = {id: present if id == self._desk.identity.network_id else [id] for id in readers}
        for reader, runs in self._turned_up.owed(audience, asking):
            pieces = [piece for stream, (after, end) in runs for piece in self._pieces_of(stream, after, end)]
            for signer, some in self._by_signer(pieces):
                for batch in _batches(some):
                    name = self._pack(audience, [readers[reader]], batch, signer)
                    self._turned_up.note_sealed(name, reader, batch)

    def _by_signer(self, pieces: list[Piece]) -> list[tuple[Signer, list[Piece]]]:
        """What was begun under a key that was given up goes in packages that this key signs, and these first."""
        present, me = signer_of(self._desk), self._desk.identity.device_id
        signers: dict[bytes, Signer] = {}
        found: dict[bytes, list[Piece]] = {}
        for piece in pieces:
            own = piece.stream.device == me
            signer = signer_of_stream(self._desk, piece.stream.id) if own else present
            signers[signer.key_id] = signer
            found.setdefault(signer.key_id, []).append(piece)
        order = sorted(found, key=lambda key: key == present.key_id)
        return [(signers[key], found[key]) for key in order] or [(present, [])]

    def _announce(self, roster: Roster) -> None:
        """Tell the coordinators of a new signing key, in a package that the old one signs and that nothing else is in.

        It comes last, so that no later package stands in for it at a place.
        """
        self._signing.keep_up(roster)
        if (news := self._signing.announcement(roster)) is None:
            return
        audience = shared(self._desk.identity.office_id)
        readers = [
            Reader(one.id, one.age_recipient)
            for one in roster.readers(audience)
            if one.coordinator and one.id != self._desk.identity.device_id
        ]
        for start in range(0, len(readers), MOST_READERS):
            some = readers[start : start + MOST_READERS]
            self._pack(audience, some, [], news[1], KeyNotes(new_key=news[0]))

    def _pieces(self, after: dict[str, int]) -> list[Piece]:
        found: list[Piece] = []
        for stream, _, read_to, _ in self._vault.journal.streams():
            begin = after.get(stream.id)
            if begin is not None and begin < read_to:
                found += self._pieces_of(stream, begin, read_to)
        return found

    def _pieces_of(self, stream: Stream, begin: int, read_to: int) -> list[Piece]:
        """What is here of a stream behind `begin`, up to `read_to`."""
        found: list[Piece] = []
        pieces = self._own_pieces if stream.device == self._desk.identity.device_id else self._others_pieces
        for start, end in self._vault.journal.unbroken(stream.id, begin, read_to):
            if not self._vault.journal.chain_at(stream, start):
                break  # it came before the chain hash before a lost stretch was kept
            found += pieces(stream, start, end)
        return found

    def _others_pieces(self, stream: Stream, begin: int, end: int) -> list[Piece]:
        """Another's unbroken stretch up to its last seal, cut at earlier ones where a package would be too large."""
        seals = self._vault.journal.seals(stream.id, begin, end)
        found: list[Piece] = []
        while seals:
            most = self._vault.journal.comfortable_end(
                stream.id, begin, min(seals[-1][0], begin + MOST_PLACES), COMFORTABLE_BYTES
            )
            last, signature = max((one for one in seals if one[0] <= most), default=seals[0])
            found.append(self._vault.journal.piece(stream, begin, last, signature))
            begin, seals = last, [one for one in seals if one[0] > last]
        return found

    def _own_pieces(self, stream: Stream, begin: int, end: int) -> list[Piece]:
        """One's own stretch, sealed now, cut where one package would become too large."""
        network, seed = self._desk.identity.network_id, signer_of_stream(self._desk, stream.id).seed
        found: list[Piece] = []
        while begin < end:
            last = self._vault.journal.comfortable_end(
                stream.id, begin, min(end, begin + MOST_PLACES), COMFORTABLE_BYTES
            )
            chain = self._vault.journal.chain_at(stream, last)
            signature = seal(network, stream.id, last, chain, seed)
            self._vault.journal.keep_seal(stream.id, last, chain, signature)
            found.append(self._vault.journal.piece(stream, begin, last, signature))
            begin = last
        return found

    def _pack(
        self, audience: str, readers: list[Reader], pieces: list[Piece], signer: Signer, notes: KeyNotes | None = None
    ) -> str:
        """Seal one package into the outbox; its name."""
        me = self._desk.identity
        ordered = sorted(pieces, key=lambda piece: (piece.stream.id, piece.first))
        number = self._vault.next_number(f"package:{me.life}:{audience}") + self._numbers_before(audience)
        name = package_name(label_of(me.office_id, audience), me.laptop, number)
        lines = [line for piece in ordered for line in piece.lines]
        objects = self._objects.named_in(lines)
        manifest = Manifest(
            network=me.network_id,
            sender=me.device_id,
            audience=audience,
            recipients=tuple(sorted(reader.id for reader in readers)),
            number=number,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            program=PROGRAM,
            stretches=tuple(stretch_of(piece) for piece in ordered),
            heads=self._heads(audience),
            roster=self._heads(NETWORK),
            objects=tuple(objects[:MOST_NAMED]),
            earlier=self._earlier(audience, readers),
            lacks=self._objects.lacking(audience, self._missing),
            holes=self._turned_up.holes(audience),
            keys=notes or self._key_notes(audience, readers),
        )
        sealed = seal_package(manifest, lines, [r.age_recipient for r in readers], signer, name)
        self._vault.remember("roster_told", [head.as_json() for head in manifest.roster])
        last = {piece.stream.id: piece.last for piece in ordered}
        self._vault.exchange.put_in_outbox(
            audience, number, name, [reader.id for reader in readers], len(lines), sealed, json.dumps(last)
        )
        self._objects.note_package(name, objects)
        if manifest.keys.network_identity:
            self._network_keys.note_sealed(name, manifest.recipients)
        if manifest.keys.age is not None:
            self._own_keys.note_sealed(name, manifest.recipients)
        if manifest.keys.new_key is not None:
            self._signing.note_sealed(name, manifest.recipients)
        for reader in readers:
            self._vault.exchange.mark_sent(reader.id, last)
        return name

    def _key_notes(self, audience: str, readers: list[Reader]) -> KeyNotes:
        """What a package to these readers says of keys."""
        ids = {reader.id for reader in readers}
        return KeyNotes(
            age=self._own_keys.told_of(audience),
            again=self._shut(ids),
            forked=self._forked(audience),
            network_identity=self._network_keys.told_to(self._desk.roster(), audience, ids),
            network_key=self._network_keys.told_of(audience),
        )

    def _shut(self, readers: set[str]) -> tuple[str, ...]:
        """Packages of these readers that this laptop could not open."""
        shut = self._vault.recall(SHUT, {})
        return tuple(sorted({name for id in readers for name in shut.get(id, ())})[:MOST_SHUT])

    def _forked(self, audience: str) -> tuple[str, ...]:
        """Streams of this audience that tell two stories here: their laptop was copied, and is told so."""
        waiting = self._vault.journal.forked_streams()
        known = [one for stream in waiting if (one := self._vault.journal.stream(stream)) is not None]
        return tuple(sorted(one[0].id for one in known if one[0].audience == audience)[:MOST_SHUT])

    def _earlier(self, audience: str, readers: list[Reader]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What each reader should have by now: numbers run per audience, and a package may be for others alone."""
        told = {one.id: tuple(self._vault.exchange.unanswered(audience, one.id, MOST_EARLIER)) for one in readers}
        return tuple((reader, names) for reader, names in sorted(told.items()) if names)

    def _numbers_before(self, audience: str) -> int:
        """A restored case book counts on from where its outbox stands."""
        return int(self._vault.recall(f"package_base:{audience}", 0))

    def _heads(self, audience: str) -> tuple[Head, ...]:
        return tuple(Head(head.stream, head.number, head.chain) for head in self._vault.journal.heads(audience))


def stretch_of(piece: Piece) -> Stretch:
    """A piece of the journal as it stands in a manifest."""
    return Stretch(
        stream=piece.stream.id,
        device=piece.stream.device,
        audience=piece.stream.audience,
        first=piece.first,
        last=piece.last,
        before=piece.before,
        chain=piece.chain,
        seal=piece.seal,
    )


def _batches(pieces: list[Piece]) -> list[list[Piece]]:
    """The pieces in packages of a comfortable size; one piece alone may be larger."""
    batches: list[list[Piece]] = []
    size = COMFORTABLE_BYTES + 1
    for piece in pieces:
        if size + piece.bytes > COMFORTABLE_BYTES:
            batches.append([])
            size = 0
        batches[-1].append(piece)
        size += piece.bytes
    return batches
