"""Leaving records of a package out, and taking them in again: private marks of this vault, never exported."""

from __future__ import annotations

from clinic_app.exchange.package import Opened
from clinic_app.journal.content import Erased, read_line
from clinic_app.journal.rules import ERASED
from clinic_app.store.journal_tables import IN, LEFT_OUT
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.judging import ROSTER_TYPES


def choose(desk: Desk, opened: Opened, names: frozenset[str], only: frozenset[str] | None) -> set[str]:
    """Set aside what was not chosen, and later news of it; take in what was, or what comes again without a choice.

    `names`: the entries the package brought. Returns the records touched.
    """
    journal = desk.vault.journal
    free = _free_places(opened, desk.identity.device_id)
    left_out = journal.left_out()
    if only is None and names:  # fresh news of a left-out record waits with it
        fresh = [name for record, name in free if record in left_out and name in names]
        return journal.set_aside(fresh, LEFT_OUT)
    wanted = {record for record, _ in free if only is None or record in only}
    journal.leave_out(wanted & left_out, False)
    touched = journal.take_in(wanted & left_out)
    touched |= journal.set_aside([name for record, name in free if record in wanted], IN)
    out = [(record, name) for record, name in free if record not in wanted and name in names]
    journal.leave_out({record for record, _ in out}, True)
    return touched | journal.set_aside([name for _, name in out], LEFT_OUT)


def _free_places(opened: Opened, own_device: str) -> list[tuple[str, str]]:
    """(record, name) of what may be set aside: nobody's own words, not the roster, no hand-over and no erasure."""
    found: list[tuple[str, str]] = []
    for _, lines in opened.by_stretch():
        for line in lines:
            entry = read_line(line)
            if isinstance(entry, Erased) or entry.type in ROSTER_TYPES or entry.device == own_device:
                continue
            if ERASED in entry.fields or ("home" in entry.fields and entry.seen.get("home")):
                continue
            found.append((entry.id, entry.name))
    return found
