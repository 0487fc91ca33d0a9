"""Merging packages: the union of entries, in one transaction, roster first, again and again until nothing changes."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from clinic_app.changes import Changes
from clinic_app.errors import NoNetwork, NotTrusted
from clinic_app.exchange.distrust import Distrust
from clinic_app.exchange.files import read_file
from clinic_app.exchange.package import SUFFIX, Opened, address_of, open_package, package_name
from clinic_app.journal.audience import NETWORK, office_of
from clinic_app.journal.content import Erased, read_line
from clinic_app.journal.rules import ERASED
from clinic_app.journal.stream import Stream
from clinic_app.progress import Progress, Quiet
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.carrying import carry_on
from clinic_app.use_cases.exchanging.judging import ROSTER_TYPES, judge

MERGED, NOTHING_NEW, HELD, REFUSED = "merged", "nothing_new", "held", "refused"


@dataclass(frozen=True)
class PackageTaken:
    """What became of one file.

    `reason` is a code; `missing` names packages that must come first; `new`, `changed`, `conflicts` count records.
    `touched` are (type, record) of what was read anew, `names` the entries it brought.
    """

    file: str
    package: str
    status: str
    reason: str = ""
    missing: tuple[str, ...] = ()
    new: int = 0
    changed: int = 0
    conflicts: int = 0
    sender: str = ""
    audience: str = ""
    touched: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class MergeDone:
    """A whole merge, in the order of the files."""

    packages: tuple[PackageTaken, ...]
    changes: Changes

    @property
    def refused(self) -> bool:
        return any(package.status == REFUSED for package in self.packages)


@dataclass
class _Round:
    """One merge under way: what waits, what is done, what was touched."""

    waiting: list[tuple[Path, bytes, bool]]
    only: frozenset[str] | None
    done: dict[Path, PackageTaken] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)


class Taking:
    """Takes packages into an open vault."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._vault = desk.vault

    def merge(
        self, paths: Iterable[Path], progress: Progress | None = None, only: Collection[str] | None = None
    ) -> MergeDone:
        """Merge files and folders in any order, again and again; refused files change nothing, the rest is merged.

        `only`: record ids to take in; the others wait, set aside, until they are merged again without it.
        """
        return self._merge(paths, progress or Quiet(), only)

    def preview(self, paths: Iterable[Path], progress: Progress | None = None) -> MergeDone:
        """What `merge` would do, with nothing done."""
        with self._vault.trying():
            return self._merge(paths, progress or Quiet(), None)

    def _merge(self, paths: Iterable[Path], watch: Progress, only: Collection[str] | None) -> MergeDone:
        if not self._desk.identity.network_id:
            raise NoNetwork
        files = _files(paths)
        chosen = frozenset(only) if only is not None else None
        work = _Round([(file, read_file(file), in_folder) for file, in_folder in files], chosen)
        with self._vault.changing():
            self._take_all(work, len(files), watch)
        return MergeDone(tuple(work.done[file] for file, _ in files), work.changes)

    def _take_all(self, work: _Round, of: int, watch: Progress) -> None:
        """Roster packages first; what a newly known laptop sent is tried again."""
        work.waiting.sort(key=lambda item: (_audience_of(item[1]) != NETWORK, item[0].name))
        while work.waiting:
            left: list[tuple[Path, bytes, bool]] = []
            for file, data, in_folder in work.waiting:
                watch.step(len(work.done), of)
                taken, changes = self._take(file, data, in_folder, work.only)
                work.done[file] = taken
                work.changes = work.changes | changes
                if taken.status == REFUSED and taken.reason == Distrust.STRANGER:
                    left.append((file, data, in_folder))
            if len(left) == len(work.waiting):
                return
            work.waiting = left

    def _take(
        self, file: Path, data: bytes, in_folder: bool, only: frozenset[str] | None
    ) -> tuple[PackageTaken, Changes]:
        blank = PackageTaken(str(file), _claimed_name(data) or file.name, REFUSED)
        try:
            opened = self._open(file, data)
            if opened is None:
                return replace(blank, status=NOTHING_NEW, reason="own"), Changes()
            return self._apply(blank, opened, only)
        except NotTrusted as refused:
            why = str(refused.data.get("why"))
            if why == Distrust.NOT_FOR_US and in_folder:
                # A folder or stick carries packages for several readers; those for others are left alone.
                return replace(blank, status=NOTHING_NEW, reason=why), Changes()
            return replace(blank, reason=why), Changes()

    def _open(self, file: Path, data: bytes) -> Opened | None:
        """The package, or nothing when it is this laptop's own."""
        roster = self._desk.roster()
        me = self._desk.identity

        def sender_key(device: str, key_id: bytes) -> str | None:
            laptop = roster.laptops.get(device)
            if laptop is None or laptop.key_id != key_id:
                return None
            if laptop.removed:
                raise NotTrusted(file=str(file), why=Distrust.REMOVED)
            return laptop.sign_key

        address = address_of(data, file=str(file))
        if address.sender == me.device_id and address.network == me.network_id:
            return None
        return open_package(
            data,
            network=me.network_id,
            sender_key=sender_key,
            ours=(me.device_id, me.network_id),
            identities=[self._desk.keys.age_identity, *self._desk.network_identities],
            file=str(file),
        )

    def _apply(self, blank: PackageTaken, opened: Opened, only: frozenset[str] | None) -> tuple[PackageTaken, Changes]:
        names, forked = self._keep(opened)
        touched = self._advance(None if opened.manifest.audience == NETWORK else _streams(opened))
        touched |= self._set_aside(opened, names, only)
        before = self._vault.readings_here(touched)
        told = self._vault.read_again(touched)
        told |= self._vault.read_again(carry_on(self._desk, [id for id in told]))
        self._hear(opened)
        held = tuple(self._missing(opened)) if self._waits(opened) else ()
        waits = bool(held) or self._waits(opened)
        status = REFUSED if forked else HELD if waits else MERGED if names or told else NOTHING_NEW
        done = replace(
            blank,
            status=status,
            reason=Distrust.FORK if forked else "",
            missing=held,
            new=sum(1 for id in told if id not in before),
            changed=sum(1 for id in told if id in before),
            conflicts=sum(1 for _, torn in told.values() if torn),
            sender=opened.manifest.sender,
            audience=opened.manifest.audience,
            touched=tuple((kind, id) for id, (kind, _) in told.items()),
            names=names,
        )
        self._keep_report(done, opened.manifest.number)
        if names and opened.manifest.audience != NETWORK:
            self._vault.remember(f"owes_receipt:{opened.manifest.audience}", True)
        changes = Changes()
        for id, (kind, _) in told.items():
            changes = changes | Changes.of(kind, [id])
        return done, changes

    def _keep(self, opened: Opened) -> tuple[tuple[str, ...], bool]:
        """Judge every stretch, then keep them all: (names of new contents, whether one forked)."""
        roster = self._desk.roster()
        judged = [(stretch, judge(stretch, lines, roster)) for stretch, lines in opened.by_stretch()]
        names: list[str] = []
        forked = False
        for stretch, places in judged:
            stream = Stream(stretch.stream, stretch.device, stretch.audience)
            self._notice_own(stream, stretch.last)
            taken = self._vault.journal.take(stream, places, stretch.seal, opened.manifest.sender)
            names += taken.new
            forked = forked or taken.forked
        return tuple(names), forked

    def _advance(self, only: Collection[str] | None) -> set[str]:
        """Read as far as the rules allow. News of the roster may change the rules: then every stream is looked at."""
        touched = self._vault.journal.advance(self._desk.stream_rules(), only)
        if only is None and touched:
            self._vault.read_again(touched)
            touched |= self._vault.journal.advance(self._desk.stream_rules())
        return touched

    def _set_aside(self, opened: Opened, names: tuple[str, ...], only: frozenset[str] | None) -> set[str]:
        """Leave out what was not chosen, and later news of it; without a choice, take what this package holds back in."""
        journal = self._vault.journal
        free = [place for place in self._places(opened) if place[2] not in ROSTER_TYPES and not place[3]]
        if only is None:
            again = {record for record, _, _, _ in free if record in journal.left_out()}
            if names:  # fresh news of a left-out record waits with it
                fresh = [name for record, name, _, _ in free if record in again and name in set(names)]
                return journal.set_aside(fresh, True)
            journal.leave_out(again, False)
            return journal.set_aside([name for _, name, _, _ in free], False)
        out = [(record, name) for record, name, _, _ in free if record not in only and name in set(names)]
        journal.leave_out({record for record, _ in out}, True)
        return journal.set_aside([name for _, name in out], True)

    def _places(self, opened: Opened) -> list[tuple[str, str, str, bool]]:
        """(record, name, type, whether it speaks of home or erasure, or is one's own) of everything in a package."""
        found = []
        for _, lines in opened.by_stretch():
            for line in lines:
                found.append(_told(line, self._desk.identity.device_id))
        return found

    def _notice_own(self, stream: Stream, last: int) -> None:
        """Hearing of own entries that are not here: this is a restored or copied case book, and a new life begins."""
        me = self._desk.identity
        if stream.device != me.device_id:
            return
        here = self._vault.journal.stream(stream.id)
        if here is None or here[1] < last:
            begin_new_life(self._desk)

    def _waits(self, opened: Opened) -> bool:
        ends = self._desk.stream_rules().ends
        for stretch in opened.manifest.stretches:
            here = self._vault.journal.stream(stretch.stream)
            if here is not None and here[2] < stretch.last and stretch.stream not in ends:
                return True
        return False

    def _missing(self, opened: Opened) -> list[str]:
        """The names of the packages of this sender and audience that have not come yet."""
        manifest = opened.manifest
        laptop = self._desk.roster().laptops.get(manifest.sender)
        if laptop is None:
            return []
        came = self._vault.exchange.package_numbers(manifest.sender, manifest.audience) | {manifest.number}
        label = label_of(laptop.office, manifest.audience)
        return [package_name(label, laptop.letter, n) for n in range(1, manifest.number) if n not in came]

    def _hear(self, opened: Opened) -> None:
        """Acknowledgements: what the sender has of this audience and of the roster. They free the outbox."""
        manifest = opened.manifest
        for head in (*manifest.heads, *manifest.roster):
            self._vault.exchange.hear(manifest.sender, head.stream, head.number, head.chain)
            stream = self._vault.journal.stream(head.stream)
            if stream is not None:
                self._notice_own(stream[0], head.number)
        self._vault.exchange.free_outbox(acknowledged_by(self._desk))

    def _keep_report(self, done: PackageTaken, number: int) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        told = asdict(done) | {"file": Path(done.file).name}
        self._vault.exchange.keep_report(
            done.package, done.sender, done.audience, number, done.status, now, json.dumps(told)
        )


