"""The left of the exchange page: how it stands, what goes out, which merges were kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from clinic_app.wording.words import _
from ui.pages.exchange import presenter
from ui.pages.exchange.out_lines import OutLine, out_lines, working_share, working_words
from ui.pages.exchange.out_view import WORDS, OutView
from ui.pages.exchange.reading import RUNS_SHOWN, State
from ui.pages.exchange.rows import RunRow
from ui.widgets.buttons import Button, LinkButton, PrimaryButton
from ui.widgets.frames import Card, clear_layout, link_at_left
from ui.widgets.labels import IconLabel, Label
from ui.widgets.progress_row import ProgressRow


class StatusCard(Card):
    """The last good exchange, and what waits, in calm words; `begin_wanted`: exchange now."""

    begin_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout()
        row.setSpacing(14)
        self._icon = IconLabel("hourglass", "text2", 24)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.title_line = Label("", "record", wrap=True)
        self.text_line = Label("", "body", "text2", wrap=True)
        words.addWidget(self.title_line)
        words.addWidget(self.text_line)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        self.begin = PrimaryButton(_("Exchange now"), "arrows-exchange")
        self.begin.clicked.connect(self.begin_wanted)
        self.begin.hide()
        row.addWidget(self.begin)
        self.body.addLayout(row)

    def show_state(self, state: State, *, going: bool) -> None:
        """Say how it stands; while something is `going` on, nothing else is begun."""
        self.title_line.setText(presenter.last_words(state.last_good))
        if not state.inside:
            self.text_line.setText(_("Join a network first; then packages can go."))
        else:
            self.text_line.setText(presenter.status_words(state))
        done = state.last_good is not None and not state.waiting.packages and not state.waiting.unsealed
        self._icon.set_icon(*(("circle-check", "ok") if done else ("hourglass", "text2")))
        self.begin.setVisible(bool(state.places))
        self.begin.setEnabled(not going)


class WorkingCard(Card):
    """Work under way: how far, how long still, and Stop. Absent while nothing is."""

    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._held = ""
        self._slot = QHBoxLayout()
        self.stop = LinkButton(_("Stop"), "x")
        self.stop.clicked.connect(self._ask_to_stop)
        self._progress = ProgressRow("progress", "", "", share=0.0)
        self._slot.addWidget(self._progress, 1)
        self._slot.addWidget(self.stop)
        self.body.addLayout(self._slot)
        self.hide()

    def begin(self) -> None:
        """A stick is being written to."""
        self._tell(_("Writing the packages"), "", 0.0)

    def step(self, done: int, of: int) -> None:
        """So far it is."""
        words = _("{done} of {of}").format(done=done, of=of)
        self._tell(_("Writing the packages"), words, done / of if of else 1.0)

    def show_now(self, now: Any) -> None:
        """The errand under way; None when there is none."""
        if now is None:
            self.end()
            return
        title, text = working_words(now)
        self._tell(title, text, working_share(now))

    def end(self) -> None:
        """Nothing is under way."""
        self.stop.say(_("Stop"))
        self.hide()

    def _tell(self, title: str, text: str, share: float) -> None:
        if title != self._held:  # a row is named once
            self._held = title
            self._progress.hide()
            self._slot.removeWidget(self._progress)
            self._progress.deleteLater()
            self._progress = ProgressRow("progress", title, "", share=share, text=text)
            self._slot.insertWidget(0, self._progress, 1)
        if self.isHidden():
            self.stop.say(_("Stop"))
        self._progress.tell("progress", "", share=share, text=text)
        self.show()

    def _ask_to_stop(self) -> None:
        self.stop.say(_("Stopping…"))  # not disabled: the cursor would be lost
        self.stopped.emit()


class OutgoingCard(Card):
    """What goes out from here, to which place, and how far it is; `acted(act, line)` is what somebody wants done."""

    acted = Signal(str, object)

    def __init__(self) -> None:
        super().__init__(_("What goes out"), 0)
        self.set_count(None)
        self._nothing = Label(
            _("Nothing has been sealed yet: what you write goes out with the next exchange."), wrap=True
        )
        self._nothing.set_tone("text2")
        self.view = OutView(_("What goes out"))
        self.view.acted.connect(self.acted)
        self.view.chosen.connect(self._offer)
        self.more = LinkButton("", "chevron-down")
        self.more.clicked.connect(self._show_all)
        self.advice = Label("", "small", "text2", wrap=True)
        self.buttons = {act: Button(_(word), icon) for act, (icon, word) in WORDS.items()}
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.advice, 1)
        for act, button in self.buttons.items():
            button.clicked.connect(lambda _on=False, act=act: self._act(act))
            row.addWidget(button)
        for widget in (self._nothing, self.view):
            self.body.addWidget(widget)
        self.body.addLayout(link_at_left(self.more))
        self.body.addLayout(row)
        self.hide()

    def _show_all(self) -> None:
        self.view.unfold()
        self.view.setFocus()
        self.more.hide()

    def show_state(self, state: State, now: Any = None) -> None:
        """Show everything on its way; `now` is the errand under way."""
        self.setVisible(state.inside)
        lines = out_lines(state, now)
        self.view.show_lines(lines)
        self.view.setVisible(bool(lines))
        left_out = self.view.left_out()
        words = _("{n} more").format(n=left_out)
        self.more.say(words, f"{self.title.text()}: {words}")
        self.more.setVisible(left_out > 0)
        self._nothing.setVisible(not lines)

    def _offer(self, line: OutLine | None) -> None:
        for act, button in self.buttons.items():
            button.setVisible(line is not None and act in line.acts)
        self.advice.setText(line.advice if line is not None else "")
        self.advice.setVisible(line is not None and bool(line.advice or line.acts))

    def _act(self, act: str) -> None:
        line = self.view.line()
        if line is not None and act in line.acts:
            self.acted.emit(act, line)


class MergesCard(Card):
    """The merges that were kept, newest first; `run_wanted(id)` opens one, the link opens all."""

    run_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__(_("Merges"), 0, link=_("All merges"))
        self.set_count(None)
        self.hide()

    def show_state(self, state: State) -> None:
        """Show the newest of them."""
        clear_layout(self.body)
        runs: Sequence[object] = state.runs
        self.setVisible(bool(runs))
        self.link.setVisible(len(runs) > RUNS_SHOWN)
        for place, run in enumerate(runs[:RUNS_SHOWN]):
            when, what, told = presenter.run_words(run, state.me.decides)
            row = RunRow(when, what, told)
            row.clicked.connect(lambda _on=False, id=run.id: self.run_wanted.emit(id))  # type: ignore[attr-defined]  # it is a run
            self.add(row, ruled=place > 0, beyond=8)
