"""The long lists of the consultation form as controls: topics under their group, places with what they belong to."""

from __future__ import annotations

from clinic_app.records.record import Field
from clinic_app.wording.words import _
from ui.forms.choice_controls import SegmentsControl, TypeaheadControl
from ui.forms.presenter import codes
from ui.widgets.typeahead import Option


def topics() -> list[Option]:
    """Topics under their group's name: "Labour · Wages"; a group itself may be chosen too."""
    found = []
    for code in codes("legal_topics"):
        label = f"{code.second} · {code.label}" if code.second else code.label
        found.append(Option(code.id, label, "", (code.label, *code.names)))
    return found


def place_control(spec: Field) -> TypeaheadControl:
    """Places, each with the oblast it lies in: six of them share a name with another."""
    options = [Option(code.id, code.label, code.second, code.names) for code in codes("divisions")]
    return TypeaheadControl(spec, options, "map-pin")


def decision_control(spec: Field) -> SegmentsControl:
    """The four decisions beside each other, in shorter words than the list's own."""
    words = {
        "advised": _("Advise, close"),
        "accept": _("Take on"),
        "refer": _("Refer"),
        "decline": _("Decline"),
    }
    return SegmentsControl(spec, tuple(words), words)
