"""Backups: where they go and how often, which there are and whether they open, one now, and how one is put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.errors import BackupPlaceMissing, Cancelled
from clinic_app.settings import Settings
from clinic_app.wording.words import _
from ui.files import ask_folder
from ui.pages.backups.presenter import EVERY, Line, lines, place_words, state_words
from ui.problems import sentence_of, show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, LinkButton, PrimaryButton
from ui.widgets.field import Field
from ui.widgets.frames import Banner, Card, at_left, clear_layout, icon_line, scrolling
from ui.widgets.header import PageHeader
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.pill import Pill
from ui.widgets.progress_row import ProgressRow
from ui.widgets.segments import Segments


@dataclass(frozen=True)
class Told:
    """What the vault says of its backups, and with what the place can be looked at (None: none was chosen)."""

    state: Any
    look: Any
    stem: str


class BackupsPage(QWidget):
    """`follow_backups` gives it what makes them; it outlives this page."""

    def __init__(self, clinic: Any, tasks: WorksFor, _theme: Theme, _settings: Settings) -> None:
        super().__init__()
        self._clinic, self._tasks = clinic, tasks
        self._backing_up: Any = None
        self._stem = ""
        self.now_button = PrimaryButton(_("Back up now"), "download")
        self.now_button.clicked.connect(self._begin)
        self.header = PageHeader(_("Backups"), "", [self.now_button])
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, cards in (
            (left, (self._where(), self._one_file(), self._putting_back())),
            (right, (self._list(),)),
        ):
            column.setSpacing(12)
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
        inside = QWidget()
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(MARGIN, 4, MARGIN, MARGIN)
        columns.setSpacing(16)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.header)
        whole.addLayout(self.notices)
        whole.addWidget(scrolling(inside), 1)
        self.refresh()

    # --- the cards ----------------------------------------------------------------------------------------------

    def _where(self) -> Card:
        card = Card(_("Where and how often"))
        self._state = QVBoxLayout()
        self._place = QVBoxLayout()
        card.body.addLayout(self._state)
        card.body.addLayout(self._place)
        self.choose = Button(_("Choose a folder or stick…"), "device-usb")
        self.choose.clicked.connect(lambda: ask_folder(self, _("Where backups shall lie"), self.choose_place))
        card.body.addLayout(at_left(self.choose))
        self.every = Segments([(key, _(word)) for key, word in EVERY], "day", name=_("How often"))
        self.every.changed.connect(self._change_rhythm)
        self._every = Field(_("How often"), self.every)
        card.add(self._every)
        said = _("Kept are the newest of the last 7 days, 4 weeks and 12 months; older ones go by themselves.")
        card.add(Label(said, "small", "text2", wrap=True))
        return card

    def _one_file(self) -> Card:
        card = Card(_("As one file"))
        said = _("One encrypted file with everything in it, to be carried away or kept for ever.")
        card.add(Label(said, "body", "text2", wrap=True))
        self.whole = Button(_("Write one file…"), "file-text")
        self.whole.clicked.connect(lambda: ask_folder(self, _("Where to put the backup"), self.back_up_to))
        card.body.addLayout(at_left(self.whole))
        return card

    def _putting_back(self) -> Card:
        card = Card(_("Putting one back"))
        for icon, said in (
            ("device-laptop", _("On another computer: start the program there and choose “Restore from a backup”.")),
            ("key", _("There the recovery sheet opens it; the passphrase alone does only where no keyring is used.")),
            ("users", _("Whoever knew a passphrase when a backup was made can open that backup with it.")),
            ("folder", _("Here: close the program, rename the folder of the case book, start again and restore.")),
        ):
            card.add(icon_line(icon, said))
        return card

    def _list(self) -> Card:
        card = self._backups = Card(_("Backups there"))
        self._going = QVBoxLayout()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        card.body.addLayout(self._going)
        card.body.addLayout(self._rows)
        return card

    # --- reading ------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read how it stands, and look at the place."""
        self._tasks.on_vault(self._read, self._show, self._failed, owner=self)

    def _read(self) -> Told:
        now, backups, me = datetime.now(UTC), self._clinic.backups, self._clinic.identity
        state = backups.state(now)
        look = (backups.source(now), backups.wanted(), backups.made()) if state.place is not None else None
        return Told(state, look, f"{me.office_id}-{me.laptop}")

    def _show(self, told: Told) -> None:
        self._stem = told.stem
        tone, icon, said = state_words(told.state)
        clear_layout(self._state)
        self._state.addWidget(icon_line(icon, said, tone))
        clear_layout(self._place)
        place = told.state.place
        self._every.setVisible(place is not None)
        self.now_button.setEnabled(place is not None and not self._is_busy())
        if place is None:
            text = _("Choose a folder on another disk or a stick; the rest happens by itself.")
            self._place.addWidget(Label(text, "body", "text2", wrap=True))
            self._show_rows([], _("Nothing was chosen yet."))
            return
        self.every.set_value(place.every)
        folder = ElidedLabel(str(place.folder), "body")
        folder.setToolTip(str(place.folder))
        self._place.addWidget(folder)
        for icon, said in place_words(place):
            self._place.addWidget(icon_line(icon, said, "warn" if place.same_disk else "text2"))
        from clinic_app.use_cases import backups

        source, wanted, made = told.look
        self._tasks.far_away(
            lambda: backups.listed(source, wanted, made),
            lambda rows: self._show_rows(lines(rows), _("There is no backup yet.")),
            self._not_listed,
            owner=self,
        )

    def _not_listed(self, error: Exception) -> None:
        missing = isinstance(error, BackupPlaceMissing)
        self._show_rows(
            [], _("The stick is not plugged in: the next backup waits for it.") if missing else sentence_of(error)
        )

    def _show_rows(self, rows: Sequence[Line], nothing: str) -> None:
        clear_layout(self._rows)
        self._backups.set_count(len(rows) or None)
        for line in rows:
            self._rows.addWidget(self._row(line))
        if not rows:
            self._rows.addWidget(Label(nothing, "body", "text2", wrap=True))

    def _row(self, line: Line) -> QWidget:
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(line.title, "bold"))
        words.addWidget(Label(line.text, "small", "text2", wrap=True))
        row.addLayout(words, 1)
        row.addWidget(Pill(line.icon, line.word, line.tone), 0, Qt.AlignmentFlag.AlignVCenter)
        if line.act:
            word = _("Try it") if line.act == "try" else _("Remove")
            act = LinkButton(word, name=f"{word}: {line.title}")
            act.clicked.connect(lambda: self._try(line) if line.act == "try" else self._remove(line))
            act.setEnabled(not self._is_busy())
            row.addWidget(act)
        return held

    # --- acts ---------------------------------------------------------------------------------------------------

    def choose_place(self, folder: Path) -> None:
        """Backups go to `folder` from now on."""
        from clinic_app.use_cases.backing_up.checking import prepare_place

        clinic, every = self._clinic, self.every.value()

        def prepare(where: tuple[Path, str]) -> None:
            self._tasks.far_away(
                lambda: prepare_place(folder, *where),
                lambda found: self._tasks.on_vault(
                    lambda: clinic.backups.choose(found, every), lambda _done: self._chosen(), self._failed, owner=self
                ),
                self._failed,
                owner=self,
            )

        clear_layout(self.notices)
        self._tasks.on_vault(lambda: (clinic.folder, clinic.identity.vault_id), prepare, self._failed, owner=self)

    def _chosen(self) -> None:
        self.refresh()
        self._begin()

    def _change_rhythm(self, every: str) -> None:
        self._tasks.on_vault(
            lambda: self._clinic.backups.change(every), lambda _done: self.refresh(), self._failed, owner=self
        )

    def _begin(self) -> None:
        clear_layout(self.notices)
        if self._backing_up is not None:
            self._backing_up.begin()

    def back_up_to(self, folder: Path) -> None:
        """Write one whole file into `folder`, opened again before it counts."""
        clear_layout(self.notices)
        if self._backing_up is not None:
            self._backing_up.write_whole(folder, self._stem)

    def _try(self, line: Line) -> None:
        clear_layout(self.notices)
        if self._backing_up is not None:
            self._backing_up.verify(line.path)

    def _remove(self, line: Line) -> None:
        from clinic_app.use_cases.backing_up.checking import remove_unfinished

        def remove(wanted: Any) -> None:
            self._tasks.far_away(
                lambda: remove_unfinished(wanted, line.path.name),
                lambda _done: self.refresh(),
                self._failed,
                owner=self,
            )

        self._tasks.on_vault(self._clinic.backups.wanted, remove, self._failed, owner=self)

    # --- what goes on -------------------------------------------------------------------------------------------

    def follow_backups(self, backing_up: Any) -> None:
        """Show what goes on by itself."""
        self._backing_up = backing_up
        backing_up.stepped.connect(self._stepped)
        backing_up.ended.connect(self._ended)
        self._stepped()

    def _is_busy(self) -> bool:
        return self._backing_up is not None and self._backing_up.is_busy()

    def _stepped(self) -> None:
        busy = self._is_busy()
        share = self._backing_up.share() if busy else None
        bar = self._going.itemAt(0).widget() if self._going.count() else None
        if not busy:
            clear_layout(self._going)
        elif isinstance(bar, _Going):
            bar.tell(share)
        else:
            going = _Going()
            going.stop.clicked.connect(self._backing_up.stop)
            going.tell(share)
            self._going.addWidget(going)
        for button in (self.whole, self.choose):
            button.setEnabled(not busy)
        if busy:
            self.now_button.setEnabled(False)

    def _ended(self, error: Exception | None) -> None:
        clear_layout(self.notices)
        if error is None:
            said = Banner("info", "circle-check", _("The backup was written and opened"), "", closable=True)
            self.notices.addWidget(said)
        elif not isinstance(error, (Cancelled, BackupPlaceMissing)):
            self._failed(error)
        self.refresh()

    def _failed(self, error: Exception) -> None:
        show_problem(error, self.notices)

    def entered(self) -> None:
        """Read again: a stick may have come."""
        self.refresh()

    def regions(self) -> list[QWidget]:
        """For F6."""
        return [self]

    def first_focus(self) -> QWidget:
        """What makes one now, or where they shall lie."""
        return self.now_button if self.now_button.isEnabled() else self.choose


class _Going(QWidget):
    """A backup under way, and how to stop it."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._row = ProgressRow("download", _("Copying and opening"))
        self.stop = LinkButton(_("Stop"), "x")
        row.addWidget(self._row, 1)
        row.addWidget(self.stop)

    def tell(self, share: float | None) -> None:
        """How far it is."""
        self._row.tell("download", "" if share is None else f"{round(share * 100)} %", share=share or 0.0)
