"""What is set aside in this vault, as if it had not come: private marks, never exported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clinic_app.store.journal.base import CHUNK, JournalRoom

IN, UNDONE, LEFT_OUT = 0, 1, 2  # whether an entry is set aside here, and why


class SetAside(JournalRoom):
    """What is set aside in this vault, as if it had not come; every method runs inside the caller's transaction."""

    def set_aside(self, names: Sequence[str], how: int) -> set[str]:
        """Mark entries as if they had not come (UNDONE, LEFT_OUT), or take them back in (IN); a private mark of this
        vault. Returns the records touched.
        """
        touched: set[str] = set()
        for start in range(0, len(names), CHUNK):
            some = [bytes.fromhex(name) for name in names[start : start + CHUNK]]
            marks = ",".join("?" * len(some))
            changing = f"name in ({marks}) and aside <> ?"
            touched |= {row[0] for row in self._db.all(f"select record from entry where {changing}", *some, how)}
            self._db.run(f"update entry set aside = ? where {changing}", how, *some, how)
        return touched

    def take_in(self, records: Iterable[str]) -> set[str]:
        """Take in what waits because its record was left out; returns the records."""
        wanted = [(record,) for record in records]
        self._db.many(f"update entry set aside = {IN} where record = ? and aside = {LEFT_OUT}", wanted)
        return {record for (record,) in wanted}

    def leave_out(self, records: Iterable[str], out: bool) -> None:
        """Later news of a left-out record waits with it, until it is taken back in."""
        sql = "insert or ignore into left_out (record) values (?)" if out else "delete from left_out where record = ?"
        self._db.many(sql, [(record,) for record in records])

    def left_out(self) -> set[str]:
        return {row[0] for row in self._db.all("select record from left_out")}
