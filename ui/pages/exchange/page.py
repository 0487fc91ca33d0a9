"""Exchange: what waits, packages out to a stick or folder, packages in, who is in the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.errors import Cancelled, NotTrusted
from clinic_app.settings import Settings
from clinic_app.use_cases.identity import Identity
from clinic_app.wording.words import _, ngettext
from ui.files import ask_files, ask_folder
from ui.pages.exchange import presenter
from ui.pages.exchange.joining import AdmitCard, JoiningCard
from ui.pages.exchange.presenter import Told
from ui.pages.exchange.rows import NewsRow, StateRow
from ui.problems import sentence_of, show_problem
from ui.shell.status_bar import size_words
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.watch import Watch
from ui.widgets.buttons import Button, LinkButton, PrimaryButton
from ui.widgets.frames import Banner, Card, clear_layout, scrolling
from ui.widgets.header import PageHeader, capital
from ui.widgets.labels import IconLabel, Label
from ui.widgets.progress_row import ProgressRow

NEWS_SHOWN = 13
REPORTS_SHOWN = 6


@dataclass(frozen=True)
class State:
    """All the page shows, read in one go."""

    me: Identity
    waiting: Any
    last: Any
    news: Sequence[Any]
    reports: Sequence[Any]
    roster: Sequence[Any]
    offices: Mapping[str, str]


class ExchangePage(QWidget):
    """Packages go out and come in here. `membership_changed`: the laptop came into a network."""

    changed = Signal(object)
    membership_changed = Signal()
    go_requested = Signal(str)

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self._clinic, self._tasks, self._theme, self._settings = clinic, tasks, theme, settings
        self._state: State | None = None
        self._all_news = False
        self._just_came: frozenset[str] = frozenset()
        self._watch: Watch | None = None
        self.read_files = Button(_("Read packages"), "package-import")
        self.read_files.clicked.connect(self._ask_packages)
        self.read_folder = Button(_("Read a folder"), "folder")
        self.read_folder.clicked.connect(self._ask_source)
        self.write = PrimaryButton(_("Write to a stick"), "device-usb")
        self.write.clicked.connect(self._ask_target)
        self.header = PageHeader(_("Exchange"), "", [self.read_files, self.read_folder, self.write])
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self.notices.setSpacing(8)
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        for column in (self._left, self._right):
            column.setSpacing(12)
        inside = QWidget()
        self._columns = QHBoxLayout(inside)
        self._columns.setContentsMargins(MARGIN, 4, MARGIN, MARGIN)
        self._columns.setSpacing(16)
        self._columns.addLayout(self._left, 11)
        self._columns.addLayout(self._right, 5)
        self._cards()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.header)
        whole.addLayout(self.notices)
        self.scroll = scrolling(inside)
        whole.addWidget(self.scroll, 1)
        self.refresh()

    # --- furniture ----------------------------------------------------------------------------------------------

    def _cards(self) -> None:
        self._status = Card()
        row = QHBoxLayout()
        row.setSpacing(14)
        self._status_icon = IconLabel("hourglass", "text2", 24)
        words = QVBoxLayout()
        words.setSpacing(2)
        self._status_title = Label("", "record", wrap=True)
        self._status_text = Label("", "body", "text2", wrap=True)
        words.addWidget(self._status_title)
        words.addWidget(self._status_text)
        row.addWidget(self._status_icon)
        row.addLayout(words, 1)
        self._status.body.addLayout(row)
        self._working = Card()
        self._progress = ProgressRow("progress", _("Reading the packages"), "", share=0.0)
        self._stop = LinkButton(_("Stop"), "x")
        self._stop.clicked.connect(self._stop_work)
        held = QHBoxLayout()
        held.addWidget(self._progress, 1)
        held.addWidget(self._stop)
        self._working.body.addLayout(held)
        self._working.hide()
        self.results = Card(_("Result"), 0)
        self.results.hide()
        self._reports = Card(_("Packages that came"), 0)
        self._reports.hide()
        self._joining: JoiningCard | None = None
        for card in (self._status, self._working, self.results):
            self._left.addWidget(card)
        self._slot = QVBoxLayout()
        self._left.addLayout(self._slot)
        self._left.addWidget(self._reports)
        self._admit_slot = QVBoxLayout()
        self._left.addLayout(self._admit_slot)
        self._left.addStretch(1)
        self._news = Card(_("News from the offices"), 0)
        self._news.hide()
        self._admit: AdmitCard | None = None
        self._roster = Card(_("Laptops of the network"), 0)
        self._roster.hide()
        self._right.addWidget(self._news)
        self._right.addWidget(self._roster)
        self._right.addStretch(1)

    # --- reading what there is ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again at everything the page shows."""
        clinic = self._clinic

        def look() -> State:
            me = clinic.identity
            inside = bool(me.network_id)
            roster = clinic.network.roster() if inside else []
            return State(
                me=me,
                waiting=clinic.exchange.waiting(),
                last=clinic.exchange.last_exchange(),
                news=clinic.exchange.offices() if inside and me.coordinator else (),
                reports=clinic.exchange.reports()[:REPORTS_SHOWN],
                roster=roster,
                offices=clinic.casework.titles("office", sorted({laptop.office for laptop in roster})),
            )

        self._tasks.on_vault(look, self.show_state, owner=self)

    def show_state(self, state: State) -> None:
        """Show what was read."""
        self._state = state
        me, inside = state.me, bool(state.me.network_id)
        role = _("coordinator") if me.coordinator else _("lawyer")
        self.header.set_facts(capital(" · ".join((me.network_name or _("not in a network yet"), role))))
        for button in (self.write, self.read_files, self.read_folder):
            button.setEnabled(inside and self._watch is None)
        self._status_title.setText(presenter.last_words(state.last))
        waits = presenter.waiting_words(state.waiting, size_words(state.waiting.bytes))
        detail = presenter.last_detail(state.last) if inside else _("Join a network first; then packages can go.")
        self._status_text.setText(f"{detail}. {waits}." if inside and state.last else detail)
        done = state.last is not None and not state.waiting.packages and not state.waiting.unsealed
        self._status_icon.set_icon(*(("circle-check", "ok") if done else ("hourglass", "text2")))
        self._show_joining(me, inside)
        self._show_news(state.news)
        self._show_roster(state)
        self._show_reports(state.reports)

    def _show_joining(self, me: Identity, inside: bool) -> None:
        if not inside and self._joining is None:
            self._joining = JoiningCard(self._clinic, self._tasks, me)
            self._joining.joined.connect(self._is_member)
            self._slot.addWidget(self._joining)
        elif inside and self._joining is not None:
            self._joining.hide()
            self._joining.deleteLater()
            self._joining = None
        if inside and me.coordinator and self._admit is None:
            self._admit = AdmitCard(self._clinic, self._tasks)
            self._admit.changed.connect(self._grew)
            self._admit_slot.addWidget(self._admit)

    def _is_member(self) -> None:
        self._tell(Banner("info", "circle-check", _("This laptop is in the network now"), "", closable=True))
        self.membership_changed.emit()
        self._grew()

    def _grew(self) -> None:
        self.changed.emit(Changes.everything())
        self.refresh()

    def _show_news(self, news: Sequence[Any]) -> None:
        clear_layout(self._news.body)
        self._news.setVisible(bool(news))
        self._news.set_count(len(news))
        if not news:
            return
        self._news.add(Label(_("The longest silent on top"), "small", "text2"))
        shown = news if self._all_news else news[:NEWS_SHOWN]
        for place, one in enumerate(shown):
            office = self._office(one.office, one.office_name)
            name = _("{office} · {letter}").format(office=office, letter=one.letter)
            told = presenter.news_pill(one.last_at)
            self._news.add(NewsRow(name, told, presenter.gap_words(one.gaps)), ruled=place > 0)
        left = len(news) - len(shown)
        if left:
            more = LinkButton(ngettext("{n} office more", "{n} offices more", left).format(n=left), "chevron-down")
            more.clicked.connect(self._unfold_news)
            self._news.body.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _office(self, code: str, name: str) -> str:
        """What an office is called: its own record first, then the roster, then its code."""
        known = self._state.offices if self._state else {}
        return known.get(code) or name or code

    def _unfold_news(self) -> None:
        self._all_news = True
        if self._state:
            self._show_news(self._state.news)

    def _show_roster(self, state: State) -> None:
        clear_layout(self._roster.body)
        self._roster.setVisible(bool(state.roster))
        self._roster.set_count(len(state.roster))
        for place, laptop in enumerate(state.roster):
            office = self._office(laptop.office, laptop.office_name)
            name = _("{office} · {letter}").format(office=office, letter=laptop.letter)
            told = _laptop(laptop, state.me.device_id)
            self._roster.add(StateRow("device-laptop", name, told, laptop.person), ruled=place > 0)

    def _show_reports(self, reports: Sequence[Any]) -> None:
        clear_layout(self._reports.body)
        earlier = [report for report in reports if report.package not in self._just_came]  # those stand above already
        self._reports.setVisible(bool(earlier))
        self._reports.set_count(None)
        for place, report in enumerate(earlier):
            taken = _Kept(report)
            told = presenter.told_of_package(taken, self._refusal(taken))
            self._reports.add(StateRow("package", report.package, told), ruled=place > 0)

    # --- out ----------------------------------------------------------------------------------------------------

    def _ask_target(self) -> None:
        ask_folder(self, _("Where to write the packages"), self.export_to)

    def export_to(self, folder: Path) -> None:
        """Seal what is new and write every unacknowledged package to `folder`."""
        self._begin(_("Writing the packages"))
        watch = self._watch
        self._tasks.on_vault(
            lambda: self._clinic.exchange.export(folder, False, watch),
            lambda made: self._exported(made, folder),
            self._failed,
            owner=self,
        )

    def _exported(self, made: Sequence[Any], folder: Path) -> None:
        self._end()
        if not made:
            self._tell(Banner("info", "circle-check", _("There is nothing to hand over"), "", closable=True))
            self.refresh()
            return
        told = Told("circle-check", _("Written"), "ok")
        rows = [StateRow("package", one.name, told, _entries(one)) for one in made]
        self._just_came = frozenset()
        self._show_results(_("Written and read back"), rows)
        self._tell(
            Banner(
                "info",
                "device-usb",
                _("Hand this folder or stick over"),
                _("The packages are encrypted: only the network's laptops can read them. {folder}").format(
                    folder=folder
                ),
                closable=True,
            )
        )
        self.changed.emit(Changes())
        self.refresh()

    # --- in -----------------------------------------------------------------------------------------------------

    def _ask_packages(self) -> None:
        filters = [_("Packages (*.clinic)")]
        ask_files(self, _("Which packages"), self.merge, filters, several=True)

    def _ask_source(self) -> None:
        ask_folder(self, _("In which folder the packages are"), lambda folder: self.merge([folder]))

    def merge(self, paths: Sequence[Path]) -> None:
        """Take packages in: files, folders, any order."""
        self._begin(_("Reading the packages"))
        watch = self._watch
        self._tasks.on_vault(
            lambda: self._clinic.exchange.merge(list(paths), watch), self._merged, self._failed, owner=self
        )

    def _merged(self, done: Any) -> None:
        self._end()
        rows = []
        for one in done.packages:
            told = presenter.told_of_package(one, self._refusal(one))
            rows.append(StateRow("package", one.package or presenter.file_name(one.file), told))
        self._just_came = frozenset(one.package for one in done.packages if one.package)
        self._show_results(presenter.sum_of_merge(done.packages), rows)
        missing = presenter.missing_of(done.packages)
        conflicts = sum(one.conflicts for one in done.packages)
        if not done.packages:
            self._tell(Banner("info", "package", _("There is no package in this folder"), "", closable=True))
        elif missing:
            said = _("What came after it is kept and waits. Nothing is lost.")
            self._tell(Banner("warn", "package-off", presenter.gap_words(missing), said, closable=True))
        elif conflicts and self._state is not None and self._state.me.coordinator:
            told = ngettext("{n} record is in conflict", "{n} records are in conflict", conflicts)
            settle = (_("Decide"), lambda: self.go_requested.emit("merge"))
            self._tell(Banner("info", "git-merge", told.format(n=conflicts), "", [settle], closable=True))
        self.changed.emit(done.changes)
        self.refresh()

    def _refusal(self, taken: Any) -> str:
        if taken.status != "refused":
            return ""
        return sentence_of(NotTrusted(file=presenter.file_name(taken.file), why=taken.reason))

    # --- work under way -----------------------------------------------------------------------------------------

    def _begin(self, title: str) -> None:
        self._watch = Watch(self)
        self._watch.stepped.connect(self._step)
        for button in (self.write, self.read_files, self.read_folder):
            button.setEnabled(False)
        self._working.show()
        self._progress.tell("progress", title, share=0.0)
        self._stop.setEnabled(True)

    def _step(self, done: int, of: int) -> None:
        self._progress.tell("progress", _("{done} of {of}").format(done=done, of=of), share=done / of if of else 1.0)

    def _stop_work(self) -> None:
        if self._watch is not None:
            self._watch.stop()
            self._stop.setEnabled(False)

    def _end(self) -> None:
        self._watch = None
        self._working.hide()

    def _failed(self, error: Exception) -> None:
        self._end()
        if isinstance(error, Cancelled):
            self._tell(Banner("info", "x", _("Stopped. Nothing was changed"), "", closable=True))
        else:
            show_problem(error, self.notices)
        self.refresh()

    def _show_results(self, title: str, rows: Sequence[StateRow]) -> None:
        clear_layout(self.results.body)
        self.results.title.setText(title)
        self.results.set_count(None)
        for place, row in enumerate(rows):
            self.results.add(row, ruled=place > 0)
        self.results.setVisible(bool(rows))

    def _tell(self, banner: Banner) -> None:
        clear_layout(self.notices)
        self.notices.addWidget(banner)

    # --- what the shell asks ------------------------------------------------------------------------------------

    def open(self, section: str = "", packages: Sequence[Path] = ()) -> None:
        """`section="joining"` shows the way into a network; `packages` are read at once."""
        if packages:
            self.merge(packages)
        elif section == "joining" and self._joining is not None:
            self._joining.ask.setFocus()
            self.scroll.ensureWidgetVisible(self._joining)

    def entered(self) -> None:
        """Look again."""
        if self._state is not None:
            self.refresh()

    def take_changes(self, _changes: Changes) -> None:
        """Something was changed: what waits may be more now."""
        self.refresh()

    def room_changed(self, wide: bool) -> None:
        """Two columns or one."""
        direction = QHBoxLayout.Direction.LeftToRight if wide else QHBoxLayout.Direction.TopToBottom
        self._columns.setDirection(direction)

    def first_focus(self) -> QWidget:
        """Where the cursor belongs."""
        return self.write if self.write.isEnabled() else self.header


class _Kept:
    """A kept merge report, read like a fresh one."""

    def __init__(self, report: Any) -> None:
        told = report.told
        self.status, self.package, self.file = report.status, report.package, str(told.get("file", ""))
        self.reason, self.missing = str(told.get("reason", "")), tuple(told.get("missing", ()))
        self.new, self.changed, self.conflicts = (int(told.get(part, 0)) for part in ("new", "changed", "conflicts"))


def _entries(made: Any) -> str:
    told = ngettext("{n} change", "{n} changes", made.entries).format(n=made.entries)
    return f"{told} · {size_words(made.bytes)}"


def _laptop(laptop: Any, own: str) -> Told:
    if laptop.removed:
        return Told("x", _("removed"), "neutral")
    if laptop.id == own:
        return Told("device-laptop", _("this laptop"), "info")
    return Told("check", _("coordinator") if laptop.coordinator else _("office"), "neutral")
