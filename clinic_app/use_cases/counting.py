"""Counting rows: what the coordinators learn of records that stay on their office's laptops.

Rows are written when packages are sealed, never when a record is saved: so they tell neither the hour nor the order nor
the number of saves, and what was corrected in between never leaves. They stand in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from clinic_app.changes import Changes
from clinic_app.journal import audience as audiences
from clinic_app.journal import content as contents
from clinic_app.journal import reading
from clinic_app.journal.content import Content
from clinic_app.journal.rules import ASKED, CONFIRMED, ERASED
from clinic_app.records.counting import COUNTS, PERSON_COUNTED, WITHDRAWN, Erasure, month_of
from clinic_app.records.record import Record, RecordType
from clinic_app.use_cases.counted_rows import SHARED, Row, Told, differing, is_secret
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.pseudonyms import Pseudonyms, known_pseudonyms, pseudonyms
from clinic_app.use_cases.who_reads import WhoReads

_KEY_USED = "counting_key"


class Counting:
    """Brings the counting rows of one's own office up to date."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._readers = WhoReads(desk)

    def bring_up_to_date(self) -> int:
        """Write what the rows of changed records lack; how many entries that took. One transaction, quick."""
        if not self._desk.identity.network_id:
            return 0  # nobody to tell; what waits is kept until there is
        with self._vault.changing():
            if self._keys_changed():  # a record may have a row under each
                self._vault.counting.count_all_anew()
            waiting = self._vault.counting.uncounted()
            if not waiting:
                return 0
            self._desk.look_again()
            written = self._write(self._news(waiting))
            self._vault.counting.counted()
            if self._keys_changed():  # others were lost, and these made just now
                self._vault.counting.count_all_anew()
        return written

    def handles_of(self, records: Iterable[str]) -> dict[str, str]:
        """handle -> record, for every id under which the coordinators may have been told of one of `records`."""
        known = known_pseudonyms(self._desk)
        return {handle: record for record in records for handle in known.rows(record)}

    def look_at_rows(self, touched: Changes) -> None:
        """After a merge: let rows of one's own office that a laptop of another has written on be put right."""
        office = self._desk.identity.office_id
        for kind, counted in COUNTS.items():
            ids = sorted(touched.records.get(counted.name, ()))
            homes = self._vault.records.column(counted.name, "home", ids)
            meddled = [id for id, home in homes.items() if home == office and self._others_wrote(counted.name, id)]
            if meddled:
                handles = self.handles_of(self._vault.records.ids(kind, archived=None))
                self._vault.counting.count_anew([(kind, handles[id]) for id in meddled if id in handles])

    def _others_wrote(self, kind: str, row: str) -> bool:
        """Whether a live value of a row, but for its erasure, stands in no stream of a laptop of this office."""
        live = self._vault.leaves(kind, row)
        names = {name for register, values in live.items() if register not in ("home", ERASED) for name in values}
        return any(not self._readers.is_of_office(self._writers(name)) for name in names)

    def _writers(self, name: str) -> list[str]:
        return [device for device, _ in self._vault.journal.carriers(name)]

    # --- what is to be written --------------------------------------------------------------------------------------

    def _news(self, waiting: Sequence[tuple[str, str]]) -> list[Content]:
        by_kind: dict[str, list[str]] = {}
        for kind, id in waiting:
            by_kind.setdefault(kind, []).append(id)
        news: list[Content] = []
        for kind, counted in COUNTS.items():
            if ids := by_kind.pop(kind, []):
                news += self._news_of(kind, counted, sorted(ids))
        for kind, some in sorted(by_kind.items()):  # what is never counted can be asked to be erased
            news += self._wishes(kind, some)
        return news

    def _news_of(self, kind: str, counted: RecordType, ids: Sequence[str]) -> list[Content]:
        known = known_pseudonyms(self._desk)
        rows = self._rows(counted.name, known, ids)
        records = self._secret(kind, ids, rows.keys())
        if any(is_secret(one) for one in records.values()):
            known = pseudonyms(self._desk)
        siblings = self._siblings(kind, records)
        told = Told(self._desk, records, siblings, rows | self._rows(counted.name, known, sorted(siblings)))
        aside = self._vault.counting.with_set_aside(sorted(records))
        news: list[Content] = []
        for id in sorted({*records, *rows}):
            if id in aside or any(row.aside for row in rows.get(id, ())):
                continue  # what was set aside here must not reach others as a row; colleagues write it
            news += self._news_of_one(counted, records.get(id), id, rows.get(id, []), known, told)
        return news

    def _news_of_one(
        self,
        counted: RecordType,
        record: Record | None,
        id: str,
        rows: Sequence[Row],
        known: Pseudonyms,
        told: Told,
    ) -> list[Content]:
        me = self._desk.identity
        here = [row for row in rows if not row.erased]
        if record is not None and record.erased and record.home in ("", me.office_id):
            wish = self._wish(record)
            if here:
                return [self._entry(counted.name, row, wish, record) for row in here]
            return [] if rows else self._wishes(record.type.name, [id])
        if record is not None and not record.complete:
            return []  # where it began has not come: colleagues know
        if record is None or not is_secret(record) or record.home != me.office_id:
            gone = {WITHDRAWN: True}
            return [self._entry(counted.name, row, gone, None) for row in here if differing(row, gone, counted)]
        if rows and not here:
            return []  # a colleague has asked for its erasure
        row = here[0] if here else Row(counted.name, known.row(id), {})
        wanted = told.row(counted, record)
        news = [self._entry(counted.name, row, wanted, record)] if differing(row, wanted, counted) else []
        doubles = [one for one in here[1:] if differing(one, {WITHDRAWN: True}, counted)]
        return news + [self._entry(counted.name, one, {WITHDRAWN: True}, None) for one in doubles]

    def _wish(self, record: Record) -> dict[str, Any]:
        """The register of an erasure: a coordinator's own word, or an office's wish."""
        confirmed = self._desk.identity.coordinator and record.erased == CONFIRMED
        return {ERASED: CONFIRMED, "home": record.home} if confirmed else {ERASED: ASKED}

    def _wishes(self, kind: str, ids: Sequence[str]) -> list[Content]:
        """What asks the coordinators for the erasure of records of which nothing stands where they can read."""
        me = self._desk.identity
        if me.coordinator:
            return []
        own = {audiences.office_alone(me.office_id)}
        asked = [
            record
            for record in self._vault.records.load(kind, ids)
            if record.erased == ASKED and self._vault.journal.stands_in(record.id) == own
        ]
        if not asked:
            return []
        known = pseudonyms(self._desk)
        rows = self._rows(Erasure.type.name, known, [record.id for record in asked])
        wish = {ERASED: ASKED, "home": me.office_id}
        return [
            self._entry(Erasure.type.name, Row(Erasure.type.name, known.row(record.id), {}), wish, None)
            for record in asked
            if record.id not in rows
        ]

    # --- what stands ------------------------------------------------------------------------------------------------

    def _rows(self, kind: str, known: Pseudonyms, records: Sequence[str]) -> dict[str, list[Row]]:
        """record -> its rows that are here, the one that counts first."""
        if not known.keys:
            return {}
        of = {row: record for record in records for row in known.rows(record)}
        here = sorted(self._vault.records.column(kind, "home", list(of)))
        found: dict[str, dict[str, Row]] = {}
        for (type, id), (entries, aside) in self._vault.entries_of(here).items():
            if type == kind:
                found.setdefault(of[id], {})[id] = Row(kind, id, reading.live(entries, aside), bool(aside))
        return {
            record: [rows[row] for row in known.rows(record) if row in rows] for record, rows in sorted(found.items())
        }

    def _secret(self, kind: str, ids: Sequence[str], with_row: Iterable[str]) -> dict[str, Record]:
        """Those of the records that must be looked at: kept from the coordinators, or with a row already."""
        levels = self._vault.records.column(kind, "confidentiality", list(ids))
        homes = self._vault.records.column(kind, "home", list(ids))
        me = self._desk.identity.office_id
        wanted = {id for id, level in levels.items() if level not in (SHARED, None) and homes[id] in ("", me)}
        erased = {id for id, word in self._vault.records.column(kind, ERASED, list(ids)).items() if word}
        chosen = sorted(wanted | (set(with_row) & set(ids)) | {id for id in erased if homes[id] in ("", me)})
        return {record.id: record for record in self._vault.records.load(kind, chosen)}

    def _siblings(self, kind: str, records: Mapping[str, Record]) -> dict[str, Record]:
        """The other secret records of the persons these are about: one of their rows may count the person already."""
        persons = sorted({str(getattr(one, "person_id", None) or "") for one in records.values()} - {""})
        if not persons or PERSON_COUNTED not in COUNTS[kind].by_name:
            return {}
        ids = {id for _, id in self._vault.records.having(kind, "person_id", persons)} - records.keys()
        return {one.id: one for one in self._vault.records.load(kind, sorted(ids)) if is_secret(one)}

    # --- writing ----------------------------------------------------------------------------------------------------

    def _entry(self, kind: str, row: Row, wanted: Mapping[str, Any], record: Record | None) -> Content:
        """An entry that says what differs; it names no person, and no day but the month the row itself tells."""
        me = self._desk.identity
        counted = next((one for one in COUNTS.values() if one.name == kind), Erasure.type)
        told = differing(row, wanted, counted)
        month = month_of(getattr(record, record.type.date_field)) if record else None
        return contents.write(
            kind,
            row.id,
            told,
            {register: tuple(sorted(row.leaves.get(register, ()))) for register in told},
            author=me.office_id,
            device=me.device_id,
            at=f"{month.isoformat()}T00:00:00+00:00" if month else "",
        )

    def _write(self, news: Sequence[Content]) -> int:
        me = self._desk.identity
        if news:
            ordered = sorted(news, key=lambda one: (one.id, one.type))
            self._vault.journal.write_many(ordered, audiences.shared(me.office_id), me.device_id, me.life)
            self._vault.read_again(one.id for one in ordered)
        return len(news)

    def _keys_changed(self) -> bool:
        """Whether other keys are known now than when rows were last written."""
        keys = known_pseudonyms(self._desk).keys
        if not keys:
            return False
        before, now = self._vault.recall(_KEY_USED, ""), " ".join(key.partition("-")[2][:8] for key in keys)
        if before == now:
            return False
        self._vault.remember(_KEY_USED, now)
        return bool(before)
