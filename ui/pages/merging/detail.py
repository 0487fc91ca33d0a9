"""The panel at the right: one record with its fields, or one package with the reason why it waits or was refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.merge_words import Reader
from ui.pages.merging import package_words, record_words
from ui.pages.merging.fields_list import FieldsList
from ui.theme.theme import current_theme
from ui.theme.tokens import PANEL_LEAST, PANEL_MOST
from ui.widgets.buttons import LinkButton
from ui.widgets.frames import Separator
from ui.widgets.labels import ElidedLabel, IconLabel, Label
from ui.widgets.pill import Pill


class Detail(QFrame):
    """What the cursor stands on, as `reader` is told it; `left` is the way back to the list."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.reader = Reader("", False)
        self.setProperty("kind", "panel")
        self.setAccessibleName(_("What would happen"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.back = LinkButton(_("Back to the list"), "arrow-left")
        self.back.clicked.connect(self.left)
        self.back.hide()
        self.title = Label("", "record", wrap=True)
        self._second = ElidedLabel("", "small", "text2")
        self.pill = Pill("", "")
        self.outcome = Label("", "body", wrap=True)
        self.fields = FieldsList()
        self.fields.left.connect(self.left)
        head = QVBoxLayout()
        head.setContentsMargins(20, 14, 20, 12)
        head.setSpacing(6)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        head.addWidget(self.title)
        head.addWidget(self._second)
        head.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignLeft)
        head.addWidget(self.outcome)
        self.byline = _Note("user", "text2", "small")
        head.addWidget(self.byline)
        self._notes = [_Note("package-off", "warn"), _Note("bulb", "text2")]
        for note in self._notes:
            head.addWidget(note)
        self._line = Separator()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._line)
        column.addWidget(self.fields, 1)
        self._rest = QWidget()  # what a package leaves free
        column.addWidget(self._rest, 1)

    def sizeHint(self) -> QSize:
        return QSize(current_theme().px(PANEL_MOST), 400)

    def minimumSizeHint(self) -> QSize:
        return QSize(PANEL_LEAST, 100)

    def show_record(
        self, news: Any, titles: Mapping[str, str], names: Mapping[str, str], left_out: Collection[str]
    ) -> None:
        """A record, and each of its fields from what stands here to what comes."""
        out = news.record in left_out
        words = record_words.outcome_words(news, self.reader, out)
        if not news.may_leave_out:
            always = _("It always comes along and cannot be left out.")
            words = f"{words} {always}".strip()
        self._show_head(
            record_words.title_of(news),
            record_words.second_line(news, names),
            record_words.pill_of(news, self.reader, out),
            words,
        )
        self.byline.say(record_words.byline(news, names))
        self._show_fields(bool(news.fields))
        self.fields.show_rows(record_words.field_rows(news, titles, names))

    def say_outcome(self, news: Any, left_out: Collection[str]) -> None:
        """The tick of the record shown has changed."""
        out = news.record in left_out
        self.pill.tell(*record_words.pill_of(news, self.reader, out))
        self.outcome.setText(record_words.outcome_words(news, self.reader, out))

    def show_package(self, taken: Any, names: Mapping[str, str]) -> None:
        """A package: whose it is, what became of it and why, what is missing, what to do."""
        self._show_head(
            package_words.name_of(taken),
            package_words.sender_words(taken, names),
            package_words.pill_of(taken),
            package_words.why_words(taken),
        )
        self._notes[0].say(package_words.missing_words(taken, names))
        self._notes[1].say(package_words.advice_words(taken))
        self._show_fields(False)

    def show_nothing(self) -> None:
        """Nothing is chosen."""
        self._show_head("", "", None, "")
        self._show_fields(False)

    def _show_head(self, title: str, second: str, pill: tuple[str, str, str] | None, outcome: str) -> None:
        for note in (self.byline, *self._notes):
            note.say("")
        self.title.setText(title)
        self._second.setText(second)
        self._second.setVisible(bool(second))
        self.pill.setVisible(pill is not None)
        if pill is not None:
            self.pill.tell(*pill)
        self.outcome.setText(outcome)
        self.outcome.setVisible(bool(outcome))

    def _show_fields(self, any_there: bool) -> None:
        self.fields.setVisible(any_there)
        self._line.setVisible(any_there)
        self._rest.setVisible(not any_there)


class _Note(QWidget):
    """An icon and a sentence, absent while there is nothing to say."""

    def __init__(self, icon: str, tone: str, role: str = "body") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(8)
        row.addWidget(IconLabel(icon, tone, 16), 0, Qt.AlignmentFlag.AlignTop)
        self.words = Label("", role, tone, wrap=True)
        row.addWidget(self.words, 1)
        self.hide()

    def say(self, words: str) -> None:
        self.words.setText(words)
        self.setVisible(bool(words))
