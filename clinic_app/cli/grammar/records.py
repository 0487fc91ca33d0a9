"""The commands about records: writing, finding, evidence, deadlines, and what leaves on paper."""

from __future__ import annotations

from clinic_app.cli.grammar.group import Group, count
from clinic_app.cli.grammar.rooms import EVIDENCE, INTEREST, LIST, PAPER, PEOPLE, PUBLISHING, RECORD, TERM


def add_records(clinic: Group) -> None:
    """`clinic record …`, `list …`, `search`, `attach`, `deadlines`, `publish`, `print`, `import` and their like."""
    _record(clinic.group("record", "records"))
    _lists(clinic.group("list", "lists of values"))
    _finding(clinic)
    _evidence(clinic)
    _deadlines(clinic)
    _publishing(clinic)
    _paper(clinic)
    _import(clinic)


def _record(record: Group) -> None:
    made = record.add("add", RECORD.add)
    made.add_argument("type", metavar="TYPE")
    made.add_argument("--from", dest="source", required=True, metavar="FILE|-")
    listed = record.add("list", RECORD.list_)
    listed.add_argument("type", metavar="TYPE")
    listed.add_argument("--where", action="append", metavar="NAME=VALUE")
    listed.add_argument("--limit", type=count, metavar="N")
    for verb, command in (
        ("show", RECORD.show),
        ("edit", RECORD.edit),
        ("archive", RECORD.archive),
        ("erase", RECORD.erase),
        ("restore", RECORD.restore),
        ("hand-over", RECORD.hand_over),
    ):
        one = record.add(verb, command)
        one.add_argument("type", metavar="TYPE")
        one.add_argument("id", metavar="ID")
        if verb == "show":
            one.add_argument("--history", action="store_true")
        if verb == "erase":
            one.add_argument("--with-people", action="store_true", help="and the persons whom nothing else names")
            one.add_argument("--receipt", default="", metavar="F.pdf", help="a receipt that names nothing")
        if verb == "restore":
            one.add_argument("--dot", required=True, metavar="D")
            one.add_argument("--field", required=True, metavar="F")
            one.add_argument("--version", default="", metavar="V")
        if verb == "hand-over":
            one.add_argument("--to", required=True, metavar="OFFICE")
        if verb == "edit":
            one.add_argument("--set", action="append", required=True, metavar="NAME=VALUE")
            one.add_argument("--version", metavar="V")
    record.add("left-behind", PEOPLE.left_behind)
    taken = record.add("take-over", PEOPLE.take_over)
    taken.add_argument("type", metavar="TYPE")
    taken.add_argument("id", metavar="ID")


def _lists(values: Group) -> None:
    values.add("show", LIST.show).add_argument("list", metavar="LIST")
    made = values.add("add", LIST.add)
    made.add_argument("list", metavar="LIST")
    for language in ("ky", "ru"):
        made.add_argument(f"--{language}", required=True, metavar="T")
    made.add_argument("--en", metavar="T")
    made.add_argument("--under", metavar="CODE")
    made.add_argument("--code", metavar="CODE")
    closed = values.add("close", LIST.close)
    closed.add_argument("list", metavar="LIST")
    closed.add_argument("code", metavar="CODE")
    closed.add_argument("--until", required=True, metavar="DATE")


def _finding(clinic: Group) -> None:
    kept = clinic.add("receipts", RECORD.receipts)
    kept.add_argument("--record", default="", metavar="ID")
    kept.add_argument("--out", default="", metavar="F.pdf")
    found = clinic.add("search", RECORD.search)
    found.add_argument("words", nargs="+", metavar="WORDS")
    found.add_argument("--limit", type=count, default=50, metavar="N")
    people = clinic.group("people", "the conflict-of-interest check").add("check", RECORD.people_check)
    asked = people.add_mutually_exclusive_group(required=True)
    asked.add_argument("name", nargs="?", metavar="NAME")
    asked.add_argument("--from", dest="source", metavar="F")
    people.add_argument("--born", type=count, metavar="YEAR")
    interests = clinic.add("interests", INTEREST.interests)
    interests.add_argument("type", nargs="?", metavar="TYPE")
    interests.add_argument("id", nargs="?", metavar="ID")
    interests.add_argument("--decide", choices=("clear", "conflict"))
    interests.add_argument("--reason", default="", metavar="TEXT")
    approved = clinic.add("approve", PEOPLE.approve)
    approved.add_argument("id", metavar="ID")
    approved.add_argument("--return", dest="note", metavar="NOTE")


