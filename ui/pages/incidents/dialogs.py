"""What the page of an incident asks in front: the next rung, giving something out, taking a consent back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.reference import lists
from clinic_app.wording.words import _, ngettext
from ui.forms.begun import Begun
from ui.pages.incidents.presenter import IncidentFacts, given_lines, level_looks
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.chips import ChipRow
from ui.widgets.date_edit import DateEdit
from ui.widgets.field import Field
from ui.widgets.frames import Banner, clear_layout, scrolling
from ui.widgets.labels import Label
from ui.widgets.line_edit import LineEdit
from ui.widgets.line_list import LineList
from ui.widgets.text_area import TextArea
from ui.widgets.typeahead import Option, Typeahead


class Asking(QDialog):
    """A dialog with fields that scroll when they must, and two buttons at its foot. `done(Changes)`."""

    done = Signal(object)

    def __init__(self, parent: QWidget, title: str, keep: str, icon: str = "check") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        theme = current_theme()
        self.resize(theme.px(560), min(theme.px(620), parent.window().height() - 40))
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        inside = QWidget()
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(MARGIN, 4, MARGIN, 4)
        self.body.setSpacing(12)
        self.keep = PrimaryButton(keep, icon)
        self.keep.setDefault(True)
        close = Button(_("Cancel"))
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setContentsMargins(MARGIN, 4, MARGIN, 0)
        foot.addStretch(1)
        foot.addWidget(close)
        foot.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 14)
        column.setSpacing(10)
        column.addLayout(self.notices)
        column.addWidget(scrolling(inside), 1)
        column.addLayout(foot)

    def begins(self, begun: Begun, *name: str) -> None:
        """Words come back after a lock under `name`; an answer, or Cancel, ends them."""
        self.accepted.connect(begun.drop)
        self.rejected.connect(begun.drop)
        begun.begin(*name)

    def failed(self, error: Exception) -> None:
        """Say what went wrong."""
        self.keep.setEnabled(True)
        show_problem(error, self.notices)


class VerifyDialog(Asking):
    """The next rung of the ladder: which, on what, how many sources, on which evidence. Never who a source is."""

    def __init__(
        self, clinic: Any, tasks: WorksFor, parent: QWidget, facts: IncidentFacts, pieces: Sequence[Any] = ()
    ) -> None:
        super().__init__(parent, _("Verification step"), _("Save"))
        self._clinic, self._tasks, self._id = clinic, tasks, facts.record.id
        _icon, now, _tone = level_looks(facts.record.verification)
        self.level = Typeahead(
            [Option(code, lists.label("verification_level", code)) for code in facts.next_levels],
            name=_("Verification"),
        )
        self._level = Field(_("Verification"), self.level, required=True, hint=_("Now: {level}").format(level=now))
        basis = [(one.id, one.label()) for one in lists.items("verification_basis").values()]
        self.basis = ChipRow(basis, name=_("On what"))
        self.sources = LineEdit("2")
        self._sources = Field(_("Number of sources"), self.sources)
        self.on = DateEdit()
        self.on.set_value(date.today())
        self._on = Field(_("Decided on"), self.on, required=True)
        self.pieces = ChipRow([(one.record.id, one.record.name) for one in pieces], name=_("Evidence"))
        self.note = TextArea(rows=3)
        self.body.addWidget(self._level)
        self.body.addWidget(Field(_("On what"), self.basis))
        self.body.addWidget(self._sources)
        self.body.addWidget(self._on)
        if pieces:
            self.body.addWidget(Field(_("Evidence"), self.pieces))
        self.body.addWidget(Field(_("Note"), self.note, hint=_("Never write who a source is.")))
        self.body.addStretch(1)
        self.keep.clicked.connect(self.save)
        lines = {"sources": self.sources, "note": self.note}
        self.begins(Begun(clinic, tasks, self, lines), "verify", "incident", self._id)

    def save(self) -> None:
        """Take the step; the ladder itself says when it cannot be taken."""
        level, on, typed = self.level.value(), self.on.value(), self.sources.text().strip()
        self._level.set_fault("" if level else _("This must be filled in."))
        self._on.set_fault("" if on else _("This must be filled in."))
        self._sources.set_fault("" if not typed or typed.isdigit() else _("This is not a number."))
        if not level or on is None or self._sources.fault():
            return
        incidents, id = self._clinic.incidents, self._id
        told: dict[str, Any] = {
            "basis": self.basis.value(),
            "sources": int(typed) if typed else None,
            "note": self.note.text().strip(),
            "attachment_ids": self.pieces.value(),
            "on": on,
        }
        self.keep.setEnabled(False)
        self._tasks.on_vault(lambda: incidents.verify(id, level, **told), self._saved, self.failed, owner=self)

    def _saved(self, changes: Any) -> None:
        self.done.emit(changes)
        self.accept()


class GiveOutDialog(Asking):
    """Giving something out: how much, in which form, to whom. What the gate refuses is said while one chooses."""

    def __init__(self, clinic: Any, tasks: WorksFor, parent: QWidget, facts: IncidentFacts) -> None:
        super().__init__(parent, _("Give out"), _("Write it down"), "send")
        self._clinic, self._tasks, self._facts = clinic, tasks, facts
        modes = list(facts.verdicts)
        self.mode = Typeahead([_mode_option(mode, facts.verdicts[mode]) for mode in modes], name=_("How much it says"))
        allowed = [mode for mode in modes if facts.verdicts[mode].allowed]
        self.mode.set_value(allowed[-1] if allowed else modes[0])
        self.mode.chosen.connect(lambda _id: self._judge())
        self.form = Typeahead(
            [Option(one.id, one.label()) for one in lists.items("disclosure_form").values()],
            name=_("As what"),
        )
        self.form.chosen.connect(lambda _id: self._judge())
        self._form = Field(_("As what"), self.form, required=True)
        self.who = LineEdit()
        self._who = Field(_("To whom"), self.who, required=True)
        self.note = TextArea(rows=2)
        self.verdict = QVBoxLayout()
        for widget in (Field(_("How much it says"), self.mode, required=True), self._form, self._who):
            self.body.addWidget(widget)
        self.body.addLayout(self.verdict)
        self.body.addWidget(Field(_("Note"), self.note))
        self.body.addStretch(1)
        self.keep.clicked.connect(self.save)
        self._judge()
        lines = {"who": self.who, "note": self.note}
        self.begins(Begun(clinic, tasks, self, lines), "give_out", "incident", facts.record.id)

    def _judge(self) -> None:
        """The gate's word on what is chosen; a court is no publication, the gate does not judge it."""
        clear_layout(self.verdict)
        verdict = self._facts.verdicts.get(self.mode.value() or "")
        court = self.form.value() in ("court", "referral")
        if verdict is None:
            return
        if court:
            said = _("No publication: it is written down, and judged by its own consent.")
            self.verdict.addWidget(Banner("info", "info-circle", said))
        elif verdict.allowed:
            self.verdict.addWidget(Banner("info", "circle-check", _("Verification and consent allow it")))
        else:
            why = "\n".join(dict.fromkeys(one.words for one in verdict.why))
            self.verdict.addWidget(Banner("bad", "lock", _("This may not be given out"), why))
        self.keep.setEnabled(court or verdict.allowed)

    def save(self) -> None:
        """Through the gate; whoever refuses says every reason."""
        missing = _("This must be filled in.")
        self._form.set_fault("" if self.form.value() else missing)
        self._who.set_fault("" if self.who.text().strip() else missing)
        if self._form.fault() or self._who.fault():
            return
        publishing, id = self._clinic.publishing, self._facts.record.id
        mode, form, who = str(self.mode.value()), str(self.form.value()), self.who.text().strip()
        note = self.note.text().strip()
        self.keep.setEnabled(False)
        self._tasks.on_vault(
            lambda: publishing.give_out("incident", id, mode, form, who, note=note),
            self._written,
            self.failed,
            owner=self,
        )

    def _written(self, disclosure: Any) -> None:
        from clinic_app.changes import Changes

        self.done.emit(Changes.of("disclosure", [disclosure.id]))
        self.accept()


