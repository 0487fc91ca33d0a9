"""Words of the sheet that are in no list: each is said once what it means, or the proposal is taken by one key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from clinic_app.use_cases.importing.unknown_words import UnknownWord
from clinic_app.wording.dates import number
from clinic_app.wording.words import _, ngettext
from ui.pages.importing import presenter
from ui.widgets.buttons import LinkButton
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.typeahead import Option, Typeahead

_MOST = 20


class WordsTable(QWidget):
    """`told(field, word, code)` when the person said what a word means."""

    told = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[tuple[str, str], Typeahead] = {}
        self.proposals: dict[tuple[str, str], LinkButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._held: QWidget | None = None
        self._shown: tuple[UnknownWord, ...] = ()
        self.hide()

    def show_words(self, words: Sequence[UnknownWord]) -> None:
        """Show the words that are in no list, the commonest first; the focus goes on to the next."""
        if tuple(words) == self._shown:
            return
        self._shown = tuple(words)
        inside = self.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        if self._held is not None:
            self._held.hide()
            self._held.deleteLater()
        self.fields, self.proposals = {}, {}
        self.setVisible(bool(words))
        self._held = QWidget()
        grid = QGridLayout(self._held)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.addWidget(Label(_("Words that are in no list"), "section"), 0, 0, 1, 2)
        for place, word in enumerate(words[:_MOST]):
            self._add(grid, 1 + 2 * place, word)
        if len(words) > _MOST:
            more = len(words) - _MOST
            told = Label(ngettext("and {n} more", "and {n} more", more).format(n=number(more)), "small", "text2")
            grid.addWidget(told, 1 + 2 * _MOST, 0)
        for column in range(2):
            grid.setColumnStretch(column, 1)
        self._column.addWidget(self._held, 0, Qt.AlignmentFlag.AlignTop)
        if inside and self.fields:
            next(iter(self.fields.values())).setFocus(Qt.FocusReason.TabFocusReason)

    def _add(self, grid: QGridLayout, line: int, word: UnknownWord) -> None:
        rows = ngettext("{n} row", "{n} rows", word.rows).format(n=number(word.rows))
        text = QWidget()
        column = QVBoxLayout(text)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(ElidedLabel(word.word, "bold"))
        column.addWidget(ElidedLabel(f"{word.heading} · {rows}", "small", "text2"))
        grid.addWidget(text, line, 0)
        key = (word.field, word.word)
        field = Typeahead(
            [Option(code, label, names=names) for code, label, names in presenter.meanings(word)],
            placeholder=_("What it means"),
            name=_("What “{word}” means").format(word=presenter.short(word.word)),
        )
        field.chosen.connect(lambda id: self.told.emit(word.field, word.word, id) if id else None)
        self.fields[key] = field
        grid.addWidget(field, line, 1)
        if word.proposals:
            code = word.proposals[0]
            take = LinkButton(_("Is it “{label}”?").format(label=presenter.plain_label(word.list, code)), "check")
            take.clicked.connect(lambda _on=False: self.told.emit(word.field, word.word, code))
            self.proposals[key] = take
            grid.addWidget(take, line + 1, 0, 1, 2, Qt.AlignmentFlag.AlignRight)

    def in_order(self) -> list[QWidget]:
        """What the Tab key reaches, from top to bottom."""
        found: list[QWidget] = []
        for key, field in self.fields.items():
            found += [field, self.proposals[key]] if key in self.proposals else [field]
        return found

    def focus_on(self, field: str, word: str) -> bool:
        """Put the cursor where this word is told; False when it is not in sight."""
        found = self.fields.get((field, word))
        if found is not None:
            found.setFocus(Qt.FocusReason.TabFocusReason)
        return found is not None
