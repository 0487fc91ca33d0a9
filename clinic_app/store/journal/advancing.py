"""How far streams are read: forward over what has come, back where the rules say so, and the gaps between."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Collection

from clinic_app.journal.content import Content, read_line
from clinic_app.journal.rules import StreamRules
from clinic_app.journal.stream import Stream
from clinic_app.store.journal.base import WAITS, JournalRoom


class Advancing(JournalRoom):
    """How far streams are read; every method runs inside the caller's transaction."""

    def advance(self, rules: StreamRules, only: Collection[str] | None = None) -> set[str]:
        """Bring every stream (or those of `only`) to where the rules say it is read; returns the records touched.

        Going forward reads entries, going back un-reads those that stand nowhere else in a read place.
        """
        touched: set[str] = set()
        for stream, head, read_to, beyond_gap in self._where_streams_stand(only):
            may_move = head > read_to or stream in rules.ends or stream in rules.bridges
            if not may_move:
                continue
            to = self._may_read_to(stream, read_to, beyond_gap, rules)
            if to < read_to:
                touched |= self._unread(stream, to)
            elif to > read_to:
                self._db.run("update stream set read_to = ? where id = ?", to, stream)
        touched |= self._read_what_may(only)
        for id in rules.both:
            touched |= self._read_both(id)
        return touched

    def _where_streams_stand(self, only: Collection[str] | None) -> list[tuple[str, int, int, int]]:
        """(stream, head, read to, read over a lost stretch) of every stream, or those of `only`."""
        rows = "select id, head, read_to, gone_to from stream"
        if only is None:
            return self._db.all(f"{rows} order by id")
        return [row for id in sorted(only) for row in self._db.all(f"{rows} where id = ?", id)]

    def _may_read_to(self, stream: str, read_to: int, beyond_gap: int, rules: StreamRules) -> int:
        """Where a stream may be read to. Only one that was, or may be, read over a lost stretch is looked through from
        its beginning: in all others nothing up to `read_to` is missing.
        """
        if not beyond_gap and stream not in rules.bridges:
            return rules.readable_to(stream, self._numbers(stream, read_to), read_to)
        numbers = self._numbers(stream, 0)
        if stream in rules.both:  # what leads up to a lost stretch may lie here on the second branch, which is read
            numbers = sorted({*numbers, *self.numbers_of_branch(stream)})
        if not numbers:
            return read_to
        to = rules.readable_to(stream, numbers)
        over = to if bisect_right(numbers, to) < to else 0
        self._db.run("update stream set gone_to = ? where id = ?", over, stream)
        return to

    def _numbers(self, stream: str, after: int) -> list[int]:
        """The numbers of the places behind `after` that are here."""
        rows = self._db.all("select number from place where stream = ? and number > ? order by number", stream, after)
        return [row[0] for row in rows]

    def _read_what_may(self, only: Collection[str] | None) -> set[str]:
        """Mark as read what stands in a read place (of these streams) and is not; returns their records.

        It begins at the few unread entries, so that the size of the journal does not matter.
        """
        these = "" if only is None else " and s.id in (select value from json_each(?))"
        given = () if only is None else (json.dumps(sorted(only)),)
        rows = self._db.all(
            "update entry indexed by entry_unread set read = 1 where read = 0 and exists (select 1 from place p"
            f" join stream s on s.id = p.stream and p.number <= s.read_to where p.name = entry.name{these})"
            " returning record",
            *given,
        )
        return {row[0] for row in rows}

    def _unread(self, stream: str, to: int) -> set[str]:
        beyond = "select name from place where stream = ? and number > ?"
        touched = {row[0] for row in self._db.all(f"select record from entry where name in ({beyond})", stream, to)}
        self._db.run("update stream set read_to = ? where id = ?", to, stream)
        self._db.run(
            f"update entry set read = 0 where loose = '' and name in ({beyond}) and not exists (select 1 from place p"
            " join stream s on s.id = p.stream where p.name = entry.name and p.number <= s.read_to)",
            stream,
            to,
        )
        return touched

    def _read_both(self, stream: str) -> set[str]:
        """A fork that a coordinator has settled: the branch in quarantine is read as well."""
        rows = self._db.all(
            f"select content from quarantine where stream = ? and {WAITS} order by number, name", stream
        )
        contents = [read_line(bytes(row[0])) for row in rows]
        self._enter([content for content in contents if isinstance(content, Content)], read=1)
        self._db.many(
            "update entry set read = 1, loose = ? where name = ?", [(stream, bytes.fromhex(c.name)) for c in contents]
        )
        row = self._db.one("select audience from stream where id = ?", stream)
        if row:
            self._stand({c.id for c in contents}, row[0])
        # Its chain stays: by it the branch is known again when it goes on.
        self._db.run("update quarantine set content = x'', carrier = '' where stream = ?", stream)
        beside = self._db.all(
            "select e.record from place p join entry e on e.name = p.name where p.stream = ?1 and p.number >="
            " (select min(number) from quarantine where stream = ?1)",
            stream,
        )
        return {content.id for content in contents} | ({row[0] for row in beside} if contents else set())

    def gaps(self, rules: StreamRules) -> list[tuple[Stream, int, int]]:
        """(stream, first, last) of every stretch that is missing and not given up."""
        found: list[tuple[Stream, int, int]] = []
        for stream, head, read_to, _ in self.streams():
            if head <= read_to or stream.id in rules.ends:
                continue
            row = self._db.one("select min(number) from place where stream = ? and number > ?", stream.id, read_to)
            if row and row[0] is not None and row[0] > read_to + 1:
                found.append((stream, read_to + 1, int(row[0]) - 1))
        return found
