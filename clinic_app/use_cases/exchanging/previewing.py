"""Looking into packages before they are merged: what would change, from what to what, with nothing changed.

The merge itself is tried, in full, and taken back; what it did is compared with what is here. So the preview says what
the merge does, by construction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from clinic_app.progress import Progress, Quiet
from clinic_app.records.declared import all_types
from clinic_app.records.values import Elements, Ref
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.news import Bylines, Preview, RecordNews, Shown, news_of, shown_of
from clinic_app.use_cases.exchanging.objects import Objects
from clinic_app.use_cases.exchanging.packages import PackageTaken, office_names
from clinic_app.use_cases.exchanging.taking import Taking
from clinic_app.use_cases.history import Authors
from clinic_app.use_cases.value_words import references_of

AT_ONCE = 2000  # records, between two looks at whether somebody pressed Stop
_MERGED, _READ = 70, 85  # hundredths of the work: the merge itself, reading what it did

Key = tuple[str, str]  # (type, record)


class Previewing:
    """Looks into packages with an open vault."""

    def __init__(self, desk: Desk, casework: Casework, taking: Taking, objects: Objects) -> None:
        self._objects = objects
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework
        self._taking = taking

    def look_into(self, paths: Iterable[Path], progress: Progress | None = None) -> Preview:
        """What `merge` would do with these files and folders; nothing is changed.

        NoNetwork, FileUnreadable; Cancelled from `progress`, which is told hundredths.
        """
        watch, paths = progress or Quiet(), list(paths)
        try:
            with self._vault.changing():  # around the trial, so that nobody writes between the two readings
                with self._vault.trying():
                    done, book = self._taking.take(paths, Part(watch, 0, _MERGED))
                    touched = sorted(book.touched)
                    by = Bylines(Authors(self._desk, self._casework), self._desk.identity.device_id)
                    after = self._read(touched, by, Part(watch, _MERGED, _READ))
                    shown = self._shown(after)
                    titles = self._titles(after)
                    offices = office_names(self._desk)
                    files = self._objects.beside(paths)
                self._desk.look_again()  # a new life may have been begun, and taken back
                shown &= self._shown(after)  # neither what these packages narrow, nor what is narrow now
                records, more = self._compare(touched, after, by, _brought(done.packages), Part(watch, _READ, 100))
        finally:
            self._desk.look_again()
        records = [self._less(one) for one in records if (one.type, one.record) in shown]
        titles = more | titles
        # An erased record keeps the title it has here; one of a type this program does not know goes by its type.
        named = [replace(one, title=titles.get(one.record, _untitled(one.type))) for one in records]
        in_order = sorted(named, key=lambda one: (one.home, one.type, one.title.casefold(), one.record))
        return Preview(done.packages, tuple(in_order), titles, offices, files)

    def _shown(self, some: Iterable[Key]) -> set[Key]:
        """Which of these records are not kept from the person who looks, as things stand at this moment."""
        by_kind: dict[str, list[str]] = {}
        for kind, id in some:
            by_kind.setdefault(kind, []).append(id)
        known = all_types()
        return {
            (kind, id)
            for kind, ids in by_kind.items()
            for id in (self._casework.shows(kind, ids) if kind in known else ids)
        }

    def _less(self, news: RecordNews) -> RecordNews:
        """News of a record without the fields that are kept from the person who looks."""
        kept = (
            self._casework.seen.records.kept(news.type, news.record) if news.type in all_types() else frozenset[str]()
        )
        if not kept:
            return news
        return replace(news, fields=tuple(one for one in news.fields if one.register.partition("/")[0] not in kept))

    def _read(self, records: Sequence[str], by: Bylines, watch: Progress) -> dict[Key, Shown]:
        """How records read now, and who wrote what is live in them."""
        found: dict[Key, Shown] = {}
        for start in range(0, len(records), AT_ONCE):
            watch.step(start, len(records))
            for key, (entries, aside) in self._vault.entries_of(records[start : start + AT_ONCE]).items():
                if entries:
                    found[key] = shown_of(entries, aside)
                    by.keep(entries)
        return found

    def _compare(
        self,
        records: Sequence[str],
        after: Mapping[Key, Shown],
        by: Bylines,
        packages: Mapping[Key, Sequence[str]],
        watch: Progress,
    ) -> tuple[list[RecordNews], dict[str, str]]:
        """(what would change, titles of what the values shown here now point to)."""
        by_record: dict[str, list[Key]] = {}
        for key in after:
            by_record.setdefault(key[1], []).append(key)
        found: list[RecordNews] = []
        titles: dict[str, str] = {}
        for start in range(0, len(records), AT_ONCE):
            some = records[start : start + AT_ONCE]
            before = self._read(some, by, Part(watch, start, start + len(some), len(records)))
            keys = {**before, **{key: None for record in some for key in by_record.get(record, ())}}
            for key in keys:
                news = news_of(key, before.get(key), after.get(key), by, packages.get(key, ()))
                if news is not None:
                    found.append(news)
            titles |= self._titles(before)
        return found, titles

    def _titles(self, shown: Mapping[Key, Shown]) -> dict[str, str]:
        """Titles of the records themselves, and of those their values point to, as they stand now."""
        pointing = _pointing_fields()
        told = [
            (kind, register, value)
            for (kind, _), one in shown.items()
            for register, _, value in one.leaves
            if register.partition("/")[0] in pointing.get(kind, ())
        ]
        wanted = references_of(told)
        for kind, id in shown:
            if kind in pointing:
                wanted.setdefault(kind, set()).add(id)
        titles: dict[str, str] = {}
        for kind, ids in sorted(wanted.items()):
            if kind in pointing and all_types()[kind].title_field:
                titles |= self._casework.titles(kind, sorted(ids))
        return titles


class Part:
    """A part of longer work: its steps, told as hundredths `begin` to `end` of the whole (or of `whole`)."""

    def __init__(self, watch: Progress, begin: int, end: int, whole: int = 100) -> None:
        self._watch = watch
        self._begin, self._end, self._whole = begin, end, whole

    def step(self, done: int, of: int) -> None:
        self._watch.step(self._begin + (self._end - self._begin) * done // (of or 1), self._whole)


def _brought(packages: Sequence[PackageTaken]) -> dict[Key, tuple[str, ...]]:
    """(type, record) -> the packages that have news of it."""
    found: dict[Key, tuple[str, ...]] = {}
    for package in packages:
        for key in package.touched:
            found[key] = (*found.get(key, ()), package.package)
    return found


def _pointing_fields() -> dict[str, set[str]]:
    """type -> its registers' names whose values, or elements, are ids of records."""
    return {
        kind.name: {
            "home",
            "moving_to",
            *(one.name for one in kind.fields if isinstance(one.kind, (Ref, Elements)) and one.kind.to),
        }
        for kind in all_types().values()
    }


def _untitled(kind: str) -> str:
    return "" if kind in all_types() else kind
