"""The ways into a case book, each for the vault's thread: found, open, recover, restore, practise."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Any


class Doors:
    """The ways into the case book in `folder`. `kdf_floor` and `use_keyring=False` are for tests and the tour;
    `practice` marks what is founded here as DEMO.
    """

    def __init__(
        self, folder: Path, *, kdf_floor: bool = False, use_keyring: bool = True, practice: bool = False
    ) -> None:
        self.folder = folder
        self._kdf_floor, self._use_keyring, self._practice = kdf_floor, use_keyring, practice
        self._demo: Path | None = None

    def is_new(self) -> bool:
        """Whether there is no case book here yet."""
        from clinic_app.keys.slot_folder import has_slots
        from clinic_app.store.vault import FILE

        return not has_slots(self.folder) and not (self.folder / FILE).exists()

    def people(self) -> list[tuple[str, str]]:
        """(lock, whose it is), by the alphabet, where the computer's keyring tells it; none otherwise."""
        from clinic_app.keys.slots import slot_labels
        from clinic_app.wording.alphabet import alphabet_key

        named = [(slot, name.decode("utf-8", "replace")) for slot, name in slot_labels(self.folder).items()]
        return sorted(named, key=lambda one: alphabet_key(one[1]))

    def seconds_to_wait(self) -> int:
        """How long the next try must wait after wrong ones."""
        from clinic_app.keys.tries import seconds_to_wait

        return seconds_to_wait(self.folder)

    def leave_recovery_only(self) -> Any:
        """The second step of the panic key."""
        from clinic_app.keys.panic import leave_recovery_only

        return leave_recovery_only(self.folder)

    def found(self, facts: Any) -> tuple[Any, str]:
        """A new case book: (the open Clinic, the recovery code)."""
        from clinic_app.clinic import Clinic

        return Clinic.found(
            self.folder,
            office_code=facts.office_code,
            office_name=facts.office_name,
            person=facts.person,
            role=facts.role,
            passphrase=facts.passphrase,
            use_keyring=facts.use_keyring and self._use_keyring,
            kdf_floor=self._kdf_floor,
            demo=self._practice,
        )

    def open(self, passphrase: str, slot: str | None = None) -> Any:
        """Open by passphrase; with `slot` as that person alone."""
        from clinic_app.clinic import Clinic

        return Clinic.open(self.folder, passphrase, slot)

    def behind(self, code: str) -> Any:
        """Whose passphrases there are, for whoever holds the recovery sheet: WhoseSlot for each."""
        from clinic_app.use_cases.recovering import people_behind

        return people_behind(self.folder, code)

    def recover(self, code: str, passphrase: str, slot: str | None = None, *, without_keyring: bool = False) -> Any:
        """Set a new passphrase by the recovery code, and open."""
        from clinic_app.clinic import Clinic

        return Clinic.recover(self.folder, code, passphrase, slot, without_keyring=without_keyring)

    def restore(self, file: Path, passphrase: str, code: str = "") -> Any:
        """Put a backup back, and open; with `code` the passphrase is a new one."""
        from clinic_app.clinic import Clinic

        Clinic.restore(file, self.folder, passphrase, code=code)
        return Clinic.open(self.folder, passphrase)

    def demo(self) -> Any:
        """A throw-away case book of a coordinator with 21 offices of invented people, open."""
        from clinic_app.clinic import Clinic
        from clinic_app.use_cases.demo_book import found_demo_network

        self.clean_up()
        self._demo = Path(tempfile.mkdtemp(prefix="clinic-demo-"))
        return Clinic(*found_demo_network(self._demo, date.today()))

    def clean_up(self) -> None:
        """Take the practice data away."""
        if self._demo is not None:
            shutil.rmtree(self._demo, ignore_errors=True)
            self._demo = None
