"""Controls for codes of reference lists: segments, a menu after them, typing, chips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from clinic_app.records.record import Field
from clinic_app.records.values import Fault
from clinic_app.wording.words import _
from ui.forms.controls import Control
from ui.forms.presenter import CHIPS_SHOWN, code_of, codes
from ui.widgets.chips import ChipRow
from ui.widgets.segments import Segments
from ui.widgets.typeahead import Option, Typeahead


class SegmentsControl(Control):
    """A short list shown whole. A code this program does not know stays until somebody chooses another.

    `only` are the codes offered, in that order; `words` are shorter ones than the list's own, where room is scarce.
    """

    def __init__(self, spec: Field, only: Sequence[str] = (), words: Mapping[str, str] | None = None) -> None:
        said = words or {}
        offered = [(c.id, said.get(c.id, c.label)) for c in codes(code_of(spec)) if not only or c.id in only]
        offered.sort(key=lambda one: only.index(one[0]) if only else 0)
        super().__init__(spec, Segments(offered, optional=not spec.required))
        self._unknown: Any = None
        self.widget.changed.connect(self._chosen)

    def _chosen(self, _key: str) -> None:
        self._unknown = None
        self._tell()

    def show(self, value: Any) -> None:
        self.widget.set_value(value or "")
        self._unknown = value if value and not self.widget.value() else None

    def _put(self, state: Any) -> None:
        self.show(code_in(state))

    def give(self) -> Any:
        return self.widget.value() or self._unknown


class FewAndMoreControl(Control):
    """The usual codes as segments; the last segment opens a menu with the others and then shows the one taken."""

    def __init__(self, spec: Field, few: Sequence[str]) -> None:
        self._labels = {code.id: code.label for code in codes(code_of(spec))}
        offered = [(key, self._labels[key]) for key in few]
        super().__init__(spec, Segments([*offered, ("+", _("Other"))]))
        self._few = list(few)
        self._value = ""
        self.widget.changed.connect(self._chosen)
        self.widget.button("+").clicked.connect(self._open)

    def _chosen(self, key: str) -> None:
        if key == "+":
            return
        self._take(key)

    def _open(self) -> None:
        self.show(self._value)
        button = self.widget.button("+")
        menu = QMenu(button)
        for key, label in self._labels.items():
            if key not in self._few:
                menu.addAction(label, lambda key=key: self._take(key))
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _take(self, key: str) -> None:
        self.show(key)
        self._tell()

    def show(self, value: Any) -> None:
        self._value = value or ""
        other = bool(self._value) and self._value not in self._few
        word = self._labels.get(self._value, self._value) if other else _("Other")
        self.widget.button("+").setText(word.replace("&", "&&"))
        self.widget.set_value("+" if other else self._value)

    def _put(self, state: Any) -> None:
        self.show(code_in(state))

    def give(self) -> Any:
        return self._value or None


class TypeaheadControl(Control):
    """A long list, chosen by typing."""

    typing = True

    def __init__(self, spec: Field, options: Sequence[Option] | None = None, icon: str = "chevron-down") -> None:
        if options is None:
            options = [Option(code.id, code.label, code.second, code.names) for code in codes(code_of(spec))]
        self._labels = {option.id: option.label for option in options}
        super().__init__(spec, Typeahead(options, icon=icon))
        self._unknown: Any = None
        self.widget.chosen.connect(lambda _id: self._tell())
        self.widget.typed.connect(lambda _text: self._tell())

    def show(self, value: Any) -> None:
        self.widget.set_value(value or "")
        self._unknown = value if value and not self.widget.value() else None
        if self._unknown:
            self.widget.setText(str(value))

    def give(self) -> Any:
        if self._unknown and self.widget.text() == str(self._unknown):
            return self._unknown
        return Fault.UNKNOWN_CODE if self.widget.is_wrong() else self.widget.value() or None

    def state(self) -> Any:
        return {"id": self.widget.value() or self._unknown or "", "text": self.widget.text()}

    def _put(self, state: Any) -> None:
        self.show(code_in(state))
        if isinstance(state, dict) and not state.get("id"):
            self.widget.setText(str(state.get("text", "")))
        self.widget.close_list()

    def goes_on(self, _before: Any, _after: Any) -> bool:
        return True

    def allow(self, editable: bool) -> None:
        self.widget.setReadOnly(not editable)


def code_in(state: Any) -> str:
    """The code in a state: words decide between segments and typing, so a draft may come from the other language's."""
    code = state.get("id") if isinstance(state, dict) else state
    return code if isinstance(code, str) else ""


class ChipsControl(Control):
    """Several codes as chips; the rest behind "n more". `words` are shorter ones than the list's own."""

    def __init__(
        self,
        spec: Field,
        shown: int = CHIPS_SHOWN,
        first: Sequence[str] = (),
        words: Mapping[str, str] | None = None,
    ) -> None:
        offered = [(code.id, (words or {}).get(code.id, code.label)) for code in codes(code_of(spec))]
        offered.sort(key=lambda one: first.index(one[0]) if one[0] in first else len(first))
        super().__init__(spec, ChipRow(offered, shown=0 if len(offered) <= shown + 1 else shown))
        self._known = {key for key, _label in offered}
        self._unknown: list[str] = []
        self.widget.changed.connect(lambda _ids: self._tell())

    def show(self, value: Any) -> None:
        self._unknown = [code for code in value or [] if code not in self._known]
        self.widget.set_value(value or [])

    def give(self) -> Any:
        return [*self.widget.value(), *self._unknown]
