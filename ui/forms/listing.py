"""A page that lists the records of one type: search, filters, the list, a preview at the right.

Ids come first, rows by pages as they come into sight; everything is asked on the vault's thread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QMenu, QWidget

from clinic_app.changes import Changes
from clinic_app.settings import Settings
from clinic_app.use_cases.listing import Moment, Order
from clinic_app.wording.dates import number
from clinic_app.wording.words import _
from ui.forms.latest import Latest
from ui.forms.list_actions import ASSIGNED, ListActions
from ui.forms.list_looks import ListLooks
from ui.forms.list_room import ListRoom
from ui.forms.narrowing import Asked, Filter, Found, Narrow, Only, asked_of
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.widgets.frames import clear_layout

__all__ = ["Filter", "Found", "ListPage", "Narrow"]
REST_MS = 120  # between two steps of a key that is held down there are about 30


class ListPage(ListRoom):
    """What happens on a list: narrowing, sorting, looking, choosing. `changed` carries what was touched."""

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__(clinic, tasks, theme, settings)
        self._found: Found | None = None
        self._wide = True
        self._wanted = ""  # the id of the present row, while rows are read anew
        self._chosen: frozenset[str] = frozenset()  # and those chosen, where they are several
        self._preset = False  # narrowed by another page: that is not what a person chose for good
        self._latest = Latest(tasks, self)
        self._stepping = QTimer(self, singleShot=True, interval=REST_MS)
        self._behind = False  # the preview is of a row before the present one
        self._shown = False  # it is of a row at all
        self.deeds = ListActions(clinic, tasks, self, self.kind, self.notices, self._changed)
        self.looks = ListLooks(self.model.columns, self.show_columns, self.sort)
        self._connect()
        self._begun = False  # narrowed by anybody: what was left last time comes too late then
        self._read_choices()
        self.tasks.on_vault(self.memory.narrowed, self._begin, lambda _error: self._begin({}), owner=self)

    def _begin(self, narrowed: Mapping[str, str]) -> None:
        if not self._begun:
            self.strip.set_narrowed(narrowed)
        self.refresh()

    def _connect(self) -> None:
        self.strip.changed.connect(self._narrowed_otherwise)
        self.strip.looks_asked.connect(self.open_looks)
        self.table.row_chosen.connect(self._step)
        self._stepping.timeout.connect(self._rest)
        self.table.row_opened.connect(self.open_row)
        self.table.sort_asked.connect(lambda column, descending: self.sort(Order(column, descending)))
        self.table.selection_changed.connect(self._selected)
        self.table.menu_asked.connect(self.open_row_menu)
        self.model.dataChanged.connect(lambda *_at: self._preview_soon())
        self.bar.assign_asked.connect(lambda place: self.deeds.assign(self.chosen_ids(), self.moment(), place))
        self.bar.export_asked.connect(lambda: self.deeds.export(self.chosen_ids()))
        self.bar.bin_asked.connect(self.put_away)
        self.bar.let_go.connect(self._let_go)

    def look(self, asked: Asked) -> Found:
        """Vault's thread: which records."""
        moment = self.clinic.listing.moment()
        ids = self.clinic.listing.ids(
            self.kind,
            asked.order,
            words=asked.words,
            where=asked.where,
            archived=asked.archived,
            only=asked.only.ids if asked.only else None,
        )
        total = len(ids) if ids else self.clinic.casework.count(self.kind)
        drafts = () if asked.words or asked.archived or asked.only else self.drafts()
        return Found(ids, total, self.facts(), drafts, moment)

    # --- narrowing and order ------------------------------------------------------------------------------------

    def open(self, narrowed: Mapping[str, Any] | None = None, words: str = "", only: Any = None) -> None:
        """Show the list narrowed so, and by nothing else: `narrowed` filter -> id of its choice, for `dates` also a
        pair of ISO days; `only` (ids, what they are called). What is unknown is passed over; nothing is remembered.
        """
        self._preset = self._begun = True
        self.strip.set_narrowed(narrowed or {}, words, Only(tuple(only[0]), str(only[1])) if only else None)
        self.refresh()

    def narrow(self, filter: str, choice: Narrow | None) -> None:
        """Narrow the list by one filter, or open it again."""
        self.strip.narrow(filter, choice)

    def clear_filters(self) -> None:
        """Show everything."""
        self.strip.clear()

    def is_narrowed(self) -> bool:
        """Whether words or filters narrow the list."""
        return self.strip.is_narrowed()

    def _narrowed_otherwise(self) -> None:
        self._begun = True
        if not self.strip.is_narrowed():
            self._preset = False
        if not self._preset:
            self.memory.keep_narrowed(self.strip.ids(), self.tasks, self)
        self.refresh()

    def sort(self, order: Order) -> None:
        """Sort the list, from now on."""
        self.order = order
        self.memory.keep_order(order)
        self.table.show_sorted(order.column, order.descending)
        self.refresh()

    def show_columns(self, ids: Sequence[str]) -> None:
        """Show these columns, from now on."""
        self.memory.keep_columns(ids)
        self.table.show_columns(set(ids))

    def open_looks(self, place: QPoint) -> QMenu:
        """The menu of columns and order."""
        return self.looks.open(self, place, self.table.shown_columns(), self.order)

    def _read_choices(self) -> None:
        self.tasks.on_vault(self.late_choices, self._take_choices, lambda _error: None, owner=self)

    def _take_choices(self, found: Mapping[str, Sequence[Narrow | None]]) -> None:
        otherwise = [name for name, choices in found.items() if self.strip.set_choices(name, choices)]
        if otherwise:
            self.refresh()

    # --- rows ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again; the chosen rows stay chosen."""
        asked = asked_of(self.strip.choices(), self.strip.words(), self.order, self.strip.only)
        row = self.table.chosen_row()
        self._wanted = getattr(row, "id", "") or self._wanted
        if self.table.chosen_count() > 1:
            self._chosen = frozenset(self.chosen_ids())
        self._latest.ask(lambda: self.look(asked), self._show)

    def _show(self, found: Found) -> None:
        self._found = found
        self.header.set_facts(found.facts)
        anything = bool(found.ids) or bool(found.extra)
        self.stack.setCurrentWidget(
            self.table if anything else self.nothing if self.is_narrowed() or found.total else self._empty
        )
        self.strip.setVisible(anything or self.is_narrowed() or bool(found.total))
        self._fit_panel()
        self.foot.setText(_("Records: {n}").format(n=number(len(found.ids))))
        chosen, self._chosen = self._chosen, frozenset()
        self.model.set_source(len(found.extra) + len(found.ids), lambda first, count: self._ask(found, first, count))
        self._choose_again(found, chosen)
        self._selected()

    def _choose_again(self, found: Found, chosen: frozenset[str]) -> None:
        ids = [getattr(row, "id", "") or getattr(row, "draft", "") for row in found.extra] + list(found.ids)
        at = ids.index(self._wanted) if self._wanted in ids else len(found.extra)
        self.table.choose(min(at, len(ids) - 1))
        if len(chosen) > 1:
            self.table.choose_places([place for place, id in enumerate(ids) if id in chosen])

    def _ask(self, found: Found, first: int, count: int) -> None:
        before = list(found.extra)[first : first + count]
        start = max(0, first - len(found.extra))
        wanted = list(found.ids)[start : start + count - len(before)]
        self.tasks.on_vault(
            lambda: self.rows(wanted),
            lambda rows: self._take_rows(found, first, [*before, *rows], len(before) + len(wanted)),
            lambda error: show_problem(error, self.notices, retry=self.refresh),
            owner=self,
        )

    def _take_rows(self, found: Found, first: int, rows: list[Any], expected: int) -> None:
        if found is not self._found:
            return
        if len(rows) != expected:
            self.refresh()  # something went away between looking and loading
            return
        self.model.give(first, rows)

    def _step(self, row: Any) -> None:
        """Another row: its preview at once after a rest, but not at each of many steps, which it would hold up."""
        self._wanted = getattr(row, "id", "") or self._wanted
        if self._stepping.isActive():
            self._behind = True
        else:
            self._preview()
        self._stepping.start()

    def _preview_soon(self) -> None:
        """Rows were read: the present one may be among them."""
        if self._stepping.isActive() and (self._shown or self._behind):
            self._behind = True
        else:
            self._preview()

    def _rest(self) -> None:
        if self._behind:
            self._preview()

    def _preview(self) -> None:
        row = self.table.chosen_row()
        self._behind, self._shown = False, row is not None
        for layout in (self.panel.body, self.panel.foot):
            clear_layout(layout)
        if row is not None:
            self._wanted = getattr(row, "id", "")
            self.show_preview(self.panel, row)

    def _fit_panel(self) -> None:
        self.panel.setVisible(self._wide and self.stack.currentWidget() is self.table)

    def open_row(self, row: Any) -> None:
        """Enter or a double click."""
        self.open_requested.emit(self.kind, row.id)

    # --- several rows -------------------------------------------------------------------------------------------

    def chosen_ids(self) -> list[str]:
        """The ids of the chosen records, from the top; drafts are none."""
        if self._found is None:
            return []
        before = len(self._found.extra)
        return [self._found.ids[place - before] for place in self.table.chosen_places() if place >= before]

    def moment(self) -> Moment | None:
        """When what is shown was read: whoever acts on it decides about nothing newer."""
        return self._found.moment if self._found else None

    def _selected(self) -> None:
        count = self.table.chosen_count()
        several = count > 1 and self.stack.currentWidget() is self.table
        if several:
            before = len(self._found.extra) if self._found else 0
            self.bar.say(count - sum(self.table.selectionModel().isRowSelected(place) for place in range(before)))
        self.bar.setVisible(several)
        self.footer.setVisible(not several and self.stack.currentWidget() is self.table)

    def _let_go(self) -> None:
        self.table.choose_one()
        self.table.setFocus()

    def put_away(self) -> None:
        """Put the chosen records into the bin."""
        ids = self.chosen_ids()
        self.table.setFocus()  # the bar goes away with its button
        self.deeds.put_away(ids, self.moment())

    def _changed(self, changes: Changes) -> None:
        self.changed.emit(changes)
        self.refresh()

    def open_row_menu(self, place: QPoint) -> QMenu | None:
        """The menu key or the right button: what can be done with the chosen rows."""
        ids = self.chosen_ids()
        if not ids:
            return None
        menu, moment = QMenu(self.table), self.moment()
        if len(ids) == 1:
            menu.addAction(_("Open"), lambda: self.open_row(self.table.chosen_row()))
        if self.kind in ASSIGNED:
            menu.addAction(_("Assign to a lawyer"), lambda: self.deeds.assign(ids, moment, place))
        menu.addAction(_("Save as a table"), lambda: self.deeds.export(ids))
        menu.addSeparator()
        menu.addAction(_("To the bin"), self.put_away)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)
        return menu

    # --- what the shell asks ------------------------------------------------------------------------------------

    def take_changes(self, changes: Changes) -> None:
        """Look again when these records may have changed; in sight always, for a merge may change how any is read."""
        if changes.include("member") or changes.include("office"):
            self._read_choices()
        if self.isVisible() or any(changes.include(kind) for kind in (self.kind, *self.also)):
            self.refresh()

    def entered(self) -> None:
        """The page comes to the front: drafts may have come or gone."""
        self.refresh()

    def keep(self) -> dict[str, Any]:
        """What is searched and narrowed, for a rebuilding."""
        only = self.strip.only
        return {
            "words": self.search.text(),
            "narrowed": self.strip.ids(),
            "only": (only.ids, only.said) if only else None,
            "preset": self._preset,
        }

    def restore(self, kept: dict[str, Any]) -> None:
        """Search and narrow as before."""
        self.open(kept.get("narrowed", {}), kept.get("words", ""), kept.get("only"))
        self._preset = bool(kept.get("preset"))

    def room_changed(self, wide: bool) -> None:
        """The preview needs room; without it Enter opens."""
        self._wide = wide
        self._fit_panel()

    def regions(self) -> list[QWidget]:
        """For F6."""
        return [self.header, self.table, *([self.bar] if self.bar.isVisible() else []), self.panel]

    def first_focus(self) -> QWidget:
        """The list itself, else what can be done about its being empty."""
        return self.table if self.stack.currentWidget() is self.table else self.search
