"""Coming into a network: make one, ask in, let in, compare the digits, join."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.use_cases.code_pictures import INVITATION as INVITATION_CODE
from clinic_app.use_cases.code_pictures import REQUEST as REQUEST_CODE
from clinic_app.use_cases.code_pictures import codes_sheet, content_of
from clinic_app.use_cases.identity import Identity
from clinic_app.wording.words import _
from ui.files import PICTURES, ask_files, ask_save
from ui.pages.exchange.digits import Digits
from ui.problems import sentence_of
from ui.qr_codes import CodesDialog
from ui.tasks import WorksFor
from ui.widgets.buttons import Button, LinkButton, PrimaryButton
from ui.widgets.field import Field
from ui.widgets.frames import Card, Separator, at_left, clear_layout
from ui.widgets.labels import Label
from ui.widgets.line_edit import LineEdit

REQUEST, INVITATION = "clinic-request", "clinic-invitation"


class JoiningCard(Card):
    """For a laptop outside any network. `joined` comes when it is in one."""

    joined = Signal()

    def __init__(self, clinic: Any, tasks: WorksFor, me: Identity, parent: QWidget | None = None) -> None:
        super().__init__(_("Joining the network"), parent=parent)
        self._clinic, self._tasks, self._me = clinic, tasks, me
        self._file: Path | None = None
        self._said = _Said()
        self.body.addWidget(self._said)
        if me.decides:
            self._offer_founding()
        self._offer_request()

    # --- a network of one's own ---------------------------------------------------------------------------------

    def _offer_founding(self) -> None:
        self.name = LineEdit(_("For instance: Network of legal clinics"))
        self.create = PrimaryButton(_("Create the network"), "plus")
        self.create.clicked.connect(self._create)
        self._name = Field(_("Name of the network"), self.name, required=True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._name, 1)
        self.body.addLayout(row)
        self.body.addLayout(at_left(self.create))
        self.body.addWidget(Separator())
        self.body.addWidget(
            Label(_("Or join a network that another coordinator has made:"), "body", "text2", wrap=True)
        )

    def _create(self) -> None:
        name = " ".join(self.name.text().split())
        self._name.set_fault("" if name else _("This field must be filled in"))
        if name:
            done = lambda _id: self.joined.emit()  # noqa: E731  # it stands beside its other half
            self._tasks.on_vault(lambda: self._clinic.network.create(name), done, self._said.tell, owner=self)

    # --- asking in ----------------------------------------------------------------------------------------------

    def _offer_request(self) -> None:
        self.ask = Button(_("1. Write the request…"), "file-export")
        self.ask.clicked.connect(self._ask_where)
        self.body.addWidget(
            Label(_("Write a small file, take it to the coordinator, and read each other the digits."), wrap=True)
        )
        self.show_code = LinkButton(_("Show it as a QR code"), "eye")
        self.show_code.clicked.connect(self.show_request)
        self.body.addLayout(at_left(self.ask, self.show_code))
        self._asked = QVBoxLayout()
        self.body.addLayout(self._asked)
        self.take = Button(_("2. Take the invitation…"), "file-import")
        self.take.clicked.connect(self._ask_which)
        self.body.addLayout(at_left(self.take))
        self._came = QVBoxLayout()
        self.body.addLayout(self._came)

    def _ask_where(self) -> None:
        ask_save(self, _("Write the request"), f"{self._me.office_id}.{REQUEST}", self.write_request, REQUEST)

    def write_request(self, out: Path) -> None:
        """Write the request to `out` and show the digits."""
        self._tasks.on_vault(
            lambda: self._clinic.network.request(out), self._show_own_digits, self._said.tell, owner=self
        )

    def show_request(self) -> None:
        """Show the request for a telephone to photograph, without any file; the same one as long as it waits."""
        clinic = self._clinic

        def read() -> tuple[Any, str]:
            content, digits = clinic.network.request_shown()
            return codes_sheet(REQUEST_CODE, content, digits, demo=self._me.demo), digits

        self._tasks.on_vault(read, self._show_codes, self._said.tell, owner=self)

    def _show_codes(self, told: tuple[Any, str]) -> None:
        sheet, digits = told
        self._said.clear()
        self._show_own_digits(digits)
        CodesDialog(sheet, self._tasks, self).open()

    def _show_own_digits(self, digits: str) -> None:
        clear_layout(self._asked)
        advice = _("The coordinator sees the same digits when letting this laptop in. Read them aloud by telephone.")
        self._asked.addWidget(Digits(_("Digits of this laptop"), digits, advice))

    # --- the invitation -----------------------------------------------------------------------------------------

    def _ask_which(self) -> None:
        filters = [_("Invitations or photos of their codes ({kinds})").format(kinds=f"*.{INVITATION} {PICTURES}")]
        ask_files(self, _("Take the invitation"), self.look_at, filters, several=True)

    def look_at(self, file: Path | list[Path]) -> None:
        """Show the digits of an invitation (its file, or photos of its codes); nothing of it is believed yet."""
        self._tasks.on_vault(
            lambda: self._clinic.network.preview_invitation(file),
            lambda digits: self._compare(file, digits),
            self._said.tell,
            owner=self,
        )

    def _compare(self, file: Path | list[Path], digits: str) -> None:
        clear_layout(self._came)
        self._said.clear()
        advice = _("Ask the coordinator to read the digits of the network. Join only if all thirty are the same.")
        self._came.addWidget(Digits(_("Digits of the network"), digits, advice))
        self.same = PrimaryButton(_("They are the same: join"), "check")
        self.differ = Button(_("They differ"), "x")
        self.same.clicked.connect(lambda: self._join(file, digits))
        self.differ.clicked.connect(self._refuse)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.same)
        row.addWidget(self.differ)
        row.addStretch(1)
        self._came.addLayout(row)

    def _refuse(self) -> None:
        clear_layout(self._came)
        self._said.say(
            _("Then do not join: somebody may have swapped the file. Ask the coordinator for a new invitation.")
        )

    def _join(self, file: Path | list[Path], digits: str) -> None:
        done = lambda _joined: self.joined.emit()  # noqa: E731  # it stands beside its other half
        self._tasks.on_vault(lambda: self._clinic.network.join(file, digits), done, self._said.tell, owner=self)


class AdmitCard(Card):
    """A coordinator lets a laptop in. `changed` comes when the roster grew."""

    changed = Signal()

    def __init__(self, clinic: Any, tasks: WorksFor, parent: QWidget | None = None) -> None:
        super().__init__(_("Let a laptop in"), parent=parent)
        self._clinic, self._tasks = clinic, tasks
        self._said = _Said()
        self.body.addWidget(self._said)
        self.office = LineEdit("NAR1")
        self._office = Field(
            _("Office code"), self.office, required=True, hint=_("As you have agreed it with the office")
        )
        self.body.addWidget(self._office)
        self.admit_button = Button(_("Choose the request…"), "user-plus")
        self.admit_button.clicked.connect(self._ask_which)
        self.body.addLayout(at_left(self.admit_button))
        self._digits = QVBoxLayout()
        self._digits.setSpacing(8)
        self.body.addLayout(self._digits)

    def _ask_which(self) -> None:
        office = self.office.text().strip()
        self._office.set_fault("" if office else _("This field must be filled in"))
        if not office:
            return
        filters = [_("Requests or photos of their code ({kinds})").format(kinds=f"*.{REQUEST} {PICTURES}")]
        ask_files(self, _("Choose the request"), lambda paths: self._ask_where(paths, office), filters, several=True)

    def _ask_where(self, request: list[Path], office: str) -> None:
        title, name = _("Where to write the invitation"), f"{office}.{INVITATION}"
        ask_save(self, title, name, lambda out: self.admit(request, office, out), INVITATION)

    def admit(self, request: Path | list[Path], office: str, out: Path) -> None:
        """Let the laptop of `request` (its file, or photos of its code) in and write its invitation to `out`."""
        self._tasks.on_vault(
            lambda: self._clinic.network.admit(request, office, out),
            lambda admitted: self._show(admitted, out),
            self._said.tell,
            owner=self,
        )

    def show_invitation(self, out: Path, digits: str) -> None:
        """Show the invitation as QR codes, one after the other, if they are not too many."""

        def read() -> Any:
            return codes_sheet(INVITATION_CODE, content_of(INVITATION_CODE, out), digits)

        show = lambda sheet: CodesDialog(sheet, self._tasks, self).open()  # noqa: E731 - one line, used once
        self._tasks.in_background(read, show, self._said.tell, owner=self)

    def _show(self, admitted: Any, out: Path) -> None:
        clear_layout(self._digits)
        self._said.clear()
        who = _("{person}, {office}, laptop {letter}").format(
            person=admitted.person, office=admitted.office, letter=admitted.letter
        )
        self._digits.addWidget(Label(who, "bold", wrap=True))
        self._digits.addWidget(
            Digits(
                _("Digits of the laptop"),
                admitted.device_digits,
                _("The newcomer reads them to you. If one differs, remove this laptop and hand nothing over."),
            )
        )
        self._digits.addWidget(
            Digits(
                _("Digits of the network"),
                admitted.network_digits,
                _("Read them to the newcomer before they join."),
            )
        )
        self.show_code = LinkButton(_("Show the invitation as QR codes"), "eye")
        self.show_code.clicked.connect(lambda: self.show_invitation(out, admitted.network_digits))
        self._digits.addLayout(at_left(self.show_code))
        self.changed.emit()


class _Said(Label):
    """What could not be done, in red."""

    def __init__(self) -> None:
        super().__init__("", "body", "bad", wrap=True)
        self.hide()

    def say(self, words: str) -> None:
        self.setText(words)
        self.show()

    def tell(self, error: Exception) -> None:
        self.say(sentence_of(error))

    def clear(self) -> None:
        self.hide()
