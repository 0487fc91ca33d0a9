"""The envelope of everything that travels sealed: age outside, and around it a tar with the sender's signature of it.

The outer signature is a cheap gate: a stranger's file is refused before any parser or key of ours works on it. Its
trusted comment is the address, so a laptop can tell for whom a file is without opening it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from clinic_app.exchange import age_file, exact
from clinic_app.exchange.distrust import Distrust, TooLarge, refusing
from clinic_app.exchange.limits import LIMITS, Limits
from clinic_app.exchange.ustar import first_name, read_tar, write_tar
from clinic_app.journal import minisign

VERSION = 1
_UNTRUSTED = "signature from clinic-casebook"
_FIRST_LINE = f"untrusted comment: {_UNTRUSTED}\n".encode("ascii")
_KINDS = {"package.age": "package", "invitation.age": "invitation", "request.json": "request"}


@dataclass(frozen=True)
class Signer:
    """A device that signs: its id, its 32-byte Ed25519 seed (never shown) and the 8-byte id of that key."""

    device: str
    seed: bytes = field(repr=False)
    key_id: bytes

    @property
    def public_key(self) -> str:
        """The public key as one line of base64, as `minisign -P` takes it."""
        return minisign.public_key_of(self.seed, self.key_id).text

    def sign(self, data: bytes, trusted_comment: str) -> bytes:
        """The `.minisig` of `data`."""
        return minisign.sign(data, self.seed, self.key_id, trusted_comment, _UNTRUSTED)


@dataclass(frozen=True)
class Address:
    """What stands on a package: format, network, sender, audience, file name. A claim until the signature held."""

    version: int
    network: str
    sender: str
    audience: str
    file_name: str

    def comment(self) -> str:
        """The trusted comment of the outer signature."""
        return f"clinic-package {self.version} {self.network} {self.sender} {self.audience} {self.file_name}"


def read_address(comment: str) -> Address:
    """The address in a trusted comment; ValueError for another comment.

    A newer format keeps the first four words; what follows them is its own, and is left empty here.
    """
    words = comment.split(" ")
    if len(words) < 4 or words[0] != "clinic-package" or not words[1].isascii() or not words[1].isdigit():
        raise ValueError("not the address of a package")
    version = exact.whole(int(words[1][:6]), least=1)
    network, sender = exact.word(words[2], exact.NETWORK), exact.word(words[3], exact.IDENTIFIER)
    if version > VERSION:
        return Address(version, network, sender, "", "")
    if len(words) != 6:
        raise ValueError("not the address of a package")
    address = Address(
        version, network, sender, exact.word(words[4], exact.AUDIENCE), exact.word(words[5], exact.FILE_NAME)
    )
    if address.comment() != comment:
        raise ValueError("another spelling")
    return address


def kind_of(data: bytes) -> str:
    """The kind of file ("package", "invitation", "request", else ""): a guess by its first name."""
    return _KINDS.get(first_name(data), "")


def wrap(kind: str, payload: bytes, recipients: Sequence[str], signer: Signer, comment: str) -> bytes:
    """`payload` sealed to `recipients` and signed outside; ValueError past the limits every reader keeps."""
    sealed = age_file.encrypt(payload, recipients)
    wrapped = write_tar([(f"{kind}.age", sealed), (f"{kind}.age.minisig", signer.sign(sealed, comment))])
    if len(wrapped) > LIMITS.file_bytes:
        raise ValueError("too large for one file")
    return wrapped


def unwrap(kind: str, data: bytes, limits: Limits = LIMITS) -> tuple[bytes, bytes]:
    """(age file, signature file) of an envelope, both unbelieved yet; NotTrusted when it is none or passes a limit."""
    with refusing(Distrust.NOT_A_PACKAGE):
        if len(data) > limits.file_bytes:
            raise TooLarge("file")
        names = (f"{kind}.age", f"{kind}.age.minisig")
        sealed, signature = read_tar(data, names, (limits.file_bytes, limits.signature_bytes))
        age_file.check_header(sealed, limits)
    return sealed, signature


def claimed(signature_file: bytes) -> tuple[bytes, str]:
    """(key id, trusted comment) that a signature file claims, nothing verified; ValueError when malformed."""
    # The first line is under no signature: only the one we write passes, so that no bit of a file is free.
    if not signature_file.startswith(_FIRST_LINE):
        raise ValueError("not written by us")
    read = minisign.read_signature(signature_file)
    return read.key_id, read.trusted_comment


def verify(data: bytes, signature_file: bytes, public_key: str) -> str:
    """The trusted comment, when this is that key's signature of `data` as we write it; else ValueError."""
    claimed(signature_file)
    return minisign.verify(data, signature_file, public_key)
