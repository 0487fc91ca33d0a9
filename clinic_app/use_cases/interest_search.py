"""Looks for conflicts of interest: whom the names on a record may mean, and where those stand elsewhere. Only reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from clinic_app.names.likeness import SURE_SCORE
from clinic_app.names.person_names import is_nameless, same_name
from clinic_app.names.reasons import ALIAS, reason_words
from clinic_app.records.link import DIFFERENT
from clinic_app.records.person import Person, Relation
from clinic_app.reference import lists
from clinic_app.use_cases import one_person
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.interest_findings import LIKE, NEEDS_DECISION, SAME, Asked, Finding, key_of, ranked
from clinic_app.use_cases.parties import CLIENT, OPPONENT, Parties, Place
from clinic_app.use_cases.people import People
from clinic_app.wording.words import _

MOST_ALIKE = 50  # of those who need no decision; who stands on the other side is never crowded out
_DISTANT = frozenset({"colleague", "neighbour", "other"})
_CLOSE_SCORE, _DISTANT_SCORE = 95.0, 80.0


@dataclass(frozen=True)
class Tie:
    """How somebody else is tied to a name on the record."""

    person: str
    kind: str
    score: float
    why: str


class InterestSearch:
    """The search in an open vault."""

    def __init__(self, desk: Desk, casework: Casework, people: People) -> None:
        self._vault = desk.vault
        self._casework = casework
        self._people = people
        self._parties: Parties = people.parties

    def look(self, asked: Sequence[Asked], record: str = "") -> tuple[Finding, ...]:
        """Everything found, the most pressing first; `record` is the id of the record itself, which counts for
        nothing but its two sides being one person.
        """
        asked = [one for one in asked if one.person or not is_nameless(one.name)]
        found: list[Finding] = []
        for one in asked:
            group = self.group(one.person)
            mine = self._shared_places(group)
            for tie in self._ties(one, group):
                found += self._findings(one, tie, mine, record)
        return ranked([*found, *self._within(asked, record)])

    def asked_of(self, clients: Iterable[str], opponents: Iterable[str]) -> list[Asked]:
        """The persons of a record as names to look for."""
        sides = [*((one, CLIENT) for one in sorted(clients)), *((one, OPPONENT) for one in sorted(opponents))]
        persons = {p.id: p for p in self._casework.load_many("person", [id for id, _side in sides if id])}
        return [
            Asked(side, person.name_display, id, person.birth_year)
            for id, side in sides
            if isinstance(person := persons.get(id), Person) and not person.erased
        ]

    # --- ties ---------------------------------------------------------------------------------------------------

    def group(self, person: str) -> list[str]:
        """A person and who is the same person by a link."""
        if not person:
            return []
        with self._vault.looking():
            return [person, *sorted(one_person.same_as(self._vault, person))]

    def _ties(self, one: Asked, group: Sequence[str]) -> Iterator[Tie]:
        for id in group:
            yield Tie(id, SAME, 100.0, _("the same person"))
        seen = {*group, *self._told_apart(group)}
        for tie in self._relatives(group):
            if tie.person not in seen:
                seen.add(tie.person)
                yield tie
        best: dict[str, Tie] = {}
        for name in self._names(one, group):
            across = self._people.alike_across(name, one.born, one.side, NEEDS_DECISION)
            for hit in [*across, *self._people.alike(name, one.born, MOST_ALIKE)]:
                if hit.id not in seen and (hit.id not in best or best[hit.id].score < hit.score):
                    why = hit.why if name == one.name or ALIAS in hit.why else (*hit.why, ALIAS)
                    best[hit.id] = Tie(hit.id, LIKE, hit.score, reason_words(why))
        yield from best.values()

    def _names(self, one: Asked, group: Sequence[str]) -> list[str]:
        names = [one.name]
        for person in self._casework.load_many("person", group):
            if isinstance(person, Person):
                names += self._people.every_name(person)
        return [name for name in dict.fromkeys(names) if not is_nameless(name)]

    def _told_apart(self, group: Sequence[str]) -> set[str]:
        """Who was decided to be another person, however alike the names are."""
        if not group:
            return set()
        with self._vault.looking():
            links = one_person.links_naming(self._vault, group)
        return {
            str(end)
            for link in links
            if link.stands and link.verdict == DIFFERENT
            for end in (link.one, link.other)
            if end not in group
        }

    def _relatives(self, group: Sequence[str]) -> Iterator[Tie]:
        """Who is related to somebody of the group, told from either end of the relation."""
        ids: list[str] = []
        with self._vault.looking():
            for end in ("person_id", "other_id"):
                ids += [id for _person, id in self._vault.records.having("relation", end, list(group))]
        relations = [
            one
            for one in self._casework.load_many("relation", list(dict.fromkeys(ids)))
            if isinstance(one, Relation) and not one.archived and not one.erased and one.kind
        ]
        ends = {str(end) for one in relations for end in (one.person_id, one.other_id)}
        names = self._casework.titles("person", sorted(ends))
        for one in relations:
            who, of = str(one.other_id), str(one.person_id)  # `who` is (kind) to `of`
            kind = lists.label("relation_kind", str(one.kind))
            said = _("{who} is noted as {kind} to {of}").format(who=names.get(who, ""), kind=kind, of=names.get(of, ""))
            score = _DISTANT_SCORE if one.kind in _DISTANT else _CLOSE_SCORE
            yield Tie(of if who in group else who, str(one.kind), score, said)

    # --- places -------------------------------------------------------------------------------------------------

    def _shared_places(self, group: Sequence[str]) -> set[tuple[str, str]]:
        """(record, side) of the group's own places."""
        return {(place.id, place.side) for person in group for place in self._parties.of(person)}

    def _findings(self, one: Asked, tie: Tie, mine: set[tuple[str, str]], record: str) -> Iterator[Finding]:
        """One finding for the places on the other side, one for those on the same."""
        if tie.person in ("", one.person) and tie.kind != SAME:
            return
        places = [place for place in self._parties.of(tie.person) if place.id != record]
        # Where the two face each other already they are two people in one matter: that is known, and no conflict.
        across = [
            place
            for place in places
            if place.side != one.side and (tie.kind == SAME or (place.id, one.side) not in mine)
        ]
        beside = [place for place in places if place.side == one.side]
        if across:
            yield from self._finding(one, tie, across, record, opposite=True)
        if beside and tie.kind == LIKE and tie.score >= SURE_SCORE:
            yield from self._finding(one, tie, beside, record, opposite=False)

    def _finding(
        self, one: Asked, tie: Tie, places: Sequence[Place], record: str, *, opposite: bool
    ) -> Iterator[Finding]:
        person = next(iter(self._casework.load_many("person", [tie.person])), None)
        if not isinstance(person, Person) or person.erased:
            return
        keys = {}
        if one.person and record and opposite:
            pair = (one.person, tie.person)
            keys = {key_of(tie.kind, pair, (record, place.id)): place.id for place in places}
        yield Finding(
            one,
            person.id,
            person.name_display,
            person.birth_year,
            tie.kind,
            tie.score,
            tie.why,
            tuple(places),
            opposite,
            keys,
        )

    def _same_name(self, one: Asked, other: Asked) -> bool:
        """Whether the two are called the same, also by a name that stands beside the one shown."""
        persons = {p.id: p for p in self._casework.load_many("person", [one.person, other.person])}
        told = [[who.name] for who in (one, other)]
        for names, who in zip(told, (one, other), strict=True):
            person = persons.get(who.person)
            if isinstance(person, Person) and "name_display" in person.conflicts:
                names += self._people.every_name(person)
        return any(same_name(a, b) for a in told[0] for b in told[1])

    def _within(self, asked: Sequence[Asked], record: str) -> Iterator[Finding]:
        """The two sides of one record being one person, by record, by link or by name."""
        for one in (a for a in asked if a.side == CLIENT):
            group = self.group(one.person) or [""]
            for other in (a for a in asked if a.side == OPPONENT):
                linked = bool(other.person) and other.person in group
                alike = self._same_name(one, other) and other.person not in self._told_apart(group)
                if not linked and not alike:
                    continue
                kind, why = (SAME, _("the same person")) if linked else (LIKE, _("same name"))
                keys = {key_of(kind, (one.person, other.person), (record, record)): record} if record else {}
                yield Finding(one, other.person, other.name, other.born, kind, 100.0, why, (), True, keys)
