"""Places for stories: a cloud in memory that several case books use; its calls are counted and can be made to fail."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from clinic_app.clinic import Clinic
from clinic_app.errors import NotTrusted
from clinic_app.exchange.index import read_index
from clinic_app.transport.kinds import open_place
from clinic_app.transport.place import Listing, Place
from clinic_app.transport.settings_fields import Settings
from clinic_app.use_cases.exchanging.syncing import SyncDone
from tests.transport.fake_place import FakePlace

SETTINGS = {"url": "https://cloud.example.org/dav/clinic", "user": "anna"}
SECRET = "app password 77-blue"


class Cloud(FakePlace):
    """A place on a line: objects under their hashes. `answered` counts the bytes of listings and readings."""

    name = "cloud"

    def __init__(self) -> None:
        super().__init__()
        self.requests = self.answered = 0

    def list(self, under: str = "", most: int = 5000) -> Listing:
        found = super().list(under, most)
        self._count(sum(len(one.name) + len(str(one.bytes)) for one in found.files))
        return found

    def read(self, name, start=0, most=None, into=None):  # type: ignore[no-untyped-def]  # as the place's own
        before = self.came
        data = super().read(name, start, most, into)
        self._count(self.came - before)
        return data

    def write(self, name: str, data: bytes) -> None:
        self._count(0)
        super().write(name, data)

    def remove(self, name: str) -> None:
        self._count(0)
        super().remove(name)

    def _count(self, size: int) -> None:
        self.requests += 1
        self.answered += size

    def begin_count(self) -> None:
        self.requests = self.answered = 0
        self.calls.clear()

    def names(self, part: str) -> set[str]:
        """The names of what lies in a folder of that name."""
        return {name for name in self.files if f"/{part}/" in name}

    @property
    def objects(self) -> set[str]:
        """The hashes of what lies there whole."""
        return {name.rpartition("/")[2] for name in self.names("objects")}

    @property
    def indexes(self) -> set[str]:
        return self.names("index")


class Later:
    """A clock that is put on by hand."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def days(self, number: float) -> None:
        self.now += timedelta(days=number)


def use_cloud(clinic: Clinic, cloud: Place, name: str = "cloud") -> None:
    """Let a case book have the cloud as a place of the kind webdav."""
    before = clinic.places.opener

    def opener(kind: str, settings: Settings, told: str) -> Place:
        return cloud if told == name else before(kind, settings, told)

    clinic.places.opener = opener
    if name not in clinic.places.names():
        clinic.places.add(name, "webdav", SETTINGS, {"password": SECRET})


def use_stick(clinic: Clinic, stick: Path, name: str = "stick") -> None:
    clinic.places.add(name, "folder", {"path": str(stick)})


def sync(clinic: Clinic, name: str | None = None) -> SyncDone:
    """One exchange, without waiting for a line that does not come back."""
    return clinic.exchange.sync(name, wait=False)


def told_by_indexes(cloud: Cloud, clinics: list[Clinic]) -> dict[str, set[str]]:
    """index -> the objects it names, of every index that lies there and is signed by one of these."""
    network = clinics[0].identity.network_id
    keys = {one.identity.device_id: _key(one) for one in clinics}
    told: dict[str, set[str]] = {}
    for name in cloud.indexes:
        with suppress(NotTrusted):  # the half of one
            index = read_index(cloud.files[name], network, lambda device, _: keys[device])
            told[name] = {one.sha256 for one in index.objects}
    return told


def _key(clinic: Clinic) -> str:
    from clinic_app.use_cases.exchanging.signing_keys import signer_of

    return signer_of(clinic._desk).public_key


__all__ = ["Cloud", "Later", "open_place", "sync", "told_by_indexes", "use_cloud", "use_stick"]
