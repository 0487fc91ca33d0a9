"""One window per person and case book: a second start raises the first and ends."""

from __future__ import annotations

import getpass
import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE_MS = 500


def door_name(vault: Path) -> str:
    """The name two starts of one person on one case book share; it betrays neither."""
    try:
        who = getpass.getuser()
    except (OSError, KeyError):
        who = "someone"
    return "clinic-" + hashlib.sha256(f"{who}\n{vault.resolve()}".encode()).hexdigest()[:24]


class Single(QObject):
    """Listens for second starts. `raised` asks the first window to come forward."""

    raised = Signal()

    def __init__(self, vault: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = door_name(vault)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._welcome)

    def is_first(self) -> bool:
        """True: this is the first start, and it listens from now on. False: the first one has been asked to rise."""
        if self._knock():
            return False
        if not self._server.listen(self._name):
            # Nobody answered, yet the name is taken: a socket left by a crash.
            QLocalServer.removeServer(self._name)
            self._server.listen(self._name)
        return True

    def _knock(self) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_PATIENCE_MS):
            return False
        socket.write(b"raise\n")
        socket.waitForBytesWritten(_PATIENCE_MS)
        socket.disconnectFromServer()
        return True

    def _welcome(self) -> None:
        while connection := self._server.nextPendingConnection():
            connection.disconnected.connect(connection.deleteLater)
            self.raised.emit()

    def close(self) -> None:
        """Listen no more."""
        self._server.close()
