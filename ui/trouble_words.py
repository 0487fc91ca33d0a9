"""What goes wrong with a place, in the few words that a status bar has room for. No Qt.

The long sentence, with what the server said, is `clinic_app.wording.sentences.sentence(PlaceFailed)`.
"""

from __future__ import annotations

from clinic_app.wording.words import N_, _

# trouble -> (what failed, what a person does about it; nothing where it is tried again by itself)
_SHORT: dict[str, tuple[str, str]] = {
    "name": (N_("{place}: address not found"), ""),
    "unreachable": (N_("{place}: cannot be reached"), ""),
    "silent": (N_("{place}: does not answer"), ""),
    "cut": (N_("{place}: the line was cut"), ""),
    "certificate": (N_("{place}: cannot prove who it is"), N_("Ask whoever runs it; nothing was sent")),
    "expired": (N_("{place}: its certificate has run out"), N_("Check the date here, then ask whoever runs it")),
    "host_key": (N_("{place}: its key is another one"), N_("Compare the key before anything is sent")),
    "password": (N_("{place}: password not accepted"), N_("Enter the password anew")),
    "forbidden": (N_("{place}: no right to write there"), N_("Ask whoever runs it for the right")),
    "no_folder": (N_("{place}: folder not found"), N_("Plug the stick in, or choose the folder anew")),
    "locked": (N_("{place}: locked by somebody else"), ""),
    "busy": (N_("{place}: too busy now"), ""),
    "full": (N_("{place}: no room left"), N_("Make room there")),
    "clock": (N_("The clock of this laptop is wrong"), N_("Set date and time")),
    "portal": (N_("{place}: a sign-in page answers"), N_("Open a browser and sign in to this network")),
    "server": (N_("{place}: out of order"), ""),
    "wrong": (N_("{place}: what came was not whole"), ""),
    "read_only": (N_("{place}: may not be written to"), N_("Take another stick, or unlock this one")),
    "setting": (N_("{place}: a setting is missing"), N_("Complete the settings of this place")),
}


def short_trouble(why: str, place: str) -> str:
    """Nextcloud: does not answer"""
    what, _todo = _SHORT.get(str(why), (N_("{place}: the exchange failed"), ""))
    return _(what).format(place=place)


def what_to_do(why: str) -> str:
    """What a person does about it; "" where it is tried again by itself."""
    todo = _SHORT.get(str(why), ("", ""))[1]
    return _(todo) if todo else ""
