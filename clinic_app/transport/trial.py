"""The trial behind "Try it": whether a place lets us list, write, read back and remove."""

from __future__ import annotations

import secrets
from contextlib import suppress

from clinic_app.errors import AlreadyThere, NotThere, PlaceFailed, Trouble
from clinic_app.transport.place import Place

FOLDER = "trial"


def try_it(place: Place) -> None:
    """List, write a small file, see that it cannot be overwritten, read it back, take it away again.

    PlaceFailed says what is wrong; SERVER "overwrites": the place would let one laptop's files destroy another's.
    """
    place.list("")
    name = f"{FOLDER}/{secrets.token_hex(8)}"
    told = secrets.token_bytes(64)
    place.write(name, told)
    try:
        overwrites = _overwritten(place, name, told[::-1])
        came_back = _read_back(place, name)
    except PlaceFailed:
        with suppress(PlaceFailed):
            place.remove(name)
        raise
    place.remove(name)
    if overwrites:
        raise PlaceFailed(place.name, Trouble.SERVER, "overwrites")
    if came_back != told:
        raise PlaceFailed(place.name, Trouble.WRONG)


def _overwritten(place: Place, name: str, data: bytes) -> bool:
    try:
        place.write(name, data)
    except AlreadyThere:
        return False
    return True


def _read_back(place: Place, name: str) -> bytes:
    try:
        return place.read(name)
    except NotThere:
        return b""
