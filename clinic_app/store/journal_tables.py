"""The journal on disk: entries, streams, places and seals; writing one's own, taking others', keeping gaps and forks.

An entry is read when its content is here and its stream is unbroken up to its place. Each topic has a room of its own
in `store/journal`; this is the house around them.
"""

from __future__ import annotations

from clinic_app.store.database import EncryptedDatabase
from clinic_app.store.history_tables import HistoryTables
from clinic_app.store.journal.advancing import Advancing
from clinic_app.store.journal.aside import IN, LEFT_OUT, UNDONE, SetAside
from clinic_app.store.journal.coming import ComingEntries, Taken
from clinic_app.store.journal.contents import Contents
from clinic_app.store.journal.erasing import Destroying
from clinic_app.store.journal.own import OwnEntries
from clinic_app.store.journal.pieces import Head, Piece, Pieces

__all__ = ["IN", "LEFT_OUT", "UNDONE", "Head", "JournalTables", "Piece", "Taken"]


class JournalTables(OwnEntries, ComingEntries, Advancing, SetAside, Destroying, Pieces, Contents):
    """The journal of one vault; every method runs inside the caller's transaction."""

    def __init__(self, db: EncryptedDatabase) -> None:
        super().__init__(db)
        self.history = HistoryTables(db)
