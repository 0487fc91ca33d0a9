"""What is wrong with a place, and what to do, as one sentence for people who keep no servers."""

from __future__ import annotations

from clinic_app.errors import Trouble
from clinic_app.wording.words import N_, _

_WORDS: dict[Trouble, str] = {
    Trouble.NAME: N_(
        "{place}: this address was not found; check the internet connection, and if other pages open,"
        " the address in the settings of the place."
    ),
    Trouble.UNREACHABLE: N_("{place}: no connection just now; the program tries again by itself."),
    Trouble.SILENT: N_("{place}: no answer in time, the line is slow or broken; the program tries again by itself."),
    Trouble.CUT: N_("{place}: the connection broke; nothing was lost, and the program goes on where it stopped."),
    Trouble.CERTIFICATE: N_(
        "{place}: the server could not prove that it is the right one, so nothing was sent;"
        " ask its keeper for the certificate file."
    ),
    Trouble.EXPIRED: N_(
        "{place}: the server's certificate has run out; check the date of this laptop,"
        " and if it is right, tell the server's keeper."
    ),
    Trouble.HOST_KEY: N_(
        "{place}: this laptop does not know the server's key, so nothing was sent;"
        " compare its fingerprint {detail} with the server's keeper by telephone before accepting it."
    ),
    Trouble.PASSWORD: N_(
        "{place}: the user name or the password was not accepted; type them again in the settings of the place."
    ),
    Trouble.FORBIDDEN: N_(
        "{place}: you are not allowed to use this folder; ask the server's keeper to let you read and write in it."
    ),
    Trouble.NO_FOLDER: N_(
        "{place}: the folder is not there; put the stick in, or check the folder in the settings of the place."
    ),
    Trouble.LOCKED: N_("{place}: somebody else is using a file there just now; the program tries again by itself."),
    Trouble.BUSY: N_("{place}: the server is busy just now; the program tries again by itself."),
    Trouble.FULL: N_(
        "{place}: there is no room left there; nothing was lost, but what waits can go only when there is room again."
    ),
    Trouble.CLOCK: N_("{place}: this laptop and the server show different times; set the date and time of the laptop."),
    Trouble.PORTAL: N_(
        "{place}: another page answered, so this network probably asks you to sign in;"
        " open a browser, sign in, and try again."
    ),
    Trouble.SERVER: N_(
        "{place}: the server answered with an error; the program tries again by itself,"
        " and if that lasts, tell the server's keeper."
    ),
    Trouble.WRONG: N_("{place}: what came back was not whole; the program tries again by itself."),
    Trouble.READ_ONLY: N_(
        "{place}: it can be read but not written to; unlock the stick, or choose another folder or stick."
    ),
    Trouble.SETTING: N_("{place}: the setting {detail} is missing or cannot be right."),
}


def trouble_words(why: Trouble | str, place: str, detail: str = "") -> str:
    """One sentence about a place's trouble; `place` is what the person calls the place."""
    told = Trouble(why)
    if told is Trouble.SETTING and not place:
        return _("The setting {detail} is missing or cannot be right.").format(detail=detail)
    if told is Trouble.SERVER and detail == "overwrites":
        return _("{place}: this server lets one laptop's files replace another's; choose another place.").format(
            place=place
        )
    if told is Trouble.NO_FOLDER and detail == "NoSuchBucket":
        return _("{place}: there is no such bucket; check its name in the settings of the place.").format(place=place)
    if told is Trouble.HOST_KEY and place and detail:
        return _(
            "{place}: this laptop does not know the server's key, so nothing was sent; compare its fingerprint {detail}"
            " with the server's keeper by telephone, and only then accept it: clinic place change {place} --set"
            " host_key={detail}"
        ).format(place=place, detail=detail)
    return _(_WORDS[told]).format(place=place, detail=detail)
