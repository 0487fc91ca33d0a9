"""A case book that an older program wrote opens, is brought up to date, and has lost nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

from clinic_app.store.tables import VERSION
from clinic_app.store.trail_table import Wanted
from tests.stories.clinics import Clinics, conflicting, consult, form, told

SAMPLE = Path(__file__).parent.parent / "samples" / "vault-v1"
CONSULTATION = "01a203e3-12ed-7f5e-a5cb-754c6214ab8c"
CASE = "01a203e3-12f9-7f6f-924c-777956626b73"


def test_a_vault_of_version_1_opens_and_goes_on(clinics: Clinics) -> None:
    """With a step left out of `tables._STEPS[2]` (the column `loose`) the next merge failed, and so did this."""
    folder = clinics.folder / "old"
    shutil.copytree(SAMPLE, folder)
    naryn = clinics.opened(folder)
    advice = frozenset({"the coordinator's words", "the office's words"})
    assert conflicting(naryn) == {(CONSULTATION, "advice", advice)}
    assert told(naryn.history.of("consultation", CONSULTATION), "advice")[0] == "kept since version 1"
    assert naryn.casework.load("journalist_case", CASE).title == "Redaction searched"  # type: ignore[attr-defined]
    assert naryn._desk.vault.sql.one("pragma user_version") == (VERSION,)
    later = consult(naryn, advice="since version 2")
    naryn.erasing.erase("journalist_case", CASE)
    assert naryn.casework.count("journalist_case") == 0
    assert naryn.keeping.problems() == []
    naryn = clinics.reopened(naryn)
    assert form(naryn, later).advice == "since version 2"  # type: ignore[attr-defined]
    assert naryn.streams.forked() == []


V2 = SAMPLE.parent / "vault-v2"
IN_V2 = "01a2041a-3385-7924-8cb5-8ca8d0c9f603"
LEFT_OUT_IN_V2 = ("01a2041a-33b2-7ed6-ab23-146652e7693d", "01a2041a-33b5-75db-83a1-9b2cf62ddae9")
UNDONE_IN_V2 = "01a2041a-33ce-791f-a80e-adebcdaa0953"


def test_a_vault_of_version_2_opens_and_goes_on(clinics: Clinics) -> None:
    """With the column `taken` left out of `tables._THIRD` the next merge failed, and so did this."""
    folder = clinics.folder / "old"
    shutil.copytree(V2, folder)
    coordinator = clinics.opened(folder)
    assert conflicting(coordinator) == {(IN_V2, "advice", frozenset({"the coordinator's words", "the office's words"}))}
    assert coordinator.casework.known("consultation", [*LEFT_OUT_IN_V2, UNDONE_IN_V2]) == set()
    assert coordinator._desk.vault.sql.one("pragma user_version") == (VERSION,)
    waiting = coordinator._desk.vault.counting.uncounted()  # an older program wrote no counting rows
    assert {id for _, id in waiting} >= set(coordinator.casework.ids("consultation", archived=None)) >= {IN_V2}
    assert coordinator.exchange.reports()[0].package == "NAR1-A-000004.clinic"
    assert coordinator.exchange.undo("NAR1-A-000004.clinic")[0] == []
    third = clinics.joined(coordinator, clinics.office("TAL1"))
    later = consult(third, advice="since version 3")
    clinics.carry(third, coordinator)
    assert form(coordinator, later).advice == "since version 3"  # type: ignore[attr-defined]
    assert coordinator.keeping.problems() == []


V3 = SAMPLE.parent / "vault-v3"
TORN_IN_V3, OLDER_IN_V3 = "01a204d5-636e-7698-8301-2d74cf0baae1", "01a204d5-640d-723c-bce2-8be9bdd04dc4"
OF_2025, PERSON_IN_V3 = "01a204d5-641d-71a6-8e59-e6d751ad719a", "01a204d5-6415-70c1-ae66-c2c9f5cbff9b"
ARCHIVED_IN_V3, ERASED_IN_V3 = "01a204d5-647d-780c-b0ab-bdcd266c2e52", "01a204d5-6485-7fe7-84e0-5abc143819fa"


def test_a_vault_of_version_3_opens_and_finds_what_it_found(clinics: Clinics) -> None:
    """With `_index_again` left out of `Vault._prepare` nothing was found any more, and this failed."""
    folder = clinics.folder / "old"
    shutil.copytree(V3, folder)
    coordinator = clinics.opened(folder)
    assert coordinator._desk.vault.sql.one("pragma user_version") == (VERSION,)
    assert coordinator.keeping.problems() == []
    assert [one.postponed for one in coordinator.settling.conflicts()] == [True]

    def found(words: str) -> list[str]:
        return [hit.id for hit in coordinator.searching.search(words)]

    # In the order of their days, not of their arrival, which was another.
    assert found("алимент") == [TORN_IN_V3, OF_2025, OLDER_IN_V3, ARCHIVED_IN_V3], "what is archived comes last"
    assert found("күргөк") == [TORN_IN_V3]
    assert found("0312 665544") == found("Asanova") == [PERSON_IN_V3]
    assert found("undone") == found("left out") == found("өчүрүлгөн") == []
    assert coordinator.casework.ids("consultation", words="мурас", archived=True) == [ARCHIVED_IN_V3]
    later = consult(coordinator, advice="since version 4")
    assert found("version 4") == [later.id]
    coordinator = clinics.reopened(coordinator)
    assert form(coordinator, later).advice == "since version 4"  # type: ignore[attr-defined]


V4 = SAMPLE.parent / "vault-v4"
CASE_IN_V4, HEARING_IN_V4 = "01a20584-e4b8-737a-bd36-b37e199154e0", "01a20584-e4bc-7d56-a9bf-002e8515a3d8"


def test_a_vault_of_version_4_opens_and_takes_incidents(clinics: Clinics) -> None:
    """With the new triggers left out of `tables._FIFTH` the incident was never counted, and this failed."""
    folder = clinics.folder / "old"
    shutil.copytree(V4, folder)
    coordinator = clinics.opened(folder)
    assert coordinator._desk.vault.sql.one("pragma user_version") == (VERSION,)
    assert coordinator.keeping.problems() == []
    hearing = coordinator.casework.load("case_event", HEARING_IN_V4)
    assert str(hearing.postponed_to) == "2026-05-04"  # type: ignore[attr-defined]
    assert hearing.proceeding_id is None  # type: ignore[attr-defined]
    blank = coordinator.casework.blank("incident", title="Камера сындырылды", case_ids=frozenset({CASE_IN_V4}))
    incident = coordinator.casework.save(blank).record
    assert ("incident", incident.id) in coordinator._desk.vault.counting.uncounted()
    coordinator = clinics.reopened(coordinator)
    assert coordinator.casework.load("incident", incident.id).verification == "claim"  # type: ignore[attr-defined]


V5 = SAMPLE.parent / "vault-v5"
SHARED_IN_V5, OWN_IN_V5 = "01a20634-1b48-791a-a754-c7392423a4f9", "01a20634-1bf2-7e67-914d-f0a72a6fa170"


def test_a_vault_of_version_5_opens_and_leaves_what_waits_at_its_place(clinics: Clinics) -> None:
    """With the column `sha256` not filled in for the outbox of an older program nothing was left, and this failed."""
    folder = clinics.folder / "old"
    shutil.copytree(V5, folder)
    coordinator = clinics.opened(folder)
    assert coordinator._desk.vault.sql.one("pragma user_version") == (VERSION,)
    assert coordinator.keeping.problems() == []
    for id, data in ((SHARED_IN_V5, "коркутуу каты ".encode() * 2000), (OWN_IN_V5, "дүмүрчөк ".encode() * 2000)):
        (piece,) = coordinator.evidence.of(id)
        assert coordinator.evidence.open_bytes(piece.record.id) == data
    assert [(one.name, one.kind, one.settings) for one in coordinator.places.all()] == [
        ("usb", "folder", {"path": "/media/usb"})
    ]
    stick = clinics.stick()
    coordinator.places.change("usb", "folder", {"path": str(stick)})
    third = clinics.joined(coordinator, clinics.office("TAL1"))
    done = coordinator.exchange.sync("usb")
    assert done.problem is None and "BIS-A-000003.clinic" in {one.name for one in done.published}
    assert {path.name for path in stick.iterdir()} >= {"BIS-A-000003.clinic", f"{piece.record.sealed_name}.age"}  # type: ignore[attr-defined]
    later = consult(third, advice="since version 6")
    third.places.add("usb", "folder", {"path": str(stick)})
    third.exchange.sync()
    assert coordinator.exchange.sync().fetched > 0
    assert form(coordinator, later).advice == "since version 6"  # type: ignore[attr-defined]
    assert coordinator.keeping.problems() == []


V6 = SAMPLE.parent / "vault-v6"
ERASED_IN_V6, KEPT_IN_V6 = "01a206e5-0df3-7e33-9984-186d132594a4", "01a206e5-0dfd-76c7-82d5-443194af186b"


def test_a_vault_of_version_6_opens_and_begins_a_paper_trail(clinics: Clinics) -> None:
    """With `trail_head` left out of `tables._SEVENTH` nothing could be noted."""
    folder = clinics.folder / "old"
    shutil.copytree(V6, folder)
    coordinator = clinics.opened(folder)
    desk = coordinator._desk
    assert desk.vault.sql.one("pragma user_version") == (VERSION,)
    assert coordinator.keeping.problems() == []
    assert [one.key for one in coordinator.drafts.all()] == ["consultation:new"]
    assert [(one.record, one.done, len(one.backups)) for one in coordinator.erasing.receipts()] == [
        (ERASED_IN_V6, True, 1)
    ]
    assert "usb" in coordinator.places.names()
    desk.trail.opened("consultation", KEPT_IN_V6)
    coordinator.erasing.erase("consultation", KEPT_IN_V6)
    acts = [row.act for row in desk.trail.rows(Wanted())]
    assert acts[-1] == "begun" and "opened" in acts
    assert coordinator.keeping.problems() == []
    coordinator = clinics.reopened(coordinator)
    assert coordinator._desk.trail.rows(Wanted(act="opened"))[0].record == KEPT_IN_V6
