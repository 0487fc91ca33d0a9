"""A package: sign, encrypt, sign. Inside, manifest and entries under the sender's signature; around it the envelope.

The inner signature names sender, recipients and stretches, so nobody who opens a package can pass it on as meant for
another; the outer one refuses a stranger's file before anything of it is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from clinic_app.exchange import age_file, envelope, exact
from clinic_app.exchange.distrust import Distrust, about, refusal, refusing
from clinic_app.exchange.entries import pack, unpack
from clinic_app.exchange.envelope import Address, Signer, read_address
from clinic_app.exchange.limits import LIMITS, Limits
from clinic_app.exchange.manifest import Manifest, Stretch, read_manifest
from clinic_app.exchange.ustar import read_tar, write_tar

SUFFIX = ".clinic"
_MEMBERS = ("manifest.json", "manifest.json.minisig", "entries.ndjson.zst")
_NAME = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_-]{0,63})-([A-Z]{1,2}[0-9]{0,3})-([0-9]{6,16})\.clinic")

# (device id, key id) -> that device's minisign public key. None: no such device, or not with that key. It may itself
# raise NotTrusted(why=Distrust.REMOVED). Asked before anything is verified: the answer must depend on the roster alone.
SenderKey = Callable[[str, bytes], str | None]


@dataclass(frozen=True)
class Opened:
    """A package that is what it says: its manifest, its lines in manifest order, and the address it was under."""

    manifest: Manifest
    lines: tuple[bytes, ...]
    address: Address

    def by_stretch(self) -> Iterator[tuple[Stretch, tuple[bytes, ...]]]:
        """Each stretch with its own lines."""
        at = 0
        for stretch in self.manifest.stretches:
            yield stretch, self.lines[at : at + stretch.count]
            at += stretch.count


def package_name(office: str, letter: str, number: int) -> str:
    """ "NAR1-B-000017.clinic"; ValueError for parts no file name could carry."""
    name = f"{office}-{letter}-{number:06d}{SUFFIX}"
    if number < 1 or read_package_name(name) != (office, letter, number):
        raise ValueError("not a name")
    return name


def read_package_name(name: str) -> tuple[str, str, int]:
    """(office, letter, number) of a package's file name, for people only; ValueError for another name."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise ValueError("not the name of a package")
    number = exact.whole(int(found[3]), least=1)
    if found[3] != f"{number:06d}":
        raise ValueError("another spelling")
    return found[1], found[2], number


def seal_package(
    manifest: Manifest, lines: Iterable[bytes], recipients: Sequence[str], signer: Signer, file_name: str
) -> bytes:
    """The bytes of a `.clinic` file; `lines` without line ends, in the order of the stretches; `recipients` "age1...".

    `manifest.entries` is filled in here. ValueError for what no reader would take, so nothing unreadable is ever sent.
    """
    packed, told, count = pack(lines)
    manifest = replace(manifest, entries=told)
    inner = manifest.as_bytes()
    if read_manifest(inner) != manifest or manifest.count != count:
        raise ValueError("the manifest does not fit its lines")
    address = Address(envelope.VERSION, manifest.network, manifest.sender, manifest.audience, file_name)
    if signer.device != manifest.sender or not _fits(address, manifest):
        raise ValueError("another sender or number")
    signature = signer.sign(inner, _inner_comment(manifest))
    payload = write_tar(list(zip(_MEMBERS, (inner, signature, packed), strict=True)))
    return envelope.wrap("package", payload, recipients, signer, address.comment())


def address_of(data: bytes, *, limits: Limits = LIMITS, file: str = "") -> Address:
    """For whom a package is and who says to have sent it, unopened and unverified; NotTrusted when it is no package."""
    with about(file):
        _, signature = envelope.unwrap("package", data, limits)
        with refusing(Distrust.NOT_A_PACKAGE):
            return read_address(envelope.claimed(signature)[1])


def open_package(
    data: bytes,
    *,
    network: str,
    sender_key: SenderKey,
    ours: Collection[str],
    identities: Sequence[str],
    limits: Limits = LIMITS,
    file: str = "",
) -> Opened:
    """The package behind the bytes of a file, or NotTrusted(file, why); nothing is written anywhere.

    `network` is ours, `ours` the names we receive under (our device id, the network's id), `identities` our age keys.
    Seals are not checked here: the journal knows the roster and judges each stretch.
    """
    with about(file):
        sealed, address, key = _believed(data, network, sender_key, limits)
        payload = age_file.decrypt(sealed, identities)
        del sealed
        with refusing(Distrust.BAD_MANIFEST):
            sizes = (limits.manifest_bytes, limits.signature_bytes, limits.file_bytes)
            inner, signature, packed = read_tar(payload, _MEMBERS, sizes)
        del payload
        with refusing(Distrust.BAD_SIGNATURE):
            comment = envelope.verify(inner, signature, key)
        with refusing(Distrust.BAD_MANIFEST):
            manifest = read_manifest(inner, limits)
            if comment != _inner_comment(manifest) or not _fits(address, manifest):
                raise ValueError("the manifest says other than the address")
        if not set(manifest.recipients) & set(ours):
            raise refusal(Distrust.NOT_FOR_US)
        with refusing(Distrust.BAD_ENTRIES):
            lines = unpack(packed, manifest.entries, manifest.count, limits)
        return Opened(manifest, tuple(lines), address)


def _believed(data: bytes, network: str, sender_key: SenderKey, limits: Limits) -> tuple[bytes, Address, str]:
    """(age file, address, key) once the outer signature is that of a device of our network, in a format we read."""
    sealed, signature = envelope.unwrap("package", data, limits)
    with refusing(Distrust.NOT_A_PACKAGE):
        key_id, comment = envelope.claimed(signature)
        address = read_address(comment)
    key = sender_key(address.sender, key_id)
    if key is None:
        raise refusal(Distrust.STRANGER if address.network == network else Distrust.WRONG_NETWORK)
    with refusing(Distrust.BAD_SIGNATURE):
        envelope.verify(sealed, signature, key)
    if address.network != network:
        raise refusal(Distrust.WRONG_NETWORK)
    if address.version > envelope.VERSION:
        raise refusal(Distrust.NEWER_FORMAT)
    return sealed, address, key


def _inner_comment(manifest: Manifest) -> str:
    return f"clinic-manifest 1 {manifest.network} {manifest.sender} {manifest.audience} {manifest.number}"


def _fits(address: Address, manifest: Manifest) -> bool:
    """Whether the manifest is the one this address speaks of."""
    try:
        number = read_package_name(address.file_name)[2]
    except ValueError:
        return False
    told = (address.network, address.sender, address.audience, number)
    return told == (manifest.network, manifest.sender, manifest.audience, manifest.number)
