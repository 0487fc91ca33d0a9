"""The commands about packages: sealing, merging, settling, and the places where they are left."""

from __future__ import annotations

import argparse

from clinic_app.cli.grammar.group import Group, count, named
from clinic_app.cli.grammar.rooms import EXCHANGE, MERGE, PLACE


def add_exchange(clinic: Group) -> None:
    """`clinic export`, `merge`, `resolve`, `place …`, `sync`, `outbox` and their like."""
    _packages(clinic)
    _settling(clinic)
    _places(clinic)


def _packages(clinic: Group) -> None:
    sealed = clinic.add("export", EXCHANGE.export)
    sealed.add_argument("--to", metavar="FOLDER")
    sealed.add_argument("--all", action="store_true")
    clinic.add("preview", MERGE.preview).add_argument("paths", nargs="+", metavar="PATH")
    merged = clinic.add("merge", MERGE.merge)
    merged.add_argument("paths", nargs="+", metavar="PATH")
    merged.add_argument("--only", nargs="+", action="extend", metavar="RECORD_ID")
    merged.add_argument("--leave-out", nargs="+", action="extend", metavar="RECORD_ID")
    merged.add_argument("--both-ours", action="store_true")
    clinic.add("merges", MERGE.merges)
    kept = clinic.add("merge-report", MERGE.merge_report)
    kept.add_argument("run", type=count, metavar="RUN")
    kept.add_argument("--out", metavar="F.pdf")
    undone = clinic.add("merge-undo", MERGE.merge_undo)
    undone.add_argument("package", metavar="PACKAGE_OR_RUN")
    undone.add_argument("--back", action="store_true", help="take in again what was undone or left out")


def _settling(clinic: Group) -> None:
    erasures = clinic.group("erasures", "erasures that offices asked for")
    erasures.add("list", MERGE.erasures)
    erasures.add("confirm", MERGE.confirm_erasures).add_argument("records", nargs="*", metavar="RECORD_ID")
    gap = clinic.group("gap", "stretches that have not come")
    gap.add("list", EXCHANGE.gaps)
    gap.add("give-up", EXCHANGE.give_up).add_argument("stream", metavar="STREAM")
    clinic.add("conflicts", EXCHANGE.conflicts)
    resolve = clinic.add("resolve", EXCHANGE.resolve)
    resolve.add_argument("conflict", metavar="CONFLICT")
    decision = resolve.add_mutually_exclusive_group(required=True)
    decision.add_argument("--take", metavar="DOT")
    decision.add_argument("--value", metavar="V")


def _places(clinic: Group) -> None:
    place = clinic.group("place", "where packages are left")
    made = place.add("add", PLACE.place_add)
    made.add_argument("name", metavar="NAME", type=named)
    made.add_argument("kind", choices=("folder", "webdav", "sftp", "s3"))
    changed = place.add("change", PLACE.place_change)
    changed.add_argument("name", metavar="NAME")
    changed.add_argument("--rename", metavar="NAME", type=named)
    for one in (made, changed):
        _tell_settings(one)
        one.add_argument("--set", action="append", metavar="KEY=VALUE")
        one.add_argument("--secret-file", action="append", metavar="KEY=FILE")
    place.add("list", PLACE.place_list)
    place.add("remove", PLACE.place_remove).add_argument("name", metavar="NAME")
    place.add("test", PLACE.place_test).add_argument("name", metavar="NAME")
    synced = clinic.add("sync", PLACE.sync)
    synced.add_argument("name", nargs="?", metavar="NAME")
    synced.add_argument("--no-wait", action="store_true", help="do not wait between tries")
    waiting = clinic.below(clinic.add("outbox", PLACE.outbox), "outbox")
    cancelled = waiting.add("cancel", PLACE.outbox_cancel)
    cancelled.add_argument("place", metavar="NAME")
    cancelled.add_argument("sha256", metavar="SHA256")
    sent = waiting.add("send", PLACE.outbox_send)
    sent.add_argument("place", nargs="?", metavar="NAME")
    sent.add_argument("--object", metavar="SHA256")
    sent.add_argument("--no-wait", action="store_true", help="do not wait between tries")


def _tell_settings(made: argparse.ArgumentParser) -> None:
    """Let `--help` end with the settings of each kind, which are looked up only then."""
    usual = made.format_help
    made.format_help = lambda: f"{usual()}\n{_settings()}"  # type: ignore[method-assign]  # argparse has no hook for it


def _settings() -> str:
    """What --set (and, of secrets, --secret-file) may name, kind by kind, from the records of the kinds."""
    from clinic_app.transport.kinds import KINDS

    lines = []
    for kind, known in KINDS.items():
        lines.append(f"settings of {kind} ({known.label}):")
        for one in known.fields:
            how = "--secret-file" if one.kind == "secret" else "--set"
            needed = "" if one.required and one.default is None else "may be left out"
            usual = f"else {one.default}" if one.default not in (None, "") else ""
            example = f"such as {one.example}" if one.example else ""
            told = "; ".join(part for part in (one.label, needed, usual, example) if part)
            lines.append(f"  {how} {one.name:<12} {told}")
    return "\n".join(lines) + "\n"
