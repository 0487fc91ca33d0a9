"""QR codes of a request or an invitation on paper: six to a page, numbered, with the digits that are read aloud."""

from __future__ import annotations

from dataclasses import dataclass

from clinic_app.wording.words import _, spoken

Squares = tuple[tuple[bool, ...], ...]


@dataclass(frozen=True)
class CodesSheet:
    """What the pages say, in one language; it names nobody."""

    title: str
    subtitle: str
    digits_label: str
    digits: str
    codes: tuple[Squares, ...]
    names: tuple[str, ...]  # under each code
    language: str
    demo: bool = False


def codes_sheet(codes: tuple[Squares, ...], digits: str, *, invitation: bool, demo: bool = False) -> CodesSheet:
    """The codes in the language in use; `digits`: the six groups both sides compare."""
    if invitation:
        title, label = _("Invitation to the network"), _("Digits of the network")
    else:
        title, label = _("Request to join a network"), _("Digits of this laptop")
    many = len(codes)
    subtitle = (
        _("Photograph every code sharply from straight above, or scan the page; the order does not matter.")
        if many > 1
        else _("Photograph the code sharply from straight above, or scan the page.")
    )
    return CodesSheet(
        title=title,
        subtitle=subtitle,
        digits_label=label,
        digits=digits,
        codes=codes,
        names=tuple(_("Code {n} of {of}").format(n=n, of=many) for n in range(1, many + 1)),
        language=spoken(),
        demo=demo,
    )