class WithdrawDialog(Asking):
    """Taking the consent to publication back; what has left already is listed before and after."""

    def __init__(self, clinic: Any, tasks: WorksFor, parent: QWidget, facts: IncidentFacts) -> None:
        super().__init__(parent, _("Withdraw the consent"), _("Withdraw"), "lock")
        self._clinic, self._tasks, self._id = clinic, tasks, facts.record.id
        self.on = DateEdit()
        self.on.set_value(date.today())
        said = _("From then on nothing may leave; only a new consent opens the way again.")
        self.body.addWidget(Label(said, "body", "text2", wrap=True))
        self.body.addWidget(Field(_("Withdrawn on"), self.on, required=True))
        still = [one for one in facts.given if one.recalled_at is None]
        count = len(still)
        if still:
            words = ngettext(
                "{n} thing has left already: ask for it back", "{n} things have left already: ask for them back", count
            )
            self.body.addWidget(Banner("warn", "alert-triangle", words.format(n=count)))
            self.list = LineList(_("What was given out"), 4)
            self.list.show_lines(given_lines(still, facts.names))
            self.list.setMinimumHeight(160)
            self.body.addWidget(self.list, 1)
        else:
            self.body.addWidget(Label(_("Nothing has left yet."), "body", "text2"))
            self.body.addStretch(1)
        self.keep.clicked.connect(self.save)

    def save(self) -> None:
        """Take it back."""
        on = self.on.value()
        if on is None:
            return
        publishing, id = self._clinic.publishing, self._id
        self.keep.setEnabled(False)
        self._tasks.on_vault(lambda: publishing.withdraw("incident", id, on), self._done, self.failed, owner=self)

    def _done(self, told: Any) -> None:
        changes, _left = told
        self.done.emit(changes)
        self.accept()


def _mode_option(mode: str, verdict: Any) -> Option:
    second = "" if verdict.allowed else "; ".join(dict.fromkeys(one.words for one in verdict.why))
    note = "" if verdict.allowed else _("not allowed")
    return Option(
        mode, lists.label("publication_consent", mode), second, icon="send" if verdict.allowed else "lock", note=note
    )
