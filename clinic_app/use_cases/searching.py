"""One box over everything a person may see: newest first while typing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from clinic_app.names import folding, indexing, marking, phones
from clinic_app.names.marking import Mark, Sought
from clinic_app.records.record import Record
from clinic_app.use_cases import one_person
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.index_words import ARCHIVED
from clinic_app.use_cases.suggesting import FEW, Suggesting
from clinic_app.wording.words import _

SHOWN = (
    "person",
    "consultation",
    "journalist_case",
    "incident",
    "case_event",
    "proceeding",
    "duty_request",
    "deadline",
    "attachment",
)
PEOPLE_FIRST = 8  # people stand before what is newest, and leave room for it
SNIPPET = 70  # characters on each side of the first hit


@dataclass(frozen=True)
class Narrowed:
    """What a search is narrowed to; days as ISO dates, both inclusive. A topic stands for the topics under it too."""

    types: tuple[str, ...] = ()
    topic: str = ""
    office: str = ""
    lawyer: str = ""
    stage: str = ""
    since: str = ""
    until: str = ""

    def tags(self) -> list[str]:
        """What the index is asked for it."""
        told = {"topic": self.topic, "office": self.office, "lawyer_id": self.lawyer, "stage": self.stage}
        return [indexing.tag(field, value) for field, value in told.items() if value]


EVERYTHING = Narrowed()


@dataclass(frozen=True)
class Hit:
    """A record that was found: its title, the words around the first hit, and where in both the hits stand."""

    type: str
    id: str
    title: str
    snippet: str
    when: str
    title_marks: tuple[Mark, ...] = ()
    marks: tuple[Mark, ...] = ()
    archived: bool = False


class Searching:
    """Search in an open vault."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._vault = desk.vault
        self._seen = casework.seen
        self._casework = casework
        self._suggesting = Suggesting(desk.vault, casework)

    def search(
        self, words: str, limit: int = 50, narrowed: Narrowed = EVERYTHING, *, people_first: bool = True
    ) -> list[Hit]:
        """Records in which all words stand (folded, stemmed, names across scripts, numbers, phones): a few people,
        then the newest; what is archived comes behind all others, what is erased not at all. Without words: what the
        filters alone ask for. Not `people_first`: strictly the newest first, what bears no date last.
        """
        if not people_first:
            found = self._found(question(words, narrowed, archived=None), limit, narrowed, people_first)
            return self._hits(self._with_the_same(found), words)
        found = self._found(question(words, narrowed), limit, narrowed, people_first)
        if len(found) < limit and words.strip():
            put_away = question(words, narrowed, archived=True)
            found += self._found(put_away, limit - len(found), narrowed, people_first)
        return self._hits(self._with_the_same(found), words)

    def _found(self, asked: str, limit: int, narrowed: Narrowed, people_first: bool) -> list[tuple[str, str]]:
        types = [kind for kind in SHOWN if not narrowed.types or kind in narrowed.types]
        days = {"since": narrowed.since, "until": narrowed.until}
        with self._vault.looking():
            found: list[tuple[str, str]] = []
            if people_first and "person" in types and len(types) > 1:
                types.remove("person")
                found += self._seen.search(asked, ["person"], min(PEOPLE_FIRST, limit), **days)
            return found + self._seen.search(asked, types, limit - len(found), **days)

    def suggestions(self, words: str, narrowed: Narrowed = EVERYTHING) -> list[str]:
        """What may have been meant where little is found, best first: whole questions, each of which finds something.

        Asked only while fewer than FEW records are found; nothing that stands only in what is archived or erased.
        """
        types = tuple(kind for kind in SHOWN if not narrowed.types or kind in narrowed.types)

        def find(some: str) -> list[tuple[str, str]]:
            return self._seen.search(question(some, narrowed), types, FEW, since=narrowed.since, until=narrowed.until)

        with self._vault.looking():
            return self._suggesting.instead_of(words, find)

    def _with_the_same(self, found: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """What was found; behind each person, who else is that person by a link."""
        persons = [id for kind, id in found if kind == "person"]
        with self._vault.looking():
            if not one_person.links_naming(self._vault, persons):
                return found
            same = {id: sorted(one_person.same_as(self._vault, id)) for id in persons}
        ordered: dict[tuple[str, str], None] = {}
        for kind, id in found:
            ordered |= dict.fromkeys([(kind, id), *(("person", other) for other in same.get(id, ()))])
        return list(ordered)

    def _hits(self, found: Sequence[tuple[str, str]], words: str) -> list[Hit]:
        by_type: dict[str, list[str]] = {}
        for kind, id in found:
            by_type.setdefault(kind, []).append(id)
        loaded = {r.id: r for kind, ids in by_type.items() for r in self._casework.load_many(kind, ids)}
        clients = [str(getattr(r, "person_id", "") or "") for r in loaded.values() if r.type.name == "consultation"]
        names = self._casework.titles("person", clients)
        asked = marking.sought(words)
        hits = [_hit(loaded[id], asked, words, names) for _, id in found if id in loaded]
        return [self._explained(hit, loaded[hit.id], asked, words) for hit in hits]

    def _explained(self, hit: Hit, record: Record, asked: Sought, words: str) -> Hit:
        """A hit in what is not shown of a record in conflict shows that."""
        if hit.marks or hit.title_marks or not record.conflicts or not words.strip():
            return hit
        kind = record.type
        searched = {name for name, _, _ in kind.searched}
        with self._vault.looking():
            leaves = self._seen.leaves(kind.name, record.id)
        for register in sorted(record.conflicts):
            if register.partition("/")[0] not in searched:
                continue
            for value, _entry in leaves.get(register, {}).values():
                other = kind.from_registers(record.id, {**record.registers(), register: value})
                snippet, at = _snippet(other, asked, words, "")
                if at:
                    return replace(hit, snippet=snippet, marks=at)
        return hit


def question(words: str, narrowed: Narrowed = EVERYTHING, *, archived: bool | None = False) -> str:
    """The FTS5 question for words and filters, of what is archived, of all the rest, or (None) of both; "" when neither
    asks for anything.
    """
    asked = [f'"{tag}"' for tag in narrowed.tags()]
    if words.strip():
        told = folding.match_expression(words)
        if not told:
            return ""
        asked.insert(0, f"({told})")
    if not asked:
        return ""
    all_of_it = " AND ".join(asked)
    return all_of_it if archived is None else f'({all_of_it}) {"AND" if archived else "NOT"} "{ARCHIVED}"'


def _hit(record: Record, asked: Sought, words: str, names: Mapping[str, str]) -> Hit:
    kind = record.type
    title = str(getattr(record, kind.title_field) or "") or _(kind.title)
    if kind.name == "consultation":
        client = names.get(str(getattr(record, "person_id", "") or ""), "")
        title = f"{title} · {client}" if client else title
    elif kind.name in ("journalist_case", "incident"):
        title = f"{getattr(record, 'record_no', '')} · {title}"  # lists show the case's number first, never the name
    title = folding.composed(title)
    when = getattr(record, kind.date_field) if kind.date_field else None
    written = kind.by_name[kind.date_field].kind.write(when) if when else ""
    snippet, at = _snippet(record, asked, words, title)
    return Hit(
        kind.name,
        record.id,
        title,
        snippet,
        str(written),
        marking.marks(title, asked, is_name=kind.name == "person"),
        at,
        record.archived,
    )


def _snippet(record: Record, asked: Sought, words: str, title: str) -> tuple[str, tuple[Mark, ...]]:
    """The text around the first word found, else the beginning of the first text there is."""
    first = ""
    for name, column, is_phone in record.type.searched:
        value = getattr(record, name)
        for text in sorted(value) if isinstance(value, frozenset) else (value,):
            if not isinstance(text, str) or not text:
                continue
            if is_phone:
                if _is_phone_of(text, words):
                    shown = phones.shown(text)
                    return shown, ((0, len(shown)),)
                continue
            plain = folding.composed(" ".join(text.split()))
            if plain in title:
                continue
            first = first or ("" if column == "name" else plain)
            at = marking.marks(plain, asked, is_name=column == "name")
            if at:
                return _around(plain, at)
    return first[: 2 * SNIPPET], ()


def _around(text: str, at: Sequence[Mark]) -> tuple[str, tuple[Mark, ...]]:
    """The text around the first mark, and the marks in it."""
    start, end = max(0, at[0][0] - SNIPPET // 2), min(len(text), at[0][1] + SNIPPET + SNIPPET // 2)
    if start:
        start = text.rfind(" ", 0, at[0][0] - SNIPPET // 2 + 1) + 1  # a word is not cut
    before = "…" if start else ""
    by = len(before) - start
    inside = tuple((a + by, b + by) for a, b in at if a >= start and b <= end)
    return before + text[start:end] + ("…" if end < len(text) else ""), inside


def _is_phone_of(phone: str, words: str) -> bool:
    """Whether the digits typed are those of a telephone, its beginning or its last six."""
    typed = "".join(sign for sign in words if sign.isdigit())
    if len(typed) < 3:
        return False
    told = [*indexing.phone_tokens(phone), *indexing.phone_tokens(words)]
    return len(set(told)) < len(told) or any(one.startswith(typed.lstrip("0")) for one in indexing.phone_tokens(phone))
