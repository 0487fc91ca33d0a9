"""Reports: what, when, whose, for whom and in which language; the paper as it will be, and out of the door."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.reports.registry import PROFILES, REPORTS
from clinic_app.settings import Settings
from clinic_app.wording.dates import number
from clinic_app.wording.words import LANGUAGES, OWN_NAMES, _, spoken
from ui.pages.reports import presenter
from ui.pages.reports.presenter import Order
from ui.paper.preview import PaperView
from ui.paper.printing import print_pdf, save_as
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme, current_theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.field import Field
from ui.widgets.frames import Banner, clear_layout, scrolling
from ui.widgets.header import PageHeader, capital
from ui.widgets.labels import Label
from ui.widgets.line_edit import LineEdit
from ui.widgets.segments import Segments
from ui.widgets.typeahead import Option, Typeahead

PANEL = 320
PAUSE_MS = 300


class ReportsPage(QWidget):
    """The numbers are counted on the vault's thread, the paper is made and drawn in the background."""

    go_requested = Signal(str)

    def __init__(
        self,
        clinic: Any,
        tasks: WorksFor,
        theme: Theme,
        settings: Settings,
        *,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__()
        self._clinic, self._tasks, self._theme, self._settings = clinic, tasks, theme, settings
        self._today = today
        self._report: Any = None
        self._pdf = b""
        self._round = 0
        self._soon = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._soon.timeout.connect(self.make)
        self.print = Button(_("Print"), "printer")
        self.xlsx = Button("XLSX", "file-spreadsheet", name=_("Save as XLSX"))
        self.save = PrimaryButton(_("Save as PDF"), "file-type-pdf")
        self.print.clicked.connect(lambda: print_pdf(self._pdf, tasks, self, self._fail, lambda: self._note("paper")))
        self.xlsx.clicked.connect(lambda: self._save("xlsx"))
        self.save.clicked.connect(lambda: self._save("pdf"))
        self.header = PageHeader(_("Reports"), "", [self.print, self.xlsx, self.save], ruled=True)
        self.paper = PaperView(tasks)
        self.paper.failed.connect(self._fail)
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 12, MARGIN, 0)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(self.notices)
        right.addWidget(self.paper, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._panel())
        middle.addLayout(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addLayout(middle, 1)
        self._ready(False)
        tasks.in_background(_warm_up, owner=self)
        tasks.on_vault(self._offices, self._know_offices, self._fail, owner=self)

    # --- what is asked ------------------------------------------------------------------------------------------

    def _panel(self) -> QWidget:
        panel = _Panel()
        column = QVBoxLayout(panel)
        column.setContentsMargins(MARGIN, 14, 20, 16)
        column.setSpacing(10)
        column.addWidget(Label(_("What to show"), "section"))
        kinds = [Option(kind.name, _(kind.title)) for kind in REPORTS.values()]
        self.kind = Typeahead(kinds)
        self.kind.set_value(kinds[0].id)
        self.period = LineEdit(trailing="calendar", trailing_name=_("This year"))
        self.period.setText(presenter.this_year(self._today()).words())
        self.period.trailing_pressed.connect(self._this_year)
        self._period = Field(_("Reporting period"), self.period, hint=_("You may type “November”, “Q3” or “2026”"))
        self.office = Typeahead([Option("", _("All offices"))])
        self.office.set_value("")
        self.office.setText(_("All offices"))
        self.profile = Segments(
            [("internal", _("Internal")), ("donor", _("Donor")), ("public", _("Public"))],
            self._settings.get("reports/profile", "internal"),
        )
        self._profile = Field(_("Who reads it"), self.profile)
        self.language = Segments([(key, OWN_NAMES[key]) for key in LANGUAGES], spoken())
        for field in (
            Field(_("Kind of report"), self.kind),
            self._period,
            Field(_("Offices"), self.office),
            self._profile,
            Field(_("Language of the report"), self.language),
        ):
            column.addWidget(field)
        column.addStretch(1)
        self._tell_profile()
        self.kind.chosen.connect(lambda _id: self._soon.start())
        self.office.chosen.connect(lambda _id: self._soon.start())
        self.period.textEdited.connect(lambda _text: self._soon.start())
        self.period.editingFinished.connect(self._write_period)
        self.profile.changed.connect(self._choose_profile)
        self.language.changed.connect(lambda _key: self._soon.start())
        area = scrolling(panel)
        area.setFixedWidth(current_theme().px(PANEL))
        return area

    def _this_year(self) -> None:
        self.period.setText(presenter.this_year(self._today()).words())
        self.make()

    def _write_period(self) -> None:
        period = presenter.read_period(self.period.text(), self._today())
        if period is not None:
            self.period.setText(period.words())

    def _choose_profile(self, profile: str) -> None:
        self._settings.put("reports/profile", profile)
        self._tell_profile()
        self._soon.start()

    def _tell_profile(self) -> None:
        self._profile.set_hint(presenter.reader_words(self.profile.value()))

    def _offices(self) -> list[tuple[str, str]]:
        ids = self._clinic.casework.ids("office")
        return sorted(self._clinic.casework.titles("office", ids).items(), key=lambda one: one[1])

    def _know_offices(self, offices: Sequence[tuple[str, str]]) -> None:
        everything = _("All offices ({n})").format(n=len(offices))
        self.office.set_options([Option("", everything), *(Option(id, name) for id, name in offices)])
        self.office.setText(everything)
        self.make()

    def order(self) -> Order | None:
        """What is asked; None while the period is not one."""
        period = presenter.read_period(self.period.text(), self._today())
        self._period.set_fault("" if period else _("This is not a period"))
        if period is None:
            return None
        assert self.profile.value() in PROFILES
        return Order(self.kind.value(), period, self.office.value(), self.profile.value(), self.language.value())

    # --- making it ----------------------------------------------------------------------------------------------

    def make(self) -> None:
        """Count and lay out what is asked; a newer wish overtakes an older one."""
        self._soon.stop()
        order = self.order()
        if order is None or not order.name:
            return
        self._round += 1
        turn, began = self._round, time.monotonic()
        self._ready(False)

        def count() -> Any:
            return self._clinic.reporting.build(
                order.name,
                order.period.start,
                order.period.end,
                office=order.office or None,
                profile=order.profile,
                language=order.language,
            )

        self._tasks.on_vault(count, lambda report: self._lay_out(turn, began, report), self._fail, owner=self)

    def _lay_out(self, turn: int, began: float, report: Any) -> None:
        if turn != self._round:
            return

        def make() -> bytes:
            from clinic_app.reports.writing import report_bytes

            return report_bytes(report, ".pdf")

        self._tasks.in_background(make, lambda pdf: self._show(turn, began, report, pdf), self._fail, owner=self)

    def _show(self, turn: int, began: float, report: Any, pdf: bytes) -> None:
        if turn != self._round:
            return
        self._report, self._pdf = report, pdf
        clear_layout(self.notices)
        took = f"{time.monotonic() - began:.1f}".replace(".", "." if spoken() == "en" else ",")
        facts = [
            _("consultations counted: {n}").format(n=number(report.rows)),
            _("made in {seconds} s").format(seconds=took),
        ]
        if report.suppressed:
            facts.insert(1, _("hidden numbers: {n}").format(n=number(report.suppressed)))
        self.header.set_facts(capital(" · ".join(facts)))
        if not report.rows:
            self._tell(Banner("info", "info-circle", _("No consultation was received in this period")))
        self._ready(True)
        self.paper.show_pdf(pdf)

    def _ready(self, ready: bool) -> None:
        for button in (self.print, self.xlsx, self.save):
            button.setEnabled(ready)

    # --- out ----------------------------------------------------------------------------------------------------

    def _save(self, suffix: str) -> None:
        order, report, pdf = self.order(), self._report, self._pdf
        if order is None or report is None:
            return

        def content() -> bytes:
            from clinic_app.reports.writing import report_bytes

            return pdf if suffix == "pdf" else report_bytes(report, f".{suffix}")

        save_as(content, suffix, order.file_name(), self._tasks, self, self._saved, self._fail)

    def _note(self, format: str) -> None:
        """Enter into the paper trail that the report left the case book."""
        clinic, report = self._clinic, self._report
        self._tasks.on_vault(lambda: clinic.reporting.note_report(report, format), None, self._fail, owner=self)

    def _saved(self, out: Any) -> None:
        self._note(out.suffix.lower().lstrip("."))
        text = _("Anyone who has the file can read it.")
        self._tell(Banner("info", "circle-check", _("Saved: {file}").format(file=out), text, closable=True))

    def _tell(self, banner: Banner) -> None:
        clear_layout(self.notices)
        self.notices.addWidget(banner)

    def _fail(self, error: Exception) -> None:
        show_problem(error, self.notices)

    # --- what the shell asks ------------------------------------------------------------------------------------

    def take_changes(self, changes: Changes) -> None:
        """What was counted may have changed."""
        if changes.include("consultation") and self.isVisible():
            self._soon.start()

    def entered(self) -> None:
        """Count again when the page comes back to the front."""
        if self._report is not None:
            self._soon.start()

    def first_focus(self) -> QWidget:
        """The period is what changes most."""
        return self.period


def _warm_up() -> None:
    """Read the library that makes the paper while the numbers are still being counted."""
    import clinic_app.reports.pdf  # noqa: F401  # read for its own sake


class _Panel(QWidget):
    """The questions, on white."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("What to show"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = current_theme(), QPainter(self)
        painter.fillRect(self.rect(), theme.colour("base"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.colour("line"))
