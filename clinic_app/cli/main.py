"""The command line: `clinic COMMAND …`. It parses, opens the case book, and turns every error into one sentence."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence

from clinic_app.cli.output import Voice
from clinic_app.errors import ClinicError, DiskFull
from clinic_app.version import VERSION
from clinic_app.wording.sentences import sentence
from clinic_app.wording.words import LANGUAGES, _, language_of_locale, speak

Command = Callable[[argparse.Namespace, Voice], int]

log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code (0 done, 1 not, 2 wrong usage, 3 wrong passphrase, 4 not trustworthy)."""
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    told = parser().parse_args(argv)
    speak(told.lang or os.environ.get("CLINIC_LANG") or language_of_locale())
    voice = Voice(told.json)
    command: Command = told.command
    try:
        return command(told, voice)
    except ClinicError as error:
        voice.say(sentence(error))
        return error.exit_code
    except KeyboardInterrupt:
        voice.say(_("It was stopped; nothing was changed."))
        return 1
    except MemoryError:
        voice.say(_("This computer has too little free memory just now."))
        return 1
    except BrokenPipeError:
        return 1
    except Exception as problem:
        # Only the class: a message may hold what a client said.
        log.debug("unexpected: %s", type(problem).__name__)
        if os.environ.get("CLINIC_DEBUG") == "1":
            raise
        voice.say(sentence(DiskFull(where="")) if _is_full(problem) else _("Something went wrong; nothing was lost."))
        return 1


def _is_full(problem: Exception) -> bool:
    import errno

    return isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT)


def parser() -> argparse.ArgumentParser:
    """Every command and option of the contract."""
    from clinic_app.cli import exchange_commands as exchange
    from clinic_app.cli import network_commands as network
    from clinic_app.cli import paper_commands as paper
    from clinic_app.cli import record_commands as record
    from clinic_app.cli import vault_commands as vault

    root = argparse.ArgumentParser(prog="clinic", description="Clinic Casebook", allow_abbrev=False)
    root.add_argument("--version", action="version", version=VERSION)
    common = _common()
    commands = root.add_subparsers(dest="name_of_command", required=True, metavar="COMMAND")

    def group(name: str, help_: str) -> Callable[..., argparse.ArgumentParser]:
        inner = commands.add_parser(name, help=help_).add_subparsers(dest="verb", required=True, metavar="COMMAND")
        return lambda verb, command: _command(inner, verb, command, common)

    def single(name: str, command: Command) -> argparse.ArgumentParser:
        return _command(commands, name, command, common)

    _vault(group("vault", "found, look at, copy a case book"), vault)
    _network(group, network)
    _record(group("record", "records"), record)
    _rest(group, single, exchange, paper, record)
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
) -> argparse.ArgumentParser:
    made = into.add_parser(name, parents=[common], help=(command.__doc__ or "").split("\n")[0], allow_abbrev=False)
    made.set_defaults(command=command)
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
    add("check", vault.check)
    add("passphrase", vault.change_passphrase).add_argument("--new-passphrase-file", required=True, metavar="F")
    recover = add("recover", vault.recover)
    recover.add_argument("--code-file", required=True, metavar="F")
    recover.add_argument("--new-passphrase-file", required=True, metavar="F")
    add("identity", vault.identity).add_argument("--out", required=True, metavar="F")
    add("backup", vault.backup).add_argument("--to", required=True, metavar="FILE")
    restore = add("restore", vault.restore)
    restore.add_argument("file", metavar="FILE")
    restore.add_argument("--to", required=True, metavar="DIR")


def _network(group, network) -> None:  # type: ignore[no-untyped-def]
    add = group("network", "the network of laptops")
    add("create", network.create).add_argument("--name", required=True, metavar="T")
    admit = add("admit", network.admit)
    admit.add_argument("file", metavar="F")
    admit.add_argument("--office", required=True, metavar="CODE")
    admit.add_argument("--out", required=True, metavar="G")
    join = add("join", network.join)
    join.add_argument("file", metavar="G")
    join.add_argument("--expect", metavar="DIGITS")
    add("roster", network.roster)
    add("remove", network.remove).add_argument("device", metavar="DEVICE")
    device = group("device", "this laptop")
    device("request", network.request).add_argument("--out", required=True, metavar="F")


