"""The relations of a person, told from both ends; a new one is written with the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.reference import lists
from clinic_app.wording.words import _
from ui.pages.people.picker import PersonPicker
from ui.problems import sentence_of
from ui.tasks import WorksFor
from ui.widgets.beyond import Beyond
from ui.widgets.buttons import Button, IconButton, LinkButton
from ui.widgets.field import Field
from ui.widgets.frames import Card, clear_layout
from ui.widgets.labels import Label
from ui.widgets.typeahead import Option, Typeahead


class RelationsCard(Card):
    """`changed(Changes)` after one was added or put away, `wanted(id)` for a person's page."""

    changed = Signal(object)
    wanted = Signal(str)

    def __init__(self, clinic: Any, tasks: WorksFor) -> None:
        super().__init__(_("Relations"))
        self._clinic, self._tasks, self._person = clinic, tasks, ""
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self.body.addLayout(self._rows)
        self.opener = LinkButton(_("Add a relation"), "plus")
        self.opener.clicked.connect(self.begin)
        line = QHBoxLayout()
        line.addLayout(Beyond(self.opener, 8))
        line.addStretch(1)
        self.body.addLayout(line)
        self.form = self._form()
        self.body.addWidget(self.form)
        self.form.hide()

    def _form(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        self.picker = PersonPicker(self._clinic, self._tasks, _("Who"), self)
        options = [
            Option(code, item.label(), names=tuple(item.labels.values()))
            for code, item in lists.items("relation_kind").items()
        ]
        self.kind = Typeahead(options, placeholder=_("spouse, parent, employer…"))
        self.who_field, self.kind_field = Field(_("Who"), self.picker), Field(_("Is to this person"), self.kind)
        self.add_button = Button(_("Add"), "check")
        self.add_button.clicked.connect(self.add_relation)
        column.addWidget(self.who_field)
        column.addWidget(self.kind_field)
        line = QHBoxLayout()
        line.addWidget(self.add_button)
        line.addStretch(1)
        column.addLayout(line)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), holder, activated=self.add_relation, context=here)
        return holder

    def tell(self, person: str, related: Sequence[Any]) -> None:
        """Show the relations of another person."""
        if person != self._person:
            self.form.hide()
            self.picker.leave_out(person)
            self.kind.set_value("")
        self._person = person
        clear_layout(self._rows)
        self.set_count(len(related) or None)
        for one in related:
            self._rows.addWidget(self._row(one))
        if not related:
            self._rows.addWidget(
                Label(_("None noted. A spouse of an opponent matters too."), "small", "text2", wrap=True)
            )

    def _row(self, one: Any) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(one.name, "bold", wrap=True))
        said = _("for them this person is: {kind}").format(kind=one.kind) if one.turned else one.kind
        words.addWidget(Label(" · ".join(part for part in (said, one.note) if part), "small", "text2", wrap=True))
        row.addLayout(words, 1)
        go = IconButton("arrow-right", _("Open the page of {name}").format(name=one.name))
        go.clicked.connect(lambda: self.wanted.emit(one.other))
        row.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
        away = IconButton("x", _("Put this relation away: {name}").format(name=one.name))
        away.clicked.connect(lambda: self._do(lambda: self._clinic.relations.remove(one.id)))
        row.addWidget(away, 0, Qt.AlignmentFlag.AlignTop)
        return holder

    def begin(self) -> None:
        """Open the two fields of a new relation."""
        self.form.show()
        self.picker.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_relation(self) -> None:
        """Keep it; what is missing is said beside its field."""
        person, who, kind = self._person, self.picker.value(), self.kind.value()
        self.who_field.set_fault("" if who else _("Choose somebody from the list"))
        self.kind_field.set_fault("" if kind else _("Choose one"))
        if not who or not kind:
            (self.picker if not who else self.kind).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._do(lambda: self._clinic.relations.add(person, kind, who))

    def _do(self, work: Any) -> None:
        self._tasks.on_vault(work, self._done, lambda error: self.who_field.set_fault(sentence_of(error)), owner=self)

    def _done(self, changes: Changes) -> None:
        self.picker.leave_out(self._person)
        self.kind.set_value("")
        self.form.hide()
        self.opener.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit(changes)
