"""The one door to gettext. English is the source; ky and ru are complete (a test says so).

Import `_`, `N_`, `ngettext` from here. `_` looks up at call time, so switching the language needs no restart; constants
are marked with `N_` and translated where they are shown.
"""

from __future__ import annotations

import gettext as _gettext
import locale
import os

from clinic_app.paths import RESOURCES

LANGUAGES = ("ky", "ru", "en")
OWN_NAMES = {"ky": "Кыргызча", "ru": "Русский", "en": "English"}

_catalogs: dict[str, _gettext.NullTranslations] = {}
_current = "en"


def speak(language: str) -> None:
    """Use `language` (ky, ru, en) from now on; anything else is English."""
    global _current
    _current = language if language in LANGUAGES else "en"


def spoken() -> str:
    """The language in use."""
    return _current


def language_of_locale() -> str:
    """The language the operating system asks for: ky, ru or en (anything else is English)."""
    told = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not told:
        told = (locale.getlocale()[0] or "") if os.name != "nt" else ""
    first = told[:2].lower()
    return first if first in LANGUAGES else "en"


def catalog(language: str) -> _gettext.NullTranslations:
    """The translations of one language, read once."""
    if language not in _catalogs:
        _catalogs[language] = _gettext.translation(
            "clinic", localedir=RESOURCES / "locale", languages=[language], fallback=True
        )
    return _catalogs[language]


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    """Mark a constant for translation; returns it unchanged."""
    return message


def _(message: str) -> str:
    """`message` in the language in use."""
    return catalog(_current).gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The right plural of a message with `{n}`."""
    return catalog(_current).ngettext(one, many, n)


def in_language(language: str, message: str) -> str:
    """`message` in a named language, whatever is in use (a report may be in another)."""
    return catalog(language).gettext(message) if message else ""
