"""What commands read: passphrases from files, JSON records, NAME=VALUE. No secret is ever an argument."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clinic_app.errors import BadInput, FileUnreadable, file_error
from clinic_app.paths import default_vault
from clinic_app.wording.words import _

if TYPE_CHECKING:
    from clinic_app.clinic import Clinic
    from clinic_app.records.record import RecordType


def vault_folder(told: argparse.Namespace) -> Path:
    """The case book's folder: --vault, else CLINIC_VAULT, else the usual place."""
    return Path(told.vault or os.environ.get("CLINIC_VAULT") or default_vault())


def passphrase(told: argparse.Namespace) -> str:
    """The passphrase: from a file, else typed on a terminal."""
    from clinic_app.keys.passphrase import read_passphrase_file

    file = told.passphrase_file or os.environ.get("CLINIC_PASSPHRASE_FILE")
    if file:
        return read_passphrase_file(Path(file))
    if not sys.stdin.isatty():
        raise BadInput(file="", line=0, why="no_passphrase")
    return getpass.getpass(_("Passphrase: "))


def open_clinic(told: argparse.Namespace, known: str | None = None) -> Clinic:
    """The case book, open; as nobody but --person, where that is given. `known`: the passphrase, asked for already."""
    from clinic_app.clinic import Clinic

    words = passphrase(told) if known is None else known
    return Clinic.open(vault_folder(told), words, person=getattr(told, "who", None) or "")


def code_from(file: str) -> str:
    """The recovery code out of a text file or a photo of the sheet. PictureUnreadable, FileUnreadable, BadInput."""
    from clinic_app.keys.passphrase import read_passphrase_file
    from clinic_app.pictures.reading import is_picture
    from clinic_app.use_cases.code_pictures import code_in

    path = Path(file)
    return code_in(path) if is_picture(path) else read_passphrase_file(path)


def records_from(source: str) -> list[dict[str, Any]]:
    """Records from a file or `-`: one JSON object, a list, or JSON lines. BadInput names file and line."""
    name = "-" if source == "-" else source
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(file=name, line=1, why="not_json") from None
    except FileNotFoundError:
        raise FileUnreadable(file=name, reason="not found") from None
    except OSError as problem:
        raise file_error(problem, name, writing=False) from None
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        given = None
    if isinstance(given, dict):
        return [given]
    if isinstance(given, list):
        return [_object(one, name, place) for place, one in enumerate(given, start=1)]
    return [_line(line, name, place) for place, line in enumerate(text.splitlines(), start=1) if line.strip()]


def _line(line: str, name: str, place: int) -> dict[str, Any]:
    try:
        return _object(json.loads(line), name, place)
    except (ValueError, RecursionError):
        raise BadInput(file=name, line=place, why="not_json") from None


def _object(given: Any, name: str, place: int) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise BadInput(file=name, line=place, why="not_json")
    return given


def pair(text: str) -> tuple[str, str]:
    """NAME=VALUE, split at the first `=`."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise BadInput(file=text, line=0, why="setting")
    return name, value


def json_value(kind: RecordType, name: str, text: str) -> Any:
    """The JSON behind typed text for one field: what begins with [ or { is JSON, lists are codes with commas."""
    spec = kind.field(name)
    if text[:1] in ("[", "{"):
        try:
            return json.loads(text)
        except ValueError:
            raise BadInput(file=f"{name}={text[:40]}", line=0, why="setting") from None
    if text == "":
        return [] if spec.kind.in_elements else None
    return spec.kind.write(spec.kind.read_text(text))
