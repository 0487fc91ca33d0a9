"""The merge desk without Qt: values as words, the words in which two texts differ, the queue of conflicts."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clinic_app.records.declared import record_type
from clinic_app.records.record import Field
from clinic_app.records.values import Choice, ConsentList, Elements, Moment, PartialDay, Ref, Text, Whole, WrongValue
from clinic_app.reference import lists
from clinic_app.wording.dates import date_time, number, short_date
from clinic_app.wording.words import _

NOTHING = "—"
_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A piece of a text; `differs` marks what the other text says otherwise."""

    text: str
    differs: bool


def marked(own: str, other: str) -> list[Piece]:
    """`own` in pieces, by words; two claims are equal, so whatever differs from `other` is marked the same way."""
    mine, theirs = _TOKENS.findall(own), _TOKENS.findall(other)
    pieces: list[Piece] = []
    blocks = difflib.SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    for tag, start, end, _a, _b in blocks:
        if start < end:
            pieces.append(Piece("".join(mine[start:end]), tag != "equal"))
    return _joined(pieces)


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """A space between two marked pieces belongs to them; a mark begins and ends with a word."""
    found: list[Piece] = []
    for at, piece in enumerate(pieces):
        between = not piece.text.strip() and 0 < at < len(pieces) - 1
        differs = piece.differs or (between and pieces[at - 1].differs and pieces[at + 1].differs)
        if found and found[-1].differs == differs:
            found[-1] = Piece(found[-1].text + piece.text, differs)
        else:
            found.append(Piece(piece.text, differs))
    trimmed: list[Piece] = []
    for piece in found:
        core = piece.text.strip()
        if not piece.differs or not core or core == piece.text:
            trimmed.append(piece)
            continue
        left = piece.text[: len(piece.text) - len(piece.text.lstrip())]
        right = piece.text[len(piece.text.rstrip()) :]
        trimmed += [Piece(text, bold) for text, bold in ((left, False), (core, True), (right, False)) if text]
    return trimmed


# --- words of a value ---------------------------------------------------------------------------------------------


def spec_of(conflict: Any) -> Field | None:
    """The declared field in conflict; None for a register this program writes itself (archived, home)."""
    return record_type(conflict.type).by_name.get(conflict.field)


def words_of(conflict: Any, value: Any, titles: Mapping[str, str]) -> str:
    """A live value (JSON) as words; what was cleared is a dash."""
    spec = spec_of(conflict)
    if value is None or value == "" or value == []:
        return NOTHING
    if spec is None:
        return (_("Yes") if value else _("No")) if isinstance(value, bool) else str(value)
    kind = spec.kind
    if isinstance(kind, Choice):
        return lists.label(kind.list, str(value))
    if isinstance(kind, Ref):
        return titles.get(str(value), _("not received yet"))
    if isinstance(kind, (Elements, ConsentList)):
        return _("is in the list") if value else NOTHING
    if isinstance(kind, PartialDay):
        return ".".join(reversed(str(value).lstrip("~").split("-")))
    try:
        typed = kind.read(value)
    except WrongValue:
        return str(value)
    if isinstance(typed, bool):
        return _("Yes") if typed else _("No")
    if isinstance(kind, Moment):
        return date_time(typed)
    if hasattr(typed, "strftime") and hasattr(typed, "year"):
        return short_date(typed)
    return number(typed) if isinstance(kind, Whole) and kind.name != "year" else str(value)


def is_text(conflict: Any) -> bool:
    """Whether its values are texts, so that words can be compared and both be kept."""
    spec = spec_of(conflict)
    return spec is not None and isinstance(spec.kind, Text)


def may_write_own(conflict: Any) -> bool:
    """Whether a third value can be written: not for elements of a set, nor for a person."""
    spec = spec_of(conflict)
    return spec is not None and not isinstance(spec.kind, (Elements, ConsentList, Ref))


def both_of(conflict: Any) -> str:
    """Both texts, one below the other; a long text may hold them both."""
    return "\n\n".join(dict.fromkeys(str(one.value) for one in conflict.values if one.value))


def may_take_both(conflict: Any) -> bool:
    """Only long texts can hold both."""
    spec = spec_of(conflict)
    return spec is not None and isinstance(spec.kind, Text) and spec.kind.long and len(conflict.values) == 2


def references_of(conflicts: Sequence[Any]) -> dict[str, set[str]]:
    """Record type -> ids that live values point to, to be given their titles."""
    wanted: dict[str, set[str]] = {}
    for one in conflicts:
        spec = spec_of(one)
        if spec is not None and isinstance(spec.kind, Ref):
            wanted.setdefault(spec.kind.to, set()).update(str(c.value) for c in one.values if c.value)
    return wanted


