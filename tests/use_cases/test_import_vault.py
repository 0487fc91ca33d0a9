"""The register goes into a real, encrypted vault in one transaction, and reads back as it was planned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clinic_app.progress import Quiet
from clinic_app.use_cases import opening
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.conflicts_of_interest import Interests
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.drafts import Memory
from clinic_app.use_cases.importing.case_book import CaseBook
from clinic_app.use_cases.importing.importing import Importing
from clinic_app.use_cases.people import People
from tests.use_cases.test_import_hotline import HOTLINE


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk, _, _ = opening.found(
        tmp_path / "vault",
        office_code="NAR1",
        office_name="Нарын кеңсеси",
        person="Жылдыз Асанова",
        role="lawyer",
        passphrase="correct horse battery staple",
        use_keyring=False,
        kdf_floor=True,
    )
    yield desk
    desk.vault.close()


def test_the_register_in_a_real_vault(desk: Desk) -> None:
    casework = Casework(desk)
    people = People(desk, casework)
    book = CaseBook(desk, casework, Interests(desk, casework, people))
    importing = Importing(book, desk.identity, people, Memory(desk, "import"))
    plan = importing.plan(HOTLINE, "consultation")
    before = casework.count("consultation")
    done = importing.carry_out(plan, Quiet())
    assert (before, done.added, done.people, len(done.errors)) == (0, 1761, 1417, 14)
    assert casework.count("consultation") == 1761
    for record in plan.records[:3] + plan.records[-3:]:
        assert casework.load(record.type.name, record.id).registers() == record.registers()
    again = importing.plan(HOTLINE, "consultation")
    assert (again.added, again.skipped, again.people) == (0, 1761, 0)
    assert importing.remembered(plan.headings) == plan.mapping
