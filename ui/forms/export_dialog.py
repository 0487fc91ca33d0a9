"""Writing chosen rows down: for whom (it says what is in the file and what is not), and as what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.use_cases.list_export import INTERNAL, OUTWARD
from clinic_app.wording.words import _, ngettext
from ui.files import ask_save
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.field import Field
from ui.widgets.labels import Label
from ui.widgets.segments import Segments


class ExportDialog(QDialog):
    """`written(path)` is called once the file stands and was read back."""

    def __init__(
        self,
        clinic: Any,
        tasks: WorksFor,
        parent: QWidget,
        kind: str,
        ids: Sequence[str],
        profiles: Sequence[str],
        written: Callable[[Path], object],
    ) -> None:
        super().__init__(parent)
        self._clinic, self._tasks, self._kind, self._ids, self._written = clinic, tasks, kind, list(ids), written
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Save as a table"))
        self.setMinimumWidth(current_theme().px(480))
        words = {INTERNAL: _("Own office"), OUTWARD: _("Without names")}
        self.profile = Segments([(one, words[one]) for one in profiles], profiles[0], name=_("Who reads it"))
        self.profile.changed.connect(lambda _one: self._tell())
        self.shape = Segments([("xlsx", "Excel (XLSX)"), ("csv", "CSV")], "xlsx", name=_("File"))
        self._who = Field(_("Who reads it"), self.profile)
        self.notices = QVBoxLayout()
        n = len(self._ids)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, 16)
        column.setSpacing(16)
        column.addLayout(self.notices)
        column.addWidget(Label(ngettext("{n} record", "{n} records", n).format(n=n), "section"))
        column.addWidget(self._who)
        self.said = Label("", "body", "text2", wrap=True)
        column.addWidget(self.said)
        column.addWidget(Field(_("File"), self.shape))
        column.addLayout(self._foot())
        self._tell()

    def _foot(self) -> QHBoxLayout:
        self.save = PrimaryButton(_("Save"), "download")
        self.save.setAutoDefault(True)
        self.save.setDefault(True)
        self.save.clicked.connect(self.ask_where)
        close = Button(_("Cancel"))
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        foot.addWidget(self.save)
        return foot

    def _tell(self) -> None:
        of_cases = _(
            "With titles, numbers and opponents; a journalist's name is in no table. The file is not encrypted: "
            "keep it in the office, and delete it when it has served."
        )
        told = {
            INTERNAL: of_cases
            if self._kind == "journalist_case"
            else _(
                "With names, numbers and telephones. The file is not encrypted: keep it in the office, "
                "and delete it when it has served."
            ),
            OUTWARD: _(
                "Only what may leave the office: no names, numbers of records, telephones or exact days. "
                "A single row can still tell who somebody is: look before you send it."
            ),
        }
        self.said.setText(told[self.profile.value()])

    def ask_where(self) -> None:
        """Ask for the file's place, then write it."""
        suffix = self.shape.value()
        ask_save(self, _("Save as a table"), f"list.{suffix}", self.write, suffix)

    def write(self, out: Path) -> None:
        """Write the file; it is read back before it bears its name."""
        clinic, kind, ids, profile = self._clinic, self._kind, self._ids, self.profile.value()
        self.save.setEnabled(False)
        self._tasks.on_vault(
            lambda: clinic.list_export.build(kind, ids, profile),
            lambda table: self._leave(table, out),
            self._failed,
            owner=self,
        )

    def _leave(self, table: Any, out: Path) -> None:
        leave = self._clinic.list_export.leave
        self._tasks.in_background(lambda: leave(table, out), self._done, self._failed, owner=self)

    def _done(self, out: Path) -> None:
        self._written(out)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.save.setEnabled(True)
        show_problem(error, self.notices)
