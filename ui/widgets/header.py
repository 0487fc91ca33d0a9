"""The head of a page: title, one small line of facts, actions at the right, perhaps tabs below."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button
from ui.widgets.labels import ElidedLabel


class PageHeader(QFrame):
    """Title 15 bold, facts 9; `actions` at the right, of which one may be filled; `ruled` draws the hairline below."""

    def __init__(
        self,
        title: str,
        facts: str = "",
        actions: Sequence[QWidget] = (),
        *,
        ruled: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "header")
        self.setProperty("ruled", ruled)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(MARGIN, 16, MARGIN, 10)
        self._outer.setSpacing(6)
        row = self._row = QHBoxLayout()
        row.setSpacing(8)
        self.title = ElidedLabel(title, "page")
        self.facts = ElidedLabel(facts, "small", "text2")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        self.facts_row = QHBoxLayout()
        self.facts_row.setSpacing(8)
        self.facts_row.addWidget(self.facts, 1)
        words.addLayout(self.facts_row)
        row.addLayout(words, 1)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        row.addLayout(self._actions)
        self._outer.addLayout(row)
        self.set_actions(actions)

    def set_title(self, title: str) -> None:
        """Change the title."""
        self.title.setText(title)

    def set_facts(self, facts: str) -> None:
        """Change the line of facts."""
        self.facts.setText(facts)

    def set_actions(self, actions: Sequence[QWidget]) -> None:
        """Show these at the right instead of the present ones."""
        while item := self._actions.takeAt(0):
            if item.widget():
                item.widget().hide()  # it goes away later; until then nobody must see or press it
                item.widget().deleteLater()
        for action in actions:
            self._actions.addWidget(action)

    def offer_back(self, act: Callable[[], object]) -> None:
        """A way back that can be seen, before the actions: for a page that one comes to from another."""
        back = Button(_("Back"), "arrow-left")
        back.clicked.connect(lambda _on=False: act())
        self._row.insertWidget(1, back)

    def actions(self) -> list[QWidget]:
        """What stands at the right."""
        return [self._actions.itemAt(at).widget() for at in range(self._actions.count())]

    def add_below(self, widget: QWidget) -> None:
        """Put tabs, filters or pills under the facts."""
        self._outer.addWidget(widget)


def capital(words: str) -> str:
    """Facts begin with a capital letter, whichever word comes first."""
    return words[:1].upper() + words[1:]
