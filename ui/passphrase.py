"""Typing a passphrase: a field with an eye, the letters Ң Ө Ү for keyboards without them, how strong it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from clinic_app.keys.passphrase import LEAST_CHARACTERS
from clinic_app.wording.strength import guessing_words, what_helps, why_weak
from clinic_app.wording.words import N_, _, ngettext
from ui.tasks import WorksFor
from ui.theme.theme import current_theme
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, Label
from ui.widgets.line_edit import LineEdit
from ui.widgets.progress_row import Bar

if TYPE_CHECKING:
    from clinic_app.keys.strength import Strength

_LAYOUTS = {
    QLocale.Language.Kirghiz: N_("Keyboard: Kyrgyz"),
    QLocale.Language.Russian: N_("Keyboard: Russian"),
    QLocale.Language.English: N_("Keyboard: English"),
}


_LEVELS = {
    2: N_("Just enough; four words are better"),
    3: N_("Good; one more word makes it strong"),
    4: N_("Strong"),
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
        """Empty the field, undo included. What Qt has let go of meanwhile is overwritten when the window locks."""
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


class NewPassphrase(QWidget):
    """Two fields and how strong it is. `ready` says whether it may be taken; `changed` comes with each letter, and
    when the strength of what is typed is known. With `tasks` that is found out beside the window's thread. `about`
    gives the names that are guessed first.
    """

    changed = Signal()

    def __init__(
        self,
        *,
        first: str = "",
        tasks: WorksFor | None = None,
        about: Callable[[], Sequence[str]] = tuple,
        stacked: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._about = tasks, about
        self._strength: Strength | None = None  # None: too short, or not known yet
        self.first = PassphraseEdit(first or _("Passphrase"))
        self.again = PassphraseEdit(_("The same once more"))
        self._bar = Bar(0.0)
        self._words = Label("", "small", "text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QVBoxLayout() if stacked else QHBoxLayout()
        row.setSpacing(8 if stacked else 12)
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
        self.first.textChanged.connect(self._judge)
        self.again.textChanged.connect(self._tell)
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
        known = self._strength
        return known is not None and known.accepted and self.first.text() == self.again.text()

    def wipe(self) -> None:
        """Empty both fields."""
        self.first.wipe()
        self.again.wipe()

    def _judge(self) -> None:
        """What was typed is looked at; an answer that comes after the next letter is for nobody."""
        self._strength = None
        typed = self.first.text()
        if len(typed) >= LEAST_CHARACTERS:
            about = tuple(self._about())
            if self._tasks is None:
                self._strength = _strength(typed, about)
            else:
                self._tasks.in_background(
                    lambda: _strength(typed, about), lambda found: self._is_judged(typed, found), owner=self
                )
        self._tell()

    def _is_judged(self, typed: str, found: Strength) -> None:
        if typed == self.first.text():
            self._strength = found
            self._tell()

    def _tell(self) -> None:
        known, typed, again = self._strength, self.first.text(), self.again.text()
        differs = bool(again) and not typed.startswith(again)
        self.again.set_fault(differs)
        self._bar.set_share((known.score if known else 0) / 4, stalled=known is not None and not known.accepted)
        if not typed:
            self._words.setText(_("Four words that belong together only for you. Nobody can look it up for you."))
        elif differs or (self._accepted() and again and typed != again):
            self._words.setText(_("The two differ"))
        else:
            self._words.setText(self._said(typed))
        self._words.set_tone("bad" if differs else "text2")
        self.setAccessibleDescription(self._words.text())
        self.changed.emit()

    def _accepted(self) -> bool:
        return self._strength is not None and self._strength.accepted

    def _said(self, typed: str) -> str:
        missing, known = LEAST_CHARACTERS - len(typed), self._strength
        if missing > 0:
            return ngettext("{n} more character at least", "{n} more characters at least", missing).format(n=missing)
        if known is None:
            return _("Looking how easily it is guessed…")
        if not known.accepted:
            return " ".join(part for part in (why_weak(known.warning), what_helps(known.suggestions)) if part)
        return f"{_(_LEVELS[known.score])} · {guessing_words(known.guessing.n, known.guessing.unit)}"


def _strength(typed: str, about: Sequence[str]) -> Strength:
    from clinic_app.keys.strength import strength  # its lists take a moment that no start should pay

    return strength(typed, about)
