"""The form of a place, derived from the settings of its kind: this module knows no kind by name.

A secret that is kept is shown as kept, never as itself: it does not come back into the window.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_app.errors import FileUnreadable
from clinic_app.wording.words import _
from ui.files import ask_files, ask_folder
from ui.pages.settings.server_key import ServerKey
from ui.passphrase import PassphraseEdit
from ui.tasks import WorksFor
from ui.widgets.buttons import LinkButton
from ui.widgets.field import Field
from ui.widgets.line_edit import LineEdit

LARGEST_SECRET = 64 * 1024  # bytes of a file that a secret is taken from
FOLDER, FILE, SECRET = "folder", "file", "secret"


class PlaceForm(QWidget):
    """One field per setting. `changed` when a person changes one."""

    changed = Signal()

    def __init__(
        self,
        fields: Sequence[Any],
        tasks: WorksFor,
        told: Mapping[str, str] | None = None,
        kept: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self.asked, self._tasks = tuple(fields), tasks
        self._before, self._kept = dict(told or {}), frozenset(kept)
        self._from_file: dict[str, str] = {}
        self.lines: dict[str, LineEdit] = {}
        self.fields: dict[str, Field] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.server_key = ServerKey()
        self.server_key.accepted.connect(self._pin)
        for one in self.asked:
            self.fields[one.name] = field = self._field(one)
            column.addWidget(field)
        column.addWidget(self.server_key)
        self._say_what_is_kept()

    # --- furniture ----------------------------------------------------------------------------------------------

    def _field(self, one: Any) -> Field:
        line = self.lines[one.name] = self._line(one)
        hint = _(one.help) if one.help else ""
        field = Field(_(one.label), line, required=bool(one.required), hint=hint, side=self._side(one))
        line.textEdited.connect(lambda _text: self._edited(one.name))
        return field

    def _line(self, one: Any) -> LineEdit:
        if one.kind == SECRET:
            return PassphraseEdit(_(one.label))
        if one.kind in (FOLDER, FILE):
            words = _("Choose a folder") if one.kind == FOLDER else _("Choose a file")
            line = LineEdit(one.example, trailing="folder", trailing_name=words)
            line.trailing_pressed.connect(lambda: self._ask_path(one))
        else:
            line = LineEdit(one.example)
        value = self._before.get(one.name, "" if one.default is None else str(one.default))
        line.setText(value)
        line.setCursorPosition(0)
        return line

    def _side(self, one: Any) -> LinkButton | None:
        """A key is a file of many lines, which no line can hold."""
        if one.kind != SECRET:
            return None
        link = LinkButton(_("From a file…"), name=_("{label}: from a file").format(label=_(one.label)))
        link.clicked.connect(lambda: ask_files(self, _(one.label), lambda paths: self.take_secret(one.name, paths[0])))
        return link

    def _ask_path(self, one: Any) -> None:
        take = lambda path: self._take_path(one.name, path)  # noqa: E731  # both dialogs end alike
        if one.kind == FOLDER:
            ask_folder(self, _(one.label), take)
        else:
            ask_files(self, _(one.label), lambda paths: take(paths[0]))

    def _take_path(self, name: str, path: Path) -> None:
        self.lines[name].setText(str(path))
        self._edited(name)

    # --- secrets ------------------------------------------------------------------------------------------------

    def take_secret(self, name: str, file: Path) -> None:
        """Read a secret from a file: it goes into the vault, never into sight."""

        def read() -> str:
            try:
                with file.open("rb") as held:
                    found = held.read(LARGEST_SECRET + 1)
                if len(found) <= LARGEST_SECRET:
                    return found.decode().strip("\r\n")
            except (OSError, UnicodeDecodeError):
                pass
            raise FileUnreadable(file=str(file), reason="")

        self._tasks.in_background(
            read,
            lambda secret: self._took(name, secret),
            lambda _error: self.set_fault(name, _("This file cannot be read as a secret.")),
            owner=self,
        )

    def _took(self, name: str, secret: str) -> None:
        self._from_file[name] = secret
        self.lines[name].clear()
        self._edited(name, typed=False)

    def _say_what_is_kept(self) -> None:
        kept = self.kept()
        for one in self.asked:
            if one.kind == SECRET:
                held = one.name in kept or one.name in self._from_file
                words = _("taken from the file") if one.name in self._from_file else _("kept; type only to change it")
                self.lines[one.name].setPlaceholderText(f"•••••••• {words}" if held else "")

    def kept(self) -> frozenset[str]:
        """The secrets that stay as they are kept: none, once the place itself is another.

        Else a stored password could be sent to any server by writing another address above it.
        """
        return self._kept if self._is_same_place() else frozenset()

    def _is_same_place(self) -> bool:
        given = ("text", "number", FOLDER)
        return all(
            self.lines[one.name].text().strip() == self._before.get(one.name, self.lines[one.name].text().strip())
            for one in self.asked
            if one.kind in given and one.required
        )

    # --- what stands in it --------------------------------------------------------------------------------------

    def told(self) -> dict[str, str]:
        """The settings that are no secrets, as they are written; empty ones are left out."""
        lines = {one.name: self.lines[one.name].text().strip() for one in self.asked if one.kind != SECRET}
        return {name: words for name, words in lines.items() if words}

    def secrets(self) -> dict[str, str]:
        """The secrets that were given anew."""
        typed = {one.name: self.lines[one.name].text() for one in self.asked if one.kind == SECRET}
        return self._from_file | {name: words for name, words in typed.items() if words}

    def is_whole(self) -> bool:
        """Whether everything that must be filled in is; says beside the fields what is not."""
        told, secrets, kept = self.told(), self.secrets(), self.kept()
        self.clear_faults()
        for one in self.asked:
            here = one.name in told or one.name in secrets or one.name in kept
            if one.required and not here:
                self.set_fault(one.name, _("This field must be filled in"))
        return not any(field.fault() for field in self.fields.values())

    def first_fault(self) -> QWidget | None:
        """The first line that is wrong."""
        return next((self.lines[name] for name, field in self.fields.items() if field.fault()), None)

    def set_fault(self, name: str, sentence: str) -> None:
        """Say beside a field what is wrong with it."""
        self.fields[name].set_fault(sentence)

    def clear_faults(self) -> None:
        """Nothing is wrong any more, as far as is known."""
        for field in self.fields.values():
            field.set_fault()
        self.server_key.hide()

    def wipe(self) -> None:
        """Forget what was typed into secrets."""
        self._from_file = {}
        for line in self.lines.values():
            if isinstance(line, PassphraseEdit):
                line.wipe()

    # --- a server's key -----------------------------------------------------------------------------------------

    def show_key(self, name: str, fingerprint: str, key: str) -> None:
        """A server has shown a key nobody knows: show its fingerprint, and offer to keep it in the setting `name`."""
        self.server_key.show_key(name, fingerprint, key, another=bool(self.lines[name].text().strip()))

    def _pin(self, name: str, key: str) -> None:
        self.lines[name].setText(key)
        self.lines[name].setCursorPosition(0)
        self._edited(name)

    def _edited(self, name: str, *, typed: bool = True) -> None:
        if typed:
            self._from_file.pop(name, None)
        self.fields[name].set_fault()
        self._say_what_is_kept()
        self.changed.emit()
