"""The paper trail shown and given to an audit. Who manages this laptop sees all rows, everybody else their own.

Names, numbers and titles are looked up when a row is shown; of what was erased nothing is found, and its id stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from clinic_app.errors import BadInput, ClinicError, NotManager
from clinic_app.journal import minisign
from clinic_app.journal.trail import TrailRow, beginning
from clinic_app.keys.identity import SigningKey
from clinic_app.records.declared import all_types, record_type
from clinic_app.reports.trail_out import Line, TrailTold, trail_bytes
from clinic_app.store.trail_table import Wanted
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.files import leave_whole
from clinic_app.use_cases.trail_acts import ACTS, about_words, act_words
from clinic_app.wording.words import _, spoken

SIGNATURE = ".minisig"


@dataclass(frozen=True)
class Shown:
    """A row in words. `title` is what its record is called now, empty where it is not here any more."""

    row: TrailRow
    person: str
    act: str
    kind: str
    title: str
    about: str

    @property
    def at(self) -> datetime:
        """When, by this laptop's clock and zone."""
        return datetime.fromisoformat(self.row.at).astimezone()

    def as_json(self) -> dict[str, object]:
        """The document of `clinic trail`."""
        row = self.row
        told: dict[str, object] = {"number": row.number, "at": row.at, "act": row.act, "what": self.act}
        told |= {"member": row.member, "person": self.person, "type": row.type, "record": row.record}
        return told | {"title": self.title, "about": row.about, "device": row.device, "life": row.life}


