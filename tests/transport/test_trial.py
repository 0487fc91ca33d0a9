"""The trial behind "Try it": what it finds at places that are almost right, and that it leaves nothing there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clinic_app.errors import NotThere, PlaceFailed, Trouble
from clinic_app.transport.folder import FolderPlace
from clinic_app.transport.http_trouble import retry_after
from clinic_app.transport.place import Into
from clinic_app.transport.trial import try_it
from clinic_app.wording.sentences import sentence


class Odd(FolderPlace):
    """A folder that does one thing wrongly."""

    fault = ""

    def write(self, name: str, data: bytes) -> None:
        if self.fault == "overwrites":
            (self.path / name).unlink(missing_ok=True)
        super().write(name, data)

    def read(self, name: str, start: int = 0, most: int | None = None, into: Into | None = None) -> bytes:
        if self.fault == "loses":
            raise NotThere(name)
        if self.fault == "breaks":
            raise PlaceFailed(self.name, Trouble.CUT)
        data = super().read(name, start, most, into)
        return data[:-1] if self.fault == "cuts short" else data


FAULTS = {
    "overwrites": Trouble.SERVER,
    "loses": Trouble.WRONG,
    "cuts short": Trouble.WRONG,
    "breaks": Trouble.CUT,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_a_place_does_wrongly_is_found_and_nothing_is_left(fault: str, tmp_path: Path) -> None:
    place = Odd(str(tmp_path), "Cloud")
    try_it(place)
    place.fault = fault
    with pytest.raises(PlaceFailed) as failed:
        try_it(place)
    assert failed.value.why is FAULTS[fault]
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []
    if fault == "overwrites":
        assert "replace another's" in sentence(failed.value)


TOLD: dict[str, Callable[[float], bool]] = {
    "7": lambda seconds: seconds == 7,
    "99999999": lambda seconds: seconds == 86_400,
    "Wed, 21 Oct 2099 07:28:00 GMT": lambda seconds: seconds == 86_400,
    "Wed, 21 Oct 2015 07:28:00 GMT": lambda seconds: seconds == 0,
    "soon": lambda seconds: seconds == 0,
    "": lambda seconds: seconds == 0,
    "-5": lambda seconds: seconds == 0,
    "Wed, 21 Oct 2099 07:28:00 -0000": lambda seconds: seconds == 0,
}


@pytest.mark.parametrize("told", TOLD)
def test_when_to_come_again_is_understood_and_never_longer_than_a_day(told: str) -> None:
    assert TOLD[told](retry_after(told))
