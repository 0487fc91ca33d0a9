"""The slip that goes with a stick: what it is, for whom, how it is read. One page, and no name of any client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clinic_app.reports.sheet import Grid, Section, Sheet
from clinic_app.wording.dates import number, short_date
from clinic_app.wording.words import _, ngettext, spoken

MOST_READERS = 5  # lines of the table; the rest is one line more, so that the slip stays one page
MOST_LETTERS = 80  # of a name
_TO_WRITE_ON = "\N{NO-BREAK SPACE}\n\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class ForWhom:
    """The packages for one group of readers: `whom` is its name, `names` the packages', `bytes` their size."""

    whom: str
    names: tuple[str, ...]
    bytes: int


@dataclass(frozen=True)
class Carried:
    """What lies on the stick: who wrote it (office, laptop), when, the days its packages were sealed, for whom.

    `files` counts the sealed files beside the packages.
    """

    office: str
    laptop: str
    written_on: date
    days: tuple[date, ...]
    readers: tuple[ForWhom, ...]
    files: int = 0

    @property
    def packages(self) -> int:
        """How many packages there are."""
        return sum(len(one.names) for one in self.readers)


def carried_slip(carried: Carried, *, demo: bool = False) -> Sheet:
    """The slip in the language in use, ready to be laid out."""
    return Sheet(
        title=_("Packages carried by hand"),
        number="",
        subtitle=_("The packages are sealed: only the laptops they are for can read them."),
        stamp=_("Hand over unopened"),
        sections=(
            Section(_("What it is"), tuple(_facts(carried))),
            Section(_("Give it to"), grid=_readers(carried.readers)),
            Section(_("How to read it"), tuple(("", step) for step in _steps())),
            Section(_("If it is lost"), (("", _lost()),)),
            Section(
                _("Handed over"),
                ((_("Handed over by, on"), _TO_WRITE_ON), (_("Received by, on"), _TO_WRITE_ON)),
            ),
        ),
        footer=" · ".join((carried.office, _("written on {date}").format(date=short_date(carried.written_on)))),
        language=spoken(),
        demo=demo,
    )


def _facts(carried: Carried) -> list[tuple[str, str]]:
    packages = carried.packages
    told = ngettext("{n} package", "{n} packages", packages).format(n=number(packages))
    size = _size(sum(one.bytes for one in carried.readers))
    facts = [
        (
            _("Sender"),
            _("{office}, laptop {letter}").format(office=carried.office[:MOST_LETTERS], letter=carried.laptop),
        ),
        (_("Packages"), f"{told}, {size}"),
        (_("Sealed on"), _days(carried.days or (carried.written_on,))),
        (_("Written to the stick on"), short_date(carried.written_on)),
    ]
    if carried.files:
        facts.append((_("Sealed files beside them"), number(carried.files)))
    return facts


def _readers(readers: Sequence[ForWhom]) -> Grid:
    lines = [(one.whom[:MOST_LETTERS], number(len(one.names)), _names(one.names), _size(one.bytes)) for one in readers]
    if left := lines[MOST_READERS:]:
        rest = readers[MOST_READERS:]
        more = ngettext("{n} reader more", "{n} readers more", len(left)).format(n=len(left))
        count, size = sum(len(one.names) for one in rest), sum(one.bytes for one in rest)
        lines = [*lines[:MOST_READERS], (more, number(count), "", _size(size))]
    columns = (_("For whom"), _("Packages"), _("Names of the files"), _("Size"))
    return Grid(columns, tuple(lines), (0.36, 0.13, 0.38, 0.13))


def _steps() -> list[str]:
    """The words in quotation marks are those on the buttons, whatever the language."""
    steps = (
        _("1. Put the stick in, open Clinic Casebook and go to “{page}”.").format(page=_("Exchange")),
        _("2. Press “{button}” and choose the stick or its folder.").format(button=_("Read a folder")),
        _("3. Look at what came, and take it in with the button below it."),
        _("4. Press “{button}” and send the stick back: only then does the sender know that all has arrived.").format(
            button=_("Write to a stick")
        ),
    )
    return list(steps)


def _lost() -> str:
    return _(
        "Nothing is lost and nobody can read it: everything is also on the laptop it comes from."
        " Tell the sender, who writes another stick."
    )


def _names(names: Sequence[str]) -> str:
    """NAR1-B-000017 – 000019, or the names themselves where they are few."""
    plain = sorted(name.removesuffix(".clinic") for name in names)
    if len(plain) <= 2:
        return ", ".join(plain)
    first, last = plain[0], plain[-1]
    return f"{first} – {last.rpartition('-')[2]}"


def _days(days: Sequence[date]) -> str:
    first, last = min(days), max(days)
    return short_date(first) if first == last else f"{short_date(first)} – {short_date(last)}"


def _size(size: int) -> str:
    if size < 1_000_000:
        return _("{n} KB").format(n=max(1, round(size / 1000)))
    return _("{n} MB").format(n=f"{size / 1_000_000:.1f}".replace(".", "," if spoken() != "en" else "."))
