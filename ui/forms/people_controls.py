"""Controls that name persons: one (who may be known already), or several with commas between."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal

from clinic_app.records.record import Field
from clinic_app.wording.words import _
from ui.forms.controls import Control
from ui.widgets.typeahead import Option, Typeahead

NEW = "+"


class PersonControl(Control):
    """One person: typing shows who may be meant; taking one binds the field to that record, else the name is new.

    `asked` carries what is being written; the form answers with `offer`. `bound` tells of taking or leaving a person.
    """

    typing = True
    asked = Signal(str)
    bound = Signal(str)

    def __init__(self, spec: Field, names: Mapping[str, str] | None = None) -> None:
        super().__init__(spec, Typeahead((), icon="user-check", filtering=False, free=True))
        self._names: dict[str, str] = dict(names or {})
        self._id = ""
        self._editable = True
        self.widget.typed.connect(self._typed)
        self.widget.chosen.connect(self._chosen)
        self.widget.trailing_pressed.connect(self._pressed)

    def offer(self, options: Sequence[Option]) -> None:
        """Who may be meant by what is written."""
        self._names |= {option.id: option.label for option in options if option.id != NEW}
        self.widget.set_options(options)
        if self.widget.hasFocus() and self.widget.text().strip() and not self._id:
            self.widget.open_list()

    def know(self, names: Mapping[str, str]) -> None:
        """The names of persons a record may point to."""
        self._names |= names

    def take(self, id: str, name: str) -> None:
        """Bind to a person, as a choice in the list does."""
        self._names[id] = name
        self._bind(id)
        self._tell()

    def leave(self) -> None:
        """Unbind: another person is meant."""
        self._bind("")
        self._tell()
        self.widget.setFocus()

    def _pressed(self) -> None:
        if self._id and self._editable:
            self.leave()

    def _typed(self, text: str) -> None:
        self._tell()
        self.asked.emit(text)

    def _chosen(self, id: str) -> None:
        if not id:
            return
        if id == NEW:
            text = self.widget.text()
            self.widget.set_options(())
            self.widget.set_value("")
            self.widget.setText(text)
            return
        self.take(id, self._names.get(id, ""))

    def _bind(self, id: str) -> None:
        changed = id != self._id
        self._id = id
        self.widget.close_list()
        self.widget.setText(self._names.get(id, "") if id else "")
        self.widget.setCursorPosition(0)
        self._fit()
        if changed:
            self.bound.emit(id)

    def _fit(self) -> None:
        # A known person's name is closed: writing over it would rename them, or silently make somebody else of them.
        self.widget.setReadOnly(bool(self._id) or not self._editable)
        known = self._id and self._editable
        self.widget.set_trailing("x" if known else "user-check", _("Another person") if known else _("Show the list"))

    def name(self) -> str:
        """What is written."""
        return self.widget.text().strip()

    def show(self, value: Any) -> None:
        self._bind(value or "")

    def give(self) -> Any:
        return self._id or None

    def state(self) -> Any:
        return {"id": self._id, "name": self.widget.text()}

    def _put(self, state: Any) -> None:
        if state.get("id"):
            self._names[state["id"]] = state.get("name", "")
        self._bind(state.get("id", ""))
        if not state.get("id"):
            self.widget.setText(state.get("name", ""))

    def goes_on(self, _before: Any, _after: Any) -> bool:
        return True

    def allow(self, editable: bool) -> None:
        self._editable = editable
        self._fit()


class PeopleControl(Control):
    """Several persons with commas between; names that are not known yet are made persons when the form is saved."""

    typing = True
    asked = Signal(str)  # the name being written, the last one

    def __init__(self, spec: Field) -> None:
        super().__init__(spec, Typeahead((), icon="users", filtering=False, free=True))
        self._ids: dict[str, str] = {}  # name -> id
        self._offered: dict[str, Option] = {}
        self._before: list[str] = []  # the names written before the last one
        self.widget.typed.connect(self._typed)
        self.widget.chosen.connect(self._chosen)

    def know(self, names: Mapping[str, str]) -> None:
        """The names (by id) of persons a record may point to."""
        self._ids |= {name: id for id, name in names.items()}

    def offer(self, options: Iterable[Option]) -> None:
        """Who may be meant by the last name."""
        self._offered = {option.id: option for option in options}
        self.widget.set_options(list(self._offered.values()))
        if self.widget.hasFocus():
            self.widget.open_list()

    def names(self) -> list[str]:
        """The names written."""
        return [part.strip() for part in re.split(r"[,;]", self.widget.text()) if part.strip()]

    def _typed(self, text: str) -> None:
        parts = [part.strip() for part in re.split(r"[,;]", text)]
        self._before = [part for part in parts[:-1] if part]
        self._tell()
        self.asked.emit(parts[-1])

    def _chosen(self, id: str) -> None:
        option = self._offered.get(id)
        if option is None:
            return
        self._ids[option.label] = id
        self.widget.set_value("")
        self.widget.setText(", ".join([*self._before, option.label]))
        self._tell()

    def show(self, value: Any) -> None:
        known = {id: name for name, id in self._ids.items()}
        self.widget.setText(", ".join(known.get(id, id) for id in value or []))
        self.widget.setCursorPosition(0)
        self._before = []

    def give(self) -> Any:
        return [self._ids.get(name, name) for name in self.names()]

    def state(self) -> Any:
        return {"text": self.widget.text(), "ids": {name: id for name, id in self._ids.items() if name in self.names()}}

    def _put(self, state: Any) -> None:
        self._ids |= state.get("ids", {})
        self.widget.setText(state.get("text", ""))

    def goes_on(self, _before: Any, _after: Any) -> bool:
        return True

    def allow(self, editable: bool) -> None:
        self.widget.setReadOnly(not editable)


def person_option(hit: Any) -> Option:
    """A person found, as a row to choose."""
    second = " · ".join(part for part in (str(hit.born) if hit.born else _("year unknown"), hit.phone) if part)
    return Option(hit.id, hit.name, second, icon="user", note=hit.why)
