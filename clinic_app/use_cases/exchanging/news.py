"""What a merge would change, as a person looks at it before: record by record, field by field. Values only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clinic_app.journal import reading
from clinic_app.journal.content import Content
from clinic_app.journal.rules import ERASED
from clinic_app.use_cases.exchanging.choosing import is_free
from clinic_app.use_cases.exchanging.packages import Counts, PackageTaken
from clinic_app.use_cases.history import Authors

NEW, CHANGED, CONFLICT = "new", "changed", "conflict"
ARCHIVED, ERASURE, INCOMPLETE = "archived", "erased", "incomplete"


@dataclass(frozen=True, slots=True)
class FieldNews:
    """One register: `before` is shown here now, `after` the value that comes (JSON values, None: nothing), with who
    wrote it, where, and `at` by that laptop's clock. `conflict`: it would stand beside another value.
    """

    register: str
    before: Any
    after: Any
    author: str
    office: str
    laptop: str
    at: str
    conflict: bool


@dataclass(frozen=True, slots=True)
class RecordNews:
    """One record that would change. `what`: new, changed, conflict, archived, erased or incomplete, the gravest first
    from the right; `here`: whether it is here already; `archived` and `erased`: whether it would become so.
    """

    type: str
    record: str
    title: str
    home: str
    what: str
    fields: tuple[FieldNews, ...]
    packages: tuple[str, ...]
    may_leave_out: bool
    here: bool = False
    archived: bool = False
    erased: bool = False

    @property
    def conflict(self) -> bool:
        return any(field.conflict for field in self.fields)


@dataclass(frozen=True)
class Preview:
    """What a merge would do: its packages, and every record that would change, by office, type and title.

    `titles` are those of the records that values point to (for `value_words.words_of`), `offices` office id -> name.
    """

    packages: tuple[PackageTaken, ...]
    records: tuple[RecordNews, ...]
    titles: Mapping[str, str]
    offices: Mapping[str, str]
    files: int = 0  # sealed files beside the packages that have not come yet

    def counts(self, office: str = "") -> Counts:
        """The records of one office, or all."""
        some = [one for one in self.records if office in ("", one.home)]
        return Counts(
            new=sum(not one.here for one in some),
            changed=sum(one.here for one in some),
            conflicts=sum(one.conflict for one in some),
            archived=sum(one.archived for one in some),
            erased=sum(one.erased for one in some),
        )


@dataclass(frozen=True, slots=True)
class Written:
    """Who wrote an entry, where and when, and whether it may be left out."""

    author: str
    office: str
    laptop: str
    at: str
    free: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One record as it reads at a moment: registers, and the live values as (register, entry, value)."""

    shown: Mapping[str, Any]
    leaves: tuple[tuple[str, str, Any], ...]
    conflicts: frozenset[str]
    complete: bool

    def says(self, register: str) -> Any:
        return self.shown.get(register)


NOT_HERE = Shown({}, (), frozenset(), True)


def shown_of(entries: Sequence[Content], aside: Sequence[Content]) -> Shown:
    """A record's reading, flat; the entries are those of one record."""
    if len(entries) == 1 and not aside:  # most of what is new: nothing to weigh, and there may be tens of thousands
        (only,) = entries
        return Shown(
            only.fields,
            tuple((r, only.name, value) for r, value in only.fields.items()),
            frozenset(),
            "home" in only.fields,
        )
    found = reading.read(entries, aside)
    leaves = tuple((register, name, value) for register, some in found.leaves.items() for name, value in some.items())
    complete = any("home" in entry.fields for entry in entries)
    return Shown(found.shown, leaves, found.conflicts, complete)


class Bylines:
    """Who wrote what, asked once per entry."""

    def __init__(self, authors: Authors, own_device: str) -> None:
        self._authors = authors
        self._own_device = own_device
        self._found: dict[str, Written] = {}

    def keep(self, entries: Iterable[Content]) -> None:
        """Remember who wrote these."""
        for entry in entries:
            if entry.name not in self._found:
                author, office, letter = self._authors.of(entry)
                self._found[entry.name] = Written(author, office, letter, entry.at, is_free(entry, self._own_device))

    def of(self, name: str) -> Written:
        return self._found.get(name) or Written("", "", "", "", False)


def news_of(
    key: tuple[str, str], before: Shown | None, after: Shown | None, by: Bylines, packages: Collection[str]
) -> RecordNews | None:
    """What would change in a record; nothing when every value would stay. The title is filled in by whoever asks."""
    was, now = before or NOT_HERE, after or NOT_HERE
    known = {(register, name) for register, name, _ in was.leaves}
    fresh = [leaf for leaf in now.leaves if leaf[:2] not in known] if known else now.leaves
    fields = [_field(leaf, was, now, by) for leaf in fresh if _is_news(leaf, before, was, now)]
    told = {field.register for field in fields}
    fields += [  # values that go without another one coming: their laptop was removed, or they were blanked
        FieldNews(register, value, now.says(register), "", "", "", "", register in now.conflicts)
        for register, value in was.shown.items()
        if register not in told and not _alike(register, value, now.says(register))
    ]
    if not fields:
        return None
    archived = now.says("archived") is True and was.says("archived") is not True
    erased = bool(now.says(ERASED)) and not was.says(ERASED)
    torn = any(field.conflict for field in fields)
    what = (
        ERASURE if erased else
        INCOMPLETE if after and not now.complete else
        CONFLICT if torn else
        NEW if before is None else
        ARCHIVED if archived else
        CHANGED
    )  # fmt: skip
    return RecordNews(
        type=key[0],
        record=key[1],
        title="",
        home=str(now.says("home") or was.says("home") or ""),
        what=what,
        fields=tuple(sorted(fields, key=lambda one: (one.register, one.at))),
        packages=tuple(packages),
        may_leave_out=any(by.of(name).free for _, name, _ in fresh),
        here=before is not None,
        archived=archived,
        erased=erased,
    )


def _is_news(leaf: tuple[str, str, Any], before: Shown | None, was: Shown, now: Shown) -> bool:
    register, _, value = leaf
    if before is None and register == "home":
        return False  # whose a new record is says its place in the list
    return register in was.conflicts or register in now.conflicts or not _alike(register, was.says(register), value)


def _field(leaf: tuple[str, str, Any], was: Shown, now: Shown, by: Bylines) -> FieldNews:
    register, name, value = leaf
    who = by.of(name)
    torn = register in now.conflicts
    return FieldNews(register, was.says(register), value, who.author, who.office, who.laptop, who.at, torn)


def _alike(register: str, one: Any, other: Any) -> bool:
    """Whether two values look the same to a person: empty text is nothing, and so is an element taken out."""
    if one == other and type(one) is type(other):
        return True
    if one or other:
        return False
    return _is_nothing(register, one) and _is_nothing(register, other)


def _is_nothing(register: str, value: Any) -> bool:
    return value is None or value == "" or (value is False and ("/" in register or register == "archived"))