def clock_words(at: str) -> str:
    """The laptop's own clock, as it stands in the entry."""
    try:
        return date_time(datetime.fromisoformat(at))
    except ValueError:
        return at


def not_seen(place: int, count: int) -> str:
    """What the author of a candidate had not seen."""
    if count > 2:
        return _("Has not seen the other values")
    return _("Has not seen the second value") if place == 0 else _("Has not seen the first value")


# --- the queue ----------------------------------------------------------------------------------------------------


class Queue:
    """The conflicts in their order, which one is on the desk, what is put off; `office` narrows it."""

    def __init__(self) -> None:
        self._all: list[Any] = []
        self._later: list[str] = []
        self.office = ""
        self._id = ""
        self._settled = 0

    def fill(self, conflicts: Sequence[Any]) -> None:
        """Take the open conflicts; the one on the desk stays there if it is still open."""
        known = {one.id for one in conflicts}
        self._later = [id for id in self._later if id in known]
        rank = {id: place for place, id in enumerate(self._later)}
        self._all = sorted(conflicts, key=lambda one: rank.get(one.id, -1))
        self._stay()

    def shown(self) -> list[Any]:
        """The conflicts of the chosen office, or all."""
        return [one for one in self._all if not self.office or self.office in offices_of(one)]

    def present(self) -> Any | None:
        """The conflict on the desk."""
        return next((one for one in self.shown() if one.id == self._id), None)

    def place(self) -> tuple[int, int]:
        """(which, of how many), counting those settled here: 3 of 17."""
        shown = self.shown()
        at = next((place for place, one in enumerate(shown) if one.id == self._id), 0)
        return self._settled + at + 1, self._settled + len(shown)

    def narrow(self, office: str) -> None:
        """Show one office's conflicts; "" shows all."""
        self.office, self._settled = office, 0
        self._stay()

    def choose(self, id: str) -> None:
        """Put a conflict on the desk."""
        if any(one.id == id for one in self.shown()):
            self._id = id

    def settle(self) -> None:
        """The one on the desk is settled: the next comes."""
        following = self._following()
        self._all = [one for one in self._all if one.id != self._id]
        self._settled += 1
        self._id = following
        self._stay()

    def put_off(self) -> None:
        """To the end of the queue."""
        one = self.present()
        if one is None:
            return
        following = self._following()
        self._later = [id for id in self._later if id != one.id] + [one.id]
        self._all = [other for other in self._all if other.id != one.id] + [one]
        self._id = following

    def skip(self) -> None:
        """To the next, round and round."""
        self._id = self._following()

    def _following(self) -> str:
        shown = self.shown()
        at = next((place for place, one in enumerate(shown) if one.id == self._id), -1)
        return shown[(at + 1) % len(shown)].id if shown else ""

    def _stay(self) -> None:
        shown = self.shown()
        if not any(one.id == self._id for one in shown):
            self._id = shown[0].id if shown else ""


def offices_of(conflict: Any) -> set[str]:
    """The offices whose people wrote the values; a coordinator's own value counts for nobody else's."""
    return {one.office for one in conflict.values if one.office}


@dataclass(frozen=True)
class OfficeRow:
    """An office in the list: how many conflicts, and its news or its gap."""

    id: str
    name: str
    conflicts: int
    icon: str
    tone: str
    second: str


def office_rows(
    conflicts: Sequence[Any],
    news: Sequence[Any],
    names: Mapping[str, str],
    own: str,
    told: Callable[[Any], tuple[str, str, str]],
) -> list[OfficeRow]:
    """One row per office but one's own; those with conflicts first, then in the order of the news."""
    counts: dict[str, int] = {}
    for one in conflicts:
        for office in offices_of(one) - {own}:
            counts[office] = counts.get(office, 0) + 1
    rows: dict[str, OfficeRow] = {}
    for item in news:
        icon, tone, second = told(item)
        before = rows.get(item.office)
        if before is None or (tone == "warn" and before.tone == "ok"):
            name = names.get(item.office) or item.office_name or item.office
            rows[item.office] = OfficeRow(item.office, name, counts.get(item.office, 0), icon, tone, second)
    for office, count in counts.items():
        rows.setdefault(office, OfficeRow(office, names.get(office, office), count, "circle-check", "ok", ""))
    return sorted(rows.values(), key=lambda row: -row.conflicts)


def news_of(item: Any) -> tuple[str, str, str]:
    """(icon, tone, words) of one laptop's news."""
    if item.gaps:
        return "package-off", "warn", _("{package} has not come").format(package=item.gaps[0])
    if item.last_at is None:
        return "circle-dashed", "neutral", _("nothing yet")
    return "circle-check", "ok", _("nothing missing")
