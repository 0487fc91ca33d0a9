"""The people of one laptop: who has a way in, as what, and under whom. No act here writes the encrypted file anew.

**Danger:** a way in that the case book does not list is its founder's. So a new one is listed before it exists, and
taken away before it is struck off.

Each act takes `present`, the passphrase of whoever works here, so that nobody who finds a window open makes or takes a
way in: WrongPassphrase, TriesSlowedDown. None only where the case book was opened with it for this one act.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from clinic_app.changes import Changes
from clinic_app.errors import (
    AccountExists,
    ClinicError,
    LastCoordinator,
    LastWayIn,
    NoSuchPerson,
    NotManager,
    NoWayIn,
    RoleDiffers,
    SupervisorMissing,
)
from clinic_app.keys import slots
from clinic_app.keys.machine import stretching_after
from clinic_app.keys.master_key import MasterKey
from clinic_app.keys.passphrase import check_strength
from clinic_app.keys.sealing import Stretching
from clinic_app.keys.slot_file import PASSPHRASE
from clinic_app.keys.slot_seals import new_slot_id
from clinic_app.records.staff import Member
from clinic_app.reference import lists
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.identity import MANAGING, new_id
from clinic_app.use_cases.opening import prove_passphrase
from clinic_app.use_cases.seats import ACCOUNTS, NOTES, Seat, accounts_of, notes_of, would_manage
from clinic_app.wording.alphabet import alphabet_key

STUDENT = "student"


@dataclass(frozen=True)
class Account:
    """One person of this laptop. `slots`: their ways in, none when there is no longer one; `since` may be unknown.

    `must_change`: somebody else chose their passphrase, and they have not chosen one of their own yet.
    """

    member_id: str
    name: str
    role: str
    supervisor_id: str = ""
    supervisor: str = ""
    since: date | None = None
    slots: tuple[str, ...] = ()
    oneself: bool = False
    active: bool = True
    must_change: bool = False

    @property
    def has_way_in(self) -> bool:
        return bool(self.slots) and self.active


class Accounts:
    """Adds and removes the people of an open vault. Only who manages the laptop does; each act stands in the trail."""

    def __init__(self, desk: Desk, casework: Casework, master: MasterKey) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework
        self._master = master

    # --- looking ------------------------------------------------------------------------------------------------

    def list(self) -> list[Account]:
        """Everybody who has, or had, an account here: those with a way in first, by the alphabet."""
        owners = self._owners()
        ways: dict[str, list[str]] = {}
        for slot, member in owners.items():
            ways.setdefault(member, []).append(slot)
        listed = sorted({*ways, *accounts_of(self._vault).values(), self._desk.founder_id})
        members = self._members(listed)
        above = self._members(sorted({one.supervisor_id for one in members.values() if one.supervisor_id}))
        found = [self._account(members[id], ways.get(id, ()), above) for id in listed if id in members]
        return sorted(found, key=lambda one: (not one.has_way_in, alphabet_key(one.name), one.member_id))

    def one(self, person: str) -> Account:
        """The account of a member's id or of a name as it is written. NoSuchPerson when nobody or several bear it."""
        everybody = self.list()
        found = [one for one in everybody if one.member_id == person]
        wanted = _plain(person)
        found = found or [one for one in everybody if _plain(one.name) == wanted]
        if len(found) > 1:
            found = [one for one in found if one.has_way_in]
        if len(found) != 1:
            raise NoSuchPerson(person=person, several=len(found) > 1)
        return found[0]

    def supervisors(self, besides: str = "") -> Sequence[Member]:
        """Who may supervise a student of this office: its active lawyers and coordinators, without `besides`."""
        own = self._casework.ids("member", where={"office_id": self._desk.identity.office_id})
        found = [one for id, one in self._members(own).items() if id != besides and _supervises(one)]
        return sorted(found, key=lambda one: alphabet_key(one.name))

    def must_change(self) -> bool:
        """Whether who works here opens with a passphrase that somebody else has chosen."""
        return bool(notes_of(self._vault).get(self._desk.slot, {}).get("chosen_by"))

    # --- acts of who manages -------------------------------------------------------------------------------------

    def add(
        self,
        name: str = "",
        *,
        member: str = "",
        role: str,
        supervisor: str | None = None,
        passphrase: str,
        present: str | None = None,
    ) -> Account:
        """Give a person a way in of their own: a known `member` by id, or somebody by `name`, who is looked for first.

        All or nothing. Raises NotManager, AccountExists, RoleDiffers (a known member is something else),
        SupervisorMissing, PassphraseTooWeak, InvalidRecord, KeyringMissing, DiskFull.
        """
        self._guard(present)
        person = self._person(member, name)
        if person.role and person.role != role:
            raise RoleDiffers(person=person.name, role=lists.label("member_role", person.role))
        check_strength(passphrase, self._known_words(person.name))
        above = self._supervisor_of(person.id, role, supervisor)
        person = replace(person, id=person.id or new_id(), role=role, active=True, supervisor_id=above)
        slot = new_slot_id()
        with self._vault.changing():
            self._keep(accounts_of(self._vault) | {slot: person.id})  # a listed lock that does not exist opens nothing
        try:
            with self._vault.changing():
                self._casework.save(person)
                self._note(slot, since=datetime.now(UTC).date().isoformat(), chosen_by=self._desk.identity.member_id)
                self._desk.trail.note("person_added", "member", person.id, role=role)
                self._make_lock(slot, person.name, passphrase)  # last: what fails before leaves no lock
        except (ClinicError, MemoryError, OSError):
            self._take_back(slot)
            raise
        return self.one(person.id)

    def remove(self, person: str, present: str | None = None) -> Changes:
        """Take a person's way in away and make them inactive; their member record and what they wrote stay.

        An old copy of this laptop's folder, or a backup, still opens with their passphrase.
        Raises NotManager, NoSuchPerson, LastWayIn, LastCoordinator, SupervisorMissing (their students).
        """
        self._guard(present)
        gone = self.one(person)
        if not set(self._owners()) - set(gone.slots):
            raise LastWayIn(slot=next(iter(gone.slots), ""))
        self._refuse_last(gone.member_id)
        self._refuse_orphans(gone.member_id)
        for slot in gone.slots:
            slots.remove_slot(self._vault.folder, self._master, slot)
        with self._vault.changing():
            self._forget([slot for slot, member in accounts_of(self._vault).items() if member == gone.member_id])
            kept = self._casework.load("member", gone.member_id)
            assert isinstance(kept, Member)
            changes = self._casework.save(replace(kept, active=False)).changes
            self._desk.trail.note("person_removed", "member", gone.member_id)
        return changes

    def change_role(self, person: str, role: str, supervisor: str | None = None, present: str | None = None) -> Changes:
        """Make somebody a lawyer, paralegal, student or coordinator. NotManager, NoSuchPerson, LastCoordinator,
        SupervisorMissing, InvalidRecord.
        """
        self._guard(present)
        known = self.one(person)
        kept = self._casework.load("member", known.member_id)
        assert isinstance(kept, Member)
        above = self._supervisor_of(kept.id, role, supervisor or (kept.supervisor_id if role == STUDENT else None))
        if not would_manage(self._desk.identity, Seat(kept.id, kept.name, role)):
            self._refuse_last(kept.id)
        if role not in MANAGING:
            self._refuse_orphans(kept.id)
        with self._vault.changing():
            changes = self._casework.save(replace(kept, role=role, supervisor_id=above)).changes
            self._desk.trail.note("role_changed", "member", kept.id, role=role)
        self._desk.look_again()
        return changes

    def set_passphrase(self, person: str, new: str, present: str | None = None) -> None:
        """A new passphrase for somebody who forgot theirs; at the next opening they are asked to choose their own.

        NotManager, NoSuchPerson, NoWayIn, PassphraseTooWeak.
        """
        self._guard(present)
        known = self.one(person)
        if not known.slots:
            raise NoWayIn(person=known.name)
        check_strength(new, self._known_words(known.name))
        slot, former = known.slots[0], slots.stretching_of(self._vault.folder, known.slots[0])
        slots.change_passphrase(
            self._vault.folder, self._master, new, slot_id=slot, stretching=stretching_after(former)
        )
        with self._vault.changing():
            chosen_by = "" if known.oneself else self._desk.identity.member_id
            self._note(slot, chosen_by=chosen_by)
            self._desk.trail.note("passphrase_changed", "member", known.member_id)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _guard(self, present: str | None) -> None:
        self._desk.look_again()
        if not self._desk.identity.manages:
            raise NotManager
        if present is not None:
            prove_passphrase(self._vault.folder, present, self._master.slot_id)

    def _make_lock(self, slot: str, name: str, passphrase: str) -> None:
        own = self._own_slot()
        slots.add_slot(
            self._vault.folder,
            self._master,
            passphrase,
            use_keyring=own.keyring,
            label=name.encode(),
            stretching=stretching_after(Stretching(own.ops, own.mem_bytes)),  # as slow as one's own
            slot_id=slot,
        )

    def _take_back(self, slot: str) -> None:
        """The lock that was to be added goes before it is struck off, also where only its record was refused."""
        with suppress(ClinicError):
            if slot in self._owners():
                slots.remove_slot(self._vault.folder, self._master, slot)
            self._forget([slot])

    def _owners(self) -> dict[str, str]:
        """Passphrase slot that exists -> whose it is."""
        listed = accounts_of(self._vault)
        facts = slots.slots_facts(self._vault.folder).slots
        return {one.id: listed.get(one.id, self._desk.founder_id) for one in facts if one.kind == PASSPHRASE}

    def _members(self, ids: Collection[str]) -> dict[str, Member]:
        found = self._casework.load_many("member", list(ids))
        return {one.id: one for one in found if isinstance(one, Member) and not one.erased}

    def _account(self, member: Member, ways: Collection[str], above: Mapping[str, Member]) -> Account:
        notes = [notes_of(self._vault).get(slot, {}) for slot in ways]
        told = next((str(one["since"]) for one in notes if one.get("since")), "")
        supervisor = above.get(member.supervisor_id or "")
        return Account(
            member_id=member.id,
            name=member.name,
            role=member.role or "",
            supervisor_id=supervisor.id if supervisor else "",
            supervisor=supervisor.name if supervisor else "",
            since=date.fromisoformat(told) if told else None,
            slots=tuple(sorted(ways)),
            oneself=member.id == self._desk.identity.member_id,
            active=member.active is not False,
            must_change=any(one.get("chosen_by") for one in notes),
        )

    def _person(self, member: str, name: str) -> Member:
        """The member to be let in: by id, by a name that one member of the office bears, or a new one."""
        office = self._desk.identity.office_id
        name = " ".join(name.split())
        known = self._members([member]) if member else self._members(self._casework.ids("member", archived=None))
        of_name = [
            one for one in known.values() if member or (_plain(one.name) == _plain(name) and one.office_id == office)
        ]
        if any(self._has_way_in(one.id) for one in of_name):
            raise AccountExists(person=of_name[0].name)
        if member and not of_name:
            raise NoSuchPerson(person=member, several=False)
        if len(of_name) == 1:
            return of_name[0]
        made = self._casework.blank("member", name=name, office_id=office)
        assert isinstance(made, Member)
        return made

    def _has_way_in(self, member: str) -> bool:
        return member in self._owners().values()

    def _supervisor_of(self, member: str, role: str, wanted: str | None) -> str | None:
        """Who supervises a person of that role: nobody but a student has a supervisor, and a student has one."""
        if role != STUDENT:
            return None
        if not wanted:
            raise SupervisorMissing(why="missing")
        if wanted == member:
            raise SupervisorMissing(why="self")
        above = self._members([wanted]).get(wanted)
        if above is None:
            raise SupervisorMissing(why="missing")
        if above.role not in MANAGING:
            raise SupervisorMissing(why="role")
        if above.active is False:
            raise SupervisorMissing(why="inactive")
        return above.id

    def _refuse_last(self, member: str) -> None:
        """LastCoordinator where nobody else with a way in could add and remove people."""
        others = [one for one in self.list() if one.has_way_in and one.member_id != member]
        me = self._desk.identity
        if not any(would_manage(me, Seat(one.member_id, one.name, one.role)) for one in others):
            raise LastCoordinator(role="coordinator" if me.coordinator else "lawyer")

    def _refuse_orphans(self, member: str) -> None:
        """SupervisorMissing while students of this laptop are under that person."""
        left = [one.name for one in self.list() if one.has_way_in and one.supervisor_id == member]
        if left:
            raise SupervisorMissing(why="students", students=", ".join(left))

    def _known_words(self, name: str) -> tuple[str, ...]:
        """What somebody would try first for that person."""
        me = self._desk.identity
        return (name, me.office_name, me.office_id)

    def _own_slot(self) -> slots.SlotFacts:
        facts = slots.slots_facts(self._vault.folder).slots
        return next((one for one in facts if one.id == self._master.slot_id), facts[0])

    def _keep(self, accounts: Mapping[str, str]) -> None:
        self._vault.remember(ACCOUNTS, dict(accounts))

    def _note(self, slot: str, **told: str) -> None:
        notes = notes_of(self._vault)
        self._vault.remember(NOTES, notes | {slot: notes.get(slot, {}) | told})

    def _forget(self, gone: Collection[str]) -> None:
        """Strike slots that do not exist any more off the list."""
        with self._vault.changing():
            self._keep({slot: member for slot, member in accounts_of(self._vault).items() if slot not in gone})
            self._vault.remember(NOTES, {k: v for k, v in notes_of(self._vault).items() if k not in gone})


def _supervises(member: Member) -> bool:
    return member.role in MANAGING and member.active is not False


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
