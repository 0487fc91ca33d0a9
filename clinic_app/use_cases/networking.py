"""The network of laptops: create it, admit, see and end membership, change keys. How a laptop comes in stands in
`asking_in`; both sides prove themselves by spoken digits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from clinic_app.changes import Changes
from clinic_app.errors import (
    KeyChangeUnderWay,
    LastCoordinatorLaptop,
    NetworkExists,
    NoNetwork,
    NotCoordinator,
    NotTrusted,
    OtherOffice,
    UnknownDevice,
)
from clinic_app.exchange.distrust import Distrust
from clinic_app.exchange.exact import as_line
from clinic_app.exchange.invitation import Invitation, hash_of, seal_invitation
from clinic_app.exchange.joining import Request, device_digits, read_request
from clinic_app.journal.audience import NETWORK
from clinic_app.journal.minisign import read_public_key
from clinic_app.journal.roster import Laptop, Roster, network_id
from clinic_app.journal.stream import seal
from clinic_app.keys.identity import AgeIdentity, SigningKey
from clinic_app.records.roster import Device, Network
from clinic_app.store.journal_tables import Piece
from clinic_app.use_cases.asking_in import AskingIn
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.code_pictures import REQUEST, Brought, content_of, first_of
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.already_had import AlreadyHad, already_had
from clinic_app.use_cases.exchanging.copies import CopyNoticed, copy_noticed, settle_copy
from clinic_app.use_cases.exchanging.laptops_view import KeysView, keys_view
from clinic_app.use_cases.exchanging.network_key import NetworkKeys
from clinic_app.use_cases.exchanging.objects import Objects
from clinic_app.use_cases.exchanging.own_keys import OwnAge, OwnKeys
from clinic_app.use_cases.exchanging.sealing import Sealing, stretch_of
from clinic_app.use_cases.exchanging.signing_keys import SigningKeys, signer_of, signer_of_stream
from clinic_app.use_cases.files import leave_whole
from clinic_app.version import PROGRAM


@dataclass(frozen=True)
class Admitted:
    """What both people read aloud after admitting, and as what the laptop came in."""

    device_digits: str
    network_digits: str
    letter: str
    office: str
    person: str
    role: str


class Networking(AskingIn):
    """Membership of an open vault."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        super().__init__(desk)
        self._casework = casework

    # --- the coordinator ----------------------------------------------------------------------------------------

    def create(self, name: str) -> str:
        """Make a network with this laptop as its first coordinator; returns its id. NotCoordinator, NetworkExists."""
        self._refuse_who_does_not_decide()
        me = self._desk.identity
        if me.network_id:
            raise NetworkExists(name=me.network_name)
        signing = SigningKey(self._desk.keys.sign_seed)
        network = AgeIdentity.new()
        id = network_id(signing.public_key.raw)
        with self._one_act():
            self._desk.renew(network_id=id, network_name=name)
            self._vault.remember("network", {"root": signing.public, "age_recipient": network.recipient})
            self._vault.remember("network_identities", [network.text])
            own = Device(
                id=me.device_id,
                office_id=me.office_id,
                office_name=me.office_name,
                letter=me.letter,
                person=me.person,
                member_id=me.member_id,
                role="coordinator",
                sign_key=signing.public,
                age_recipient=AgeIdentity(self._desk.keys.age_identity).recipient,
            )
            self._casework.save_many([own, Network(id=id, name=name, age_recipient=network.recipient)])
        return id

    def admit(self, brought: Brought, office: str, out: Path) -> Admitted:
        """Take the laptop of a request (its file, or pictures of its code) into the roster; `out` gets its invitation.

        Raises NotCoordinator, NoNetwork, NotTrusted, OtherOffice (the request is of another office's case book).
        """
        self._refuse_outside()
        self._refuse_who_does_not_decide()
        file = first_of(brought)
        request = read_request(content_of(REQUEST, brought), file=str(file))
        if request.office != office:
            raise OtherOffice(here=request.office, there=office)
        roster = self._desk.roster()
        known = roster.laptops.get(request.device)
        others = [one for one in roster.laptops.values() if one.id != request.device]
        if any(one.sign_key == request.sign_key or one.key_id == key_id_of(request) for one in others):
            raise NotTrusted(file=str(file), why=Distrust.STRANGER)  # one key, two laptops: a copied case book
        if known is not None and (known.removed or known.sign_key != request.sign_key):
            raise NotTrusted(file=str(file), why=Distrust.REMOVED)
        letter = known.letter if known else _next_letter(roster, office)
        with self._vault.changing():
            if known is None:
                self._casework.save(_device_of(request, letter, self._office_name(office)))
                self._desk.trail.note("laptop_admitted", "device", request.device)
            invitation, lines = self._invitation(request, letter)
        sealed = seal_invitation(invitation, lines, request, signer_of(self._desk))
        leave_whole(out, sealed)
        return Admitted(
            device_digits(request), invitation.digits(request), letter, office, request.person, request.role
        )

    def remove(self, device: str) -> Changes:
        """End a laptop's membership: what it wrote up to what we have counts, what lies beyond does not. NoNetwork,
        NotCoordinator, UnknownDevice, LastCoordinatorLaptop.
        """
        self._refuse_outside()
        self._refuse_who_does_not_decide()
        roster = self._desk.roster()
        if device not in roster.laptops:
            raise UnknownDevice(device=device)
        if not any(one.coordinator and not one.removed and one.id != device for one in roster.laptops.values()):
            raise LastCoordinatorLaptop
        ends = {
            f"{stream.id}:{read_to}"
            for stream, _, read_to, _ in self._vault.journal.streams()
            if stream.device == device
        }
        record = self._casework.load("device", device)
        assert isinstance(record, Device)
        ended = replace(
            record, removed=record.removed | ends, removed_at=datetime.now(UTC).isoformat(timespec="seconds")
        )
        with self._vault.changing():
            changes = self._casework.save(ended).changes
            keys = NetworkKeys(self._desk, self._casework)
            keys.keep_up(self._desk.roster())
            self._desk.trail.note("laptop_removed", "device", device)
        return changes | Changes.of("network", [self._desk.identity.network_id])

    def what_it_had(self, device: str) -> AlreadyHad:
        """What removing a laptop cannot take back. NoNetwork, UnknownDevice."""
        self._refuse_outside()
        laptop = self._desk.roster().laptops.get(device)
        if laptop is None:
            raise UnknownDevice(device=device)
        return already_had(self._desk, laptop)

    # --- laptops and keys ---------------------------------------------------------------------------------------

    def roster(self) -> list[Laptop]:
        """All laptops of the network, by office and letter; NoNetwork outside one."""
        self._refuse_outside()
        return sorted(self._desk.roster().laptops.values(), key=lambda laptop: (laptop.office, laptop.letter))

    def view(self) -> KeysView:
        """The laptops and keys of the network, for people."""
        return keys_view(self._desk, self._casework)

    def own_age(self) -> OwnAge:
        """This laptop's age key, for people."""
        return OwnKeys(self._desk).facts()

    def new_age_key(self) -> None:
        """A new age key now; it changes by itself every month. NoNetwork, NotManager, KeyChangeUnderWay."""
        self._refuse_outside()
        self._refuse_who_does_not_manage()
        with self._vault.changing():
            own = OwnKeys(self._desk)
            own.keep_up(self._desk.roster())
            if not own.facts().shown or copy_noticed(self._desk) is not None:
                raise KeyChangeUnderWay
            own.renew()

    def new_signing_key(self) -> None:
        """Give the signing key up for a new one, because somebody may have it. Whoever has the old key could do the
        same first: after a theft the laptop is removed.

        NoNetwork, NotManager, KeyChangeUnderWay, RestoredKeepsKey.
        """
        self._refuse_outside()
        self._refuse_who_does_not_manage()
        sealing = Sealing(self._desk, Objects(self._desk, self._casework), self._casework)
        with self._one_act():  # new streams may have been begun, and taken back
            sealing.seal()
            SigningKeys(self._desk, self._casework).change()
            sealing.seal()

    def copy_noticed(self) -> CopyNoticed | None:
        """Whether another copy of this case book is in use, until a person has said that it is not."""
        return copy_noticed(self._desk)

    def settle_copy(self) -> None:
        """A person says that no second copy is in use any more. NotManager."""
        self._refuse_who_does_not_manage()
        settle_copy(self._desk)

    def network_recipient(self) -> str:
        """The age recipient that packages for everybody are sealed to."""
        return NetworkKeys(self._desk, self._casework).in_use().recipient

    # --- inside -------------------------------------------------------------------------------------------------

    def _refuse_outside(self) -> None:
        if not self._desk.identity.network_id:
            raise NoNetwork

    def _refuse_who_does_not_decide(self) -> None:
        self._desk.look_again()
        if not self._desk.identity.decides:
            raise NotCoordinator

    def _invitation(self, request: Request, letter: str) -> tuple[Invitation, list[bytes]]:
        me = self._desk.identity
        network = self._vault.recall("network")
        signing = SigningKey(self._desk.keys.sign_seed)
        pieces = self._network_pieces()
        keys = NetworkKeys(self._desk, self._casework)
        # Whoever invites may not have the newest yet: then the newcomer gets it as everybody does, in a package.
        identity = keys.identity() or self._desk.network_identities[0]
        keys.note_held(request.device, AgeIdentity(identity).recipient)
        invitation = Invitation(
            network=me.network_id,
            network_name=as_line(me.network_name) or me.office_id,
            root=network["root"],
            inviter=me.device_id,
            inviter_key=signing.public,
            request_sha256=hash_of(request),
            device=request.device,
            letter=letter,
            office=request.office,
            office_name=self._office_name(request.office),
            person=request.person,
            role=request.role,
            network_identity=identity,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            program=PROGRAM,
            stretches=tuple(stretch_of(piece) for piece in pieces),
        )
        return invitation, [line for piece in pieces for line in piece.lines]

    def _network_pieces(self) -> list[Piece]:
        """All streams of the network's audience from their beginning, one's own sealed now."""
        me = self._desk.identity
        found: list[Piece] = []
        for stream, _, read_to, _ in self._vault.journal.streams(NETWORK):
            for start, end in self._vault.journal.unbroken(stream.id, 0, read_to):
                chain = self._vault.journal.chain_at(stream, end)
                if stream.device == me.device_id:
                    signature = seal(me.network_id, stream.id, end, chain, signer_of_stream(self._desk, stream.id).seed)
                    self._vault.journal.keep_seal(stream.id, end, chain, signature)
                    found.append(self._vault.journal.piece(stream, start, end, signature))
                elif (sealed := self._vault.journal.last_seal(stream.id, end)) and sealed[0] > start:
                    found.append(self._vault.journal.piece(stream, start, *sealed))
        return sorted(found, key=lambda piece: (piece.stream.id, piece.first))

    def _office_name(self, office: str) -> str:
        return as_line(self._casework.titles("office", [office]).get(office, office)) or office


def key_id_of(request: Request) -> bytes:
    """The 8 bytes by which the laptop's signatures name its key."""
    return read_public_key(request.sign_key).key_id


def _device_of(request: Request, letter: str, office_name: str) -> Device:
    return Device(
        id=request.device,
        office_id=request.office,
        office_name=office_name,
        letter=letter,
        person=request.person,
        role=request.role,
        sign_key=request.sign_key,
        age_recipient=request.age_recipient,
    )


def _next_letter(roster: Roster, office: str) -> str:
    """A, B, … Z, AA, AB, …: the next one no laptop of the office ever had."""
    taken = {laptop.letter for laptop in roster.laptops.values() if laptop.office == office}
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    letters: list[str] = [*alphabet, *(one + other for one in alphabet for other in alphabet)]
    free = [letter for letter in letters if letter not in taken]
    return free[0]
