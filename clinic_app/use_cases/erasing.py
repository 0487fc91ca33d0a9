"""Erasure on a client's request.

An office asks and the record is hidden; a coordinator confirms, and only that destroys. Of a record that stays on its
office's laptops the coordinators confirm what stands for it: its counting row, or an `erasure` without any content.

A case book without a network destroys at once. Places, names and the record's home stay; everything else of it goes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from clinic_app.changes import Changes
from clinic_app.errors import NotCoordinator, NotOurs
from clinic_app.journal import audience as audiences
from clinic_app.journal.rules import ASKED, CONFIRMED, ERASED
from clinic_app.records.conflict_decision import ConflictDecision, id_of, mark_of
from clinic_app.records.counting import HANDLES
from clinic_app.records.declared import child_types, naming_fields, record_type
from clinic_app.records.record import Record
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.counted_rows import is_secret
from clinic_app.use_cases.counting import Counting
from clinic_app.use_cases.custody import log_of
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.erasure_receipts import Receipt, keep_receipt, receipts
from clinic_app.use_cases.who_reads import other_ends

ASK_A_PERSON_ABOVE = 20  # so many erasures in one merge are not confirmed without somebody having looked
_PARENTS = ("journalist_case", "consultation", "incident", "person")
_CHILDREN = tuple(kind.name for kind in child_types())
_PIECE = "attachment"
_WORDS = ("", ASKED, CONFIRMED)
_KINDS = ("person", "consultation", "journalist_case", "incident", *_CHILDREN)

Look = Callable[[Sequence[str]], object]  # told of records (ids) before they are erased


def unseen(_records: Sequence[str]) -> None:
    """Nobody looks at records before they go."""


class Erasing:
    """Erasures in an open vault."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._shown = casework
        self._casework = casework.whole  # what belongs to a record goes with it, whoever may read it
        self._counting = Counting(desk)

    def erase(self, kind: str, id: str, *, people: bool = False) -> Changes:
        """Ask for the erasure of a record and what belongs to it, or carry it out where this laptop may.

        `people`: the persons whom nothing else names go along. NoSuchRecord, NotForYou, NotOurs.
        """
        self._shown.load(kind, id)
        record = self._casework.load(kind, id)
        me = self._desk.identity
        if record.home not in ("", me.office_id) and not me.decides:
            raise NotOurs(home=record.home)
        with self._vault.changing():
            family = [record, *self._children_of(record)]
            if people:
                family += self._leave_shared(record, self._only_theirs(family))
            for one in list(family):  # a link would say who an erased person was
                family += self._casework.links_of(one)
            at_once = me.decides or not me.network_id
            changes = self._all(family, at_once)
            keep_receipt(self._vault, family)
            self._desk.trail.note("erased" if at_once else "erasure_asked", kind, id, count=len(family))
        return changes

    def asked(self) -> list[Record]:
        """What is asked to be erased and not confirmed, as far as it is shown; at the coordinators also what stands for
        an office's own.
        """
        return [one for one in self._asked() if one.id in self._shown.shows(one.type.name, [one.id])]

    def _asked(self) -> list[Record]:
        kinds = (*_KINDS, "link", *HANDLES) if self._desk.identity.coordinator else _KINDS
        found = [
            record
            for kind in kinds
            for record in self._casework.load_many(kind, self._casework.ids(kind, where={ERASED: ASKED}, archived=None))
        ]
        gone = set(self._confirmed([record.id for record in found]))
        return [record for record in found if record.id not in gone and _has_a_home(record)]

    def confirm(self, records: Sequence[Record], look: Look = unseen) -> Changes:
        """A coordinator's confirmation, which travels to everyone who has the record; none where no home is known.
        NotCoordinator.
        """
        self._desk.look_again()
        if self._desk.identity.network_id and not self._desk.identity.decides:
            raise NotCoordinator
        return self._confirm(records, look, "hand")

    def _confirm(self, records: Sequence[Record], look: Look, way: str) -> Changes:
        with self._vault.changing():
            known = [record for record in records if _has_a_home(record)]
            for record in known:
                self._desk.trail.note("erased", record.type.name, record.id, way=way)
            family = {(one.type.name, one.id): one for one in known}
            for record in known:
                theirs = [*self._children_of(record), *self._casework.links_of(record)]
                family |= {(one.type.name, one.id): one for one in theirs}
            return self._all(list(family.values()), True, look)

    def after_merge(self, touched: Changes, look: Look = unseen) -> Changes:
        """What a merge that touched these records brings with it; part of its transaction. `look` is told of records
        before they are erased.
        """
        self._counting.look_at_rows(touched)
        changes = self._heed(touched, look)
        changes = changes | self._let_children_follow(touched, look)
        return changes | self.confirm_few(look)

    def confirm_few(self, look: Look = unseen) -> Changes:
        """Confirm what offices asked, unless it is so much that a person should look first."""
        if not self._desk.identity.coordinator:
            return Changes()
        asked = [record for record in self._asked() if record.complete]
        return self._confirm(asked, look, "merge") if 0 < len(asked) <= ASK_A_PERSON_ABOVE else Changes()

    def receipts(self) -> list[Receipt]:
        """What was asked or erased from this laptop, newest first."""
        return receipts(self._vault)

    def _children_of(self, record: Record) -> list[Record]:
        """Its children of offices that it belongs or belonged to, and what this office keeps to itself about it: nobody
        else's go with it, whatever they claim. Decisions about other records whose text names it go too.
        """
        children = [*self._casework.children_of(record), *self._log_of(record)]
        known = {child.id for child in children}
        naming = [one for one in self._decisions_naming(record.id) if one.id not in known]
        if all(child.home == record.home for child in children):
            return [*children, *naming]
        homes = self._homes_ever(record)
        return [*(child for child in children if child.home in homes or self._is_kept_here(child)), *naming]

    def _log_of(self, record: Record) -> list[Record]:
        """The custody log of an attachment goes with it: it says to whom it was given."""
        return [*log_of(self._casework, record.id)] if record.type.name == _PIECE else []

    def _late_log(self, touched: Changes) -> list[tuple[Record, str]]:
        """What a colleague entered about an attachment before hearing of its erasure, with the word on it."""
        read, late = self._vault.records.column, sorted(touched.records.get("custody_event", ()))
        of = {id: str(piece) for id, piece in read("custody_event", "attachment_id", late).items() if piece}
        words = {id: str(word) for id, word in read(_PIECE, ERASED, sorted(set(of.values()))).items() if word}
        homes = {one.id: self._homes_ever(one) for one in self._casework.load_many(_PIECE, sorted(words))}
        entered = self._casework.load_many("custody_event", [id for id, piece in of.items() if piece in homes])
        return [(one, words[of[one.id]]) for one in entered if one.home in homes[of[one.id]]]

    def _decisions_naming(self, record: str) -> list[Record]:
        """This office's decisions about conflicts of interest whose text names a person or record."""
        mark = mark_of(record)
        decisions = self._casework.load_many(
            "conflict_decision", self._casework.ids("conflict_decision", archived=None)
        )
        found: list[Record] = []
        for one in decisions:
            if isinstance(one, ConflictDecision) and mark in one.covers and not one.erased and self._is_kept_here(one):
                found.append(one)
                self._vault.to_look.add([(one.parent_type, str(one.parent_id))])  # it is to be decided about anew
        return found

    def _is_kept_here(self, child: Record) -> bool:
        return child.type.audience == "office" and child.home == self._desk.identity.office_id

    def _homes_ever(self, record: Record) -> set[str]:
        entries, _ = self._vault.entries(record.type.name, record.id)
        return {record.home} | {str(entry.fields["home"]) for entry in entries if "home" in entry.fields}

    # --- one record -------------------------------------------------------------------------------------------------

    def _all(self, records: Sequence[Record], confirmed: bool, look: Look = unseen) -> Changes:
        look([record.id for record in records])
        changes = Changes()
        destroyed: list[tuple[str, str]] = []
        for record in records:
            self._one(record, confirmed)
            destroyed.append((record.type.name, record.id))
            changes = changes | Changes.of(record.type.name, [record.id])
        if confirmed and not self._desk.identity.network_id:
            self._vault.destroy(destroyed)
        if confirmed:
            changes = changes | self._heed(changes, look)
        return changes

    def _one(self, record: Record, confirmed: bool) -> None:
        told: dict[str, Any] = {ERASED: CONFIRMED if confirmed else ASKED}
        alone = self._vault.journal.stands_in(record.id) == {audiences.office_alone(record.home)}
        if confirmed or alone:
            told["home"] = record.home  # the entry that named it is destroyed as well
        self._casework.tell_everyone(record, told)
        if alone:  # the coordinators are asked when packages are sealed
            self._vault.counting.count_anew([(record.type.name, record.id)])

    def _leave_shared(self, record: Record, persons: Sequence[Record]) -> Sequence[Record]:
        """The persons that may go with a record: of an office's own record none whom the coordinators know.

        Both wishes would travel in one package and tell whose record it was; the receipt does not list who stays.
        """
        me, stands_in = self._desk.identity, self._vault.journal.stands_in
        shared = audiences.shared(me.office_id)
        if me.coordinator or not me.network_id or (shared in stands_in(record.id) and not is_secret(record)):
            return persons
        return [person for person in persons if shared not in stands_in(person.id)]

    def _only_theirs(self, family: Sequence[Record]) -> list[Record]:
        """The persons whom these records name and no other record does."""
        going = {record.id for record in family}
        found = []
        for person in self._casework.load_many("person", self._casework.people_of(family)):
            if person.id not in going and not any(
                one.id not in going and not one.erased for one in self._naming(person.id)
            ):
                found.append(person)
        return found

    def _naming(self, person: str) -> list[Record]:
        """The records that name a person."""
        found: list[Record] = []
        for kind, field in naming_fields():
            ids = self._casework.ids(kind, where={field: person}, archived=None)
            found += self._casework.load_many(kind, ids)
        return found

    # --- what follows from a merge ----------------------------------------------------------------------------------

    def _heed(self, touched: Changes, look: Look = unseen) -> Changes:
        """Destroy what stands behind rows whose erasure a coordinator has confirmed, now or earlier."""
        fresh = self._newly_confirmed(touched)
        self._vault.counting.confirm(fresh)
        own = audiences.office_alone(self._desk.identity.office_id)
        touched_here = [id for kind, some in touched.records.items() if kind not in HANDLES for id in some]
        ids = self._vault.counting.alone_in(own) if fresh else touched_here
        gone = self._confirmed(ids)
        if not gone:
            return Changes()
        records = self._vault.counting.types_of(gone)
        look([id for _, id in records])
        self._vault.destroy(records)
        return Changes.of_many(records)

    def _newly_confirmed(self, touched: Changes) -> set[str]:
        """The rows and `erasure`s of one's own office on which a coordinator's word has come just now."""
        office = self._desk.identity.office_id
        handles = {
            id
            for kind in HANDLES
            for id, home in self._vault.records.column(kind, "home", sorted(touched.records.get(kind, ()))).items()
            if home == office
        }
        if not handles:
            return set()
        fresh = {id for _, id in self._vault.erasures_confirmed(sorted(handles))}
        return fresh - self._vault.counting.confirmed(sorted(fresh))

    def _confirmed(self, records: Sequence[str]) -> list[str]:
        """Those of `records` for whose counting row or `erasure` a coordinator's word is here."""
        if not records or not self._vault.counting.any_confirmed():
            return []
        handles = self._counting.handles_of(records)
        return sorted({handles[handle] for handle in self._vault.counting.confirmed(list(handles))})

    def _let_children_follow(self, touched: Changes, look: Look) -> Changes:
        """What a colleague added to a record before hearing of its erasure goes with it."""
        me = self._desk.identity
        read = self._vault.records.column
        children: dict[str, Record] = {}
        named: dict[str, str] = {}  # decision -> the word on whom its text names
        for kind in _CHILDREN:
            parents = read(kind, record_type(kind).parent_field, sorted(touched.records.get(kind, ())))
            gone = self._gone(sorted({str(parent) for parent in parents.values() if parent}))
            late = [id for id, parent in parents.items() if parent in gone]
            children |= {child.id: child for child in self._casework.load_many(kind, late)}
        for kind in (*_PARENTS, _PIECE):
            erased = [id for id, word in read(kind, ERASED, sorted(touched.records.get(kind, ()))).items() if word]
            for record in self._casework.load_many(kind, erased):
                family = self._children_of(record)
                children |= {child.id: child for child in family}
                named |= {one.id: record.erased for one in family if kind == _PIECE or _is_told_of(one, record.id)}
        for child, word in self._late_log(touched):
            children[child.id], named[child.id] = child, word
        for one in self._casework.load_many("conflict_decision", sorted(touched.records.get("conflict_decision", ()))):
            marked = sorted(id for id in (id_of(mark) for mark in getattr(one, "covers", ())) if id)
            if gone := self._gone(marked):
                children[one.id], named[one.id] = one, CONFIRMED if self._confirmed(sorted(gone)) else ASKED
        orphans: dict[bool, list[Record]] = {True: [], False: []}
        for child in children.values():
            word = max(named.get(child.id, ""), self._word_on_parent(child), key=_WORDS.index)
            if child.erased or not word or not (me.coordinator or child.home == me.office_id):
                continue
            if me.coordinator and word != CONFIRMED:
                continue  # it will go with its parent
            orphans[me.coordinator].append(child)
        return self._all(orphans[True], True, look) | self._all(orphans[False], False, look)

    def _gone(self, parents: Sequence[str]) -> set[str]:
        """Those of these records whose erasure was asked for or confirmed."""
        found = set(self._confirmed(parents))
        for kind in _PARENTS:
            found |= {id for id, word in self._vault.records.column(kind, ERASED, parents).items() if word}
        return found

    def _word_on_parent(self, child: Record) -> str:
        """What was said of the erasure of a child's parent, or of whoever else it cannot do without."""
        spec = child.type.by_name[child.type.parent_field]
        kind = str(getattr(child, "parent_type", "") or getattr(spec.kind, "to", ""))
        words = {self._word_on(child, kind, name) for name in (spec.name, *other_ends(child.type, kind))}
        return CONFIRMED if CONFIRMED in words else max(words)

    def _word_on(self, child: Record, kind: str, field: str) -> str:
        id = str(getattr(child, field) or "")
        parent = self._casework.load_many(kind, [id]) if id and kind in _KINDS else []
        if id and self._confirmed([id]):
            return CONFIRMED
        theirs = parent and (child.home in self._homes_ever(parent[0]) or self._is_kept_here(child))
        return parent[0].erased if theirs else ""


def _is_told_of(one: Record, record: str) -> bool:
    return isinstance(one, ConflictDecision) and mark_of(record) in one.covers


def _has_a_home(record: Record) -> bool:
    """Whether it is known whose it is: nothing is destroyed for an office that only may be the record's."""
    return bool(record.home) and "home" not in record.conflicts
