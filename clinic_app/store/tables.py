"""The vault's own tables. Version numbers and their steps stand here; an older program does not open a newer vault.

Record tables are not here: they follow from the record classes (`record_tables`).
"""

from __future__ import annotations

from clinic_app.errors import VaultNewer
from clinic_app.store.database import EncryptedDatabase

VERSION = 7

# The types whose change may change a counting row. A new one needs a step of its own (a test compares).
_COUNTED_FIRST = ("consultation", "journalist_case", "link")
COUNTED = (*_COUNTED_FIRST, "incident")


def _watching(types: tuple[str, ...]) -> tuple[str, ...]:
    """Triggers: a record of one of these types that is read anew is to be counted anew."""
    return tuple(
        f"create trigger reading_{when} after {what} on reading when {row}.type in {types} begin"
        # Not `or ignore`: the policy of the statement that fires a trigger would stand instead.
        f" insert into uncounted (record, type) select {row}.record, {row}.type where not exists"
        f" (select 1 from uncounted u where u.record = {row}.record and u.type = {row}.type); end"
        for when, what, row in (("put", "insert", "new"), ("changed", "update", "new"), ("gone", "delete", "old"))
    )


_FIRST = (
    # What the program remembers: identity, keys, network, settings. Values are JSON.
    "create table memory (name text primary key, value text not null) without rowid",
    # Entries by name (20 bytes). content: the canonical bytes as they came; null once erased or where it is missing.
    """create table entry (
        seq integer primary key autoincrement, name blob not null unique, type text not null, record text not null,
        content blob, read integer not null default 0, aside integer not null default 0, arrived text not null)""",
    "create index entry_record on entry (record)",
    # Streams: one life of one device writing to one audience. read_to: the last place of its unbroken beginning.
    """create table stream (
        id text primary key, device text not null, audience text not null, life text not null default '',
        head integer not null default 0, read_to integer not null default 0, gone_to integer not null default 0)
        without rowid""",  # gone_to: read_to, where it was reached over a lost stretch that was given up; else 0
    "create table place (stream text not null, number integer not null, name blob not null, chain blob not null,"
    " primary key (stream, number)) without rowid",
    "create index place_name on place (name)",
    "create table seal (stream text not null, number integer not null, chain blob not null, signature blob not null,"
    " primary key (stream, number)) without rowid",
    # The second branch of a fork, kept until a coordinator decides.
    """create table quarantine (
        stream text not null, number integer not null, name blob not null, chain blob not null, content blob not null,
        carrier text not null, arrived text not null, primary key (stream, number, name)) without rowid""",
    # Which audiences a record's entries stand in.
    "create table standing (record text not null, audience text not null, primary key (record, audience))"
    " without rowid",
    # The current reading: which entries' values are live, and where they differ.
    # A record is its type and id: an entry of another type under a known id is another record, whoever made it.
    "create table reading (record text not null, type text not null, leaves text not null, conflicts text,"
    " primary key (record, type)) without rowid",
    "create index reading_conflicts on reading (type) where conflicts is not null",
    # Packages that came and packages that wait.
    """create table taken (
        id integer primary key, package text not null, file text not null, sender text not null, audience text not null,
        number integer not null, status text not null, at text not null, report text not null)""",
    "create index taken_sender on taken (sender, audience, number)",
    """create table outbox (
        id integer primary key, audience text not null, number integer not null, package text not null,
        recipients text not null, entries integer not null, sealed blob, heads text not null, made_at text not null,
        acknowledged_at text)""",
    "create table sent (recipient text not null, stream text not null, number integer not null,"
    " primary key (recipient, stream)) without rowid",
    "create table heard (device text not null, stream text not null, number integer not null, chain text not null,"
    " at text not null, primary key (device, stream)) without rowid",
    "create table draft (key text primary key, at text not null, content text not null) without rowid",
    "create table running (prefix text primary key, last integer not null) without rowid",
    "create table document (id integer primary key, type text not null, record text not null, at text not null,"
    " unique (record, type))",
    "create index document_at on document (at)",
    "create virtual table search using fts5(name, body, content='', contentless_delete=1,"
    " tokenize='unicode61 remove_diacritics 0', prefix='2 3')",
)

