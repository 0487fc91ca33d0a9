"""Conflict of interest beside a form or on its own page: what was found while typing, and the decision once saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.errors import InvalidRecord
from clinic_app.reference import lists
from clinic_app.use_cases.interest_findings import Asked
from clinic_app.wording.dates import date_time
from clinic_app.wording.words import _
from ui.forms.drafts import DraftKeeper
from ui.forms.facts import Fact
from ui.forms.finding_rows import FindingRows
from ui.forms.latest import Latest
from ui.problems import sentence_of
from ui.tasks import WorksFor
from ui.widgets.buttons import LinkButton, PrimaryButton
from ui.widgets.field import Field
from ui.widgets.frames import clear_layout
from ui.widgets.labels import KeyHint, Label
from ui.widgets.segments import Segments
from ui.widgets.text_area import TextArea

MOST = 3  # findings in a panel


@dataclass(frozen=True)
class Told:
    """A saved record as the check sees it."""

    found: Sequence[Any]
    decisions: Sequence[Any]
    members: dict[str, str]
    ours: bool
    begun: dict[str, Any]  # a decision that was not kept before the lock: its verdict and reason


def read_told(clinic: Any, kind: str, id: str) -> Told:
    """Vault's thread: what was found and decided about a saved record. NoSuchRecord."""
    record = clinic.casework.load(kind, id)
    decisions = clinic.interests.decisions(kind, id)
    members = clinic.casework.titles("member", [one.decided_by or "" for one in decisions])
    ours = record.home in ("", clinic.identity.office_id)
    begun = clinic.drafts.take(draft_key(kind, id)) or {}
    return Told(clinic.interests.findings(kind, id), decisions, members, ours, begun)


def draft_key(kind: str, id: str) -> str:
    """Of a decision begun; a draft whose key ends in the record's id is destroyed with it."""
    return f"decision:{kind}:{id}"


