"""Merging packages: the union of entries, in one transaction, roster first, again and again until nothing changes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from string import ascii_uppercase

from clinic_app.changes import Changes
from clinic_app.errors import NoNetwork, NotTrusted
from clinic_app.exchange.distrust import Distrust
from clinic_app.exchange.files import read_file
from clinic_app.exchange.manifest import Manifest, Stretch
from clinic_app.exchange.package import SUFFIX, Opened, address_of, open_package, package_name, read_package_name
from clinic_app.journal.audience import NETWORK, office_of, shared
from clinic_app.journal.roster import Roster
from clinic_app.journal.stream import Stream
from clinic_app.progress import Progress, Quiet
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.judging import judge

MERGED, NOTHING_NEW, HELD, REFUSED = "merged", "nothing_new", "held", "refused"
MOST_MISSING = 100  # packages named as missing; a number in a package is only its sender's word


@dataclass(frozen=True)
class PackageTaken:
    """What became of one file. `reason` is a code; `missing` names packages that must come first; the last three count
    records.
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
    done: dict[Path, PackageTaken] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)


class Taking:
    """Takes packages into an open vault."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._vault = desk.vault

    def merge(self, paths: Iterable[Path], progress: Progress | None = None) -> MergeDone:
        """Merge files and folders in any order, again and again. Refused files change nothing; the rest is merged all
        the same.
        """
        return self._merge(paths, progress or Quiet())

    def preview(self, paths: Iterable[Path], progress: Progress | None = None) -> MergeDone:
        """What `merge` would do, with nothing done."""
        try:
            with self._vault.trying():
                return self._merge(paths, progress or Quiet())
        finally:
            self._desk.look_again()  # a new life may have been begun, and taken back

    def _merge(self, paths: Iterable[Path], watch: Progress) -> MergeDone:
        if not self._desk.identity.network_id:
            raise NoNetwork
        files = _files(paths)
        work = _Round([(file, read_file(file), in_folder) for file, in_folder in files])
        try:
            with self._vault.changing():
                self._take_all(work, len(files), watch)
        except BaseException:
            self._desk.look_again()
            raise
        return MergeDone(tuple(work.done[file] for file, _ in files), work.changes)

    def _take_all(self, work: _Round, of: int, watch: Progress) -> None:
        """Roster packages first; what a newly known laptop sent is tried again."""
        work.waiting.sort(key=lambda item: (_audience_of(item[1]) != NETWORK, item[0].name))
        while work.waiting:
            left: list[tuple[Path, bytes, bool]] = []
            for file, data, in_folder in work.waiting:
                watch.step(len(work.done), of)
                taken, changes = self._take(file, data, in_folder)
                work.done[file] = taken
                work.changes = work.changes | changes
                if taken.status == REFUSED and taken.reason == Distrust.STRANGER:
                    left.append((file, data, in_folder))
            if len(left) == len(work.waiting):
                return
            work.waiting = left

    def _take(self, file: Path, data: bytes, in_folder: bool) -> tuple[PackageTaken, Changes]:
        name = _claimed_name(data) or file.name
        blank = PackageTaken(str(file), name, REFUSED)
        try:
            opened = self._open(file, data)
            if opened is None:
                return replace(blank, status=NOTHING_NEW, reason="own"), Changes()
            return self._apply(blank, opened)
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

    def _apply(self, blank: PackageTaken, opened: Opened) -> tuple[PackageTaken, Changes]:
        manifest = opened.manifest
        roster = self._desk.roster()
        judged = [(stretch, judge(stretch, lines, roster)) for stretch, lines in opened.by_stretch()]
        journal = self._vault.journal
        if any(journal.is_anothers(stream_of(stretch)) for stretch, _ in judged):
            # Seals name no device: without this a laptop could write on in a colleague's stream.
            raise NotTrusted(file=blank.file, why=Distrust.BAD_SEAL)
        fresh, forked = 0, False
        for stretch, places in judged:
            stream = stream_of(stretch)
            self._notice_own(stream.id, stretch.last, stretch.chain)
            taken = journal.take(stream, places, stretch.seal, manifest.sender)
            fresh += taken.new
            forked = forked or taken.forked
        ends = self._ends(roster)
        touched = journal.advance(ends)
        before = self._vault.readings_here(touched)  # these are "changed", the others "new"
        told = self._vault.read_again(touched)
        if manifest.audience == NETWORK:
            told |= self._obey_removals()
        self._hear(opened)
        waits = self._waits(
            (stretch.stream, min(stretch.last, ends.get(stretch.stream, stretch.last))) for stretch, _ in judged
        )
        held = tuple(self._missing(opened)) if waits else ()
        status = REFUSED if forked else HELD if waits else MERGED if fresh or told else NOTHING_NEW
        done = replace(
            blank,
            status=status,
            reason=Distrust.FORK if forked else "",
            missing=held,
            new=sum(1 for id in told if id not in before),
            changed=sum(1 for id in told if id in before),
            conflicts=sum(1 for _, torn in told.values() if torn),
            sender=manifest.sender,
            audience=manifest.audience,
        )
        self._keep_report(done, manifest.number)
        if manifest.audience == NETWORK and manifest.stretches:
            self._owe_roster_receipt()
        elif fresh:
            self._vault.remember(f"owes_receipt:{manifest.audience}", True)
        return done, Changes.of_many((kind, id) for id, (kind, _) in told.items())

    def _ends(self, roster: Roster) -> dict[str, int]:
        ends: dict[str, int] = {}
        for stream, _, _, _ in self._vault.journal.streams():
            last = roster.last_place(stream.device, stream.id)
            if last is not None:
                ends[stream.id] = last
        return ends

    def _owe_roster_receipt(self) -> None:
        """The roster is acknowledged in whatever goes to the coordinators next; if nothing else does, by a receipt."""
        heads = [{"chain": h.chain, "number": h.number, "stream": h.stream} for h in self._vault.journal.heads(NETWORK)]
        if heads != self._vault.recall("roster_told"):
            self._vault.remember(f"owes_receipt:{shared(self._desk.identity.office_id)}", True)

    def _obey_removals(self) -> dict[str, tuple[str, bool]]:
        """Stop reading what lies behind a removed laptop's last place, even where it was merged before."""
        touched: set[str] = set()
        for stream, last in self._ends(self._desk.roster()).items():
            touched |= self._vault.journal.cut(stream, last)
        return self._vault.read_again(touched)

    def _notice_own(self, stream: str, number: int, chain: str) -> None:
        """Others have other places of the stream being written here: this laptop was copied, and begins a new life.

        Streams of an earlier life do not count: one restore is one new life, however often its loss is heard of.
        """
        if self._vault.journal.life_of(stream) != self._desk.identity.life:
            return
        if self._vault.journal.chain_here(stream, number) != chain:
            begin_new_life(self._desk)

    def _waits(self, streams: Iterable[tuple[str, int]]) -> bool:
        for id, last in streams:
            here = self._vault.journal.stream(id)
            if here is not None and here[2] < last:
                return True
        return False

    def _missing(self, opened: Opened) -> list[str]:
        """The names of earlier packages of this sender, life and audience that have not come (the newest ones)."""
        manifest = opened.manifest
        came = self._vault.exchange.package_names(manifest.sender, manifest.audience)
        label, letter, number = read_package_name(opened.address.file_name)
        missing: list[str] = []
        for earlier in range(number - 1, 0, -1):
            name = package_name(label, letter, earlier)
            if name not in came:
                missing.append(name)
            if len(missing) == MOST_MISSING:
                break
        return missing[::-1]

    def _hear(self, opened: Opened) -> None:
        """Acknowledgements: what the sender has of this audience and of the roster. They free the outbox."""
        manifest = opened.manifest
        life = int(read_package_name(opened.address.file_name)[1].lstrip(ascii_uppercase) or 1)
        known_life = int(self._vault.recall(f"life_of:{manifest.sender}", 1))
        if life < known_life:
            return  # what it had before it was restored it may have lost
        if life > known_life:
            self._vault.remember(f"life_of:{manifest.sender}", life)
            self._begin_again_with(manifest)
        me = self._desk.identity.device_id
        for head in (*manifest.heads, *manifest.roster):
            self._notice_own(head.stream, head.number, head.chain)
            stream = self._vault.journal.stream(head.stream)
            here = self._vault.journal.chain_here(head.stream, head.number)
            # Another branch is no acknowledgement of ours; and of our own streams nobody can have more than we.
            if here == head.chain or not (here or (stream is not None and stream[0].device == me)):
                self._vault.exchange.hear(manifest.sender, head.stream, head.number, head.chain)
        self._vault.exchange.free_outbox(acknowledged_by(self._desk))

    def _begin_again_with(self, manifest: Manifest) -> None:
        """What a restored laptop had it may have lost: forget what it was sent, keep what it is to be sent again."""
        exchange, journal = self._vault.exchange, self._vault.journal
        exchange.forget(manifest.sender)
        catching_up = {stream.id: read_to for stream, _, read_to, _ in journal.streams() if read_to}
        self._vault.remember(f"catching_up:{manifest.sender}", catching_up)
        told = {head.stream: head.number for head in manifest.roster}
        known = {stream.id: told.get(stream.id, 0) for stream, _, _, _ in journal.streams(NETWORK)}
        exchange.send_again(
            self._desk.identity.network_id, known
        )  # one package for all: what others have is passed over

    def _keep_report(self, done: PackageTaken, number: int) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        told = asdict(done) | {"file": Path(done.file).name, "missing": list(done.missing)}
        self._vault.exchange.keep_report(
            done.package, done.sender, done.audience, number, done.status, now, json.dumps(told)
        )


def stream_of(stretch: Stretch) -> Stream:
    """The stream a stretch is of."""
    return Stream(stretch.stream, stretch.device, stretch.audience)


def begin_new_life(desk: Desk) -> None:
    """New streams and a new number letter from now on; the device's keys stay."""
    import secrets

    desk.renew(life=secrets.token_hex(16), life_number=desk.identity.life_number + 1)


def acknowledged_by(desk: Desk) -> dict[str, list[str]]:
    """audience -> devices whose acknowledgement frees a package to it."""
    roster = desk.roster()
    me = desk.identity.device_id
    told = desk.vault.exchange.outbox_audiences()
    return {audience: [laptop.id for laptop in roster.readers(audience) if laptop.id != me] for audience in told}


def label_of(office: str, audience: str) -> str:
    """The first part of a package's file name: the sender's office, and for whom it is when that is not the usual."""
    if audience == f"shared:{office}":
        return office
    if audience == f"office:{office}":
        return f"{office}-own"
    return f"{office}-to-{office_of(audience)}" if office_of(audience) else f"{office}-{audience}"


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
