"""`slots.json` under attack and accident: damage is always named as damage, and nothing put together by hand opens."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from clinic_app.errors import KeyringEntryMissing, KeyringMissing, VaultDamaged, VaultNewer, WrongPassphrase
from clinic_app.keys import slots
from clinic_app.keys.slot_file import MOST_BYTES, parse, render, with_checksum
from tests.keys.test_slots import OTHER, PASSPHRASE, QUICK, VAULT, create

NAMES = ("slots.json", "slots.json.bak")


def put(folder: Path, content: bytes) -> None:
    for name in NAMES:
        (folder / name).write_bytes(content)


def document(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "slots.json").read_bytes())
    return read


def test_every_flipped_bit_is_damage(tmp_path: Path) -> None:
    """All bits of all bytes, in both copies alike; never WrongPassphrase, which would send a person in a circle."""
    create(tmp_path)
    good = (tmp_path / "slots.json").read_bytes()
    for at in range(len(good)):
        for bit in range(8):
            bad = good[:at] + bytes([good[at] ^ 1 << bit]) + good[at + 1 :]
            with pytest.raises(VaultDamaged):
                parse(bad)
        put(tmp_path, bad)
        with pytest.raises(VaultDamaged):
            slots.open_with_passphrase(tmp_path, PASSPHRASE)


def test_cut_and_lengthened_files_are_damage(tmp_path: Path) -> None:
    create(tmp_path)
    good = (tmp_path / "slots.json").read_bytes()
    whole = json.loads(good)
    bad = [good[:at] for at in range(len(good))]
    bad += [good + b"\n", b" " + good, good * 2, json.dumps(whole).encode(), good.replace(b"\n", b"\r\n")]
    bad += [b"[" * 100_000, b"9" * 5000, b'{"version": NaN}', b"null", b"[]", b"{}", b" " * (MOST_BYTES + 1)]
    for content in bad:
        with pytest.raises(VaultDamaged):
            parse(content)


@pytest.mark.parametrize("broken", NAMES)
@pytest.mark.parametrize("how", ["cut", "gone", "flipped"])
def test_one_good_copy_heals_the_other(tmp_path: Path, broken: str, how: str) -> None:
    made, _code = create(tmp_path)
    path = tmp_path / broken
    good = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(good[:100] if how == "cut" else good[:50] + b"?" + good[51:])
    assert slots.open_with_passphrase(tmp_path, PASSPHRASE).raw() == made.raw()
    assert [(tmp_path / name).read_bytes() for name in NAMES] == [good, good]


def test_an_older_copy_is_brought_up_to_date(tmp_path: Path) -> None:
    """A crash between two renames must not leave the former passphrase alive in the copy."""
    made, _code = create(tmp_path)
    old = (tmp_path / "slots.json.bak").read_bytes()
    slots.change_passphrase(tmp_path, made, OTHER)
    (tmp_path / "slots.json.bak").write_bytes(old)
    assert slots.open_with_passphrase(tmp_path, OTHER).raw() == made.raw()
    assert (tmp_path / "slots.json.bak").read_bytes() == (tmp_path / "slots.json").read_bytes()


def test_a_newer_file_is_not_opened_and_not_overwritten_from_the_copy(tmp_path: Path) -> None:
    create(tmp_path)
    newer = with_checksum(document(tmp_path) | {"version": 2, "more": []})
    (tmp_path / "slots.json").write_bytes(newer)
    with pytest.raises(VaultNewer) as raised:
        slots.open_with_passphrase(tmp_path, PASSPHRASE)
    assert raised.value.data == {"found": 2, "known": 1}
    assert (tmp_path / "slots.json").read_bytes() == newer


def _with_slot(read: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return read | {"slots": [read["slots"][0] | changed, *read["slots"][1:]]}


def _with_kdf(read: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return _with_slot(read, kdf=read["slots"][0]["kdf"] | changed)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ops", 0),
        ("ops", 11),
        ("ops", 10**30),
        ("ops", True),
        ("ops", 1.0),
        ("ops", "1"),
        ("mem_bytes", (64 << 20) - 1),
        ("mem_bytes", (1 << 30) + 1),
        ("mem_bytes", 1 << 62),
        ("mem_bytes", -1),
        ("name", "argon2i"),
        ("salt", ""),
        ("salt", "AAAA"),
        ("salt", None),
    ],
)
def test_stretching_out_of_range_is_damage_before_any_work(tmp_path: Path, name: str, value: object) -> None:
    """A hostile file could ask for hours, or for all the memory; its checksum is right."""
    create(tmp_path)
    with pytest.raises(VaultDamaged):
        parse(with_checksum(_with_kdf(document(tmp_path), **{name: value})))


def test_what_the_format_does_not_know_is_damage(tmp_path: Path) -> None:
    create(tmp_path)
    read = document(tmp_path)
    recovery = read["slots"][1]
    bad = [
        read | {"more": 1},
        read | {"cipher": "none"},
        read | {"vault_id": "../../etc"},
        read | {"version": 0},
        read | {"version": True},
        read | {"version": "1"},
        read | {"slots": []},
        read | {"slots": {}},
        read | {"slots": [read["slots"][0]] * 2},
        read | {"slots": [read["slots"][0] | {"id": f"{n:016x}"} for n in range(65)]},
        read | {"device": {}},
        _with_slot(read, keyring=1),
        _with_slot(read, kind="master"),
        _with_slot(read, id="x"),
        _with_slot(read, sealed="AAAA"),
        _with_slot(read, label=""),
        _with_slot(read, label=base64.b64encode(b"n" * 4000).decode()),
        _with_slot(read, name="Айгүл"),
        read | {"slots": [read["slots"][0], recovery | {"keyring": True}]},
        {name: value for name, value in read.items() if name != "device"},
    ]
    for one in bad:
        with pytest.raises(VaultDamaged):
            parse(with_checksum(one))
    assert render(parse(with_checksum(read))) == (tmp_path / "slots.json").read_bytes()


@pytest.mark.usefixtures("no_keyring")
@pytest.mark.parametrize(
    "changed",
    [
        {"id": "0" * 16},
        {"kind": "recovery"},
        {"keyring": True},
        {"ops": 2},
        {"mem_bytes": 80 << 20},
        {"salt": base64.b64encode(b"s" * 16).decode()},
        {"vault_id": "another-vault"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_no_field_may_be_swapped_even_under_a_right_checksum(tmp_path: Path, changed: dict[str, Any]) -> None:
    """The seal is bound to all of them. Planted once: without `vault_id` and `id` in `slot_bound_to` this failed."""
    create(tmp_path)
    read = document(tmp_path)
    if "vault_id" in changed:
        read |= changed
    elif changed.keys() & read["slots"][0]["kdf"].keys():
        read = _with_kdf(read, **changed)
    else:
        read = _with_slot(read, **changed)
    put(tmp_path, with_checksum(read))
    with pytest.raises((WrongPassphrase, KeyringMissing, KeyringEntryMissing)):
        slots.open_with_passphrase(tmp_path, PASSPHRASE)


def test_slots_and_parameters_of_another_vault_open_nothing(tmp_path: Path) -> None:
    """Same passphrase in both vaults: a slot carried over would open with the thief's own master key."""
    create(tmp_path / "a")
    create(tmp_path / "b", vault_id="0195b0c2-0000-7000-8000-000000000000")
    ours, theirs = document(tmp_path / "a"), document(tmp_path / "b")
    first, other = ours["slots"][0], theirs["slots"][0]
    swapped = [
        ours | {"slots": theirs["slots"]},
        _with_slot(ours, sealed=other["sealed"]),
        _with_slot(ours, kdf=other["kdf"]),
        _with_slot(ours, kdf=other["kdf"], sealed=other["sealed"]),
        ours | {"slots": [first | {"id": other["id"]}, ours["slots"][1]]},
    ]
    for read in swapped:
        put(tmp_path / "a", with_checksum(read))
        with pytest.raises(WrongPassphrase):
            slots.open_with_passphrase(tmp_path / "a", PASSPHRASE)


