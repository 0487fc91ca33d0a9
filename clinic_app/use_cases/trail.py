"""The paper trail of this laptop: who opened, exported, printed, erased what. It stays here, in no package.

Its rule: a row names acts, ids and counts, and never content; a row once written is never changed. A row noted inside
a transaction belongs to it, so an act that is taken back leaves none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from clinic_app.errors import ClinicError
from clinic_app.journal.trail import TrailRow, beginning, link, new_start, seal_is_good, seal_text
from clinic_app.store.trail_table import Head, TrailSeal, Wanted
from clinic_app.store.vault import Vault
from clinic_app.use_cases.identity import Identity
from clinic_app.use_cases.trail_acts import checked

SEAL_EVERY = 100  # rows
OPENED_AGAIN = timedelta(hours=1)  # until then an opened record is not noted again


@dataclass(frozen=True)
class _Told:
    """What is to be noted next: `by` says for whom and where, should another person unlock before it is written."""

    act: str
    type: str
    record: str
    about: dict[str, str | int]
    at: str
    by: Identity


class Trail:
    """The trail of an open vault. `who`: who works here; `seed`: the laptop's signing seed."""

    def __init__(self, vault: Vault, who: Callable[[], Identity], seed: Callable[[], bytes]) -> None:
        self._vault = vault
        self._who = who
        self._seed = seed
        self._waiting: list[_Told] = []

    def note(self, act: str, type: str = "", record: str = "", **about: str | int) -> None:
        """Note an act of the person who works here: `act` of `trail_acts.ACTS`, perhaps of one record (its type and
        id). `about`: numbers and codes of `trail_acts.ABOUT`; ValueError for anything that could be words.
        """
        told = self._told(act, type, record, about)
        self.write_waiting()
        with self._vault.changing():
            self._write(told)

    def opened(self, type: str, record: str) -> None:
        """Note that a record was opened, once an hour for each person; it never makes anybody wait for another
        program's lock: then it is written with the next row, or when the case book is closed.
        """
        told = self._told("opened", type, record, {})
        since = (datetime.now(UTC) - OPENED_AGAIN).isoformat(timespec="seconds")
        if any((one.type, one.record, one.by.member_id) == (type, record, told.by.member_id) for one in self._waiting):
            return
        with self._vault.looking():
            if self._vault.trail.noted_since("opened", told.by.member_id, type, record, since):
                return
        self._wait_with(told)

    def soon(self, act: str, type: str = "", record: str = "", **about: str | int) -> None:
        """As `note`, for what must not be held up by a full disk or another program's lock: then it is written with the
        next row, or when the case book is closed.
        """
        self._wait_with(self._told(act, type, record, about))

    def _wait_with(self, told: _Told) -> None:
        self._waiting.append(told)
        with suppress(ClinicError), self._vault.not_waiting():
            self.write_waiting()

    def write_waiting(self) -> None:
        """Write what could not be written yet."""
        if not self._waiting or self._vault.in_change:
            return  # the caller's transaction may be taken back: what waits would be lost
        with self._vault.changing():
            for told in self._waiting:
                self._write(told)
        self._waiting.clear()

    def let_go(self) -> None:
        """Before the vault is closed: what waits is written, if the disk lets it."""
        with suppress(ClinicError):
            self.write_waiting()

    def seal(self) -> Head | None:
        """Sign the trail as far as it has come; None where nothing was ever noted."""
        with self._vault.changing():
            head = self._vault.trail.head()
            if head is None:
                return None
            head = self._tell_key(head)
            if self._vault.trail.last_seal() < head.number:
                self._sign(head)
            return head

    @contextmanager
    def changing_keys(self) -> Iterator[None]:
        """Around a change of the laptop's signing key, in its transaction: what was noted until then is sealed by the
        old key, and the chain names the new one before it is used.
        """
        with self._vault.changing():
            self.seal()
            yield
            if head := self._vault.trail.head():
                self._tell_key(head)

    # --- looking ------------------------------------------------------------------------------------------------------

    def rows(self, wanted: Wanted, most: int = 200, *, before: int = 0, skip: int = 0) -> list[TrailRow]:
        """Up to `most` rows, the newest first; `before`: of smaller numbers alone."""
        with self._vault.looking():
            return self._vault.trail.rows(wanted, most, before=before, skip=skip)

    def count(self, wanted: Wanted) -> int:
        with self._vault.looking():
            return self._vault.trail.count(wanted)

    def head(self) -> Head | None:
        with self._vault.looking():
            return self._vault.trail.head()

    def chained(self, first: int = 1) -> Iterator[tuple[TrailRow, bytes]]:
        """Every row from number `first` on, in order, with its chain."""
        with self._vault.looking():
            yield from self._vault.trail.chained(first)

    def problems(self) -> list[str]:
        """What is wrong: `trail row N`, `trail head`, `trail seal N`, `trail backup N`; none when all is well. Clocks
        are not looked at: what had to wait to be written bears the time at which it happened.
        """
        with self._vault.looking():
            head, seals = self._vault.trail.head(), {one.number: one for one in self._vault.trail.seals()}
            found, number, backed_up = [], 0, self._in_backups()
            chain = beginning(head.start) if head else b""
            keys: set[str] = set()
            for row, kept in self._vault.trail.chained():
                number += 1
                if row.number != number or not _follows(chain, row, kept):
                    found.append(f"trail row {number}")
                    number = row.number
                chain = kept
                keys |= {str(row.about["key"])} if row.act in ("begun", "trail_key") and "key" in row.about else set()
                if backed_up.pop(number, chain.hex()) != chain.hex():
                    found.append(f"trail backup {number}")
                if (seal := seals.pop(number, None)) and not self._is_good(seal, chain, keys):
                    found.append(f"trail seal {number}")
            found += [f"trail seal {number}" for number in seals]  # of rows that are not here
            if (head.number, head.chain) != (number, chain) if head else number:
                found.append("trail head")
            return found + [f"trail backup {number}" for number in backed_up]

    def _is_good(self, seal: TrailSeal, chain: bytes, keys: set[str]) -> bool:
        text = seal_text(self._who().vault_id, seal.device, seal.number, chain)
        return seal.chain == chain and seal.key.hex() in keys and seal_is_good(text, seal.signature, seal.key)

    def _in_backups(self) -> dict[int, str]:
        """number -> chain of the heads that this vault remembers from its backups."""
        told = self._vault.recall("backups", [])
        return {int(one["trail"]): str(one["chain"]) for one in told if one.get("trail")}

    # --- writing ------------------------------------------------------------------------------------------------------

    def _told(self, act: str, type: str, record: str, about: dict[str, str | int]) -> _Told:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return _Told(act, type, record, checked(act, type, record, about), now, self._who())

    def _write(self, told: _Told) -> None:
        head = self._vault.trail.head() or self._begin(told)
        if (head := self._add(head, told)).number % SEAL_EVERY == 0:
            self._sign(self._tell_key(head))

    def _begin(self, told: _Told) -> Head:
        start = new_start()
        key = self._public()
        first = _Told("begun", "", "", {"key": key.hex()}, told.at, told.by)
        return self._add(Head(start, 0, beginning(start), key), first)

    def _add(self, head: Head, told: _Told) -> Head:
        by = told.by
        row = TrailRow(
            head.number + 1,
            told.at,
            by.member_id,
            by.device_id,
            by.life,
            told.act,
            told.type,
            told.record,
            told.about,
        )
        after = Head(head.start, row.number, link(head.chain, row), head.key)
        self._vault.trail.add(row, after)
        return after

    def _tell_key(self, head: Head) -> Head:
        """Where the laptop signs with another key than before, the chain names it before it is used."""
        if (key := self._public()) == head.key:
            return head
        told = self._told("trail_key", "", "", {"key": key.hex()})
        return self._add(Head(head.start, head.number, head.chain, key), told)

    def _public(self) -> bytes:
        from nacl.signing import SigningKey

        return bytes(SigningKey(self._seed()).verify_key)

    def _sign(self, head: Head) -> None:
        from nacl.signing import SigningKey

        me = self._who()
        text = seal_text(me.vault_id, me.device_id, head.number, head.chain)
        signature = SigningKey(self._seed()).sign(text).signature
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._vault.trail.seal(TrailSeal(head.number, head.chain, me.device_id, head.key, signature, now))


def _follows(before: bytes, row: TrailRow, chain: bytes) -> bool:
    try:
        return link(before, row) == chain
    except ValueError:
        return False
