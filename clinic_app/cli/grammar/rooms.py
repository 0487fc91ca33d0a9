"""The modules of commands, each imported when one of its commands is called: `--help` and scripts start fast."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from types import ModuleType

from clinic_app.cli.output import Voice

Command = Callable[[argparse.Namespace, Voice], int]


class Room:
    """The commands of one module by name; the module is imported when one is called."""

    def __init__(self, enter: Callable[[], ModuleType]) -> None:
        self._enter = enter

    def __getattr__(self, name: str) -> Command:
        def command(told: argparse.Namespace, voice: Voice) -> int:
            return int(getattr(self._enter(), name)(told, voice))

        return command


def _vault() -> ModuleType:
    from clinic_app.cli import vault_commands

    return vault_commands


def _people() -> ModuleType:
    from clinic_app.cli import people_commands

    return people_commands


def _backup() -> ModuleType:
    from clinic_app.cli import backup_commands

    return backup_commands


def _recovery() -> ModuleType:
    from clinic_app.cli import recovery_commands

    return recovery_commands


def _interest() -> ModuleType:
    from clinic_app.cli import interest_commands

    return interest_commands


def _network() -> ModuleType:
    from clinic_app.cli import network_commands

    return network_commands


def _record() -> ModuleType:
    from clinic_app.cli import record_commands

    return record_commands


def _exchange() -> ModuleType:
    from clinic_app.cli import exchange_commands

    return exchange_commands


def _merge() -> ModuleType:
    from clinic_app.cli import merge_commands

    return merge_commands


def _place() -> ModuleType:
    from clinic_app.cli import place_commands

    return place_commands


def _list() -> ModuleType:
    from clinic_app.cli import list_commands

    return list_commands


def _evidence() -> ModuleType:
    from clinic_app.cli import evidence_commands

    return evidence_commands


def _trail() -> ModuleType:
    from clinic_app.cli import trail_commands

    return trail_commands


def _term() -> ModuleType:
    from clinic_app.cli import term_commands

    return term_commands


def _publishing() -> ModuleType:
    from clinic_app.cli import publishing_commands

    return publishing_commands


def _paper() -> ModuleType:
    from clinic_app.cli import paper_commands

    return paper_commands


VAULT = Room(_vault)
PEOPLE = Room(_people)
BACKUP = Room(_backup)
RECOVERY = Room(_recovery)
INTEREST = Room(_interest)
NETWORK = Room(_network)
RECORD = Room(_record)
EXCHANGE = Room(_exchange)
MERGE = Room(_merge)
PLACE = Room(_place)
LIST = Room(_list)
EVIDENCE = Room(_evidence)
TRAIL = Room(_trail)
TERM = Room(_term)
PUBLISHING = Room(_publishing)
PAPER = Room(_paper)
