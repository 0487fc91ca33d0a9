"""What lies in the journal: contents by record and by name, and where they stand."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

from clinic_app.journal.content import Content, read_line, recall_line
from clinic_app.journal.rules import Stands, StreamRules, spanned
from clinic_app.journal.stream import link
from clinic_app.store.journal.base import CHUNK, WAITS, JournalRoom


class Contents(JournalRoom):
    """What lies in the journal; every method runs inside the caller's transaction."""

    def standing_contents(
        self, records: Sequence[str], *, unreadable: bool = False
    ) -> dict[str, list[tuple[Content, Stands, bool]]]:
        """record -> (content, where it stands, whether it is set aside) of every readable entry.

        `unreadable`: those that need a newer program too.
        """
        found: dict[str, list[tuple[Content, Stands, bool]]] = {}
        streams: dict[str, tuple[str, str, int]] = {}  # (audience, device, read to)
        for start in range(0, len(records), CHUNK):
            some = list(records[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            rows = self._db.all(
                "select e.record, e.name, e.content, e.aside, e.loose, p.stream, p.number from entry e"
                " left join place p on p.name = e.name"
                f" where e.record in ({marks}) and e.read = 1 and e.content is not null order by e.seq",
                *some,
            )
            self._look_up({row[5] for row in rows} | {row[4] for row in rows}, streams)
            lines: dict[bytes, tuple[str, bytes, bool]] = {}
            stands: dict[bytes, list[tuple[str, str]]] = {}
            for record, name, line, aside, loose, stream, number in rows:
                if name not in lines:
                    lines[name] = (record, line, bool(aside))
                    stands[name] = [streams[loose][:2]] if loose in streams else []
                if stream in streams and number <= streams[stream][2]:
                    stands[name].append(streams[stream][:2])
            for name, (record, line, aside) in lines.items():
                content = self._recent.get(name) or recall_line(line)
                if isinstance(content, Content) and (content.readable or unreadable):
                    found.setdefault(record, []).append((content, tuple(stands[name]), aside))
        return found

    def _look_up(self, ids: Collection[str | None], streams: dict[str, tuple[str, str, int]]) -> None:
        for id in sorted(id for id in ids if id and id not in streams):
            row = self._db.one("select audience, device, read_to from stream where id = ?", id)
            if row:
                streams[id] = (row[0], row[1], row[2])

    def content(self, name: str) -> Content | None:
        row = self._db.one("select content from entry where name = ? and content is not null", bytes.fromhex(name))
        read = read_line(bytes(row[0])) if row else None
        return read if isinstance(read, Content) else None

    def names_lacking(self, record: str, audience: str) -> list[str]:
        """The read entries of a record that have no place in any stream of `audience`, oldest arrival first."""
        rows = self._db.all(
            "select e.name from entry e where e.record = ? and e.read = 1 and not exists (select 1 from place p"
            " join stream s on s.id = p.stream where p.name = e.name and s.audience = ?) order by e.seq",
            record,
            audience,
        )
        return [row[0].hex() for row in rows]

    def has_settled(self) -> bool:
        """Whether the second branch of any fork here was settled."""
        return self._db.one(f"select 1 from quarantine where not {WAITS} limit 1") is not None

    def of_branches(self, record: str) -> list[tuple[str, str]]:
        """(name, audience) of what is read of a record on either branch of settled forks and stands nowhere else in
        that audience: who has the one branch is sent the other's places by nobody.
        """
        elsewhere = (
            "select 1 from place o join stream s on s.id = o.stream"
            " where o.name = e.name and s.audience = b.audience and s.id <> b.id"
        )
        settled = f"select min(number) from quarantine q where q.stream = b.id and not {WAITS}"
        rows = self._db.all(
            "select e.seq, e.name, b.audience from entry e join stream b on b.id = e.loose"
            f" where e.record = ?1 and e.read = 1 and not exists ({elsewhere})"
            " union select e.seq, e.name, b.audience from entry e join place p on p.name = e.name"
            f" join stream b on b.id = p.stream and p.number <= b.read_to and p.number >= ({settled})"
            f" where e.record = ?1 and e.read = 1 and not exists ({elsewhere}) order by 1",
            record,
        )
        return [(name.hex(), audience) for _, name, audience in rows]

    def carriers(self, name: str) -> list[tuple[str, str]]:
        """(device, audience) of every stream in which an entry has a place."""
        return [
            (row[0], row[1])
            for row in self._db.all(
                "select s.device, s.audience from place p join stream s on s.id = p.stream where p.name = ?"
                " order by s.device, s.audience",
                bytes.fromhex(name),
            )
        ]

    def devices_with(self, record: str, audience: str) -> set[str]:
        """The devices whose streams to `audience` give an entry of `record` a place."""
        sql = (
            "select distinct s.device from entry e join place p on p.name = e.name join stream s on s.id = p.stream"
            " where e.record = ? and s.audience = ?"
        )
        return {row[0] for row in self._db.all(sql, record, audience)}

    def entered(self, type: str, records: Sequence[str]) -> set[str]:
        """Which of `records` have an entry of this type here, read or not."""
        found: set[str] = set()
        for start in range(0, len(records), CHUNK):
            some = list(records[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            rows = self._db.all(
                f"select distinct record from entry where type = ? and record in ({marks})", type, *some
            )
            found |= {row[0] for row in rows}
        return found

    def stands_in(self, record: str) -> set[str]:
        """The audiences in which anything about a record stands."""
        return {row[0] for row in self._db.all("select audience from standing where record = ?", record)}

    def standing_widely(self, records: Sequence[str]) -> dict[str, set[str]]:
        """record -> the audiences in which it stands, of those that stand in more than one audience."""
        found: dict[str, set[str]] = {}
        for start in range(0, len(records), CHUNK):
            some = list(records[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            for record, audience in self._db.all(
                f"select record, audience from standing where record in ({marks})", *some
            ):
                found.setdefault(record, set()).add(audience)
        return {record: audiences for record, audiences in found.items() if len(audiences) > 1}

    def standing_in(self, records: Sequence[str], audience: str) -> set[str]:
        """Which of `records` stand in `audience`."""
        found: set[str] = set()
        for start in range(0, len(records), CHUNK):
            some = list(records[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            found |= {
                row[0]
                for row in self._db.all(
                    f"select record from standing where audience = ? and record in ({marks})", audience, *some
                )
            }
        return found

    def records_up_to(self, ends: Mapping[str, int]) -> dict[str, int]:
        """type -> how many records have an entry at one of these places (stream -> last number), or before it."""
        sql = (
            "select e.type, count(distinct e.record) from json_each(?) j join place p on p.stream = j.key"
            " and p.number <= j.value join entry e on e.name = p.name where e.content is not null group by e.type"
        )
        return {str(kind): int(count) for kind, count in self._db.all(sql, json.dumps(dict(ends)))}

    def audiences(self) -> list[str]:
        return [row[0] for row in self._db.all("select distinct audience from stream order by audience")]

    def count(self) -> int:
        return int((self._db.one("select count(*) from entry") or (0,))[0])

    def broken_places(self, rules: StreamRules) -> list[str]:
        """Streams whose places or contents do not lead to their chain hashes; an honest vault has none.

        Over stretches given up as lost, and over what stands on the second branch of a settled fork alone, nothing can
        be followed.
        """
        bad: list[str] = []
        for stream, _head, read_to, _life in self.streams():
            chain = stream.beginning
            beside = self.numbers_of_branch(stream.id) if stream.id in rules.both else ()
            given_up = sorted([*rules.bridges.get(stream.id, ()), *((number, number) for number in beside)])
            rows = self._db.all(
                "select p.number, p.name, p.chain, iif(p.told = '', e.record, p.told), e.content from place p"
                " left join entry e on e.name = p.name where p.stream = ? and p.number <= ? order by p.number",
                stream.id,
                read_to,
            )
            expected = 1
            for number, name, kept, record, content in rows:
                told = link(chain, number, record or "", name.hex())
                if number > expected and spanned(given_up, expected, number - 1):
                    told = kept.hex()  # over a lost stretch nothing leads here; what follows is judged from here on
                elif number != expected:
                    break
                if told != kept.hex() or (content is not None and read_line(bytes(content)).name != name.hex()):
                    break
                chain, expected = told, number + 1
            else:
                if expected == read_to + 1 or spanned(given_up, expected, read_to):
                    continue
            bad.append(stream.id)
        return bad
