"""The real window over a small, believable case book, with every page it has: for tests that look at all of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from clinic_app.clinic import Clinic
from clinic_app.settings import Settings
from clinic_app.use_cases.demo import demo_office
from clinic_app.wording import words
from tests.founding import found
from ui.casebook_pages import pages_of
from ui.opened_window import OpenedWindow
from ui.shell.spec import Identity
from ui.tasks import InlineTasks
from ui.theme.theme import Theme

EXTRA = " өңү йөңү йөңүй өңүйө"


def small_case_book(folder: Path) -> Clinic:
    """A coordinator's case book with a network and an office's work in it, so that every page has something to show."""
    clinic, _code = found(folder, "NAR1", "Нарын кеңсеси", "Айгүл Токтосунова", "coordinator")
    clinic.network.create("Юридикалык клиникалардын тармагы")
    work = demo_office(date.today(), owner_id=clinic.identity.member_id)
    few = [r for r in work if r.type.name == "consultation"][:20]
    clinic.casework.save_many([r for r in work if r.type.name != "consultation"] + few)
    return clinic


@contextmanager
def speaking(language: str, monkeypatch: pytest.MonkeyPatch, *, longer: bool = False) -> Iterator[None]:
    """The program in a language; `longer` makes each of its words 40 % longer."""
    before = words.spoken()
    words.speak(language)
    with monkeypatch.context() as patch:
        if longer:
            patch.setitem(words._catalogs, language, Longer(words.catalog(language)))
        yield
    words.speak(before)


class Longer:
    """A catalogue whose messages are 40 % longer than another's."""

    def __init__(self, plain: Any) -> None:
        self._plain = plain

    def gettext(self, message: str) -> str:
        return _stretched(self._plain.gettext(message))

    def ngettext(self, one: str, many: str, n: int) -> str:
        return _stretched(self._plain.ngettext(one, many, n))


def _stretched(said: str) -> str:
    wanted = round(len(said) * 0.4)
    return said + (EXTRA * (wanted // len(EXTRA) + 1))[:wanted] if said else said


@contextmanager
def window_over(clinic: Clinic, folder: Path, theme: Theme) -> Iterator[OpenedWindow]:
    """The window, 1366 by 768, marked as a demonstration; gone afterwards."""
    settings = Settings(folder / "settings.json")
    host = SimpleNamespace(clinic=clinic, tasks=InlineTasks(), theme=theme, settings=settings)
    me = clinic.identity
    identity = Identity(me.office_name, me.laptop, me.person, me.role, demo=True)
    window = OpenedWindow(settings, theme, host.tasks, identity, pages_of(host))
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    yield window
    window.hide()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def every_page(clinic: Clinic, window: OpenedWindow) -> Iterator[tuple[str, QWidget]]:
    """Each page in front, with something on it and laid out."""
    ids = clinic.casework.ids
    case = max(ids("journalist_case"), key=lambda id: len(clinic.casework.children("case_event", id)))
    given = {
        "consultation": [{"id": ""}, {"id": ids("consultation")[0]}],
        "case": [{"id": case}],
        "case_form": [{"id": ""}, {"id": case}],
        "person": [{"id": ids("person")[0]}],
        "person_form": [{"id": ""}],
        "history": [{"kind": "consultation", "id": ids("consultation")[0]}],
    }
    for spec in pages_of(SimpleNamespace(clinic=clinic)):
        for what in given.get(spec.name, [{}]):
            page = window.show_page(spec.name, **what)
            lay_out(window)
            yield " ".join((spec.name, *(key for key, value in what.items() if value))), page


def lay_out(window: QWidget) -> None:
    """Let lists ask for their rows and everything find its place."""
    for _turn in range(4):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert window.isVisible()
