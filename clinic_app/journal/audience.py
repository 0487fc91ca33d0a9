"""Who reads what.

An audience is a short text: `office:NAR1` (an office's laptops alone), `shared:NAR1` (the office and the coordinators),
`coord` (the coordinators), `net` (everyone in the network).
"""

from __future__ import annotations

NETWORK = "net"
COORDINATORS = "coord"


def office_alone(office: str) -> str:
    return f"office:{office}"


def shared(office: str) -> str:
    return f"shared:{office}"


def office_of(audience: str) -> str:
    """The office of an office's audience, else nothing."""
    kind, _, office = audience.partition(":")
    return office if kind in ("office", "shared") else ""


def reads(audience: str, office: str, coordinator: bool) -> bool:
    """Whether a laptop of `office` reads `audience`."""
    if audience == NETWORK:
        return True
    if audience == COORDINATORS:
        return coordinator
    kind, _, of = audience.partition(":")
    return (kind == "shared" and (coordinator or of == office)) or (kind == "office" and of == office)


def writes(audience: str, office: str, coordinator: bool) -> bool:
    """Whether such a laptop may write to it: offices to their own two, coordinators to all but another office's own."""
    if audience in (NETWORK, COORDINATORS):
        return coordinator
    return reads(audience, office, coordinator)
