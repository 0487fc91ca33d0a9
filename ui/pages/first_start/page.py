"""The first start: a new office, a laptop that joins, a backup put back, or a look around."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.code_sheet import CodeSheet
from ui.entrance import Heading, Steps
from ui.pages.first_start.new_office import NewOffice, OfficeFacts
from ui.pages.first_start.restore import RestorePage
from ui.tasks import WorksFor
from ui.theme.theme import current_theme
from ui.widgets.labels import IconLabel, Label


class Doors(Protocol):
    """The ways in that the first start needs, each for the vault's thread."""

    def found(self, facts: OfficeFacts) -> tuple[Any, str]: ...

    def restore(self, file: Path, passphrase: str, code: str = "") -> Any: ...


class FirstStart(QWidget):
    """`opened(clinic, next)`: the case book is there and open; `next` is "join" when it is to ask a coordinator in."""

    opened = Signal(object, str)
    demo_wanted = Signal()
    wanted_width = 560

    def __init__(self, tasks: WorksFor, doors: Doors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._doors = tasks, doors
        self._joins = False
        self._steps = Steps()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._steps)
        self.choices = self._choices()
        self.office: NewOffice | None = None
        self.sheet: CodeSheet | None = None
        self.restoring: RestorePage | None = None
        self._steps.add(self.choices)

    # --- what to do ---------------------------------------------------------------------------------------------

    def _choices(self) -> QWidget:
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Heading(_("Welcome"), _("There is no case book on this computer yet. What shall it be?")))
        self.choice: dict[str, Choice] = {}
        for key, icon, title, text, act in (
            ("new", "home", _("New office"), _("This is the first laptop of an office."), self.begin),
            (
                "join",
                "device-laptop",
                _("Join a network"),
                _("A coordinator lets this laptop in; you take a small file there and one back."),
                lambda: self.begin(joins=True),
            ),
            (
                "restore",
                "history",
                _("Restore from a backup"),
                _("You have a backup, and its passphrase or the recovery sheet."),
                self.ask_backup,
            ),
            (
                "demo",
                "eye",
                _("Look around with practice data"),
                _("All people in it are invented; nothing of it stays."),
                self.demo_wanted.emit,
            ),
        ):
            made = Choice(icon, title, text)
            made.clicked.connect(lambda _on=False, act=act: act())
            self.choice[key] = made
            column.addWidget(made)
        return held

    # --- a new case book ----------------------------------------------------------------------------------------

    def begin(self, joins: bool = False) -> None:
        """Ask for office, person and passphrase."""
        self._joins = joins
        self.office = NewOffice(joins=joins, tasks=self._tasks)
        self.office.confirmed.connect(self._found)
        self.office.left.connect(self.start_over)
        self._show(self.office)

    def _found(self, facts: OfficeFacts) -> None:
        assert self.office is not None
        self.office.set_busy(True)

        def found() -> tuple[Any, str, Any]:
            clinic, code = self._doors.found(facts)
            return clinic, code, clinic.recovery.sheet(code)

        self._tasks.on_vault(found, self._is_founded, self.office.tell, owner=self)

    def _is_founded(self, made: tuple[Any, str, Any]) -> None:
        clinic, code, sheet = made
        assert self.office is not None
        self.office.wipe()
        self.sheet = CodeSheet(code, sheet, self._tasks)
        self.sheet.confirmed.connect(lambda: self._confirm(clinic))
        self._show(self.sheet)

    def _confirm(self, clinic: Any) -> None:
        """It is on paper; should even that note fail, the case book is there and the reminder will ask again."""
        enter = lambda _told: self._enter(clinic)  # noqa: E731 - one line, used twice
        self._tasks.on_vault(clinic.recovery.confirm, enter, enter, owner=self)

    def _enter(self, clinic: object) -> None:
        if self.sheet is not None:
            self.sheet.wipe()
        self.opened.emit(clinic, "join" if self._joins else "")

    # --- a backup -----------------------------------------------------------------------------------------------

    def ask_backup(self) -> None:
        """Ask for the backup file and its passphrase."""
        self.restoring = RestorePage(self._tasks)
        self.restoring.confirmed.connect(self._restore)
        self.restoring.left.connect(self.start_over)
        self._show(self.restoring)

    def _restore(self, file: Path, passphrase: str, code: str = "") -> None:
        page = self.restoring
        assert page is not None
        page.set_busy(True)
        done = lambda clinic: self.opened.emit(clinic, "")  # noqa: E731 - one line, used once
        self._tasks.on_vault(lambda: self._doors.restore(file, passphrase, code), done, page.tell, owner=self)

    # --- steps --------------------------------------------------------------------------------------------------

    def start_over(self) -> None:
        """Back to the four choices."""
        self._show(self.choices)

    def _show(self, step: QWidget) -> None:
        before = self._steps.present()
        self._steps.go(step)
        if before is not None and before not in (step, self.choices):
            self._steps.drop(before)
        step.setFocus()

    def step_back(self) -> bool:
        """Esc: to the choices, unless the code is on the screen."""
        if self._steps.present() in (self.choices, self.sheet):
            return False
        self.start_over()
        return True

    def keep(self) -> object:
        """What was typed, for the other language; never while a case book is being made or the code is shown."""
        if self.office is not None and self._steps.present() is self.office:
            return ("office", self._joins, self.office.keep())
        return None

    def restore(self, held: object) -> None:
        """Show what `keep` gave."""
        if isinstance(held, tuple):
            self.begin(joins=held[1])
            assert self.office is not None
            self.office.restore(held[2])

    def may_rebuild(self) -> bool:
        """The code is shown once only: while it is, nothing may be built anew."""
        return self._steps.present() is not self.sheet


class Choice(QAbstractButton):
    """A large button: icon, title, one sentence."""

    def __init__(self, icon: str, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 14, 12)
        row.setSpacing(14)
        row.addWidget(IconLabel(icon, "accent_text", 24))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(Label(title, "section", wrap=True))
        words.addWidget(Label(text, "body", "text2", wrap=True))
        words.addStretch(1)
        row.addLayout(words, 1)
        row.addWidget(IconLabel("chevron-right", "text2", 18))
        for label in self.findChildren(QWidget):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        painter.setBrush(theme.colour("tint" if self.isDown() else "raised" if self.underMouse() else "base"))
        pen = painter.pen()
        pen.setColor(theme.colour("accent_text" if focused else "line"))
        pen.setWidth(2 if focused else 1)
        painter.setPen(pen)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
