"""Cards of the day's right column: numbers of the month, the last exchange, checks to decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.use_cases.today_facts import MonthNumbers, Some, TodayFacts, Undecided
from clinic_app.wording.dates import date_time, number, weekday
from clinic_app.wording.words import _, ngettext
from ui.pages.today.presenter import before_words, month_title, undecided_line
from ui.pages.today.rows import BEYOND, LineRow, NumberButton
from ui.size_words import size_words
from ui.widgets.beyond import Beyond
from ui.widgets.buttons import Button, LinkButton
from ui.widgets.frames import Card, Separator
from ui.widgets.labels import IconLabel, Label

GoTo = Callable[[str, dict[str, Any]], object]  # a page's name, and how its list is narrowed


def numbers_card(facts: TodayFacts, go: GoTo) -> Card:
    """What the month counted; each number opens its list."""
    now = facts.this_month
    card = Card(month_title(now))
    row = QHBoxLayout()
    row.setSpacing(2 * BEYOND)  # each reaches over its place by one at either side
    for count, word, page, narrowing in (
        (
            now.consultations,
            ngettext("consultation", "consultations", now.consultations),
            "consultations",
            {"narrowed": {"dates": _month(now)}},
        ),
        (
            now.people,
            ngettext("person came", "people came", now.people),
            "people",
            {"only": (list(now.who), _("People of the month"))},
        ),
        (
            facts.open_cases,
            ngettext("open case", "open cases", facts.open_cases),
            "cases",
            {"narrowed": {"stage": "open"}},
        ),
    ):
        shown = NumberButton(number(count), word)
        shown.clicked.connect(lambda _on=False, page=page, narrowing=narrowing: go(page, narrowing))
        row.addLayout(Beyond(shown, BEYOND), 1)
    card.body.addLayout(row)
    card.add(Separator())
    before = LinkButton(before_words(facts.last_month))
    before.setProperty("place", "inline")
    before.clicked.connect(lambda: go("consultations", {"narrowed": {"dates": _month(facts.last_month)}}))
    line = QHBoxLayout()
    line.addWidget(before)
    line.addStretch(1)
    card.body.addLayout(line)
    return card


def undecided_card(some: Some[Undecided], show: Callable[[str, str], object], go: GoTo) -> Card:
    """Conflict-of-interest checks that found somebody and wait for a person to decide."""
    card = Card(_("Conflicts of interest to decide"), some.total, _("All"))
    card.link_activated.connect(lambda: go("consultations", {"narrowed": {"check": "undone"}}))
    card.body.setSpacing(2)
    for one in some.first:
        row = LineRow(undecided_line(one), 0)
        row.clicked.connect(lambda _on=False, one=one: show(one.type, one.id))
        card.add(row, ruled=True, beyond=BEYOND)
    return card


def exchange_card(facts: TodayFacts, go: GoTo) -> Card:
    """When packages last went and came, and what waits."""
    card = Card(_("Last exchange"))
    last, waiting = facts.last_exchange, facts.waiting
    if last is None:
        card.add(_told("circle-dashed", "text2", _("No exchange yet"), _("Everything is on this computer only")))
    else:
        at = last.at.astimezone()
        packages = ngettext("{n} package", "{n} packages", last.packages).format(n=last.packages)
        card.add(_told("circle-check", "ok", f"{weekday(at)}, {date_time(at)}", packages))
    count = waiting.packages if waiting else 0
    if count:
        row = QHBoxLayout()
        words = ngettext("{n} package is waiting", "{n} packages are waiting", count).format(n=count)
        row.addWidget(_told("package", "text2", words, size_words(waiting.bytes)), 1)
        to = Button(_("Exchange"))
        to.clicked.connect(lambda: go("exchange", {}))
        row.addWidget(to, 0, Qt.AlignmentFlag.AlignVCenter)
        card.body.addLayout(row)
    elif waiting and waiting.unsealed:
        link = LinkButton(_("Seal what is new"), "package")
        link.clicked.connect(lambda: go("exchange", {}))
        row = QHBoxLayout()
        row.addLayout(Beyond(link, 8, 4))
        row.addStretch(1)
        card.body.addLayout(row)
    return card


def _month(numbers: MonthNumbers) -> str:
    return f"{numbers.year:04}-{numbers.month:02}"


def _told(icon: str, tone: str, words: str, second: str) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    row.addWidget(IconLabel(icon, tone, 18), 0, Qt.AlignmentFlag.AlignTop)
    lines = QVBoxLayout()
    lines.setSpacing(0)
    lines.addWidget(Label(words, "body", wrap=True))
    if second:
        lines.addWidget(Label(second, "small", "text2", wrap=True))
    row.addLayout(lines, 1)
    return holder