_SECOND = (
    # loose: the stream of which it is read without a place, because a coordinator settled a fork there.
    "alter table entry add column loose text not null default ''",
    # Records whose news is left out here until somebody takes them back in.
    "create table left_out (record text primary key) without rowid",
)

_THIRD = (
    # One merge of several packages is one run: what it did, and when it was undone. `told` holds counts and names.
    "create table run (id integer primary key, at text not null, undone_at text not null default '',"
    " told text not null default '{}')",
    "alter table taken add column run integer not null default 0",
    # The package (taken.id) that brought an entry; 0: written here, or come before this was kept.
    "alter table entry add column taken integer not null default 0",
    # Until now each package was a merge of its own, and its report listed the entries it brought.
    "insert into run (id, at) select id, at from taken",
    "update taken set run = id",
    "update entry set taken = told.id from (select t.id as id, unhex(j.value) as name from taken t,"
    " json_each(t.report, '$.names') j) told where entry.name = told.name",
    "update taken set report = json_remove(report, '$.names')",
    "create index entry_taken on entry (taken) where taken > 0",
    # The chain hash after a place that is not here, as told by the sealed stretch behind it: so that what lies behind a
    # lost stretch can be forwarded.
    "create table lead (stream text not null, number integer not null, chain blob not null,"
    " primary key (stream, number)) without rowid",
    # What is here and not yet read, so that going on with a stream need not look through what is.
    "create index entry_unread on entry (seq) where read = 0",
    "update stream set gone_to = read_to"
    " where read_to > (select count(*) from place p where p.stream = stream.id and p.number <= stream.read_to)",
    "drop index document_at",  # nothing asked it
    # The record a place told of when it came by its entry's name alone: the chain runs over that, whatever comes later.
    "alter table place add column told text not null default ''",
    # Conflicts (`record:register`) that somebody put off until later.
    "create table postponed (conflict text primary key, at text not null, note text not null default '') without rowid",
    # Records read anew since packages were last sealed: their counting rows may no longer say what they say. Every way
    # in which a reading changes passes the table `reading`, so nothing can forget to tell.
    "create table uncounted (record text not null, type text not null, primary key (record, type)) without rowid",
    *_watching(_COUNTED_FIRST),
    f"insert into uncounted (record, type) select record, type from reading where type in {_COUNTED_FIRST}",
    # Counting rows whose erasure a coordinator has confirmed: what they count is destroyed, also when it comes later.
    "create table confirmed (handle text primary key) without rowid",
)

_FOURTH = (
    # The search index is made anew: numbers that say type, day and minute (`numbering`), and words without their order.
    "drop table search",
    "drop table document",
    "create table document (id integer primary key, record text not null)",
    "create index document_record on document (record)",
    "create table document_kind (type text primary key, kind integer not null unique) without rowid",
    "create virtual table search using fts5(words, detail=none, content='', contentless_delete=1, tokenize='ascii',"
    " prefix='3 5')",
    # The words of the index, of those with digits the beginning; after an edit also what stood there once.
    "create table word (word text primary key) without rowid",
)

_FIFTH = (
    # Incidents are counted too.
    *(f"drop trigger reading_{when}" for when in ("put", "changed", "gone")),
    *_watching(COUNTED),
    "insert into uncounted (record, type) select record, type from reading r where type = 'incident' and not exists"
    " (select 1 from uncounted u where u.record = r.record and u.type = r.type)",
    # Where somebody is, hides or travels: on this laptop alone, in no journal, package or index, until `until`.
    "create table whereabouts (id text primary key, record text not null, kind text not null, words text not null,"
    " until text not null, at text not null, kept integer not null default 0) without rowid",
    "create index whereabouts_record on whereabouts (record)",
    # Which sealed files are named is asked of these entries alone.
    "create index entry_attachment on entry (record) where type = 'attachment'",
)

