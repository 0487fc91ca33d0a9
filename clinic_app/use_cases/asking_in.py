"""A laptop comes into a network: its request, and the invitation it believes once the spoken digits agree."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from clinic_app.errors import DigitsDiffer, NetworkExists, NoRequest, NotManager, NotTrusted, OtherOffice
from clinic_app.exchange.distrust import Distrust
from clinic_app.exchange.exact import as_line
from clinic_app.exchange.invitation import OpenedInvitation, open_invitation
from clinic_app.exchange.joining import Request, device_digits, write_request
from clinic_app.exchange.manifest import Stretch
from clinic_app.journal.digits import digits_agree
from clinic_app.journal.roster import Roster
from clinic_app.journal.stream import Stream
from clinic_app.keys.identity import AgeIdentity, SigningKey
from clinic_app.use_cases.code_pictures import INVITATION, Brought, content_of, first_of
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.judging import judge, root_laptop
from clinic_app.use_cases.exchanging.signing_keys import signer_of
from clinic_app.use_cases.files import leave_whole


@dataclass(frozen=True)
class Joined:
    """What the joining person reads aloud, and the letter their record numbers bear from now on."""

    network_digits: str
    letter: str
    network_name: str


class AskingIn:
    """What a laptop outside any network does to come into one. Only who manages the laptop does."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._vault = desk.vault

    def request(self, out: Path) -> str:
        """Write a new request of this laptop to `out`; returns the device digits. NotManager, NetworkExists."""
        self._refuse_who_does_not_manage()
        request = self._new_request()
        leave_whole(out, write_request(request, signer_of(self._desk)))
        self._vault.remember("request", request.as_bytes().decode("utf-8"))
        return device_digits(request)

    def request_shown(self) -> tuple[bytes, str]:
        """The request that was made last, else a new one: (its bytes, the device digits), for showing as QR code.

        The same request again: a new one would make an invitation to the former worthless.
        """
        self._refuse_who_does_not_manage()
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
        """Join the network of an invitation; with `expect` only if those are its digits (DigitsDiffer otherwise).
        NotManager, NetworkExists, NoRequest, OtherOffice, NotTrusted.
        """
        self._refuse_who_does_not_manage()
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
        with self._one_act():
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

    # --- inside -------------------------------------------------------------------------------------------------

    def _refuse_who_does_not_manage(self) -> None:
        self._desk.look_again()
        if not self._desk.identity.manages:
            raise NotManager

    @contextmanager
    def _one_act(self) -> Iterator[None]:
        """One transaction; where it is taken back, what this laptop is reads as before."""
        try:
            with self._vault.changing():
                yield
        except BaseException:
            self._desk.look_again()
            raise

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
