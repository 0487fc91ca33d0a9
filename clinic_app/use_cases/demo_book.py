"""A throw-away case book full of believable, invented data, for looking around and for training.

Marked DEMO everywhere.
"""

from __future__ import annotations

import secrets
from datetime import date
from pathlib import Path

from clinic_app.keys.master_key import MasterKey
from clinic_app.use_cases import demo, opening
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk

OFFICE = "NAR1"
LETTER = "B"
OWNER = "Айгүл Токтосунова"


def found_demo(folder: Path, today: date, passphrase: str = "") -> tuple[Desk, MasterKey]:
    """A demo case book of one office in `folder`, with its own random passphrase unless one is given."""
    from clinic_app.reference.lists import document

    told = next(one for one in document("synthetic_demo_params.json")["offices"] if one["id"] == OFFICE)
    desk, master, _ = opening.found(
        folder,
        office_code=OFFICE,
        office_name=told["label"]["ky"],
        person=OWNER,
        role="lawyer",
        passphrase=passphrase or secrets.token_hex(16),
        use_keyring=False,
        kdf_floor=True,
        demo=True,
    )
    desk.renew(letter=LETTER)
    records = demo.demo_office(today, owner_id=desk.identity.member_id)
    Casework(desk).save_many(records)
    for record in records:
        prefix, _, number = str(getattr(record, "record_no", "")).rpartition("-")
        if number.isdigit():
            desk.vault.count_from(prefix, int(number))
    return desk, master
