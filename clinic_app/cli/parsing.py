"""What `clinic` understands: every command and option of the contract, and which function does it.

A room of commands is imported when one of them is called, so that `--help` and scripts start fast.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from types import ModuleType

from clinic_app.cli.output import Voice
from clinic_app.version import VERSION
from clinic_app.wording.words import LANGUAGES

Command = Callable[[argparse.Namespace, Voice], int]

_ROLES = ("lawyer", "paralegal", "student", "coordinator")

_HELP = {
    "vault create": "make a case book; shows the recovery code once",
    "vault info": "what the case book is, and its public keys",
    "vault check": "whether file, streams and index are whole",
    "vault passphrase": "change the passphrase",
    "vault recover": "a new passphrase by the recovery code; repairs the keyring entry",
    "vault renew-recovery": "a new recovery code on a printed sheet; the former one opens until it is confirmed",
    "vault try-recovery": "whether a recovery code opens the case book; changes nothing",
    "vault panic": "take every way in away but the recovery code",
    "vault identity": "write this laptop's secret age key, for opening its packages with standard tools",
    "vault people": "who has a way into this case book, and as what",
    "vault person-add": "give a person a way in of their own",
    "vault person-remove": "take a person's way in away; what they wrote stays",
    "vault person-role": "make a person a lawyer, paralegal, student or coordinator",
    "vault person-passphrase": "a new passphrase for a person who has forgotten theirs",
    "approve": "a supervisor approves a student's advice, or gives it back with a note",
    "vault backup": "an encrypted copy, taken while in use: one file, or what is due in the folder of backups",
    "vault backups": "the backups in the folder that was chosen; with --place, choose it",
    "vault backup-verify": "open a backup in a temporary folder, and look through all of it",
    "vault restore": "put a backup (a file, or the newest of a folder) back, never over a case book",
    "network create": "make this coordinator's network",
    "network admit": "take a laptop in by its request, and write its invitation",
    "network join": "join the network of an invitation",
    "network roster": "the laptops of the network",
    "network remove": "end a laptop's membership, and say what it already has",
    "network keys": "this laptop's keys, digits of everybody's, whether a copy was noticed",
    "network new-encryption-key": "a new key for opening packages now; it changes every month by itself",
    "network new-signing-key": "give the signing key up for a new one",
    "network no-copy": "say that no other copy of this case book is in use any more",
    "network had": "what removing a laptop could not take back",
    "device request": "write this laptop's request to join",
    "record add": "add records from JSON: all of them or none",
    "record list": "records of a type, newest first",
    "record show": "one record",
    "record edit": "change fields of one record",
    "record archive": "put a record away; nothing of it is lost",
    "record erase": "erase a record: an office asks, a coordinator confirms",
    "record restore": "write an old value of a field again, as a new entry",
    "record hand-over": "give a record to another office: an office asks, a coordinator does it",
    "search": "search everything",
    "people check": "the conflict-of-interest check",
    "interests": "conflicts of interest of a record, and the decision; alone: the records that wait for one",
    "attach": "seal a file and keep it with a record",
    "attachments": "the files of a record, and what was done with them",
    "attachment export": "write a sealed file in the clear, by its SHA-256; its custody log says so",
    "attachment check": "whether a sealed file is still what was added",
    "print": "a record's card as PDF, or the chronology of a case",
    "publish": "write down that something is given out, or say why it may not be",
    "withdraw": "take back a consent to publication, and list what has left already",
    "incidents": "a table of incidents with the codes of other collections, as XLSX or CSV",
    "import": "take a register in from CSV or XLSX",
    "export": "seal what was not sent yet into packages",
    "merge": "take packages in",
    "preview": "what merging packages would do",
    "merges": "the reports of former merges",
    "merge-report": "one former merge, office by office; also as PDF",
    "merge-undo": "set aside again what a package, or a whole merge by its number, brought",
    "erasures list": "records whose erasure was asked for and not confirmed",
    "erasures confirm": "a coordinator confirms erasures: these, or all that were asked for",
    "list show": "the values of a list",
    "list add": "a coordinator adds a value to a list, for everyone",
    "list close": "a coordinator closes a value: it cannot be chosen any more",
    "deadlines": "what is due, soonest first",
    "deadlines compute": "when a term ends, by which rule, and whether the clinic has verified that rule",
    "deadlines moved": "deadlines that changed rules or days off moved, until they are acknowledged",
    "deadlines ics": "one's own calendar as a file for other programs; titles say nothing unless asked for",
    "gap list": "stretches that have not come",
    "gap give-up": "a coordinator gives up a lost stretch: what follows is read",
    "conflicts": "fields with several values",
    "resolve": "settle a conflict",
    "place add": "remember a place where packages are left: a folder, WebDAV, SFTP or S3",
    "place change": "change settings of a place; a secret that is not given stays",
    "place list": "the remembered places, without their secrets",
    "place remove": "forget a place",
    "place test": "whether a place answers",
    "sync": "fetch, merge, seal and leave packages at a place",
    "receipts": "what was erased from here, without what it was; one as PDF",
    "trail": "who opened, exported, printed, erased what on this laptop",
    "trail export": "the paper trail for an audit, as CSV or PDF with a signature beside it",
    "trail check": "whether the paper trail is whole",
    "outbox": "what is to be left at which place, and how far it is",
    "outbox cancel": "do not leave an object at a place",
    "outbox send": "try now what waits; one object even if it was cancelled",
    "report": "write a report as PDF, XLSX or CSV",
    "reports": "the reports there are",
    "self-test": "a full round in a temporary folder",
}


def _vault_room() -> ModuleType:
    from clinic_app.cli import vault_commands

    return vault_commands


def _people_room() -> ModuleType:
    from clinic_app.cli import people_commands

    return people_commands


def _backup_room() -> ModuleType:
    from clinic_app.cli import backup_commands

    return backup_commands


def _recovery_room() -> ModuleType:
    from clinic_app.cli import recovery_commands

    return recovery_commands


def _interest_room() -> ModuleType:
    from clinic_app.cli import interest_commands

    return interest_commands


def _network_room() -> ModuleType:
    from clinic_app.cli import network_commands

    return network_commands


def _record_room() -> ModuleType:
    from clinic_app.cli import record_commands

    return record_commands


def _exchange_room() -> ModuleType:
    from clinic_app.cli import exchange_commands

    return exchange_commands


def _merge_room() -> ModuleType:
    from clinic_app.cli import merge_commands

    return merge_commands


def _place_room() -> ModuleType:
    from clinic_app.cli import place_commands

    return place_commands


def _list_room() -> ModuleType:
    from clinic_app.cli import list_commands

    return list_commands


def _evidence_room() -> ModuleType:
    from clinic_app.cli import evidence_commands

    return evidence_commands


def _trail_room() -> ModuleType:
    from clinic_app.cli import trail_commands

    return trail_commands


def _term_room() -> ModuleType:
    from clinic_app.cli import term_commands

    return term_commands


def _publishing_room() -> ModuleType:
    from clinic_app.cli import publishing_commands

    return publishing_commands


def _paper_room() -> ModuleType:
    from clinic_app.cli import paper_commands

    return paper_commands


class _Room:
    """The commands of one module by name; the module is imported when one is called."""

    def __init__(self, enter: Callable[[], ModuleType]) -> None:
        self._enter = enter

    def __getattr__(self, name: str) -> Command:
        def command(told: argparse.Namespace, voice: Voice) -> int:
            return int(getattr(self._enter(), name)(told, voice))

        return command


def parser() -> argparse.ArgumentParser:
    """Every command and option of the contract."""
    root = argparse.ArgumentParser(prog="clinic", description="Clinic Casebook", allow_abbrev=False)
    root.add_argument("--version", action="version", version=VERSION)
    common = _common()
    commands = root.add_subparsers(dest="name_of_command", required=True, metavar="COMMAND")

    def group(name: str, help_: str) -> Callable[..., argparse.ArgumentParser]:
        made = commands.add_parser(name, help=help_, allow_abbrev=False)
        inner = made.add_subparsers(dest="verb", required=True, metavar="COMMAND")
        return lambda verb, command: _command(inner, verb, command, common, _HELP[f"{name} {verb}"])

    def single(name: str, command: Command) -> argparse.ArgumentParser:
        return _command(commands, name, command, common, _HELP[name])

    record, exchange = _Room(_record_room), _Room(_exchange_room)
    vault = group("vault", "make, look at and copy a case book")
    _vault(vault, _Room(_vault_room))
    _people(vault, single, _Room(_people_room))
    _backups(vault, _Room(_backup_room))
    _network(group, _Room(_network_room))
    _record(group("record", "records"), record)
    _lists(group("list", "lists of values"), _Room(_list_room))
    _evidence(group, single, _Room(_evidence_room))
    _terms(single("deadlines", _Room(_term_room).list_), common, _Room(_term_room))
    _trail(single("trail", _Room(_trail_room).list_), common, _Room(_trail_room))
    _publishing(single, _Room(_publishing_room))
    _rest(group, single, exchange, _Room(_paper_room), record)
    _places(single, group, common, _Room(_place_room))
    return root


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    common.add_argument("--vault", metavar="DIR")
    common.add_argument("--passphrase-file", metavar="F")
    common.add_argument("--lang", choices=LANGUAGES)
    common.add_argument("--json", action="store_true")
    return common


def _command(
    into: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    command: Command,
    common: argparse.ArgumentParser,
    told: str,
) -> argparse.ArgumentParser:
    made = into.add_parser(name, parents=[common], help=told, description=told, allow_abbrev=False)
    made.set_defaults(command=command)
    if told not in (_HELP["vault create"], _HELP["trail"]):  # the founder's name; whose acts are shown
        made.add_argument("--person", dest="who", metavar="NAME", help="whose passphrase it is: no other is tried")
    return made


def _vault(add, vault) -> None:  # type: ignore[no-untyped-def]  # a local adder and a module
    create = add("create", vault.create)
    create.add_argument("--office", required=True, metavar="CODE")
    create.add_argument("--office-name", required=True, metavar="T")
    create.add_argument("--person", required=True, metavar="NAME")
    create.add_argument("--role", required=True, choices=("lawyer", "coordinator"))
    create.add_argument("--no-keyring", action="store_true")
    create.add_argument("--kdf-floor", action="store_true")
    add("info", vault.info)
    checked = add("check", vault.check)
    checked.add_argument("--deep", action="store_true", help="look at every byte of the sealed files")
    add("passphrase", vault.change_passphrase).add_argument("--new-passphrase-file", required=True, metavar="F")
    _recovery(add, _Room(_recovery_room))
    add("panic", vault.panic).add_argument("--yes", action="store_true")
    add("identity", vault.identity).add_argument("--out", required=True, metavar="F")


def _backups(add, room) -> None:  # type: ignore[no-untyped-def]  # as `_vault`
    made = add("backup", room.backup).add_mutually_exclusive_group(required=True)
    made.add_argument("--to", metavar="FILE")
    made.add_argument("--auto", action="store_true", help="what is due, in the folder of backups; for a scheduler")
    listed = add("backups", room.list_)
    listed.add_argument("--place", metavar="DIR", help="a folder or stick for backups from now on")
    listed.add_argument("--every", choices=("hours", "day", "week", "hand"))
    add("backup-verify", room.verify).add_argument("file", metavar="FILE")
    restore = add("restore", room.restore)
    restore.add_argument("file", metavar="FILE")
    restore.add_argument("--to", required=True, metavar="DIR")
    restore.add_argument("--code-file", metavar="F", help="the recovery code: the way on another computer")
    restore.add_argument("--new-passphrase-file", metavar="G", help="the new passphrase, with --code-file")


def _people(add, single, people) -> None:  # type: ignore[no-untyped-def]  # as `_vault`
    add("people", people.people)
    made = add("person-add", people.add)
    made.add_argument("--name", required=True, metavar="NAME")
    made.add_argument("--role", required=True, choices=_ROLES)
    made.add_argument("--supervisor", metavar="NAME")
    made.add_argument("--new-passphrase-file", required=True, metavar="F")
    add("person-remove", people.remove).add_argument("name", metavar="NAME")
    role = add("person-role", people.change_role)
    role.add_argument("name", metavar="NAME")
    role.add_argument("role", metavar="ROLE", choices=_ROLES)
    role.add_argument("--supervisor", metavar="NAME")
    renewed = add("person-passphrase", people.give_passphrase)
    renewed.add_argument("name", metavar="NAME")
    renewed.add_argument("--new-passphrase-file", required=True, metavar="F")
    approved = single("approve", people.approve)
    approved.add_argument("id", metavar="ID")
    approved.add_argument("--return", dest="note", metavar="NOTE")


def _recovery(add, recovery) -> None:  # type: ignore[no-untyped-def]  # a local adder and a module
    recover = add("recover", recovery.recover)
    recover.add_argument("--code-file", required=True, metavar="F", help="the code as text, or a photo of the sheet")
    recover.add_argument("--new-passphrase-file", required=True, metavar="F")
    recover.add_argument("--slot", metavar="ID", help="whose passphrase is new, where several people work here")
    recover.add_argument("--without-keyring", action="store_true", help="go on where the keyring does not answer")
    renew = add("renew-recovery", recovery.renew)
    renew.add_argument("--out", metavar="F.pdf")
    renew.add_argument("--confirm-groups", metavar="F", help="the eight groups typed off the new paper, or its photo")
    trial = add("try-recovery", recovery.try_recovery)
    trial.add_argument("--code-file", required=True, metavar="F", help="the code as text, or a photo of the sheet")


def _network(group, network) -> None:  # type: ignore[no-untyped-def]  # as `_vault`
    add = group("network", "the network of laptops")
    add("create", network.create).add_argument("--name", required=True, metavar="T")
    admit = add("admit", network.admit)
    admit.add_argument("file", metavar="F", nargs="+", help="the request, or photos of its code (PNG, JPEG)")
    admit.add_argument("--office", required=True, metavar="CODE")
    admit.add_argument("--out", required=True, metavar="G")
    join = add("join", network.join)
    join.add_argument("file", metavar="G", nargs="+", help="the invitation, or photos of its codes (PNG, JPEG)")
    join.add_argument("--expect", metavar="DIGITS")
    add("roster", network.roster)
    add("remove", network.remove).add_argument("device", metavar="DEVICE")
    add("keys", network.keys)
    add("new-encryption-key", network.new_encryption_key)
    add("new-signing-key", network.new_signing_key)
    add("no-copy", network.no_copy)
    add("had", network.had).add_argument("device", metavar="DEVICE")
    device = group("device", "this laptop")
    device("request", network.request).add_argument("--out", required=True, metavar="F")


def _record(add, record) -> None:  # type: ignore[no-untyped-def]  # as `_vault`
    made = add("add", record.add)
    made.add_argument("type", metavar="TYPE")
    made.add_argument("--from", dest="source", required=True, metavar="FILE|-")
    listed = add("list", record.list_)
    listed.add_argument("type", metavar="TYPE")
    listed.add_argument("--where", action="append", metavar="NAME=VALUE")
    listed.add_argument("--limit", type=_count, metavar="N")
    for verb, command in (
        ("show", record.show),
        ("edit", record.edit),
        ("archive", record.archive),
        ("erase", record.erase),
        ("restore", record.restore),
        ("hand-over", record.hand_over),
    ):
        one = add(verb, command)
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


def _lists(add, room) -> None:  # type: ignore[no-untyped-def]  # as `_vault`
    add("show", room.show).add_argument("list", metavar="LIST")
    made = add("add", room.add)
    made.add_argument("list", metavar="LIST")
    for language in ("ky", "ru"):
        made.add_argument(f"--{language}", required=True, metavar="T")
    made.add_argument("--en", metavar="T")
    made.add_argument("--under", metavar="CODE")
    made.add_argument("--code", metavar="CODE")
    closed = add("close", room.close)
    closed.add_argument("list", metavar="LIST")
    closed.add_argument("code", metavar="CODE")
    closed.add_argument("--until", required=True, metavar="DATE")


def _evidence(group, single, room) -> None:  # type: ignore[no-untyped-def]  # as `_vault`
    attached = single("attach", room.attach)
    for name in ("type", "id", "file"):
        attached.add_argument(name, metavar=name.upper())
    attached.add_argument("--note", default="", metavar="TEXT")
    attached.add_argument("--kind", default="", metavar="CODE")
    listed = single("attachments", room.attachments)
    listed.add_argument("type", metavar="TYPE")
    listed.add_argument("id", metavar="ID")
    one = group("attachment", "one file of a record")
    exported = one("export", room.export)
    exported.add_argument("hash", metavar="HASH")
    exported.add_argument("--out", required=True, metavar="F")
    exported.add_argument("--to-whom", default="", metavar="TEXT")
    exported.add_argument("--without-metadata", action="store_true", help="a copy without place, device and author")
    one("check", room.check).add_argument("hash", metavar="HASH")


def _terms(listed: argparse.ArgumentParser, common: argparse.ArgumentParser, room: _Room) -> None:
    listed.add_argument("--until", metavar="DATE")
    listed.add_argument("--ended", action="store_true", help="those that have ended as well")
    inner = listed.add_subparsers(metavar="COMMAND")
    counted = _command(inner, "compute", room.compute, common, _HELP["deadlines compute"])
    counted.add_argument("rule", metavar="RULE")
    counted.add_argument("--from", dest="since", required=True, metavar="DATE[THH:MM]")
    counted.add_argument("--court", default="", metavar="ID")
    counted.add_argument("--extended", action="store_true")
    moved = _command(inner, "moved", room.moved, common, _HELP["deadlines moved"])
    moved.add_argument("--acknowledge", action="store_true")
    written = _command(inner, "ics", room.ics, common, _HELP["deadlines ics"])
    written.add_argument("--out", required=True, metavar="F.ics")
    written.add_argument("--from", dest="since", metavar="DATE")
    written.add_argument("--until", metavar="DATE")
    written.add_argument("--titles", action="store_true", help="titles and places, readable to whoever sees the file")
    written.add_argument("--office", action="store_true", help="everybody's, not only one's own")


def _trail(listed: argparse.ArgumentParser, common: argparse.ArgumentParser, room: _Room) -> None:
    listed.add_argument("--record", nargs=2, metavar=("TYPE", "ID"))
    listed.add_argument("--person", default="", metavar="NAME")
    listed.add_argument("--act", default="", metavar="CODE")
    listed.add_argument("--since", metavar="DATE")
    listed.add_argument("--until", metavar="DATE")
    listed.add_argument("--limit", type=_count, default=200, metavar="N")
    inner = listed.add_subparsers(metavar="COMMAND")
    written = _command(inner, "export", room.export, common, _HELP["trail export"])
    written.add_argument("--out", required=True, metavar="F.csv|F.pdf")
    written.add_argument("--since", metavar="DATE")
    checked = _command(inner, "check", room.check, common, _HELP["trail check"])
    checked.add_argument("--against", default="", metavar="F.minisig")


def _publishing(single, room) -> None:  # type: ignore[no-untyped-def]  # as `_vault`
    given = single("publish", room.publish)
    given.add_argument("type", metavar="TYPE")
    given.add_argument("id", metavar="ID")
    given.add_argument("--mode", required=True, choices=("C1", "C2", "C3", "C4", "C5"))
    given.add_argument("--to", required=True, metavar="WHOM")
    given.add_argument("--form", default="publication", metavar="FORM")
    given.add_argument("--part", action="append", metavar="PART")
    given.add_argument("--note", default="", metavar="TEXT")
    back = single("withdraw", room.withdraw)
    back.add_argument("type", metavar="TYPE")
    back.add_argument("id", metavar="ID")
    back.add_argument("--on", metavar="DATE")
    table = single("incidents", room.incidents)
    table.add_argument("--out", required=True, metavar="F")
    table.add_argument("--from", dest="start", metavar="DATE")
    table.add_argument("--until", metavar="DATE")
    table.add_argument("--profile", choices=("internal", "outward"), default="internal")
    table.add_argument("--to", default="", metavar="WHOM")


def _rest(group, single, exchange, paper, record) -> None:  # type: ignore[no-untyped-def]  # as `_vault`
    kept = single("receipts", record.receipts)
    kept.add_argument("--record", default="", metavar="ID")
    kept.add_argument("--out", default="", metavar="F.pdf")
    found = single("search", record.search)
    found.add_argument("words", nargs="+", metavar="WORDS")
    found.add_argument("--limit", type=_count, default=50, metavar="N")
    people = group("people", "the conflict-of-interest check")("check", record.people_check)
    asked = people.add_mutually_exclusive_group(required=True)
    asked.add_argument("name", nargs="?", metavar="NAME")
    asked.add_argument("--from", dest="source", metavar="F")
    people.add_argument("--born", type=_count, metavar="YEAR")
    interests = single("interests", _Room(_interest_room).interests)
    interests.add_argument("type", nargs="?", metavar="TYPE")
    interests.add_argument("id", nargs="?", metavar="ID")
    interests.add_argument("--decide", choices=("clear", "conflict"))
    interests.add_argument("--reason", default="", metavar="TEXT")
    printed = single("print", paper.print_)
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
    taken = single("import", paper.import_)
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
    taken.add_argument("--header", type=_count, default=0, metavar="LINE")
    sealed = single("export", exchange.export)
    sealed.add_argument("--to", metavar="FOLDER")
    sealed.add_argument("--all", action="store_true")
    merging = _Room(_merge_room)
    single("preview", merging.preview).add_argument("paths", nargs="+", metavar="PATH")
    merged = single("merge", merging.merge)
    merged.add_argument("paths", nargs="+", metavar="PATH")
    merged.add_argument("--only", nargs="+", action="extend", metavar="RECORD_ID")
    merged.add_argument("--leave-out", nargs="+", action="extend", metavar="RECORD_ID")
    merged.add_argument("--both-ours", action="store_true")
    single("merges", merging.merges)
    kept = single("merge-report", merging.merge_report)
    kept.add_argument("run", type=_count, metavar="RUN")
    kept.add_argument("--out", metavar="F.pdf")
    undone = single("merge-undo", merging.merge_undo)
    undone.add_argument("package", metavar="PACKAGE_OR_RUN")
    undone.add_argument("--back", action="store_true", help="take in again what was undone or left out")
    erasures = group("erasures", "erasures that offices asked for")
    erasures("list", merging.erasures)
    erasures("confirm", merging.confirm_erasures).add_argument("records", nargs="*", metavar="RECORD_ID")
    gap = group("gap", "stretches that have not come")
    gap("list", exchange.gaps)
    gap("give-up", exchange.give_up).add_argument("stream", metavar="STREAM")
    single("conflicts", exchange.conflicts)
    resolve = single("resolve", exchange.resolve)
    resolve.add_argument("conflict", metavar="CONFLICT")
    decision = resolve.add_mutually_exclusive_group(required=True)
    decision.add_argument("--take", metavar="DOT")
    decision.add_argument("--value", metavar="V")
    report = single("report", paper.report)
    report.add_argument("name", metavar="NAME")
    report.add_argument("--from", dest="start", required=True, metavar="DATE")
    report.add_argument("--to", dest="end", required=True, metavar="DATE")
    report.add_argument("--office", metavar="CODE")
    report.add_argument("--profile", choices=("public", "donor", "internal"), default="internal")
    report.add_argument("--out", required=True, metavar="F")
    single("reports", paper.reports)
    single("self-test", paper.self_test)


def _places(single, group, common, room) -> None:  # type: ignore[no-untyped-def]  # as `_vault`
    place = group("place", "where packages are left")
    made = place("add", room.place_add)
    made.add_argument("name", metavar="NAME", type=_named)
    made.add_argument("kind", choices=("folder", "webdav", "sftp", "s3"))
    changed = place("change", room.place_change)
    changed.add_argument("name", metavar="NAME")
    changed.add_argument("--rename", metavar="NAME", type=_named)
    for one in (made, changed):
        one.add_argument("--set", action="append", metavar="KEY=VALUE")
        one.add_argument("--secret-file", action="append", metavar="KEY=FILE")
    place("list", room.place_list)
    place("remove", room.place_remove).add_argument("name", metavar="NAME")
    place("test", room.place_test).add_argument("name", metavar="NAME")
    synced = single("sync", room.sync)
    synced.add_argument("name", nargs="?", metavar="NAME")
    synced.add_argument("--no-wait", action="store_true", help="do not wait between tries")
    waiting = single("outbox", room.outbox).add_subparsers(metavar="COMMAND")
    cancelled = _command(waiting, "cancel", room.outbox_cancel, common, _HELP["outbox cancel"])
    cancelled.add_argument("place", metavar="NAME")
    cancelled.add_argument("sha256", metavar="SHA256")
    sent = _command(waiting, "send", room.outbox_send, common, _HELP["outbox send"])
    sent.add_argument("place", nargs="?", metavar="NAME")
    sent.add_argument("--object", metavar="SHA256")
    sent.add_argument("--no-wait", action="store_true", help="do not wait between tries")


def _named(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("a name must not be empty")
    return text


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number
