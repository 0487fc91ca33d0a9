"""A coordinator's answer to a request: the network's key and roster, sealed to that laptop alone.

The laptop knows nobody yet, so the signer's key stands inside. Nothing of it is to be believed until a person has
compared the network digits; after that the network is pinned to its root key for good.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from clinic_app.exchange import age_file, envelope, exact
from clinic_app.exchange.distrust import Distrust, about, refusal, refusing
from clinic_app.exchange.entries import Entries, pack, read_entries, unpack
from clinic_app.exchange.envelope import Signer
from clinic_app.exchange.joining import Request, network_digits
from clinic_app.exchange.key_notes import identity, sign_key
from clinic_app.exchange.limits import LIMITS, Limits
from clinic_app.exchange.manifest import NONE_YET, Stretch, document, read_stretches
from clinic_app.exchange.ustar import read_tar, write_tar
from clinic_app.journal.audience import NETWORK
from clinic_app.journal.canonical import canonical
from clinic_app.journal.minisign import read_public_key
from clinic_app.journal.roster import network_id

VERSION = 1
SUFFIX = ".clinic-invitation"
_MEMBERS = ("invitation.json", "invitation.json.minisig", "entries.ndjson.zst")
_INVITER = exact.keys("device sign_key")
_KEYS = exact.keys(
    "device entries inviter kind letter made_at more network network_identity network_name office office_name"
    " person program request_sha256 role root stretches version"
)


@dataclass(frozen=True)
class Invitation:
    """What the coordinator gives: the network, who invites, and as what `device` comes in.

    `root` and `inviter_key` are minisign public keys; `network_identity` is the network's age identity (never shown).
    `stretches` are those of the network's audience, as in a package.
    """

    network: str
    network_name: str
    root: str
    inviter: str
    inviter_key: str
    request_sha256: str
    device: str
    letter: str
    office: str
    office_name: str
    person: str
    role: str
    network_identity: str = field(repr=False)
    made_at: str
    program: str
    stretches: tuple[Stretch, ...] = ()
    entries: Entries = NONE_YET

    @property
    def count(self) -> int:
        """How many lines its entries have."""
        return sum(stretch.count for stretch in self.stretches)

    def as_bytes(self) -> bytes:
        """Its canonical bytes."""
        told: dict[str, Any] = {
            "entries": self.entries.as_json(),
            "inviter": {"device": self.inviter, "sign_key": self.inviter_key},
            "kind": "invitation",
            "more": {},
            "stretches": [stretch.as_json() for stretch in self.stretches],
            "version": VERSION,
        }
        return canonical(told | {key: getattr(self, key) for key in _KEYS - told.keys()})

    def digits(self, request: Request) -> str:
        """The network digits that `admit` and `join` show."""
        return network_digits(self.root, self.network, self.inviter_key, request)


@dataclass(frozen=True)
class OpenedInvitation:
    """An invitation that answers our request, and the lines of its stretches in their order."""

    invitation: Invitation
    lines: tuple[bytes, ...]


def hash_of(request: Request) -> str:
    """SHA-256 (64 hex) of a request, by which its invitation names it."""
    return hashlib.sha256(request.as_bytes()).hexdigest()


def seal_invitation(invitation: Invitation, lines: Iterable[bytes], request: Request, signer: Signer) -> bytes:
    """The bytes of a `.clinic-invitation` file, sealed to the key in `request`; ValueError as `seal_package`."""
    packed, told, count = pack(lines)
    invitation = replace(invitation, entries=told)
    inner = invitation.as_bytes()
    if _read(inner, LIMITS) != invitation or invitation.count != count or not _answers(invitation, request):
        raise ValueError("the invitation does not fit its lines or the request")
    if (signer.device, signer.public_key) != (invitation.inviter, invitation.inviter_key):
        raise ValueError("another inviter")
    signature = signer.sign(inner, _comment("clinic-inside", invitation))
    payload = write_tar(list(zip(_MEMBERS, (inner, signature, packed), strict=True)))
    outside = _comment("clinic-invitation", invitation)
    return envelope.wrap("invitation", payload, [request.age_recipient], signer, outside)


def open_invitation(
    data: bytes, identities: Sequence[str], request: Request, *, limits: Limits = LIMITS, file: str = ""
) -> OpenedInvitation:
    """The invitation that answers `request`, or NotTrusted(file, why).

    Both signatures are the inviter's, and the network's id is its root key's; whether it is the right network only
    people can say, by `invitation.digits(request)`. Seals and roster are for the journal to judge, before anything is
    kept: the inviter must be a coordinator of that roster, with that key.
    """
    with about(file):
        sealed, outside = envelope.unwrap("invitation", data, limits)
        payload = age_file.decrypt(sealed, identities)
        with refusing(Distrust.BAD_MANIFEST):
            sizes = (limits.manifest_bytes, limits.signature_bytes, limits.file_bytes)
            inner, signature, packed = read_tar(payload, _MEMBERS, sizes)
            invitation = _read(inner, limits)
        with refusing(Distrust.BAD_SIGNATURE):
            told = envelope.verify(inner, signature, invitation.inviter_key)
            told_outside = envelope.verify(sealed, outside, invitation.inviter_key)
            exact.constant(told, _comment("clinic-inside", invitation))
            exact.constant(told_outside, _comment("clinic-invitation", invitation))
        if not _answers(invitation, request):
            raise refusal(Distrust.NOT_FOR_US)
        with refusing(Distrust.BAD_ENTRIES):
            lines = unpack(packed, invitation.entries, invitation.count, limits)
    return OpenedInvitation(invitation, tuple(lines))


def _answers(invitation: Invitation, request: Request) -> bool:
    return (invitation.device, invitation.request_sha256) == (request.device, hash_of(request))


def _comment(what: str, invitation: Invitation) -> str:
    return f"{what} 1 {invitation.network} {invitation.inviter} {invitation.device}"


def _read(inner: bytes, limits: Limits) -> Invitation:
    told = document(inner, "invitation", VERSION, _KEYS, limits)
    inviter = exact.table(told["inviter"], _INVITER)
    root = sign_key(told["root"])
    return Invitation(
        network=exact.constant(told["network"], network_id(read_public_key(root).raw)),
        network_name=exact.line_of_text(told["network_name"]),
        root=root,
        inviter=exact.word(inviter["device"], exact.IDENTIFIER),
        inviter_key=sign_key(inviter["sign_key"]),
        request_sha256=exact.word(told["request_sha256"], exact.HASH),
        device=exact.word(told["device"], exact.IDENTIFIER),
        letter=exact.word(told["letter"], exact.LETTER),
        office=exact.word(told["office"], exact.IDENTIFIER),
        office_name=exact.line_of_text(told["office_name"]),
        person=exact.line_of_text(told["person"]),
        role=exact.word(told["role"], exact.ROLE),
        network_identity=identity(told["network_identity"]),
        made_at=exact.moment(told["made_at"]),
        program=exact.word(told["program"], exact.PROGRAM),
        stretches=read_stretches(told["stretches"], NETWORK, limits),
        entries=read_entries(told["entries"]),
    )
