"""The form of one record, derived from its type's fields; a special form subclasses it and places fields by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_app.records.declared import record_type
from clinic_app.records.record import Field as Spec
from clinic_app.records.record import Record
from clinic_app.records.values import Fault
from clinic_app.wording.words import _, ngettext
from ui.forms.controls import Control
from ui.forms.making import Titles, control_of
from ui.forms.people_controls import PeopleControl, PersonControl
from ui.forms.presenter import Written, fault_of, fault_sentence, fields_in_conflict, left_over, read_form
from ui.forms.room import FieldRow, Section
from ui.forms.watched_form import WatchedForm
from ui.theme.tokens import GAP
from ui.widgets.field import Field
from ui.widgets.line_edit import LineEdit
from ui.widgets.pill import Pill

PERSON = "person."  # before the name of a person's field that is typed together with the record


class RecordForm(WatchedForm):
    """The fields of one record. `changed` comes when a person changed something.

    Subclasses override `build` and place fields with `add`; whatever they leave lands in `rest`.
    """

    person_asked = Signal(str, str)  # field, what is being written

    def __init__(self, kind: str, titles: Titles | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = record_type(kind)
        self.titles: Titles = titles or {}
        self.fields: dict[str, Field] = {}
        self._record: Record | None = None
        self._marks: list[QWidget] = []
        self.build()
        self._remember()

    # --- building -----------------------------------------------------------------------------------------------

    def build(self) -> None:
        """Place the fields; unless overridden, all of them below each other."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.rest(_("Fields")))

    def add(
        self, name: str, label: str = "", *, control: Control | None = None, hint: str = "", side: QWidget | None = None
    ) -> Field:
        """The field `name` (a person's with `person.` before it) under its own or a shorter label."""
        spec = self.spec(name)
        made = control or control_of(spec, self.titles)
        field = Field(
            label or _(spec.label),
            made.widget,
            required=spec.required and not spec.program_fills and not name.startswith(PERSON),
            hint=hint,
            side=side or getattr(made, "side", None),
        )
        self.adopt(name, made, field)
        return field

    def adopt(self, name: str, control: Control, field: Field | None = None) -> None:
        """Take a control in that stands somewhere else."""
        self.controls[name] = control
        if field is not None:
            self.fields[name] = field
        control.changed.connect(lambda: self._changed(name))
        for watched in {control.widget, control.widget.focusProxy() or control.widget}:
            watched.installEventFilter(self)
        if isinstance(control, (PersonControl, PeopleControl)):
            control.asked.connect(lambda text: self.person_asked.emit(name, text))
        if isinstance(control, PersonControl):
            control.bound.connect(lambda id: None if id or control.is_quiet() else self._forget_person())

    def rest(self, title: str, *, folded: bool = False) -> Section:
        """A section with every field nobody placed, two beside each other where they fit."""
        section = Section(title, foldable=folded)
        pair: list[QWidget] = []
        for spec in left_over(self.kind, self.controls):
            field = self.add(spec.name)
            if isinstance(field.control, LineEdit):
                pair.append(field)
                if len(pair) == 2:
                    section.add(FieldRow(*pair))
                    pair = []
                continue
            if pair:
                section.add(FieldRow(*pair))
                pair = []
            section.add(field)
        if pair:
            section.add(FieldRow(*pair))
        return section

    def spec(self, name: str) -> Spec:
        """The declared field behind a name."""
        if name.startswith(PERSON):
            return record_type("person").field(name.removeprefix(PERSON))
        return self.kind.field(name)

    def _forget_person(self) -> None:
        """Another person is meant: what is known of the one before must not become theirs."""
        for name in self.controls:
            if name.startswith(PERSON):
                self.fill(name, "")

    # --- the record ---------------------------------------------------------------------------------------------

    def show_record(
        self,
        record: Record,
        names: Mapping[str, str] | None = None,
        person: Record | None = None,
        conflicts: Mapping[str, int] | None = None,
    ) -> None:
        """Show a record. `names` of the persons it points to, `conflicts`: field -> how many values it has."""
        self._record = record
        self.conflicts = dict(conflicts or {})
        for name, control in self.controls.items():
            if isinstance(control, (PersonControl, PeopleControl)):
                control.know(names or {})
            holder = person if name.startswith(PERSON) else record
            spec = self.spec(name)
            value = getattr(holder, spec.name) if holder is not None else spec.kind.empty
            control.show_quietly(spec.kind.write(value))
        self._put_kept_away(record, person)
        self._mark_conflicts(record)
        self.say_faults({})
        self.undo_stack.clear()
        self._remember()

    @property
    def record(self) -> Record:
        """The record as it was shown."""
        assert self._record is not None
        return self._record

    def given(self) -> dict[str, Any]:
        """Field -> JSON value or Fault, of the record's own fields that may be changed."""
        return {
            name: control.give()
            for name, control in self.controls.items()
            if not name.startswith(PERSON) and name not in self.conflicts and name not in self.kept
        }

    def written(self) -> Written:
        """The record with what is written; names of persons nobody knows yet are left out (see `new_people`)."""
        given = self.given()
        for name, control in self.controls.items():
            if isinstance(control, PeopleControl) and name in given:
                given[name] = [one for one in given[name] if one not in control.names()]
        return read_form(self.record, given)

    def people_named(self) -> dict[str, list[str]]:
        """Field of several persons -> ids and new names, where a new name stands."""
        named = {n: c.give() for n, c in self.controls.items() if isinstance(c, PeopleControl)}
        return {n: given for n, given in named.items() if set(given) & set(self.controls[n].names())}

    def person(self) -> dict[str, Any]:
        """What is written of the person the record is about, as JSON; emptied fields too, wrong ones not."""
        found: dict[str, Any] = {}
        for name, control in self.controls.items():
            if not name.startswith(PERSON) or name in self.kept:
                continue
            spec, given = self.spec(name), control.give()
            fault = fault_of(spec, given)
            if fault is None or (_missing(fault) and not isinstance(given, Fault)):
                found[spec.name] = spec.kind.write(spec.kind.read(given))
        return found

    # --- faults -------------------------------------------------------------------------------------------------

    def faults(self) -> dict[str, Fault]:
        """What is wrong as far as each field can be judged alone."""
        open_ones = {n: c for n, c in self.controls.items() if n not in self.conflicts and n not in self.kept}
        found = {n: fault_of(self.spec(n), c.give()) for n, c in open_ones.items()}
        return {n: fault for n, fault in found.items() if fault and not (n.startswith(PERSON) and _missing(fault))}

    def say_faults(self, faults: Mapping[str, Fault]) -> None:
        """Put each fault beside its field, take back the others."""
        for name, field in self.fields.items():
            fault = faults.get(name)
            field.set_fault(fault_sentence(fault) if fault else "")

    def go_to_first_fault(self) -> None:
        """Put the cursor where the first fault is."""
        for field in self.fields.values():
            if field.fault():
                field.control.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _judge(self, name: str, leaving: bool) -> None:
        """A fault shows when its field is left, and goes as soon as it is mended."""
        field = self.fields.get(name)
        if field is None or name in self.conflicts:
            return
        fault = fault_of(self.spec(name), self.controls[name].give())
        if fault and _missing(fault) and ((leaving and not field.fault()) or name.startswith(PERSON)):
            return  # an empty field is no fault before saving
        if fault is None or leaving or field.fault():
            said = fault_sentence(fault) if fault else ""
            if said != field.fault():
                field.set_fault(said)

    # --- what is not shown ------------------------------------------------------------------------------------------

    def _put_kept_away(self, record: Record, person: Record | None) -> None:
        """Fields that are kept from whoever writes are not there; an empty one would say that nothing stands in it."""
        theirs = {f"{PERSON}{name}" for name in person.hidden} if person is not None else set()
        kept = frozenset({*record.hidden, *theirs}.intersection(self.controls))
        for name in kept ^ self.kept:
            (self.fields.get(name) or self.controls[name].widget).setVisible(name not in kept)
        self.kept = kept

    # --- conflicts ----------------------------------------------------------------------------------------------

    def _mark_conflicts(self, record: Record) -> None:
        for mark in self._marks:
            mark.deleteLater()
        self._marks = []
        for name in fields_in_conflict(record):
            self.conflicts.setdefault(name, 2)
        for name, control in self.controls.items():
            torn = name in self.conflicts
            control.allow(not torn)
            field = self.fields.get(name)
            if torn and field is not None:
                count = self.conflicts[name]
                words = ngettext("{n} value", "{n} values", count).format(n=count)
                mark = Pill("git-merge", words, "warn")
                field.layout().itemAt(0).layout().addWidget(mark)
                field.set_hint(_("Several values stand side by side: choose one under Merge"))
                self._marks.append(mark)
            elif field is not None and field.property("torn"):
                field.set_hint("")
            if field is not None:
                field.setProperty("torn", torn)


def _missing(fault: Fault) -> bool:
    return fault == Fault.REQUIRED
