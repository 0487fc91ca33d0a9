"""After the panic key: the question on the locked screen, and the way to the recovery sheet when it was answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from clinic_app.use_cases.locks import Afterwards, read_afterwards
from ui.doors import Doors
from ui.entrance_window import EntranceWindow
from ui.tasks import WorksFor


class PanicStep(QObject):
    """Asks at the entrance whether only the recovery sheet shall open; `ask_in` shows the lock again."""

    def __init__(
        self, tasks: WorksFor, doors: Doors, entrance: EntranceWindow, ask_in: Callable[[], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._tasks, self._doors, self._entrance, self._ask_in = tasks, doors, entrance, ask_in
        self._known: Afterwards | None = None
        self._was_open = False
        entrance.panic_wanted.connect(self.ask)

    def ask(self, clinic: Any = None) -> None:
        """Show the question. What remains is read of `clinic`, which is closed next on the vault's thread."""
        if self._doors.is_new():
            return
        self._known, self._was_open = None, clinic is not None
        self._entrance.show_page(self._page)
        if clinic is not None:
            self._tasks.on_vault(lambda: read_afterwards(clinic), self._tell, lambda _error: None, owner=self)

    def _page(self) -> QWidget:
        from ui.pages.unlock.panic import PanicPage

        wait = self._was_open and self._known is None
        page = PanicPage(self._tasks, self._doors.leave_recovery_only, self._known, wait=wait)
        page.left.connect(self._ask_in)
        page.finished.connect(self._only_the_sheet)
        return page

    def _tell(self, known: Afterwards) -> None:
        self._known = known
        asking = getattr(self._entrance.page(), "do_it", None)
        if asking is not None and asking.isEnabled():  # else it is being done, or was answered
            self._entrance.show_page(self._page)

    def _only_the_sheet(self) -> None:
        self._ask_in()
        self._entrance.page().ask_code()
