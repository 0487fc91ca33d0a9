"""One box over everything a person may see: newest first while typing."""

from __future__ import annotations

from dataclasses import dataclass

from clinic_app.names import folding
from clinic_app.records.record import Record
from clinic_app.records.values import Phone
from clinic_app.use_cases import one_person
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.index_words import ARCHIVED

SHOWN = ("person", "consultation", "journalist_case", "case_event", "attachment")
SNIPPET = 80  # characters on each side of the first hit


@dataclass(frozen=True)
class Hit:
    """A record that was found: its title, and the words around the first hit."""

    type: str
    id: str
    title: str
    snippet: str
    when: str


class Searching:
    """Search in an open vault."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._vault = desk.vault
        self._casework = casework

    def search(self, words: str, limit: int = 50) -> list[Hit]:
        """Records in which all words stand (folded, stemmed, names across scripts, numbers, phones), newest first."""
        asked = folding.match_expression(words)
        found = self._with_the_same(self._vault.search(f'({asked}) NOT "{ARCHIVED}"' if asked else "", SHOWN, limit))
        by_type: dict[str, list[str]] = {}
        for kind, id in found:
            by_type.setdefault(kind, []).append(id)
        loaded = {r.id: r for kind, ids in by_type.items() for r in self._casework.load_many(kind, ids)}
        clients = [str(getattr(r, "person_id", "") or "") for r in loaded.values()]
        names = self._casework.titles("person", clients)
        return [self._hit(loaded[id], words, names) for _, id in found if id in loaded]

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

    def _hit(self, record: Record, words: str, names: dict[str, str]) -> Hit:
        kind = record.type
        title = str(getattr(record, kind.title_field) or "")
        if kind.name == "consultation":
            client = names.get(str(getattr(record, "person_id", "") or ""), "")
            title = f"{title} · {client}" if client else title
        elif kind.name == "journalist_case":
            title = (
                f"{getattr(record, 'record_no', '')} · {title}"  # lists show the case's number first, never the name
            )
        when = getattr(record, kind.date_field) if kind.date_field else None
        written = kind.by_name[kind.date_field].kind.write(when) if when else ""
        return Hit(kind.name, record.id, title, _snippet(record, words), str(written))


def _snippet(record: Record, words: str) -> str:
    """The text around the first word found, else the beginning of the first text there is."""
    terms = folding.search_terms(words)
    first = ""
    for spec in record.type.fields:
        value = getattr(record, spec.name)
        if not spec.searchable or not isinstance(value, str) or not value or isinstance(spec.kind, Phone):
            continue
        plain = " ".join(value.split())
        first = first or plain
        folded = folding.fold(plain)
        at = min((found for term in terms if (found := folded.find(term)) >= 0), default=-1)
        if at >= 0 and len(folded) == len(plain):
            start, end = max(0, at - SNIPPET), min(len(plain), at + SNIPPET)
            return ("…" if start else "") + plain[start:end] + ("…" if end < len(plain) else "")
    return first[: 2 * SNIPPET]
