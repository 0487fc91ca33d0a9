"""A package is opened by whom it is for, when nobody touched it; else it is refused for the right reason."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from pathlib import Path

import pytest

from clinic_app.errors import FileUnreadable, NotTrusted
from clinic_app.exchange import age_file
from clinic_app.exchange.distrust import Distrust, refusal
from clinic_app.exchange.envelope import Address, kind_of
from clinic_app.exchange.files import read_file
from clinic_app.exchange.limits import LIMITS
from clinic_app.exchange.manifest import Head
from clinic_app.exchange.package import address_of, package_name, read_package_name, seal_package
from clinic_app.exchange.ustar import read_tar, write_tar
from clinic_app.journal import stream
from tests.exchange import world
from tests.exchange.world import (
    AT,
    BISHKEK,
    FILE,
    NARYN,
    NETWORK,
    SECOND,
    SHARED,
    THIEF,
    assembled,
    lines_of,
    manifest,
    open_it,
    outer,
    package,
    parts,
    stretch,
    why,
)

LINES = lines_of(3, NARYN.device)


def test_the_receiver_gets_manifest_lines_and_address() -> None:
    told = manifest(LINES, heads=(Head("cd" * 16, 4, "0" * 64),), roster=(Head("ef" * 16, 9, "1" * 64),))
    opened = open_it(seal_package(told, LINES, [BISHKEK.recipient, NARYN.recipient], NARYN.signer, FILE))
    assert opened.lines == tuple(LINES)
    assert replace(opened.manifest, entries=told.entries) == told
    assert opened.address == Address(1, NETWORK, NARYN.device, SHARED, FILE)


def test_two_streams_come_back_each_with_its_lines_and_a_seal_that_holds() -> None:
    second = lines_of(2, SECOND.device, "экинчи")
    stretches = (stretch(SECOND, second, id="aa" * 16), stretch(NARYN, LINES, id="bb" * 16))
    data = seal_package(manifest(LINES, stretches=stretches), second + LINES, [BISHKEK.recipient], NARYN.signer, FILE)
    for (told, lines), laptop in zip(open_it(data).by_stretch(), (SECOND, NARYN), strict=True):
        assert stream.places_of(told.first, told.before, told.chain, lines)[-1].number == told.last
        key = world.public_key_of(laptop.signer.seed, bytes(8)).raw
        assert stream.seal_holds(NETWORK, told.stream, told.last, told.chain, told.seal, key)


def test_a_receipt_alone_has_no_lines() -> None:
    told = manifest([], heads=(Head("cd" * 16, 4, "0" * 64),))
    assert open_it(seal_package(told, [], [BISHKEK.recipient], NARYN.signer, FILE)).lines == ()


def test_manifest_and_entries_are_the_same_each_time_and_the_sealed_bytes_are_not() -> None:
    def inside(data: bytes) -> bytes:
        return age_file.decrypt(parts(data)[0], [BISHKEK.identity])

    first, second = package(), package()
    assert first != second
    assert inside(first) == inside(second)


def test_the_address_is_read_without_any_key() -> None:
    data = package()
    assert address_of(data) == Address(1, NETWORK, NARYN.device, SHARED, FILE)
    assert kind_of(data) == "package"
    with pytest.raises(NotTrusted) as refused:
        address_of(b"PK\x03\x04 some other file", file="letter.docx")
    assert refused.value.data == {"file": "letter.docx", "why": Distrust.NOT_A_PACKAGE}


def test_a_package_for_another_laptop() -> None:
    assert why(package(to=SECOND)) is Distrust.NOT_FOR_US
    # Sealed to our key, but the sender says it is for others: passed on by someone who had opened it.
    told = manifest(LINES, recipients=(SECOND.device,))
    assert why(assembled(told, LINES)) is Distrust.NOT_FOR_US


def test_a_strangers_package_is_refused_before_our_key_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> bytes:
        raise AssertionError("opened before it was believed")

    monkeypatch.setattr(age_file, "decrypt", never)
    assert why(package(laptop=THIEF)) is Distrust.STRANGER
    forged = outer(parts(package())[0], parts(package())[1])
    assert why(forged) is Distrust.BAD_SIGNATURE


def test_a_package_of_another_network() -> None:
    other = replace(manifest(LINES, THIEF), network="f" * 40)
    data = seal_package(other, LINES, [BISHKEK.recipient], THIEF.signer, FILE)
    assert why(data) is Distrust.WRONG_NETWORK
    # A laptop of ours that signs for another network.
    ours = replace(manifest(LINES), network="f" * 40)
    assert why(seal_package(ours, LINES, [BISHKEK.recipient], NARYN.signer, FILE)) is Distrust.WRONG_NETWORK


def test_a_removed_laptop_is_called_that() -> None:
    def removed(device: str, key_id: bytes) -> str | None:
        raise refusal(Distrust.REMOVED)

    assert why(package(), sender_key=removed) is Distrust.REMOVED


def test_every_flipped_bit_is_refused() -> None:
    """300 places in any file of a network; nothing of it is free, not even the comment nobody signs."""
    data = package()
    for place in random.Random(20261122).sample(range(len(data)), 300):
        for bit in (0, 5):
            bad = bytearray(data)
            bad[place] ^= 1 << bit
            with pytest.raises(NotTrusted):
                open_it(bytes(bad))


def test_every_flipped_bit_of_both_headers_and_the_signature_is_refused() -> None:
    data = package()
    signature = parts(data)[1]
    begin = data.index(b"untrusted comment")
    assert data[begin : begin + len(signature)] == signature
    for place in [*range(512), *range(begin - 512, begin + len(signature))]:
        bad = bytearray(data)
        bad[place] ^= 4
        with pytest.raises(NotTrusted):
            open_it(bytes(bad))


def test_a_file_cut_or_lengthened_anywhere_is_refused() -> None:
    data = package()
    cuts = {0, 1, len(data) - 1, len(data) - 1024, *range(0, len(data), 256), *range(511, len(data), 512)}
    for length in cuts:
        with pytest.raises(NotTrusted):
            open_it(data[:length])
    for tail in (b"\0", bytes(512), b"x", data):
        assert why(data + tail) is Distrust.NOT_A_PACKAGE


def test_parts_of_two_packages_are_not_exchanged() -> None:
    one, other = package(), package(lines_of(2, NARYN.device))
    (sealed, signature), (other_sealed, other_signature) = parts(one), parts(other)
    assert why(outer(sealed, other_signature)) is Distrust.BAD_SIGNATURE
    assert why(outer(other_sealed, signature)) is Distrust.BAD_SIGNATURE
    payload, other_payload = (age_file.decrypt(parts(data)[0], [BISHKEK.identity]) for data in (one, other))
    names = ("manifest.json", "manifest.json.minisig", "entries.ndjson.zst")
    inside = [read_tar(tar, names, [LIMITS.file_bytes] * 3) for tar in (payload, other_payload)]
    expected = {0: Distrust.BAD_SIGNATURE, 1: Distrust.BAD_SIGNATURE, 2: Distrust.BAD_ENTRIES}
    for place, reason in expected.items():
        mixed = [inside[1][at] if at == place else inside[0][at] for at in range(3)]
        assert why(resealed(write_tar(list(zip(names, mixed, strict=True))))) is reason
    swapped = [("entries.ndjson.zst", inside[0][2]), *zip(names[:2], inside[0][:2], strict=True)]
    assert why(resealed(write_tar(swapped))) is Distrust.BAD_MANIFEST


def resealed(payload: bytes, by: world.Desk = NARYN, to: world.Desk = BISHKEK) -> bytes:
    """`payload` sealed and signed outside by `by`, who need not be who signed inside."""
    sealed = age_file.encrypt(payload, [to.recipient])
    return outer(sealed, by.signer.sign(sealed, Address(1, NETWORK, by.device, SHARED, FILE).comment()))


def test_a_thief_who_signs_the_outside_anew_is_refused() -> None:
    """A stranger, and a member of the network who passes an opened package on as another's or as its own."""
    data = package()
    sealed = parts(data)[0]
    address = Address(1, NETWORK, NARYN.device, SHARED, FILE)
    assert why(outer(sealed, THIEF.signer.sign(sealed, address.comment()))) is Distrust.STRANGER
    assert why(outer(sealed, SECOND.signer.sign(sealed, address.comment()))) is Distrust.STRANGER
    assert why(outer(sealed, THIEF.signer.sign(sealed, replace(address, sender=THIEF.device).comment()))) is (
        Distrust.STRANGER
    )
    payload = age_file.decrypt(sealed, [BISHKEK.identity])
    assert why(resealed(payload, by=SECOND)) is Distrust.BAD_SIGNATURE
    relabelled = assembled(manifest(LINES), LINES, inside=SECOND.signer, outside=SECOND.signer)
    assert why(relabelled) is Distrust.BAD_MANIFEST


