"""The network of laptops: create it, ask in, admit, join, see and end membership. Both sides prove themselves by
spoken digits.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from clinic_app.changes import Changes
from clinic_app.errors import (
    DigitsDiffer,
    KeyChangeUnderWay,
    LastCoordinatorLaptop,
    NetworkExists,
    NoNetwork,
    NoRequest,
    NotCoordinator,
    NotTrusted,
    OtherOffice,
    UnknownDevice,
)
from clinic_app.exchange.distrust import Distrust
from clinic_app.exchange.exact import as_line
from clinic_app.exchange.invitation import Invitation, OpenedInvitation, hash_of, open_invitation, seal_invitation
from clinic_app.exchange.joining import Request, device_digits, read_request, write_request
from clinic_app.exchange.manifest import Stretch
from clinic_app.journal.audience import NETWORK
from clinic_app.journal.digits import digits_agree
from clinic_app.journal.minisign import read_public_key
from clinic_app.journal.roster import Laptop, Roster, network_id
from clinic_app.journal.stream import Stream, seal
from clinic_app.keys.identity import AgeIdentity, SigningKey
from clinic_app.records.roster import Device, Network
from clinic_app.store.journal_tables import Piece
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.code_pictures import INVITATION, REQUEST, Brought, content_of, first_of
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.already_had import AlreadyHad, already_had
from clinic_app.use_cases.exchanging.copies import CopyNoticed, copy_noticed, settle_copy
from clinic_app.use_cases.exchanging.judging import judge, root_laptop
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


@dataclass(frozen=True)
class Joined:
    """What the joining person reads aloud, and the letter their record numbers bear from now on."""

    network_digits: str
    letter: str
    network_name: str


class Networking:
    """Membership of an open vault."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework

    # --- the coordinator ----------------------------------------------------------------------------------------

    def create(self, name: str) -> str:
        """Make a network with this laptop as its first coordinator; returns its id."""
        me = self._desk.identity
        if not me.decides:
            raise NotCoordinator
        if me.network_id:
            raise NetworkExists(name=me.network_name)
        signing = SigningKey(self._desk.keys.sign_seed)
        network = AgeIdentity.new()
        id = network_id(signing.public_key.raw)
        with self._vault.changing():
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
        me = self._desk.identity
        if not me.network_id:
            raise NoNetwork
        if not me.decides:
            raise NotCoordinator
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
        """End a laptop's membership: what it wrote up to what we have counts, what lies beyond does not."""
        me = self._desk.identity
        if not me.network_id:
            raise NoNetwork
        if not me.decides:
            raise NotCoordinator
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
        return changes | Changes.of("network", [me.network_id])

    def what_it_had(self, device: str) -> AlreadyHad:
        """What removing a laptop cannot take back. NoNetwork, UnknownDevice."""
        if not self._desk.identity.network_id:
            raise NoNetwork
        laptop = self._desk.roster().laptops.get(device)
        if laptop is None:
            raise UnknownDevice(device=device)
        return already_had(self._desk, laptop)

    # --- the laptop that comes in -------------------------------------------------------------------------------

    def request(self, out: Path) -> str:
        """Write a new request of this laptop to `out`; returns the device digits."""
        request = self._new_request()
        leave_whole(out, write_request(request, signer_of(self._desk)))
        self._vault.remember("request", request.as_bytes().decode("utf-8"))
        return device_digits(request)

    def request_shown(self) -> tuple[bytes, str]:
        """The request that was made last, else a new one: (its bytes, the device digits), for showing as QR code.

        The same request again: a new one would make an invitation to the former worthless.
        """
        request = self._kept_request()
        if request is None or request.sign_key != SigningKey(self._desk.keys.sign_seed).public:
            request = self._new_request()
            self._vault.remember("request", request.as_bytes().decode("utf-8"))
        return write_request(request, signer_of(self._desk)), device_digits(request)

    def _kept_request(self) -> Request | None:
        kept = self._vault.recall("request")
        if not kept:
            return None
        told = json.loads(kept)
        names = ("device", "office", "person", "role", "sign_key", "age_recipient", "nonce", "made_at")
        return Request(**{name: told[name] for name in names})

    def _new_request(self) -> Request:
        me = self._desk.identity
        if me.network_id:
            raise NetworkExists(name=me.network_name)
        signing = SigningKey(self._desk.keys.sign_seed)
        return Request(
            device=me.device_id,
            office=me.office_id,
            person=as_line(me.person) or me.office_id,
            role="coordinator" if me.coordinator else "lawyer",
            sign_key=signing.public,
            age_recipient=AgeIdentity(self._desk.keys.age_identity).recipient,
            nonce=secrets.token_hex(16),
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )

    def preview_invitation(self, file: Brought) -> str:
        """The network digits of an invitation, for comparing before anything is believed."""
        opened, request = self._open(file)
        return opened.invitation.digits(request)

    def join(self, brought: Brought, expect: str | None = None) -> Joined:
        """Join the network of an invitation; with `expect` only if those are its digits (DigitsDiffer otherwise)."""
        me = self._desk.identity
        if me.network_id:
            raise NetworkExists(name=me.network_name)
        file = first_of(brought)
        opened, request = self._open(brought)
        invitation = opened.invitation
        digits = invitation.digits(request)
        if expect is not None and not digits_agree(expect, digits):
            raise DigitsDiffer(file=str(file))
        if invitation.office != me.office_id:
            raise OtherOffice(here=me.office_id, there=invitation.office)
        with self._vault.changing():
            self._believe(opened, str(file))
            self._desk.renew(
                network_id=invitation.network, network_name=invitation.network_name, letter=invitation.letter
            )
            roster = self._desk.roster()
            inviter = roster.laptops.get(invitation.inviter)
            own = roster.laptops.get(me.device_id)
            wrong_inviter = inviter is None or not inviter.coordinator or inviter.sign_key != invitation.inviter_key
            if wrong_inviter or own is None or own.sign_key != request.sign_key:
                raise NotTrusted(file=str(file), why=Distrust.STRANGER)
            recipient = AgeIdentity(invitation.network_identity).recipient
            self._vault.remember("network", {"root": invitation.root, "age_recipient": recipient})
            self._vault.remember("network_identities", [invitation.network_identity])
            self._vault.remember("request", None)
        return Joined(digits, invitation.letter, invitation.network_name)

    def roster(self) -> list[Laptop]:
        """All laptops of the network, by office and letter; NoNetwork outside one."""
        if not self._desk.identity.network_id:
            raise NoNetwork
        return sorted(self._desk.roster().laptops.values(), key=lambda laptop: (laptop.office, laptop.letter))

    def view(self) -> KeysView:
        """The laptops and keys of the network, for people."""
        return keys_view(self._desk, self._casework)

    def own_age(self) -> OwnAge:
        """This laptop's age key, for people."""
        return OwnKeys(self._desk).facts()

    def new_age_key(self) -> None:
        """A new age key now; it changes by itself every month. NoNetwork, KeyChangeUnderWay."""
        if not self._desk.identity.network_id:
            raise NoNetwork
        with self._vault.changing():
            own = OwnKeys(self._desk)
            own.keep_up(self._desk.roster())
            if not own.facts().shown or copy_noticed(self._desk) is not None:
                raise KeyChangeUnderWay
            own.renew()

    def new_signing_key(self) -> None:
        """Give the signing key up for a new one, because somebody may have it.

        NoNetwork, KeyChangeUnderWay, RestoredKeepsKey.

        Whoever has the old key could do the same first: after a theft the laptop is removed.
        """
        if not self._desk.identity.network_id:
            raise NoNetwork
        sealing = Sealing(self._desk, Objects(self._desk, self._casework), self._casework)
        try:
            with self._vault.changing():
                sealing.seal()
                SigningKeys(self._desk, self._casework).change()
                sealing.seal()
        except BaseException:
            self._desk.look_again()  # new streams may have been begun, and taken back
            raise

    def copy_noticed(self) -> CopyNoticed | None:
        """Whether another copy of this case book is in use, until a person has said that it is not."""
        return copy_noticed(self._desk)

    def settle_copy(self) -> None:
        """No second copy is in use any more."""
        settle_copy(self._desk)

    def network_recipient(self) -> str:
        """The age recipient that packages for everybody are sealed to."""
        return NetworkKeys(self._desk, self._casework).in_use().recipient

    # --- inside -------------------------------------------------------------------------------------------------

    def _open(self, brought: Brought) -> tuple[OpenedInvitation, Request]:
        request = self._kept_request()
        if request is None:
            raise NoRequest
        content, file = content_of(INVITATION, brought), first_of(brought)
        opened = open_invitation(content, [self._desk.keys.age_identity], request, file=str(file))
        return opened, request

    def _believe(self, opened: OpenedInvitation, file: str) -> None:
        """Take the network's own streams in, from the pinned root outwards, until nothing more can be believed."""
        invitation = opened.invitation
        parts: list[tuple[Stretch, Sequence[bytes]]] = []
        at = 0
        for stretch in invitation.stretches:
            parts.append((stretch, opened.lines[at : at + stretch.count]))
            at += stretch.count
        root = root_laptop(parts, invitation.network, invitation.root)
        roster = Roster(invitation.network, {root.id: root})
        while parts:
            left: list[tuple[Stretch, Sequence[bytes]]] = []
            why = str(Distrust.STRANGER)
            for stretch, lines in parts:
                try:
                    places = judge(stretch, lines, roster)
                except NotTrusted as refused:
                    # Sealed by a laptop, or with a key, that only the rest of the roster tells of.
                    if refused.data.get("why") not in (Distrust.STRANGER, Distrust.BAD_SEAL, Distrust.RETIRED_KEY):
                        raise NotTrusted(file=file, why=refused.data.get("why")) from None
                    why = str(refused.data.get("why"))
                    left.append((stretch, lines))
                    continue
                stream = Stream(stretch.stream, stretch.device, stretch.audience)
                self._vault.journal.take(stream, places, stretch.seal, invitation.inviter)
            while touched := self._vault.journal.advance(self._vault.rules({})):  # notes of streams are among them
                self._vault.read_again(touched)
            if len(left) == len(parts):
                raise NotTrusted(file=file, why=why)
            parts = left
            roster = replace(self._desk.roster(), network=invitation.network)

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
