"""What happened at the lock, told on top of the window to whoever opened: wrong tries, since when."""

from __future__ import annotations

from clinic_app.use_cases.locks import WrongTries
from clinic_app.wording.dates import date_time
from clinic_app.wording.words import _, ngettext
from ui.widgets.frames import Banner


def wrong_tries_words(tries: WrongTries) -> str:
    """How often, and since when by this laptop's clock."""
    said = ngettext("{n} wrong try since {when}", "{n} wrong tries since {when}", tries.count)
    return said.format(n=tries.count, when=date_time(tries.since.astimezone()))


def news_of(tries: WrongTries) -> Banner:
    """A banner that stays until it is closed."""
    text = _("Somebody typed a passphrase that does not open. If it was not one of you, tell the coordinator.")
    return Banner("warn", "alert-triangle", wrong_tries_words(tries), text, closable=True)