class TrailReading:
    """The trail of an open vault, for people."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._casework = casework

    @property
    def sees_all(self) -> bool:
        """Whether the person who works here sees everybody's rows."""
        return self._desk.identity.manages

    def count(self, wanted: Wanted) -> int:
        """How many rows there are that this person may see."""
        return self._desk.trail.count(self._mine(wanted))

    def shown(self, wanted: Wanted, most: int = 200, *, before: int = 0, skip: int = 0) -> list[Shown]:
        """Rows in words, the newest first, that this person may see."""
        rows = self._desk.trail.rows(self._mine(wanted), most, before=before, skip=skip)
        people, titles = self._people(rows), self._titles(rows)
        return [
            Shown(
                row,
                people.get(row.member, ""),
                act_words(row.act),
                _kind_words(row.type),
                titles.get((row.type, row.record), ""),
                about_words(row.about),
            )
            for row in rows
        ]

    def people(self) -> list[tuple[str, str]]:
        """(id, name) of everybody who has rows that this person may see."""
        members = self._desk.vault.trail.column("member") if self.sees_all else [self._desk.identity.member_id]
        names = self._casework.titles("member", members)
        return [(id, names.get(id, id)) for id in members]

    def acts(self) -> list[tuple[str, str]]:
        """(code, words) of every act that was ever noted."""
        return [(act, act_words(act)) for act in self._desk.vault.trail.column("act")]

    def act_named(self, code: str) -> str:
        """`code`, which is an act's, also of a newer program; BadInput names those there are."""
        known = {*ACTS, *self._desk.vault.trail.column("act")}
        if code not in known:
            raise BadInput(file=code, line=0, why="no_such_act", known=", ".join(sorted(known)))
        return code

    def person_named(self, name: str) -> str:
        """The id of the member of this name or id, who has rows; BadInput."""
        found = [id for id, called in self.people() if name in (id, called)]
        if len(found) != 1:
            raise BadInput(file=name, line=0, why="no_such_person")
        return found[0]

    # --- for an audit -------------------------------------------------------------------------------------------------

    def draw(self, format: str, since: date | None = None) -> TrailTold:
        """The trail from a day on, whole: a stretch can be recomputed, a choice of rows could not. It ends with the row
        that says it was exported, sealed. NotManager.
        """
        if not self.sees_all:
            raise NotManager
        me = self._desk.identity
        first = 1
        with self._desk.vault.changing():
            if since is not None:
                first = self._desk.vault.trail.first_since(moment_of(since)) or 1
            self._desk.trail.note("trail_exported", format=format, number=first)
            head = self._desk.trail.seal()
            assert head is not None
            told = list(self._desk.trail.chained(first))
            before = self._desk.vault.trail.chain_at(first - 1) if first > 1 else beginning(head.start)
        rows = [row for row, _chain in told]
        people, numbers = self._people(rows), self._numbers(rows)
        lines = tuple(
            Line(
                row,
                chain.hex(),
                people.get(row.member, ""),
                act_words(row.act),
                _kind_words(row.type),
                numbers.get((row.type, row.record), ""),
                about_words(row.about),
            )
            for row, chain in told
        )
        key = SigningKey(self._desk.keys.sign_seed).public
        return TrailTold(
            vault=me.vault_id,
            office=me.office_name or me.office_id,
            laptop=f"{me.office_id} {me.laptop}",
            lines=lines,
            before=before.hex(),
            head=head.chain.hex(),
            key=key,
            made_on=date.today(),
            language=spoken(),
            demo=me.demo,
        )

    def hand_out(self, told: TrailTold, data: bytes, out: Path) -> Path:
        """Write the finished file, and the laptop's signature beside it. FileUnwritable, DiskFull."""
        key = SigningKey(self._desk.keys.sign_seed)
        leave_whole(out, data)
        leave_whole(out.with_name(out.name + SIGNATURE), minisign.sign(data, key.seed, key.key_id, told.comment))
        return out

    def export(self, out: Path, since: date | None = None) -> TrailTold:
        """Write the trail as CSV or PDF by the name of the file, signed. NotManager, BadInput, FileUnwritable."""
        suffix = out.suffix.lower()
        if suffix not in (".csv", ".pdf"):
            raise BadInput(file=out.name, line=0, why="suffix_trail")
        told = self.draw(suffix.lstrip("."), since)
        self.hand_out(told, trail_bytes(told, suffix, out.name), out)
        return told

    def problems(self, against: Path | None = None) -> list[str]:
        """What is wrong with the trail; with `against` also whether it still holds what a signature of an earlier
        export says (its .minisig): `trail export N` where it does not. BadInput.
        """
        found = self._desk.trail.problems()
        if against is None:
            return found
        try:
            read = minisign.read_signature(against.read_bytes())
            told = dict(part.split("=", 1) for part in read.trusted_comment.split() if "=" in part)
            number, head, vault = _row_number(told["to"]), told["head"], told["vault"]
        except (OSError, ValueError, KeyError):
            raise BadInput(file=against.name, line=0, why="no_trail_signature") from None
        here = self._desk.vault.trail.chain_at(number).hex()
        if vault != self._desk.identity.vault_id or here != head or not self._is_ours(read):
            found.append(f"trail export {number}")
        return found

    def _is_ours(self, read: minisign.Signature) -> bool:
        """Whether the comment of a signature was signed by a key that this trail names."""
        from nacl.exceptions import CryptoError
        from nacl.signing import VerifyKey

        keys = [
            bytes.fromhex(str(row.about.get("key", "")))
            for act in ("begun", "trail_key")
            for row in self._desk.trail.rows(Wanted(act=act), 1000)
        ]
        for key in keys:
            try:
                VerifyKey(key).verify(read.signature + read.trusted_comment.encode(), read.global_signature)
            except (CryptoError, ValueError):
                continue
            return True
        return False

    # --- inside -------------------------------------------------------------------------------------------------------

    def _mine(self, wanted: Wanted) -> Wanted:
        return wanted if self.sees_all else replace(wanted, member=self._desk.identity.member_id)

    def _people(self, rows: Sequence[TrailRow]) -> Mapping[str, str]:
        return self._casework.titles("member", sorted({row.member for row in rows}))

    def _by_kind(self, rows: Iterable[TrailRow]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for row in rows:
            if row.record and row.type in all_types():
                found.setdefault(row.type, set()).add(row.record)
        return found

    def _titles(self, rows: Sequence[TrailRow]) -> dict[tuple[str, str], str]:
        return {
            (kind, id): title
            for kind, ids in self._by_kind(rows).items()
            for id, title in self._casework.titles(kind, sorted(ids)).items()
        }

    def _numbers(self, rows: Sequence[TrailRow]) -> dict[tuple[str, str], str]:
        """The numbers of records, where they have one and are here: an audit is told no names."""
        found: dict[tuple[str, str], str] = {}
        for kind, ids in self._by_kind(rows).items():
            if "record_no" in record_type(kind).by_name:
                with self._desk.vault.looking():
                    told = self._casework.seen.records.column(kind, "record_no", sorted(ids))
                found |= {(kind, id): str(value) for id, value in told.items() if value}
        return found


def _row_number(told: str) -> int:
    """The number of a row as a signature names it; ValueError for what no trail counts to."""
    if not (told.isascii() and told.isdecimal() and len(told) <= 15):
        raise ValueError("no number of a row")
    return int(told)


def moment_of(day: date) -> str:
    """The beginning of a day here, as rows tell the time."""
    return datetime.combine(day, time()).astimezone().astimezone(UTC).isoformat(timespec="seconds")


def period(since: date | None, until: date | None) -> tuple[str, str]:
    """Two days, both included, as rows tell the time; empty where there is none."""
    return moment_of(since) if since else "", moment_of(until + timedelta(days=1)) if until else ""


def _kind_words(kind: str) -> str:
    try:
        return _(record_type(kind).title) if kind else ""
    except ClinicError:  # a newer program's
        return kind