def test_a_changed_device_secret_is_damage_to_whoever_would_rely_on_it(tmp_path: Path) -> None:
    made, code = create(tmp_path)
    read = document(tmp_path)
    for device in (
        read["device"] | {"check": base64.b64encode(b"c" * 8).decode()},
        read["device"] | {"sealed": base64.b64encode(b"s" * 72).decode()},
    ):
        put(tmp_path, with_checksum(read | {"device": device}))
        before = [(tmp_path / name).read_bytes() for name in NAMES]
        for attempt in (
            lambda: slots.recover(tmp_path, code, OTHER),
            lambda: slots.add_slot(tmp_path, made, OTHER, use_keyring=False, stretching=QUICK),
        ):
            with pytest.raises(VaultDamaged):
                attempt()
        assert [(tmp_path / name).read_bytes() for name in NAMES] == before


def test_the_sample_of_format_1_opens_for_ever() -> None:
    """Made once by format 1 (`kdf_floor`, no keyring) and never again; the keys that come of it are written down."""
    folder = Path(__file__).parent.parent / "samples" / "slots-v1"
    before = [(folder / name).read_bytes() for name in NAMES]
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    for key in (
        slots.open_with_passphrase(folder, expected["passphrase"]),
        slots.open_with_code(folder, expected["recovery_code"]),
    ):
        shown = {"database": key.database_key(), "blobs": key.blob_key(), "mark": key.derived("mark")}
        assert {name: value.hex() for name, value in shown.items()} == expected["keys"]
        assert {name: text.decode() for name, text in slots.slot_labels(folder, key).items()} == expected["labels"]
    assert slots.slots_facts(folder).vault_id == expected["vault_id"] != VAULT
    assert [(folder / name).read_bytes() for name in NAMES] == before