@pytest.mark.parametrize(
    "address",
    [
        Address(1, NETWORK, NARYN.device, "office:NAR1", FILE),
        Address(1, NETWORK, NARYN.device, SHARED, "NAR1-B-000018.clinic"),
        Address(1, NETWORK, NARYN.device, SHARED, "other"),
    ],
)
def test_an_address_that_says_other_than_the_manifest_is_refused(address: Address) -> None:
    assert why(assembled(manifest(LINES), LINES, address=address)) is Distrust.BAD_MANIFEST


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "timestamp:1700000000\tfile:package.age",
        f"clinic-package 1 {NETWORK} {NARYN.device} {SHARED}",
        f"clinic-package 01 {NETWORK} {NARYN.device} {SHARED} {FILE}",
        f"clinic-package 0 {NETWORK} {NARYN.device} {SHARED} {FILE}",
        f"clinic-package ٣ {NETWORK} {NARYN.device} {SHARED} {FILE}",
        f"clinic-package 1 {NETWORK} {NARYN.device} {SHARED} {FILE} ",
        f"clinic-package 1  {NETWORK} {NARYN.device} {SHARED} {FILE}",
        f"clinic-package 1 {NETWORK.upper()} {NARYN.device} {SHARED} {FILE}",
        f"clinic-package 1 {NETWORK} {NARYN.device} {SHARED} ../{FILE}",
        f"clinic-manifest 1 {NETWORK} {NARYN.device} {SHARED} 17",
    ],
)
def test_a_signature_made_for_something_else_is_no_address(comment: str) -> None:
    sealed = parts(package())[0]
    assert why(outer(sealed, NARYN.signer.sign(sealed, comment))) is Distrust.NOT_A_PACKAGE


