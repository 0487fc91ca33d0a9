"""A link says whether two person records are one person; neither record is ever rewritten."""

from __future__ import annotations

import hashlib

from clinic_app.records.fields import choice, ref
from clinic_app.records.record import Record, record
from clinic_app.wording.words import N_

SAME, DIFFERENT = "same", "different"

# The home of a link between persons of two offices; no office can be called so.
COORDINATORS_HOME = "*"


@record("link", title=N_("Same person?"), plural=N_("Same persons"), audience="link", title_field="one")
class Link(Record):
    """What was decided about two persons; archived: the decision was taken back. `one` is the smaller id."""

    one: str | None = ref("person", N_("First record"), required=True, share="never", sensitivity="confidential")
    other: str | None = ref("person", N_("Second record"), required=True, share="never", sensitivity="confidential")
    verdict: str | None = choice(
        "link_verdict", N_("Same person or not"), required=True, share="never", sensitivity="confidential"
    )

    @property
    def stands(self) -> bool:
        """Whether the decision counts: not taken back, not even by one of two who differ about that."""
        return not (self.archived or self.erased or "archived" in self.conflicts)


def pair_of(one: str, other: str) -> tuple[str, str]:
    """Two persons in the order a link names them."""
    return (one, other) if one < other else (other, one)


def link_id(one: str, other: str) -> str:
    """The id follows from the pair, so that two who decide alike write one record."""
    pair = "\n".join(("link", *pair_of(one, other)))
    return f"link-{hashlib.sha256(pair.encode()).hexdigest()[:40]}"
