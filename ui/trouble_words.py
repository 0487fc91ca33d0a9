"""What goes wrong with a place, in the few words there is room for: the one table of pills and the status bar. No Qt.

The long sentence, with what the server said, is `clinic_app.wording.sentences.sentence(PlaceFailed)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clinic_app.errors import Trouble
from clinic_app.wording.words import N_, _


@dataclass(frozen=True)
class Words:
    """`pill`: two words. `status`: what failed, with the place. `todo`: what a person does, where it needs one."""

    pill: str
    status: str
    todo: str = ""


WORDS: Mapping[Trouble, Words] = {
    Trouble.NAME: Words(N_("Name not found"), N_("{place}: address not found")),
    Trouble.UNREACHABLE: Words(N_("Not reached"), N_("{place}: cannot be reached")),
    Trouble.SILENT: Words(N_("No answer"), N_("{place}: does not answer")),
    Trouble.CUT: Words(N_("Line was cut"), N_("{place}: the line was cut")),
    Trouble.CERTIFICATE: Words(
        N_("Certificate unknown"), N_("{place}: cannot prove who it is"), N_("Ask whoever runs it; nothing was sent")
    ),
    Trouble.EXPIRED: Words(
        N_("Certificate ran out"),
        N_("{place}: its certificate has run out"),
        N_("Check the date here, then ask whoever runs it"),
    ),
    Trouble.HOST_KEY: Words(
        N_("Server key unknown"), N_("{place}: its key is another one"), N_("Compare the key before anything is sent")
    ),
    Trouble.PASSWORD: Words(N_("Password wrong"), N_("{place}: password not accepted"), N_("Enter the password anew")),
    Trouble.FORBIDDEN: Words(
        N_("Not allowed"), N_("{place}: no right to write there"), N_("Ask whoever runs it for the right")
    ),
    Trouble.NO_FOLDER: Words(
        N_("No such folder"), N_("{place}: folder not found"), N_("Plug the stick in, or choose the folder anew")
    ),
    Trouble.LOCKED: Words(N_("Locked just now"), N_("{place}: locked by somebody else")),
    Trouble.BUSY: Words(N_("Busy just now"), N_("{place}: too busy now")),
    Trouble.FULL: Words(N_("No room left"), N_("{place}: no room left"), N_("Make room there")),
    Trouble.CLOCK: Words(N_("Clock differs"), N_("The clock of this laptop is wrong"), N_("Set date and time")),
    Trouble.PORTAL: Words(
        N_("Network asks to sign in"),
        N_("{place}: a sign-in page answers"),
        N_("Open a browser and sign in to this network"),
    ),
    Trouble.SERVER: Words(N_("Fault of the server"), N_("{place}: out of order")),
    Trouble.WRONG: Words(N_("Came incomplete"), N_("{place}: what came was not whole")),
    Trouble.READ_ONLY: Words(
        N_("Can only be read"), N_("{place}: may not be written to"), N_("Take another stick, or unlock this one")
    ),
    Trouble.SETTING: Words(
        N_("Setting is wrong"), N_("{place}: a setting is missing"), N_("Complete the settings of this place")
    ),
}
_UNKNOWN = Words("", N_("{place}: the exchange failed"))  # a newer program may have kept a trouble we do not know


def trouble_word(why: Trouble) -> str:
    """Two words for a pill."""
    return _(WORDS[why].pill)


def short_trouble(why: str, place: str) -> str:
    """Nextcloud: does not answer"""
    return _(_words_of(why).status).format(place=place)


def what_to_do(why: str) -> str:
    """What a person does about it; "" where it is tried again by itself."""
    todo = _words_of(why).todo
    return _(todo) if todo else ""


def _words_of(why: str) -> Words:
    try:
        return WORDS[Trouble(why)]
    except ValueError:
        return _UNKNOWN
