"""Whether there is a line at all. Qt knows interfaces, not servers: what it does not know counts as online."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtNetwork import QNetworkInformation


def _known() -> QNetworkInformation | None:
    feature = QNetworkInformation.Feature.Reachability
    if QNetworkInformation.instance() is None:
        QNetworkInformation.loadBackendByFeatures(feature)
    return QNetworkInformation.instance()


def is_online() -> bool:
    """Whether some interface is up, as far as the system tells."""
    known = _known()
    return known is None or known.reachability() != QNetworkInformation.Reachability.Disconnected


def watch_line(told: Callable[[bool], object]) -> None:
    """Tell whenever the line comes or goes."""
    known = _known()
    if known is not None:
        known.reachabilityChanged.connect(lambda _state: told(is_online()))
