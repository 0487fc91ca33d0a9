"""The form of a new case book: office, person, passphrase, and whether the computer's keyring helps to guard it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.entrance import Heading
from ui.passphrase import NewPassphrase
from ui.problems import sentence_of
from ui.tasks import WorksFor
from ui.widgets.buttons import LinkButton, PrimaryButton
from ui.widgets.field import Field
from ui.widgets.labels import Label
from ui.widgets.line_edit import LineEdit
from ui.widgets.segments import Segments


@dataclass(frozen=True)
class OfficeFacts:
    """What a new case book is made of."""

    office_code: str
    office_name: str
    person: str
    role: str
    passphrase: str
    use_keyring: bool

    def __repr__(self) -> str:
        return "OfficeFacts(…)"


def good_code(code: str) -> bool:
    """Latin letters and digits, at most 16: it stands in every record number and file name."""
    return code.isascii() and code.replace("-", "").isalnum() and len(code) <= 16


class NewOffice(QWidget):
    """`confirmed` carries OfficeFacts once everything is there; `left` goes back."""

    confirmed = Signal(object)
    left = Signal()

    def __init__(self, *, joins: bool = False, tasks: WorksFor | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._heading(joins))
        self.code, self.name, self.person = LineEdit("NAR1"), LineEdit(), LineEdit()
        self.code.setMaxLength(16)
        hint = _("The code the coordinator gave your office") if joins else _("Latin letters and digits")
        self._code = Field(_("Office code"), self.code, required=True, hint=hint)
        self._name = Field(_("Office name"), self.name, required=True)
        self._person = Field(_("Your name"), self.person, required=True)
        self.role = Segments([("lawyer", _("Lawyer")), ("coordinator", _("Coordinator"))], "lawyer")
        self._role = Field(_("Role"), self.role)
        for pair, shares in (((self._code, self._name), (2, 3)), ((self._person, self._role), (1, 1))):
            row = QHBoxLayout()
            row.setSpacing(12)
            for field, share in zip(pair, shares, strict=True):
                row.addWidget(field, share, Qt.AlignmentFlag.AlignTop)
            column.addLayout(row)
        self.passphrase = NewPassphrase(
            tasks=tasks, about=lambda: (self.person.text(), self.name.text(), self.code.text())
        )
        column.addWidget(self.passphrase)
        self.keyring = QCheckBox(_("Also use this computer's keyring"))
        self.keyring.setChecked(True)
        self._cost = Label("", "small", "text2", wrap=True)
        self.keyring.toggled.connect(self._tell_cost)
        column.addWidget(self.keyring)
        column.addWidget(self._cost)
        self._said = Label("", "body", "bad", wrap=True)
        self._said.hide()
        column.addWidget(self._said)
        self.create = PrimaryButton(_("Make the case book"), "check")
        self.create.clicked.connect(self._confirm)
        self.back = LinkButton(_("Back"), "arrow-left")
        self.back.clicked.connect(self.left)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.create)
        column.addLayout(foot)
        for edit, field in ((self.code, self._code), (self.name, self._name), (self.person, self._person)):
            edit.textEdited.connect(lambda _text, field=field: field.set_fault())
            edit.returnPressed.connect(self._confirm)
        self.passphrase.again.returnPressed.connect(self._confirm)
        self._tell_cost(True)
        self.setFocusProxy(self.code)

    def _heading(self, joins: bool) -> Heading:
        if joins:
            return Heading(
                _("Join a network"),
                _("First this laptop gets a case book of its own; then it writes a request for the coordinator."),
            )
        return Heading(_("New office"), _("Everything stays on this computer, encrypted."))

    def _tell_cost(self, used: bool) -> None:
        if used:
            told = _("A stolen copy of the file alone then opens with no passphrase, only with the recovery code.")
        else:
            told = _("Without it the passphrase alone guards a stolen copy: make it long.")
        self._cost.setText(told)
        self.keyring.setAccessibleDescription(told)

    def facts(self) -> OfficeFacts:
        """What is typed."""
        return OfficeFacts(
            office_code=self.code.text().strip(),
            office_name=self.name.text().strip(),
            person=" ".join(self.person.text().split()),
            role=self.role.value(),
            passphrase=self.passphrase.text(),
            use_keyring=self.keyring.isChecked(),
        )

    def _confirm(self) -> None:
        if not self.create.isEnabled():
            return
        facts = self.facts()
        missing = _("This field must be filled in")
        self._code.set_fault("" if good_code(facts.office_code) else _("Only Latin letters and digits, at most 16"))
        self._name.set_fault("" if facts.office_name else missing)
        self._person.set_fault("" if facts.person else missing)
        wrong = next((field for field in (self._code, self._name, self._person) if field.fault()), None)
        if wrong is not None:
            wrong.control.setFocus()
            return
        if not self.passphrase.ready():
            (self.passphrase.first if not self.passphrase.text() else self.passphrase.again).setFocus()
            return
        self._said.hide()
        self.confirmed.emit(facts)

    def set_busy(self, busy: bool) -> None:
        """While the keys are being made, which takes a second or two."""
        for widget in (self.create, self.back):
            widget.setEnabled(not busy)
        self.create.say(_("Making the keys…") if busy else _("Make the case book"))

    def tell(self, error: Exception) -> None:
        """Say why it could not be made."""
        self.set_busy(False)
        self._said.setText(sentence_of(error))
        self._said.show()
        if type(error).__name__ == "KeyringMissing":
            self.keyring.setChecked(False)

    def wipe(self) -> None:
        """Forget the passphrase."""
        self.passphrase.wipe()

    def keep(self) -> dict[str, Any]:
        """What is typed, the passphrase aside."""
        return {"facts": self.facts(), "passphrases": (self.passphrase.first.text(), self.passphrase.again.text())}

    def restore(self, held: dict[str, Any]) -> None:
        """Type it again, in another language."""
        facts: OfficeFacts = held["facts"]
        for edit, text in ((self.code, facts.office_code), (self.name, facts.office_name), (self.person, facts.person)):
            edit.setText(text)
        self.role.set_value(facts.role)
        self.keyring.setChecked(facts.use_keyring)
        first, again = held["passphrases"]
        self.passphrase.first.setText(first)
        self.passphrase.again.setText(again)
