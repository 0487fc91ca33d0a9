"""A full round in a temporary folder: found, join, record, seal, merge, print. What the packaged program runs after
installing.
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from clinic_app.errors import ClinicError
from clinic_app.records.person import Person
from clinic_app.reports.writing import report_bytes
from clinic_app.use_cases import opening
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.exchange import Exchange
from clinic_app.use_cases.networking import Networking
from clinic_app.use_cases.reporting import Reporting

WORDS = "self-test 4071 words"


def full_round() -> list[str]:
    """What did not work, as step names; empty when everything did. Leaves nothing behind."""
    desks: list[Desk] = []
    with tempfile.TemporaryDirectory(prefix="clinic-self-test-") as room:
        try:
            return _round(Path(room), desks)
        except ClinicError as problem:
            return [type(problem).__name__]
        finally:
            for desk in desks:
                desk.vault.close()


def _round(room: Path, desks: list[Desk]) -> list[str]:
    office, coordinator = (
        _found(room / name, name.upper(), role) for name, role in (("of", "lawyer"), ("co", "coordinator"))
    )
    desks += [office, coordinator]
    network = Networking(coordinator, Casework(coordinator))
    network.create("self-test")
    joining = Networking(office, Casework(office))
    joining.request(room / "request")
    admitted = network.admit(room / "request", "OF", room / "invitation")
    joining.join(room / "invitation", admitted.network_digits)
    saved = Casework(office).save(Casework(office).blank("person", name_display="Үсөн Өмүрбеков"))
    case = Casework(office).blank(
        "journalist_case",
        title="self-test",
        opened_on=date(2026, 1, 1),
        person_id=saved.record.id,
        attack_types=frozenset({"P.ATT"}),
        stage="active",
        urgency="U3",
        risk_level="R0",
        publication_consent="C0",
    )
    kept = Casework(office).save(case).record
    stick = room / "stick"
    stick.mkdir()
    problems = [] if Exchange(office, Casework(office)).export(stick) else ["export"]
    Exchange(coordinator, Casework(coordinator)).merge([stick])
    there = Casework(coordinator).load("journalist_case", kept.id)
    person = Casework(coordinator).load("person", saved.record.id)
    assert isinstance(person, Person)
    if there.registers() != kept.registers() or person.name_display != "Үсөн Өмүрбеков":
        problems.append("merge")
    paper = Reporting(coordinator, Casework(coordinator)).build("hotline", date(2026, 1, 1), date(2026, 12, 31))
    if not report_bytes(paper, ".pdf").startswith(b"%PDF"):
        problems.append("report")
    if office.vault.problems() or coordinator.vault.problems():
        problems.append("vault")
    return problems


def _found(folder: Path, code: str, role: str) -> Desk:
    desk, master, _ = opening.found(
        folder,
        office_code=code,
        office_name=code,
        person=code,
        role=role,
        passphrase=WORDS,
        use_keyring=False,
        kdf_floor=True,
    )
    master.forget()
    return desk
