"""What a conflict-of-interest check found, as rows: the strongest on a tint, each with a way to the record it names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.wording.words import _, ngettext
from ui.widgets.beyond import Beyond
from ui.widgets.buttons import LinkButton
from ui.widgets.frames import clear_layout
from ui.widgets.labels import IconLabel, Label


class FindingRows(QWidget):
    """Findings below each other. `opened(type, id)` when the record of one is wanted."""

    opened = Signal(str, str)

    def __init__(self, most: int = 0, *, links: bool = True) -> None:
        super().__init__()
        self._most, self._links = most, links
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def tell(self, found: Sequence[Any], nothing: str) -> None:
        """Show `found`, the most pressing first; `nothing` is said when there is none."""
        clear_layout(self._column)
        shown = found[: self._most] if self._most else found
        for place, one in enumerate(shown):
            # In a narrow panel one block says "look"; more of them would push the decision out of sight.
            tinted = one.needs_decision and not one.decided and (place == 0 or not self._most)
            self._column.addWidget(self._row(one, tinted))
        if not found:
            self._column.addWidget(Label(nothing, "small", "text2", wrap=True))
        elif more := len(found) - len(shown):
            said = ngettext("and {n} more", "and {n} more", more).format(n=more)
            self._column.addWidget(Label(said, "small", "text2"))

    def _row(self, one: Any, tinted: bool) -> QWidget:
        tone = "bad" if one.strong else "warn"
        box = QFrame()
        if tinted:
            box.setProperty("tinted", tone)
        box.setAccessibleName(one.line)
        row = QHBoxLayout(box)
        row.setContentsMargins(*((12, 10, 12, 10) if tinted else (0, 0, 0, 0)))
        row.setSpacing(8)
        icon, colour = ("alert-triangle", tone) if tinted else (_icon(one), "ok" if one.decided else "text2")
        row.addWidget(IconLabel(icon, colour, 16, name=_state(one)), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(Label(one.who, "bold", wrap=True))
        column.addWidget(Label(_sentence(one.said), "small", wrap=True))
        if one.decided:
            column.addWidget(Label(_("A decision covers this."), "small", "text2", wrap=True))
        for place in one.places[:3] if self._links else ():
            link = LinkButton(place.record_no, "arrow-right", name=_("Open {record}").format(record=place.record_no))
            link.clicked.connect(lambda _on=False, place=place: self.opened.emit(place.type, place.id))
            line = QHBoxLayout()
            line.addLayout(Beyond(link, 8))
            line.addStretch(1)
            column.addLayout(line)
        row.addLayout(column, 1)
        return box


def _icon(one: Any) -> str:
    return "circle-check" if one.decided else "info-circle"


def _state(one: Any) -> str:
    if one.decided:
        return _("decided")
    return _("to be decided") if one.needs_decision else _("for information")


def _sentence(said: str) -> str:
    return said[:1].upper() + said[1:]
