"""The rows of the timeline and of the case's history in short. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic_app.use_cases.value_words import NOTHING, words_of
from clinic_app.wording.dates import short_date
from clinic_app.wording.words import _, ngettext
from ui.pages.cases.presenter import short_name, step_tone, when_words

# (record type or "", kind of the row) -> (icon, tone); what is not named looks as its group does
_LOOKS: dict[str, tuple[str, str]] = {
    "incident": ("alert-triangle", "bad"),
    "safety_check": ("shield-check", "ok"),
    "assessed": ("shield-check", "info"),
    "contact": ("phone-call", "neutral"),
    "support": ("heart-handshake", "ok"),
    "consent_change": ("shield-lock", "neutral"),
    "closed": ("circle-check", "ok"),
    "detention": ("alert-triangle", "bad"),
    "search": ("alert-triangle", "bad"),
    "seizure": ("package", "warn"),
    "item_back": ("package", "ok"),
    "interrogation": ("alert-triangle", "warn"),
    "summons": ("alert-circle", "warn"),
    "appeal_due": ("clock-exclamation", "warn"),
    "hearing": ("gavel", "info"),
    "postponed": ("calendar-event", "warn"),
    "returned": ("arrow-back-up", "bad"),
    "verified": ("circle-check", "info"),
    "asked": ("send", "info"),
    "given_out": ("file-export", "neutral"),
}
_GROUPS = {
    "court": ("gavel", "info"),
    "safety": ("shield-check", "neutral"),
    "papers": ("file-text", "neutral"),
    "contact": ("message-circle", "neutral"),
    "evidence": ("paperclip", "neutral"),
    "deadlines": ("clock-hour-4", "neutral"),
}
_FILED = frozenset({"filing", "appeal_filed", "motion", "police_report"})


@dataclass(frozen=True)
class Moment:
    """One row of the timeline: `kind` is the record type its `id` belongs to, `acts` what can be done with it."""

    id: str
    top: str  # the date, or Today
    low: str  # the weekday, or the time
    icon: str
    tone: str
    title: str
    text: str
    author: str = ""
    group: str = ""
    torn: bool = False
    kind: str = "case_event"
    acts: Sequence[str] = ()
    attachments: int = 0
    planned: bool = False

    def spoken(self) -> str:
        """All of it, as one sentence for ears."""
        files = files_words(self.attachments) if self.attachments else ""
        ahead = _("planned") if self.planned else ""
        return ", ".join(
            part for part in (self.top, self.low, ahead, self.title, self.text, files, self.author) if part
        )

    def holds(self, words: str) -> bool:
        """Whether folded `words` stand anywhere in it."""
        from ui.widgets.folding import fold

        said = fold(f"{self.title} {self.text} {self.author} {self.top}")
        return all(word in said for word in words.split())


def acts_of(row: Any) -> Sequence[str]:
    """What can be done with a row of the timeline."""
    if row.type == "case_event":
        if row.kind == "hearing" and not row.moved_to:
            return ("open", "postpone", "bin")
        return ("open", "returned", "bin") if row.kind in _FILED else ("open", "bin")
    if row.type == "deadline" and row.kind == "due":
        return ("met", "open", "extend", "missed", "not_needed", "bin")
    if row.type == "duty_request" and row.kind == "asked":
        return ("open", "answered", "bin")
    return ("open",) if row.type in ("incident", "attachment", "verification_step", "disclosure") else ("open", "bin")


def moment_of(row: Any, today: date) -> Moment:
    """A row of the case's timeline as the window shows it."""
    icon, tone = _LOOKS.get(row.kind) or _GROUPS.get(row.group, ("file-text", "neutral"))
    if row.type == "deadline" and row.kind == "ended":
        icon = "circle-check"
    elif row.type == "deadline" and len(row.on) == 10:
        tone = step_tone(date.fromisoformat(row.on), today)
        icon = "alert-circle" if tone == "bad" else icon
    label = row.label or _("Event")
    plain = not row.title or row.title.casefold() == label.casefold()
    title = label if plain else _("{kind}: {title}").format(kind=label, title=row.title)
    moved = _("Postponed to {date}").format(date=short_date(row.moved_to)) if row.moved_to else ""
    top, low = when_words(row.on, row.at, today)
    return Moment(
        id=row.id,
        top=top,
        low=low,
        icon=icon,
        tone=tone,
        title=title,
        text="\n".join(part for part in (row.text, moved) if part),
        author=short_name(row.author),
        group=row.group,
        torn=row.torn,
        kind=row.type,
        acts=acts_of(row),
        attachments=row.attachments if row.type != "attachment" else 0,
        planned=row.planned and not row.moved_to,
    )


def files_words(count: int) -> str:
    """2 files"""
    return ngettext("{n} file", "{n} files", count).format(n=count)


def history_moments(clinic: Any, id: str, today: date) -> list[Moment]:
    """Vault's thread: the case's history in short, newest first."""
    changes = clinic.history.of("journalist_case", id)
    told = [(change.register, value) for change in changes for value in (change.before, change.after)]
    titles = clinic.history.titles("journalist_case", told)
    return [_change(one, today, titles) for one in reversed(changes)]


def _change(change: Any, today: date, titles: Mapping[str, str]) -> Moment:
    """A line of the record's history."""
    top, _low = when_words(str(change.at)[:10], None, today)
    before, after = (
        _short(words_of("journalist_case", change.register, value, titles)) for value in (change.before, change.after)
    )
    if before != NOTHING:
        text = _("{before} → {after}").format(before=before, after=after)
    else:
        text = after if after != NOTHING else _("emptied")
    low, author = str(change.at)[11:16], short_name(change.author)
    return Moment(change.dot, top, low, "pencil", "neutral", change.label, text, author, kind="")


def _short(words: str) -> str:
    """A value of the history, short enough for a line."""
    return words if len(words) <= 160 else words[:157] + "…"
