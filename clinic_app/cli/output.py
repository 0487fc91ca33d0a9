"""What a command says: one JSON document or plain lines on stdout, one sentence on stderr."""

from __future__ import annotations

import json
import sys
from typing import Any


class Voice:
    """Speaks for one command. With `as_json` stdout holds exactly one document."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json

    def give(self, document: Any, lines: list[str] | None = None) -> None:
        """The command's answer: the document, or the lines people read instead."""
        if self._as_json:
            sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
            return
        for line in lines if lines is not None else _plain(document):
            sys.stdout.write(f"{line}\n")

    def say(self, sentence: str) -> None:
        """One sentence to the person, beside the answer."""
        sys.stderr.write(f"{sentence}\n")


def _plain(document: Any) -> list[str]:
    """A document as readable lines."""
    if isinstance(document, list):
        return [line for one in document for line in [*_plain(one), ""]][:-1] if document else []
    if isinstance(document, dict):
        return [f"{name}: {_short(value)}" for name, value in document.items() if value not in (None, "", [], (), {})]
    return [str(document)]


def _short(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list, tuple)) else str(value)
