"""The types of records a search shows: the word of each and its icon. No Qt here."""

from __future__ import annotations

from clinic_app.wording.words import N_

TYPES: dict[str, tuple[str, str]] = {
    "person": (N_("People"), "users"),
    "consultation": (N_("Consultations"), "messages"),
    "journalist_case": (N_("Cases"), "folder"),
    "incident": (N_("Incidents"), "alert-triangle"),
    "case_event": (N_("Events of cases"), "history"),
    "proceeding": (N_("Proceedings"), "gavel"),
    "duty_request": (N_("Requests to public bodies"), "file-text"),
    "deadline": (N_("Deadlines"), "clock-hour-4"),
    "attachment": (N_("Attachments"), "paperclip"),
}
