"""`clinic export`, `merge`, `merge-undo`, `gap`, `preview`, `conflicts`, `resolve`, `place`, `sync`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from clinic_app.cli.asking import open_clinic, pair
from clinic_app.cli.output import Voice
from clinic_app.clinic import Clinic
from clinic_app.errors import BadInput, ClinicError, NotCoordinator
from clinic_app.exchange.distrust import Distrust
from clinic_app.use_cases.exchanging.packages import HELD, REFUSED, PackageTaken
from clinic_app.use_cases.exchanging.sealing import PackageMade
from clinic_app.wording.sentences import held_words, refusal_words, sentence
from clinic_app.wording.words import _, ngettext


def export(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        made = clinic.exchange.export(Path(told.to) if told.to else None, told.all)
    voice.give({"packages": [_made(one) for one in made]}, [one.file for one in made])
    return 0


def merge(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        if told.both_ours and not clinic.identity.coordinator:
            raise NotCoordinator
        packages = clinic.exchange.merge(map(Path, told.paths), only=told.only).packages
        if told.both_ours:
            packages = tuple(_with_both_branches(clinic, packages, told.only))
    return _answer(packages, voice)


def _with_both_branches(
    clinic: Clinic, packages: Sequence[PackageTaken], only: Sequence[str] | None
) -> list[PackageTaken]:
    """Settle the forks of these packages by reading both branches; what is refused for another reason stays so."""
    forked = [one for one in packages if one.reason == Distrust.FORK]
    clinic.streams.read_both()
    again = {one.file: one for one in clinic.exchange.merge([Path(one.file) for one in forked], only=only).packages}
    return [again.get(one.file, one) for one in packages]


def preview(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        done = clinic.exchange.preview(map(Path, told.paths))
    return _answer(done.packages, voice)


def _answer(packages: Sequence[PackageTaken], voice: Voice) -> int:
    refused = [one for one in packages if one.status == REFUSED]
    voice.give(
        {"packages": [_taken(one) for one in packages]},
        [f"{one.package}: {one.status} {_reason(one)}".rstrip() for one in packages],
    )
    if not refused:
        return 0
    if len(refused) == 1:
        voice.say(_reason(refused[0]))
    else:
        message = ngettext("{n} package was refused: {first}", "{n} packages were refused: {first}", len(refused))
        voice.say(message.format(n=len(refused), first=_reason(refused[0])))
    return 4


def _taken(one: PackageTaken) -> dict[str, Any]:
    return {
        "file": one.file,
        "package": one.package,
        "status": one.status,
        "reason": _reason(one),
        "missing": list(one.missing),
        "new": one.new,
        "changed": one.changed,
        "conflicts": one.conflicts,
    }


def _reason(one: PackageTaken) -> str:
    if one.status == HELD:
        return held_words(one.missing)
    return refusal_words(one.reason, one.file) if one.reason else ""


def _made(one: PackageMade) -> dict[str, Any]:
    return {"file": one.file, "audience": one.audience, "entries": one.entries, "bytes": one.bytes}


def merges(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        reports = [dict(report.told) | {"at": report.at} for report in clinic.exchange.reports()]
    # The names of entries are for undoing; they tell a person nothing.
    voice.give([{name: value for name, value in one.items() if name != "names"} for one in reports])
    return 0


def merge_undo(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        built, _changes = clinic.exchange.undo(told.package)
    voice.give(
        {"package": told.package, "built_on_top": [asdict(one) for one in built]},
        [f"{one.at}  {one.type} {one.record}  {one.field}" for one in built],
    )
    return 0


def gaps(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        found = clinic.streams.gaps()
    voice.give([asdict(one) for one in found], [f"{one.stream}  {one.first}-{one.last}" for one in found])
    return 0


def give_up(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        clinic.streams.give_up(told.stream)
    voice.give({"stream": told.stream, "given_up": True}, [])
    return 0


def conflicts(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        voice.give(
            [
                {
                    "id": one.id,
                    "type": one.type,
                    "record": one.record,
                    "field": one.field,
                    "values": [
                        {"dot": v.dot, "value": v.value, "author": v.author, "office": v.office, "at": v.at}
                        for v in one.values
                    ],
                }
                for one in clinic.settling.conflicts()
            ]
        )
    return 0


def resolve(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        value = _json_or_text(told.value) if told.value is not None else None
        clinic.settling.resolve(told.conflict, take=told.take, value=value)
    voice.give({"resolved": told.conflict}, [])
    return 0


def _json_or_text(text: str) -> Any:
    """A value that is JSON and no plain text is taken as JSON."""
    if text[:1] in ("[", "{"):
        try:
            return json.loads(text)
        except ValueError:
            raise BadInput(file=text[:40], line=0, why="setting") from None
    return text


def place_add(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        clinic.exchange.add_place(told.name, told.kind, dict(map(pair, told.set or [])))
    voice.give({"name": told.name, "kind": told.kind}, [])
    return 0


def place_list(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        voice.give([{"name": name, **settings} for name, settings in clinic.exchange.places().items()])
    return 0


def place_remove(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        clinic.exchange.remove_place(told.name)
    voice.give({"name": told.name}, [])
    return 0


def place_test(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        clinic.exchange.test_place(told.name)
    voice.give({"name": told.name, "ok": True}, [_("The place answers.")])
    return 0


def sync(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        done = clinic.exchange.sync(told.name)
    problem = sentence(done.problem) if isinstance(done.problem, ClinicError) else ""
    voice.give(
        {
            "fetched": done.fetched,
            "merged": [_taken(one) for one in done.merged],
            "published": [_made(one) for one in done.published],
            "waiting": done.waiting,
            "last_good": done.last_good,
            "problem": problem,
        }
    )
    if problem:
        voice.say(problem)
        return 1
    return 4 if any(one.status == REFUSED for one in done.merged) else 0
