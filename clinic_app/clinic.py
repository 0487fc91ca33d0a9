"""The one place that wires: an open case book with everything a person can do in it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from clinic_app.changes import Changes
from clinic_app.keys.master_key import MasterKey
from clinic_app.progress import Progress
from clinic_app.use_cases import named_opening, opening, recovering
from clinic_app.use_cases.accounts import Accounts
from clinic_app.use_cases.approving import Approving
from clinic_app.use_cases.backing_up import restoring
from clinic_app.use_cases.backups import Backups
from clinic_app.use_cases.bin import Bin
from clinic_app.use_cases.case_paper import CasePaper
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.conflicts_of_interest import Interests
from clinic_app.use_cases.deadlines import Deadlines
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.disclosing import Publishing
from clinic_app.use_cases.drafts import Drafts, Memory
from clinic_app.use_cases.duty_requests import DutyRequests
from clinic_app.use_cases.erasing import Erasing
from clinic_app.use_cases.erasure_papers import ErasurePapers
from clinic_app.use_cases.evidence import Evidence
from clinic_app.use_cases.exchanging.exchange import Exchange
from clinic_app.use_cases.exchanging.outbox import Outbox
from clinic_app.use_cases.exchanging.places import Places
from clinic_app.use_cases.exchanging.streams import Streams
from clinic_app.use_cases.handing_over import HandingOver
from clinic_app.use_cases.history import History
from clinic_app.use_cases.identity import Identity
from clinic_app.use_cases.importing.case_book import CaseBook
from clinic_app.use_cases.importing.importing import Importing
from clinic_app.use_cases.incident_table import IncidentTable
from clinic_app.use_cases.incidents import Incidents
from clinic_app.use_cases.intake import Intake
from clinic_app.use_cases.keeping import Keeping
from clinic_app.use_cases.linking import Linking
from clinic_app.use_cases.list_export import ListExport
from clinic_app.use_cases.listing import Listing
from clinic_app.use_cases.locks import Locks
from clinic_app.use_cases.networking import Networking
from clinic_app.use_cases.outside_copies import OutsideCopies
from clinic_app.use_cases.own_lists import OwnLists
from clinic_app.use_cases.people import People
from clinic_app.use_cases.proceedings import Proceedings
from clinic_app.use_cases.recovering import Recovery
from clinic_app.use_cases.relations import Relations
from clinic_app.use_cases.reporting import Reporting
from clinic_app.use_cases.safety import Safety
from clinic_app.use_cases.searching import Searching
from clinic_app.use_cases.settling import Settling
from clinic_app.use_cases.several import Several
from clinic_app.use_cases.slip import Slips
from clinic_app.use_cases.taking_over import TakingOver
from clinic_app.use_cases.term_book import TermBook
from clinic_app.use_cases.term_rules import TermRules
from clinic_app.use_cases.timeline import Timeline
from clinic_app.use_cases.today import Today
from clinic_app.use_cases.trail_reading import TrailReading


class Clinic:
    """An open case book. Everything on it runs on the one thread that owns the vault."""

    def __init__(self, desk: Desk, master: MasterKey) -> None:
        self._desk = desk
        self._master = master
        self.trail = desk.trail
        self.casework = Casework(desk)
        whole = self.casework.whole  # for what the program does by itself: it keeps nothing back
        self.trail_reading = TrailReading(desk, self.casework)
        self.people = People(desk, self.casework)
        self.interests = Interests(desk, self.casework, self.people)
        self.intake = Intake(desk, self.casework, self.people, self.interests)
        self.relations = Relations(self.casework, self.intake)
        self.incidents = Incidents(desk, self.casework)
        self.publishing = Publishing(desk, self.casework, Incidents(desk, whole))
        self.safety = Safety(desk, self.casework)
        self.history = History(desk, self.casework)
        self.timeline = Timeline(desk, self.casework)
        self.linking = Linking(desk, self.casework, self.interests.look_again)
        self.searching = Searching(desk, self.casework)
        self.drafts = Drafts(desk)
        self.settling = Settling(desk, self.casework)
        self.network = Networking(desk, whole)
        self.lists = OwnLists(desk, whole)
        self.deadlines = Deadlines(desk, self.casework, TermBook(whole))
        self.rules = TermRules(desk, self.casework, self.deadlines.after_merge)
        self.proceedings = Proceedings(desk, self.casework, self.deadlines)
        self.duty_requests = DutyRequests(desk, self.casework, self.deadlines)
        self.places = Places(desk.vault)
        self.exchange = Exchange(desk, self.casework, self._after_merge, self.places)
        self.outbox = Outbox(desk, self.places)
        self.slips = Slips(desk)
        self.erasing = Erasing(desk, self.casework)
        self.erasure_papers = ErasurePapers(desk)
        self.evidence = Evidence(desk, self.casework)
        self.outside = OutsideCopies(desk, self.evidence)
        self.listing = Listing(desk, self.casework, self.interests.waiting_ids)
        self.list_export = ListExport(desk, self.casework, self.interests.as_they_stand, self.publishing)
        self.incident_table = IncidentTable(desk, self.casework, self.publishing)
        self.narrowed = Memory(desk, "narrowed", own=True)  # it says what somebody looked for
        self.several = Several(desk, self.casework)
        self.taking_over = TakingOver(desk, self.casework)
        self.bin = Bin(desk, self.casework, self.several, self.erasing)
        self.handing_over = HandingOver(desk, self.casework)
        self.streams = Streams(desk, whole)
        book = CaseBook(desk, self.casework, self.interests)
        self.importing = Importing(book, desk.identity, self.people, Memory(desk, "import"))
        self.case_paper = CasePaper(desk, self.casework, self.timeline)
        self.reporting = Reporting(
            desk,
            self.casework,
            due_days=self.duty_requests.due_days,
            sheets={"seizure": self.case_paper.seizure},
        )
        self.keeping = Keeping(desk, whole, master)
        self.locks = Locks(desk.vault)
        self.recovery = Recovery(desk, master)
        self.accounts = Accounts(desk, self.casework, master)
        self.approving = Approving(desk, self.casework)
        self.backups = Backups(desk, master)
        self.today = Today(self.casework, self.drafts, self.exchange, self.interests)
        self.lists.read_again()
        self.safety.forget_expired()

    @classmethod
    def found(
        cls,
        folder: Path,
        *,
        office_code: str,
        office_name: str,
        person: str,
        role: str,
        passphrase: str,
        use_keyring: bool = True,
        kdf_floor: bool = False,
        demo: bool = False,
    ) -> tuple[Clinic, str]:
        """A new case book, open, and its recovery code, which is shown once."""
        desk, master, code = opening.found(
            folder,
            office_code=office_code,
            office_name=office_name,
            person=person,
            role=role,
            passphrase=passphrase,
            use_keyring=use_keyring,
            kdf_floor=kdf_floor,
            demo=demo,
        )
        return cls(desk, master), code

    @classmethod
    def open(cls, folder: Path, passphrase: str, slot: str | None = None, *, person: str = "") -> Clinic:
        """An existing case book, as whoever's passphrase it is; `slot` tries one lock alone, `person` (a name) lets
        nobody else in.

        NoVault, WrongPassphrase, NoSuchPerson, KeyringEntryMissing, AccountClosed, VaultDamaged, VaultNewer.
        """
        if person:
            desk, master = named_opening.unlock_as(folder, passphrase, person)
        else:
            desk, master = opening.unlock(folder, passphrase, slot)
        desk.trail.soon("unlocked", "member", desk.identity.member_id)
        return cls(desk, master)

    @classmethod
    def recover(
        cls,
        folder: Path,
        code: str,
        new_passphrase: str,
        slot: str | None = None,
        *,
        without_keyring: bool = False,
    ) -> Clinic:
        """Open by the recovery code with a new passphrase for `slot` (else the first person's).

        WrongRecoveryCode, PassphraseTooWeak, KeyringMissing, UnknownSlot, NoVault, VaultDamaged.
        """
        return cls(*recovering.recover(folder, code, new_passphrase, slot=slot, without_keyring=without_keyring))

    @staticmethod
    def restore(
        file: Path, to: Path, passphrase: str, *, code: str = "", progress: Progress | None = None
    ) -> restoring.Restored:
        """Put a backup back into an empty folder; with `code` the passphrase is a new one."""
        return restoring.restore(file, to, passphrase, code=code, progress=progress)

    def in_one_change(self) -> AbstractContextManager[None]:
        """Several changes that stand or fall together."""
        return self._desk.vault.changing()

    @property
    def folder(self) -> Path:
        return self._desk.vault.folder

    @property
    def identity(self) -> Identity:
        """Who works here, as of now."""
        return self._desk.identity

    def _after_merge(self, changes: Changes) -> Changes:
        """What news may mean for other records of this laptop; gives what else was touched."""
        self.interests.after_merge(changes)
        return self.deadlines.after_merge(changes)

    def look_again(self) -> None:
        """Read the owner anew, after another program has written."""
        self._desk.look_again()
        self.lists.read_again()

    def data_version(self) -> int:
        """Changes when another program has written to the case book."""
        return self._desk.vault.data_version()

    def __enter__(self) -> Clinic:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the vault and let go of the keys, as far as Python allows."""
        self._desk.trail.let_go()
        self._desk.vault.close()
        self._master.forget()
