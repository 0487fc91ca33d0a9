"""Deciding whether two person records are one person: candidates, decisions, and taking a decision back.

A decision is a link record of its own; no person record is rewritten, so taking it back loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from clinic_app.changes import Changes
from clinic_app.errors import NoSuchRecord, NotOurs
from clinic_app.journal import audience as audiences
from clinic_app.records.link import COORDINATORS_HOME, DIFFERENT, SAME, Link, link_id, pair_of
from clinic_app.records.person import Person
from clinic_app.records.record import Record
from clinic_app.use_cases import one_person
from clinic_app.use_cases.casework import Casework, version_of
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.history import Authors
from clinic_app.use_cases.namesakes import Known, likeness, namesakes, rank
from clinic_app.wording.alphabet import alphabet_key
from clinic_app.wording.words import N_, _

_MOVING = frozenset({"person", "link", "device", "network", "stream"})  # types whose news may change who is alike

_REASONS = {
    (True, True): N_("same name, phone and birth year"),
    (True, False): N_("same name and phone"),
    (False, True): N_("same name and birth year"),
}


@dataclass(frozen=True)
class PersonFacts:
    """What tells two namesakes apart; `records` counts consultations and cases as a client."""

    id: str
    name: str
    office: str
    office_name: str
    born: int | None
    phone: str
    records: int


@dataclass(frozen=True)
class PersonPair:
    """Two records that may be one person; `id` is the link's, `version` what was shown of it ("" when it is new)."""

    id: str
    one: PersonFacts
    other: PersonFacts
    why: str
    version: str = ""


@dataclass(frozen=True)
class Decided:
    """A decision that stands: by whom, and when by that laptop's clock. `torn`: others decided otherwise meanwhile."""

    id: str
    one: PersonFacts
    other: PersonFacts
    same: bool
    by: str
    at: str
    version: str = ""
    torn: bool = False


