"""The panel beside the consultation form: who this may be, and whether there is a conflict of interest."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from clinic_app.wording.dates import number
from clinic_app.wording.words import _
from ui.forms.facts import SafeContact
from ui.forms.interests import InterestsBox
from ui.forms.safe_phone import SafePhones
from ui.pages.consultations.presenter import Candidate, Findings
from ui.tasks import WorksFor
from ui.theme.theme import current_theme
from ui.widgets.beyond import Beyond
from ui.widgets.field import Field
from ui.widgets.frames import Separator, SidePanel, clear_layout
from ui.widgets.labels import ElidedLabel, IconLabel, KeyHint, Label


class PeoplePanel(SidePanel):
    """`taken(id)` when a person says "this is the one". Below stands what the check found, and its decision."""

    taken = Signal(str)

    def __init__(self, clinic: Any, tasks: WorksFor) -> None:
        super().__init__(316, name=_("Same persons and conflict of interest"))
        self._same = QVBoxLayout()
        self._same.setSpacing(6)
        self._placed = QVBoxLayout()
        self._placed.setSpacing(12)
        self.candidates: list[Candidate] = []
        self.body.addLayout(self._same)
        self.body.addWidget(Separator())
        self.interests = InterestsBox(clinic, tasks)
        for shortcut in self.interests.decision.findChildren(QShortcut):
            shortcut.setEnabled(False)  # the page's own Ctrl+Enter asks where the cursor is; two of them are none
        self.body.addWidget(self.interests)
        self.body.addLayout(self._placed)
        self.count = Label("", "small", "text2")
        self.body.addWidget(self.count)
        self.tell(Findings())

    def place(self, sharing: Field | None) -> None:
        """Show the field of the form that is decided here: who may read the record."""
        clear_layout(self._placed)
        if sharing is not None:
            self._placed.addWidget(sharing)

    def tell(self, found: Findings) -> None:
        """Show what the check found."""
        self.candidates = list(found.same)
        clear_layout(self._same)
        if found.known is not None:
            self._show_known(found.known)
        else:
            self._show_same(found)
        said = _("Persons compared: {n}").format(n=number(found.checked)) if found.checked else ""
        self.count.setText(said)
        self.count.setVisible(bool(said))

    def _show_known(self, one: Candidate) -> None:
        self._same.addWidget(Label(_("Known to the clinic"), "section", wrap=True))
        self._same.addWidget(Label(one.name, "bold", wrap=True))
        self._same.addWidget(Label(one.second, "small", "text2", wrap=True))
        if one.safe:
            self._same.addWidget(SafeContact(one.safe))
        if one.phones:
            self._same.addWidget(SafePhones(one.phones, one.safe))

    def _show_same(self, found: Findings) -> None:
        head = QHBoxLayout()
        head.addWidget(Label(_("Possibly this person"), "section", wrap=True), 1)
        if found.same:
            head.addWidget(Label(str(len(found.same)), "small", "text3"))
        self._same.addLayout(head)
        for place, one in enumerate(found.same, 1):
            if place > 1:
                self._same.addWidget(Separator())
            self._same.addLayout(Beyond(self._candidate(place, one), 6))
        if not found.same:
            said = _("Nobody like this so far") if found.asked else _("Write a name: who may be meant appears here")
            self._same.addWidget(Label(said, "small", "text2", wrap=True))

    def _candidate(self, place: int, one: Candidate) -> QWidget:
        shown = _Candidate(place, one)
        shown.clicked.connect(lambda: self.taken.emit(one.id))
        return shown


class _Candidate(QAbstractButton):
    """Somebody the client may be; a press takes them."""

    def __init__(self, place: int, one: Candidate) -> None:
        super().__init__()
        self.setAccessibleName(
            _("This person: {name}").format(name=", ".join((one.name, one.second, *one.phones[:1], one.why)))
        )
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 4, 6, 4)
        column.setSpacing(2)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(Label(one.name, "bold", wrap=True), 1)
        top.addWidget(KeyHint(f"Alt {place}"), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        column.addWidget(ElidedLabel(one.second, "small", "text2"))
        if one.phones:
            column.addWidget(SafePhones(one.phones[:1], one.safe))
        why = QHBoxLayout()
        why.setSpacing(6)
        why.addWidget(IconLabel("link", "ok", 14))
        why.addWidget(ElidedLabel(_sentence(one.why), "small"), 1)
        column.addLayout(why)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return self.layout().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.layout().minimumSize()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent_text"), 2))
        elif self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("raised"))
        else:
            return
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)


def _sentence(why: str) -> str:
    return why[:1].upper() + why[1:]
