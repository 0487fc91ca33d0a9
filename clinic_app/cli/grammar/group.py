"""How commands are declared: groups of them, and the options that every command has."""

from __future__ import annotations

import argparse
from functools import cache

from clinic_app.cli.grammar.descriptions import DESCRIPTIONS
from clinic_app.cli.grammar.rooms import Command
from clinic_app.version import VERSION
from clinic_app.wording.words import LANGUAGES

# There --person is the founder's name, or whose acts are shown; the others open no case book as anybody.
_WITHOUT_PERSON = ("vault create", "trail", "vault panic", "vault restore", "vault backup-verify", "self-test")


class Group:
    """Commands below one word, as `clinic record …`; or those of `clinic` itself, where the word is empty."""

    def __init__(self, into: argparse._SubParsersAction[argparse.ArgumentParser], word: str = "") -> None:
        self._into = into
        self._word = word

    def add(self, verb: str, command: Command) -> argparse.ArgumentParser:
        """A command, described by DESCRIPTIONS; its options are added to what is returned."""
        name = f"{self._word} {verb}".strip()
        told = DESCRIPTIONS[name]
        made = self._into.add_parser(verb, parents=[_common()], help=told, description=told, allow_abbrev=False)
        made.set_defaults(command=command)
        if name not in _WITHOUT_PERSON:
            made.add_argument("--person", dest="who", metavar="NAME", help="whose passphrase it is: no other is tried")
        return made

    def group(self, word: str, told: str) -> Group:
        """A word that is no command itself, for commands below it."""
        made = self._into.add_parser(word, help=told, allow_abbrev=False)
        return Group(made.add_subparsers(dest="verb", required=True, metavar="COMMAND"), word)

    def below(self, made: argparse.ArgumentParser, word: str) -> Group:
        """Further commands below a word that is a command of its own, as `clinic trail export`."""
        return Group(made.add_subparsers(metavar="COMMAND"), word)


def whole() -> tuple[argparse.ArgumentParser, Group]:
    """The parser of `clinic`, and the group its commands are added to."""
    root = argparse.ArgumentParser(prog="clinic", description="Clinic Casebook", allow_abbrev=False)
    root.add_argument("--version", action="version", version=VERSION)
    return root, Group(root.add_subparsers(dest="name_of_command", required=True, metavar="COMMAND"))


def named(text: str) -> str:
    """A name as an option's value; not an empty one."""
    if not text.strip():
        raise argparse.ArgumentTypeError("a name must not be empty")
    return text


def count(text: str) -> int:
    """A number as an option's value, at least 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


@cache
def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    common.add_argument("--vault", metavar="DIR")
    common.add_argument("--passphrase-file", metavar="F")
    common.add_argument("--lang", choices=LANGUAGES)
    common.add_argument("--json", action="store_true")
    return common
