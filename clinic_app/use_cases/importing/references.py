"""Which record a cell means that names another record: by id, by its number, an office by its code, a person by name.

A name that several people bear is never guessed.
"""

from __future__ import annotations

import re

from clinic_app.names.folding import fold
from clinic_app.names.person_names import name_identity
from clinic_app.use_cases.importing.faults import NotRead, Trouble
from clinic_app.use_cases.importing.plan import Book

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class References:
    """Finds the records that cells name; each name is looked up once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._found: dict[tuple[str, str], str] = {}
        self._names: dict[str, dict[str, list[str]]] = {}

    def found(self, kind: str, written: str) -> str:
        """The id of the record of `kind` that `written` means; NotRead when there is none, or several."""
        key = (kind, written)
        if key not in self._found:
            self._found[key] = self._look(kind, written)
        return self._found[key]

    def _look(self, kind: str, written: str) -> str:
        if _ID.fullmatch(written) and written in self._book.known(kind, [written]):
            return written
        if kind in ("person", "office"):
            ids = self._named(kind).get(_key(kind, written), [])
        else:
            found = self._book.numbers_taken([written]).get(written, "")
            ids = [found] if found in self._book.known(kind, [found]) else []
        if len(ids) != 1:
            raise NotRead(Trouble.SEVERAL_RECORDS if ids else Trouble.NO_SUCH_RECORD)
        return ids[0]

    def _named(self, kind: str) -> dict[str, list[str]]:
        if kind not in self._names:
            names: dict[str, list[str]] = {}
            for record in self._book.load_many(kind, self._book.ids(kind)):
                if record.erased:
                    continue
                told = (record.name_display,) if kind == "person" else (record.code, record.name)
                for name in {_key(kind, one) for one in told} - {""}:
                    names.setdefault(name, []).append(record.id)
            self._names[kind] = names
        return self._names[kind]


def _key(kind: str, written: str) -> str:
    return name_identity(written) if kind == "person" else " ".join(fold(written).split())
