"""The tables, chart and headline of the hotline report: counts as they may be read, in the report's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clinic_app.reference import lists
from clinic_app.reports import suppression
from clinic_app.reports.report import Cell, Chart, Line, Series, Suppressed, Table
from clinic_app.reports.tally import ALL, Place, Tally
from clinic_app.wording import dates
from clinic_app.wording.words import N_, in_language

MOST_EMPTY_MONTHS = 36  # a longer period lists only the months in which somebody called
SHOWN = ("consultations", "people", "women", "men")
WITH, WITHOUT, NOT_ASKED = "with", "without", "not_asked"
WIDTHS = (0.40, 0.165, 0.145, 0.145, 0.145)
COLUMNS: Mapping[str, str] = {
    "consultations": N_("consultations"),
    "people": N_("people"),
    "women": N_("women"),
    "men": N_("men"),
}
TOPIC_NOTE = N_("Sub-topics of which every number is hidden are left out.")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


@dataclass(frozen=True)
class HotlineTables:
    """The counts as they may be read: each number once more passes here before it is shown."""

    counted: Tally
    hidden: frozenset[Place]
    rules: suppression.Profile
    language: str
    start: date
    end: date

    def say(self, message: str) -> str:
        return in_language(self.language, message)

    def number(self, dimension: str, code: str, measure: str) -> int | Suppressed:
        place = self.counted.place(dimension, code, measure)
        if place in self.hidden:
            return Suppressed(self.rules.least_of(dimension, code))
        return suppression.rounded(self.counted.counts.get(place, 0), self.rules.round_to)

    def headline(self) -> tuple[tuple[str, Cell], ...]:
        people, women = self.number(*ALL, "people"), self.number(*ALL, "women")
        share: Cell = Suppressed(self.rules.least)
        if isinstance(people, int) and isinstance(women, int):
            share = self.say(N_("{n}%")).format(n=round(100 * women / people)) if people else "–"
        return (
            (self.say(N_("consultations")), self.number(*ALL, "consultations")),
            (self.say(N_("people who applied")), people),
            (self.say(N_("women")), share),
        )

    def chart(self) -> Chart:
        months = self.months()
        first = {months[0], *(month for month in months if month.endswith("-01"))} if months else set()
        several_years = len({month[:4] for month in months}) > 1
        names = dates.MONTHS[self.language]
        labels = tuple(
            names[int(month[5:]) - 1][:3] + (f"\n{month[:4]}" if several_years and month in first else "")
            for month in months
        )
        series = []
        for measure, name in (("consultations", N_("consultations")), ("people", N_("people"))):
            numbers = (self.number("month", month, measure) for month in months)
            series.append(Series(self.say(name), tuple(n if isinstance(n, int) else None for n in numbers)))
        return Chart(self.say(N_("By month")), labels, tuple(series))

    def tables(self) -> tuple[Table, ...]:
        return (
            self.table(N_("By month"), N_("Month"), self.month_lines()),
            self.table(N_("By topic"), N_("Topic"), self.topic_lines(), note=TOPIC_NOTE if self.hidden else ""),
            self.table(N_("By sex"), N_("Sex"), self.lines("sex", "sex"), SHOWN[:2]),
            self.table(N_("By age"), N_("Age group"), self.lines("age", "age_group")),
            self.table(N_("By disability"), N_("Disability"), self.disability_lines()),
            self.table(
                N_("By other vulnerability"),
                N_("Vulnerability"),
                self.lines("vulnerability", "vulnerability"),
                note=N_("One person may stand in several lines."),
                total=False,
            ),
            self.table(N_("By language"), N_("Language of advice"), self.lines("language", "language")),
        )

    def table(
        self,
        title: str,
        heading: str,
        lines: Sequence[Line],
        measures: Sequence[str] = SHOWN,
        note: str = "",
        total: bool = True,
    ) -> Table:
        closing = (Line((self.say(N_("Total")), *self.numbers(*ALL, measures)), total=True),) if total else ()
        kept = tuple(Line(line.cells[: len(measures) + 1], line.level) for line in lines)
        heads = tuple(_capital(self.say(COLUMNS[measure])) for measure in measures)
        return Table(
            self.say(title), (self.say(heading), *heads), (*kept, *closing), WIDTHS[: len(heads) + 1], self.say(note)
        )

    def numbers(self, dimension: str, code: str, measures: Sequence[str] = SHOWN) -> tuple[int | Suppressed, ...]:
        return tuple(self.number(dimension, code, measure) for measure in measures)

    def lines(self, dimension: str, listed: str) -> list[Line]:
        """The codes of a list that somebody has, in its order; what was not stated comes last."""
        here = self.counted.rows[dimension]
        known = [code for code in lists.items(listed) if code in here]
        unknown = sorted(code for code in here if code and code not in known)
        named = [(code, lists.label(listed, code, self.language)) for code in [*known, *unknown]]
        if "" in here:
            named.append(("", self.say(N_("Not stated"))))
        return [Line((label, *self.numbers(dimension, code))) for code, label in named]

    def disability_lines(self) -> list[Line]:
        named = {WITH: N_("With a disability"), WITHOUT: N_("Without a disability"), NOT_ASKED: N_("Not asked")}
        here = self.counted.rows["disability"]
        return [
            Line((self.say(name), *self.numbers("disability", code))) for code, name in named.items() if code in here
        ]

    def months(self) -> list[str]:
        here = sorted(self.counted.rows["month"])
        first, last = (day.year * 12 + day.month - 1 for day in (self.start, self.end))
        if last - first >= MOST_EMPTY_MONTHS:
            return here
        if last - first >= 12 and here:  # more than a year: not the empty months before and after
            first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (here[0], here[-1]))
        return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, last + 1)]

    def month_lines(self) -> list[Line]:
        names = dates.MONTHS[self.language]
        return [Line((f"{_capital(names[int(m[5:]) - 1])} {m[:4]}", *self.numbers("month", m))) for m in self.months()]

    def topic_lines(self) -> list[Line]:
        """Topics with most consultations first, by what may be shown: an order by hidden numbers would tell them."""
        lines: list[Line] = []
        for top in self.ordered(code for code in self.counted.rows["topic"] if "/" not in code):
            label = lists.label("legal_topics", top, self.language) if top else self.say(N_("Not stated"))
            lines.append(Line((label, *self.numbers("topic", top))))
            below = self.ordered(code for code in self.counted.rows["topic"] if code.startswith(f"{top}/"))
            if below == [f"{top}/{top}"]:
                continue
            sub = [Line((self.sub_topic(code), *self.numbers("topic", code)), level=1) for code in below]
            lines += [line for line in sub if any(isinstance(cell, int) and cell for cell in line.cells[1:])]
        return lines

    def sub_topic(self, code: str) -> str:
        top, _, own = code.partition("/")
        if own == top:
            return self.say(N_("Not stated more closely"))
        return lists.label("legal_topics", own, self.language)

    def ordered(self, codes: Iterable[str]) -> list[str]:
        place = {code: number for number, code in enumerate(lists.items("legal_topics"))}

        def rank(code: str) -> tuple[int, int]:
            shown = self.number("topic", code, "consultations")
            own = code.rpartition("/")[2]
            return (-shown if isinstance(shown, int) else 1, place.get(own, len(place)))

        return sorted(sorted(codes), key=rank)
