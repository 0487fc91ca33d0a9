"""What is copied here leaves the clipboard after a minute, and when the case book locks."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

MINUTE_MS = 60_000
# What a copy of ours bears: clipboard managers and the history of Windows, which goes to the cloud, leave it alone.
_OURS = "x-kde-passwordManagerHint"
_WINDOWS = 'application/x-qt-windows-mime;value="{name}"'
# Windows looks for the first to leave it out altogether, for the others to read 0: no history, no copy in the cloud.
_NO_HISTORY = {
    _WINDOWS.format(name="ExcludeClipboardContentFromMonitorProcessing"): b"1",
    _WINDOWS.format(name="CanIncludeInClipboardHistory"): b"\0\0\0\0",
    _WINDOWS.format(name="CanUploadToCloudClipboard"): b"\0\0\0\0",
}
_LASTING = "application/x-clinic-casebook-lasting"


class Clipboard(QObject):
    """Watches the clipboard: whatever comes from this program, from a field by Ctrl+C too, is gone after a minute."""

    def __init__(self, board: QClipboard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self.timer = QTimer(self, singleShot=True, interval=MINUTE_MS)
        self.timer.timeout.connect(self.wipe)
        board.dataChanged.connect(self._changed)

    def copy(self, words: str) -> None:
        """Put words there, for a minute."""
        what = QMimeData()
        what.setText(words)
        what.setData(_OURS, QByteArray(b"secret"))
        for name, value in _NO_HISTORY.items():
            what.setData(name, QByteArray(value))
        self._board.setMimeData(what)
        self.timer.start()

    def copy_lasting(self, words: str) -> None:
        """Put words there that tell of nobody, to stay until the lock: a sentence to be sent by hand."""
        what = QMimeData()
        what.setText(words)
        what.setData(_LASTING, QByteArray(b"1"))
        self._board.setMimeData(what)
        self.timer.stop()

    def wipe(self) -> None:
        """Empty the clipboard, unless another program has put something there since."""
        self.timer.stop()
        if self._is_ours():
            self._board.clear()

    def _changed(self) -> None:
        there = self._board.mimeData()
        if self._is_ours() and not there.hasFormat(_LASTING):
            self.timer.start()
            if there.hasText() and not there.hasFormat(_OURS):
                self.copy(there.text())  # a field's own Ctrl+C asks nobody to leave it alone
        else:
            self.timer.stop()

    def _is_ours(self) -> bool:
        if self._board.ownsClipboard():
            return True
        there = self._board.mimeData()
        return there is not None and (there.hasFormat(_OURS) or there.hasFormat(_LASTING))


def clipboard() -> Clipboard:
    """The one clipboard of this program."""
    app = QGuiApplication.instance()
    assert app is not None
    return app.findChild(Clipboard) or Clipboard(QGuiApplication.clipboard(), app)
