"""Consents as separate ticks, with the text that is agreed to at hand in the language of the advice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from clinic_app.records.record import Field
from clinic_app.reference import lists
from clinic_app.use_cases.consent_texts import kinds, read_in, text_of, version_in
from clinic_app.wording.words import _
from ui.forms.controls import Control
from ui.forms.presenter import consents_after, consents_standing
from ui.theme.theme import current_theme
from ui.widgets.buttons import Button, LinkButton
from ui.widgets.flow import FlowLayout
from ui.widgets.frames import scrolling
from ui.widgets.labels import Label


class ConsentsControl(Control):
    """A tick for each kind; how and when it was given goes along, and taking a tick back withdraws, never forgets."""

    def __init__(
        self, spec: Field, first: Sequence[str] = (), shown: int = 0, words: Mapping[str, str] | None = None
    ) -> None:
        holder = QWidget()
        super().__init__(spec, holder)
        self._bodies: list[dict[str, Any]] = []
        self.form, self.on, self.language = "oral", date.today(), ""
        self._flow = FlowLayout(holder, gap=18, line_gap=0)
        items = lists.items("consent_kind")
        order = [*first, *(kind for kind in items if kind not in first)]
        self.ticks: dict[str, QCheckBox] = {}
        for kind in order:
            word = (words or {}).get(kind) or items[kind].label()
            tick = QCheckBox(word.replace("&", "&&"), holder)
            tick.setAccessibleName(word)
            tick.setMinimumHeight(current_theme().px(25))
            tick.toggled.connect(lambda _on: self._ticked())
            self.ticks[kind] = tick
            self._flow.addWidget(tick)
        self._shown = shown
        self._build_side()
        self._fold(shown)
        self._say_how()
        self.set_language("")
        holder.setFocusProxy(self.ticks[order[0]])

    def _build_side(self) -> None:
        self._more = LinkButton("", "plus")
        self._more.clicked.connect(lambda: self._fold(0))
        self.how = LinkButton("", "chevron-down")
        self.how.clicked.connect(self._ask_how)
        self.texts = LinkButton(_("Text"), "file-text", name=_("What is agreed to"))
        self.texts.clicked.connect(self.show_texts)
        self.side = QWidget()  # stands beside the label: how they are given, the seldom ones, what is agreed to
        row = QHBoxLayout(self.side)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for link in (self._more, self.how, self.texts):
            link.setProperty("place", "inline")
            row.addWidget(link)

    def _fold(self, shown: int) -> None:
        hidden = 0
        for place, tick in enumerate(self.ticks.values()):
            seen = not shown or place < shown or tick.isChecked()
            tick.setVisible(seen)
            hidden += not seen
        self._shown = shown
        self._more.setVisible(hidden > 0)
        self._more.say(_("{n} more").format(n=hidden))
        self.widget.updateGeometry()

    # --- what is agreed to --------------------------------------------------------------------------------------

    def set_language(self, language: str) -> None:
        """The language of the advice: the texts are read in it, and a consent keeps which one it was."""
        self.language = language
        for kind, tick in self.ticks.items():
            text = text_of(kind, language)
            tick.setToolTip(text)
            tick.setAccessibleDescription(text)

    def show_texts(self) -> None:
        """The texts under the link, to be read out or shown; Esc closes them."""
        ConsentTexts(self.language, self.texts)

    # --- how they are given -------------------------------------------------------------------------------------

    def _ask_how(self) -> None:
        menu = QMenu(self.how)
        for item in lists.items("consent_form").values():
            if item.id != "none":
                menu.addAction(item.label(), lambda id=item.id: self.set_form(id))
        menu.popup(self.how.mapToGlobal(QPoint(0, self.how.height())))

    def set_form(self, form: str) -> None:
        """How the consents ticked today were given."""
        self.form = form
        today = self.on.isoformat()
        for body in self._bodies:
            if body.get("on") == today and not body.get("withdrawn_on"):
                body["form"] = form
        self._say_how()
        self._tell()

    def propose_form(self, form: str) -> None:
        """How consents ticked from now on are given, as the channel suggests."""
        self.form = form
        self._say_how()

    def _say_how(self) -> None:
        self.how.say(lists.label("consent_form", self.form), _("How consent was given"))

    # --- ticks --------------------------------------------------------------------------------------------------

    def _ticked(self) -> None:
        if self._quiet:
            return
        self._bodies = consents_after(self._bodies, self._pressed(), self.form, self.on, version_in(self.language))
        self._tell()

    def _pressed(self) -> list[str]:
        return [kind for kind, tick in self.ticks.items() if tick.isChecked()]

    def stands(self, kind: str) -> bool:
        """Whether that consent holds as the form stands."""
        return kind in consents_standing(self._bodies)

    def show(self, value: Any) -> None:
        self._bodies = [dict(body) for body in value or []]
        standing = consents_standing(self._bodies)
        for kind, tick in self.ticks.items():
            tick.setChecked(kind in standing)
        self._fold(self._shown)

    def give(self) -> Any:
        return [dict(body) for body in self._bodies]


class ConsentTexts(QFrame):
    """Every text below each other, in one language; gone with Esc or a press beside it."""

    def __init__(self, language: str, under: QWidget) -> None:
        super().__init__(under, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("kind", "popup")
        self.setAccessibleName(_("What is agreed to"))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        spoken_there = read_in(language)
        for kind in kinds():
            item = lists.items("consent_kind")[kind]
            column.addWidget(Label(item.labels.get(spoken_there) or item.label(), "bold", wrap=True))
            column.addWidget(Label(text_of(kind, language), "body", wrap=True))
            column.addSpacing(6)
        foot = QHBoxLayout()
        foot.addWidget(Label(version_in(language), "small", "text2"))
        foot.addStretch(1)
        close = Button(_("Close"))
        close.clicked.connect(self.close)
        foot.addWidget(close)
        column.addLayout(foot)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(scrolling(inside))
        wide = current_theme().px(460)
        self.setFixedWidth(wide)
        window = under.window()
        self.setFixedHeight(min(inside.heightForWidth(wide - 20) + 20, window.height() - 40))
        at = under.mapTo(window, QPoint(0, 0))
        left = max(8, min(at.x(), window.width() - wide - 8))
        top = max(8, min(at.y() - self.height() - 4, window.height() - self.height() - 8))
        self.move(window.mapToGlobal(QPoint(left, top)))
        self.show()
        close.setFocus()