def test_an_inner_signature_made_for_something_else_is_refused() -> None:
    told = manifest(LINES)
    for comment in ("clinic-request 1 x", f"clinic-manifest 1 {NETWORK} {NARYN.device} {SHARED} 18"):
        assert why(assembled(told, LINES, inner_comment=comment)) is Distrust.BAD_MANIFEST


def test_a_newer_format_is_named_so_but_only_when_a_member_of_the_network_says_it() -> None:
    sealed = parts(package())[0]
    newer = f"clinic-package 2 {NETWORK} {NARYN.device} whatever stands here then"
    assert why(outer(sealed, NARYN.signer.sign(sealed, newer))) is Distrust.NEWER_FORMAT
    assert why(outer(sealed, THIEF.signer.sign(sealed, newer))) is Distrust.STRANGER
    inside = assembled(manifest(LINES), LINES, change=lambda inner: inner.replace(b'"version":1', b'"version":2'))
    assert why(inside) is Distrust.NEWER_FORMAT


def test_bombs_inside_a_members_package_are_refused() -> None:
    import zstandard

    bomb = zstandard.ZstdCompressor().compress(b"0" * (60 << 20))
    digest = hashlib.sha256(bomb).hexdigest()

    def declare(inner: bytes) -> bytes:
        begin = inner.index(b'"entries":')
        end = inner.index(b"}", begin) + 1
        told = f'"entries":{{"bytes":{60 << 20},"packed":{len(bomb)},"sha256":"{digest}"}}'
        return inner[:begin] + told.encode() + inner[end:]

    assert why(assembled(manifest(LINES), LINES, packed=bomb, change=declare)) is Distrust.TOO_LARGE


