"""What a form page does about drafts: keeps what is typed, says since when, offers what waits, goes on after a lock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from clinic_app.settings import Settings
from clinic_app.wording.dates import date_time
from clinic_app.wording.words import _
from ui.forms.drafts import DraftKeeper
from ui.forms.form_room import FormRoom
from ui.forms.presenter import draft_content
from ui.forms.record_form import RecordForm
from ui.forms.saving import Opened
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.widgets.frames import Banner


class DraftedPage(FormRoom):
    """Nothing typed is lost: every few seconds, before another record opens and before a lock it goes to the disk."""

    kind = ""

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__(clinic, tasks, theme, settings)
        self.form: RecordForm | None = None
        self.opened: Opened | None = None
        self.drafts = DraftKeeper(clinic, tasks, self._draft, self)
        self.drafts.kept.connect(self._say_draft)
        self.drafts.lost.connect(self._draft_lost)

    def open(self, id: str = "", draft: str = "", **given: Any) -> None:
        """A record by id, a draft by key, or a new record with some values given."""
        raise NotImplementedError  # the page opens

    def number_of(self, opened: Opened) -> str:
        """What the small line says of the record."""
        return str(getattr(opened.record, "record_no", "") or "")

    def draft_title(self) -> str:
        """How a draft is called in lists."""
        return ""

    def mode(self) -> str:
        """In which of its ways the form is shown, for the draft; "" is the usual one."""
        return ""

    def _offer_drafts(self, opened: Opened) -> None:
        if opened.states is not None and opened.draft_at:
            self._notice(
                Banner(
                    "info",
                    "pencil",
                    _("This is a draft that was not saved yet"),
                    "",
                    [(_("Discard the draft"), self.discard)],
                    closable=True,
                )
            )
        elif opened.new and opened.waiting:
            key, at, title = opened.waiting[0]
            said = _("A draft is waiting: {title}").format(title=title) if title else _("A draft is waiting")
            self._notice(
                Banner(
                    "info",
                    "pencil",
                    said,
                    date_time(at.astimezone()),
                    [(_("Continue it"), lambda: self.open(draft=key))],
                    closable=True,
                )
            )

    def discard(self) -> None:
        """Throw the draft away and show the record as it is saved."""
        id = self.opened.record.id if self.opened and not self.opened.new else ""
        self.drafts.drop()
        self.open(id=id)

    def _draft(self) -> Mapping[str, Any]:
        assert self.form is not None and self.opened is not None
        id = "" if self.opened.new else self.opened.record.id
        return draft_content(self.kind, id, self.opened.version, self.form.states(), self.draft_title(), self.mode())

    def _say_draft(self, at: datetime | None) -> None:
        number = self.number_of(self.opened) if self.opened else ""
        self._pencil.setVisible(at is not None)
        said = ""
        if at is not None:
            local = at.astimezone() if at.tzinfo else at
            today = local.date() == datetime.now().date()
            said = _("Draft saved, {when}").format(when=f"{local:%H:%M}" if today else date_time(local))
        self.header.set_facts(" · ".join(part for part in (number, said) if part))

    def _draft_lost(self, error: Exception) -> None:
        show_problem(error, self.notices, retry=self.drafts.keep_now)

    def _put_away(self) -> None:
        if self.form is not None and self.drafts.is_waiting():
            self.drafts.keep_now()

    def keep(self) -> dict[str, Any] | None:
        """What to give to `restore` after a rebuilding or a lock; what is typed goes to the disk now."""
        if self.form is None or self.opened is None:
            return None
        touched = self.drafts.is_waiting() or self._is_touched()
        if touched:
            self.drafts.keep_now()
        return {"draft": self.drafts.key if touched else "", "id": "" if self.opened.new else self.opened.record.id}

    def _is_touched(self) -> bool:
        if self.form is None or self.opened is None:
            return False
        return not self.form.undo_stack.isClean() or self.opened.draft_at is not None

    def restore(self, kept: dict[str, Any]) -> None:
        """Go on where `keep` was called."""
        self.open(id=kept.get("id", ""), draft=kept.get("draft", ""))
