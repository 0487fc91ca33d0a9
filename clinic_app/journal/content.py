"""The content of an entry: one save of one record, in canonical bytes whose hash is its name.

Version 1: `{at, author, device, fields, id, salt, schema, seen, type}` and `needs` when a newer program is needed.
`fields` maps registers to new JSON values (null: cleared, or out of the set); `seen` maps each of those registers to
the names of the entries whose values the form showed. Nobody can claim to have seen what is not yet written, because
names are hashes. An erased content travels as `{erased: name, record: id}`.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import orjson

from clinic_app.journal.canonical import canonical, parse
from clinic_app.records.record import Seen

NAME_HEX = 40  # 20 bytes
KNOWN_NEEDS = 0  # what this program can read; an entry that needs more is kept and forwarded unread
SCHEMA = 1

_NAME = re.compile(r"[0-9a-f]{40}")
_SALT = re.compile(r"[0-9a-f]{32}")
_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,64}")
_REGISTER = re.compile(r"[a-z][a-z0-9_]{0,63}(/.{1,300})?", re.DOTALL)
_KEYS = {"at", "author", "device", "fields", "id", "salt", "schema", "seen", "type"}


@dataclass(frozen=True)
class Content:
    """One save. `at` is the laptop's clock with its offset, shown to people and never trusted."""

    type: str
    id: str
    fields: Mapping[str, Any]
    seen: Seen
    author: str
    device: str
    at: str
    salt: str
    schema: int = SCHEMA
    needs: int = 0

    @cached_property
    def line(self) -> bytes:
        """The canonical bytes, without a line end."""
        value: dict[str, Any] = {
            "at": self.at,
            "author": self.author,
            "device": self.device,
            "fields": dict(self.fields),
            "id": self.id,
            "salt": self.salt,
            "schema": self.schema,
            "seen": {register: sorted(names) for register, names in self.seen.items() if names},
            "type": self.type,
        }
        if self.needs:
            value["needs"] = self.needs
        return canonical(value)

    @cached_property
    def name(self) -> str:
        return name_of(self.line)

    @property
    def readable(self) -> bool:
        """Whether this program knows how to read it."""
        return self.needs <= KNOWN_NEEDS


@dataclass(frozen=True)
class Erased:
    """What is left of an erased content: its name and record."""

    name: str
    id: str

    @cached_property
    def line(self) -> bytes:
        return canonical({"erased": self.name, "record": self.id})


def write(type: str, id: str, fields: Mapping[str, Any], seen: Seen, *, author: str, device: str, at: str) -> Content:
    """A new content with fresh salt; `seen` is cut to the registers that are written."""
    told = {register: tuple(seen.get(register, ())) for register in fields}
    return Content(type, id, dict(fields), told, author, device, at, salt=secrets.token_hex(16))


def name_of(line: bytes) -> str:
    """The name of a content: SHA-256 of its bytes, cut to 20, in hex."""
    return hashlib.sha256(line).hexdigest()[:NAME_HEX]


def read_line(line: bytes) -> Content | Erased:
    """The content behind one line; ValueError when it is not exactly what `write` makes."""
    value = parse(line)
    if not isinstance(value, dict):
        raise ValueError("not an object")
    if value.keys() == {"erased", "record"}:
        _want(_NAME, value["erased"])
        _want(_IDENTIFIER, value["record"])
        return Erased(value["erased"], value["record"])
    needs = value.get("needs", 0)
    if isinstance(needs, bool) or not isinstance(needs, int) or ("needs" in value and needs < 1):
        raise ValueError("needs")
    if needs > KNOWN_NEEDS:
        _want(_IDENTIFIER, value.get("id"))
        _want(_IDENTIFIER, value.get("type"))
        made = Content(value["type"], value["id"], {}, {}, "", "", "", "", needs=needs)
        made.__dict__["line"] = bytes(line)  # its bytes are kept as they came
        return made
    if value.keys() - {"needs"} != _KEYS:
        raise ValueError("keys")
    return _content(value, bytes(line))


def recall_line(line: bytes) -> Content | Erased:
    """The content behind a line of one's own vault: `read_line` has judged it before it was entered, once is enough."""
    value = orjson.loads(line)
    if value.get("needs", 0) > KNOWN_NEEDS or "erased" in value:
        return read_line(line)
    return _made(value, line)


def _content(value: dict[str, Any], line: bytes) -> Content:
    _want(_IDENTIFIER, value["id"])
    for key in ("type", "author", "device"):
        if not _is_identifier(value[key]):
            raise ValueError(key)
    _want(_SALT, value["salt"])
    if not isinstance(value["at"], str) or len(value["at"]) > 40:
        raise ValueError("at")
    if isinstance(value["schema"], bool) or not isinstance(value["schema"], int) or value["schema"] < 1:
        raise ValueError("schema")
    fields, seen = value["fields"], value["seen"]
    if not isinstance(fields, dict) or not fields or not isinstance(seen, dict) or not seen.keys() <= fields.keys():
        raise ValueError("fields or seen")
    for register in fields:
        if not _is_register(register):
            raise ValueError("register")
    for names in seen.values():
        if not isinstance(names, list) or not names or names != sorted(set(map(str, names))):
            raise ValueError("seen")
        for name in names:
            _want(_NAME, name)
    return _made(value, line)  # already canonical: parse() has proved it


def _made(value: dict[str, Any], line: bytes) -> Content:
    """The content behind a judged value; written straight into the object, a hundred thousand times in a merge."""
    seen = value["seen"]
    for register, names in seen.items():
        seen[register] = tuple(names)
    made = object.__new__(Content)
    told = made.__dict__
    told.update(value)
    told.setdefault("needs", 0)
    told["line"] = line
    return made


@lru_cache(maxsize=4096)  # the same few authors, devices and types
def _identifier(text: str) -> bool:
    return _IDENTIFIER.fullmatch(text) is not None


def _is_identifier(value: object) -> bool:
    return isinstance(value, str) and _identifier(value)


@lru_cache(maxsize=4096)
def _is_register(text: str) -> bool:
    return _REGISTER.fullmatch(text) is not None


def _want(pattern: re.Pattern[str], text: object) -> None:
    if not isinstance(text, str) or not pattern.fullmatch(text):
        raise ValueError("not of the wanted shape")
