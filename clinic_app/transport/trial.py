"""The trial behind "Try it": whether a place lets us list, write, read back and remove."""

from __future__ import annotations

import secrets

from clinic_app.errors import NotThere, PlaceFailed, Trouble
from clinic_app.transport.place import Place

FOLDER = "trial"


def try_it(place: Place) -> None:
    """List, write a small file, read it back, take it away again. PlaceFailed says what is wrong."""
    place.list("")
    name = f"{FOLDER}/{secrets.token_hex(8)}"
    told = secrets.token_bytes(64)
    place.write(name, told)
    try:
        came_back = place.read(name)
    except NotThere:
        came_back = b""
    place.remove(name)
    if came_back != told:
        raise PlaceFailed(place.name, Trouble.WRONG)
