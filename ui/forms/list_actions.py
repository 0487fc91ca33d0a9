"""What is done with the chosen rows of a list: given to a lawyer, saved as a table, put into the bin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from clinic_app.errors import Cancelled
from clinic_app.progress import Progress
from clinic_app.use_cases.list_export import MOST
from clinic_app.use_cases.listing import Moment
from clinic_app.use_cases.several import Done, Lawyer
from clinic_app.wording.dates import number
from clinic_app.wording.words import _, ngettext
from ui.forms.export_dialog import ExportDialog
from ui.forms.list_work import MANY, WorkStrip
from ui.problems import sentence_of, show_problem
from ui.tasks import WorksFor
from ui.widgets.buttons import Button, IconButton
from ui.widgets.frames import Banner, clear_layout
from ui.widgets.labels import Label

Work = Callable[[Progress | None], Done]

ASSIGNED = ("consultation", "journalist_case")  # what has a lawyer


class SelectionBar(QFrame):
    """ "3 selected" and what can be done with them; it stands where the list's foot stands."""

    assign_asked = Signal(QPoint)
    export_asked = Signal()
    bin_asked = Signal()
    let_go = Signal()

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.setAccessibleName(_("Selected rows"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        self.said = Label("", "small_bold")
        row.addWidget(self.said)
        self.assign = Button(_("Assign"), "user-check", name=_("Assign the selected to a lawyer"))
        self.export = Button(_("Save as a table"), "file-export")
        self.bin = Button(_("To the bin"), "trash")
        close = IconButton("x", _("Select nothing"))
        self.assign.clicked.connect(lambda: self.assign_asked.emit(self.assign.mapToGlobal(QPoint(0, 0))))
        self.export.clicked.connect(self.export_asked)
        self.bin.clicked.connect(self.bin_asked)
        close.clicked.connect(self.let_go)
        if kind not in ASSIGNED:  # shown without a place it would be a window of its own and take the keyboard
            self.assign.hide()
        for button in (self.assign, self.export, self.bin):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(close)

    def say(self, count: int) -> None:
        """How many are selected."""
        self.said.setText(ngettext("{n} selected", "{n} selected", count).format(n=count))


class ListActions:
    """`changed(changes)` is called after each change, before what is said of it in `notices`."""

    def __init__(
        self,
        clinic: Any,
        tasks: WorksFor,
        page: QWidget,
        kind: str,
        notices: QVBoxLayout,
        changed: Callable[[Any], object],
    ) -> None:
        self._clinic, self._tasks, self._page, self._kind = clinic, tasks, page, kind
        self._notices, self._changed = notices, changed

    # --- a lawyer -----------------------------------------------------------------------------------------------

    def assign(self, ids: Sequence[str], shown: Moment | None, place: QPoint) -> None:
        """Ask to whom, in a menu at `place` on the screen; `shown`: when the list was read."""
        if not ids or shown is None:
            return
        clinic, kind = self._clinic, self._kind
        self._ask(lambda: clinic.several.lawyers(kind, ids), lambda found: self._offer(found, ids, shown, place))

    def _offer(self, lawyers: Sequence[Lawyer], ids: Sequence[str], shown: Moment, place: QPoint) -> None:
        if not lawyers:
            said = _("The selected records are of several offices. Select those of one office.")
            self._tell(Banner("warn", "alert-circle", said, closable=True))
            return
        menu = QMenu(self._page)
        for one in lawyers:
            menu.addAction(one.name, lambda one=one: self.give(ids, one, shown))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place - QPoint(0, menu.sizeHint().height() + 2))

    def give(self, ids: Sequence[str], lawyer: Lawyer, shown: Moment) -> None:
        """Give the records to a lawyer, and offer to take that back."""
        clinic, kind = self._clinic, self._kind

        def told(done: Done) -> None:
            n = len(done.ids)
            said = ngettext("{n} record was given to {name}", "{n} records were given to {name}", n)
            self._done(
                done,
                said.format(n=n, name=lawyer.name),
                lambda watch: clinic.several.assign_back(kind, done, watch),
            )

        self._work(lambda watch: clinic.several.assign(kind, ids, lawyer.id, shown, watch), told, _("Assign"), len(ids))

    # --- the bin ------------------------------------------------------------------------------------------------

    def put_away(self, ids: Sequence[str], shown: Moment | None) -> None:
        """Put the records into the bin, and offer to take that back; `shown`: when the list was read."""
        if not ids or shown is None:
            return
        clinic, kind = self._clinic, self._kind

        def told(done: Done) -> None:
            n = len(done.ids)
            said = ngettext("{n} record is in the bin", "{n} records are in the bin", n).format(n=n)
            self._done(done, said, lambda watch: clinic.several.archive_back(kind, done, watch))

        self._work(lambda watch: clinic.several.archive(kind, ids, True, watch, shown), told, _("To the bin"), len(ids))

    # --- a table ------------------------------------------------------------------------------------------------

    def export(self, ids: Sequence[str]) -> None:
        """Ask for whom and as what, then where."""
        if not ids:
            return
        if len(ids) > MOST:
            said = _("At most {n} records fit into one table. Narrow the list.").format(n=number(MOST))
            self._tell(Banner("warn", "alert-circle", said, closable=True))
            return
        clinic, kind = self._clinic, self._kind
        self._ask(lambda: clinic.list_export.profiles(kind, ids), lambda found: self._open_export(ids, found))

    def _open_export(self, ids: Sequence[str], profiles: Sequence[str]) -> None:
        if not profiles:
            said = _("Some of these are another office's. People are saved as a table only by their own office.")
            self._tell(Banner("warn", "alert-circle", said, closable=True))
            return
        dialog = ExportDialog(self._clinic, self._tasks, self._page, self._kind, ids, profiles, self._written)
        dialog.open()

    def _written(self, out: Path) -> None:
        self._tell(Banner("ok", "circle-check", _("Saved: {name}").format(name=out.name), closable=True))

    # --- telling ------------------------------------------------------------------------------------------------

    def _done(self, done: Done, said: str, back: Work) -> None:
        self._changed(done.changes)
        clear_layout(self._notices)
        if done.refused:
            self._notices.addWidget(_refusals(done))
        if not done.ids:
            return
        banner = Banner("ok", "circle-check", said, closable=True, actions=[(_("Undo"), lambda: undo())])

        def undo() -> None:
            banner.dismiss()
            self._work(back, undone, _("Undo"), len(done.ids))

        def undone(back: Done) -> None:
            self._changed(back.changes)
            if back.refused:
                self._tell(_refusals(back))

        self._notices.addWidget(banner)

    def _tell(self, banner: Banner) -> None:
        clear_layout(self._notices)
        self._notices.addWidget(banner)

    def _work(self, work: Work, then: Callable[[Done], object], title: str, count: int) -> None:
        """Work on rows: of many it is told how far it is, and it can be stopped."""
        if count <= MANY:
            self._ask(lambda: work(None), then)
            return
        strip = WorkStrip(title)
        clear_layout(self._notices)
        self._notices.addWidget(strip)

        def over(done: Done) -> None:
            strip.deleteLater()
            then(done)

        def failed(error: Exception) -> None:
            strip.deleteLater()
            if not isinstance(error, Cancelled):
                show_problem(error, self._notices)

        self._tasks.on_vault(lambda: work(strip.watch), over, failed, owner=self._page)

    def _ask(self, work: Callable[[], Any], then: Callable[[Any], object]) -> None:
        self._tasks.on_vault(work, then, lambda error: show_problem(error, self._notices), owner=self._page)


def _refusals(done: Done) -> Banner:
    """How many stay as they are, and why: each reason once."""
    n = len(done.refused)
    said = ngettext("{n} record stays as it is", "{n} records stay as they are", n).format(n=n)
    reasons = dict.fromkeys(sentence_of(error) for _id, error in done.refused)
    return Banner("warn", "alert-circle", said, " ".join(reasons), closable=True)
