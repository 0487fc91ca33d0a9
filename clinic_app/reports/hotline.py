"""The hotline report: consultations and people, by month, topic, sex, age, disability, vulnerability and language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from clinic_app.records.consultation import Consultation
from clinic_app.reference import lists
from clinic_app.reports import suppression
from clinic_app.reports.hotline_tables import NOT_ASKED, WITH, WITHOUT, HotlineTables
from clinic_app.reports.report import Report, Suppressed
from clinic_app.reports.tally import ALL, NOBODY_LINKED, Dimension, Place, Tally, tally
from clinic_app.wording.words import N_, catalog, in_language

NAME = "hotline"
TITLE = N_("Hotline report")
CHANNELS = frozenset({"hotline"})


def hotline(
    consultations: Iterable[Consultation],
    *,
    start: date,
    end: date,
    profile: str,
    language: str,
    office_name: str,
    made_on: date,
    offices: str = "",
    demo: bool = False,
    channels: Collection[str] | None = CHANNELS,
    same: Mapping[str, str] = NOBODY_LINKED,
) -> Report:
    """The report of the consultations received from `start` to `end` (both included) over `channels` (None: all).

    Counting rows may stand among the consultations. `same`: the id that stands for each of several records of one
    person. `profile` is internal, donor or public (UnknownReport otherwise); `language` ky, ru or en.
    """
    rules = suppression.profile(profile)
    taken = [
        one
        for one in consultations
        if one.received_at and start <= one.received_at.date() <= end and (channels is None or one.channel in channels)
    ]
    counted = tally(taken, DIMENSIONS, same)
    sheet = HotlineTables(counted, _hidden(counted, rules), rules, language, start, end)
    tables = sheet.tables()
    suppressed = sum(isinstance(cell, Suppressed) for table in tables for line in table.rows for cell in line.cells)
    return Report(
        name=NAME,
        title=in_language(language, TITLE),
        language=language,
        start=start,
        end=end,
        profile=profile,
        stamp=rules.label(language),
        issuer=office_name,
        offices=offices,
        made_on=made_on,
        headline=sheet.headline(),
        tables=tables,
        charts=(sheet.chart(),),
        notes=(*_notes(taken, sheet, suppressed), *_notes_on_rows(taken, sheet)),
        rows=len(taken),
        suppressed=suppressed,
        demo=demo,
    )


def _hidden(counted: Tally, rules: suppression.Profile) -> frozenset[Place]:
    """What this profile hides. Few people: their sexes too, zeros included, or a reader learns that all are women."""
    if not rules.secondary and rules.least <= 1:
        return frozenset()
    counts = counted.counts
    least = {place: rules.least_of(*place[:2]) for place in counts}
    small = {place for place, count in counts.items() if 0 < count < least[place]}
    few = [place[:2] for place in small if place[2] == "people"]
    small |= {(*row, sex) for row in few for sex in ("women", "men") if counts[*ALL, sex]}
    return frozenset(suppression.with_partners(counts, counted.sums, small, least) if rules.secondary else small)


def _month(one: Consultation) -> tuple[str]:
    return (f"{one.received_at:%Y-%m}",)


def _topic(one: Consultation) -> tuple[str]:
    top = lists.ancestor("legal_topics", one.topic) if one.topic else ""
    # what is filed under the head of a topic is a sub-line of its own, or the sub-lines would not add up
    return (f"{top}/{one.topic}",)


def _disability(one: Consultation) -> tuple[str]:
    if "disability" in one.vulnerability:
        return (WITH,)
    return (WITHOUT,) if one.vulnerability - {NOT_ASKED} else (NOT_ASKED,)


DIMENSIONS = (
    Dimension("month", _month),
    Dimension("topic", _topic),
    Dimension("sex", lambda one: (one.sex or "",), of_person=True),
    Dimension("age", lambda one: (one.age_group or "",), of_person=True),
    Dimension("disability", _disability, of_person=True),
    Dimension("vulnerability", lambda one: one.vulnerability - {"disability"}, of_person=True),
    Dimension("language", lambda one: (one.language or "",)),
)


def _notes(taken: Sequence[Consultation], page: HotlineTables, suppressed: int) -> Iterable[str]:
    say, plural = page.say, partial(_plural, page.language)
    if suppressed:
        yield say(N_("“{hidden}”: under {least}, or could be worked out from other numbers.")).format(
            hidden=say(N_("hidden")), least=page.rules.least
        )
        if any(page.rules.least_of(*place[:2]) > page.rules.least for place in page.hidden):
            yield say(N_("Especially sensitive groups are hidden under {least}.")).format(
                least=page.rules.least_sensitive
            )
    if page.rules.round_to > 1:
        yield say(N_("Numbers are rounded to {step}; sums may differ.")).format(step=page.rules.round_to)
    yield say(N_("A person who applied several times is counted once in each line and once in the total."))
    yield say(N_("A person's sex, age and vulnerability are those of the last consultation in the period."))
    if any(one.anonymous for one in taken):
        yield say(N_("An anonymous caller is counted as a person at the first contact only."))
    if unsettled := sum(bool(one.conflicts) for one in taken):
        yield plural(unsettled, "unsettled")
    if parts := sum(not one.complete for one in taken):
        yield plural(parts, "incomplete")


def _notes_on_rows(taken: Sequence[Consultation], page: HotlineTables) -> Iterable[str]:
    """What a reader must know where consultations are counted that stay with their offices."""
    rows = sum(one.type.by_program for one in taken)
    if not rows:
        return
    yield _plural(page.language, rows, "rows")
    yield page.say(
        N_("Among these a person is counted once a month, by one consultation of that month, and beside the others.")
    )
    if page.start.day != 1 or (page.end + timedelta(days=1)).day != 1:
        yield page.say(N_("Of consultations that stay with their offices only the month is known here."))


def _plural(language: str, n: int, what: str) -> str:
    words = catalog(language)
    if what == "unsettled":
        said = words.ngettext(
            "{n} consultation has a field with 2 values; the value shown now is counted.",
            "{n} consultations have a field with 2 values; the value shown now is counted.",
            n,
        )
    elif what == "rows":
        said = words.ngettext(
            "{n} consultation that stays with its office is counted without names.",
            "{n} consultations that stay with their offices are counted without names.",
            n,
        )
    else:
        said = words.ngettext(
            "{n} consultation has not arrived completely.", "{n} consultations have not arrived completely.", n
        )
    return said.format(n=n)
