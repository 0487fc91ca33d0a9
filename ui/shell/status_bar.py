"""The status bar says only what the program knows: connection, what is saved, what waits, the last good exchange."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu

from clinic_app.wording.words import LANGUAGES, OWN_NAMES, _, spoken
from ui.going import Failed, Now
from ui.shell.exchange_line import ExchangeLine, Piece
from ui.shell.status_words import line_words
from ui.theme.theme import current_theme
from ui.theme.tokens import STATUS_BAR
from ui.widgets.buttons import Button
from ui.widgets.labels import ElidedLabel

ROOM_BETWEEN = 60  # margins and gaps of the row


class StatusBar(QFrame):
    """One quiet line at the bottom; `language_chosen` carries ky, ru or en."""

    language_chosen = Signal(str)
    exchange_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "statusbar")
        self.setAccessibleName(_("Status"))
        self.setFixedHeight(current_theme().px(STATUS_BAR))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 8, 0)
        row.setSpacing(6)
        self.line = Piece("cloud-off", quiet=False)
        self._saved = ElidedLabel("", "small", "text2")
        self.exchange = ExchangeLine()
        self.exchange.clicked.connect(self.exchange_wanted)
        row.addWidget(self.line)
        row.addWidget(self._saved)
        row.addStretch(1)
        row.addWidget(self.exchange)
        row.addSpacing(2)
        self.language = Button(OWN_NAMES[spoken()], "language", kind="quiet", name=_("Language"), tone="text2")
        self.language.clicked.connect(self._languages)
        row.addWidget(self.language)
        self.set_connection(False)
        self.set_saved(True)
        self.set_waiting(0, 0)
        self.set_last_exchange(None)

    def set_connection(self, online: bool, metered: bool = False) -> None:
        """Whether there is a line at all, and whether it costs; it promises no server."""
        icon, tone = ("cloud-check", "text2" if metered else "ok") if online else ("cloud-off", "text2")
        self.line.icon.set_icon(icon, tone)
        self.line.say(*line_words(online, metered))
        self._share_room()

    def set_saved(self, saved: bool) -> None:
        """Say that all is on the disk, or that something is being written."""
        words = _("Everything is saved on this computer") if saved else _("Saving…")
        self._saved.setText(words)
        self._saved.setAccessibleName(words)
        self._share_room()

    def set_waiting(self, packages: int, size: int = 0, changes: int = 0) -> None:
        """How many packages wait for a connection, and their bytes; else how many changes are in none yet."""
        self.exchange.set_waiting(packages, size, changes)
        self._share_room()

    def set_last_exchange(self, moment: datetime | None, failed: Failed | None = None) -> None:
        """When the last exchange went well; what the last one failed of, if it did."""
        self.exchange.set_last(moment, failed)
        self._share_room()

    def set_going(self, now: Now | None) -> None:
        """What goes on at this moment."""
        self.exchange.set_going(now)
        self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """In a narrow window "saved" goes first, for it is always so; then the long words on the exchange give way."""
        self.exchange.give_way(0)
        shown = (self.line, self.exchange, self.language)
        spare = self.width() - sum(one.sizeHint().width() for one in shown) - ROOM_BETWEEN
        self._saved.setVisible(spare >= self._saved.sizeHint().width())
        self.exchange.give_way(max(0, -spare))

    def _languages(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for language in LANGUAGES:
            action = QAction(OWN_NAMES[language], menu, checkable=True, checked=language == spoken())
            action.triggered.connect(lambda _on=False, language=language: self.language_chosen.emit(language))
            group.addAction(action)
        menu.addActions(group.actions())
        size = menu.sizeHint()
        menu.popup(self.language.mapToGlobal(QPoint(self.language.width() - size.width(), -size.height() - 4)))
