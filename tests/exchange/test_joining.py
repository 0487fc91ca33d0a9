"""Joining: a request signed by itself, an invitation for that request alone, digits that differ for every forgery."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyrage
import pytest

from clinic_app.errors import NotTrusted
from clinic_app.exchange import age_file, envelope
from clinic_app.exchange.distrust import Distrust
from clinic_app.exchange.exact import as_line
from clinic_app.exchange.invitation import Invitation, hash_of, open_invitation, seal_invitation
from clinic_app.exchange.joining import Request, device_digits, network_digits, read_request, write_request
from clinic_app.exchange.ustar import read_tar, write_tar
from clinic_app.journal.minisign import read_public_key
from clinic_app.journal.roster import network_id
from tests.exchange.world import AT, BISHKEK, NARYN, NETWORK, THIEF, Desk, desk, lines_of, stretch

REQUEST = Request(NARYN.device, "NAR1", "Айгүл Өмүрова", "lawyer", NARYN.public, NARYN.recipient, "0" * 32, AT)
LINES = lines_of(2, BISHKEK.device)
NETWORK_KEY = str(pyrage.x25519.Identity.generate())


def invitation(inviter: Desk = BISHKEK, request: Request = REQUEST, **other: object) -> Invitation:
    made = Invitation(
        network=NETWORK,
        network_name="Укук клиникалары",
        root=BISHKEK.public,
        inviter=inviter.device,
        inviter_key=inviter.public,
        request_sha256=hash_of(request),
        device=request.device,
        letter="B",
        office="NAR1",
        office_name="Нарын кеңсеси",
        person=request.person,
        role="lawyer",
        network_identity=NETWORK_KEY,
        made_at=AT,
        program="clinic 0.1.0",
        stretches=(stretch(BISHKEK, LINES, "net"),),
    )
    return replace(made, **other)  # type: ignore[arg-type]


def sealed(inviter: Desk = BISHKEK, **other: object) -> bytes:
    return seal_invitation(invitation(inviter, **other), LINES, REQUEST, inviter.signer)


def why(act: Callable[[], object]) -> Distrust:
    with pytest.raises(NotTrusted) as refused:
        act()
    reason = refused.value.data["why"]
    assert isinstance(reason, Distrust)
    return reason


def test_a_request_is_read_by_anyone_and_both_sides_get_the_same_digits() -> None:
    data = write_request(REQUEST, NARYN.signer)
    assert envelope.kind_of(data) == "request"
    there = read_request(data)
    assert there == REQUEST
    assert device_digits(there) == device_digits(REQUEST)
    assert re.fullmatch(r"[0-9]{5}( [0-9]{5}){5}", device_digits(there))


def test_every_change_of_a_request_changes_its_digits() -> None:
    others = [
        replace(REQUEST, sign_key=THIEF.public),
        replace(REQUEST, age_recipient=THIEF.recipient),
        replace(REQUEST, person="Айгүл Өмүров"),
        replace(REQUEST, nonce="1" * 32),
        replace(REQUEST, office="NAR2"),
    ]
    assert len({device_digits(request) for request in (REQUEST, *others)}) == 6


def test_no_bit_of_a_request_is_free() -> None:
    data = write_request(REQUEST, NARYN.signer)
    for place in range(len(data)):
        bad = bytearray(data)
        bad[place] ^= 1 << place % 8
        with pytest.raises(NotTrusted):
            read_request(bytes(bad), file="a")
    for length in range(0, len(data), 64):
        with pytest.raises(NotTrusted):
            read_request(data[:length])


def request_of(change: dict[str, Any], by: Desk = NARYN, comment: str = "") -> bytes:
    told = {**json.loads(REQUEST.as_bytes()), **change}
    inner = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    signature = by.signer.sign(inner, comment or f"clinic-request 1 {told['device']}")
    return write_tar([("request.json", inner), ("request.json.minisig", signature)])


@pytest.mark.parametrize(
    "change",
    [
        {"person": ""},
        {"person": "a" * 201},
        {"person": "a\u202eb"},
        {"person": "a\nb"},
        {"person": "a\u0000b"},
        {"person": "\u0418\u0306"},  # not NFC
        {"person": " a"},
        {"person": None},
        {"role": "Lawyer!"},
        {"office": "Нарын"},
        {"nonce": "0" * 31},
        {"sign_key": "RWQ"},
        {"sign_key": NARYN.public + "\n"},
        {"sign_key": 1},
        {"age_recipient": NARYN.recipient[:-1] + ("q" if NARYN.recipient[-1] != "q" else "p")},
        {"age_recipient": NARYN.recipient.upper()},
        {"age_recipient": "ssh-ed25519 AAAA"},
        {"made_at": "0000-00-00T00:00:00Z"},
        {"extra": 1},
        {"version": 0},
        {"kind": "package"},
    ],
)
def test_a_request_of_another_shape_is_refused_though_it_is_signed(change: dict[str, Any]) -> None:
    assert why(lambda: read_request(request_of(change))) is Distrust.BAD_MANIFEST
    assert read_request(request_of({"person": "Кеңсе-2"})).person == "Кеңсе-2"


@pytest.mark.parametrize(
    "typed", [" Айгүл\t Өмүрова\n", "Айг\u0443\u0306л\u202e", "a" * 300, "\ud800 x", "\u2028y", "e\u0301" * 150]
)
def test_whatever_a_person_typed_as_a_name_can_be_made_to_travel(typed: str) -> None:
    request = replace(REQUEST, person=as_line(typed))
    assert read_request(write_request(request, NARYN.signer)).person == as_line(typed)
    assert as_line(as_line(typed)) == as_line(typed)
    assert as_line(" \n\u202e") == ""


def test_a_request_signed_by_another_key_or_for_another_purpose() -> None:
    assert why(lambda: read_request(request_of({}, THIEF))) is Distrust.BAD_SIGNATURE
    assert why(lambda: read_request(request_of({}, comment="clinic-manifest 1"))) is Distrust.BAD_SIGNATURE
    assert why(lambda: read_request(request_of({"version": 2}))) is Distrust.NEWER_FORMAT
    with pytest.raises(ValueError):
        write_request(REQUEST, THIEF.signer)
    with pytest.raises(ValueError):
        write_request(replace(REQUEST, person="\u202e"), NARYN.signer)


def test_the_invited_laptop_gets_network_and_roster_and_reads_the_same_digits() -> None:
    data = sealed()
    assert envelope.kind_of(data) == "invitation"
    opened = open_invitation(data, [NARYN.identity], REQUEST)
    assert opened.lines == tuple(LINES)
    assert replace(opened.invitation, entries=invitation().entries) == invitation()
    assert opened.invitation.digits(REQUEST) == invitation().digits(read_request(write_request(REQUEST, NARYN.signer)))


def test_digits_of_a_swapped_invitation_differ() -> None:
    """The thief knows the network's root key and our request, as every former member does.

    Planted: digits over root key and request alone were equal here, and the forged network key was taken in.
    """
    forged = open_invitation(sealed(THIEF), [NARYN.identity], REQUEST).invitation
    assert (forged.network, forged.root) == (NETWORK, BISHKEK.public)
    assert forged.digits(REQUEST) != invitation().digits(REQUEST)
    own = invitation(THIEF, root=THIEF.public, network=network_id(read_public_key(THIEF.public).raw))
    assert own.digits(REQUEST) != invitation().digits(REQUEST)
    other = replace(REQUEST, nonce="1" * 32)
    assert invitation().digits(other) != invitation().digits(REQUEST)
    assert network_digits(BISHKEK.public, NETWORK, BISHKEK.public, REQUEST) != device_digits(REQUEST)


def test_an_invitation_for_another_laptop_or_an_older_request() -> None:
    second = desk("second")
    assert why(lambda: open_invitation(sealed(), [second.identity], REQUEST)) is Distrust.NOT_FOR_US
    newer = replace(REQUEST, nonce="1" * 32)
    assert why(lambda: open_invitation(sealed(), [NARYN.identity], newer)) is Distrust.NOT_FOR_US


def test_every_flipped_bit_and_every_cut_of_an_invitation_is_refused() -> None:
    data = sealed()
    for place in random.Random(20261123).sample(range(len(data)), 300):
        bad = bytearray(data)
        bad[place] ^= 1 << place % 8
        with pytest.raises(NotTrusted):
            open_invitation(bytes(bad), [NARYN.identity], REQUEST)
    for length in range(0, len(data), 256):
        with pytest.raises(NotTrusted):
            open_invitation(data[:length], [NARYN.identity], REQUEST)


def tampered(change: Callable[[bytes], bytes], inside: Desk = BISHKEK, outside: Desk = BISHKEK) -> bytes:
    """The invitation with its inner document changed and rightly signed again, nothing checked."""
    names = ("invitation.json", "invitation.json.minisig", "entries.ndjson.zst")
    payload = age_file.decrypt(envelope.unwrap("invitation", sealed())[0], [NARYN.identity])
    inner, _, packed = read_tar(payload, names, [1 << 20] * 3)
    inner = change(inner)
    words = f"1 {NETWORK} {BISHKEK.device} {NARYN.device}"
    signature = inside.signer.sign(inner, f"clinic-inside {words}")
    payload = write_tar(list(zip(names, (inner, signature, packed), strict=True)))
    closed = age_file.encrypt(payload, [NARYN.recipient])
    outer = outside.signer.sign(closed, f"clinic-invitation {words}")
    return write_tar([("invitation.age", closed), ("invitation.age.minisig", outer)])


def test_an_invitation_signed_by_two_is_refused() -> None:
    assert open_invitation(tampered(bytes), [NARYN.identity], REQUEST).lines == tuple(LINES)
    for inside, outside in ((THIEF, BISHKEK), (BISHKEK, THIEF), (THIEF, THIEF)):
        data = tampered(bytes, inside, outside)
        assert why(lambda data=data: open_invitation(data, [NARYN.identity], REQUEST)) is Distrust.BAD_SIGNATURE


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (NETWORK, "f" * 40, Distrust.BAD_MANIFEST),
        (BISHKEK.public, THIEF.public, Distrust.BAD_MANIFEST),
        ('"letter":"B"', '"letter":"b"', Distrust.BAD_MANIFEST),
        ('"audience":"net"', '"audience":"coord"', Distrust.BAD_MANIFEST),
        (NETWORK_KEY, NETWORK_KEY.lower(), Distrust.BAD_MANIFEST),
        (NETWORK_KEY, NETWORK_KEY[:-1] + ("Q" if NETWORK_KEY[-1] != "Q" else "P"), Distrust.BAD_MANIFEST),
        ("Укук клиникалары", "Укук\u2067", Distrust.BAD_MANIFEST),
        ('"kind":"invitation"', '"kind":"package"', Distrust.BAD_MANIFEST),
        ('"version":1', '"version":9', Distrust.NEWER_FORMAT),
        ('"last":2', '"last":3', Distrust.BAD_ENTRIES),
        ('"last":2', '"last":9007199254740991', Distrust.TOO_LARGE),
    ],
    ids=lambda told: str(told)[:12] if isinstance(told, Distrust) else "",  # some of the texts are new in every run
)
def test_an_invitation_that_says_something_impossible(old: str, new: str, reason: Distrust) -> None:
    data = tampered(lambda inner: inner.replace(old.encode(), new.encode()))
    assert why(lambda: open_invitation(data, [NARYN.identity], REQUEST)) is reason


def test_what_the_laptop_would_refuse_is_not_sealed() -> None:
    for wrong in (
        invitation(network="f" * 40),
        invitation(request_sha256="0" * 64),
        invitation(device="other"),
        invitation(stretches=()),
        invitation(office_name=""),
        invitation(inviter_key=THIEF.public),
    ):
        with pytest.raises(ValueError):
            seal_invitation(wrong, LINES, REQUEST, BISHKEK.signer)


def test_the_networks_key_is_never_shown() -> None:
    assert NETWORK_KEY not in repr(invitation())
    assert NETWORK_KEY.encode() not in sealed()