class InterestsBox(QWidget):
    """`look(...)` while names are typed, `show_record(...)` once saved: then a person decides.

    `changed(Changes)` after a decision, `decided()` too; `open_requested(type, id)` for a record that was named.
    """

    changed = Signal(object)
    decided = Signal()
    shown = Signal()
    open_requested = Signal(str, str)

    def __init__(self, clinic: Any, tasks: WorksFor, *, titled: bool = True, most: int = MOST) -> None:
        super().__init__()
        self._clinic, self._tasks = clinic, tasks
        self._kind = self._id = ""
        self._found: Sequence[Any] = ()
        self._latest = Latest(tasks, self)
        self.drafts = DraftKeeper(clinic, tasks, self._begun, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        if titled:
            column.addWidget(Label(_("Conflict of interest"), "section", wrap=True))
        self.rows = FindingRows(most)
        self.rows.opened.connect(self.open_requested)
        column.addWidget(self.rows)
        self.decision = self._decision()
        column.addWidget(self.decision)
        self._past = QVBoxLayout()
        self._past.setSpacing(8)
        column.addLayout(self._past)
        self.decision.hide()
        self.rows.tell((), _("The client and the opposing party are compared by name"))

    def _decision(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(10)
        words = [(code, lists.label("conflict_check", code)) for code in ("clear", "conflict")]
        self.verdict = Segments(words, name=_("Decision"))
        self.reason = TextArea(_("Why: another person, agreed by both, refused…"), rows=2, most=6, name=_("Reason"))
        self.verdict_field = Field(_("Decision"), self.verdict)
        self.reason_field = Field(_("Reason"), self.reason)
        self.verdict.changed.connect(lambda _verdict: self.drafts.touch())
        self.reason.textChanged.connect(self.drafts.touch)
        column.addWidget(self.verdict_field)
        column.addWidget(self.reason_field)
        self.button = PrimaryButton(_("Keep the decision"), "check")
        self.button.clicked.connect(self.decide)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.button)
        line.addWidget(KeyHint("Ctrl Enter"))
        line.addStretch(1)
        column.addLayout(line)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), holder, activated=self.decide, context=here)
        return holder

    # --- showing ------------------------------------------------------------------------------------------------

    def look(self, asked: Sequence[Asked], id: str = "") -> None:
        """Compare names while they are typed; `id` of the record they are written on, once it has one."""
        clinic, some = self._clinic, tuple(one for one in asked if one.person or len(one.name.strip()) > 2)
        self.decision.hide()
        clear_layout(self._past)
        self._latest.ask(lambda: clinic.interests.look(some, id), lambda found: self._looked(found, bool(some)))

    def show_record(self, kind: str, id: str) -> None:
        """Show what was found about a saved record, and ask for the decision if one is wanted."""
        if (kind, id) != (self._kind, self._id):
            self._keep_begun()
            self.drafts.end()
            self.reason.set_text("")
            self.verdict.set_value("")
            self._fault("", "")
        self._kind, self._id = kind, id
        clinic = self._clinic
        self._latest.ask(lambda: read_told(clinic, kind, id), self._show)

    def clear(self) -> None:
        """Nothing is asked: the form was put away."""
        self._keep_begun()
        self.drafts.end()
        self._kind = self._id = ""
        self._tell((), False)
        self.decision.hide()
        clear_layout(self._past)

    def count(self) -> int:
        """How many findings there are."""
        return len(self._found)

    def needs_decision(self) -> bool:
        """Whether something found must be decided and is not yet."""
        return any(one.needs_decision and not one.decided for one in self._found)

    def _tell(self, found: Sequence[Any], asked: bool) -> None:
        self._found = found
        compared = _("The client and the opposing party are compared by name")
        self.rows.tell(found, _("No likeness found") if asked else compared)

    def _looked(self, found: Sequence[Any], asked: bool) -> None:
        self._tell(found, asked)
        self.shown.emit()

    def _show(self, told: Told) -> None:
        self._tell(told.found, True)
        self.decision.setVisible(told.ours and bool(told.found))
        if not self.decision.isHidden() and not self.drafts.key:
            self._recall(told.begun)
        clear_layout(self._past)
        for one in told.decisions:
            said = lists.label("conflict_check", one.verdict or "")
            when = date_time(one.decided_at) if one.decided_at else ""
            head = " · ".join(part for part in (said, when, told.members.get(one.decided_by or "", "")) if part)
            self._past.addWidget(Fact(head, one.reason or _("without a reason")))
        if told.decisions or told.found:
            slip = LinkButton(_("Slip of the check"), "printer")
            slip.clicked.connect(self.print_slip)
            line = QHBoxLayout()
            line.addWidget(slip)
            line.addStretch(1)
            self._past.addLayout(line)
        self.shown.emit()

    # --- doing --------------------------------------------------------------------------------------------------

    def decide(self) -> None:
        """Keep the decision; what is missing is said beside its field."""
        verdict, reason, found = self.verdict.value(), self.reason.text(), tuple(self._found)
        if not self._id or self.decision.isHidden():
            return
        if not verdict:
            self._fault(_("Choose one"), "")
            self.verdict.button("clear").setFocus(Qt.FocusReason.OtherFocusReason)
            return
        clinic, kind, id = self._clinic, self._kind, self._id
        self._fault("", "")
        self._tasks.on_vault(
            lambda: clinic.interests.decide(kind, id, verdict, reason, found), self._done, self._refused, owner=self
        )

    def _begun(self) -> dict[str, Any]:
        return {"type": "decision", "verdict": self.verdict.value(), "reason": self.reason.text()}

    def _recall(self, begun: dict[str, Any]) -> None:
        """What was begun before a lock or a crash stands there again; from now on it is kept."""
        if begun and not self.reason.text() and not self.verdict.value():
            self.verdict.set_value(str(begun.get("verdict", "")))
            self.reason.set_text(str(begun.get("reason", "")))
        self.drafts.begin(draft_key(self._kind, self._id))

    def _keep_begun(self) -> None:
        if self.drafts.is_waiting():
            self.drafts.keep_now()

    def hideEvent(self, event: QHideEvent) -> None:
        """Before a lock, and before another page: what is not on the disk yet goes there now."""
        self._keep_begun()
        super().hideEvent(event)

    def _done(self, changes: Changes) -> None:
        self.drafts.drop()
        self.reason.set_text("")
        self.verdict.set_value("")
        self.show_record(self._kind, self._id)
        self.changed.emit(changes)
        self.decided.emit()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidRecord):
            self._fault("", _("Say why: somebody will ask in a year"))
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._fault(sentence_of(error), "")

    def _fault(self, verdict: str, reason: str) -> None:
        self.verdict_field.set_fault(verdict)
        self.reason_field.set_fault(reason)

    def print_slip(self) -> None:
        """Show the slip of this record, to be printed or saved."""
        from ui.paper.card import SheetDialog, note_paper

        clinic, kind, id = self._clinic, self._kind, self._id
        dialog = SheetDialog(
            lambda: clinic.interests.slip(kind, id),
            self._tasks,
            self.window(),
            "slip",
            _("Slip of the check"),
            note=note_paper(clinic, "slip", kind, id),
        )
        dialog.open()

    def first_focus(self) -> QWidget:
        """Where the cursor begins: the decision, when one is wanted."""
        return self.verdict.button("clear") if not self.decision.isHidden() else self
