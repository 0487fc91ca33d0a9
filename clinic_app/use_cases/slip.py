"""The slip for packages that are carried by hand, from what was just written to a stick."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from clinic_app.journal.audience import NETWORK
from clinic_app.reports.sheet import Sheet
from clinic_app.reports.slip import Carried, ForWhom, carried_slip
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.packages import office_names
from clinic_app.use_cases.exchanging.sealing import PackageMade
from clinic_app.wording.words import _

_SEALED_LOOKED_AT = 2000  # the newest packages: what is exported is what nobody has acknowledged


class Slips:
    """Slips of an open vault. They name offices, laptops and files; never a client."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def carried(self, made: Sequence[PackageMade], today: date | None = None) -> Sheet:
        """One page about the packages that `export` has just written, in the language in use."""
        me = self._desk.identity
        names = office_names(self._desk)
        by_audience: dict[str, list[PackageMade]] = {}
        for one in made:
            by_audience.setdefault(one.audience, []).append(one)
        readers = [
            ForWhom(
                self._whom(audience, names), tuple(sorted(one.name for one in some)), sum(one.bytes for one in some)
            )
            for audience, some in by_audience.items()
        ]
        carried = Carried(
            office=me.office_name or me.office_id,
            laptop=me.laptop,
            written_on=today or date.today(),
            days=tuple(self._sealed_on({one.name for one in made})),
            readers=tuple(sorted(readers, key=lambda one: (-len(one.names), one.whom))),
            files=sum(one.objects for one in made),
        )
        return carried_slip(carried, demo=me.demo)

    def _whom(self, audience: str, names: dict[str, str]) -> str:
        kind, _colon, office = audience.partition(":")
        me = self._desk.identity
        if kind == "office":
            return _("Laptops of this office")
        if kind == "shared" and office != me.office_id:
            return names.get(office, office)
        return _("The whole network") if audience == NETWORK else _("Coordinators")

    def _sealed_on(self, names: set[str]) -> Iterable[date]:
        with self._desk.vault.looking():
            rows = self._desk.vault.exchange.sealed_packages(_SEALED_LOOKED_AT)
        return sorted({datetime.fromisoformat(str(row[5])).astimezone().date() for row in rows if row[1] in names})
