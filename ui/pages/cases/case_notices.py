"""What stands above the tabs of a case because somebody must look: its next step, and what is not settled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from clinic_app.wording.words import _
from ui.pages.cases.presenter import CLOSED, days_words, step_tone, step_words
from ui.pages.cases.reading import CaseFacts
from ui.widgets.frames import Banner

Act = Callable[[], object]


def case_notices(facts: CaseFacts, show_interests: Act, show_deadlines: Act) -> list[Banner]:
    """Values side by side, a conflict of interest that waits, terms that ran out with a returned filing."""
    found = []
    for terms in facts.lost:
        said = _("A filing came back, and meanwhile this ran out: {terms}").format(terms=terms)
        why = _("Filing again is not enough: ask for the term to be restored.")
        found.append(Banner("bad", "alert-circle", said, why, [(_("Show deadlines"), show_deadlines)]))
    if facts.record.conflicts:
        found.append(Banner("warn", "git-merge", _("Several values stand side by side: choose one under Merge")))
    if facts.undecided:
        look = [(_("Look and decide"), show_interests)]
        said = _("A possible conflict of interest waits for a decision")
        found.append(Banner("warn", "alert-triangle", said, "", look))
    return found


def review_banner(facts: CaseFacts, today: date, review: Act) -> Banner | None:
    """The danger should have been looked at again; None while it need not."""
    if not facts.review_overdue or facts.record.stage in CLOSED:
        return None
    late = days_words(facts.assessment.next_review_on, today)
    said = _("The risk must be reviewed: {late}").format(late=late)
    why = _("What was decided may no longer protect the journalist.")
    banner = Banner("bad", "alert-circle", said, why, [(_("Review now"), review)])
    banner.buttons[0].set_icon("shield-check")
    return banner


def step_banner(record: Any, today: date, done: Act, move: Act, edit: Act) -> Banner | None:
    """The next step with what can be done about it; that there is none; None for a closed case."""
    if record.stage in CLOSED:
        return None
    if not record.next_step:
        said, why = _("This case has no next step"), _("A case without one is easily forgotten.")
        return Banner("warn", "circle-dashed", said, why, [(_("Set a step"), edit)])
    tone = "bad" if step_tone(record.next_step_on, today) == "bad" else "info"
    said = step_words(record.next_step, record.next_step_on, today)
    banner = Banner(tone, "corner-down-right", said, "", [(_("Done"), done), (_("Move"), move)])
    banner.buttons[0].set_icon("check")
    return banner
