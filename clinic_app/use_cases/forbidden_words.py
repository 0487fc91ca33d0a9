"""What must never be written down: a device's password, who a source is. Text that looks so is warned of.

Pure, never stops anybody; Kyrgyz, Russian and English at once, as people mix them in one sentence. It would rather
warn once too often.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from clinic_app.records.record import Record
from clinic_app.records.values import Text
from clinic_app.wording.words import N_, _

PASSWORD, SOURCE = "password", "source"

_SENTENCES = {
    PASSWORD: N_("“{found}” looks like a password. Passwords are never written down here: take it out."),
    SOURCE: N_("“{found}” may say who a source is. Sources are never written down here: take it out."),
}

_PASSWORDS = re.compile(
    r"\b(?:парол\w*|сыр ?сөз\w*|пин[- ]?код\w*|код\w* (?:разблокировки|блокировки)|графическ\w+ ключ\w*"
    r"|кулпу\w* код\w*|ачуу код\w*|pass ?words?|pass ?codes?|pin(?:[- ]?code)?s?|unlock(?:ing)? (?:code|pattern)s?)\b",
    re.IGNORECASE,
)
_BEHIND = 40  # so many letters behind the word belong to it
_SIGN = re.compile(r"[:=]\s*\S{2,}")
_MIXED = re.compile(r"(?<![\w.])(?=\w*\d)[\w@#$%!*]{4,}")  # with a digit among its letters, or of digits alone
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\b(?:19|20)\d\d\b")

_SOURCES = re.compile(
    r"(?i:\b(?:источник\w*|информатор\w*|осведомител\w*|булак\w*|булаг\w*|маалымат бер(?:үүчү|ген)\w*"
    r"|sources?|informants?|whistle-?blowers?|tipsters?)\b)"
    r"[^.\n]{0,30}?(?:(?i:\b(?:это|зовут|по имени|является|is|was|named|called|аты|аттуу|деген)\b)|[:—–,(])?\s*"
    r"(?P<told>[А-ЯЁӨҮҢA-Z][а-яёөүңa-z]{2,}(?:[- ][А-ЯЁӨҮҢA-Z][а-яёөүңa-z.]*)*)"
)


@dataclass(frozen=True)
class Caution:
    """Something that should not stand in a text: `kind` (password, source) and the words that look so."""

    kind: str
    found: str

    @property
    def words(self) -> str:
        """One sentence for the person who typed it."""
        return _(_SENTENCES[self.kind]).format(found=self.found)


def forbidden_words(text: str) -> list[Caution]:
    """What of a text looks forbidden, in its order, each once."""
    found = [
        (one.start(), Caution(PASSWORD, _short(one.group() + told)))
        for one in _PASSWORDS.finditer(text)
        if (told := _told_behind(text, one.end()))
    ]
    found += [(one.start(), Caution(SOURCE, _short(one.group()))) for one in _SOURCES.finditer(text)]
    return list(dict.fromkeys(caution for _start, caution in sorted(found, key=lambda one: one[0])))


def cautions_of(record: Record) -> dict[str, list[Caution]]:
    """Field -> what looks forbidden in it; only texts a person types."""
    found: dict[str, list[Caution]] = {}
    for spec in record.type.fields:
        typed = isinstance(spec.kind, Text) and not (spec.hidden or spec.program_fills)
        if typed and (cautions := forbidden_words(getattr(record, spec.name))):
            found[spec.name] = cautions
    return found


def _told_behind(text: str, place: int) -> str:
    """What is told behind a word for a password, on its line: behind a sign, or with digits that are no day."""
    line = _DATE.sub("", text[place : place + _BEHIND].partition("\n")[0])
    ends = [one.end() for pattern in (_SIGN, _MIXED) if (one := pattern.search(line))]
    return line[: min(ends)] if ends else ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
