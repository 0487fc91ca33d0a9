"""Files of format version 1 open for ever: these were written once and are never made anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clinic_app.exchange.files import read_file
from clinic_app.exchange.invitation import open_invitation
from clinic_app.exchange.joining import device_digits, read_request
from clinic_app.exchange.package import Opened, open_package
from clinic_app.journal import content, stream
from clinic_app.journal.minisign import read_public_key

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "package-v1"


@pytest.fixture
def keys() -> dict[str, Any]:
    kept: dict[str, Any] = json.loads((SAMPLES / "keys.json").read_text(encoding="utf-8"))
    return kept


def opened(keys: dict[str, Any]) -> Opened:
    naryn, bishkek = keys["laptops"]["naryn"], keys["laptops"]["bishkek"]
    return open_package(
        read_file(SAMPLES / "NAR1-B-000017.clinic"),
        network=keys["network"],
        sender_key=lambda device, _: naryn["minisign"] if device == naryn["device"] else None,
        ours={bishkek["device"]},
        identities=[bishkek["age_identity"]],
    )


def test_the_package_opens_and_its_seal_holds(keys: dict[str, Any]) -> None:
    package = opened(keys)
    [(told, lines)] = package.by_stretch()
    places = stream.places_of(told.first, told.before, told.chain, lines)
    assert told.before == stream.Stream(told.stream, told.device, told.audience).beginning
    assert [content.read_line(line).id for line in lines] == ["c0", "c1", "c2"] == [place.record for place in places]
    key = read_public_key(keys["laptops"]["naryn"]["minisign"]).raw
    assert stream.seal_holds(package.manifest.network, told.stream, told.last, told.chain, told.seal, key)
    assert (package.manifest.number, package.manifest.count, len(package.manifest.objects)) == (17, 3, 1)


def test_request_and_invitation_open_and_the_digits_are_those_of_then(keys: dict[str, Any]) -> None:
    request = read_request(read_file(SAMPLES / "naryn.clinic-request"))
    assert device_digits(request) == keys["device_digits"]
    identity = keys["laptops"]["naryn"]["age_identity"]
    told = open_invitation(read_file(SAMPLES / "naryn.clinic-invitation"), [identity], request)
    assert told.invitation.digits(request) == keys["network_digits"]
    assert told.invitation.network_identity == keys["network_identity"]
    assert (told.invitation.letter, told.invitation.network_name, len(told.lines)) == ("B", "Укук клиникалары", 2)
