"""The report of a merge: what each office brought, what stayed out and why, what is to be settled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.wording.words import _, ngettext
from ui import merge_words
from ui.merge_words import Reader
from ui.pages.merging import report_words
from ui.pages.merging.report_words import PackageLine
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import LinkButton
from ui.widgets.frames import Banner, Card, clear_layout, scrolling
from ui.widgets.labels import ElidedLabel, IconLabel, Label
from ui.widgets.pill import Pill

MOST_LINES = 12


class ReportView(QWidget):
    """Shows one kept merge; the page's header carries what can be done with it."""

    def __init__(self) -> None:
        super().__init__()
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(MARGIN, 12, MARGIN, MARGIN)
        self._column.setSpacing(12)
        self.scroll = scrolling(self._inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.scroll)

    def show_report(self, report: Any, reader: Reader, settle: int) -> None:
        """Show what is kept of a merge; `settle` counts what this reader can decide now."""
        clear_layout(self._column)
        self._column.addWidget(_head(report, reader, settle))
        if offices := report_words.office_lines(report, reader):
            card = Card(_("By office"), len(offices))
            for place, (name, words) in enumerate(offices):
                card.add(_OfficeLine(name, words), ruled=place > 0)
            self._column.addWidget(card)
        if left_out := report_words.left_out_words(report):
            card = Card(_("Left out"))
            card.add(Label(left_out, "body", wrap=True))
            self._column.addWidget(card)
        self._packages(_("Not taken in"), report_words.package_lines(report, out=True))
        self._packages(_("Packages"), report_words.package_lines(report, out=False))
        self._column.addStretch(1)
        self.scroll.verticalScrollBar().setValue(0)

    def _packages(self, title: str, lines: Sequence[PackageLine]) -> None:
        if not lines:
            return
        card = Card(title, len(lines))
        for place, line in enumerate(lines[:MOST_LINES]):
            card.add(_Package(line), ruled=place > 0)
        rest = lines[MOST_LINES:]
        if rest:
            words = ngettext("{n} package more", "{n} packages more", len(rest)).format(n=len(rest))
            more = LinkButton(words, "chevron-down")
            more.clicked.connect(lambda: _unfold(card, more, rest))
            card.body.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(card)


def _unfold(card: Card, more: LinkButton, rest: Sequence[PackageLine]) -> None:
    more.hide()
    for line in rest:
        card.add(_Package(line), ruled=True)


def _head(report: Any, reader: Reader, settle: int) -> QWidget:
    """What came of it, in one banner; an undone one says how it comes back."""
    said = merge_words.outcome_words(report, reader)
    undone = report_words.undone_words(report)
    if undone:
        back = _("What it brought is set aside here and can be taken in again.")
        was = _("It was: {what}.").format(what=said)
        return Banner("neutral", "arrow-back-up", undone, f"{back} {was}")
    return Banner("ok", "circle-check", said, report_words.settle_words(settle, reader))


class _OfficeLine(QWidget):
    """An office and what it brought."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(16)
        row.addWidget(ElidedLabel(name, "bold"), 2)
        row.addWidget(ElidedLabel(words), 3)
        self.setAccessibleName(f"{name}: {words}")


class _Package(QWidget):
    """A package, what became of it, and why."""

    def __init__(self, line: PackageLine) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(12)
        row.addWidget(IconLabel("package", "text2", 20))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(line.name, "bold"))
        if line.second:
            words.addWidget(Label(line.second, "small", "text2", wrap=True))
        row.addLayout(words, 1)
        self.pill = Pill(*line.pill)
        row.addWidget(self.pill)
        self.setAccessibleName(", ".join((line.name, line.pill[1], *line.second.split("\n"))))
