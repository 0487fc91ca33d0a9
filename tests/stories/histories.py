"""Random histories of a network: real case books, real packages, and a model beside them that says what must be true.

A history is a script of steps, each a rule's name and three numbers; the numbers choose among what there is at that
moment, so a script stays playable when steps are taken out of it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from clinic_app.clinic import Clinic
from clinic_app.errors import FieldInConflict, InvalidRecord, NotOurs, NotShared
from clinic_app.exchange.package import Opened, open_package
from clinic_app.journal.minisign import read_public_key
from clinic_app.keys.master_key import MasterKey
from clinic_app.records.record import Record
from clinic_app.store.record_tables import unpack_leaves
from clinic_app.use_cases import opening
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.own_keys import own_identities
from tests.stories.clinics import Clinics
from tests.stories.fate import Clock, fate
from tests.stories.history_model import Model, Said

TEXTS = {
    "consultation": ("advice", "facts", "source_ref"),
    "journalist_case": ("title", "summary", "next_step"),
    "case_event": ("title", "notes"),
    "person": ("notes", "address", "name_display"),
}
SETS = {
    "consultation": ("vulnerability", ("low_income", "hiv", "older")),
    "journalist_case": ("attack_types", ("P.ATT", "P.ABD", "P.DIS")),
    "person": ("languages", ("ky", "ru", "uz")),
}
# "lawyer" travels as "office" does, and hides besides; who sees what is tried in tests/use_cases/sight.
LEVELS = ("coord", "office", "aggregate")
ROSTER = ("network", "device", "stream")
Step = tuple[str, int, int, int]


@dataclass
class Form:
    """A form as somebody opened it: what it showed, by the model's own reckoning."""

    record: Record
    shown: Mapping[str, frozenset[str]]
    torn: Collection[str]


@dataclass
class Packed:
    """A sealed package and what is in it."""

    file: Path
    name: str
    sender: str
    audience: str
    recipients: frozenset[str]
    stretches: tuple[tuple[str, int, tuple[str, ...]], ...]  # (stream, first number, names)
    records: Mapping[str, str]  # name -> record
    since: int = 0

    @property
    def names(self) -> set[str]:
        return {name for _, _, names in self.stretches for name in names}


@dataclass
class Laptop:
    """One case book in somebody's hands."""

    label: str
    clinic: Clinic
    key: tuple[bytes, str, str]
    vault: int  # restored and copied case books get numbers of their own
    skew: timedelta = timedelta()
    alive: bool = True
    received: dict[str, dict[int, set[str]]] = field(default_factory=dict)
    taken: list[Packed] = field(default_factory=list)
    had: set[str] = field(default_factory=set)
    backup: tuple[Path, Laptop] | None = None

    @property
    def device(self) -> str:
        return self.clinic.identity.device_id

    @property
    def office(self) -> str:
        return self.clinic.identity.office_id

    @property
    def coordinator(self) -> bool:
        return self.clinic.identity.coordinator

    @property
    def in_network(self) -> bool:
        return bool(self.clinic.identity.network_id)

    def reads(self, audience: str) -> bool:
        if audience in ("net", f"shared:{self.office}", f"office:{self.office}"):
            return True
        return self.coordinator and not audience.startswith("office:")


@dataclass(frozen=True)
class Kept:
    """An entry as it lies in a case book."""

    record: str
    type: str
    read: bool
    aside: int
    whole: bool


# --- case books to begin with -----------------------------------------------------------------------------------------

SHAPES: dict[str, tuple[str, ...]] = {
    "one office": ("BIS", "NAR1", "NAR1"),
    "two offices": ("BIS", "NAR1", "OSH"),
    "four laptops": ("BIS", "NAR1", "NAR1", "OSH"),
    "two coordinators": ("BIS", "TAL*", "NAR1", "NAR1", "OSH"),
}
LATE = ("NAR1", "OSH")


@dataclass(frozen=True)
class Template:
    """Case books of a shape, made once: folder and master key of each, and the stranger who may join later."""

    books: tuple[tuple[Path, tuple[bytes, str, str]], ...]
    late: Mapping[str, tuple[Path, tuple[bytes, str, str]]]


