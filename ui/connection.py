"""Whether there is a line, and whether it costs: what the system tells, behind a port of two questions.

Qt knows interfaces, not servers. What it does not know counts as online and free: a wrong "offline" would keep packages
back, a wrong "online" costs one try.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Line(QObject):
    """A line that is always there and free. `changed`: ask again."""

    changed = Signal()

    def online(self) -> bool:
        """Whether some interface may be up."""
        return True

    def metered(self) -> bool:
        """Whether what is sent costs by its size."""
        return False


class SystemLine(Line):
    """The line as QNetworkInformation sees it; nothing is loaded before `begin`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: QObject | None = None

    def begin(self) -> None:
        """Load what the system has and listen to it; a system that tells nothing leaves the line online."""
        from PySide6.QtNetwork import QNetworkInformation as System

        feature = System.Feature
        for wanted in (feature.Reachability | feature.Metered, feature.Reachability):
            if System.instance() is not None or System.loadBackendByFeatures(wanted):
                break
        known = System.instance()
        if known is None or self._known is not None:
            return
        self._known = known
        known.reachabilityChanged.connect(self._tell)
        known.isMeteredChanged.connect(self._tell)
        self.changed.emit()

    def _tell(self, _state: object) -> None:
        self.changed.emit()

    def online(self) -> bool:
        known = self._known
        return known is None or known.reachability() != type(known).Reachability.Disconnected

    def metered(self) -> bool:
        known = self._known
        return known is not None and known.isMetered()
