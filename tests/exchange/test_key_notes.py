"""What a manifest says of keys: exact, or the package is refused; a package that says all of it opens for ever."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clinic_app.exchange.files import read_file
from clinic_app.exchange.key_notes import AgeTold, KeyNotes, NewKey, read_notes
from clinic_app.exchange.manifest import read_manifest
from clinic_app.exchange.package import open_package
from clinic_app.journal.device_keys import proof_text
from clinic_app.keys.identity import AgeIdentity, SigningKey

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "package-v1"
OLD, NEW = SigningKey(b"\1" * 32), SigningKey(b"\2" * 32)
ENDS = {"0" * 32: 4, "f" * 32: 9}
PROOF = NEW.sign(proof_text("0" * 40, "naryn", OLD.public, NEW.public, 2, ENDS.items())).hex()
AGE = AgeIdentity(json.loads((SAMPLES / "keys.json").read_text(encoding="utf-8"))["network_identity"])
ALL = KeyNotes(
    age=AgeTold(AGE.recipient, 1, 2),
    new_key=NewKey(NEW.public, OLD.public, 2, ENDS, PROOF),
    network_identity=AGE.text,
    network_key=AGE.recipient,
    again=("NAR1-A-000001.clinic", "NAR1-A-000002.clinic"),
    forked=("0" * 32,),
)


def test_what_is_said_is_read_back() -> None:
    assert read_notes(ALL.as_json()) == ALL
    assert read_notes({}) == KeyNotes() and KeyNotes().as_json() == {}
    assert read_notes(ALL.as_json() | {"of a later program": [1]}) == ALL
    assert AGE.text not in repr(ALL)


@pytest.mark.parametrize(
    ("note", "wrong"),
    [
        ("keys", {"age": AGE.recipient, "life": 1}),
        ("keys", {"age": AGE.recipient, "life": 0, "turn": 1}),
        ("keys", {"age": AGE.recipient, "life": 1, "turn": 10**9}),
        ("keys", {"age": AGE.text, "life": 1, "turn": 1}),
        ("keys", []),
        ("new_key", ALL.new_key.as_json() | {"turn": 1}),  # type: ignore[union-attr]
        ("new_key", ALL.new_key.as_json() | {"proof": "00"}),  # type: ignore[union-attr]
        ("new_key", ALL.new_key.as_json() | {"ends": [{"number": 0, "stream": "a"}]}),  # type: ignore[union-attr]
        ("new_key", ALL.new_key.as_json() | {"ends": [{"number": 1, "stream": "a"}] * 2}),  # type: ignore[union-attr]
        ("new_key", ALL.new_key.as_json() | {"key": NEW.public + "\n"}),  # type: ignore[union-attr]
        ("network_identity", AGE.recipient),
        ("network_identity", ""),
        ("network_key", AGE.text),
        ("again", ["b", "a"]),
        ("again", [f"{n:03}" for n in range(51)]),
        ("again", ["../x"]),
        ("forked", [1]),
    ],
)
def test_what_is_not_exact_is_refused(note: str, wrong: Any) -> None:
    with pytest.raises(ValueError):
        read_notes(ALL.as_json() | {note: wrong})


def test_a_proof_holds_for_one_laptop_one_network_one_turn_and_these_ends() -> None:
    told = ALL.new_key
    assert told is not None and told.holds("0" * 40, "naryn")
    assert not told.holds("1" * 40, "naryn") and not told.holds("0" * 40, "osh")
    for changed in ({"turn": 3}, {"ends": {}}, {"old": NEW.public}, {"key": OLD.public}, {"proof": "00" * 64}):
        assert not replace(told, **changed).holds("0" * 40, "naryn")  # type: ignore[arg-type]


def test_a_package_that_tells_of_keys_opens_for_ever() -> None:
    """Written once by this version; an older program passes over what stands under `more`."""
    keys = json.loads((SAMPLES / "keys.json").read_text(encoding="utf-8"))
    naryn, bishkek = keys["laptops"]["naryn"], keys["laptops"]["bishkek"]
    opened = open_package(
        read_file(SAMPLES / "NAR1-B-000018.clinic"),
        network=keys["network"],
        sender_key=lambda device, _: naryn["minisign"] if device == naryn["device"] else None,
        ours={bishkek["device"]},
        identities=[bishkek["age_identity"]],
    )
    told = opened.manifest.keys
    assert told.age == AgeTold(told.network_key, 1, 2)
    assert told.new_key is not None and told.new_key.holds(keys["network"], naryn["device"])
    assert told.new_key.ends == {"0" * 32: 4, "f" * 32: 9} and told.new_key.old == naryn["minisign"]
    assert told.again == ("BISH-to-NAR1-A-000003.clinic",) and told.forked == ("0" * 32,)
    assert AgeIdentity(told.network_identity).recipient == told.network_key
    assert read_manifest(opened.manifest.as_bytes()) == opened.manifest
