"""What goes out, as lines of a list: to which place, how far, and if it does not go, why and when it is tried again.

No Qt. "There" is said only of what was read back there and compared, "received" only of what a reader has acknowledged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clinic_app.errors import EvidenceDamaged, FileUnreadable, Trouble
from clinic_app.wording.sentences import sentence
from clinic_app.wording.words import N_, _
from ui.package_numbers import package_numbers
from ui.pages.exchange import presenter
from ui.place_words import left_words, trouble_of, trouble_sentence, when_words
from ui.size_words import size_words
from ui.trouble_words import trouble_word

SEALED, SENDING, THERE, RECEIVED, FAILED, CANCELLED = "sealed", "sending", "there", "received", "failed", "cancelled"
CANCEL, SEND = "cancel", "send"
MOST = 200  # lines: what has arrived long ago is of no concern
_OURS = {one.__name__: one for one in (EvidenceDamaged, FileUnreadable)}  # the file here is at fault, not the place
_ORDER = {SENDING: 0, FAILED: 1, SEALED: 2, THERE: 3, CANCELLED: 4, RECEIVED: 5}
_LOOKS: Mapping[str, tuple[str, str, str]] = {
    SEALED: ("package", "neutral", N_("Sealed")),
    SENDING: ("cloud-up", "info", N_("Sending")),
    THERE: ("circle-check", "ok", N_("There, checked")),
    RECEIVED: ("circle-check", "ok", N_("Received there")),
    CANCELLED: ("minus", "neutral", N_("Stays here")),
}


@dataclass(frozen=True)
class OutLine:
    """One object on its way to one place. `share` None: no bar. `acts`: what can be done with it, in order."""

    id: str
    title: str
    second: str
    state: str
    icon: str
    tone: str
    word: str
    share: float | None = None
    stalled: bool = False
    place: str = ""
    sha256: str = ""
    advice: str = ""  # the whole sentence on what is wrong
    acts: tuple[str, ...] = ()

    def spoken(self) -> str:
        """What a screen reader says."""
        return ", ".join(part for part in (self.title, self.word, self.second, self.advice) if part)


def out_lines(state: Any, now: Any = None) -> list[OutLine]:
    """Everything on its way: what moves on top, then what needs somebody, what waits, what has arrived.

    `now` is the errand under way: its object is shown as it is this moment.
    """
    rows = sorted(state.rows, key=lambda row: _ORDER.get(_state(row, now), 2))[:MOST]
    named = {row.name for row in rows}
    by_hand = [one for one in state.outgoing if one.name not in named]
    return [_line(row, now) for row in rows] + [_by_hand(one, state) for one in by_hand]


def working_words(now: Any) -> tuple[str, str]:
    """(Sending to Nextcloud, 121 KB of 184 KB · about 2 minutes left)"""
    doing = {
        "looking": _("Looking what lies at {place}"),
        "fetching": _("Fetching from {place}"),
        "taking": _("Taking in what came from {place}"),
        "sealing": _("Sealing packages for {place}"),
    }.get(now.doing, _("Sending to {place}"))
    far = _far(now.done, now.bytes) if now.bytes else ""
    return doing.format(place=now.place), " · ".join(part for part in (far, left_words(now.seconds_left)) if part)


def working_share(now: Any) -> float:
    """How far it is, 0 to 1."""
    return min(1.0, now.done / now.bytes) if now.bytes else 0.0


def _is_at_work(row: Any, now: Any) -> bool:
    return now is not None and bool(now.name) and (now.place, now.name) == (row.place, row.sha256)


def _state(row: Any, now: Any) -> str:
    """It is being sent only while somebody is at it; what was begun and waits is sealed, with its bar."""
    if row.state in (SEALED, FAILED, SENDING) and _is_at_work(row, now):
        return SENDING
    return SEALED if row.state == SENDING else str(row.state)


def _line(row: Any, now: Any) -> OutLine:
    state = _state(row, now)
    done, left = row.done, row.seconds_left
    if _is_at_work(row, now) and state == SENDING:
        done, left = max(done, min(now.done, row.bytes)), now.seconds_left
    common = {"id": f"{row.place}\n{row.sha256}", "title": _title(row), "place": row.place, "sha256": row.sha256}
    if state == FAILED:
        return _failed(row, common)
    icon, tone, word = _LOOKS.get(state, _LOOKS[SEALED])
    parts = {
        SENDING: (_far(done, row.bytes), row.place, left_words(left)),
        THERE: (size_words(row.bytes), row.place, _("read back and compared")),
        RECEIVED: (size_words(row.bytes), row.place),
    }.get(state, (_far(done, row.bytes) if done else size_words(row.bytes), row.place))
    return OutLine(
        **common,
        second=" · ".join(part for part in parts if part),
        state=state,
        icon=icon,
        tone=tone,
        word=_(word),
        share=_share(done, row.bytes) if state == SENDING or (state == SEALED and done) else None,
        stalled=state == SEALED,
        acts={SEALED: (SEND, CANCEL), SENDING: (CANCEL,), CANCELLED: (SEND,)}.get(state, ()),
    )


def _failed(row: Any, common: dict[str, str]) -> OutLine:
    """Passing trouble is no trouble: it is tried again. Other trouble needs somebody."""
    why = trouble_of(row.why) or Trouble.SERVER
    ours = _OURS.get(row.detail)
    passing = why.passing and ours is None
    again = _("next try {when}").format(when=when_words(row.next_try)) if row.next_try else ""
    came = _("{far} came through, it goes on from there").format(far=_far(row.done, row.bytes)) if row.done else ""
    parts = ("" if ours else trouble_word(why), again, came or size_words(row.bytes), row.place)
    return OutLine(
        **common,
        second=" · ".join(part for part in parts if part),
        state=FAILED,
        icon="refresh-alert",
        tone="warn" if passing else "bad",
        word=_("Tried again soon") if passing else _("Cannot go yet"),
        share=_share(row.done, row.bytes) if row.done else None,
        stalled=True,
        advice=sentence(ours(name=row.name, file=row.name)) if ours else trouble_sentence(row.place, row),
        acts=(SEND, CANCEL),
    )


def _by_hand(one: Any, state: Any) -> OutLine:
    """A package that no place has to do with: it goes by a stick."""
    told = presenter.outgoing_pill(one)
    icon = "package" if one.state == "waits" else told.icon
    return OutLine(
        f"\n{one.name}", _plain(one.name), presenter.outgoing_words(one, state), one.state, icon, told.tone, told.word
    )


def _title(row: Any) -> str:
    what = {"attachment": _("Sealed file"), "receipt": _("Receipt")}.get(row.kind) or _plain(row.name)
    return " · ".join(part for part in (what, row.audience_label) if part)


def _plain(name: str) -> str:
    return name.removesuffix(".clinic") if package_numbers([name]) else name


def _share(done: int, size: int) -> float:
    return min(1.0, done / size) if size else 0.0


def _far(done: int, size: int) -> str:
    """121 KB of 184 KB"""
    return _("{done} of {size}").format(done=size_words(done) if done else "0", size=size_words(size))


def next_try(rows: Sequence[Any]) -> datetime | None:
    """When something is tried again by itself."""
    return min((row.next_try for row in rows if row.state == FAILED and row.next_try), default=None)