def _record(add, record) -> None:  # type: ignore[no-untyped-def]
    made = add("add", record.add)
    made.add_argument("type", metavar="TYPE")
    made.add_argument("--from", dest="source", required=True, metavar="FILE|-")
    listed = add("list", record.list_)
    listed.add_argument("type", metavar="TYPE")
    listed.add_argument("--where", action="append", metavar="NAME=VALUE")
    listed.add_argument("--limit", type=_count, metavar="N")
    for verb, command in (("show", record.show), ("edit", record.edit), ("archive", record.archive)):
        one = add(verb, command)
        one.add_argument("type", metavar="TYPE")
        one.add_argument("id", metavar="ID")
        if verb == "show":
            one.add_argument("--history", action="store_true")
        if verb == "edit":
            one.add_argument("--set", action="append", required=True, metavar="NAME=VALUE")
            one.add_argument("--version", metavar="V")


def _rest(group, single, exchange, paper, record) -> None:  # type: ignore[no-untyped-def]
    found = single("search", record.search)
    found.add_argument("words", nargs="+", metavar="WORDS")
    found.add_argument("--limit", type=_count, default=50, metavar="N")
    people = group("people", "the conflict-of-interest check")("check", record.people_check)
    asked = people.add_mutually_exclusive_group(required=True)
    asked.add_argument("name", nargs="?", metavar="NAME")
    asked.add_argument("--from", dest="source", metavar="F")
    people.add_argument("--born", type=_count, metavar="YEAR")
    printed = single("print", paper.print_)
    printed.add_argument("type", metavar="TYPE")
    printed.add_argument("id", metavar="ID")
    printed.add_argument("--out", required=True, metavar="F.pdf")
    taken = single("import", paper.import_)
    taken.add_argument("file", metavar="FILE")
    taken.add_argument("--type", required=True, metavar="TYPE")
    taken.add_argument("--map", action="append", metavar="HEADING=FIELD")
    taken.add_argument("--mapping", metavar="FILE")
    taken.add_argument("--register", metavar="NAME")
    taken.add_argument("--dry-run", action="store_true")
    taken.add_argument("--strict", action="store_true")
    sealed = single("export", exchange.export)
    sealed.add_argument("--to", metavar="FOLDER")
    sealed.add_argument("--all", action="store_true")
    for name, command in (("merge", exchange.merge), ("preview", exchange.preview)):
        single(name, command).add_argument("paths", nargs="+", metavar="PATH")
    single("merges", exchange.merges)
    single("conflicts", exchange.conflicts)
    resolve = single("resolve", exchange.resolve)
    resolve.add_argument("conflict", metavar="CONFLICT")
    decision = resolve.add_mutually_exclusive_group(required=True)
    decision.add_argument("--take", metavar="DOT")
    decision.add_argument("--value", metavar="V")
    place = group("place", "where packages are left")
    made = place("add", exchange.place_add)
    made.add_argument("name", metavar="NAME")
    made.add_argument("kind", choices=("folder",))
    made.add_argument("--set", action="append", metavar="KEY=VALUE")
    place("list", exchange.place_list)
    place("remove", exchange.place_remove).add_argument("name", metavar="NAME")
    place("test", exchange.place_test).add_argument("name", metavar="NAME")
    synced = single("sync", exchange.sync)
    synced.add_argument("name", nargs="?", metavar="NAME")
    synced.add_argument("--no-wait", action="store_true")
    report = single("report", paper.report)
    report.add_argument("name", metavar="NAME")
    report.add_argument("--from", dest="start", required=True, metavar="DATE")
    report.add_argument("--to", dest="end", required=True, metavar="DATE")
    report.add_argument("--office", metavar="CODE")
    report.add_argument("--profile", choices=("public", "donor", "internal"), default="internal")
    report.add_argument("--out", required=True, metavar="F")
    single("reports", paper.reports)
    single("self-test", paper.self_test)


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number
