"""The form of a child of a case, in its own order; what must never be written down is warned of beside its field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_app.records.values import Elements, PartialDay, Ref, Text
from clinic_app.wording.words import _
from ui.forms.controls import Control, LongTextControl
from ui.forms.making import Titles
from ui.forms.people_controls import PersonControl
from ui.forms.record_form import RecordForm
from ui.forms.room import FieldRow, Section
from ui.pages.cases.child_shapes import SHAPES, WATCHED, Row
from ui.widgets.field import Field

PAUSE = 400  # ms without a letter, then the words are looked through


class ChildForm(RecordForm):
    """A child of a case. `words_written(field, words)` asks whether something in them must not be kept."""

    words_written = Signal(str, str)

    def __init__(self, kind: str, titles: Titles | None = None, parent: QWidget | None = None) -> None:
        self._watched: dict[str, QTimer] = {}
        super().__init__(kind, titles, parent)

    def build(self) -> None:
        shape = SHAPES[self.kind.name]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for row in shape.rows:
            column.addWidget(self._row(row))
        self.more: Section | None = None
        if shape.more:
            self.more = Section(_("More fields"), foldable=True)
            for row in shape.more:
                self.more.add(self._row(row))
            column.addWidget(self.more)
        column.addStretch(1)

    def _row(self, names: Row) -> QWidget:
        fields = [self.add(name, control=self._control(name)) for name in names if name in self.kind.by_name]
        for name in names:
            if name in WATCHED and isinstance(self.kind.field(name).kind, Text):
                self._watch(name)
        return fields[0] if len(fields) == 1 else FieldRow(*fields)

    def _control(self, name: str) -> Control | None:
        spec = self.kind.field(name)
        return LongTextControl(spec, 3, 10) if isinstance(spec.kind, Text) and spec.kind.long else None

    def begin(self, record: Any, names: Mapping[str, str], conflicts: Mapping[str, int], person: Any) -> None:
        """Show a record; a new one that has a date of its own happens today unless told."""
        self.show_record(record, names, person, conflicts)
        first = self.kind.by_name.get("on")
        if first is not None and isinstance(first.kind, PartialDay) and not record.on:
            self.controls["on"].show_quietly(date.today().isoformat())
            self._remember()

    # --- people -------------------------------------------------------------------------------------------------

    def one_person_names(self) -> dict[str, str]:
        """Field of one person -> the name of somebody who is not known yet."""
        found = {}
        for name, control in self.controls.items():
            if isinstance(control, PersonControl) and control.name() and not control.give():
                found[name] = control.name()
        return found

    def first_field(self) -> Field:
        """Where the cursor begins: the first field that says nothing yet, else the first."""
        return next(
            (one for name, one in self.fields.items() if not self.controls[name].give()),
            next(iter(self.fields.values())),
        )

    def go_to_first_fault(self) -> None:
        if self.more and any(self.more.isAncestorOf(field) and field.fault() for field in self.fields.values()):
            self.more.unfold()
        super().go_to_first_fault()

    # --- what must never be written down ------------------------------------------------------------------------

    def _watch(self, name: str) -> None:
        waits = QTimer(self, singleShot=True, interval=PAUSE)
        waits.timeout.connect(lambda: self.words_written.emit(name, str(self.controls[name].give() or "")))
        self._watched[name] = waits

    def after_change(self, name: str, by_hand: bool) -> None:
        super().after_change(name, by_hand)
        if name in self._watched:
            self._watched[name].start()

    def ask_at_once(self) -> None:
        """Look through what is written without waiting, before saving and when a draft comes back."""
        for name, waits in self._watched.items():
            waits.stop()
            self.words_written.emit(name, str(self.controls[name].give() or ""))

    def warn(self, name: str, sentences: Sequence[str]) -> None:
        """Say beside a field what should not stand in it; nothing is refused."""
        if name in self.fields and not self.fields[name].property("torn"):
            self.fields[name].set_warning(" ".join(sentences))


def references_within(kind: Any) -> set[str]:
    """The record types of the same case that fields point to."""
    found = set()
    for spec in kind.fields:
        if isinstance(spec.kind, (Ref, Elements)) and getattr(spec.kind, "to", "") not in (
            "",
            None,
            "person",
            "member",
        ):
            found.add(spec.kind.to)
    return found


def with_parent(record: Any, parent_type: str, parent_id: str) -> Any:
    """A new child placed under its parent."""
    field = record.type.parent_field
    told: dict[str, Any] = {field: getattr(record, field) or parent_id}
    if "parent_type" in record.type.by_name:
        told["parent_type"] = record.parent_type or parent_type
    return replace(record, **told)
