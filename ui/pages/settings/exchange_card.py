"""When packages are exchanged by themselves, whether also over a line that costs, and the way to the places."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout

from clinic_app.settings import Settings
from clinic_app.wording.words import N_, _
from ui.exchanging import EVERY, EVERY_DEFAULT, METERED
from ui.widgets.buttons import LinkButton
from ui.widgets.field import Field
from ui.widgets.frames import Card
from ui.widgets.segments import Segments

TIMES = (
    ("quarter", N_("Every 15 minutes")),
    ("hour", N_("Every hour")),
    ("day", N_("Once a day")),
    ("hand", N_("Only by hand")),
)


class ExchangeCard(Card):
    """What is chosen holds at once, on this computer alone. `places_wanted`: show the places."""

    places_wanted = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__(_("Exchange"))
        self.every = Segments([(key, _(word)) for key, word in TIMES], str(settings.get(EVERY, EVERY_DEFAULT)))
        self.every.changed.connect(lambda key: settings.put(EVERY, key))
        self.add(Field(_("When there is a line"), self.every))
        self.metered = QCheckBox(_("Also over a line that costs"))
        self.metered.setAccessibleName(_("Also over a line that costs"))
        self.metered.setToolTip(_("Mobile internet, for instance. “Exchange now” always goes."))
        self.metered.setChecked(bool(settings.get(METERED, False)))
        self.metered.toggled.connect(lambda on: settings.put(METERED, on))
        self.add(self.metered)
        places = LinkButton(_("Places where packages are left"), "server")
        places.clicked.connect(self.places_wanted)
        row = QHBoxLayout()
        row.addWidget(places)
        row.addStretch(1)
        self.body.addLayout(row)
