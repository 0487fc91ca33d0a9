"""Where things lie at a place, and to which group of readers a laptop writes what.

An office's laptop writes to its own office's group alone, whatever the audience; coordinators write to offices' groups,
to everyone's and to their own. So a reader looks into few folders, and believes an index only where its laptop writes.
"""

from __future__ import annotations

from clinic_app.exchange.index import group_mark
from clinic_app.journal.audience import COORDINATORS, NETWORK, office_of
from clinic_app.journal.roster import Laptop, Roster
from clinic_app.use_cases.identity import Identity

_EVERYONE, _COORDINATORS = "net", "coord"


def root_of(network: str) -> str:
    """The folder of everything of a network."""
    return f"clinic1/{network[:16]}"


def index_folder(network: str, group: str) -> str:
    """The folder of a group's indexes (`group`: a mark)."""
    return f"{root_of(network)}/index/{group}"


def objects_folder(network: str, life: str) -> str:
    """The folder of what was left in a life: nobody else writes or removes there."""
    return f"{root_of(network)}/objects/{life}"


def life_mark(identity: Identity) -> str:
    """The life of a laptop as places know it."""
    return identity.life[:16]


def office_group(network: str, office: str) -> str:
    return group_mark(network, f"office {office}")


def group_of(identity: Identity, audience: str) -> str:
    """The group to which this laptop writes what is for an audience."""
    network = identity.network_id
    if not identity.coordinator:
        return office_group(network, identity.office_id)
    if audience in (NETWORK, COORDINATORS):
        return group_mark(network, _EVERYONE if audience == NETWORK else _COORDINATORS)
    return office_group(network, office_of(audience))


def groups_read(identity: Identity, roster: Roster) -> tuple[str, ...]:
    """The groups in which others may have left something for this laptop, everyone's first."""
    network, me = identity.network_id, identity.device_id
    others = [one for one in roster.laptops.values() if not one.removed and one.id != me]
    everyone = group_mark(network, _EVERYONE)
    if not identity.coordinator:
        return (everyone, office_group(network, identity.office_id))
    colleagues = any(one.coordinator for one in others)
    offices = {one.office for one in others} | ({identity.office_id} if colleagues else set())
    own = (everyone, group_mark(network, _COORDINATORS)) if colleagues else ()
    return (*own, *(office_group(network, office) for office in sorted(offices)))


def may_write(laptop: Laptop, network: str, group: str) -> bool:
    """Whether an index of that laptop in a group may be believed."""
    return laptop.coordinator or group == office_group(network, laptop.office)