_SIXTH = (
    # A package by the hash of its sealed bytes; of those of an older program it is filled in when they are left.
    "alter table outbox add column sha256 text not null default ''",
    # What this laptop leaves at each place, under which life. readers: {audience: [device ids]}; receipt: it carries
    # acknowledgements alone; free_since: everybody for whom it is has said so, or nobody needs it any more.
    """create table place_object (
        place text not null, sha256 text not null, name text not null, kind text not null, readers text not null,
        bytes integer not null, receipt integer not null default 0, life text not null, state text not null,
        at text not null, tries integer not null default 0, why text not null default '',
        detail text not null default '', next_try text not null default '', free_since text not null default '',
        primary key (place, sha256)) without rowid""",
    # Its parts that were left, so that it goes on where it stopped. checked: read back and compared.
    """create table place_part (
        place text not null, sha256 text not null, start integer not null, bytes integer not null, part text not null,
        checked integer not null default 0, primary key (place, sha256, start)) without rowid""",
    # The newest index of each life of each laptop that was read in a group at a place (of one's own: that was left),
    # and what of it may still have to be fetched (one's own: what it names). An older one there has been put back.
    """create table place_index (
        place text not null, under text not null, device text not null, life text not null, count integer not null,
        name text not null, objects text not null, at text not null,
        primary key (place, under, device, life)) without rowid""",
    # The newest indexes signed here: another one of the same life is a copied laptop's.
    "create table index_signed (under text not null, life text not null, count integer not null, name text not null,"
    " primary key (under, life, count)) without rowid",
    # Packages by the hash of their bytes that need not be fetched or read again, wherever they lie. judged: by which
    # program and roster, where it was refused.
    """create table package_seen (
        sha256 text primary key, package text not null, judged text not null default '', at text not null)
        without rowid""",
    # Packages that lie flat in a folder and have been read, so that they are read once.
    """create table place_flat (
        place text not null, name text not null, bytes integer not null, changed integer not null,
        sha256 text not null, primary key (place, name)) without rowid""",
)

_SEVENTH = (
    # The paper trail: who did what to which record; ids, codes and counts, never content. Rows are only added.
    """create table trail (
        number integer primary key, at text not null, member text not null, device text not null, life text not null,
        act text not null, type text not null, record text not null, about text not null, chain blob not null)""",
    "create index trail_record on trail (record, number) where record <> ''",
    "create index trail_member on trail (member, number)",
    "create index trail_act on trail (act, number)",
    # How far it has come (one row), so that a tail that was cut off is missed.
    "create table trail_head (one integer primary key check (one = 1), start blob not null, number integer not null,"
    " chain blob not null, key blob not null)",
    "create table trail_seal (number integer primary key, chain blob not null, device text not null, key blob not null,"
    " signature blob not null, at text not null)",
)

_STEPS: dict[int, tuple[str, ...]] = {
    1: _FIRST,
    2: _SECOND,
    3: _THIRD,
    4: _FOURTH,
    5: _FIFTH,
    6: _SIXTH,
    7: _SEVENTH,
}


def is_current(db: EncryptedDatabase) -> bool:
    """Whether the file is of this program's version; VaultNewer when a newer program made it."""
    found = int((db.one("pragma user_version") or (0,))[0])
    if found > VERSION:
        raise VaultNewer(found=found, known=VERSION)
    return found == VERSION


INDEX_OF = 4  # the version since which the search index is as it is; a vault of an older one is indexed anew


def prepare(db: EncryptedDatabase) -> int:
    """Bring the vault's own tables to VERSION; the version they were of."""
    found = int((db.one("pragma user_version") or (0,))[0])
    for step in range(found + 1, VERSION + 1):
        for statement in _STEPS[step]:
            db.run(statement)
        db.run(f"pragma user_version={step}")
    return found
