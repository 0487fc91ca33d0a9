"""What the shell is told of its pages and of who sits before it; it knows nothing else of either."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtWidgets import QWidget

from clinic_app.wording.words import N_

ROLES: dict[str, str] = {
    "coordinator": N_("coordinator"),
    "lawyer": N_("lawyer"),
    "paralegal": N_("paralegal"),
    "student": N_("student"),
    "supervisor": N_("supervisor"),
    "volunteer": N_("volunteer"),
}


@dataclass(frozen=True)
class Identity:
    """Who works here, at which laptop of which office; `demo` marks practice data on every screen."""

    office_name: str
    laptop_letter: str
    person_name: str
    role: str
    demo: bool = False
    decides: bool | None = None  # whether a coordinator's pages are theirs; None: by their role

    @property
    def is_coordinator(self) -> bool:
        return self.role == "coordinator" if self.decides is None else self.decides


@dataclass(frozen=True)
class PageSpec:
    """A page: built by `factory` when first shown. `title` is marked with N_.

    `count` runs on the vault's thread and gives the number beside the word. `rail` pages always narrow the sidebar.
    Pages that are not `listed` light up the item named `under`; a `room` of it shows a button that goes back.
    """

    name: str
    title: str
    icon: str
    factory: Callable[[], QWidget]
    coordinator_only: bool = False
    count: Callable[[], int] | None = None
    rail: bool = False
    listed: bool = True
    under: str = ""
    room: bool = False


class Keeps(Protocol):
    """Whatever keeps small values by name (clinic_app.settings.Settings)."""

    def get(self, name: str, default: Any = None) -> Any: ...

    def put(self, name: str, value: Any) -> None: ...
