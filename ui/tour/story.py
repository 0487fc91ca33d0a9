"""The story of the first day, told by the real window.

An office founds its case book, takes in its register, records, joins, seals; a coordinator merges, settles and reports.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt

from clinic_app.use_cases.demo import demo_network
from ui.casebook_window import CasebookWindow
from ui.tour.backup_steps import back_up
from ui.tour.desk_steps import work_at_the_desk
from ui.tour.hand import click, press, settle, until, write
from ui.tour.merging_steps import take_in
from ui.tour.office_steps import OfficeSteps
from ui.tour.place_steps import exchange_by_a_place
from ui.tour.stage import CONTROL, HEIGHT, WIDTH, WORDS, entrance_page

COORDINATOR = "Бермет Асанова"


class Story(OfficeSteps):
    """Tells the steps in order and keeps their pictures."""

    def tell(self) -> None:
        """The whole story."""
        self._found_office()
        self._import_register()
        self._phone_call()
        self._consultation()
        self._case()
        self._look_around()
        self._join()
        self._seal_and_merge()
        exchange_by_a_place(self.office, self.coordinator, self._room / "shared", self._tasks, self._picture)
        self._conflict()
        self._report()
        back_up(self.office, self._room / "backups", self._tasks, self._picture)
        self._lock()

    # --- the network --------------------------------------------------------------------------------------------

    def _join(self) -> None:
        clinic, _code = self._on_vault(lambda: self.coordinator.doors.found(_Coordinator()))
        self._on_vault(lambda: clinic.network.create("Юридикалык клиникалардын тармагы"))
        others = [record for record in demo_network(date.today(), per_weight=12) if record.home != "NAR1"]
        self._on_vault(lambda: clinic.casework.save_many(others))
        self.coordinator.enter(clinic)
        until(lambda: self.coordinator.window, "the coordinator's window")
        self.coordinator.window.resize(WIDTH, HEIGHT)
        request, invitation = self._room / "NAR1.clinic-request", self._room / "NAR1.clinic-invitation"
        page = self._exchange(self.office)
        joining = until(lambda: page._joining, "joining")
        joining.write_request(request)
        until(request.exists, "request")
        self._picture("17-request", self.office)
        desk = self._exchange(self.coordinator)
        admit = until(lambda: desk._admit, "admit")
        write(admit.office, "NAR1")
        admit.admit(request, "NAR1", invitation)
        until(invitation.exists, "invitation")
        self._picture("18-admitted", self.coordinator)
        joining.look_at(invitation)
        same = until(lambda: getattr(joining, "same", None), "compare digits")
        self._picture("19-compare-digits", self.office)
        click(same)
        until(lambda: self._on_vault(lambda: self.office.clinic.identity.network_id), "joined")

    def _seal_and_merge(self) -> None:
        stick = self._room / "stick"
        stick.mkdir()
        self._exchange(self.office).export_to(stick)
        until(lambda: list(stick.glob("*.clinic")), "sealed")
        self._picture("20-sealed", self.office)
        take_in(self.coordinator, stick, self._tasks, lambda name: self._picture(f"21-{name}", self.coordinator))
        until(self._merged, "merged")

    def _merged(self) -> bool:
        ids = self._on_vault(lambda: self.office.clinic.casework.ids("consultation", limit=1))
        return bool(self._on_vault(lambda: self.coordinator.clinic.casework.known("consultation", ids)))

    def _conflict(self) -> None:
        id = self._on_vault(lambda: self.office.clinic.casework.ids("consultation", limit=1))[0]
        told = (
            (self.office, "Эмгек инспекциясына арыз берүү сунушталды. Мөөнөтү: бир ай."),
            (self.coordinator, "Эмгек инспекциясына жана сотко арыз берүү сунушталды. Мөөнөтү: үч ай."),
        )
        for casebook, advice in told:
            self._edit_advice(casebook, id, advice)
        stick = self._room / "stick-2"
        stick.mkdir()
        self._exchange(self.office).export_to(stick)
        until(lambda: list(stick.glob("*.clinic")), "sealed again")
        settle(self._tasks, "sealed again")
        take_in(self.coordinator, stick, self._tasks)
        until(lambda: self._on_vault(lambda: self.coordinator.clinic.settling.conflicts()), "conflict")
        work_at_the_desk(self.coordinator, self._tasks, lambda name: self._picture(name, self.coordinator))

    def _edit_advice(self, casebook: CasebookWindow, id: str, advice: str) -> None:
        casebook.window.show_page("consultation", id=id)
        page = casebook.window.page()
        settle(self._tasks, "consultation opened")
        until(lambda: page.form is not None and "advice" in page.form.controls, "consultation opened")
        line = page.form.controls["advice"].widget
        line.selectAll() if hasattr(line, "selectAll") else line.edit.selectAll()
        write(line, advice)
        click(page.save_button)
        until(
            lambda: self._on_vault(lambda: casebook.clinic.casework.load("consultation", id)).advice == advice,
            "advice changed",
        )
        settle(self._tasks, "advice changed")

    def _report(self) -> None:
        window = self.coordinator.window
        window.show_page("reports")
        page = window.page()
        until(lambda: page.save.isEnabled(), "report")
        settle(self._tasks, "report")
        self._picture("28-report", self.coordinator)

    def _lock(self) -> None:
        for room in ("recovery", "keys", "locks"):
            self.office.window.show_page(room)
            settle(self._tasks, f"the room of {room}")
            self._picture(f"28b-{room}", self.office)
        press(self.office.window, Qt.Key.Key_L, CONTROL)
        if self.office.window is not None:
            self.office.lock()
        page = until(lambda: entrance_page(self.office), "locked")
        write(page.passphrase, "туура эмес сөз")
        click(page.unlock)
        settle(self._tasks, "wrong passphrase")
        self._picture("29-locked", self.office)
        self.office.panic.ask()
        asked = until(lambda: getattr(entrance_page(self.office), "stay", None) and entrance_page(self.office), "panic")
        self._picture("29b-panic", self.office)
        click(asked.stay)
        page = until(lambda: getattr(entrance_page(self.office), "unlock", None) and entrance_page(self.office), "lock")
        page.passphrase.clear()
        write(page.passphrase, WORDS)
        click(page.unlock)
        until(lambda: self.office.window, "unlocked")
        settle(self._tasks, "unlocked")


class _Coordinator:
    """The coordinator's case book, as the first start would ask for it."""

    office_code, office_name, person = "BISH", "Координатор", COORDINATOR
    role, passphrase, use_keyring = "coordinator", WORDS, False
