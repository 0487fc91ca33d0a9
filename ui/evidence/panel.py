"""The evidence of a record: what is here, how it came and where it went; new pieces by dropping, pasting, choosing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.wording.words import _, ngettext
from ui.evidence.attaching import MOST_FILES, Attaching, Source, files_in, given_in
from ui.evidence.dropping import DropPlace
from ui.evidence.piece_acts import PieceActs
from ui.evidence.presenter import PieceRow, facts_words, piece_row
from ui.files import ask_files, ask_folder
from ui.problems import sentence_of, show_problem
from ui.tasks import WorksFor
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, IconButton, LinkButton, TintButton
from ui.widgets.flow import FlowLayout
from ui.widgets.frames import Banner, EmptyState, clear_layout, scrolling
from ui.widgets.labels import Label
from ui.widgets.line_list import LineList
from ui.widgets.lines import ListLine
from ui.widgets.progress_row import ProgressRow


@dataclass(frozen=True)
class Shown:
    """All the panel shows, read in one go."""

    pieces: Sequence[Any]
    names: Mapping[str, str]


class EvidencePanel(DropPlace):
    """`changed(Changes)` after anything was added, given out or looked at; `counted(n)` when the list was read."""

    changed = Signal(object)
    counted = Signal(int)

    def __init__(self, clinic: Any, tasks: WorksFor, parent_type: str, edge: int = MARGIN) -> None:
        super().__init__()
        self.clinic, self.tasks, self.parent_type, self._edge = clinic, tasks, parent_type, edge
        self.parent_id = ""
        self.rows: list[PieceRow] = []
        self.given.connect(self.add)
        self.acts = PieceActs(self)
        self.attaching = Attaching(clinic, tasks, self)
        self.attaching.stepped.connect(self._step)
        self.attaching.kept.connect(self.kept)
        self.attaching.failed.connect(self._not_kept)
        self.attaching.ended.connect(self._ended)
        self._build()

    def _build(self) -> None:
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(self._edge, 0, self._edge, 0)
        self.list = LineList(_("Evidence"), self._edge)
        self.list.opened.connect(lambda _line: self.acts.open_piece())
        self.list.chosen.connect(lambda _line: self._fit())
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(
            lambda at: self.acts.open_menu(self.list.viewport().mapToGlobal(at))
        )
        said = _(
            "Drop files here, paste a picture, or choose files. They are sealed at once; nobody else can open them."
        )
        first, folder = self._adding()
        self.empty = EmptyState("paperclip", _("No evidence yet"), said, [first, folder])
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self._nothing = scrolling(self.empty)
        self.stack.addWidget(self._nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._head())
        column.addLayout(self.notices)
        column.addWidget(self._progress())
        column.addWidget(self.stack, 1)
        column.addWidget(self._foot())
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence.StandardKey.Paste, self, activated=self.paste, context=here)

    def _adding(self) -> tuple[Button, Button]:
        files = TintButton(_("Add files…"), "plus")
        files.clicked.connect(self.ask_files)
        folder = Button(_("Add a folder…"), "folder")
        folder.clicked.connect(self.ask_folder)
        return files, folder

    def _flow(self, above: int, below: int) -> tuple[QWidget, FlowLayout]:
        """A strip on the page's margins whose buttons go to the next line where they do not fit."""
        strip, held = QWidget(), QWidget()
        around = QVBoxLayout(strip)
        around.setContentsMargins(self._edge, above, self._edge, below)
        around.addWidget(held)
        return strip, FlowLayout(held, gap=8, line_gap=6)

    def _head(self) -> QWidget:
        self.head, flow = self._flow(4, 2)
        self.add_files, self.add_folder = self._adding()
        self.paste_button = LinkButton(_("Paste"), "copy")
        self.paste_button.setToolTip("Ctrl+V")
        self.paste_button.clicked.connect(self.paste)
        self.facts = Label("", "small", "text2")
        for widget in (self.add_files, self.add_folder, self.paste_button, self.facts):
            flow.addWidget(widget)
        return self.head

    def _progress(self) -> QWidget:
        self.progress = QWidget()
        row = QHBoxLayout(self.progress)
        row.setContentsMargins(self._edge, 0, self._edge, 0)
        row.setSpacing(12)
        self.bar = ProgressRow("lock", _("Sealing"), "", share=0.0)
        self.stop = Button(_("Cancel"))
        self.stop.clicked.connect(self.attaching.cancel)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignVCenter)
        self.progress.hide()
        return self.progress

    def _foot(self) -> QWidget:
        self.foot, flow = self._flow(2, 10)
        self.open_button = Button(_("Open"), "eye")
        self.open_button.clicked.connect(self.acts.open_piece)
        self.export_button = Button(_("Export…"), "download")
        self.export_button.clicked.connect(self.acts.export)
        self.log_button = Button(_("Custody log"), "history")
        self.log_button.clicked.connect(self.acts.show_custody)
        self.more = IconButton("dots", _("More"))
        self.more.clicked.connect(lambda: self.acts.open_menu(self.more.mapToGlobal(QPoint(0, self.more.height()))))
        for button in (self.open_button, self.export_button, self.log_button, self.more):
            flow.addWidget(button)
        return self.foot

    # --- what is shown ------------------------------------------------------------------------------------------

    def open(self, parent_id: str) -> None:
        """Show the evidence of a record."""
        if parent_id != self.parent_id:
            clear_layout(self.notices)
            self.list.show_lines([])
        self.parent_id = parent_id
        self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
        clinic, id = self.clinic, self.parent_id
        if not id:
            return

        def read() -> Shown:
            pieces = clinic.evidence.of(id)
            wanted = {one.record.added_by for one in pieces} - {None}
            return Shown(pieces, clinic.casework.titles("member", sorted(wanted)))

        self.tasks.on_vault(read, lambda shown: self._show(id, shown), self.show_failure, owner=self)

    def _show(self, id: str, shown: Shown) -> None:
        if id != self.parent_id:
            return
        self.rows = [piece_row(one, shown.names) for one in shown.pieces]
        self.list.show_lines([_line(row) for row in self.rows])
        self.facts.setText(facts_words(shown.pieces) if self.rows else "")
        self.stack.setCurrentWidget(self.list if self.rows else self._nothing)
        self.head.setVisible(bool(self.rows))
        self._fit()
        self.counted.emit(len(self.rows))

    def _fit(self) -> None:
        row = self.row()
        self.foot.setVisible(row is not None)
        here = row is not None and row.here
        self.open_button.setEnabled(here)
        self.export_button.setEnabled(here)

    def row(self) -> PieceRow | None:
        """The chosen piece."""
        line = self.list.line()
        return next((one for one in self.rows if line is not None and one.id == line.id), None)

    # --- adding -------------------------------------------------------------------------------------------------

    def ask_files(self) -> None:
        """Ask for files."""
        ask_files(self, _("Which files"), self.add, several=True)

    def ask_folder(self) -> None:
        """Ask for a folder: everything in it is added."""
        ask_folder(self, _("Which folder"), lambda folder: self.add([folder]))

    def paste(self) -> None:
        """Take what lies in the clipboard: files or a picture."""
        given = given_in(QGuiApplication.clipboard().mimeData())
        if given:
            self.add(given)
        else:
            self.tell(
                Banner("info", "info-circle", _("There is no file and no picture in the clipboard"), closable=True)
            )

    def add(self, sources: Sequence[Source]) -> None:
        """Add files, folders with what is in them, or what was pasted."""
        if not self.parent_id:
            return
        paths = [one for one in sources if isinstance(one, Path)]
        pasted = [one for one in sources if not isinstance(one, Path)]
        parent = self.parent_id
        self.tasks.in_background(
            lambda: files_in(paths), lambda files: self._begin(parent, [*files, *pasted]), self.show_failure, owner=self
        )

    def _begin(self, parent: str, sources: Sequence[Source]) -> None:
        if not sources:
            self.tell(Banner("info", "info-circle", _("There is no file in it"), closable=True))
            return
        if len(sources) >= MOST_FILES:
            said = _("Only the first {n} files are taken at once.").format(n=MOST_FILES)
            self.tell(Banner("warn", "alert-triangle", said, closable=True))
        self.attaching.add(self.parent_type, parent, sources)

    def _step(self, name: str, place: int, of: int, share: float) -> None:
        self.progress.show()
        state = _("{n} of {of}").format(n=place, of=of) if of > 1 else ""
        self.bar.tell("lock", state, share=share, text=name)

    def kept(self, changes: Changes) -> None:
        """Something of the list was written: tell the page, read again."""
        self.changed.emit(changes)
        self.refresh()

    def _not_kept(self, name: str, error: Exception) -> None:
        said = _("{name} was not added").format(name=name)
        self.tell(Banner("bad", "alert-triangle", said, sentence_of(error), closable=True))

    def _ended(self, cancelled: bool) -> None:
        self.progress.hide()
        if cancelled:
            said = _("Stopped. What was added before stays.")
            self.tell(Banner("info", "info-circle", said, closable=True))
        self.refresh()

    # --- telling ------------------------------------------------------------------------------------------------

    def show_failure(self, error: Exception) -> None:
        """Say why something was not done."""
        show_problem(error, self.notices)

    def tell(self, banner: Banner) -> None:
        """Say something above the list, in the place of what was said before."""
        clear_layout(self.notices)
        self.notices.addWidget(banner)

    # --- what a page asks ---------------------------------------------------------------------------------------

    def take_changes(self, changes: Changes) -> None:
        """Somebody's files came."""
        if any(changes.include(kind) for kind in ("attachment", "custody_event")):
            self.refresh()

    def count_words(self) -> str:
        """How many pieces there are."""
        n = len(self.rows)
        return ngettext("{n} file", "{n} files", n).format(n=n)

    def first_focus(self) -> QWidget:
        """The list, or the button that fills it."""
        return self.list if self.rows else self.empty.findChildren(Button)[0]


def _line(row: PieceRow) -> ListLine:
    tone = "text2" if row.here else "text3"
    return ListLine(
        row.id,
        row.name,
        row.second,
        icon=row.icon,
        icon_tone=tone,
        pill="" if row.here else row.pill,
        pill_icon=row.pill_icon,
        tone=row.tone,
        data=row,
    )
