"""The answers of a search as lines: headings, what was found, what may have been meant. Headings cannot be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from clinic_app.names.marking import Mark
from clinic_app.use_cases.searching import Hit
from clinic_app.wording.dates import short_date
from clinic_app.wording.words import _
from ui.pages.searching.types import TYPES

SUGGESTION = "suggestion"


@dataclass(frozen=True)
class Line:
    """A heading, or an answer with its type and id; of a suggestion the id is the whole question."""

    type: str
    id: str
    title: str
    second: str = ""
    note: str = ""
    title_marks: tuple[Mark, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def heading(self) -> bool:
        return not self.id


def lines_of(hits: Sequence[Hit]) -> list[Line]:
    """Answers under the heading of their type, types in the order of their first answer."""
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.type, []).append(hit)
    lines: list[Line] = []
    for kind, some in groups.items():
        lines.append(Line(kind, "", _(TYPES[kind][0]) if kind in TYPES else kind, note=str(len(some))))
        for hit in some:
            second, marks = ("", ()) if hit.snippet == hit.title else (hit.snippet, hit.marks)
            if hit.archived:
                said = f"{_('Archived')} · " if second else _("Archived")
                second, marks = said + second, tuple((start + len(said), end + len(said)) for start, end in marks)
            lines.append(Line(kind, hit.id, hit.title or "—", second, _day(hit.when), hit.title_marks, marks))
    return lines


def suggestion_lines(questions: Sequence[str]) -> list[Line]:
    """What may have been meant, under its heading."""
    if not questions:
        return []
    return [Line(SUGGESTION, "", _("Did you mean")), *(Line(SUGGESTION, words, words) for words in questions)]


def _day(when: str) -> str:
    try:
        return short_date(datetime.fromisoformat(when))
    except ValueError:
        return ""


class Answers(QAbstractListModel):
    """The lines, for a list view."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    def show(self, lines: list[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def add(self, lines: list[Line]) -> None:
        """Lines below those that are shown, which keep their place."""
        if lines:
            self.beginInsertRows(QModelIndex(), len(self.lines), len(self.lines) + len(lines) - 1)
            self.lines = [*self.lines, *lines]
            self.endInsertRows()

    def first(self) -> int:
        """The place of the first line that can be chosen; -1 when there is none."""
        return next((place for place, line in enumerate(self.lines) if not line.heading), -1)

    def next_from(self, place: int, step: int) -> int:
        """The line to choose after this one, round and round; -1 when there is none."""
        for turn in range(1, len(self.lines) + 1):
            other = (place + step * turn) % len(self.lines)
            if not self.lines[other].heading:
                return other
        return -1

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent and parent.isValid() else len(self.lines)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return said(line)
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        if self.lines[index.row()].heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def said(line: Line) -> str:
    """What a screen reader says of a line."""
    return ", ".join(part for part in (line.title, line.second, line.note) if part)
