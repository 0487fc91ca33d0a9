"""The panel with deadlines that events of the case offer: tick, type what cannot be counted, keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.pages.cases.offering import Offer, first_ticked
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.date_edit import DateEdit
from ui.widgets.field import Field
from ui.widgets.flow import FlowLayout
from ui.widgets.frames import Separator, SidePanel, clear_layout
from ui.widgets.labels import Label
from ui.widgets.pill import Pill


class _Row(QWidget):
    """One offer: a tick, the day, how far its rule may be relied on."""

    def __init__(self, offer: Offer, ticked: bool) -> None:
        super().__init__()
        self.offer = offer
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        when = offer.when(date.today())
        self.tick = QCheckBox(when.replace("&", "&&"))
        self.tick.setAccessibleName(f"{offer.title}, {when}, {offer.badge[1]}")
        self.tick.setChecked(ticked)
        column.addWidget(Label(offer.title, "bold", wrap=True))
        column.addWidget(self.tick)
        self.day: DateEdit | None = None
        self.field: Field | None = None
        if offer.computed.due_on is None:
            self.day = DateEdit()
            self.field = Field(_("Due on"), self.day)
            self.day.changed.connect(
                lambda: self.tick.setChecked(self.day is not None and self.day.value() is not None)
            )
            column.addWidget(self.field)
        held = QWidget()
        FlowLayout(held).addWidget(Pill(*offer.badge))
        column.addWidget(held)
        column.addWidget(Label(offer.why, "small", "text2", wrap=True))
        column.addWidget(Label(offer.source, "small", "text2", wrap=True))


class OfferPanel(SidePanel):
    """`chosen([(Offer, typed date|None)])` when they are to be kept, `closed` when the person goes back."""

    chosen = Signal(list)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__(352, name=_("Deadlines that follow"))
        self.rows: list[_Row] = []
        self.body.addWidget(Label(_("Deadlines that follow"), "section", wrap=True))
        self.nothing = Label(
            _("No event of this case starts a term that is not kept yet. The term is chosen in the event itself."),
            "body",
            "text2",
            wrap=True,
        )
        self.body.addWidget(self.nothing)
        self._place = QVBoxLayout()
        self._place.setSpacing(12)
        self.body.addLayout(self._place)
        self.save_button = PrimaryButton(_("Keep the ticked"), "check")
        self.save_button.clicked.connect(self.save)
        self.close_button = Button(_("Close"))
        self.close_button.clicked.connect(self.closed)
        self.foot.addWidget(self.save_button, 1)
        self.foot.addWidget(self.close_button)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, activated=self.save, context=here)

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Offer these."""
        clear_layout(self._place)
        self.rows = [_Row(offer, ticked) for offer, ticked in zip(offers, first_ticked(offers), strict=True)]
        for at, row in enumerate(self.rows):
            if at:
                self._place.addWidget(Separator())
            self._place.addWidget(row)
        self.nothing.setVisible(not self.rows)
        self.save_button.setVisible(bool(self.rows))
        first: QWidget = self.rows[0].tick if self.rows else self.close_button
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Keep the ticked ones; one without a day says so beside its field."""
        ticked = [row for row in self.rows if row.tick.isChecked()]
        wanting = [row for row in ticked if row.day is not None and row.day.value() is None]
        for row in wanting:
            if row.field is not None:
                row.field.set_fault(_("Write a whole date"))
        if not wanting and ticked:
            self.chosen.emit([(row.offer, row.day.value() if row.day is not None else None) for row in ticked])
