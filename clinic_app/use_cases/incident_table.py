"""A table of incidents with a column for each collection that coordinators report to, as XLSX or CSV.

`internal` for those who read the incidents anyway; `outward` without numbers of records, exact days, names and places
below the district, only of incidents that pass the gate as a description (C2), and written down as given out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from clinic_app.records.counting import counted_value
from clinic_app.records.incident import Incident
from clinic_app.reports.listed import Listed
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.disclosing import Publishing
from clinic_app.use_cases.incident_codes import SCHEMES, codes_of
from clinic_app.use_cases.list_export import INTERNAL, OUTWARD, Drawn, Leaving, hand_out, left_out, ready_table
from clinic_app.use_cases.value_words import code_words, label_of, words_of
from clinic_app.wording.words import N_, _, spoken

_MODE = "C2"
_STAMPS = {INTERNAL: N_("For the clinics alone: not to be passed on"), OUTWARD: N_("Without names")}
_SHARED = ("division_id", "medium_type", "attack_types", "actor_kinds", "actor_level", "harm", "authority_response")
_COLUMNS = {
    INTERNAL: ("record_no", "office_id", "occurred_on", "about", *_SHARED, "verification"),
    OUTWARD: ("about", *_SHARED, "verification"),
}


class IncidentTable:
    """Tables of the incidents of an open vault."""

    def __init__(self, desk: Desk, casework: Casework, publishing: Publishing) -> None:
        self._desk = desk
        self._casework = casework
        self._publishing = publishing

    def build(self, since: date | None = None, until: date | None = None, profile: str = INTERNAL) -> Listed:
        """The table, to be looked at. As `draw`."""
        return self.draw(since, until, profile).table

    def draw(
        self, since: date | None = None, until: date | None = None, profile: str = INTERNAL, to_whom: str = ""
    ) -> Drawn:
        """The incidents reported in a period, newest first. Outward, what may not leave is left out, and counted.

        Nothing has left before `hand_out`.
        """
        period = ((since or date.min).isoformat(), (until or date.max).isoformat())
        ids = self._casework.ids("incident", where={"reported_on": period})
        stamp, leaving = _(_STAMPS[profile]), None
        if profile == OUTWARD:
            allowed = self._publishing.allowed("incident", ids, _MODE)
            stamp = " · ".join(filter(None, (stamp, left_out(len(ids) - len(allowed)))))
            ids = allowed
            leaving = Leaving("incident", tuple(ids), _MODE, to_whom)
        incidents = [one for one in self._casework.load_many("incident", ids) if isinstance(one, Incident)]
        me, columns = self._desk.identity, _COLUMNS[profile]
        offices = self._casework.titles("office", sorted({one.office_id or "" for one in incidents}))
        table = Listed(
            title=_("Incidents"),
            stamp=stamp,
            issuer=me.network_name or me.office_name,
            made_on=date.today(),
            columns=(
                _("Reported on"),
                *(label_of("incident", name) for name in columns),
                *(_(label) for _codes, label in SCHEMES.values()),
            ),
            rows=tuple(self._row(one, columns, profile, offices) for one in incidents),
            language=spoken(),
            demo=me.demo,
        )
        return Drawn(table, leaving, "incident", profile)

    def hand_out(self, drawn: Drawn, out: Path) -> Path:
        """Write a drawn table as XLSX or CSV by the name of the file, and write down what leaves: both, or neither.

        BadInput, FileUnwritable, DiskFull.
        """
        return hand_out(self._desk, self._publishing, drawn, ready_table(drawn, out))

    def _row(self, one: Incident, columns: Sequence[str], profile: str, offices: dict[str, str]) -> tuple[str, ...]:
        reported = one.reported_on or date.min
        when = f"{reported:%m.%Y}" if profile == OUTWARD else f"{reported:%d.%m.%Y}"
        codes = (", ".join(each.code for each in codes_of(one.attack_types, scheme)) for scheme in SCHEMES)
        return (when, *(_cell(one, name, profile, offices) for name in columns), *codes)


def _cell(one: Incident, name: str, profile: str, offices: dict[str, str]) -> str:
    spec = one.type.by_name[name]
    value = getattr(one, name)
    if profile == OUTWARD and name == "division_id":
        value = counted_value(spec, value, one.reported_on)
    if value == spec.kind.empty or value is None:
        return ""
    if spec.kind.in_elements:
        return ", ".join(code_words(getattr(spec.kind, "list", ""), element) for element in sorted(value))
    return words_of("incident", name, spec.kind.write(value), offices)