def begin_new_life(desk: Desk) -> None:
    """New streams and a new number letter from now on; the device's keys stay."""
    desk.renew(life=secrets.token_hex(16), life_number=desk.identity.life_number + 1)


def acknowledged_by(desk: Desk) -> dict[str, list[str]]:
    """audience -> devices whose acknowledgement frees a package to it."""
    roster = desk.roster()
    me = desk.identity.device_id
    audiences = desk.vault.exchange.outbox_audiences()
    return {one: [laptop.id for laptop in roster.readers(one) if laptop.id != me] for one in audiences}


def label_of(office: str, audience: str) -> str:
    """The first part of a package's file name: the sender's office, and for whom it is when that is not the usual."""
    if audience == f"shared:{office}":
        return office
    if audience == f"office:{office}":
        return f"{office}-own"
    return f"{office}-to-{office_of(audience)}" if office_of(audience) else f"{office}-{audience}"


def _told(line: bytes, own_device: str) -> tuple[str, str, str, bool]:
    """(record, name, type, whether it may never be set aside) of one line."""
    entry = read_line(line)
    if isinstance(entry, Erased):
        return entry.id, entry.name, "", True
    moved = "home" in entry.fields and bool(entry.seen.get("home"))
    return entry.id, entry.name, entry.type, entry.device == own_device or moved or ERASED in entry.fields


def _streams(opened: Opened) -> set[str]:
    return {stretch.stream for stretch in opened.manifest.stretches}


def _files(paths: Iterable[Path]) -> list[tuple[Path, bool]]:
    """(file, whether it was found in a folder); a file named twice counts once."""
    found: dict[Path, bool] = {}
    for path in paths:
        if path.is_dir():
            for file in sorted(path.glob(f"*{SUFFIX}")):
                found.setdefault(file, True)
        else:
            found[path] = False
    return list(found.items())


def _audience_of(data: bytes) -> str:
    try:
        return address_of(data).audience
    except NotTrusted:
        return ""


def _claimed_name(data: bytes) -> str:
    try:
        return address_of(data).file_name
    except NotTrusted:
        return ""
