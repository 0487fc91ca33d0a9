"""`clinic place`, `sync` and `outbox`: where packages are left, one exchange, and what waits to be left where."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from clinic_app.cli.asking import open_clinic, pair
from clinic_app.cli.merge_commands import package_document, package_lines, refusals
from clinic_app.cli.output import Voice
from clinic_app.errors import FileUnreadable, PlaceFailed, Trouble, file_error
from clinic_app.use_cases.exchanging.outbox import OutboxRow
from clinic_app.use_cases.exchanging.place_news import PlaceTold
from clinic_app.use_cases.exchanging.sealing import PackageMade
from clinic_app.use_cases.exchanging.syncing import PlaceSynced, SyncDone
from clinic_app.wording.dates import date_time, number
from clinic_app.wording.oddities import oddity_words
from clinic_app.wording.sentences import sentence
from clinic_app.wording.words import N_, _

STATES = {
    "sealed": N_("Sealed"),
    "sending": N_("Sending"),
    "there": N_("There, checked"),
    "received": N_("Received there"),
    "failed": N_("Cannot go yet"),
    "cancelled": N_("Stays here"),
}


def place_add(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        clinic.places.add(told.name, told.kind, _pairs(told.set), _secrets(told.secret_file))
    voice.give({"name": told.name, "kind": told.kind}, [])
    return 0


def place_change(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        before = clinic.places.one(told.name)
        settings = {**before.settings, **_pairs(told.set)}
        clinic.places.change(told.name, before.kind, settings, _secrets(told.secret_file), told.rename or "")
    voice.give({"name": told.rename or told.name, "kind": before.kind}, [])
    return 0


def place_list(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        places = clinic.places.all()
    voice.give([_place(one) for one in places], [_place_line(one) for one in places])
    return 0


def _place_line(one: PlaceTold) -> str:
    """Nextcloud  Nextcloud or another WebDAV  Last exchange: 23.11.2026, 09:58"""
    from clinic_app.transport.kinds import KINDS

    kind = _(KINDS[one.kind].label) if one.kind in KINDS else one.kind
    said = sentence(one.problem) if one.problem else _("Not tried yet")
    if one.last_good and not one.problem:
        said = _("Last exchange: {when}").format(when=date_time(one.last_good.astimezone()))
    return "  ".join((one.name, kind, said))


def _place(one: PlaceTold) -> dict[str, Any]:
    """A place as the contract shows it; of its secrets the names alone."""
    return {
        "name": one.name,
        "kind": one.kind,
        **one.settings,
        "secrets": list(one.kept_secrets),
        "last_good": _at(one.last_good),
        "problem": sentence(one.problem) if one.problem else "",
        "next_try": _at(one.next_try),
    }


def place_remove(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        clinic.places.remove(told.name)
    voice.give({"name": told.name}, [])
    return 0


def place_test(told: argparse.Namespace, voice: Voice) -> int:
    from clinic_app.transport.trial import try_it

    with open_clinic(told) as clinic:
        place = clinic.places.open(told.name)
    try:
        try_it(place)
    finally:
        place.close()
    voice.give({"name": told.name, "ok": True}, [_("The place answers.")])
    return 0


def sync(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        done = clinic.exchange.sync(told.name, wait=not told.no_wait)
    problem = sentence(done.problem) if done.problem else ""
    voice.give(
        {
            "fetched": done.fetched,
            "merged": [package_document(one) for one in done.merged],
            "published": [made_document(one) for one in done.published],
            "waiting": done.waiting,
            "last_good": done.last_good,
            "problem": problem,
            "oddities": [
                {"place": one.place, "office": one.office, "letter": one.letter, "what": str(one.what)}
                for one in done.oddities
            ],
            "places": [_synced(one) for one in done.places],
        },
        _sync_lines(done),
    )
    if problem:
        voice.say(problem)
        return 1
    refused = refusals(done.merged, voice)
    if not refused:
        for oddity in done.oddities:
            voice.say(oddity_words(str(oddity.what), oddity.place, oddity.office, oddity.letter))
    return refused


def _sync_lines(done: SyncDone) -> list[str]:
    """What each place gave and took, and what became of the packages that came."""
    words = _("{place}: fetched {fetched}, left there {published}, still waiting {waiting}")
    lines = [
        words.format(
            place=one.name,
            fetched=number(one.fetched),
            published=number(one.published),
            waiting=number(one.waiting),
        )
        for one in done.places
    ]
    lines += package_lines(done.merged)
    lines += [_("Left: {name}").format(name=Path(one.file).name) for one in done.published]
    if done.last_good:
        when = date_time(datetime.fromisoformat(done.last_good).astimezone())
        lines.append(_("Last exchange: {when}").format(when=when))
    return lines


def _synced(one: PlaceSynced) -> dict[str, Any]:
    return {
        "name": one.name,
        "fetched": one.fetched,
        "published": one.published,
        "waiting": one.waiting,
        "problem": sentence(one.problem) if one.problem else "",
    }


def made_document(one: PackageMade) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("file", "audience", "entries", "bytes", "objects")}


def outbox(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        rows = clinic.outbox.rows()
    voice.give([_row(one) for one in rows], [_row_line(one) for one in rows])
    return 0


def outbox_cancel(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        clinic.outbox.cancel(told.place, told.sha256)
    voice.give({"place": told.place, "sha256": told.sha256, "cancelled": True}, [])
    return 0


def outbox_send(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        for name in [told.place] if told.place else clinic.places.names():
            clinic.outbox.send_now(name, told.object or "")
    told.name = told.place
    return sync(told, voice)


def _row_line(one: OutboxRow) -> str:
    """Nextcloud  NAR1-A-000017.clinic  Coordinators  There, checked"""
    what = {"attachment": _("Sealed file"), "receipt": _("Receipt")}.get(one.kind) or one.name
    state, why = _(STATES.get(one.state, STATES["sealed"])), ""
    if one.state == "failed" and one.why:
        state = _("Tried again soon") if Trouble(one.why).passing else state
        why = sentence(PlaceFailed(one.place, Trouble(one.why), one.detail))
    return "  ".join(part for part in (one.place, what, one.audience_label, state, why) if part)


def _row(one: OutboxRow) -> dict[str, Any]:
    return {
        "place": one.place,
        "sha256": one.sha256,
        "name": one.name,
        "kind": one.kind,
        "for": one.audience_label,
        "bytes": one.bytes,
        "done": one.done,
        "state": one.state,
        "why": str(one.why),
        "next_try": _at(one.next_try),
        "at": _at(one.at),
    }


def _at(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def _pairs(told: Iterable[str] | None) -> dict[str, str]:
    return dict(map(pair, told or []))


def _secrets(told: Iterable[str] | None) -> dict[str, str]:
    """Secrets out of files, without the line end that an editor left; no secret is ever an argument. FileUnreadable."""
    found: dict[str, str] = {}
    for name, file in map(pair, told or []):
        try:
            found[name] = Path(file).read_text(encoding="utf-8-sig").rstrip("\r\n")
        except UnicodeDecodeError:
            raise FileUnreadable(file=file, reason="not text") from None
        except OSError as problem:
            raise file_error(problem, file, writing=False) from None
    return found
