"""With the real threads: the vault is touched on its own thread alone, and closing waits for what was begun."""

from __future__ import annotations

import threading
from pathlib import Path

from clinic_app.clinic import Clinic
from clinic_app.settings import Settings
from clinic_app.store.vault import Vault
from tests.founding import PASSPHRASE
from tests.ui.desk.conftest import some_work
from ui.casebook_window import CasebookWindow
from ui.tasks import Tasks
from ui.theme.theme import Theme

PAGES = ("today", "consultations", "cases", "people", "reports", "merge", "exchange", "settings", "importing")


def test_no_page_touches_the_vault_on_the_windows_thread(qtbot, dressed: Theme, tmp_path: Path, monkeypatch) -> None:
    """Planted: `clinic.casework.ids("office")` called straight in ReportsPage made this fail."""
    clinic, _code = Clinic.found(
        tmp_path / "v",
        office_code="COORD",
        office_name="Office",
        person="Bermet Asanova",
        role="coordinator",
        passphrase=PASSPHRASE,
        use_keyring=False,
        kdf_floor=True,
    )
    clinic.network.create("Network")
    some_work(clinic)
    clinic.close()
    here, wrong = threading.current_thread(), []

    def watched(name: str) -> None:
        real = getattr(Vault, name)

        def look(self: Vault, *given: object, **named: object) -> object:
            if threading.current_thread() is here:
                wrong.append(name)
            return real(self, *given, **named)

        monkeypatch.setattr(Vault, name, look)

    for name in ("looking", "changing", "recall", "data_version", "search", "leaves", "in_conflict", "drafts"):
        watched(name)
    tasks = Tasks()
    book = CasebookWindow(
        tmp_path / "v", Settings(tmp_path / "s.json"), dressed, tasks, kdf_floor=True, use_keyring=False
    )
    problems: list[object] = []
    tasks.problem.connect(problems.append)
    try:
        book.start()
        page = book.entrance.page()
        page.passphrase.setText(PASSPHRASE)
        with qtbot.waitSignal(book.opened, timeout=20_000):
            page.unlock.click()
        book.window.resize(1366, 720)
        for name in PAGES:
            book.window.show_page(name)
            qtbot.waitUntil(lambda: not tasks.is_busy(), timeout=20_000)
        book.window.sidebar.search_typed.emit("арыз")
        book.look_again()
        qtbot.waitUntil(lambda: not tasks.is_busy(), timeout=20_000)
        book.window.new_consultation_requested.emit()
        qtbot.waitUntil(lambda: not tasks.is_busy(), timeout=20_000)
        book.lock()
        qtbot.waitUntil(lambda: not tasks.is_busy(), timeout=20_000)
    finally:
        book.leave()
        tasks.finish()
        book.entrance.close()
    assert wrong == []
    assert problems == []
