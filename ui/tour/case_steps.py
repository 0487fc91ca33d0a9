"""The tour's chapter on a journalist's case: its parts tab by tab, a sealed file, the calendar of deadlines."""

from __future__ import annotations

from typing import Any

from ui.casebook_window import CasebookWindow
from ui.tour.hand import settle, until
from ui.tour.stage import Stage


class CaseSteps(Stage):
    """What the office does with a case that has been going on for a while."""

    def look_through_case(self, casebook: CasebookWindow, case: str) -> None:
        """Every part of the case, then what it brings into the calendar."""
        casebook.window.show_page("case", id=case)
        page = casebook.window.page()
        settle(self._tasks, "case opened")
        until(lambda: page.facts is not None and page.facts.record.id == case, "case opened")
        self._picture("12-case", casebook)
        for letter, tab in zip("bcdef", ("incidents", "courts", "requests", "deadlines", "safety"), strict=True):
            page.tabs.choose(tab)
            settle(self._tasks, tab)
            self._picture(f"12{letter}-case-{tab}", casebook)
        self._keep_evidence(casebook, page, case)
        casebook.window.show_page("deadlines")
        settle(self._tasks, "deadlines")
        self._picture("12h-deadlines", casebook)

    def _keep_evidence(self, casebook: CasebookWindow, page: Any, case: str) -> None:
        page.tabs.choose("evidence")
        file = self._room / "screen.png"
        casebook.window.grab().save(str(file))
        page.rooms.evidence.add([file])
        clinic = casebook.clinic
        until(lambda: self._on_vault(lambda: clinic.evidence.of(case)), "evidence kept")
        file.unlink()
        settle(self._tasks, "evidence")
        self._picture("12g-case-evidence", casebook)
