"""Writing chosen rows down: for whom (it says what is in the file and what is not), and as what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.use_cases.files import Ready
from clinic_app.use_cases.list_export import INTERNAL, OUTWARD, ready_table
from clinic_app.wording.words import _, ngettext
from ui.files import ask_save
from ui.growing_dialog import GrowingDialog
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.field import Field
from ui.widgets.labels import Label
from ui.widgets.line_edit import LineEdit
from ui.widgets.segments import Segments


class ExportDialog(GrowingDialog):
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
        self._reader = Field(_("Who reads it"), self.profile)
        self.who = LineEdit(_("a donor, a partner, a body"))
        self._who = Field(_("To whom"), self.who, required=True)
        self.who.textEdited.connect(lambda _text: self._who.set_fault())
        self.notices = QVBoxLayout()
        n = len(self._ids)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, 16)
        column.setSpacing(16)
        column.addLayout(self.notices)
        column.addWidget(Label(ngettext("{n} record", "{n} records", n).format(n=n), "section"))
        column.addWidget(self._reader)
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
        profile = self.profile.value()
        asked = self._asks_whom()
        noted = _("To whom it went stays beside each record, for the day a consent is withdrawn.")
        self.said.setText(" ".join([told[profile], *([noted] if asked else [])]))
        self._who.setVisible(asked)

    def _asks_whom(self) -> bool:
        return bool(self._clinic.list_export.asks_whom(self._kind, self.profile.value()))

    def ask_where(self) -> None:
        """Ask for the file's place, then write it."""
        if self._asks_whom() and not self.who.text().strip():
            self._who.set_fault(_("This must be filled in."))
            self.who.setFocus()
            return
        suffix = self.shape.value()
        ask_save(self, _("Save as a table"), f"list.{suffix}", self.write, suffix)

    def write(self, out: Path) -> None:
        """Write the file; it is read back before it bears its name, and what leaves in it is written down."""
        clinic, kind, ids, profile = self._clinic, self._kind, self._ids, self.profile.value()
        to_whom = self.who.text().strip()
        self.save.setEnabled(False)
        self._tasks.on_vault(
            lambda: clinic.list_export.draw(kind, ids, profile, to_whom),
            lambda drawn: self._make_ready(drawn, out),
            self._failed,
            owner=self,
        )

    def _make_ready(self, drawn: Any, out: Path) -> None:
        # Closed meanwhile, nobody is told, and the file that has no name yet goes away by itself.
        self._tasks.in_background(
            lambda: ready_table(drawn, out), lambda ready: self._hand_out(drawn, ready), self._failed, owner=self
        )

    def _hand_out(self, drawn: Any, ready: Ready) -> None:
        hand_out = self._clinic.list_export.hand_out
        self._tasks.on_vault(lambda: hand_out(drawn, ready), self._done, self._failed, owner=self)

    def _done(self, out: Path) -> None:
        self._written(out)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.save.setEnabled(True)
        show_problem(error, self.notices)
