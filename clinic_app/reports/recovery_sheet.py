"""The recovery sheet: one page with the code, large and as a QR code, and what to do with it, for somebody alone.

It names no person and no office: whoever finds it learns that it opens some case book, and a number to tell it by. The
words in quotation marks are those on the buttons, in the same language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from clinic_app.wording import recovery_words as named
from clinic_app.wording.dates import short_date
from clinic_app.wording.words import _, spoken

Squares = tuple[tuple[bool, ...], ...]


@dataclass(frozen=True)
class Chapter:
    """A heading and what stands under it; `steps` are numbered, beginning at `first` (0: not numbered)."""

    heading: str
    steps: tuple[str, ...]
    first: int = 0


@dataclass(frozen=True)
class RecoverySheet:
    """What the paper says, in one language. `groups` are the secret: it shows itself nowhere else."""

    title: str
    subtitle: str
    stamp: str
    groups: tuple[str, ...] = field(repr=False)
    squares: Squares = field(repr=False)
    digits: str = field(repr=False)
    facts: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]
    foot: str
    language: str
    demo: bool = False


def recovery_sheet(code: str, squares: Squares, book: str, made_on: date, *, demo: bool = False) -> RecoverySheet:
    """The sheet of `code` ("12345 67890 …") in the language in use; `squares` are its QR code, `book` its short id."""
    return RecoverySheet(
        title=_(named.SHEET),
        subtitle=_("This paper opens the case book when the passphrase is forgotten or the computer is gone."),
        stamp=_("Keep secret"),
        groups=tuple(code.split()),
        squares=squares,
        digits=_("The small number above a group is its place. The fifth digit of each group finds typing mistakes."),
        facts=(
            (_("Case book"), book),
            (_("Made on"), short_date(made_on)),
            (_("What you call it (write by hand; no names)"), ""),
        ),
        chapters=(_keeping(), _here(), _elsewhere(), _by_command(), _seen()),
        foot=_("Recovery sheet of the case book {book}").format(book=book),
        language=spoken(),
        demo=demo,
    )


def _keeping() -> Chapter:
    told = _(
        "Whoever has this paper and the computer, or a backup, reads everything. Lock it away as you would a passport,"
        " never beside the computer. A photo of it is as good as the paper: delete it after use."
    )
    return Chapter(_("Where to keep it"), (told,))


def _here() -> Chapter:
    steps = (
        _("Start Clinic Casebook and press “{button}”.").format(button=_(named.BY_CODE)),
        _(
            "Type the eight groups, from 1 to 8. A group with a mistake turns red. Or press “{button}” and choose a"
            " photo of this sheet."
        ).format(button=_(named.FROM_PICTURE)),
        _("Press “{button}”. If several names are shown, choose your own.").format(button=_(named.GO_ON)),
        _("Think of a new passphrase, at least ten letters long, and type it twice."),
        _("Press “{button}”. The case book opens; nothing in it is lost or changed.").format(button=_(named.SET_NEW)),
    )
    return Chapter(_("The passphrase is forgotten, or the computer does not take it"), steps, 1)


def _elsewhere() -> Chapter:
    steps = (
        _("Install Clinic Casebook on the other computer and start it."),
        _("Press “{button}”, choose the backup file, and press “{sheet}”.").format(
            button=_(named.RESTORE), sheet=_(named.WITH_SHEET)
        ),
        _("Type the eight groups, and a new passphrase twice. Press “{button}”.").format(button=_(named.PUT_BACK))
        + " "
        + _("Without a backup this paper opens nothing."),
    )
    return Chapter(_("The computer is broken, lost or replaced"), steps, 1)


def _by_command() -> Chapter:
    told = _(
        "Write the code into a file CODE, the new passphrase into a file NEW, and delete both afterwards:\n"
        "clinic vault recover --code-file CODE --new-passphrase-file NEW"
    )
    return Chapter(_("Without the window, by a command"), (told,))


def _seen() -> Chapter:
    told = _(
        "If somebody has seen this paper, or it is lost: open the case book, choose “{settings}”, then “{sheet}”, and"
        " press “{button}”. Once two groups of the new sheet are typed back, this one opens the case book no more;"
        " older backups it still opens. Press “{trial}” there once a year."
    ).format(settings=_(named.SETTINGS), sheet=_(named.SHEET), button=_(named.NEW_SHEET), trial=_(named.TRY_IT))
    return Chapter(_("Seen by somebody, lost, or a year old"), (told,))
