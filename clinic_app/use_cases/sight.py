"""Who sees what. The program's rule, not the cipher's: whoever unlocked has the key.

Two tables say it all. Source: the list `confidentiality` ("Lead lawyer only"), the `sensitivity` of every declared
field, and the classes of `journalist_sensitive_fields.json` (a real name and an address are secret, where somebody
hides is top, evidence is privileged).

| record's level                | lead lawyer, their supervisor | lawyer, coordinator, paralegal | student |
|-------------------------------|-------------------------------|--------------------------------|---------|
| `coord` `office` `aggregate`  | yes                           | yes                            | no      |
| `lawyer`, or one not known    | yes                           | no                             | no      |

| field's class | lawyer, coordinator | paralegal            | student              |
|---------------|---------------------|----------------------|----------------------|
| `top`         | yes                 | never                | never                |
| `secret`      | yes                 | in records they lead | never                |
| `privileged`  | yes                 | in records they lead | in records they lead |
| any other     | yes                 | yes                  | yes                  |

A paralegal who works alone in a district must read how their own client may safely be called: so what is secret is
theirs in their own records.

A child is seen where its parent is; a person where a record that names them in a field one may read is seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from clinic_app.records.confidentiality import OPEN_LEVELS
from clinic_app.records.record import TYPES, Field

LAWYER, COORDINATOR, PARALEGAL, STUDENT = "lawyer", "coordinator", "paralegal", "student"

READS_OPEN = frozenset({LAWYER, COORDINATOR, PARALEGAL})  # a student reads what is theirs alone
READS_ALL_FIELDS = frozenset({LAWYER, COORDINATOR})
SUPERVISES = READS_ALL_FIELDS
# role -> (classes never shown, classes shown in records of their own); a role that is not here is a student
KEPT = {
    PARALEGAL: (frozenset({"top"}), frozenset({"secret", "privileged"})),
    STUDENT: (frozenset({"top", "secret"}), frozenset({"privileged"})),
}


@dataclass(frozen=True)
class Sight:
    """What one person may see: their role, their member id, and whom they supervise. An unknown role is a student's."""

    role: str
    me: str
    students: frozenset[str] = frozenset()

    @property
    def leads(self) -> frozenset[str]:
        """The lead lawyers whose records this person reads, whatever the level."""
        return frozenset({self.me, *(self.students if self.role in SUPERVISES else ())} - {""})

    @property
    def reads_open(self) -> bool:
        """Whether this person reads what is open to the office; else only records of `leads`."""
        return self.role in READS_OPEN

    @property
    def reads_all_fields(self) -> bool:
        return self.role in READS_ALL_FIELDS

    def sees(self, level: str | None, lead: str | None) -> bool:
        """Whether a record of that confidentiality and that lead lawyer is shown; no level is that of the office."""
        return (lead or "") in self.leads or (self.reads_open and (not level or level in OPEN_LEVELS))

    def kept_from(self, kind: str, own: bool) -> frozenset[str]:
        """The fields of a type's records that are not shown; `own`: of a record this person leads."""
        return frozenset() if self.reads_all_fields else _kept(self.role if self.role in KEPT else STUDENT, kind, own)

    def keeps(self, kind: str, field: str, own: bool) -> bool:
        """Whether a field is among them."""
        return field in self.kept_from(kind, own)


@lru_cache(maxsize=256)
def _kept(role: str, kind: str, own: bool) -> frozenset[str]:
    declared = TYPES.get(kind)
    if declared is None or declared.by_program:
        return frozenset()
    return frozenset(spec.name for spec in declared.fields if _is_kept(role, spec, own))


def _is_kept(role: str, spec: Field, own: bool) -> bool:
    never, of_others = KEPT[role]
    if spec.hidden:  # the program's own: the key of a sealed file goes with the file, which is privileged
        return not own and spec.sensitivity in never | of_others
    return spec.sensitivity in never or (spec.sensitivity in of_others and not own)
