"""Typing a passphrase: a field with an eye, the letters Ң Ө Ү for keyboards without them, how strong it is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from clinic_app.keys.passphrase import LEAST_CHARACTERS
from clinic_app.wording.words import N_, _, ngettext
from ui.theme.theme import current_theme
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, Label
from ui.widgets.line_edit import LineEdit
from ui.widgets.progress_row import Bar

_LAYOUTS = {
    QLocale.Language.Kirghiz: N_("Keyboard: Kyrgyz"),
    QLocale.Language.Russian: N_("Keyboard: Russian"),
    QLocale.Language.English: N_("Keyboard: English"),
}


class PassphraseEdit(LineEdit):
    """A hidden line; the eye shows it. `caps_noticed` says whether Caps Lock seems to be on."""

    caps_noticed = Signal(bool)

    def __init__(self, name: str, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(placeholder, trailing="eye", trailing_name=_("Show what is typed"), name=name, parent=parent)
        self._caps = False
        self.setEchoMode(QLineEdit.EchoMode.Password)
        hints = Qt.InputMethodHint
        self.setInputMethodHints(hints.ImhSensitiveData | hints.ImhNoPredictiveText | hints.ImhNoAutoUppercase)
        self.trailing_pressed.connect(self._look)

    def _look(self) -> None:
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        if hidden:
            self.set_trailing("eye-off", _("Hide what is typed"))
        else:
            self.set_trailing("eye", _("Show what is typed"))

    def wipe(self) -> None:
        """Empty the field, undo included."""
        self.clear()
        self.setEchoMode(QLineEdit.EchoMode.Password)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        typed = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            self._notice(not self._caps)
        elif len(typed) == 1 and typed.lower() != typed.upper():
            self._notice(typed.isupper() != bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def _notice(self, caps: bool) -> None:
        if caps != self._caps:
            self._caps = caps
            self.caps_noticed.emit(caps)


class PassphraseRow(QWidget):
    """The field with Ң Ө Ү beside it and, below, the keyboard's language and Caps Lock."""

    def __init__(self, edit: PassphraseEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = edit
        self.setFocusProxy(edit)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(edit, 1)
        row.addSpacing(2)
        for letter in "ҢӨҮ":
            row.addWidget(_Letter(letter, edit, first=letter == "Ң"))
        hints = QHBoxLayout()
        hints.setSpacing(6)
        self._layout_icon = IconLabel("keyboard", "text2", 16)
        self._layout = Label("", "small", "text2")
        self._caps_icon = IconLabel("alert-triangle", "warn", 16)
        self._caps = Label(_("Caps Lock is on"), "small", "warn")
        for widget in (self._layout_icon, self._layout):
            hints.addWidget(widget)
        hints.addSpacing(16)
        for widget in (self._caps_icon, self._caps):
            hints.addWidget(widget)
        hints.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addLayout(hints)
        edit.caps_noticed.connect(self._show_caps)
        self._show_caps(False)
        QGuiApplication.inputMethod().localeChanged.connect(self._show_layout)
        self._show_layout()

    def set_fault(self, wrong: bool) -> None:
        """Draw the field's edge as wrong, or not."""
        self.edit.set_fault(wrong)

    def set_name(self, name: str) -> None:
        """What a screen reader calls the field."""
        self.edit.set_name(name)

    def _show_caps(self, on: bool) -> None:
        self._caps_icon.setVisible(on)
        self._caps.setVisible(on)

    def _show_layout(self) -> None:
        told = _LAYOUTS.get(QGuiApplication.inputMethod().locale().language(), "")
        known = bool(told) and QGuiApplication.platformName() != "offscreen"
        self._layout_icon.setVisible(known)
        self._layout.setVisible(known)
        self._layout.setText(_(told))


class _Letter(Button):
    """Types one letter into a field. A click leaves the focus there; Tab comes to the first letter, arrows to all."""

    def __init__(self, letter: str, edit: LineEdit, *, first: bool) -> None:
        super().__init__(letter, name=_("Type the letter {letter}").format(letter=letter))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if first else Qt.FocusPolicy.NoFocus)
        self.setFixedWidth(current_theme().px(38))
        self._letter, self._edit = letter, edit
        self.clicked.connect(self._type)

    def _type(self) -> None:
        shifted = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        self._edit.insert(self._letter if shifted else self._letter.lower())
        self._edit.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(event.key(), 0)
        if not step:
            super().keyPressEvent(event)
            return
        letters = self.parentWidget().findChildren(_Letter)
        letters[(letters.index(self) + step) % len(letters)].setFocus(Qt.FocusReason.TabFocusReason)


