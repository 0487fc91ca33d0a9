"""The end of a history: everything is merged again, forks and lost gaps are settled; then all must agree."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.stories.clinics import journal_bytes, readings
from tests.stories.histories import ROSTER, TEXTS, Laptop
from tests.stories.history_plots import Plots

MOST_ROUNDS = 24


class History(Plots):
    """A world that can be brought to its end."""

    def finish(self) -> None:
        self.clock.wrong_by = timedelta()
        self._take_everything_in()
        self._until_quiet()
        self._leave_strangers()
        if any(not laptop.alive for laptop in self.laptops):
            for laptop in self.present():  # what a dead laptop had written lies with some, who send it when asked
                self.clock.wrong_by = laptop.skew
                self.export(laptop, everything=True)
            self._until_quiet()
        there = self.present()
        for laptop in there:
            self.check(laptop)
            assert laptop.clinic.keeping.problems() == [], f"{laptop.label}: {laptop.clinic.keeping.problems()}"
            twin = laptop.device in self.doubles  # never gets what the other copy alone has written
            assert twin or not (laptop.clinic.streams.gaps() or laptop.clinic.streams.forked())
        reads = {laptop.label: self.read_by(laptop) for laptop in there}
        for laptop in there:
            assert not reads[laptop.label][1], f"{laptop.label} still sets something aside"
        self._all_have_all({label: names for label, (names, _) in reads.items()})
        self._nothing_typed_is_lost({label: names for label, (names, _) in reads.items()})
        self._all_show_the_same({label: names for label, (names, _) in reads.items()})
        self._nothing_leaked()
        self._merging_again_changes_nothing()

    def _leave_strangers(self) -> None:
        """A newcomer whose admission was lost in a restore must be admitted again; here they stay outside."""
        known = {one.id for laptop in self.present() if laptop.coordinator for one in laptop.clinic.network.roster()}
        for laptop in self.present():
            if laptop.device not in known:
                laptop.alive = False

    def _take_everything_in(self) -> None:
        for laptop in self.present():
            if laptop.taken:
                self.merge(laptop, laptop.taken)

    def _until_quiet(self) -> None:
        quiet = 0
        for _ in range(MOST_ROUNDS):
            busy = False
            for laptop in self.present():
                self.clock.wrong_by = laptop.skew
                busy |= bool(self.export(laptop))
                fresh = self.fresh_for(laptop)
                told = self.merge(laptop, fresh) if fresh else []
                busy |= any(one.status == "merged" for one in told)
            for laptop in self.present():
                if laptop.coordinator:
                    busy |= self.read_both_at(laptop)
                    busy |= not busy and (self.give_up_at(laptop) or self.settle_as_told(laptop))
            quiet = 0 if busy else quiet + 1
            if quiet == 2:  # what was heard in one round is answered in the next
                return
        raise AssertionError("the exchange does not come to rest")

    def single(self) -> list[Laptop]:
        """The present laptops that are one of their kind: of two copies of a case book neither gets all."""
        return [one for one in self.present() if one.device not in self.doubles]

    # --- claims -------------------------------------------------------------------------------------------------

    def audiences_of(self) -> dict[str, set[str]]:
        """name -> the audiences in which any present laptop reads it."""
        found: dict[str, set[str]] = {}
        for laptop in self.present():
            rows = self._rows(
                laptop,
                "select e.name, s.audience from entry e join place p on p.name = e.name"
                " join stream s on s.id = p.stream and p.number <= s.read_to where e.read = 1"
                " union select e.name, s.audience from entry e join stream s on s.id = e.loose where e.read = 1",
            )
            for name, audience in rows:
                found.setdefault(name.hex(), set()).add(audience)
        return found

    def _all_have_all(self, reads: dict[str, set[str]]) -> None:
        for name, audiences in self.audiences_of().items():
            said = self.model.said.get(name)
            if said is None or said.outsider or self.erased(said.key):
                continue
            for laptop in self.single():
                if any(laptop.reads(audience) for audience in audiences):
                    assert name in reads[laptop.label], self._lacks(laptop, name, audiences)

    def _lacks(self, laptop: Laptop, name: str, why: Any) -> str:
        said = self.model.said[name]
        return f"{laptop.label} does not read {dict(said.values)} of {said.key}, said by {said.laptop} ({why})"

    def _nothing_typed_is_lost(self, reads: dict[str, set[str]]) -> None:
        """What was typed is in the history of everyone who reads the record now, and of the author."""
        ended = self._behind_the_end()
        there = {laptop.label: laptop for laptop in self.present()}
        standing = self.audiences_of()
        carried = set().union(*map(self.carried, there.values()))
        counting = set()
        for names in self.model.by_record(self.model.said).values():
            counting |= self.model.counting(names, carried)
        for name, said in self.model.said.items():
            if name not in counting or self.erased(said.key) or name in ended:
                continue
            if said.laptop in there:
                assert name in reads[said.laptop], self._lacks(there[said.laptop], name, "the author")
            if not any(name in some for some in reads.values()):
                assert said.laptop not in there
                continue
            if all(one == f"office:{said.office}" for one in standing.get(name, ())):
                continue  # meant for its office alone, which had not heard that the record went to another
            for laptop in self._should_read(said.key, self.single()):
                assert name in reads[laptop.label], self._lacks(laptop, name, "home or coordinator")
        for laptop in self.single():
            for stream, by_number in laptop.received.items():
                device = self._rows(laptop, "select device from stream where id = ?", stream)
                if device and device[0][0] in self.removed:
                    continue
                for names in by_number.values():
                    for name in names - ended:
                        said = self.model.said.get(name)
                        if said is None:  # destroyed as it was typed, about what had been erased
                            of = self._rows(laptop, "select record from entry where name = ?", bytes.fromhex(name))
                            assert self._is_erased(name, of[0][0]), f"nobody ever said {name}"
                            continue
                        assert said.outsider or self.erased(said.key) or name in reads[laptop.label], self._lacks(
                            laptop, name, "it came"
                        )
            self._history_tells_all(laptop, reads[laptop.label])

    def _behind_the_end(self) -> set[str]:
        """Names that stand only behind the ends of removed laptops' streams."""
        if not self.removed:
            return set()
        standing = self.audiences_of()
        streams = {stream for (_, stream) in self.truth}
        gone = set()
        for laptop in self.laptops:
            if laptop.device in self.removed:
                gone |= {n for n, kept in self.entries(laptop).items()}
        del streams
        return {name for name in gone if name not in standing}

    def _should_read(self, key: tuple[str, str], some: list[Laptop]) -> list[Laptop]:
        """Those at whom a record is at home, and the coordinators when it is theirs to read."""
        kind, id = key
        if kind not in TEXTS:
            return []
        found = []
        for laptop in some:
            for record in laptop.clinic.casework.load_many(kind, [id]):
                if laptop.office == record.home and "home" not in record.conflicts:
                    found.append(laptop)
                    level = getattr(record, "confidentiality", "")
                    if level == "coord" and "confidentiality" not in record.conflicts:
                        found += [one for one in some if one.coordinator]
        if found:
            return [one for one in some if one in found or one.office == found[0].office]
        return []

    def _is_erased(self, name: str, record: str) -> bool:
        """Whether a record's erasure was confirmed; of what was destroyed as it was typed only its name is known."""
        said = self.model.said.get(name)
        return self.erased(said.key) if said else record in {id for _, id in self.confirmed()}

    def _history_tells_all(self, laptop: Laptop, names: set[str]) -> None:
        for (kind, id), some in self.model.by_record(names).items():
            if kind not in TEXTS or self.erased((kind, id)):
                continue
            counting = self.model.counting(some, self.carried(laptop))
            told = {(one.dot, one.field) for one in laptop.clinic.history.of(kind, id)} if counting else set()
            for name in counting:
                for register in self.model.said[name].values:
                    assert (name, register) in told, f"{laptop.label}'s history does not tell {register} of {kind}"

    def _all_show_the_same(self, reads: dict[str, set[str]]) -> None:
        there = self.present()
        shown = {laptop.label: readings(laptop.clinic, TEXTS) for laptop in there}
        by_record = {label: self.model.by_record(names) for label, names in reads.items()}
        for one in there:
            for other in there:
                for key, record in shown[one.label].items():
                    mine, theirs = by_record[one.label].get(key), by_record[other.label].get(key)
                    if mine is None or theirs is None or mine != theirs:
                        continue  # what reaches only one of them is judged by who may read it
                    assert record == shown[other.label].get(key), (
                        f"{one.label} and {other.label} show {key} differently"
                    )

    def _nothing_leaked(self) -> None:
        for laptop in self.present():
            if laptop.coordinator:
                kept = journal_bytes(laptop.clinic)
                for word, key in self.secrets.items():
                    leaked = word.encode() in kept and not self.erased(key)
                    assert not leaked, f"{laptop.label} has {word} of {key}, which stays with its office"
            for key in self.confirmed():
                rows = self._rows(
                    laptop,
                    "select name from entry where record = ? and type = ? and content is not null",
                    key[1],
                    key[0],
                )
                for (name,) in rows:
                    said = self.model.said[name.hex()]
                    assert said.values.keys() <= {"erased", "home"}, f"{laptop.label} keeps what was erased"

    def _merging_again_changes_nothing(self) -> None:
        for laptop in self.present():
            if not laptop.taken:
                continue
            before = self._tables(laptop)
            for told in self.merge(laptop, laptop.taken[::-1]):
                package = next(one for one in laptop.taken if str(one.file) == told.file)
                nothing = told.status == "nothing_new" or told.reason in ("removed", "retired_key")
                nothing |= any(self._is_erased(name, record) for name, record in package.records.items())
                assert nothing, f"merged again, {told.package} is {told.status} {told.reason}"
            if any(self.erased(said.key) and said.key not in self.confirmed() for said in self.model.said.values()):
                continue  # what only its office reads is blanked again at the end of each merge, not on the way
            for was, now in zip(before, self._tables(laptop), strict=True):
                assert was == now, f"merging again changed {laptop.label}: {set(was) ^ set(now)}"

    def _tables(self, laptop: Laptop) -> list[Any]:
        tables = ["reading", "entry", "place", "stream", "quarantine", "standing", "left_out"]
        tables += [f"rec_{kind}" for kind in (*TEXTS, *ROSTER)]
        found = []
        for table in tables:
            columns = [row[1] for row in self._rows(laptop, f"pragma table_info({table})")]
            kept = [f'"{name}"' for name in columns if name not in ("seq", "arrived", "taken", "gone_to")]
            where = "where carrier <> ''" if table == "quarantine" else ""  # a settled branch may be known twice
            found.append(sorted(map(repr, self._rows(laptop, f"select {', '.join(kept)} from {table} {where}"))))
        return found
