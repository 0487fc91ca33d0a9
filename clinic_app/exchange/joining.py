"""A laptop's request to join a network, signed by itself, and the digits two people read aloud."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clinic_app.exchange import envelope, exact
from clinic_app.exchange.distrust import Distrust, about, refusing
from clinic_app.exchange.envelope import Signer
from clinic_app.exchange.key_notes import recipient, sign_key
from clinic_app.exchange.limits import LIMITS, Limits
from clinic_app.exchange.manifest import document
from clinic_app.exchange.ustar import read_tar, write_tar
from clinic_app.journal.canonical import canonical
from clinic_app.journal.digits import DEVICE_DIGITS, NETWORK_DIGITS, spoken_digits

VERSION = 1
SUFFIX = ".clinic-request"
_MEMBERS = ("request.json", "request.json.minisig")
_KEYS = exact.keys("age_recipient device kind made_at more nonce office person role sign_key version")


@dataclass(frozen=True)
class Request:
    """Who wants in: a device, its office's code, its person and role, its public keys, and a random nonce (32 hex)."""

    device: str
    office: str
    person: str
    role: str
    sign_key: str
    age_recipient: str
    nonce: str
    made_at: str

    def as_bytes(self) -> bytes:
        """Its canonical bytes: what is signed, and what the digits are taken from."""
        told: dict[str, Any] = {"kind": "request", "more": {}, "version": VERSION}
        return canonical(told | {key: getattr(self, key) for key in _KEYS - told.keys()})


def write_request(request: Request, signer: Signer) -> bytes:
    """The bytes of a `.clinic-request` file; ValueError for what `read_request` would refuse."""
    inner = request.as_bytes()
    if _read(inner, LIMITS) != request or (signer.device, signer.public_key) != (request.device, request.sign_key):
        raise ValueError("not this device's request")
    return write_tar(list(zip(_MEMBERS, (inner, signer.sign(inner, _comment(request))), strict=True)))


def read_request(data: bytes, *, limits: Limits = LIMITS, file: str = "") -> Request:
    """The request in a file, signed by the key it names; NotTrusted otherwise.

    That alone proves nothing of the person: the device digits, read aloud, do.
    """
    with about(file):
        with refusing(Distrust.NOT_A_PACKAGE):
            inner, signature = read_tar(data, _MEMBERS, (limits.manifest_bytes, limits.signature_bytes))
        with refusing(Distrust.BAD_MANIFEST):
            request = _read(inner, limits)
        with refusing(Distrust.BAD_SIGNATURE):
            if envelope.verify(inner, signature, request.sign_key) != _comment(request):
                raise ValueError("signed as something else")
    return request


def device_digits(request: Request) -> str:
    """What `request` and `admit` both show: the laptop's keys, and all else it says of itself."""
    return spoken_digits(DEVICE_DIGITS, request.as_bytes())


def network_digits(root: str, network: str, inviter_key: str, request: Request) -> str:
    """What `admit` and `join` both show: the network's first key, the key that signed the invitation, and the request.

    The inviter's key belongs in here: the network's own is known to every member, so digits of it alone would vouch for
    an invitation forged by anybody who ever was one.
    """
    told = canonical({"inviter": inviter_key, "network": network, "root": root})
    return spoken_digits(NETWORK_DIGITS, told, request.as_bytes())


def _comment(request: Request) -> str:
    return f"clinic-request 1 {request.device}"


def _read(inner: bytes, limits: Limits) -> Request:
    told = document(inner, "request", VERSION, _KEYS, limits)
    return Request(
        device=exact.word(told["device"], exact.IDENTIFIER),
        office=exact.word(told["office"], exact.IDENTIFIER),
        person=exact.line_of_text(told["person"]),
        role=exact.word(told["role"], exact.ROLE),
        sign_key=sign_key(told["sign_key"]),
        age_recipient=recipient(told["age_recipient"]),
        nonce=exact.word(told["nonce"], exact.NONCE),
        made_at=exact.moment(told["made_at"]),
    )
