"""Which person records are one person, read from the links that stand.

Links are followed from one to the next. Where somebody has said of two of a group that they are different persons,
the group is torn: then only direct links are shown, and nobody of it is counted as one. To take two clients for one
is worse than to count one twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from clinic_app.records.link import COORDINATORS_HOME, DIFFERENT, SAME, Link, link_id
from clinic_app.store.vault import Vault


def links_naming(vault: Vault, persons: Iterable[str]) -> list[Link]:
    """Every link, standing or not, that names one of `persons`."""
    wanted = sorted(set(persons))
    ids = {id for end in ("one", "other") for _, id in vault.records.having("link", end, wanted)}
    return _links(vault, sorted(ids))


def same_as(vault: Vault, person: str) -> frozenset[str]:
    """The other records that are the same person."""
    group, told = {person}, dict[str, Link]()
    fresh = {person}
    while fresh:
        found = [link for link in _standing(vault, links_naming(vault, fresh)) if link.id not in told]
        told |= {link.id: link for link in found}
        ends = {end for link in found if link.verdict == SAME for end in _ends(link)}
        fresh = ends - group
        group |= fresh
    if _torn(group, told.values()):
        group = {person} | {end for link in told.values() if _says_same(link, person) for end in _ends(link)}
    return frozenset(group - {person})


def with_the_same(vault: Vault, persons: Sequence[str]) -> list[str]:
    """`persons`, and after them whoever is the same person as one of them."""
    known = dict.fromkeys(persons)
    linked = {end for link in links_naming(vault, known) for end in _ends(link)}
    for person in persons:
        if person in linked:
            known |= dict.fromkeys(sorted(same_as(vault, person)))
    return list(known)


def representatives(vault: Vault) -> dict[str, str]:
    """person id -> the id that stands for all records of that person, for those who have several.

    The smallest id of a group: equal on every laptop that knows the same links.
    """
    links = _standing(vault, _links(vault, vault.records.ids("link")))
    parent: dict[str, str] = {}

    def root(person: str) -> str:
        while parent.setdefault(person, person) != person:
            parent[person] = parent[parent[person]]
            person = parent[person]
        return person

    for link in links:
        if link.verdict == SAME:
            first, second = sorted(root(end) for end in _ends(link))
            parent[second] = first
    torn = {
        root(_ends(link)[0])
        for link in links
        if link.verdict == DIFFERENT
        and all(end in parent for end in _ends(link))
        and len({root(end) for end in _ends(link)}) == 1
    }
    return {person: root(person) for person in list(parent) if root(person) not in torn}


def believable(vault: Vault, links: Iterable[Link]) -> list[Link]:
    """The links that are what they should be: of the id and the home that follow from their two persons.

    A link of another office, or under an id of somebody's choice, would tear or forge what others decided.
    """
    links = [link for link in links if all(_ends(link)) and link.id == link_id(*_ends(link))]
    homes = vault.records.column("person", "home", sorted({end for link in links for end in _ends(link)}))
    return [link for link in links if _is_at_home(vault, link, [str(homes.get(end) or "") for end in _ends(link)])]


def _is_at_home(vault: Vault, link: Link, homes: Sequence[str]) -> bool:
    """Whether a link's home follows from its persons' `homes`; a person may have been handed over since."""
    if link.home == COORDINATORS_HOME:
        return True  # only coordinators can claim that
    if not link.home or all(home in ("", link.home) for home in homes):
        return bool(link.home)
    return all(link.home in _homes_ever(vault, end) for end in _ends(link))


def _homes_ever(vault: Vault, person: str) -> set[str]:
    entries, aside = vault.entries("person", person)
    return {str(entry.fields["home"]) for entry in (*entries, *aside) if "home" in entry.fields}


def _links(vault: Vault, ids: Sequence[str]) -> list[Link]:
    return believable(vault, [link for link in vault.records.load("link", ids) if isinstance(link, Link)])


def _standing(vault: Vault, links: Sequence[Link]) -> list[Link]:
    """Those whose decision stands, between persons who are not erased."""
    persons = sorted({end for link in links for end in _ends(link)})
    gone: Mapping[str, str] = vault.records.column("person", "erased", persons)
    return [link for link in links if link.stands and not any(gone.get(end) for end in _ends(link))]


def _torn(group: Iterable[str], links: Iterable[Link]) -> bool:
    members = set(group)
    return any(link.verdict == DIFFERENT and members.issuperset(_ends(link)) for link in links)


def _says_same(link: Link, person: str) -> bool:
    return link.verdict == SAME and person in _ends(link)


def _ends(link: Link) -> tuple[str, str]:
    return str(link.one or ""), str(link.other or "")
