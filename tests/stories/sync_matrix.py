"""Every fault at every call of every kind of place, each as a whole `sync` of a real case book; then the fault is gone.

An office (naryn) syncs through a spoiled place: it looks (list), takes in what the coordinator has left (read), leaves
its own package (write, rename, read back) and the index of it, and takes away what everybody has (remove). Asked after
the spoiled sync: is the trouble named, in three languages; does the outbox say "there" of nothing but what lies there,
byte for byte; is what was sealed still kept? Then, without the fault: does the next sync complete, has the coordinator
everything exactly once, and lies nothing half done or twice at the place?

Planted once, each found by the few cells, too: "there" unasked (`Putting.read_on` gives SAME); sealed bytes dropped
when an errand takes them along (`Departures.begin`); a failure of an object passed over, so that its index is left.
All cells are tried in tests/long/test_sync_matrix.py, a few in tests/stories/test_sync_matrix.py.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from clinic_app.clinic import Clinic
from clinic_app.errors import PlaceFailed
from clinic_app.transport.place import Place
from clinic_app.transport.settings_fields import FolderSettings
from clinic_app.use_cases.exchanging.syncing import SyncDone
from clinic_app.wording.sentences import sentence
from clinic_app.wording.words import speak
from tests.stories.clinics import Clinics, consult, edit, form
from tests.stories.places import Cloud, sync, use_cloud, use_stick
from tests.stories.sync_cells import Cell, hoped
from tests.stories.sync_stages import NAME, Servers, Stage, stage_of

# A place that said of old packages that they were gone keeps them: nobody asks again.
_FORGOTTEN = {("remove", "404"), ("list", "no such file"), ("remove", "no such file")}
OURS, THEIRS = "written in the village", "written in the city"


@dataclass
class Shelf:
    """Two case books with a past, closed, and what lies at their place; every cell begins with a copy."""

    at: Path
    flat: bool
    network: str
    record: str
    files: dict[str, bytes]

    def copied(self, to: Path) -> tuple[Path, Path]:
        """The folders of (naryn, bishkek)."""
        for who in ("naryn", "bishkek"):
            shutil.copytree(self.at / who, to / who)
        return to / "naryn", to / "bishkek"


def shelved(at: Path, *, flat: bool) -> Shelf:
    """A past: packages both ways, one that everybody has acknowledged, and one of the coordinator not yet fetched."""
    at.mkdir()
    clinics, stick = Clinics(at / "lives"), at / "stick"
    (at / "lives").mkdir()
    stick.mkdir()
    cloud = Cloud()
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    for clinic in (naryn, bishkek):
        use_stick(clinic, stick, NAME) if flat else use_cloud(clinic, cloud, NAME)
    record = consult(naryn, advice="long ago")
    for _ in range(3):
        for clinic in (naryn, bishkek):
            assert sync(clinic).problem is None
    edit(bishkek, form(bishkek, record), advice=THEIRS)
    assert sync(bishkek).problem is None
    consult(naryn, advice=OURS)
    network = naryn.identity.network_id
    for clinic, who in ((naryn, "naryn"), (bishkek, "bishkek")):
        folder = clinic.folder
        clinics.close(clinic)
        shutil.copytree(folder, at / who)
    files = {str(one.relative_to(stick)): one.read_bytes() for one in stick.rglob("*") if one.is_file()}
    return Shelf(at, flat, network, record.id, files if flat else dict(cloud.files))


@dataclass
class Trial:
    """Two laptops at one place; the office's way to it is the spoiled one."""

    stage: Stage
    shelf: Shelf
    naryn: Clinic
    bishkek: Clinic
    opened: list[Place] = field(default_factory=list)

    def settle(self) -> None:
        """Put what lay at the shelf's place where this place is; a week passes: something is to be removed."""
        place = self.stage.straight()
        for name, data in self.shelf.files.items():
            place.write(name, data)
        place.close()
        for clinic, way in ((self.naryn, "spoiled"), (self.bishkek, "straight")):
            self._use(clinic, way)

    def _use(self, clinic: Clinic, way: str) -> None:
        if self.shelf.flat:
            clinic.places._keep(NAME, "folder", FolderSettings(self.stage.folder))

        def opener(_kind: str, _settings: Any, _told: str) -> Place:
            self.opened.append(getattr(self.stage, way)())
            return self.opened[-1]

        clinic.places.opener = opener
        later = datetime.now(UTC) + timedelta(days=9)
        clinic.places.clock = lambda: later

    def close(self) -> None:
        for place in self.opened:
            place.close()

    def lies_there(self, row: Any) -> bool:
        """Whether an object of the office's outbox lies at the place, byte for byte."""
        folder = f"clinic1/{self.shelf.network[:16]}/objects/{row.life}"
        place = self.stage.straight()
        try:
            name = row.name if self.shelf.flat else f"{folder}/{row.sha256}"
            return hashlib.sha256(place.read(name)).hexdigest() == row.sha256
        finally:
            place.close()

    def rows(self) -> list[Any]:
        return [row for row in self.naryn._desk.vault.exchange.places.objects(NAME) if row.kind == "package"]


