"""What the case page does with its rows: opening, adding, postponing, ending; each is one act with one key."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from clinic_app.changes import Changes
from clinic_app.wording.words import _
from ui.pages.cases import acts
from ui.pages.cases.child_shapes import SHAPES
from ui.pages.cases.day_panel import Question
from ui.pages.cases.offering import keep_offers, offers_of_case
from ui.pages.cases.presenter import plain_day
from ui.problems import show_problem


class CaseActs:
    """The acts of one case page."""

    def __init__(self, page: Any) -> None:
        self._page = page

    def open_row(self, row: Any) -> None:
        """Enter on a row: its form at the right, its own page, or its tab."""
        page = self._page
        if row.kind in SHAPES:
            page.write(row.kind, row.id)
        elif row.kind == "incident":
            page.open_requested.emit("incident", row.id)
        elif row.kind == "attachment":
            page.tabs.choose("evidence")
        elif not row.kind:
            page.history_requested.emit("journalist_case", page.id)

    def add(self, kind: str) -> None:
        """A new child of the case."""
        page = self._page
        if kind == "incident":
            page.new_requested.emit("incident", {"case_ids": frozenset({page.id})})
        elif kind == "whereabouts":
            page.panels.setCurrentWidget(page.panels.where)
            page.panels.where.open(page.id)
        elif kind == "proposals":
            self.offer()
        elif kind in SHAPES:
            page.write(kind)

    def act(self, act: str, row: Any) -> None:
        """Anything else that can be done with a row."""
        page, today = self._page, date.today()
        record = page.facts.records.get(row.id) if page.facts is not None else None
        if act == "bin":
            self.to_bin(row.kind, row.id)
        elif act == "forget":
            page.tasks.on_vault(
                lambda: page.clinic.safety.forget(row.id),
                lambda _nothing: page.refresh(),
                lambda error: show_problem(error, page.notices),
                owner=page,
            )
        elif act == "reached":
            page.do(lambda: acts.reached(page.clinic, row.id, datetime.now()))
        elif act == "sheet":
            page.print_requested.emit(row.kind, row.id)
        elif record is None:
            return
        elif act in ("met", "missed", "not_needed"):
            page.do(lambda: acts.deadline_ended(page.clinic, record, act, today))
        elif act == "reopen":
            page.do(lambda: acts.reopened(page.clinic, record))
        elif act == "given_back":
            page.do(lambda: acts.given_back(page.clinic, record, today))
        elif act == "hearing":
            page.write("case_event", given={"kind": "hearing", "proceeding_id": row.id, "court_id": record.court_id})
        elif act == "item":
            page.write("seized_item", given={"seizure_id": row.id, "return_state": "in_custody"})
        elif act == "next_instance":
            self._next_instance(record)
        elif act == "review":
            page.write("risk_assessment", given=_carried_on(record))
        elif act == "answered":
            page.write("duty_request", row.id)
            self._put_cursor("answer")
        elif act in ("postpone", "returned", "extend"):
            self._ask(act, record)

    def _next_instance(self, before: Any) -> None:
        page, instance = self._page, acts.NEXT_INSTANCE.get(before.instance or "", "")
        if not instance:
            page.write("proceeding", given={"follows_id": before.id, "procedure": before.procedure})
            return

        def begun(saved: Any) -> None:
            page.done(saved.changes)
            page.write("proceeding", saved.record.id)

        page.tasks.on_vault(
            lambda: page.clinic.proceedings.next_instance(before.id, instance),
            begun,
            lambda error: show_problem(error, page.notices),
            owner=page,
        )

    def _put_cursor(self, field: str) -> None:
        form = self._page.child_panel.form
        if form is not None and field in form.fields:
            form.fields[field].control.setFocus()

    # --- acts that need a day -----------------------------------------------------------------------------------

    def _ask(self, act: str, record: Any) -> None:
        page = self._page
        about = " · ".join(part for part in (plain_day(str(getattr(record, "on", "") or "")), record.title) if part)
        name = (act, record.type.name, record.id)
        if act == "postpone":
            question = Question(
                _("Postpone the hearing"),
                about,
                _("Postponed to"),
                lambda day, at, why: self._answered(lambda: acts.postponed(page.clinic, record, day, at, why), name),
                why=_("Why"),
                timed=True,
                name=name,
            )
        elif act == "returned":
            question = Question(
                _("The filing was returned"),
                about,
                _("Returned on"),
                lambda day, _at, why: self._answered(lambda: acts.returned(page.clinic, record, day, why), name),
                first=date.today(),
                why=_("Why it was returned"),
                name=name,
            )
        else:
            question = Question(
                _("Extend the deadline"),
                about,
                _("Notice of extension on"),
                lambda day, _at, _why: self._answered(lambda: acts.extended(page.clinic, record, day)),
                first=date.today(),
            )
        self.ask(question)

    def move_step(self, day: date) -> None:
        """The next step waits for another day."""
        page = self._page
        if page.facts is not None:
            record = page.facts.record
            page.do(lambda: acts.step_moved(page.clinic, record, day))

    def ask_step_day(self) -> None:
        """Another day for the next step."""
        page = self._page
        if page.facts is not None:
            record = page.facts.record
            self.ask(
                Question(
                    _("Move the next step"),
                    record.next_step,
                    _("On"),
                    lambda day, _at, _why: self._answered(lambda: acts.step_moved(page.clinic, record, day)),
                    first=record.next_step_on,
                )
            )

    def ask(self, question: Question) -> None:
        """Ask for a day at the right."""
        self._page.panels.setCurrentWidget(self._page.day_panel)
        self._page.day_panel.ask(question)

    def _answered(self, work: Any, name: tuple[str, ...] = ()) -> None:
        """Do it; a reason begun under `name` goes only when it is done."""
        drafts = self._page.clinic.drafts

        def answer() -> Changes:
            changes: Changes = work()
            if name:
                drafts.drop(":".join(name))
            return changes

        self._page.close_panel()
        self._page.do(answer)

    # --- the rest -----------------------------------------------------------------------------------------------

    def to_bin(self, kind: str, id: str) -> None:
        """Out of the case, and back from the bin whenever it is wanted."""
        page = self._page
        if page.panels.currentWidget() is page.child_panel:
            page.child_panel.put_away()
        page.do(lambda: page.clinic.casework.archive(kind, id))

    def offer(self) -> None:
        """Deadlines that events of the case offer."""
        page = self._page
        id = page.id
        page.tasks.on_vault(
            lambda: offers_of_case(page.clinic, id),
            page.show_offers,
            lambda error: show_problem(error, page.notices),
            owner=page,
        )

    def keep_offers(self, chosen: list[Any]) -> None:
        """Keep the deadlines that were ticked."""
        page = self._page
        id = page.id
        page.close_panel()
        page.do(lambda: keep_offers(page.clinic, id, chosen))

    def print_chronology(self, reader: str = "office") -> None:
        """The timeline on paper, as far as its reader may see it."""
        from ui.pages.cases.chronology_dialog import ChronologyDialog

        page = self._page
        ChronologyDialog(page.clinic, page.tasks, page.window(), page.id, reader).open()


def _carried_on(before: Any) -> dict[str, Any]:
    """What a new assessment takes over from the one before: all but its days and who made it."""
    names = ("risk_level", "actor_level", "factors", "measures", "plan", "safe_channels", "check_in_hours")
    return {name: getattr(before, name) for name in (*names, "check_in_by", "if_silent")}