def _evidence(clinic: Group) -> None:
    attached = clinic.add("attach", EVIDENCE.attach)
    for name in ("type", "id", "file"):
        attached.add_argument(name, metavar=name.upper())
    attached.add_argument("--note", default="", metavar="TEXT")
    attached.add_argument("--kind", default="", metavar="CODE")
    listed = clinic.add("attachments", EVIDENCE.attachments)
    listed.add_argument("type", metavar="TYPE")
    listed.add_argument("id", metavar="ID")
    one = clinic.group("attachment", "one file of a record")
    exported = one.add("export", EVIDENCE.export)
    exported.add_argument("hash", metavar="HASH")
    exported.add_argument("--out", required=True, metavar="F")
    exported.add_argument("--to-whom", default="", metavar="TEXT")
    exported.add_argument("--without-metadata", action="store_true", help="a copy without place, device and author")
    one.add("check", EVIDENCE.check).add_argument("hash", metavar="HASH")


def _deadlines(clinic: Group) -> None:
    listed = clinic.add("deadlines", TERM.list_)
    listed.add_argument("--until", metavar="DATE")
    listed.add_argument("--ended", action="store_true", help="those that have ended as well")
    inner = clinic.below(listed, "deadlines")
    counted = inner.add("compute", TERM.compute)
    counted.add_argument("rule", metavar="RULE")
    counted.add_argument("--from", dest="since", required=True, metavar="DATE[THH:MM]")
    counted.add_argument("--court", default="", metavar="ID")
    counted.add_argument("--extended", action="store_true")
    moved = inner.add("moved", TERM.moved)
    moved.add_argument("--acknowledge", action="store_true")
    written = inner.add("ics", TERM.ics)
    written.add_argument("--out", required=True, metavar="F.ics")
    written.add_argument("--from", dest="since", metavar="DATE")
    written.add_argument("--until", metavar="DATE")
    written.add_argument("--titles", action="store_true", help="titles and places, readable to whoever sees the file")
    written.add_argument("--office", action="store_true", help="everybody's, not only one's own")


def _publishing(clinic: Group) -> None:
    given = clinic.add("publish", PUBLISHING.publish)
    given.add_argument("type", metavar="TYPE")
    given.add_argument("id", metavar="ID")
    given.add_argument("--mode", required=True, choices=("C1", "C2", "C3", "C4", "C5"))
    given.add_argument("--to", required=True, metavar="WHOM")
    given.add_argument("--form", default="publication", metavar="FORM")
    given.add_argument("--part", action="append", metavar="PART")
    given.add_argument("--note", default="", metavar="TEXT")
    back = clinic.add("withdraw", PUBLISHING.withdraw)
    back.add_argument("type", metavar="TYPE")
    back.add_argument("id", metavar="ID")
    back.add_argument("--on", metavar="DATE")
    table = clinic.add("incidents", PUBLISHING.incidents)
    table.add_argument("--out", required=True, metavar="F")
    table.add_argument("--from", dest="start", metavar="DATE")
    table.add_argument("--until", metavar="DATE")
    table.add_argument("--profile", choices=("internal", "outward"), default="internal")
    table.add_argument("--to", default="", metavar="WHOM")


def _paper(clinic: Group) -> None:
    printed = clinic.add("print", PAPER.print_)
    printed.add_argument("type", metavar="TYPE")
    printed.add_argument("id", metavar="ID")
    printed.add_argument("--out", required=True, metavar="F.pdf")
    printed.add_argument("--chronology", action="store_true")
    printed.add_argument("--for", dest="reader", choices=("office", "client", "court"), default="office")
    printed.add_argument("--show", metavar="GROUP,...", default="")
    printed.add_argument("--from", dest="start", metavar="DATE")
    printed.add_argument("--to", dest="end", metavar="DATE")
    printed.add_argument("--notes", action="store_true", default=None)
    printed.add_argument("--names", action="store_true", default=None)
    report = clinic.add("report", PAPER.report)
    report.add_argument("name", metavar="NAME")
    report.add_argument("--from", dest="start", required=True, metavar="DATE")
    report.add_argument("--to", dest="end", required=True, metavar="DATE")
    report.add_argument("--office", metavar="CODE")
    report.add_argument("--profile", choices=("public", "donor", "internal"), default="internal")
    report.add_argument("--out", required=True, metavar="F")
    clinic.add("reports", PAPER.reports)
    clinic.add("self-test", PAPER.self_test)


def _import(clinic: Group) -> None:
    taken = clinic.add("import", PAPER.import_)
    taken.add_argument("file", metavar="FILE")
    taken.add_argument("--type", required=True, metavar="TYPE")
    taken.add_argument("--map", action="append", metavar="HEADING=FIELD")
    taken.add_argument("--mapping", metavar="FILE")
    taken.add_argument("--register", metavar="NAME")
    taken.add_argument("--dry-run", action="store_true")
    taken.add_argument("--strict", action="store_true")
    taken.add_argument("--update", action="store_true")
    taken.add_argument("--sheet", default="", metavar="NAME")
    taken.add_argument("--encoding", default="", metavar="NAME")
    taken.add_argument("--header", type=count, default=0, metavar="LINE")
