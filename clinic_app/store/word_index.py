"""The search index: what of each record can be found, and the question asked of it. It keeps words, never their order.

A record's number in it says where it stands: its type, its day and minute, a place of its own in that minute. FTS5
walks its lists by number, so it walks each type newest first and stops at the limit, however many records there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from heapq import merge
from itertools import islice

from clinic_app.records.record import Record, RecordType
from clinic_app.store import numbering
from clinic_app.store.database import EncryptedDatabase

CHUNK = 400
INDEXED = (3, 5)  # letters: beginnings of so many have lists of their own
SHARED = "‡"  # begins what many records' numbers have in common: the only words with digits that are kept whole
ENDINGS = 400  # a beginning that opens into more than these is left to FTS5, which reads all their lists first

_BEGINNING = re.compile(r'"([^"]*)"\*')
_DIGIT = re.compile(r"\d")
_LAST_LETTER = "\U0010ffff"
_ASKED = (
    "select s.rowid, d.record from search s cross join document d on d.id = s.rowid{more}"
    " where s.search match ? and s.rowid between ? and ?{also} order by s.rowid desc limit ?"
)
_DAY_OF = "substr(ltrim(r.\"{field}\", '~') || '-01-01', 1, 10)"  # of a year or a month the first one

IndexWords = Callable[[Record], frozenset[str]]  # record -> its tokens, folded for the search index
Key = tuple[str, str]  # (type, record)


class WordIndex:
    """One vault's index; every method runs inside the caller's transaction or look."""

    def __init__(self, db: EncryptedDatabase, index_words: IndexWords, types: Mapping[str, RecordType]) -> None:
        self._db = db
        self._types = types
        self._index_words = index_words

    # --- entering -----------------------------------------------------------------------------------------------

    def take_out(self, ids: Sequence[str]) -> None:
        """Take the words of records out; they keep their numbers until they are put in again."""
        numbers = sorted(self._numbers(ids).values())
        self._db.many("delete from search where rowid = ?", [(number,) for number in numbers])

    def put(
        self,
        records: Sequence[Record],
        here: Collection[Key],
        beside: Mapping[Key, Sequence[Record]] | None = None,
        *,
        words_out: bool = False,
    ) -> None:
        """Enter the words of records anew, with those of what else a record in conflict may be (`beside`).

        `here`: those that may be in the index already, `words_out`: but for their words; of an erased one nothing is
        entered, so that nothing finds it.
        """
        kinds = self._kinds({record.type.name for record in records})
        known = self._numbers(sorted({id for _, id in here}))
        numbers: list[int] = []
        standing: list[int] = []
        left: list[int] = []
        new: list[int] = []  # which of `records` are to be given a number
        for at, record in enumerate(records):
            kind = kinds[record.type.name]
            place = numbering.place(kind, _when(record))
            old = known.get((kind, record.id))
            stays = old is not None and numbering.stands(old, place)
            if old is not None:
                (standing if stays else left).append(old)
            if not stays:
                new.append(at)
            numbers.append(old if stays and old is not None else place)
        if not words_out:
            self._db.many("delete from search where rowid = ?", [(number,) for number in standing + left])
        self._db.many("delete from document where id = ?", [(number,) for number in left])
        for at, number in zip(new, numbering.free(self._db, [numbers[at] for at in new]), strict=True):
            numbers[at] = number
        self._db.many("insert into document (id, record) values (?, ?)", [(numbers[at], records[at].id) for at in new])
        self._enter(records, numbers, beside or {})

    def _enter(self, records: Sequence[Record], numbers: Sequence[int], beside: Mapping[Key, Sequence[Record]]) -> None:
        told: set[str] = set()
        rows: list[tuple[int, str]] = []
        for record, number in zip(records, numbers, strict=True):
            found = frozenset[str]() if record.erased else self._index_words(record)
            if found and (others := beside.get((record.type.name, record.id))):
                found = found.union(*map(self._index_words, others))
            if found:
                told |= found
                rows.append((number, " ".join(found)))
        rows.sort()  # FTS5 begins its lists anew whenever a number is less than the one before
        self._db.many("insert into search (rowid, words) values (?, ?)", rows)
        words = [(word,) for word in sorted({_word_of(token) for token in told})]
        self._db.many("insert or ignore into word (word) values (?)", words)

    def forget(self, type: str, id: str) -> None:
        """Take a record out."""
        number = self._numbers([id]).get((self._kinds({type})[type], id))
        if number is not None:
            self._db.run("delete from search where rowid = ?", number)
            self._db.run("delete from document where id = ?", number)

    def forget_words(self) -> None:
        """Words of what was destroyed stay in old parts of the index, and among the words, until both are put together
        anew.
        """
        self._db.run("insert into search (search) values ('optimize')")
        self._db.run("create virtual table temp.standing_words using fts5vocab(main, search, row)")
        here = "from temp.standing_words"
        standing = f"select term {here} union select substr(term, 1, {INDEXED[-1]}) {here}"
        self._db.run(f"delete from word where word not in ({standing})")
        self._db.run("drop table temp.standing_words")

    # --- asking -------------------------------------------------------------------------------------------------

    def search(self, expression: str, types: Sequence[str], limit: int, since: str = "", until: str = "") -> list[Key]:
        """(type, id) of the records an FTS5 expression finds, newest first, what bears no date last.

        `since`, `until`: days as ISO dates, both inclusive.
        """
        if not expression:
            return []
        opened = _BEGINNING.sub(self._opened, expression)
        kinds = {type: kind for type, kind in self._all_kinds().items() if not types or type in types}
        names = {kind: type for type, kind in kinds.items()}
        found: list[list[tuple[int, str]]] = []
        for kind in names:
            found.append(self._of_days(opened, kind, names[kind], limit, since, until))
        newest = merge(*found, key=lambda row: numbering.minute(row[0]), reverse=True)
        return [(names[numbering.kind(number)], record) for number, record in islice(newest, limit)]

    def _of_days(self, opened: str, kind: int, type: str, limit: int, since: str, until: str) -> list[tuple[int, str]]:
        """(number, record) of the newest hits of one kind."""
        field = self._types[type].date_field if type in self._types else ""
        if not (since or until) or not field:
            low, high = numbering.between(kind, since, until)
            return self._db.all(_ASKED.format(more="", also=""), opened, low, high, limit)
        low, high = numbering.about(self._db, kind, since, until)
        sql = _ASKED.format(
            more=f" cross join rec_{type} r on r.id = d.record",
            also=f" and {_DAY_OF.format(field=field)} between ? and ?",
        )
        days = numbering.day(since), numbering.day(until) or "9999"
        return self._db.all(sql, opened, low, high, *days, limit)

    def words(self, beginnings: Sequence[str], most: int, letters: int) -> list[str]:
        """Up to `most` words of the index, or words that stood in it once, that begin in one of these ways; of those
        alike in their first `letters` letters only the shortest.
        """
        asked = f"with asked (beginning) as (values {','.join(['(?)'] * len(beginnings))})"
        sql = f"{asked} select word, min(length(word)) from asked cross join word on word >= beginning"
        sql += " and word < beginning || ? group by substr(word, 1, ?) limit ?"
        return [row[0] for row in self._db.all(sql, *beginnings, _LAST_LETTER, letters, most)] if beginnings else []

    def _opened(self, asked: re.Match[str]) -> str:
        """A beginning as the longer beginnings that have lists of their own, or as the words that begin so: FTS5 walks
        those from the newest on, but of any other beginning it first reads all lists whole, to put them together.
        """
        beginning = asked[1]
        if len(beginning) in INDEXED or _word_of(beginning) != beginning:
            return asked[0]
        if same := self._same_as(beginning):
            return f'"{same}"*'
        longer = next((length for length in INDEXED if length > len(beginning)), 0)
        found = self._beginnings(beginning, longer) if longer else self._starting(beginning, ENDINGS + 1)
        if len(found) > ENDINGS:
            return asked[0]
        whole = [f'"{word}"*' if len(word) == longer else f'"{word}"' for word in found]
        return f"({' OR '.join(whole)})" if whole else f'"{beginning}"'

    def _same_as(self, beginning: str) -> str:
        """The shorter beginning that has a list of its own and is that of the same words; "" where there is none."""
        for length in INDEXED:
            shorter = beginning[:length]
            if len(beginning) > length:
                among = (shorter, shorter + _LAST_LETTER)
                first = self._db.one("select min(word) from word where word >= ? and word < ?", *among)
                last = self._db.one("select max(word) from word where word >= ? and word < ?", *among)
                # Between two words that begin so, all words do.
                if first and last and first[0] and first[0].startswith(beginning) and last[0].startswith(beginning):
                    return shorter
        return ""

    def _beginnings(self, beginning: str, length: int) -> list[str]:
        """Up to ENDINGS + 1 beginnings of `length` letters that begin so, and shorter words; each found by a leap."""
        found: list[str] = []
        behind = beginning
        while len(found) <= ENDINGS:
            row = self._db.one(
                "select word from word where word >= ? and word < ? order by word limit 1",
                behind, beginning + _LAST_LETTER,
            )  # fmt: skip
            if row is None:
                break
            found.append(row[0][:length])
            behind = found[-1] + (_LAST_LETTER if len(found[-1]) == length else "\0")
        return found

    def _starting(self, beginning: str, most: int) -> list[str]:
        sql = "select word from word where word >= ? and word < ? order by word limit ?"
        return [row[0] for row in self._db.all(sql, beginning, beginning + _LAST_LETTER, most)]

    # --- numbers ------------------------------------------------------------------------------------------------

    def _all_kinds(self) -> dict[str, int]:
        return {type: int(kind) for type, kind in self._db.all("select type, kind from document_kind order by kind")}

    def _kinds(self, types: Collection[str]) -> dict[str, int]:
        """type -> the first part of its records' numbers."""
        known = self._all_kinds()
        for type in sorted(set(types) - known.keys()):
            known[type] = len(known) + 1
            self._db.run("insert into document_kind (type, kind) values (?, ?)", type, known[type])
        return known

    def _numbers(self, ids: Sequence[str]) -> dict[tuple[int, str], int]:
        """(kind, record) -> number."""
        found: dict[tuple[int, str], int] = {}
        for start in range(0, len(ids), CHUNK):
            some = list(ids[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            rows = self._db.all(f"select id, record from document where record in ({marks})", *some)
            found |= {(numbering.kind(number), record): number for number, record in rows}
        return found


def _word_of(token: str) -> str:
    """What of a token is kept as a word: of one with digits its beginning, for what follows is a record's own."""
    return token if token.startswith(SHARED) or not _DIGIT.search(token) else token[: INDEXED[-1]]


def _when(record: Record) -> str:
    kind = record.type
    value = getattr(record, kind.date_field) if kind.date_field else None
    return str(kind.by_name[kind.date_field].kind.write(value)) if value else ""
