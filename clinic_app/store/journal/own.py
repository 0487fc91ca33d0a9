"""Writing one's own saves, and giving entries places in one's own streams."""

from __future__ import annotations

from collections.abc import Sequence

from clinic_app.journal.content import Content
from clinic_app.journal.stream import Stream, link, new_stream
from clinic_app.store.journal.base import JournalRoom


class OwnEntries(JournalRoom):
    """Writing one's own entries; every method runs inside the caller's transaction."""

    def write(self, content: Content, audiences: Sequence[str], device: str, life: str) -> None:
        """Enter one's own save, with a place in one's stream to each of `audiences`."""
        self._enter([content], read=1)
        for audience in audiences:
            self.place([(content.id, content.name)], audience, device, life)

    def write_many(self, contents: Sequence[Content], audience: str, device: str, life: str) -> None:
        """Enter many saves to one audience."""
        self._enter(contents, read=1)
        self.place([(c.id, c.name) for c in contents], audience, device, life)

    def place(self, named: Sequence[tuple[str, str]], audience: str, device: str, life: str) -> None:
        """Give entries (record, name) the next places of one's own stream to `audience`; carrying is nothing else."""
        stream = self._own_stream(audience, device, life)
        row = self._db.one("select head from stream where id = ?", stream.id)
        head = int(row[0]) if row else 0
        chain = self._chain_at(stream, head)
        rows = []
        for number, (record, name) in enumerate(named, start=head + 1):
            chain = link(chain, number, record, name)
            rows.append((stream.id, number, bytes.fromhex(name), bytes.fromhex(chain)))
        self._db.many("insert into place (stream, number, name, chain) values (?, ?, ?, ?)", rows)
        last = head + len(rows)
        self._db.run("update stream set head = ?, read_to = ? where id = ?", last, last, stream.id)
        self._stand({record for record, _ in named}, audience)

    def _own_stream(self, audience: str, device: str, life: str) -> Stream:
        row = self._db.one(
            "select id from stream where device = ? and audience = ? and life = ?", device, audience, life
        )
        if row:
            return Stream(row[0], device, audience)
        stream = new_stream(device, audience)
        self._db.run(
            "insert into stream (id, device, audience, life) values (?, ?, ?, ?)", stream.id, device, audience, life
        )
        return stream

    def life_of(self, stream: str) -> str:
        """The life in which this laptop wrote a stream; nothing for others' streams."""
        row = self._db.one("select life from stream where id = ?", stream)
        return str(row[0]) if row else ""
