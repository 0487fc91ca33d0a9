"""The menus of the case page: everything about the whole case, and to which day the next step is moved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from clinic_app.wording.dates import short_date
from clinic_app.wording.words import N_, _

READERS = {
    "office": N_("Chronology for the office"),
    "client": N_("Chronology for the client"),
    "court": N_("Chronology for the court"),
}


def open_case_menu(page: Any) -> QMenu:
    """What can be done with the whole case."""
    menu = _menu(page)
    kind, id = "journalist_case", page.id
    menu.addAction(_("Edit the case"), lambda: page.edit_requested.emit(id))
    menu.addAction(_("Conflict of interest"), page.show_interests)
    menu.addAction(_("History"), lambda: page.history_requested.emit(kind, id))
    menu.addAction(_("Who opened this"), lambda: page.trail_requested.emit(kind, id))
    menu.addAction(_("Print the card"), lambda: page.print_requested.emit(kind, id))
    menu.addAction(_("Print as a chronology"), lambda: page.acts.print_chronology())
    return _below(menu, page.more_button)


def open_move_menu(page: Any, button: QWidget) -> QMenu:
    """Tomorrow, in a week, or another day."""
    menu = _menu(page)
    today = date.today()
    for word, days in ((_("Tomorrow"), 1), (_("In three days"), 3), (_("In a week"), 7), (_("In two weeks"), 14)):
        day = today + timedelta(days=days)
        menu.addAction(f"{word}, {short_date(day)}", lambda day=day: page.acts.move_step(day))
    menu.addSeparator()
    menu.addAction(_("Another day"), page.acts.ask_step_day)
    return _below(menu, button)


def open_paper_menu(page: Any, button: QWidget) -> QMenu:
    """For whom the chronology is printed."""
    menu = _menu(page)
    for reader, word in READERS.items():
        menu.addAction(_(word), lambda reader=reader: page.acts.print_chronology(reader))
    return _below(menu, button)


def _menu(page: QWidget) -> QMenu:
    menu = QMenu(page)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def _below(menu: QMenu, button: QWidget) -> QMenu:
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))
    return menu
