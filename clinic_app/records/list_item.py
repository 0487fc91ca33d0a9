"""A value that the network's coordinators added to a list, or closed: a record of the network audience."""

from __future__ import annotations

from datetime import date

from clinic_app.records.fields import day, text
from clinic_app.records.record import Record, record
from clinic_app.wording.words import N_


@record("list_item", title=N_("List value"), plural=N_("List values"), audience="network", title_field="code")
class ListItem(Record):
    """One value of a list; its id follows from list and code, so two coordinators adding the same make one record.

    A code is never renamed or deleted; from `valid_to` on it can no longer be chosen.
    """

    list: str = text(N_("List"), required=True, share="never")
    code: str = text(N_("Code"), required=True, share="never")
    parent: str = text(N_("Under"), share="never")
    name_ky: str = text(N_("Name in Kyrgyz"), required=True, share="never")
    name_ru: str = text(N_("Name in Russian"), required=True, share="never")
    name_en: str = text(N_("Name in English"), share="never")
    valid_from: date | None = day(N_("Valid from"), share="never")
    valid_to: date | None = day(N_("Valid to"), share="never")
