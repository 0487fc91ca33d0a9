"""The clinic's own values of lists: coordinators add and close them, and they reach everyone in the network."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from clinic_app.changes import Changes
from clinic_app.errors import NoNetwork, NotCoordinator, UnknownList
from clinic_app.records.list_item import ListItem
from clinic_app.reference import lists
from clinic_app.reference.lists import Item
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk


class OwnLists:
    """The lists of an open vault. What is in force here is read anew after every change and every merge."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._casework = casework

    def read_again(self) -> None:
        """Put the values that lie in this vault in force."""
        own: dict[str, list[Item]] = {}
        for one in self._kept():
            own.setdefault(one.list, []).append(_item(one))
        lists.keep_own(own)

    def of(self, name: str) -> list[Item]:
        """All values of a list, the clinic's own among them. UnknownList unless a clinic may add to it."""
        if name not in lists.OPEN_LISTS:
            raise UnknownList(list=name, known=", ".join(lists.OPEN_LISTS))
        return list(lists.items(name).values())

    def add(self, name: str, labels: Mapping[str, str], *, parent: str = "", code: str = "") -> tuple[str, Changes]:
        """A new value, or new labels for one of that code: (its code, what was touched).

        `labels` by language; without a code one is made of list, parent and Russian name. Raises UnknownList,
        NotCoordinator, NoNetwork, InvalidRecord.
        """
        known = {item.id: item for item in self.of(name)}
        if parent and parent not in known:
            raise UnknownList(list=parent, known=name)
        code = code or _code_of(name, parent, labels.get("ru", ""))
        before = known.get(code)
        if parent and code in _line_up(parent, known):
            raise UnknownList(list=parent, known=name)  # a value under itself has no top
        item = self._record(name, code) or ListItem(
            list=name, code=code, parent=parent or (before.parent if before else "")
        )
        told = {f"name_{language}": labels[language].strip() for language in ("ky", "ru", "en") if labels.get(language)}
        return code, self._save(replace(item, **told))  # type: ignore[arg-type]  # its three labels

    def close(self, name: str, code: str, last_day: date) -> Changes:
        """From the day after `last_day` the value cannot be chosen; records keep it. UnknownList."""
        known = {item.id: item for item in self.of(name)}
        if code not in known:
            raise UnknownList(list=code, known=name)
        labels = known[code].labels
        item = self._record(name, code) or ListItem(
            list=name,
            code=code,
            parent=known[code].parent,
            name_ky=labels["ky"],
            name_ru=labels["ru"],
            name_en=labels["en"],
        )
        return self._save(replace(item, valid_to=last_day))

    def _save(self, item: ListItem) -> Changes:
        if not self._desk.identity.network_id:
            raise NoNetwork
        if not self._desk.identity.decides:
            raise NotCoordinator
        everyone = self._desk.identity.network_id  # no office's: two coordinators who add the same do not quarrel
        changes = self._casework.save(replace(item, id=_id_of(item.list, item.code), home=everyone)).changes
        self.read_again()
        return changes

    def _record(self, name: str, code: str) -> ListItem | None:
        return next((one for one in self._kept() if (one.list, one.code) == (name, code)), None)

    def _kept(self) -> list[ListItem]:
        found = self._casework.load_many("list_item", sorted(self._casework.ids("list_item", archived=None)))
        return [one for one in found if isinstance(one, ListItem) and one.list and one.code]


def _item(one: ListItem) -> Item:
    labels = {"ky": one.name_ky or one.name_ru, "ru": one.name_ru or one.name_ky, "en": one.name_en or one.name_ru}
    return Item(
        id=one.code,
        labels=labels,
        parent=one.parent,
        valid_from=one.valid_from.isoformat() if one.valid_from else "",
        valid_to=one.valid_to.isoformat() if one.valid_to else "",
        more=_more(one),
    )


def _more(one: ListItem) -> Mapping[str, str]:
    """What the file says besides of a value it knows as well (a division's type), or of its parent."""
    filed = lists.filed(one.list)
    like = filed.get(one.code) or filed.get(one.parent)
    return like.more if like else {}


def _line_up(code: str, known: Mapping[str, Item]) -> list[str]:
    """A value and all above it."""
    line: list[str] = []
    while code in known and code not in line:
        line.append(code)
        code = known[code].parent
    return line


def _code_of(name: str, parent: str, label: str) -> str:
    made = "X" + hashlib.sha256(f"{name}\n{parent}\n{label.strip().casefold()}".encode()).hexdigest()[:8]
    return f"{parent}.{made}" if parent else made


def _id_of(name: str, code: str) -> str:
    return "list-" + hashlib.sha256(f"{name}\n{code}".encode()).hexdigest()[:32]
