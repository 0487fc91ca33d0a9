"""The signed index: read back as it was, and refused when a single bit of it, its name or its signer is another."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clinic_app.errors import NotTrusted
from clinic_app.exchange.distrust import Distrust
from clinic_app.exchange.index import (
    ATTACHMENT,
    MOST_OBJECTS,
    PACKAGE,
    Index,
    IndexEntry,
    device_mark,
    group_mark,
    index_name,
    read_index,
    read_index_name,
    write_index,
)
from tests.exchange.world import BISHKEK, NARYN, NETWORK, SECOND, THIEF, sender_key

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "index-v1"
GROUP, LIFE = group_mark(NETWORK, "office NAR1"), "0123456789abcdef"
ENTRY = IndexEntry("ab" * 32, 8192, PACKAGE, (BISHKEK.device,))
FILE = IndexEntry("cd" * 32, 5_000_000, ATTACHMENT, tuple(sorted((BISHKEK.device, SECOND.device))))
GOOD = Index(NETWORK, NARYN.device, GROUP, LIFE, 7, (ENTRY, FILE))


def written(index: Index = GOOD) -> bytes:
    return write_index(index, NARYN.signer)


def why(data: bytes) -> Distrust:
    with pytest.raises(NotTrusted) as refused:
        read_index(data, NETWORK, sender_key)
    reason = refused.value.data["why"]
    assert isinstance(reason, Distrust)
    return reason


def resigned(change: Callable[[dict[str, Any]], object], comment: str = GOOD.comment) -> bytes:
    """The good index after `change`, signed by its own laptop."""
    told = json.loads(written().partition(b"\n")[0])
    change(told)
    line = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    return line + NARYN.signer.sign(line, comment)


def put(key: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda told: told.__setitem__(key, value)


def test_it_comes_back_as_it_was() -> None:
    assert read_index(written(), NETWORK, sender_key) == GOOD
    empty = Index(NETWORK, NARYN.device, GROUP, LIFE, 8)
    assert read_index(written(empty), NETWORK, sender_key) == empty
    assert written() == written(), "deterministic, so that a frozen errand can be run twice"


def test_its_name_says_what_is_in_it() -> None:
    name = index_name(GOOD, written())
    told = hashlib.sha256(written()).hexdigest()[:8]
    assert read_index_name(name) == (device_mark(NARYN.device), LIFE, 7, told)
    assert device_mark("0199aaaa-0000-7000-8000-105d0cf5fb2b") == "0199aaaa00007000"
    for other in (name.upper(), f"{name}.index", name[1:], name.replace("-", "_"), f"../{name}", f"{name}\n"):
        with pytest.raises(ValueError, match="name"):
            read_index_name(other)


def test_a_group_tells_no_office_code_and_no_two_are_alike() -> None:
    groups = {group_mark(NETWORK, words) for words in ("net", "coord", "office net", "office NAR1", "office nar1")}
    assert len(groups) == 5 and not any("nar1" in group.lower() for group in groups)
    assert group_mark("0" * 40, "net") not in groups


def test_every_flipped_byte_is_refused() -> None:
    """Also its line ends, which stand under the signature with the line."""
    data = written()
    for place in range(len(data)):
        for mask in (0x01, 0x20, 0x80):
            changed = bytearray(data)
            changed[place] ^= mask
            why(bytes(changed))
    for changed_data in (data[:-1], data + b"\n", b"\n" + data, data[1:], b"", data.replace(b"\n", b"\r\n")):
        why(changed_data)


def test_strangers_and_other_networks() -> None:
    by_thief = write_index(Index(NETWORK, THIEF.device, GROUP, LIFE, 7), THIEF.signer)
    assert why(by_thief) is Distrust.STRANGER
    in_his_name = write_index(Index(NETWORK, NARYN.device, GROUP, LIFE, 7), THIEF.signer)
    assert why(in_his_name) is Distrust.STRANGER  # that laptop has no such key
    elsewhere = write_index(Index("0" * 40, NARYN.device, GROUP, LIFE, 7), NARYN.signer)
    assert why(elsewhere) is Distrust.WRONG_NETWORK
    assert why(write_index(Index(NETWORK, SECOND.device, GROUP, LIFE, 7), NARYN.signer)) is Distrust.STRANGER


@pytest.mark.parametrize(
    "change",
    [
        put("count", 8),
        put("device", SECOND.device),
        put("life", "f" * 16),
        put("group", "0" * 16),
        put("network", "0" * 40),
        put("count", True),
        put("count", 100_000_000),
        put("life", "F" * 16),
        put("kind", "package"),
        put("more", []),
        put("another", 1),
        put("readers", [[]]),
        put("readers", [["b"], ["a"]]),
        lambda told: told["objects"].reverse(),
        lambda told: told["objects"][0].update(bytes=0),
        lambda told: told["objects"][0].update(bytes=33 << 20),
        lambda told: told["objects"][0].update({"for": 9}),
        lambda told: told["objects"][0].update(sha256="AB" * 32),
        lambda told: told["objects"][0].update(name="NAR1"),
        lambda told: told["objects"].append(told["objects"][1]),
        lambda told: told.pop("more"),
    ],
)
def test_what_its_own_laptop_signs_must_still_be_exact(change: Callable[[dict[str, Any]], object]) -> None:
    assert why(resigned(change)) is Distrust.BAD_MANIFEST


def test_what_a_later_program_adds() -> None:
    assert read_index(resigned(put("more", {"newer": 2})), NETWORK, sender_key) == GOOD
    other_kind = resigned(lambda told: told["objects"][0].update(kind="photo_album"))
    assert read_index(other_kind, NETWORK, sender_key).objects == (FILE,)
    newer = GOOD.comment.replace("clinic-index 1", "clinic-index 2")
    assert why(resigned(put("version", 2), newer)) is Distrust.NEWER_FORMAT


def test_no_more_than_a_reader_takes() -> None:
    def entries(number: int) -> tuple[IndexEntry, ...]:
        return tuple(IndexEntry(f"{place:064x}", 9000, PACKAGE, (BISHKEK.device,)) for place in range(number))

    full = Index(NETWORK, NARYN.device, GROUP, LIFE, 7, entries(MOST_OBJECTS))
    assert read_index(written(full), NETWORK, sender_key) == full
    with pytest.raises(ValueError, match="too many"):
        written(Index(NETWORK, NARYN.device, GROUP, LIFE, 7, entries(MOST_OBJECTS + 1)))
    assert why(written() + b" " * (1 << 20)) is Distrust.TOO_LARGE


def test_the_sample_of_format_1_is_read_for_ever() -> None:
    keys = json.loads((SAMPLES / "keys.json").read_text(encoding="utf-8"))
    (file,) = (path for path in SAMPLES.iterdir() if path.suffix not in (".json", ".md"))
    index = read_index(
        file.read_bytes(), keys["network"], lambda device, _: keys["minisign"] if device == keys["device"] else None
    )
    assert index_name(index, file.read_bytes()) == file.name
    assert index.group == group_mark(keys["network"], f"office {keys['office']}") and index.count == 12
    assert [(one.kind, one.bytes, len(one.readers)) for one in index.objects] == [
        ("package", 8192, 1),
        ("attachment", 5_000_000, 2),
    ]


@pytest.mark.skipif(shutil.which("minisign") is None, reason="minisign is not installed")
def test_minisign_alone_verifies_it(tmp_path: Path) -> None:
    line, _, signature = written().partition(b"\n")
    (tmp_path / "index").write_bytes(line + b"\n")
    (tmp_path / "index.minisig").write_bytes(signature)
    command = ["minisign", "-V", "-Q", "-P", NARYN.public, "-m", str(tmp_path / "index")]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip() == GOOD.comment
