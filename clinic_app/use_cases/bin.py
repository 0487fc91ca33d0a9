"""The bin: what was archived, by whom and when. For 30 days it can be seen here at once, and it is never emptied.

After them a record stays archived, where the archive shows it. Only a person erases, on purpose, and only what they
were shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from clinic_app.changes import Changes
from clinic_app.errors import ChangedMeanwhile, ClinicError, NoSuchRecord, NotOurs
from clinic_app.journal.content import Content
from clinic_app.records.declared import child_types, naming_fields
from clinic_app.records.record import Record
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.erasing import Erasing
from clinic_app.use_cases.history import Authors
from clinic_app.use_cases.several import Done, Several
from clinic_app.use_cases.shown import version_of
from clinic_app.use_cases.value_words import words_of
from clinic_app.wording.words import _

KEPT_DAYS = 30
# What a person archives: records of their own, and what belongs to a case.
KINDS = (
    "consultation",
    "journalist_case",
    "person",
    "incident",
    *(kind.name for kind in child_types(going_along=True)),
)


@dataclass(frozen=True)
class Binned:
    """A record in the bin. `title` is its number, or a person's name; `second` what lists show beside it.

    `at` is the clock of the laptop that archived it, None when nobody's word of it is here; `ours`: whether it may be
    restored or erased here. `days_left` in the bin's list, below 0 in the archive alone. `version`: what was shown.
    """

    type: str
    id: str
    title: str
    second: str
    home: str
    by: str
    at: datetime | None
    days_left: int
    ours: bool
    version: str


@dataclass(frozen=True)
class Following:
    """What an erasure brings with it. `belonging`: the versions of the records that go along; `naming`: how many name
    an erased person and stay.
    """

    belonging: frozenset[str] = frozenset()
    naming: int = 0


class Bin:
    """The archived records of an open vault."""

    def __init__(self, desk: Desk, casework: Casework, several: Several, erasing: Erasing) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework
        self._several = several
        self._erasing = erasing
        self._words: dict[str, Content | None] = {}  # by name: what an entry says never changes

    def listed(self, today: date | None = None, *, older: bool = False) -> list[Binned]:
        """What was archived in the last 30 days, newest first; `older`: everything that is archived."""
        day = today or date.today()
        found = [one for kind in KINDS for one in self._of(kind, day)]
        shown = [one for one in found if older or one.days_left >= 0]
        return sorted(shown, key=lambda one: (one.at is None, -(one.at.timestamp() if one.at else 0), one.title))

    def restore(self, wanted: Sequence[tuple[str, str]]) -> Done:
        """Take records (type, id) out of the bin, in one transaction."""
        with self._vault.changing():
            parts = [self._several.archive(kind, ids, False) for kind, ids in _by_kind(wanted).items()]
        return _together(parts)

    def erase(self, rows: Sequence[Binned], following: Following | None = None) -> Done:
        """Erase what the bin showed for good, or ask the coordinators to; in one transaction. Others' stay, and what
        was restored, edited, or got an event since these rows and what follows from them were shown.
        """
        following = following or Following()
        changes, done = Changes(), []
        refused: list[tuple[str, ClinicError]] = []
        with self._vault.changing():
            # All are looked at first: erasing one may touch another.
            otherwise = {row.id for row in rows if self._is_otherwise(row, following)}
            for row in rows:
                try:
                    if row.id in otherwise:
                        raise ChangedMeanwhile(type=row.type, id=row.id)
                    changes = changes | self._erasing.erase(row.type, row.id)
                    done.append(row.id)
                except (ChangedMeanwhile, NotOurs, NoSuchRecord) as error:
                    refused.append((row.id, error))
        return Done(changes, tuple(done), tuple(refused))

    def following(self, rows: Sequence[Binned]) -> Following:
        """What belongs to these (events of a case, relations of a person) and goes with them, and what names them and
        stays.
        """
        records = [one for kind, ids in _by_kind(_wanted(rows)).items() for one in self._casework.load_many(kind, ids)]
        belonging = frozenset(version_of(child) for one in records for child in self._casework.children_of(one))
        going = {row.id for row in rows}
        naming = {
            id
            for row in rows
            if row.type == "person"
            for kind, field in naming_fields()
            for archived in (False, True)  # and nothing that is erased
            for id in self._casework.ids(kind, where={field: row.id}, archived=archived)
        }
        return Following(belonging, len(naming - going))

    def at_once(self) -> bool:
        """Whether erasing here destroys at once, or is asked of the coordinators."""
        me = self._desk.identity
        return me.decides or not me.network_id

    # --- inside -----------------------------------------------------------------------------------------------------

    def _is_otherwise(self, row: Binned, following: Following) -> bool:
        """Whether a record, or what belongs to it, is no longer what was shown of it."""
        for record in self._casework.load_many(row.type, [row.id]):
            if not record.archived or version_of(record) != row.version:
                return True
            children = self._casework.children_of(record)
            if any(not child.erased and version_of(child) not in following.belonging for child in children):
                return True
        return False

    def _of(self, kind: str, today: date) -> list[Binned]:
        with self._vault.looking():
            ids = self._casework.seen.records.ids(kind, archived=True)
            records = self._casework.seen.records.load(kind, ids)
            words = {record.id: self._last_word(record) for record in records}
        authors = Authors(self._desk, self._casework)
        clients = self._clients(records)
        return [self._binned(record, words.get(record.id), authors, clients, today) for record in records]

    def _last_word(self, record: Record) -> Content | None:
        """The entry that says the record is archived; of several the last."""
        told = []
        for name in record.seen.get("archived", ()):
            if name not in self._words:
                self._words[name] = self._vault.journal.content(name)
            content = self._words[name]
            if content is not None and content.fields.get("archived") is True:
                told.append(content)
        return max(told, key=lambda content: content.at, default=None)

    def _binned(
        self, record: Record, word: Content | None, authors: Authors, clients: Mapping[str, str], today: date
    ) -> Binned:
        at = _moment(word.at) if word else None
        left = KEPT_DAYS - (today - at.date()).days if at else -1
        title, second = _shown(record, clients)
        return Binned(
            record.type.name,
            record.id,
            title,
            second,
            record.home,
            authors.of(word)[0] if word else "",
            at,
            min(left, KEPT_DAYS),
            self._several.may_change(record),
            version_of(record),
        )

    def _clients(self, records: Sequence[Record]) -> dict[str, str]:
        named = [str(getattr(r, "person_id", None) or "") for r in records if r.type.name == "consultation"]
        return self._casework.titles("person", named)


def _shown(record: Any, clients: Mapping[str, str]) -> tuple[str, str]:
    """A case is told by number and title, never by the journalist; see the list of cases."""
    if record.type.name == "consultation":
        return record.record_no, clients.get(record.person_id or "", "")
    if record.type.name == "journalist_case":
        return record.record_no, record.title
    if record.type.name == "person":
        return record.name_display, ""
    number = getattr(record, "record_no", "") or _(record.type.title)
    return number, words_of(record.type.name, record.type.title_field, record.as_json()[record.type.title_field])


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _wanted(rows: Sequence[Binned]) -> list[tuple[str, str]]:
    return [(row.type, row.id) for row in rows]


def _by_kind(wanted: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, id in wanted:
        found.setdefault(kind, []).append(id)
    return found


def _together(parts: Sequence[Done]) -> Done:
    changes = Changes()
    for part in parts:
        changes = changes | part.changes
    return Done(
        changes, tuple(id for part in parts for id in part.ids), tuple(one for part in parts for one in part.refused)
    )