class Templates:
    """Makes the case books of each shape once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[str, Template] = {}

    def of(self, shape: str) -> Template:
        if shape not in self._made:
            self._made[shape] = self._make(shape)
        return self._made[shape]

    def _make(self, shape: str) -> Template:
        folder = self._folder / shape.replace(" ", "-")
        folder.mkdir(parents=True)
        with fate(0):
            clinics = Clinics(folder)
            first = clinics.coordinator()
            all_of = [first]
            for code in SHAPES[shape][1:]:
                role = "coordinator" if code.endswith("*") else "lawyer"
                all_of.append(clinics.joined(first, clinics.office(code.rstrip("*"), role=role)))
            clinics.exchange_all(*all_of, rounds=2)
            late = {code: clinics.office(code, "Кечиккен") for code in LATE}
            made = Template(
                tuple((one.folder, _key_of(one)) for one in all_of),
                {code: (one.folder, _key_of(one)) for code, one in late.items()},
            )
            clinics.close_all()
        return made


def _key_of(clinic: Clinic) -> tuple[bytes, str, str]:
    master = clinic._master
    return master.raw(), master.vault_id, master.slot_id


def open_with(folder: Path, key: tuple[bytes, str, str]) -> Clinic:
    """A case book opened without stretching its passphrase again."""
    master = MasterKey(*key)
    return Clinic(Desk(opening.open_vault(folder, master)), master)


# --- a world ----------------------------------------------------------------------------------------------------------


class World:
    """A network under way: its laptops, the packages in the air, and the model."""

    def __init__(self, folder: Path, template: Template, clock: Clock, seed: int) -> None:
        self.folder, self.template, self.clock = folder, template, clock
        self.model = Model()
        self.laptops: list[Laptop] = []
        self.air: list[Packed] = []  # packages that somebody may still deliver
        self.forms: list[tuple[Laptop, Form]] = []
        self.records: list[tuple[str, str]] = []
        self.truth: dict[tuple[int, str], list[str]] = {}  # (vault, stream) -> names, as their author wrote them
        self.bridged: set[tuple[str, int]] = set()
        self.settled: set[str] = set()
        self.removed: set[str] = set()
        self.gone_vaults: set[int] = set()
        self.gone_labels: set[str] = set()
        self.joined_late = False
        self.doubles: set[str] = set()  # devices whose case book was copied
        self.secrets: dict[str, tuple[str, str]] = {}  # a text typed where coordinators must not read -> its record
        self.attacked: set[tuple[tuple[str, str], str]] = set()  # (record, office that wrote into it without right)
        self.packed: dict[str, Packed] = {}
        self.sign_keys: dict[str, dict[bytes, str]] = {}  # device -> key id -> signing key, those given up too
        self.secret_keys: dict[str, None] = {}  # every age identity that anybody ever had, the network's too
        self._words, self._folders = count(1), count(1)
        self.log: list[str] = []
        dice = Random(seed)
        for place, (book, key) in enumerate(template.books):
            target = folder / f"laptop-{place}"
            shutil.copytree(book, target)
            wrong = timedelta(days=dice.choice((0, 0, 400, -400, 3650, -2000)))
            self._enter(open_with(target, key), key, wrong)

    def _enter(self, clinic: Clinic, key: tuple[bytes, str, str], skew: timedelta) -> Laptop:
        me = clinic.identity
        laptop = Laptop(f"{me.office_id}-{me.letter}", clinic, key, len(self.laptops), skew)
        self.laptops.append(laptop)
        self.note_keys(laptop)
        self._adopt(laptop)
        self._note_received(laptop)
        return laptop

    def note_keys(self, laptop: Laptop) -> None:
        """Keys change; the test keeps them all."""
        sign, desk = laptop.clinic.keeping.facts().public_keys["minisign"], laptop.clinic._desk
        self.sign_keys.setdefault(laptop.device, {})[read_public_key(sign).key_id] = sign
        self.secret_keys |= dict.fromkeys([*desk.network_identities, *own_identities(desk)])

    def close(self) -> None:
        for laptop in self.laptops:
            laptop.clinic.close()

    # --- looking ------------------------------------------------------------------------------------------------

    def _rows(self, laptop: Laptop, sql: str, *values: Any) -> list[Any]:
        return list(laptop.clinic._desk.vault.sql.all(sql, *values))

    def entries(self, laptop: Laptop) -> dict[str, Kept]:
        """Every entry of a case book by name; what lies in quarantine is not among them."""
        rows = self._rows(laptop, "select name, record, type, read, aside, content is not null from entry")
        return {row[0].hex(): Kept(row[1], row[2], bool(row[3]), row[4], bool(row[5])) for row in rows}

    def read_by(self, laptop: Laptop) -> tuple[set[str], set[str]]:
        """(names that are read, names that are set aside) in a case book."""
        here = self.entries(laptop)
        known = {name for name, kept in here.items() if kept.read and kept.whole and name in self.model.said}
        return {n for n in known if not here[n].aside}, {n for n in known if here[n].aside}

    def leaves(self, laptop: Laptop, key: tuple[str, str]) -> dict[str, frozenset[str]]:
        """What the model says is live in a record for this laptop."""
        here, aside = self.read_by(laptop)
        of = self.model.by_record(here | aside).get(key, set())
        return self.model.leaves(of & here, of & aside, self.carried(laptop))

    def carried(self, laptop: Laptop) -> set[str]:
        """Names that stand in a coordinator's stream."""
        coordinators = {one.device for one in self.laptops if one.coordinator}
        rows = self._rows(
            laptop,
            "select e.name, s.device from entry e join place p on p.name = e.name join stream s on s.id = p.stream"
            " and p.number <= s.read_to",
        )
        return {name.hex() for name, device in rows if device in coordinators}

    def _content(self, laptop: Laptop, name: str) -> dict[str, Any]:
        row = self._rows(laptop, "select content from entry where name = ?", bytes.fromhex(name))
        return dict(json.loads(bytes(row[0][0])))

    def _fresh(self, laptop: Laptop) -> list[str]:
        rows = self._rows(laptop, "select name from entry where content is not null order by seq")
        return [row[0].hex() for row in rows if row[0].hex() not in self.model.said]

    def _adopt(self, laptop: Laptop, form: Form | None = None, key: tuple[str, str] | None = None) -> list[Said]:
        """Tell the model of what was entered here just now; what a form wrote must name what that form showed."""
        made = []
        self._note_truth(laptop)
        for name in self._fresh(laptop):
            told = self._content(laptop, name)
            if told.get("erased") and "fields" not in told:
                continue
            seen = {register: frozenset(names) for register, names in told["seen"].items()}
            if form is not None and (told["type"], told["id"]) == key and not self.erased(key):
                expected = {register: frozenset(form.shown.get(register, ())) for register in told["fields"]}
                assert seen == {r: n for r, n in expected.items() if n}, (
                    "an entry says it saw other than its form showed"
                )
            for register, names in seen.items():
                for one in names:
                    assert register in self.model.said[one].values, "an entry saw what was never said"
            said = Said(
                name, told["type"], told["id"], told["fields"], seen, laptop.label, laptop.office, laptop.coordinator
            )
            self.model.add(said)
            made.append(said)
        return made

    # --- saving -------------------------------------------------------------------------------------------------

    def word(self) -> str:
        return f"word{next(self._words)}word"

    def open_form(self, laptop: Laptop, key: tuple[str, str]) -> Form | None:
        found = laptop.clinic.casework.load_many(key[0], [key[1]])
        if not found or found[0].erased:
            return None
        shown = self.leaves(laptop, key)
        torn = self.model.conflicts(shown)
        assert found[0].conflicts == torn, "a form marks other fields as torn than are"
        return Form(found[0], shown, torn)

    def save_form(self, laptop: Laptop, form: Form, changed: dict[str, Any], registers: Mapping[str, Any]) -> bool:
        """Save what was typed into a form; `registers` as they must be written."""
        key = (form.record.type.name, form.record.id)
        record = replace(form.record, **changed)
        try:
            laptop.clinic.casework.save(record)
        except FieldInConflict:
            assert form.torn, "refused as torn, but nothing is"
            return False
        except NotOurs:
            assert form.record.home != laptop.office and not laptop.coordinator
            return False
        except NotShared:
            widening = laptop.coordinator and "confidentiality" in registers
            assert widening or self.erased(key), "refused as a widening, which it is not"
            return False
        except InvalidRecord:
            assert not form.record.complete, "a whole record was refused"
            return False
        made = [said for said in self._adopt(laptop, form, key) if said.key == key]
        if self.erased(key):
            return False  # what is typed about an erased record is destroyed as soon as this laptop knows
        written = {register: value for said in made for register, value in said.values.items()}
        assert written == dict(registers), f"typed {dict(registers)}, entered {written}"
        self._note_secrets(laptop, key, registers, record)
        return True

    def _note_secrets(self, laptop: Laptop, key: tuple[str, str], registers: Mapping[str, Any], record: Record) -> None:
        """Texts of a record that the coordinators do not read, until it is widened."""
        level = getattr(record, "confidentiality", "coord")
        if level == "coord":
            self.secrets = {word: of for word, of in self.secrets.items() if of != key}
        elif not laptop.coordinator:
            now = laptop.clinic.casework.load(*key)
            if getattr(now, "confidentiality", None) != "coord" and "coord" not in self._levels(key):
                texts = [value for register, value in registers.items() if register in TEXTS[key[0]] and value]
                self.secrets |= dict.fromkeys(texts, key)

    def _levels(self, key: tuple[str, str]) -> set[str]:
        """Every confidentiality the record ever had, for anybody."""
        return {
            said.values["confidentiality"]
            for said in self.model.said.values()
            if said.key == key and "confidentiality" in said.values
        }

    def begin(self, laptop: Laptop, kind: str, /, **values: Any) -> Record:
        record = laptop.clinic.casework.save(laptop.clinic.casework.blank(kind, **values)).record
        key = (kind, record.id)
        made = self._adopt(laptop, Form(record, {}, ()), key)
        assert any(said.key == key for said in made)
        self.records.append(key)
        level = getattr(record, "confidentiality", None)
        if level in LEVELS[1:] and not laptop.coordinator:
            self.secrets |= {getattr(record, name): key for name in TEXTS[kind] if getattr(record, name)}
        return record

    # --- packages -----------------------------------------------------------------------------------------------

    def export(self, laptop: Laptop, everything: bool = False) -> list[Packed]:
        """Everything that waits at a laptop, on a stick of its own; what is new of it is in the air now."""
        stick = self.folder / f"stick-{next(self._folders)}"
        stick.mkdir()
        fresh = []
        sealed = laptop.clinic.exchange.export(stick, everything)
        self._adopt(laptop)  # the program may have written counting rows
        for one in self.laptops:
            self.note_keys(one)
        for made in sealed:
            data = Path(made.file).read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            if digest not in self.packed:
                self.packed[digest] = self._look_into(Path(made.file), data, made.audience)
                fresh.append(self.packed[digest])
            if self.packed[digest] not in self.air:
                self.air.append(self.packed[digest])
        return fresh

    def _look_into(self, file: Path, data: bytes, audience: str) -> Packed:
        """A package, opened with everybody's keys: only the test may do that."""
        any_of = next(laptop for laptop in self.laptops if laptop.in_network)
        network = any_of.clinic.identity.network_id
        opened: Opened = open_package(
            data,
            network=network,
            sender_key=lambda device, key_id: self.sign_keys[device].get(key_id),
            ours=[network, *self.sign_keys],
            identities=list(self.secret_keys),
        )
        stretches, records = [], {}
        for stretch, lines in opened.by_stretch():
            names = []
            for line in lines:
                told = json.loads(line)
                whole = "fields" in told or "needs" in told
                name = hashlib.sha256(line).hexdigest()[:40] if whole else told["erased"]
                names.append(name)
                records[name] = told["id"] if whole else told["record"]
            stretches.append((stretch.stream, stretch.first, tuple(names)))
        to = frozenset(opened.manifest.recipients)
        sender = opened.manifest.sender
        return Packed(file, opened.address.file_name, sender, audience, to, tuple(stretches), records)

    def merge(self, laptop: Laptop, packages: Sequence[Packed], only: Collection[str] | None = None) -> list[Any]:
        """Deliver packages; afterwards everything must still be as it should."""
        before, life = self.entries(laptop), laptop.clinic.identity.life
        done = laptop.clinic.exchange.merge([one.file for one in packages], only=only)
        by_file = {str(one.file): one for one in packages}
        for told in done.packages:
            package = by_file[told.file]
            if told.reason in ("own", "not_for_us") or (told.status == "refused" and told.reason != "fork"):
                continue
            if told.reason == "retired_key":  # word of nothing, from a key that was given up: not even noted
                continue
            for stream, first, names in package.stretches:
                for number, name in enumerate(names, start=first):
                    laptop.received.setdefault(stream, {}).setdefault(number, set()).add(name)
            if package not in laptop.taken:
                laptop.taken.append(package)
            if told.status == "held":
                self._check_missing(laptop, package, told.missing)
        self._adopt(laptop)
        if only is not None:
            self._check_chosen(laptop, packages, only, before)
        self._note_truth(laptop, life)  # it may have written before it heard of its other life
        self.check(laptop)
        return [told for told in done.packages if told.reason not in ("own", "not_for_us")]

    def fresh_for(self, laptop: Laptop) -> list[Packed]:
        """Packages in the air that are for this laptop and that it has not taken."""
        mine = {laptop.device, laptop.clinic.identity.network_id}
        return [
            one for one in self.air if one.recipients & mine and one.sender != laptop.device and one not in laptop.taken
        ]

    def _note_received(self, laptop: Laptop) -> None:
        """What lies in a case book when it enters the world."""
        for stream, number, name in self._rows(laptop, "select stream, number, name from place"):
            laptop.received.setdefault(stream, {}).setdefault(number, set()).add(name.hex())

    # --- what must be true at any moment --------------------------------------------------------------------------

    def check(self, laptop: Laptop) -> None:
        here = self.entries(laptop)
        self._note_truth(laptop)
        self._check_kept(laptop, here)
        self._check_read(laptop, here)
        self._check_readings(laptop, here)

    def _note_truth(self, laptop: Laptop, life: str = "") -> None:
        life = life or laptop.clinic.identity.life
        rows = self._rows(
            laptop,
            "select p.stream, p.name from place p join stream s on s.id = p.stream where s.life = ?"
            " order by p.stream, p.number",
            life,
        )
        told: dict[str, list[str]] = {}
        for stream, name in rows:
            told.setdefault(stream, []).append(name.hex())
        for stream, names in told.items():
            before = self.truth.get((laptop.vault, stream), [])
            assert names[: len(before)] == before, "an author's own stream was rewritten"
            self.truth[laptop.vault, stream] = names

    def _check_kept(self, laptop: Laptop, here: Mapping[str, Kept]) -> None:
        """Nothing that was ever here is gone, but what a coordinator's word has destroyed."""
        quarantine = {row[0].hex() for row in self._rows(laptop, "select name from quarantine where carrier <> ''")}
        have = {name for name, kept in here.items() if kept.whole} | quarantine
        for name in laptop.had - have:
            assert self.erased(self.model.said[name].key), self._lost(laptop, name)
        laptop.had |= have & self.model.said.keys()
        for name, kept in here.items():
            if not kept.aside:
                continue
            said = self.model.said[name]
            content = self._content(laptop, name) if kept.whole else {}
            assert content.get("device") != laptop.device, "one's own words were set aside"
            assert said.type not in ROSTER and "erased" not in said.values, "the roster or an erasure was set aside"
            assert not said.seen.get("home"), "a hand-over was set aside"

    def _lost(self, laptop: Laptop, name: str) -> str:
        said = self.model.said[name]
        return f"{laptop.label} lost {dict(said.values)} of {said.key}, which {said.laptop} wrote"

    def erased(self, key: tuple[str, str]) -> bool:
        """Whether a coordinator ever confirmed a record's erasure, be it by the row that stands for it."""
        confirmed = self.confirmed()
        return key in confirmed or (
            any(kind not in TEXTS for kind, _ in confirmed)
            and any(said.key == key and said.values.get("erased") == "asked" for said in self.model.said.values())
        )

    def confirmed(self) -> set[tuple[str, str]]:
        """Records, and rows that stand for records, whose erasure a coordinator has confirmed."""
        words = [said for said in self.model.said.values() if said.coordinator]
        return {said.key for said in words if said.values.get("erased") == "confirmed"}

    def _check_read(self, laptop: Laptop, here: Mapping[str, Kept]) -> None:
        """What is read stands unbroken in a stream as its author wrote it; what came unbroken is read."""
        streams = self._rows(laptop, "select id, device, audience, read_to, life from stream")
        places: dict[str, dict[int, str]] = {}
        for stream, number, name in self._rows(laptop, "select stream, number, name from place"):
            places.setdefault(stream, {})[number] = name.hex()
        stands: set[str] = set()
        for stream, _device, audience, read_to, life in streams:
            assert laptop.reads(audience) or life, f"{laptop.label} was given a stream of {audience}"
            read = {number: name for number, name in places.get(stream, {}).items() if number <= read_to}
            lacking = set(range(1, read_to + 1)) - read.keys()
            lacking -= {  # of a settled fork the other branch is read: what leads up to a lost stretch may stand there
                number
                for (number,) in self._rows(
                    laptop, "select number from quarantine where stream = ? and carrier = ''", stream
                )
            }
            assert all((stream, number) in self.bridged for number in lacking), f"{laptop.label} reads over a gap"
            branches = [names for (_, of), names in self.truth.items() if of == stream]
            for run in _unbroken(read):  # over a bridge nobody can know which branch leads on
                assert not branches or any(
                    all(number <= len(branch) and branch[number - 1] == name for number, name in run.items())
                    for branch in branches
                ), f"{laptop.label} reads two branches as one stream"
            stands |= set(read.values())
        for stream in self.settled:
            stands |= {name for (_, of), names in self.truth.items() if of == stream for name in names}
        for name, kept in here.items():
            assert not kept.read or name in stands, f"{laptop.label} reads what stands nowhere"
        passed = {stream for stream, device, *_ in streams if device in self.removed | self.doubles}
        for stream, by_number in laptop.received.items():
            if stream in passed:
                continue  # ended, or told in two ways
            for number in range(1, len(by_number) + 1):
                names = by_number.get(number, set())
                if len(names) != 1:
                    break  # a gap, or two stories
                (name,) = names
                assert here[name].read, f"{laptop.label} does not read what came unbroken"

    def _check_readings(self, laptop: Laptop, here: Mapping[str, Kept]) -> None:
        known = {name for name, kept in here.items() if kept.read and kept.whole and name in self.model.said}
        aside = {name for name in known if here[name].aside}
        told: dict[tuple[str, str], tuple[Any, set[str]]] = {}
        for record, kind, leaves, conflicts in self._rows(
            laptop, "select record, type, leaves, conflicts from reading"
        ):
            told[kind, record] = (unpack_leaves(leaves), set(json.loads(conflicts or "[]")))
        carried = self.carried(laptop)
        for key, names in self.model.by_record(known).items():
            expected = self.model.leaves(names - aside, names & aside, carried)
            if not expected:
                assert key not in told, f"{laptop.label} shows {key} of which nothing counts"
                continue
            shown, conflicts = told[key]
            found = {register: frozenset(shown.get(register, ())) for register in expected}
            assert found == expected, f"{laptop.label} shows {self._differ(found, expected)} of {key}"
            assert key[0] not in TEXTS or conflicts == self.model.conflicts(expected), (
                f"{laptop.label}: other conflicts in {key}"
            )
            if key[0] in TEXTS:
                self._check_values(laptop, key, expected)

    def _check_values(self, laptop: Laptop, key: tuple[str, str], leaves: Mapping[str, frozenset[str]]) -> None:
        """What the forms show is the one live value, or the one that everyone shows."""
        values = laptop.clinic.casework.load(*key).registers()
        for register, live in leaves.items():
            value, _ = self.model.shown(register, live)
            assert (values.get(register) or None) == (value or None), f"{laptop.label} shows another {register}"

    def _differ(self, found: Mapping[str, Any], expected: Mapping[str, Any]) -> dict[str, Any]:
        def words(register: str, names: Collection[str]) -> list[Any]:
            return [self.model.said[name].values.get(register) for name in names if name in self.model.said]

        return {
            register: (words(register, found[register]), "instead of", words(register, expected[register]))
            for register in expected
            if found[register] != expected[register]
        }

    def _check_missing(self, laptop: Laptop, package: Packed, missing: Collection[str]) -> None:
        untrue = set(missing) & {
            one.name for one in laptop.taken if one.sender == package.sender and one.audience == package.audience
        }
        assert not untrue, f"{laptop.label} misses {untrue}, which it has taken"

    def _check_chosen(
        self, laptop: Laptop, packages: Sequence[Packed], only: Collection[str], before: Mapping[str, Kept]
    ) -> None:
        here = self.entries(laptop)
        for package in packages:
            for name, record in package.records.items():
                if name not in here or name in before or record in only or not here[name].whole:
                    continue
                said = self.model.said[name]
                narrowing = said.seen.get("confidentiality") and said.values.get("confidentiality", "coord") != "coord"
                always = said.type in (*ROSTER, "pseudonym_key") or "erased" in said.values or narrowing
                free = not (always or said.seen.get("home"))
                if free and self._content(laptop, name)["device"] != laptop.device:
                    assert here[name].aside, f"{laptop.label} took in what was not chosen"


def _unbroken(places: Mapping[int, str]) -> list[dict[int, str]]:
    """The runs of places that follow each other."""
    runs: list[dict[int, str]] = []
    for number in sorted(places):
        if number - 1 not in places:
            runs.append({})
        runs[-1][number] = places[number]
    return runs