def test_limits_come_before_everything_else(tmp_path: Path) -> None:
    data = package()
    assert why(data, limits=replace(LIMITS, file_bytes=len(data) - 1)) is Distrust.TOO_LARGE
    assert why(data, limits=replace(LIMITS, stanzas=0)) is Distrust.TOO_LARGE
    assert why(data, limits=replace(LIMITS, manifest_bytes=100)) is Distrust.TOO_LARGE
    assert why(data, limits=replace(LIMITS, lines=2)) is Distrust.TOO_LARGE
    assert why(bytes(LIMITS.file_bytes + 1)) is Distrust.TOO_LARGE
    file = tmp_path / FILE
    file.write_bytes(data)
    assert read_file(file) == data
    with pytest.raises(NotTrusted) as refused:
        read_file(file, replace(LIMITS, file_bytes=len(data) - 1))
    assert refused.value.data == {"file": FILE, "why": Distrust.TOO_LARGE}
    with pytest.raises(FileUnreadable):
        read_file(tmp_path / "gone.clinic")


def test_what_no_reader_would_take_is_not_sealed() -> None:
    good = manifest(LINES)
    for told, lines, signer, name in (
        (good, LINES[:2], NARYN.signer, FILE),
        (good, LINES, SECOND.signer, FILE),
        (good, LINES, NARYN.signer, "NAR1-B-000018.clinic"),
        (replace(good, recipients=()), LINES, NARYN.signer, FILE),
        (replace(good, recipients=("b", "a")), LINES, NARYN.signer, FILE),
        (replace(good, audience="office:NAR1"), LINES, NARYN.signer, FILE),
        (replace(good, made_at="yesterday"), LINES, NARYN.signer, FILE),
        (replace(good, stretches=good.stretches * 2), LINES * 2, NARYN.signer, FILE),
    ):
        with pytest.raises(ValueError):
            seal_package(told, lines, [BISHKEK.recipient], signer, name)
    with pytest.raises(ValueError):
        seal_package(good, LINES, [], NARYN.signer, FILE)


@pytest.mark.parametrize(
    ("parts_of_name", "name"),
    [
        (("NAR1", "B", 17), "NAR1-B-000017.clinic"),
        (("NAR1", "B2", 1), "NAR1-B2-000001.clinic"),
        (("jalal-abad_2", "AA", 12345678), "jalal-abad_2-AA-12345678.clinic"),
    ],
)
def test_names_go_there_and_back(parts_of_name: tuple[str, str, int], name: str) -> None:
    assert package_name(*parts_of_name) == name
    assert read_package_name(name) == parts_of_name


@pytest.mark.parametrize(
    "name", ["NAR1-B-17.clinic", "NAR1-B-0000017.clinic", "-B-000017.clinic", "../A-B-000001.clinic"]
)
def test_other_names_are_none(name: str) -> None:
    with pytest.raises(ValueError):
        read_package_name(name)
    for wrong in (("", "B", 1), ("NAR1", "b", 1), ("NAR1", "B", 0), ("NAR/1", "B", 1), ("КЕҢСЕ", "B", 1)):
        with pytest.raises(ValueError):
            package_name(*wrong)


def test_a_signer_never_shows_its_seed() -> None:
    assert NARYN.signer.seed.hex() not in repr(NARYN.signer)
    assert repr(NARYN.signer.seed) not in repr(NARYN.signer)
    assert AT in manifest(LINES).made_at
