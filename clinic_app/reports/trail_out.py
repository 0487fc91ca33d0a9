"""The paper trail for an audit: CSV with every row whole, so that its chain can be recomputed, and a PDF to read."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from clinic_app.errors import BadInput
from clinic_app.journal.canonical import canonical
from clinic_app.journal.trail import TrailRow
from clinic_app.reports.csv_out import guarded
from clinic_app.reports.sheet import Grid, Section, Sheet
from clinic_app.wording.dates import date_time, number, short_date
from clinic_app.wording.words import N_, in_language

MOST_ON_PAPER = 2000  # rows; the CSV has all
COLUMNS = (
    *("number", "at", "person", "member", "device", "life", "act", "what", "type", "record", "record_no"),
    *("about", "chain"),
)


@dataclass(frozen=True)
class Line:
    """A row with its chain (hex), and what it says in words: who, what was done, which record by its number."""

    row: TrailRow
    chain: str
    person: str
    what: str
    kind: str
    record_no: str
    about: str


@dataclass(frozen=True)
class TrailTold:
    """A whole stretch of the trail, oldest first. `before`, `head`: the chains before its first and after its last row
    (hex); `key`: the laptop's public key as minisign takes it.
    """

    vault: str
    office: str
    laptop: str
    lines: tuple[Line, ...]
    before: str
    head: str
    key: str
    made_on: date
    language: str
    demo: bool = False

    @property
    def first(self) -> int:
        return self.lines[0].row.number if self.lines else 0

    @property
    def last(self) -> int:
        return self.lines[-1].row.number if self.lines else 0

    @property
    def comment(self) -> str:
        """What the signature beside the file says of it, to be trusted with it."""
        stretch = f"from={self.first} to={self.last} before={self.before} head={self.head}"
        return f"clinic-casebook trail vault={self.vault} {stretch}"


def trail_bytes(told: TrailTold, suffix: str, name: str = "") -> bytes:
    """The trail as the content of a file with `suffix` (.csv, .pdf); BadInput (naming `name`) for another."""
    if suffix == ".csv":
        return _csv(told.lines)
    if suffix == ".pdf":
        from clinic_app.reports.card_pdf import sheet_pdf

        return sheet_pdf(trail_sheet(told))
    raise BadInput(file=name or suffix, line=0, why="suffix")


def _csv(lines: Sequence[Line]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in lines:
        row = one.row
        writer.writerow(
            [
                *(row.number, row.at, guarded(one.person), row.member, row.device, row.life, row.act, one.what),
                *(row.type, row.record, guarded(one.record_no), canonical(row.about).decode(), one.chain),
            ]
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def trail_sheet(told: TrailTold) -> Sheet:
    """The trail on paper: what proves it on top, then its rows, the newest first."""
    say = partial(in_language, told.language)
    shown = told.lines[-MOST_ON_PAPER:]
    facts = [
        (say(N_("Rows")), f"{number(told.first)} – {number(told.last)}"),
        (say(N_("Laptop")), told.laptop),
        (say(N_("Case book")), told.vault),
    ]
    proof = [
        (
            "",
            say(N_("Chain after the last row. Compare it with an earlier paper, export or backup of this case book:")),
        ),
        ("", grouped(told.head)),
        ("", say(N_("Key by which the file beside this one is signed (minisign -P):"))),
        ("", told.key),
    ]
    if len(shown) < len(told.lines):
        words = say(N_("Only the newest {n} rows are on this paper; the CSV has all."))
        proof.append(("", words.format(n=number(len(shown)))))
    columns = tuple(map(say, (N_("No."), N_("When"), N_("Who"), N_("What was done"), N_("Record"))))
    lines = tuple(
        (
            str(one.row.number),
            date_time(datetime.fromisoformat(one.row.at).astimezone()),
            one.person,
            " · ".join(filter(None, (one.what, one.about))),
            " · ".join(filter(None, (one.kind, one.record_no or one.row.record))),
        )
        for one in reversed(shown)
    )
    grid = Grid(columns, lines, (0.08, 0.17, 0.2, 0.3, 0.25))
    return Sheet(
        title=say(N_("Paper trail")),
        number="",
        subtitle=say(N_("Who opened, exported, printed and erased what on this laptop; never what stands in it.")),
        stamp=say(N_("Confidential")),
        sections=(Section("", tuple(facts)), Section(say(N_("Proof")), tuple(proof)), Section("", grid=grid)),
        footer=" · ".join((told.office, say(N_("printed on {date}")).format(date=short_date(told.made_on)))),
        language=told.language,
        demo=told.demo,
    )


def grouped(chain: str) -> str:
    """A hash in groups of eight, four to a line, so that it can be compared by eye."""
    groups = [chain[start : start + 8] for start in range(0, len(chain), 8)]
    return "\n".join("  ".join(groups[start : start + 4]) for start in range(0, len(groups), 4))
