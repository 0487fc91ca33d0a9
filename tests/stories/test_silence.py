"""Which office has gone silent: told at a glance, by when anything of it last came."""

from __future__ import annotations

from tests.stories.clinics import Clinics, consult
from tests.stories.places import Cloud, Later, sync, use_cloud


def test_fine_late_and_silent_offices(clinics: Clinics) -> None:
    cloud, clock, bishkek = Cloud(), Later(), clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    osh = clinics.joined(bishkek, clinics.office("OSH1"))
    talas = clinics.joined(bishkek, clinics.office("TAL1"))
    for clinic in (bishkek, naryn, osh, talas):
        use_cloud(clinic, cloud)
    bishkek.places.clock = clock
    consult(naryn)
    sync(naryn)
    sync(bishkek)
    levels = {one.office: one.level for one in bishkek.outbox.silent()}
    assert levels == {"NAR1": "fine", "OSH1": "silent", "TAL1": "silent"}
    clock.days(8)
    assert {one.office: one.level for one in bishkek.outbox.silent()}["NAR1"] == "late"
    clock.days(7)
    (naryn_heard,) = [one for one in bishkek.outbox.silent() if one.office == "NAR1"]
    assert naryn_heard.level == "silent" and naryn_heard.last_heard is not None
    assert [(one.letter, one.newest, one.missing) for one in naryn_heard.laptops] == [("A", "NAR1-A-000001.clinic", ())]
    assert [one.office for one in bishkek.outbox.silent()][-1] == "NAR1", "the longest silent first"


def test_what_waits_for_an_office_and_what_it_lacks(clinics: Clinics) -> None:
    cloud, bishkek = Cloud(), clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    for clinic in (bishkek, naryn):
        use_cloud(clinic, cloud)
    record = consult(naryn)
    sync(naryn)
    sync(bishkek)
    sync(naryn)
    from tests.stories.clinics import edit

    edit(bishkek, bishkek.casework.load("consultation", record.id), advice="the coordinator's words")
    sync(bishkek)
    (heard,) = bishkek.outbox.silent()
    assert heard.waiting == 1 and heard.waiting_bytes > 0
    sync(naryn)
    sync(bishkek)
    (heard,) = bishkek.outbox.silent()
    assert (heard.waiting, heard.waiting_bytes) == (0, 0)
    assert naryn.outbox.silent()[0].office == "BIS"
