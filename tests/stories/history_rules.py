"""What may happen in a history: each rule is one thing that people or accidents do.

Three numbers choose among what there is; a rule with nothing to choose from does nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from clinic_app.clinic import Clinic
from clinic_app.errors import ClinicError, KeyChangeUnderWay, NotShared, RestoredKeepsKey
from clinic_app.journal.stream import new_stream
from tests.founding import PASSPHRASE
from tests.stories.clinics import WHOLE_CASE, WHOLE_CONSULTATION
from tests.stories.forging import entry, forged
from tests.stories.histories import LATE, LEVELS, SETS, TEXTS, Form, Laptop, Packed, World, open_with
from tests.stories.history_model import Said

T = TypeVar("T")


def pick(some: Sequence[T], number: int) -> T | None:
    return some[number % len(some)] if some else None


class Rules(World):
    """A world in which things happen."""

    def step(self, rule: str, a: int, b: int, c: int) -> None:
        self.clock.wrong_by = timedelta()
        getattr(self, f"do_{rule}")(a, b, c)

    # --- choosing -----------------------------------------------------------------------------------------------

    def active(self) -> list[Laptop]:
        return [laptop for laptop in self.laptops if laptop.alive and laptop.in_network]

    def laptop(self, number: int, coordinator: bool | None = None) -> Laptop | None:
        some = [one for one in self.active() if coordinator in (None, one.coordinator)]
        found = pick(some, number)
        if found is not None:
            self.clock.wrong_by = found.skew
        return found

    def present(self) -> list[Laptop]:
        return [one for one in self.active() if one.device not in self.removed]

    def record_of(self, laptop: Laptop, number: int, kinds: Sequence[str] = tuple(TEXTS)) -> tuple[str, str] | None:
        here = [key for key in self.records if key[0] in kinds and laptop.clinic.casework.known(key[0], [key[1]])]
        return pick(here, number)

    # --- daily work ---------------------------------------------------------------------------------------------

    def do_consult(self, a: int, b: int, c: int) -> None:
        if laptop := self.laptop(a):
            values: dict[str, Any] = {"advice": self.word(), "confidentiality": LEVELS[max(0, b % 5 - 2)]}
            person = self.record_of(laptop, c, ["person"])
            if person and c % 3 == 0:
                values["person_id"] = person[1]
            self.begin(laptop, "consultation", **(WHOLE_CONSULTATION | values))
            self.check(laptop)

    def do_open_case(self, a: int, b: int, _c: int) -> None:
        if laptop := self.laptop(a):
            client = self.begin(laptop, "person", name_display=self.word())
            level = LEVELS[max(0, b % 5 - 2)]
            self.begin(
                laptop,
                "journalist_case",
                **(WHOLE_CASE | {"title": self.word(), "person_id": client.id, "confidentiality": level}),
            )
            self.check(laptop)

    def do_event(self, a: int, b: int, _c: int) -> None:
        laptop = self.laptop(a)
        if laptop and (case := self.record_of(laptop, b, ["journalist_case"])):
            shown = laptop.clinic.casework.load(*case)
            if shown.home == laptop.office and not shown.erased:
                self.begin(laptop, "case_event", case_id=case[1], kind="publication", on="2026", notes=self.word())
                self.check(laptop)

    def do_open_form(self, a: int, b: int, _c: int) -> None:
        laptop = self.laptop(a)
        if laptop and (key := self.record_of(laptop, b)) and (form := self.open_form(laptop, key)):
            self.forms.append((laptop, form))

    def do_save_form(self, a: int, b: int, _c: int) -> None:
        """Save a form that somebody opened some time ago: it may be stale by now."""
        some = [(laptop, form) for laptop, form in self.forms if laptop.alive]
        if chosen := pick(some, a):
            laptop, form = chosen
            self.forms = [one for one in self.forms if one[1] is not form]
            self.clock.wrong_by = laptop.skew
            self._type_into(laptop, form, b)

    def do_edit(self, a: int, b: int, c: int) -> None:
        laptop = self.laptop(a)
        if laptop and (key := self.record_of(laptop, b)) and (form := self.open_form(laptop, key)):
            self._type_into(laptop, form, c)

    def _type_into(self, laptop: Laptop, form: Form, number: int) -> None:
        kind = form.record.type.name
        name = TEXTS[kind][number % len(TEXTS[kind])]
        word = self.word()
        changed, registers = {name: word}, {name: word}
        if number % 7 == 0:
            other = TEXTS[kind][(number + 1) % len(TEXTS[kind])]
            changed[other] = registers[other] = self.word()
        if kind == "consultation" and number % 5 == 0:
            day = date(2026, 1, 1) + timedelta(days=int(word.strip("word")))
            changed["followup_on"], registers["followup_on"] = day, day.isoformat()  # type: ignore[assignment]
        self.save_form(laptop, form, changed, registers)
        self.check(laptop)

    def do_clear(self, a: int, b: int, _c: int) -> None:
        laptop = self.laptop(a)
        if laptop and (key := self.record_of(laptop, b)) and (form := self.open_form(laptop, key)):
            name = TEXTS[key[0]][1]
            if getattr(form.record, name):
                self.save_form(laptop, form, {name: ""}, {name: None})
                self.check(laptop)

    def do_element(self, a: int, b: int, c: int) -> None:
        """Put one element into a set, or take it out; also by a stale form."""
        laptop = self.laptop(a)
        if laptop and (key := self.record_of(laptop, b, list(SETS))) and (form := self.open_form(laptop, key)):
            name, elements = SETS[key[0]]
            element = elements[c % len(elements)]
            before = getattr(form.record, name)
            after = before - {element} if element in before else before | {element}
            if after or key[0] == "person":
                self.save_form(laptop, form, {name: after}, {f"{name}/{element}": True if element in after else None})
                self.check(laptop)

    def do_archive(self, a: int, b: int, _c: int) -> None:
        laptop = self.laptop(a)
        if laptop and (key := self.record_of(laptop, b)) and (form := self.open_form(laptop, key)):
            archived = not form.record.archived
            self.save_form(laptop, form, {"archived": archived}, {"archived": archived or None})
            self.check(laptop)

    def do_confidentiality(self, a: int, b: int, c: int) -> None:
        laptop = self.laptop(a)
        kinds = ["consultation", "journalist_case"]
        if laptop and (key := self.record_of(laptop, b, kinds)) and (form := self.open_form(laptop, key)):
            level = LEVELS[c % 3]
            if level != form.record.confidentiality:  # type: ignore[attr-defined]  # both types have it
                word, name = self.word(), TEXTS[key[0]][1]
                changed = {"confidentiality": level} | ({name: word} if c % 2 else {})
                self.save_form(laptop, form, changed, changed)
                self.check(laptop)

    def do_resolve(self, a: int, b: int, c: int) -> None:
        laptop = self.laptop(a)
        if laptop is None:
            return
        conflict = pick(laptop.clinic.settling.conflicts(), b)
        if conflict is None or conflict.field not in (*TEXTS[conflict.type], "confidentiality"):
            return
        record = laptop.clinic.casework.load(conflict.type, conflict.record)
        if record.erased or (record.home != laptop.office and not laptop.coordinator):
            return
        key = (conflict.type, conflict.record)
        form = Form(record, self.leaves(laptop, key), ())
        if c % 2 or conflict.field == "confidentiality":
            take = pick(conflict.values, c)
            assert take is not None
            laptop.clinic.settling.resolve(conflict.id, take=take.dot)
        else:
            laptop.clinic.settling.resolve(conflict.id, value=self.word())
        if conflict.field == "confidentiality":
            self.secrets = {word: of for word, of in self.secrets.items() if of != key}
        self._adopt(laptop, form, key)
        self.check(laptop)

    # --- packages -----------------------------------------------------------------------------------------------

    def do_export(self, a: int, _b: int, _c: int) -> None:
        if laptop := self.laptop(a):
            self.export(laptop)

    def do_deliver(self, a: int, b: int, c: int) -> None:
        """Some of what is in the air, in any order."""
        laptop = self.laptop(a)
        if laptop and self.air:
            dice = Random(b)
            some = dice.sample(self.air, min(len(self.air), 1 + c % 6))
            self.merge(laptop, some)

    def do_deliver_all(self, a: int, b: int, _c: int) -> None:
        if laptop := self.laptop(a):
            for other in self.present():
                if other is not laptop:
                    self.export(other)
            some = self.fresh_for(laptop) if b % 4 else list(self.air)
            Random(b).shuffle(some)
            if some:
                self.merge(laptop, some)

    def do_deliver_part(self, a: int, b: int, c: int) -> None:
        laptop = self.laptop(a)
        package = pick([one for one in self.air if laptop and laptop.device != one.sender], b)
        if laptop and package:
            dice = Random(c)
            records = sorted(set(package.records.values()))
            self.merge(laptop, [package], only=[one for one in records if dice.random() < 0.5])

    def do_lose(self, a: int, _b: int, _c: int) -> None:
        """A stick is lost: what was on it comes again only if its author still has it to send."""
        if package := pick(self.air, a):
            self.air.remove(package)

    def do_undo(self, a: int, b: int, _c: int) -> None:
        laptop = self.laptop(a)
        package = pick(laptop.taken, b) if laptop else None
        if laptop and package and package.sender not in self.removed:
            self.undo(laptop, package)

    def undo(self, laptop: Laptop, package: Packed) -> None:
        own = {
            n
            for n, kept in self.entries(laptop).items()
            if kept.whole and self._content(laptop, n)["device"] == laptop.device
        }
        laptop.clinic.exchange.undo(package.name)
        here = self.entries(laptop)
        assert all(here[name].read and not here[name].aside for name in own), "an undo took back one's own words"
        self.check(laptop)

    # --- accidents ----------------------------------------------------------------------------------------------

    def do_reopen(self, a: int, _b: int, _c: int) -> None:
        if laptop := self.laptop(a):
            folder = laptop.clinic.folder
            laptop.clinic.close()
            laptop.clinic = open_with(folder, laptop.key)
            self.check(laptop)

    def do_clone(self, a: int, _b: int, _c: int) -> None:
        """Somebody copies the folder of an office's case book, and both go on."""
        laptop = self.laptop(a, coordinator=False)
        if laptop and len(self.laptops) < 8 and laptop.device not in self.removed:
            folder = laptop.clinic.folder
            laptop.clinic.close()
            twin = self.folder / f"twin-{next(self._folders)}"
            shutil.copytree(folder, twin)
            laptop.clinic = open_with(folder, laptop.key)
            self.doubles.add(laptop.device)
            other = Laptop(
                f"{laptop.label}'{len(self.laptops)}",
                open_with(twin, laptop.key),
                laptop.key,
                len(self.laptops),
                laptop.skew,
            )
            self._remember_as(other, laptop)
            self.laptops.append(other)
            for (vault, stream), names in list(self.truth.items()):
                if vault == laptop.vault:
                    self.truth[other.vault, stream] = list(names)

    def _remember_as(self, laptop: Laptop, other: Laptop) -> None:
        laptop.received = {stream: {n: set(some) for n, some in by.items()} for stream, by in other.received.items()}
        laptop.taken, laptop.had = list(other.taken), set(other.had)

    def do_backup(self, a: int, _b: int, _c: int) -> None:
        if laptop := self.laptop(a):
            file = self.folder / f"{next(self._folders)}.clinic-backup"
            laptop.clinic.keeping.backup(file)
            then = Laptop(laptop.label, laptop.clinic, laptop.key, -1)
            self._remember_as(then, laptop)
            laptop.backup = (file, then)

    def do_restore(self, a: int, _b: int, _c: int) -> None:
        """A laptop breaks, and its backup is put on another disk."""
        laptop = pick([one for one in self.active() if one.backup and one.device not in self.removed], a)
        if laptop is None or laptop.backup is None:
            return
        file, then = laptop.backup
        laptop.backup = None  # a second life from one backup would bear the number of the first
        laptop.clinic.close()
        target = self.folder / f"restored-{next(self._folders)}"
        Clinic.restore(file, target, PASSPHRASE)
        laptop.clinic = open_with(target, laptop.key)
        self._lose_vault(laptop, f"{laptop.label}~")
        self._remember_as(laptop, then)
        self.check(laptop)

    def _lose_vault(self, laptop: Laptop, label: str) -> None:
        self.gone_vaults.add(laptop.vault)
        self.gone_labels.add(laptop.label)
        laptop.vault = 100 + next(self._folders)
        laptop.label = label
        self.forms = [one for one in self.forms if one[0] is not laptop]

    def do_die(self, a: int, _b: int, _c: int) -> None:
        """A laptop falls into the river; the coordinators and one laptop of each office stay."""
        some = [
            one
            for one in self.present()
            if not one.coordinator and sum(other.office == one.office for other in self.present()) > 1
        ]
        if laptop := pick(some, a):
            laptop.alive = False
            self.gone_labels.add(laptop.label)
            self.gone_vaults.add(laptop.vault)

    # --- the network --------------------------------------------------------------------------------------------

    def do_remove(self, a: int, b: int, _c: int) -> None:
        coordinator = self.laptop(a, coordinator=True)
        some = [
            one
            for one in self.present()
            if not one.coordinator and sum(other.office == one.office for other in self.present()) > 1
        ]
        laptop = pick(some, b)
        if coordinator and laptop and not self.removed:
            self.remove(coordinator, laptop)

    def remove(self, coordinator: Laptop, laptop: Laptop) -> None:
        self.clock.wrong_by = coordinator.skew
        known = {one.id for one in coordinator.clinic.network.roster()}
        if laptop.device in known and coordinator.device not in self.removed:
            for other in self.present():  # what is set aside of a laptop cannot be merged again once it is removed
                if again := [one for one in other.taken if one.sender == laptop.device]:
                    self.merge(other, again)
            self.clock.wrong_by = coordinator.skew
            coordinator.clinic.network.remove(laptop.device)
            self.removed.add(laptop.device)
            self._adopt(coordinator)

    def do_new_key(self, a: int, b: int, _c: int) -> None:
        """A laptop changes its age key, or gives its signing key up, in the middle of everything.

        A copied case book does neither; a backup of before a new signing key brings back a laptop nobody believes.
        """
        laptop = pick([one for one in self.present() if one.device not in self.doubles], a)
        if laptop is None:
            return
        self.clock.wrong_by = laptop.skew
        life = laptop.clinic.identity.life
        with suppress(KeyChangeUnderWay, RestoredKeepsKey):
            if b % 2:
                laptop.clinic.network.new_age_key()
            else:
                laptop.clinic.network.new_signing_key()
                laptop.backup = None
        self.note_keys(laptop)
        self._adopt(laptop)
        self._note_truth(laptop, life)  # the last words under the old key

    def do_join_late(self, a: int, b: int, c: int) -> None:
        coordinator = self.laptop(a, coordinator=True)
        if coordinator is None or coordinator.device in self.removed or self.joined_late:
            return
        self.joined_late = True
        code = LATE[b % len(LATE)]
        book, key = self.template.late[code]
        target = self.folder / "late"
        shutil.copytree(book, target)
        newcomer = open_with(target, key)
        request, invitation = self.folder / "late.clinic-request", self.folder / "late.clinic-invitation"
        newcomer.network.request(request)
        admitted = coordinator.clinic.network.admit(request, code, invitation)
        self._adopt(coordinator)
        newcomer.network.join(invitation, admitted.network_digits)
        self._enter(newcomer, key, timedelta(days=c % 5 * 300))

    def do_hand_over(self, a: int, b: int, c: int) -> None:
        coordinator = self.laptop(a, coordinator=True)
        if coordinator and (key := self.record_of(coordinator, b, ["consultation", "journalist_case"])):
            record = coordinator.clinic.casework.load(*key)
            if not record.erased and coordinator.device not in self.removed:
                office = str(pick(["NAR1", "OSH"], c))
                if (key, office) not in self.attacked:
                    self._hand_over(coordinator, key, office)

    def _hand_over(self, laptop: Laptop, key: tuple[str, str], office: str) -> None:
        self.clock.wrong_by = laptop.skew
        if office not in {one.office for one in laptop.clinic.network.roster()}:
            return
        before = {one: self.leaves(laptop, one) for one in self.records if one[0] in TEXTS}
        try:
            laptop.clinic.handing_over.hand_over(*key, office)
        except NotShared:
            return
        for said in self._adopt(laptop):
            for register, names in said.seen.items():
                assert names == before[said.key].get(register), "a hand-over overwrote what was not live"
        self.check(laptop)

    def do_ask_hand_over(self, a: int, b: int, c: int) -> None:
        laptop = self.laptop(a, coordinator=False)
        if laptop and (key := self.record_of(laptop, b, ["consultation", "journalist_case"])):
            record = laptop.clinic.casework.load(*key)
            if record.home == laptop.office and not record.erased:
                self._hand_over(laptop, key, str(pick(["OSH", "NAR1"], c)))

    def do_erase(self, a: int, b: int, _c: int) -> None:
        laptop = self.laptop(a)
        if laptop and (key := self.record_of(laptop, b)):
            record = laptop.clinic.casework.load(*key)
            if not record.erased and record.home in ("", laptop.office):
                self.erase(laptop, key)

    def erase(self, laptop: Laptop, key: tuple[str, str]) -> None:
        self.clock.wrong_by = laptop.skew
        try:
            laptop.clinic.erasing.erase(*key)
        except ClinicError:
            return
        self._adopt(laptop)
        self.check(laptop)

    def do_give_up(self, a: int, _b: int, _c: int) -> None:
        coordinator = self.laptop(a, coordinator=True)
        if coordinator is None or coordinator.device in self.removed:
            return
        self.give_up_at(coordinator)

    def give_up_at(self, coordinator: Laptop) -> bool:
        self.clock.wrong_by = coordinator.skew
        gaps = coordinator.clinic.streams.gaps()
        for stream in {gap.stream for gap in gaps}:
            for gap in gaps:
                if gap.stream == stream:
                    here = coordinator.received.get(stream, {})
                    untrue = set(range(gap.first, gap.last + 1)) & here.keys()
                    assert not untrue or gap.device in self.doubles, "a gap was named that is none"
                    self.bridged |= {(stream, number) for number in range(gap.first, gap.last + 1)}
            coordinator.clinic.streams.give_up(stream)
            self._adopt(coordinator)
            self.check(coordinator)
        return bool(gaps)

    def do_both_ours(self, a: int, _b: int, _c: int) -> None:
        coordinator = self.laptop(a, coordinator=True)
        if coordinator is None or coordinator.device in self.removed:
            return
        self.read_both_at(coordinator)

    def read_both_at(self, coordinator: Laptop) -> bool:
        self.clock.wrong_by = coordinator.skew
        forked = coordinator.clinic.streams.forked()
        for stream in forked:
            self.settled.add(stream)
            coordinator.clinic.streams.both_ours(stream)
            self._adopt(coordinator)
            self.check(coordinator)
        return bool(forked)

    def settle_as_told(self, coordinator: Laptop) -> bool:
        """Offices tell of their own streams, which the coordinator does not read."""
        self.clock.wrong_by = coordinator.skew
        told = False
        for laptop in self.present():
            known = {row[0] for row in self._rows(coordinator, "select id from stream")}
            for gap in laptop.clinic.streams.gaps():
                if gap.stream not in known and gap.audience.startswith("office:"):
                    span = set(range(gap.first, gap.last + 1))
                    if not {(gap.stream, number) for number in span} <= self.bridged:
                        self.bridged |= {(gap.stream, number) for number in span}
                        coordinator.clinic.streams.settle_told(gap.stream, lost=[(gap.first, gap.last)])
                        told = True
            for stream in laptop.clinic.streams.forked():
                if stream not in coordinator.clinic.streams.forked() and stream not in self.settled:
                    rows = self._rows(laptop, "select min(number) from quarantine where stream = ?", stream)
                    self.settled.add(stream)
                    coordinator.clinic.streams.settle_told(stream, fork=rows[0][0])
                    told = True
        self._adopt(coordinator)
        return told

    # --- an insider ---------------------------------------------------------------------------------------------

    def do_claim_erasure(self, a: int, b: int, _c: int) -> None:
        """An office says in its own name that the erasure of another's record was confirmed."""
        self._outsider(a, b, "erased", "confirmed")

    def do_write_into_anothers(self, a: int, b: int, _c: int) -> None:
        """An office writes about a record that was never its own."""
        self._outsider(a, b, "", self.word())

    def _outsider(self, a: int, b: int, register: str, value: str) -> None:
        laptop = self.laptop(a, coordinator=False)
        readers = [one for one in self.present() if one.coordinator]
        key = self.record_of(readers[0], b, ["consultation", "person"]) if readers else None
        if laptop is None or key is None or laptop.device in self.removed or self.ever_of(key, laptop.office):
            return
        self.attacked.add((key, laptop.office))
        told = {register or TEXTS[key[0]][0]: value}
        claim = entry(laptop.clinic, key[0], key[1], told, {})
        self.model.add(Said(claim.name, *key, told, {}, laptop.label, laptop.office, outsider=True))
        stream = new_stream(laptop.device, f"shared:{laptop.office}")
        for number, reader in enumerate(readers):
            folder = self.folder / f"forged-{next(self._folders)}"
            folder.mkdir()
            file = forged(laptop.clinic, reader.clinic, [claim], folder, stream=stream, number=900 + number)
            package = self._look_into(file, file.read_bytes(), stream.audience)
            self.merge(reader, [package])

    def ever_of(self, key: tuple[str, str], office: str) -> bool:
        """Whether a record is, was or stands with an office."""
        if any(said.key == key and said.values.get("home") == office for said in self.model.said.values()):
            return True
        return any(f"shared:{office}" in one.clinic._desk.vault.journal.stands_in(key[1]) for one in self.active())
