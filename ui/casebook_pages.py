"""Which pages the window has, in order; each is imported and built when it is first wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import Any, Protocol

from PySide6.QtWidgets import QWidget

from clinic_app.settings import Settings
from clinic_app.wording.words import N_
from ui.shell.spec import PageSpec
from ui.tasks import WorksFor
from ui.theme.theme import Theme


class Host(Protocol):
    """What a page is built from."""

    clinic: Any
    tasks: WorksFor
    theme: Theme
    settings: Settings


def pages_of(host: Host) -> list[PageSpec]:
    """All pages of an open case book."""
    clinic = host.clinic

    def page(room: str, name: str) -> Callable[[], QWidget]:
        """Builds class `name` of ui.pages.`room`."""
        return lambda: _build(f"ui.pages.{room}", name, host)

    return [
        PageSpec("today", N_("Today"), "calendar-event", page("today.page", "TodayPage")),
        PageSpec(
            "consultations", N_("Consultations"), "messages", page("consultations.list_page", "ConsultationsPage")
        ),
        PageSpec("cases", N_("Cases"), "folder", page("cases.list_page", "CasesPage")),
        PageSpec("people", N_("People"), "users", page("people.list_page", "PeoplePage")),
        PageSpec(
            "deadlines",
            N_("Deadlines"),
            "clock-hour-4",
            page("deadlines.page", "DeadlinesPage"),
            count=lambda: due_now(clinic),
        ),
        PageSpec("reports", N_("Reports"), "chart-bar", page("reports.page", "ReportsPage")),
        PageSpec(
            "merge",
            N_("Merge"),
            "git-merge",
            page("merge.page", "MergePage"),
            coordinator_only=True,
            count=lambda: clinic.settling.count(),
            rail=True,
        ),
        PageSpec(
            "exchange",
            N_("Exchange"),
            "arrows-exchange",
            page("exchange.page", "ExchangePage"),
            count=lambda: clinic.exchange.waiting().packages,
        ),
        PageSpec("settings", N_("Settings"), "settings", page("settings.page", "SettingsPage")),
        PageSpec("bin", N_("Bin"), "trash", page("bin.page", "BinPage")),
        hidden(
            "consultation", N_("Consultation"), page("consultations.form_page", "ConsultationPage"), "consultations"
        ),
        hidden("case", N_("Case"), page("cases.case_page", "CasePage"), "cases"),
        hidden("case_form", N_("Case"), page("cases.form_page", "CaseFormPage"), "cases"),
        hidden("incidents", N_("Incidents"), page("incidents.list_page", "IncidentsPage"), "cases", rail=False),
        hidden("incident", N_("Incident"), page("incidents.page", "IncidentPage"), "cases"),
        hidden("incident_form", N_("Incident"), page("incidents.form_page", "IncidentFormPage"), "cases"),
        hidden("person", N_("Person"), page("people.person_page", "PersonPage"), "people", rail=False),
        hidden("person_form", N_("Person"), page("people.form_page", "PersonFormPage"), "people"),
        hidden("interests", N_("Conflict of interest"), page("interests.page", "InterestsPage"), "", rail=False),
        hidden("history", N_("History"), page("history.page", "HistoryPage"), "", rail=False),
        room("trail", N_("Paper trail"), page("trail.page", "TrailPage"), "settings"),
        room("lists", N_("Lists of values"), page("lists.page", "ListsPage"), "settings"),
        room("backups", N_("Backups"), page("backups.page", "BackupsPage"), "settings"),
        room(
            "terms",
            N_("Deadline rules and days off"),
            page("settings.terms_page", "TermsPage"),
            "settings",
            rail=True,
        ),
        room("keys", N_("Keys and laptops"), page("keys.page", "KeysPage"), "settings"),
        room("locks", N_("Locks"), page("locks.page", "LocksPage"), "settings"),
        room("accounts", N_("People of this laptop"), page("accounts.page", "AccountsPage"), "settings"),
        room("places", N_("Places"), page("settings.places_page", "PlacesPage"), "exchange"),
        room("recovery", N_("The recovery sheet"), page("recovery.page", "RecoveryPage"), "settings"),
        PageSpec(
            "offices",
            N_("Offices"),
            "",
            page("offices.page", "OfficesPage"),
            coordinator_only=True,
            listed=False,
            under="exchange",
            room=True,
        ),
        hidden("two_values", N_("Two values"), page("merge.two_values", "TwoValuesPage"), "today"),
        hidden("merging", N_("Packages that came"), page("merging.page", "MergingPage"), "exchange"),
        hidden("importing", N_("Import a register"), page("importing.page", "ImportPage"), "consultations"),
    ]


def due_now(clinic: Any) -> int:
    """Vault's thread: how many of one's own deadlines are overdue or due today."""
    return len(clinic.deadlines.list(until=date.today(), member=clinic.identity.member_id))


def room(name: str, title: str, factory: Callable[[], QWidget], under: str, *, rail: bool = False) -> PageSpec:
    """A page of its own that belongs to `under`, with a button that goes back."""
    return PageSpec(name, title, "", factory, rail=rail, listed=False, under=under, room=True)


def hidden(name: str, title: str, factory: Callable[[], QWidget], under: str, *, rail: bool = True) -> PageSpec:
    """A page that one comes to from another; the sidebar lights up `under`."""
    return PageSpec(name, title, "", factory, rail=rail, listed=False, under=under)


def _build(module: str, name: str, host: Host) -> QWidget:
    made: QWidget = getattr(import_module(module), name)(host.clinic, host.tasks, host.theme, host.settings)
    return made