class Linking:
    """The links of persons in an open vault."""

    def __init__(
        self, desk: Desk, casework: Casework, afterwards: Callable[[Sequence[str]], Changes] | None = None
    ) -> None:
        self._afterwards = afterwards  # what a decision about two persons means for whatever names them
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework
        self._found: list[tuple[Known, Known]] = []
        self._last = 0
        self._state: object = None

    # --- looking ----------------------------------------------------------------------------------------------------

    def candidates(self, limit: int = 200) -> list[PersonPair]:
        """Pairs of the same folded name, and the same phone or birth year, that nobody has decided; likeliest first."""
        pairs = self._shown(self._undecided())[:limit]
        facts = self._facts([one.id for pair in pairs for one in pair])
        undone = {link.id: version_of(link) for link in self._links(link_id(a.id, b.id) for a, b in pairs)}
        return [
            PersonPair(id, facts[one.id], facts[other.id], _(_REASONS[likeness(one, other)]), undone.get(id, ""))
            for one, other in pairs
            for id in [link_id(one.id, other.id)]
        ]

    def count(self) -> int:
        """How many pairs wait to be decided; cheap while nothing changes."""
        return len(self._shown(self._undecided()))

    def decided(self) -> list[Decided]:
        """The decisions that stand, newest first."""
        return self._standing(self._links(self._casework.ids("link")))

    def about(self, person: str) -> list[Decided]:
        """The decisions about one person that stand, newest first."""
        with self._vault.looking():
            links = one_person.links_naming(self._vault, [person])
        return self._standing([one for one in links if one.id in self._casework.shows("link", [one.id])])

    def _standing(self, links: Sequence[Link]) -> list[Decided]:
        authors = Authors(self._desk, self._casework)
        links = [link for link in links if link.stands]
        facts = self._facts([str(end) for link in links for end in (link.one, link.other)])
        found = []
        for link in links:
            leaves = self._casework.seen.leaves("link", link.id).get("verdict", {})
            written = max((content for _, content in leaves.values()), key=lambda one: one.at, default=None)
            one, other = facts.get(str(link.one)), facts.get(str(link.other))
            if written is None or one is None or other is None:
                continue
            torn = "verdict" in link.conflicts
            by = authors.of(written)[0]
            found.append(Decided(link.id, one, other, link.verdict == SAME, by, written.at, version_of(link), torn))
        return sorted(found, key=lambda one: one.at, reverse=True)

    def same_as(self, person: str) -> set[str]:
        """The other records that are the same person, through any number of links."""
        with self._vault.looking():
            return self._casework.shows("person", list(one_person.same_as(self._vault, person)))

    def same_as_map(self) -> Mapping[str, str]:
        """person id -> the id that stands for all records of that person; those with one record only are left out."""
        with self._vault.looking():
            return one_person.representatives(self._vault)

    # --- deciding ---------------------------------------------------------------------------------------------------

    def decide(self, one: str, other: str, same: bool, version: str | None = None) -> Changes:
        """Say that two persons are one, or are not. NoSuchRecord, NotOurs.

        `version`: what was shown of a decision that is being changed (`Decided.version`). Without it the pair was shown
        as undecided: what has been decided meanwhile was not seen and stays beside it, as a conflict.
        """
        persons = [self._casework.load("person", id) for id in pair_of(one, other)]
        if one == other:
            raise NoSuchRecord(type="person", id=other)
        home = self._home(persons)
        verdict = SAME if same else DIFFERENT
        id = link_id(one, other)
        first, second = pair_of(one, other)
        link = Link(id=id, home=home, one=first, other=second, verdict=verdict)
        with self._vault.changing():
            here = next(iter(self._links([id])), None)
            if here is not None and not here.stands:  # it was shown as taken back
                self._casework.write_registers(here, {"verdict": verdict, "archived": None})
            elif here is not None and version:
                shown = self._casework.at_version(here, version)
                self._casework.decide("link", id, "verdict", verdict, tuple(shown.seen.get("verdict", ())))
            else:
                self._casework.save(link if here is None else replace(link, home=here.home))
            return _touched(link) | self._look_again(link)

    def undo(self, link: str, version: str | None = None) -> Changes:
        """Take a decision back: the pair is undecided again. NoSuchRecord, NotOurs."""
        found = self._casework.load("link", link)
        assert isinstance(found, Link)
        self._home([self._casework.load("person", str(end)) for end in (found.one, found.other)])
        shown = self._casework.at_version(found, version) if version else found
        with self._vault.changing():
            self._casework.save(replace(shown, archived=True), knowing=True)
            return _touched(found) | self._look_again(found)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _look_again(self, link: Link) -> Changes:
        return self._afterwards([str(link.one), str(link.other)]) if self._afterwards else Changes()

    def _home(self, persons: Sequence[Record]) -> str:
        """The home follows from the pair. Coordinators link across offices, an office its own persons."""
        me = self._desk.identity
        homes = {person.home for person in persons}
        if not me.decides and homes != {me.office_id}:
            raise NotOurs(home=min(homes - {me.office_id}))
        if len(homes) == 1:
            return homes.pop()
        for person in persons:  # the id of a person only the office knows must not reach other coordinators
            if audiences.shared(person.home) not in self._vault.journal.stands_in(person.id):
                raise NotOurs(home=person.home)
        return COORDINATORS_HOME

    def _undecided(self) -> list[tuple[Known, Known]]:
        """The pairs that wait; looked for again only when persons, links or the roster may have changed."""
        with self._vault.looking():
            last, types = self._vault.journal.history.types_after(self._last)
            state = (self._vault.journal.history.merges(), self._desk.identity)
            if state != self._state or types & _MOVING:
                self._found = self._look()
            self._last, self._state = last, state
        return self._found

    def _shown(self, pairs: list[tuple[Known, Known]]) -> list[tuple[Known, Known]]:
        """Pairs of persons who are both shown: what is kept from somebody may have changed since they were found."""
        shown = self._casework.shows("person", list({one.id for pair in pairs for one in pair}))
        return [pair for pair in pairs if shown.issuperset((pair[0].id, pair[1].id))]

    def _look(self) -> list[tuple[Known, Known]]:
        decided = {link.id for link in self._links(self._casework.ids("link")) if link.stands}
        same = one_person.representatives(self._vault)
        pairs: dict[str, tuple[Known, Known]] = {}
        for one, other in namesakes(self._persons()):
            id = link_id(one.id, other.id)
            if id not in decided and same.get(one.id, one.id) != same.get(other.id, other.id):
                pairs.setdefault(id, (one, other))
        found = self._readable_by_all(list(pairs.values()))
        return sorted(found, key=lambda pair: (rank(*pair), alphabet_key(pair[0].name), pair[0].id, pair[1].id))

    def _persons(self) -> Iterator[Known]:
        """Those who may be linked here: not archived, not erased; at an office its own."""
        me = self._desk.identity
        where = None if me.decides else {"home": me.office_id}
        for row in self._casework.seen.records.rows("person", ("home", "name_display", "phone", "birth_year"), where):
            id, home, name, phone, born = row
            if name and (phone or born):
                yield Known(id, home, name, phone or "", born)

    def _readable_by_all(self, pairs: list[tuple[Known, Known]]) -> list[tuple[Known, Known]]:
        """Without pairs across offices of which one is known to its office alone."""
        across = {one.id: one.home for pair in pairs if pair[0].home != pair[1].home for one in pair}
        shared: set[str] = set()
        for home in sorted(set(across.values())):
            ids = [id for id, of in across.items() if of == home]
            shared |= self._vault.journal.standing_in(ids, audiences.shared(home))
        return [pair for pair in pairs if pair[0].home == pair[1].home or shared.issuperset((pair[0].id, pair[1].id))]

    def _links(self, ids: Iterator[str] | Sequence[str]) -> list[Link]:
        links = [one for one in self._casework.load_many("link", list(ids)) if isinstance(one, Link)]
        return one_person.believable(self._vault, links)

    def _facts(self, ids: Sequence[str]) -> dict[str, PersonFacts]:
        wanted = list(dict.fromkeys(ids))
        persons = [one for one in self._casework.load_many("person", wanted) if isinstance(one, Person)]
        offices = self._casework.titles("office", {person.home for person in persons})
        counted = dict.fromkeys(wanted, 0)
        with self._vault.looking():
            for kind in ("consultation", "journalist_case"):
                for person, _id in self._casework.seen.records.having(kind, "person_id", wanted):
                    counted[person] += 1
        return {
            one.id: PersonFacts(
                one.id,
                one.name_display,
                one.home,
                offices.get(one.home, one.home),
                one.birth_year,
                one.phone,
                counted[one.id],
            )
            for one in persons
            if not one.erased
        }


def _touched(link: Link) -> Changes:
    return Changes.of_many([("link", link.id), ("person", str(link.one)), ("person", str(link.other))])