@contextmanager
def trial(cell: Cell, shelf: Shelf, at: Path, running: Servers) -> Iterator[Trial]:
    naryn, bishkek = shelf.copied(at)
    clinics = Clinics(at)
    with stage_of(cell, at, running) as stage:
        made = Trial(stage, shelf, clinics.opened(naryn), clinics.opened(bishkek))
        try:
            made.settle()
            yield made
        finally:
            stage.heal()
            made.close()
            clinics.close_all()


def try_out(cell: Cell, shelf: Shelf, at: Path, running: Servers) -> None:
    """One cell, as the head of this page says."""
    with trial(cell, shelf, at, running) as told:
        told.stage.arm()
        spoilt = sync(told.naryn)
        assert told.stage.struck(), "this sync makes no such call"
        told.stage.heal()
        _assert_honest(cell, told, spoilt)
        _assert_nothing_lost(told)
        whole = sync(told.naryn)
        assert whole.problem is None and whole.oddities == (), (whole.problem, whole.oddities)
        _assert_all_arrives_once(cell, told)


def _assert_honest(cell: Cell, told: Trial, spoilt: SyncDone) -> None:
    """The right trouble in words; "there" is said of what lies there, and a fault of nothing that went well."""
    problem = spoilt.problem
    why = problem.why if isinstance(problem, PlaceFailed) else problem
    assert why in hoped(cell), (why, getattr(problem, "detail", ""), spoilt.oddities)
    shown = told.naryn.places.one(NAME).problem
    assert (shown.why if shown else None) is why
    if isinstance(problem, PlaceFailed):
        sentences = set()
        for language in ("en", "ru", "ky"):
            speak(language)
            sentences.add(sentence(problem))
        speak("en")
        assert len(sentences) == 3 and all(one.startswith(f"{NAME}: ") or "cloud" in one for one in sentences)
    said = {row.sha256: row for row in told.naryn.outbox.rows() if row.place == NAME}
    for row in told.rows():
        if row.state == "there":
            assert told.lies_there(row), "said to be there"
        elif row.sha256 in said:
            assert said[row.sha256].state in ("sealed", "sending", "failed"), said[row.sha256].state
    published = {one.name for one in spoilt.published}
    assert published <= {row.name for row in told.rows() if row.state == "there"}


def _assert_nothing_lost(told: Trial) -> None:
    """What was written is here, and what is sealed and not acknowledged is kept."""
    advices = {form_of(told.naryn, one).advice for one in told.naryn.casework.ids("consultation")}
    assert OURS in advices
    kept = told.naryn._desk.vault.exchange
    waiting = [row for row in told.rows() if row.state in ("waiting", "there") and not row.free_since]
    assert all(kept.sealed(row.sha256) for row in waiting)


def _assert_all_arrives_once(cell: Cell, told: Trial) -> None:
    naryn, bishkek = told.naryn, told.bishkek
    assert form_of(naryn, told.shelf.record).advice == THEIRS
    rows = [row for row in told.rows() if not row.receipt]
    assert rows and all(row.state == "there" for row in rows)
    came = sync(bishkek)
    assert came.problem is None and came.oddities == ()
    assert [one.status for one in came.merged].count("merged") == 1
    ids = bishkek.casework.ids("consultation")
    assert len(ids) == 2 and {form_of(bishkek, one).advice for one in ids} == {THEIRS, OURS}
    assert sync(bishkek).fetched == 0 and sync(naryn).problem is None
    assert naryn.streams.gaps() == bishkek.streams.gaps() == []
    _assert_no_litter(cell, told)


def _assert_no_litter(cell: Cell, told: Trial) -> None:
    """Each package of the office lies there once, whole or in parts, and nothing that nobody knows of any more."""
    if told.shelf.flat or (cell.call, cell.fault) in _FORGOTTEN:
        return
    place = told.stage.straight()
    known = {row.sha256 for row in told.rows()}
    try:
        for life in {row.life for row in told.rows()}:
            listed = [one.name for one in place.list(f"clinic1/{told.shelf.network[:16]}/objects/{life}").files]
            whole = {name for name in listed if "." not in name}
            assert whole <= known and {name.removesuffix(".parts") for name in listed if ".parts" in name} <= known
            assert not {name for name in whole if f"{name}.parts" in listed}, "whole and in parts"
    finally:
        place.close()


def form_of(clinic: Clinic, record: str) -> Any:
    return clinic.casework.load("consultation", record)
