"""A conflict in words, without Qt: its values, what each author had seen, what can be decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clinic_app.records.declared import record_type
from clinic_app.records.record import Field
from clinic_app.records.values import ConsentList, Elements, Ref, Text
from clinic_app.use_cases.value_words import label_of, references_of, words_of
from clinic_app.wording.dates import date_time
from clinic_app.wording.words import N_, _
from ui.differing_words import Piece, marked
from ui.pages.merge.queue import field_of, offices_of

TAKE = (N_("Take the first"), N_("Take the second"), N_("Take the third"), N_("Take the fourth"))
TAKE_IT, BOTH, OWN = "take", "both", "own"


@dataclass(frozen=True)
class Offer:
    """One thing that can be decided: `act` is take, both or own; `place` which value."""

    act: str
    words: str
    place: int = 0
    possible: bool = True


# --- one conflict ---------------------------------------------------------------------------------------------------


def spec_of(conflict: Any) -> Field | None:
    """The declared field in conflict; None for a register this program writes itself (archived, home)."""
    return record_type(conflict.type).by_name.get(conflict.field)


def title_of(conflict: Any, titles: Mapping[str, str]) -> str:
    """What the field is called."""
    return label_of(conflict.type, conflict.register, titles)


def value_words(conflict: Any, value: Any, titles: Mapping[str, str]) -> str:
    """A live value (JSON) as words."""
    return words_of(conflict.type, conflict.register, value, titles)


def is_text(conflict: Any) -> bool:
    """Whether its values are texts, so that words can be compared and all be kept."""
    spec = spec_of(conflict)
    return spec is not None and isinstance(spec.kind, Text)


def pieces_of(conflict: Any, titles: Mapping[str, str]) -> list[list[Piece]]:
    """Each value in pieces; of texts the words that differ from another value are marked, of all else the whole."""
    told = [value_words(conflict, one.value, titles) for one in conflict.values]
    if not is_text(conflict):
        return [[Piece(words, True)] for words in told]
    return [marked(words, told[0] if place else told[1] if len(told) > 1 else "") for place, words in enumerate(told)]


def may_write_own(conflict: Any) -> bool:
    """Whether another value can be written: not for elements of a set, nor for a person."""
    spec = spec_of(conflict)
    return spec is not None and not isinstance(spec.kind, (Elements, ConsentList, Ref))


def may_take_both(conflict: Any) -> bool:
    """Only long texts can hold several."""
    spec = spec_of(conflict)
    return spec is not None and isinstance(spec.kind, Text) and spec.kind.long and len(texts_of(conflict)) > 1


def texts_of(conflict: Any) -> list[str]:
    """The texts there are, each once."""
    return list(dict.fromkeys(str(one.value) for one in conflict.values if one.value))


def both_of(conflict: Any) -> str:
    """All texts, one below the other."""
    return "\n\n".join(texts_of(conflict))


def offers_of(conflict: Any) -> list[Offer]:
    """What can be decided, in the order of its keys: each value, all of them, one's own.

    What cannot be is still named, so that no key means one thing here and another there.
    """
    count = len(conflict.values)
    found = [Offer(TAKE_IT, _take_words(place), place) for place in range(count)]
    both = _("Take both") if count == 2 else _("Take all")
    found.append(Offer(BOTH, both, possible=may_take_both(conflict)))
    found.append(Offer(OWN, _("Write my own"), possible=may_write_own(conflict)))
    return found


def _take_words(place: int) -> str:
    return _(TAKE[place]) if place < len(TAKE) else _("Take value {n}").format(n=place + 1)


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


def all_saw_the_same(conflict: Any) -> bool:
    """Whether one sentence tells what all had seen."""
    if all(one.saw_nothing for one in conflict.values):
        return True
    return conflict.before is not None and all(one.had_seen == conflict.before for one in conflict.values)


def had_seen(conflict: Any, candidate: Any, titles: Mapping[str, str]) -> str:
    """What an author had before them; "" where the sentence below the values tells it of all."""
    if all_saw_the_same(conflict):
        return ""
    if candidate.saw_nothing:
        return _("Found the field empty")
    if candidate.had_seen is None:
        return _("Had seen a value that is gone since, or has not come here")
    words = " ".join(value_words(conflict, candidate.had_seen, titles).split())
    return _("Had seen: “{value}”").format(value=words)


def before_words(conflict: Any, titles: Mapping[str, str]) -> str:
    """What all had seen, and whose clocks these are."""
    clocks = _("The times are those of the laptops' own clocks.")
    if all(one.saw_nothing for one in conflict.values):
        return " ".join((_("Before, the field was empty."), clocks))
    if conflict.before is None:
        return " ".join((_("They had not seen the same value before."), clocks))
    words = " ".join(value_words(conflict, conflict.before, titles).split()).rstrip(".")
    return " ".join((_("What all of them had seen before: “{value}”.").format(value=words), clocks))


def needed_titles(conflicts: Sequence[Any]) -> dict[str, set[str]]:
    """Record type -> ids whose titles the words of these conflicts need."""
    return references_of(
        (one.type, one.register, value)
        for one in conflicts
        for value in (one.before, *(v for c in one.values for v in (c.value, c.had_seen)))
    )


def field_choices(conflicts: Sequence[Any], office: str) -> list[tuple[str, str, int]]:
    """(field, its label, how many) of the conflicts of an office, the most first."""
    counts: dict[str, int] = {}
    labels: dict[str, str] = {}
    for one in conflicts:
        if not office or office in offices_of(one):
            key = field_of(one)
            counts[key] = counts.get(key, 0) + 1
            labels[key] = label_of(one.type, one.field)
    twice = [label for label in labels.values() if list(labels.values()).count(label) > 1]
    for key, label in labels.items():
        if label in twice:
            kind = _(record_type(key.partition(".")[0]).title)
            labels[key] = _("{field}: {what}").format(field=kind, what=label)
    return [(key, labels[key], counts[key]) for key in sorted(counts, key=lambda k: (-counts[k], labels[k]))]
