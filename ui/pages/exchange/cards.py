"""The left of the exchange page: how it stands, what goes out, which merges were kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from clinic_app.wording.words import _
from ui.pages.exchange import presenter
from ui.pages.exchange.reading import RUNS_SHOWN, State
from ui.pages.exchange.rows import RunRow, StateRow
from ui.size_words import size_words
from ui.widgets.buttons import LinkButton
from ui.widgets.frames import Card, clear_layout
from ui.widgets.labels import IconLabel, Label
from ui.widgets.progress_row import ProgressRow


class StatusCard(Card):
    """The last exchange, and what waits, in calm words."""

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
        self.body.addLayout(row)

    def show_state(self, state: State) -> None:
        """Say how it stands."""
        self.title_line.setText(presenter.last_words(state.last))
        if not state.inside:
            self.text_line.setText(_("Join a network first; then packages can go."))
        else:
            waits = presenter.waiting_words(state.waiting, size_words(state.waiting.bytes))
            detail = presenter.last_detail(state.last)
            self.text_line.setText(f"{detail}. {waits}." if state.last else detail)
        done = state.last is not None and not state.waiting.packages and not state.waiting.unsealed
        self._icon.set_icon(*(("circle-check", "ok") if done else ("hourglass", "text2")))


class WorkingCard(Card):
    """Work under way: how far, and Stop. Absent while nothing is."""

    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._progress = ProgressRow("progress", _("Writing the packages"), "", share=0.0)
        self._stop = LinkButton(_("Stop"), "x")
        self._stop.clicked.connect(self._ask_to_stop)
        held = QHBoxLayout()
        held.addWidget(self._progress, 1)
        held.addWidget(self._stop)
        self.body.addLayout(held)
        self.hide()

    def begin(self) -> None:
        """Something has begun."""
        self._progress.tell("progress", "", share=0.0)
        self._stop.setEnabled(True)
        self.show()

    def step(self, done: int, of: int) -> None:
        """So far it is."""
        self._progress.tell("progress", _("{done} of {of}").format(done=done, of=of), share=done / of if of else 1.0)

    def _ask_to_stop(self) -> None:
        self._stop.setEnabled(False)
        self.stopped.emit()


class OutgoingCard(Card):
    """What goes out from here: it waits, was left and read back, or was answered."""

    def __init__(self) -> None:
        super().__init__(_("What goes out"), 0)
        self.set_count(None)
        self.hide()

    def show_state(self, state: State) -> None:
        """Show the newest packages."""
        clear_layout(self.body)
        self.setVisible(bool(state.outgoing))
        for place, one in enumerate(state.outgoing):
            told = presenter.outgoing_pill(one)
            self.add(StateRow("package", one.name, told, presenter.outgoing_words(one, state)), ruled=place > 0)


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
            when, what, told = presenter.run_words(run, state.me.coordinator)
            row = RunRow(when, what, told)
            row.clicked.connect(lambda _on=False, id=run.id: self.run_wanted.emit(id))  # type: ignore[attr-defined]  # it is a run
            self.add(row, ruled=place > 0, beyond=8)
