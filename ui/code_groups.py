"""Typing the recovery code: eight groups, each checked while it is typed, or all of them from a photo of the sheet."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from clinic_app.errors import WrongRecoveryCode
from clinic_app.keys.recovery_code import GROUP_DIGITS, GROUPS, group_is_right, plain_digits
from clinic_app.wording import recovery_words as named
from clinic_app.wording.words import _
from ui.files import PICTURES, ask_files
from ui.problems import sentence_of
from ui.tasks import WorksFor
from ui.widgets.buttons import LinkButton
from ui.widgets.labels import IconLabel, Label
from ui.widgets.line_edit import LineEdit


class CodeGroups(QWidget):
    """Eight fields under their numbers. `changed` comes with every digit, `finished` with Enter when all are right."""

    changed = Signal()
    finished = Signal()

    def __init__(self, tasks: WorksFor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.setAccessibleName(_("Recovery code"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        self.edits: list[LineEdit] = []
        for at in range(GROUPS):
            edit = LineEdit(name=_("Group {n}").format(n=at + 1))
            edit.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
            edit.textEdited.connect(partial(self._typed, at))
            edit.returnPressed.connect(self._finish)
            edit.installEventFilter(self)
            self.edits.append(edit)
            box = QVBoxLayout()
            box.setSpacing(2)
            number = Label(str(at + 1), "small", "text2")
            number.setBuddy(edit)
            box.addWidget(number)
            box.addWidget(edit)
            grid.addLayout(box, at // 4, at % 4)
        column.addLayout(grid)
        said = QHBoxLayout()
        said.setSpacing(6)
        self._icon = IconLabel("alert-circle", "bad", 14)
        self._said = Label("", "small", "bad", wrap=True)
        said.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self._said, 1)
        column.addLayout(said)
        self.picture = LinkButton(_(named.FROM_PICTURE), "photo")
        self.picture.clicked.connect(self._ask_picture)
        column.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.edits[0])
        self.say("")

    # --- what stands there --------------------------------------------------------------------------------------

    def text(self) -> str:
        """The code as it is typed: "12345 67890 …"."""
        return " ".join(plain_digits(edit.text().strip()) for edit in self.edits)

    def ready(self) -> bool:
        """Whether all eight groups can be right."""
        return all(self._right(at) for at in range(GROUPS))

    def set_code(self, code: str) -> None:
        """Fill in all groups, as read from a picture or pasted."""
        groups = _groups_of(code)
        for at, edit in enumerate(self.edits):
            edit.setText(groups[at] if at < len(groups) else "")
        self._look()

    def wipe(self) -> None:
        """Forget what was typed."""
        for edit in self.edits:
            edit.clear()
        self._look()

    def fault(self) -> str:
        """The sentence shown as wrong, "" when none."""
        return self._said.text()

    def say(self, sentence: str) -> None:
        """Say what is wrong under the groups; "" takes it back."""
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        self._icon.setVisible(bool(sentence))
        self.setAccessibleDescription(sentence)
        self._make_room()

    def _make_room(self) -> None:
        """A step of the entrance is as tall as it hopes to be: the lines of a sentence that wraps must be demanded."""
        wide = max(self.width() - self._icon.sizeHint().width() - 6, 1)
        self._said.setMinimumHeight(self._said.heightForWidth(wide) if self._said.text() else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def tell(self, error: Exception) -> None:
        """Say why the code was refused, at the group it names."""
        self.say(sentence_of(error))
        if isinstance(error, WrongRecoveryCode) and isinstance(group := error.data.get("group"), int):
            self.edits[group - 1].set_fault(True)
            self.edits[group - 1].setFocus()
        else:
            self.edits[0].setFocus()

    # --- typing -------------------------------------------------------------------------------------------------

    def _right(self, at: int) -> bool:
        return group_is_right(at + 1, plain_digits(self.edits[at].text().strip()))

    def _typed(self, at: int, text: str) -> None:
        if len(text.strip()) > GROUP_DIGITS:  # several groups at once: pasted, or typed without looking up
            groups = _groups_of(text)
            for place, group in enumerate(groups[: GROUPS - at], at):
                self.edits[place].setText(group)
            at = min(at + len(groups), GROUPS) - 1
        if self._right(at) and at + 1 < GROUPS:
            self.edits[at + 1].setFocus()
            self.edits[at + 1].selectAll()
        self._look()

    def _look(self) -> None:
        wrong = []
        for at, edit in enumerate(self.edits):
            full = len(edit.text().strip()) >= GROUP_DIGITS
            edit.set_fault(full and not self._right(at))
            if full and not self._right(at):
                wrong.append(at + 1)
        self.say(_("Group {n} has a mistake; look at the sheet again.").format(n=wrong[0]) if wrong else "")
        self.changed.emit()

    def _finish(self) -> None:
        if self.ready():
            self.finished.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Backspace in an empty group goes back to the one before; pasting takes the whole code."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        at = next((place for place, edit in enumerate(self.edits) if edit is watched), -1)
        if event.matches(QKeySequence.StandardKey.Paste) and len(_groups_of(QGuiApplication.clipboard().text())) > 1:
            self.set_code(QGuiApplication.clipboard().text())
            return True
        if event.key() == Qt.Key.Key_Backspace and at > 0 and not self.edits[at].text():
            self.edits[at - 1].setFocus()
            return True
        return super().eventFilter(watched, event)

    # --- a photo ------------------------------------------------------------------------------------------------

    def _ask_picture(self) -> None:
        filters = [_("Pictures ({kinds})").format(kinds=PICTURES)]
        ask_files(self, _("Photo of the recovery sheet"), lambda paths: self.read_picture(paths[0]), filters)

    def read_picture(self, file: Path) -> None:
        """Fill in the code of the QR code in `file`; only read, never copied."""

        def read() -> str:
            from clinic_app.use_cases.code_pictures import code_in

            return code_in(file)

        self._tasks.in_background(read, self.set_code, lambda error: self.say(sentence_of(error)), owner=self)


def _groups_of(text: str) -> list[str]:
    """Digits in groups of five, whatever stands between them."""
    digits = "".join(sign for sign in plain_digits(text) if sign.isdecimal())
    return [digits[at : at + GROUP_DIGITS] for at in range(0, len(digits), GROUP_DIGITS)][:GROUPS]
