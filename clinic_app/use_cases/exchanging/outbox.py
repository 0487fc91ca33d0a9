"""The outbox as people see it: every object at every place, how far it is, what failed and when it is tried again.

"There" is said of what was read back and of nothing else; "received" of what everybody has acknowledged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from clinic_app.errors import NothingWaits, Trouble
from clinic_app.journal.audience import COORDINATORS, NETWORK, office_alone, office_of
from clinic_app.store.place_tables import CANCELLED, REMOVING, THERE, WAITING, ObjectRow
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.packages import office_names
from clinic_app.use_cases.exchanging.places import Places
from clinic_app.use_cases.exchanging.silence import OfficeHeard, Silence
from clinic_app.wording.words import _

SEALED, SENDING, LIES_THERE, RECEIVED, FAILED, CANCELED = (
    "sealed",
    "sending",
    "there",
    "received",
    "failed",
    "cancelled",
)
RECEIPT = "receipt"


@dataclass(frozen=True)
class OutboxRow:
    """One object at one place. `kind`: package, attachment or receipt; `done` of its `bytes` were read back there;
    `state`: sealed, sending, there, received, failed, cancelled; `why` a Trouble or nothing; `at`: since when.
    """

    place: str
    sha256: str
    name: str
    kind: str
    audience_label: str
    bytes: int
    done: int
    state: str
    why: Trouble | str = ""
    detail: str = ""
    next_try: datetime | None = None
    seconds_left: int | None = None
    at: datetime | None = None


class Outbox:
    """The outbox of an open vault."""

    def __init__(self, desk: Desk, places: Places) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._tables = desk.vault.exchange.places
        self._places = places

    def rows(self) -> list[OutboxRow]:
        """One row per place and object, newest first; what is only to be removed there is not told."""
        with self._vault.looking():
            rows = [row for row in self._tables.objects() if row.state != REMOVING]
            waiting = self._vault.exchange.hashes_waiting()
        offices = office_names(self._desk)
        rows.sort(key=lambda row: (row.at, row.place, row.name), reverse=True)
        return [self._row(row, waiting, offices) for row in rows if not (row.receipt and row.state == THERE)]

    def cancel(self, place: str, sha256: str) -> None:
        """Do not leave an object at a place; elsewhere it goes on. UnknownPlace, NothingWaits."""
        self._change(place, sha256, WAITING, CANCELLED)

    def send_now(self, place: str, sha256: str = "") -> None:
        """What waits at a place waits for no next try; `sha256`: an object that was cancelled is to be left after all.

        UnknownPlace, NothingWaits.
        """
        self._places.one(place)
        with self._vault.changing():
            self._places.news.try_now(place)
            self._tables.try_now(place)
            if sha256:
                self._change(place, sha256, CANCELLED, WAITING)

    def silent(self, now: datetime | None = None) -> list[OfficeHeard]:
        """Every other office and what was last heard of it, the longest silent first."""
        return Silence(self._desk).offices(now or self._places.clock())

    def _change(self, place: str, sha256: str, before: str, after: str) -> None:
        self._places.one(place)
        with self._vault.changing():
            row = self._tables.object(place, sha256)
            if row is None or row.state not in (before, after):
                raise NothingWaits(place=place)
            self._tables.mark(place, sha256, after, self._places.now_text())

    def _row(self, row: ObjectRow, waiting: frozenset[str], offices: Mapping[str, str]) -> OutboxRow:
        return OutboxRow(
            place=row.place,
            sha256=row.sha256,
            name=row.name,
            kind=RECEIPT if row.receipt else row.kind,
            audience_label=", ".join(dict.fromkeys(self._label(one, offices) for one in row.readers)),
            bytes=row.bytes,
            done=row.done,
            state=_state(row, waiting),
            why=Trouble(row.why) if row.why else "",
            detail=row.detail,
            next_try=datetime.fromisoformat(row.next_try) if row.next_try else None,
            at=datetime.fromisoformat(row.at),
        )

    def _label(self, audience: str, offices: Mapping[str, str]) -> str:
        """For whom it is, in words."""
        me, office = self._desk.identity, office_of(audience)
        if audience == NETWORK:
            return _("Everyone")
        if audience == COORDINATORS or (office == me.office_id and audience != office_alone(office)):
            return _("Coordinators")
        return offices.get(office, office)


def _state(row: ObjectRow, waiting: frozenset[str]) -> str:
    """The state in one word; what nobody waits for any more was received by all."""
    if row.state == THERE:
        answered = row.free_since or (row.kind == "package" and not row.receipt and row.sha256 not in waiting)
        return RECEIVED if answered else LIES_THERE
    if row.why:
        return FAILED
    if row.state == CANCELLED:
        return CANCELED
    return SENDING if row.done else SEALED
