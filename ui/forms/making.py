"""Which control a field gets: the kind decides, nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clinic_app.records.record import Field
from clinic_app.records.values import (
    Choice,
    Clock,
    ConsentList,
    Day,
    Elements,
    Moment,
    PartialDay,
    Phone,
    Ref,
    Text,
    Whole,
    YesNo,
)
from ui.forms.choice_controls import ChipsControl, SegmentsControl, TypeaheadControl
from ui.forms.consents_control import ConsentsControl
from ui.forms.controls import (
    ClockControl,
    Control,
    DayControl,
    LongTextControl,
    MomentControl,
    NumberControl,
    TextControl,
    TextsControl,
    YesNoControl,
)
from ui.forms.partial_date import PartialDayControl
from ui.forms.people_controls import PeopleControl, PersonControl
from ui.forms.presenter import FEW, code_of, codes
from ui.forms.several_control import SeveralControl
from ui.widgets.typeahead import Option

Titles = Mapping[str, Sequence[tuple[str, str]]]  # record type -> (id, title) of what a reference may name


def control_of(spec: Field, titles: Titles | None = None) -> Control:
    """The control for a field of any kind."""
    kind = spec.kind
    if isinstance(kind, Choice):
        return SegmentsControl(spec) if len(codes(kind.list)) <= FEW and _short(spec) else TypeaheadControl(spec)
    if isinstance(kind, Elements):
        if kind.to:
            return PeopleControl(spec)
        if not code_of(spec):
            return TextsControl(spec)
        return ChipsControl(spec) if len(codes(code_of(spec))) <= MOST_CHIPS else SeveralControl(spec)
    if isinstance(kind, Ref):
        if kind.to == "person":
            return PersonControl(spec)
        return TypeaheadControl(spec, [Option(id, title) for id, title in (titles or {}).get(kind.to, ())])
    if isinstance(kind, Phone):
        return TextControl(spec, "+996 700 123 456")
    if isinstance(kind, Text):
        return LongTextControl(spec) if kind.long else TextControl(spec)
    for held, control in _PLAIN:
        if isinstance(kind, held):
            return control(spec)
    return TextControl(spec)


_PLAIN: tuple[tuple[type, type[Control]], ...] = (
    (ConsentList, ConsentsControl),
    (Moment, MomentControl),
    (Day, DayControl),
    (PartialDay, PartialDayControl),
    (Clock, ClockControl),
    (Whole, NumberControl),
    (YesNo, YesNoControl),
)

MOST_CHIPS = 30  # more of them are found by typing
_LONGEST_WORDS = 36  # letters of all labels together that still fit beside each other


def _short(spec: Field) -> bool:
    return sum(len(code.label) for code in codes(code_of(spec))) <= _LONGEST_WORDS
