"""Every report by its name. A new report is one module and one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from clinic_app.errors import UnknownReport
from clinic_app.reports import duty_table, hotline
from clinic_app.reports.report import Report
from clinic_app.wording.words import _

PROFILES = ("internal", "donor", "public")


@dataclass(frozen=True)
class ReportKind:
    """A report that can be asked for: the records it is made of, by which of their days, and who makes it. `title` is
    an English msgid.
    """

    name: str
    title: str
    record_type: str
    make: Callable[..., Report]
    date_field: str = "received_at"


REPORTS: Mapping[str, ReportKind] = MappingProxyType(
    {
        hotline.NAME: ReportKind(hotline.NAME, hotline.TITLE, "consultation", hotline.hotline),
        duty_table.NAME: ReportKind(
            duty_table.NAME, duty_table.TITLE, "duty_request", duty_table.duty_report, "asked_on"
        ),
    }
)


def report_kind(name: str) -> ReportKind:
    """The report `name`; UnknownReport otherwise."""
    if name not in REPORTS:
        raise UnknownReport(name=name)
    return REPORTS[name]


def report_names() -> tuple[tuple[str, str], ...]:
    """(name, title in the language in use) of every report."""
    return tuple((kind.name, _(kind.title)) for kind in REPORTS.values())
