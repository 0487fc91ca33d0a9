"""One folder of a place, as a place: whoever leaves or fetches an object there never names anything outside of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from clinic_app.errors import AlreadyThere, NotThere
from clinic_app.transport.place import LIST_MOST, Into, Listing, Place


class Within:
    """The folder `folder` of `place`; names are within it."""

    def __init__(self, place: Place, folder: str) -> None:
        self._place = place
        self._folder = folder
        self.name = place.name
        self.whole_most = place.whole_most

    def list(self, under: str = "", most: int = LIST_MOST) -> Listing:
        """The files right in the folder, or in a folder of it."""
        return self._place.list(f"{self._folder}/{under}" if under else self._folder, most)

    def read(self, name: str, start: int = 0, most: int | None = None, into: Into | None = None) -> bytes:
        """NotThere."""
        with self._named(name):
            return self._place.read(f"{self._folder}/{name}", start, most, into)

    def write(self, name: str, data: bytes) -> None:
        """AlreadyThere."""
        with self._named(name):
            self._place.write(f"{self._folder}/{name}", data)

    def remove(self, name: str) -> None:
        """What is not there is fine."""
        self._place.remove(f"{self._folder}/{name}")

    def close(self) -> None:
        """The place itself is closed by whoever opened it."""

    @contextmanager
    def _named(self, name: str) -> Iterator[None]:
        try:
            yield
        except NotThere:
            raise NotThere(name) from None
        except AlreadyThere:
            raise AlreadyThere(name) from None
