"""The status bar says only what the program knows: connection, what is saved, what waits, the last good exchange."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QWidget

from clinic_app.wording.dates import date_time
from clinic_app.wording.words import LANGUAGES, OWN_NAMES, _, ngettext, spoken
from ui.size_words import size_words
from ui.theme.theme import current_theme
from ui.theme.tokens import STATUS_BAR
from ui.widgets.buttons import Button
from ui.widgets.labels import ElidedLabel, IconLabel


class _Piece(QWidget):
    """An icon and its words."""

    def __init__(self, icon: str, *, quiet: bool = True) -> None:
        super().__init__()
        self.icon = IconLabel(icon, "text2", 16)
        self.words = ElidedLabel("", "small", "text2" if quiet else "text")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.icon)
        row.addWidget(self.words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def say(self, words: str) -> None:
        self.words.setText(words)
        self.words.updateGeometry()
        self.setAccessibleName(words)


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
        self._line = _Piece("cloud-off", quiet=False)
        self._saved = ElidedLabel("", "small", "text2")
        self._waiting = _Piece("package")
        self._last = _Piece("history")
        row.addWidget(self._line)
        row.addWidget(self._saved)
        row.addStretch(1)
        row.addWidget(self._waiting)
        row.addSpacing(18)
        row.addWidget(self._last)
        row.addSpacing(10)
        self.language = Button(OWN_NAMES[spoken()], "language", kind="quiet", name=_("Language"), tone="text2")
        self.language.clicked.connect(self._languages)
        row.addWidget(self.language)
        self.set_connection(False)
        self.set_saved(True)
        self.set_waiting(0, 0)
        self.set_last_exchange(None)

    def set_connection(self, online: bool) -> None:
        """Whether there is a line at all; it promises no server."""
        self._line.icon.set_icon("cloud-check" if online else "cloud-off", "ok" if online else "text2")
        self._line.say(_("Online") if online else _("Offline"))

    def set_saved(self, saved: bool) -> None:
        """Say that all is on the disk, or that something is being written."""
        words = _("Everything is saved on this computer") if saved else _("Saving…")
        self._saved.setText(words)
        self._saved.setAccessibleName(words)

    def set_waiting(self, packages: int, size: int = 0) -> None:
        """How many packages wait for a connection, and their bytes."""
        self._waiting.setVisible(packages > 0)
        words = ngettext("{n} package is waiting", "{n} packages are waiting", packages).format(n=packages)
        self._waiting.say(f"{words} · {size_words(size)}" if size else words)

    def set_last_exchange(self, moment: datetime | None, failed_why: str = "", today: date | None = None) -> None:
        """When the last exchange went well; `failed_why` is a sentence on the last one that did not."""
        if failed_why:
            self._last.icon.set_icon("alert-circle", "bad")
            self._last.say(_("Last exchange failed: {why}").format(why=failed_why))
            return
        self._last.icon.set_icon("history", "text2")
        if moment is None:
            self._last.say(_("No exchange yet"))
            return
        if moment.date() == (today or datetime.now(moment.tzinfo).date()):
            self._last.say(_("Last exchange: today, {time}").format(time=f"{moment:%H:%M}"))
        else:
            self._last.say(_("Last exchange: {when}").format(when=date_time(moment)))

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