@dataclass(frozen=True)
class Strength:
    """How strong a new passphrase is: 0 (not accepted) to 3, and a sentence."""

    level: int
    words: str


def strength_of(passphrase: str) -> Strength:
    """Long is strong: several words beat signs and digits, and nobody writes them on a note."""
    missing = LEAST_CHARACTERS - len(passphrase)
    if missing > 0:
        told = ngettext("{n} more character at least", "{n} more characters at least", missing).format(n=missing)
        return Strength(0, told)
    distinct, words = len(set(passphrase.lower())), len(passphrase.split())
    if distinct < 5:
        return Strength(0, _("Too many equal letters"))
    if (words >= 4 and len(passphrase) >= 18 and distinct >= 8) or len(passphrase) >= 24:
        return Strength(3, _("Strong"))
    if words >= 3 or len(passphrase) >= 15:
        return Strength(2, _("Good; one more word makes it strong"))
    return Strength(1, _("Just enough; four words are better"))


class NewPassphrase(QWidget):
    """Two fields and how strong it is. `ready` says whether it may be taken; `changed` comes with each letter."""

    changed = Signal()

    def __init__(self, *, first: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first = PassphraseEdit(first or _("Passphrase"))
        self.again = PassphraseEdit(_("The same once more"))
        self._bar = Bar(0.0)
        self._words = Label("", "small", "text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(12)
        for label, edit in ((first or _("Passphrase"), self.first), (_("The same once more"), self.again)):
            box = QVBoxLayout()
            box.setSpacing(4)
            head = QHBoxLayout()
            head.setSpacing(4)
            named = Label(label, "small", "text2")
            named.setBuddy(edit)
            head.addWidget(named)
            head.addWidget(Label("*", "small", "bad"))
            head.addStretch(1)
            box.addLayout(head)
            box.addWidget(edit)
            row.addLayout(box, 1)
            edit.textChanged.connect(self._tell)
        column.addLayout(row)
        column.addSpacing(2)
        column.addWidget(self._bar)
        column.addWidget(self._words)
        self.setFocusProxy(self.first)
        self._tell()

    def text(self) -> str:
        """The passphrase."""
        return self.first.text()

    def ready(self) -> bool:
        """Strong enough, and twice the same."""
        return strength_of(self.first.text()).level > 0 and self.first.text() == self.again.text()

    def wipe(self) -> None:
        """Empty both fields."""
        self.first.wipe()
        self.again.wipe()

    def _tell(self) -> None:
        told = strength_of(self.first.text())
        differs = bool(self.again.text()) and not self.first.text().startswith(self.again.text())
        self.again.set_fault(differs)
        self._bar.set_share((told.level if self.first.text() else 0) / 3, stalled=told.level == 0)
        if not self.first.text():
            self._words.setText(_("Four words that belong together only for you. Nobody can look it up for you."))
        elif differs or (told.level > 0 and self.again.text() and self.first.text() != self.again.text()):
            self._words.setText(_("The two differ"))
        else:
            self._words.setText(told.words)
        self._words.set_tone("bad" if differs else "text2")
        self.setAccessibleDescription(self._words.text())
        self.changed.emit()
