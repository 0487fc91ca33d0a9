"""Forced turns of a history: what random steps would too rarely bring about (forks, gaps, undo under an edit)."""

from __future__ import annotations

from datetime import timedelta

from tests.stories.clinics import WHOLE_CONSULTATION
from tests.stories.histories import LEVELS, Laptop, Packed
from tests.stories.history_rules import Rules, pick


class Plots(Rules):
    """A world in which the rare things happen on purpose."""

    def _cast(self, a: int, b: int) -> tuple[Laptop | None, Laptop | None]:
        """(a laptop of an office, a coordinator), both present."""
        offices = [one for one in self.present() if not one.coordinator]
        coordinators = [one for one in self.present() if one.coordinator]
        return pick(offices, a), pick(coordinators, b)

    def _write(self, laptop: Laptop, level: str = "coord") -> tuple[str, str]:
        self.clock.wrong_by = laptop.skew
        values = WHOLE_CONSULTATION | {"advice": self.word(), "confidentiality": level}
        record = self.begin(laptop, "consultation", **values)
        return "consultation", record.id

    def _edit(self, laptop: Laptop, key: tuple[str, str], field: str = "advice") -> None:
        self.clock.wrong_by = laptop.skew
        if form := self.open_form(laptop, key):
            word = self.word()
            self.save_form(laptop, form, {field: word}, {field: word})
            self.check(laptop)

    def _sealed(self, laptop: Laptop, reader: Laptop) -> list[Packed]:
        """What is sealed now for `reader`, in the air only if somebody delivers it."""
        return [one for one in self.export(laptop) if reader.device in one.recipients]

    def do_plot_gap(self, a: int, b: int, c: int) -> None:
        """Three packages; the middle one comes last, and the laptop was switched off meanwhile."""
        laptop, reader = self._cast(a, b)
        if not (laptop and reader):
            return
        self._sealed(laptop, reader)
        key = self._write(laptop)
        first = self._sealed(laptop, reader)
        self._edit(laptop, key, "facts")
        second = self._sealed(laptop, reader)
        self._edit(laptop, key)
        third = self._sealed(laptop, reader)
        self.merge(reader, [*third, *(first if c % 2 else [])])
        if c % 3:
            self.do_reopen(self.active().index(reader), 0, 0)
        self.merge(reader, [*second, *first])

    def do_plot_lost(self, a: int, b: int, c: int) -> None:
        """A package is lost and its laptop breaks: what followed waits for a coordinator to give the stretch up."""
        laptop, reader = self._cast(a, b)
        if not (laptop and reader):
            return
        where = self.active().index(laptop)
        self.do_backup(where, 0, 0)
        key = self._write(laptop)
        self._sealed(laptop, reader)
        if c % 2:
            self.merge(reader, [one for one in self.air if one.sender == laptop.device])
        self._edit(laptop, key, "facts")
        lost = self._sealed(laptop, reader)
        self._edit(laptop, key)
        self._write(laptop)
        late = self._sealed(laptop, reader)
        self.air = [one for one in self.air if one not in lost]
        self.merge(reader, late)
        with_backup = [one for one in self.active() if one.backup and one.device not in self.removed]
        if laptop in with_backup:
            self.do_restore(with_backup.index(laptop), 0, 0)

    def do_plot_fork(self, a: int, b: int, c: int) -> None:
        """A folder is copied, both copies write, and both branches come to a coordinator."""
        laptop, reader = self._cast(a, b)
        if not (laptop and reader) or len(self.laptops) >= 8:
            return
        before = len(self.laptops)
        key = self._write(laptop)
        self.do_clone([one for one in self.active() if not one.coordinator].index(laptop), 0, 0)
        if len(self.laptops) == before:
            return
        twin = self.laptops[-1]
        for one in (laptop, twin):
            self._edit(one, key, "facts" if c % 2 else "advice")
            for _ in range(1 + c % 3):
                self._write(one, LEVELS[c % 2])
        ours, theirs = self._sealed(laptop, reader), self._sealed(twin, reader)
        self.merge(reader, ours)
        self.merge(reader, theirs)
        if c % 3 == 0:
            self._edit(twin, key, "facts")
            self.merge(reader, self._sealed(twin, reader))

    def do_plot_hand_over(self, a: int, b: int, c: int) -> None:
        """A record moves to another office while its own writes on, not having heard."""
        laptop, coordinator = self._cast(a, b)
        others = [one for one in self.present() if laptop and not one.coordinator and one.office != laptop.office]
        if not (laptop and coordinator and others):
            return
        key = self._write(laptop)
        self._edit(laptop, key, "facts")
        self.merge(coordinator, self._sealed(laptop, coordinator))
        if not coordinator.clinic.casework.known(*[key[0], [key[1]]]):
            return
        self._edit(laptop, key)
        self._hand_over(coordinator, key, others[0].office)
        self.merge(others[0], self._sealed(coordinator, others[0]))
        self._edit(others[0], key, "source_ref")
        self.merge(coordinator, self._sealed(laptop, coordinator))
        if c % 2:
            self.merge(laptop, [one for one in self.air if laptop.device in one.recipients])

    def do_plot_undo(self, a: int, b: int, c: int) -> None:
        """A package is undone under an edit that was made on top of it."""
        laptop, reader = self._cast(a, b)
        if not (laptop and reader):
            return
        key = self._write(laptop)
        self.merge(reader, self._sealed(laptop, reader))
        self._edit(laptop, key)
        if c % 2:
            self._edit(laptop, key)
        brought = self._sealed(laptop, reader)
        self.merge(reader, brought)
        self._edit(reader, key)
        for package in brought:
            if package in reader.taken:
                self.undo(reader, package)
        if c % 3 == 0:
            self._edit(reader, key)
        if c % 4 == 0:
            self.merge(reader, brought)

    def do_plot_removed_erasure(self, a: int, b: int, c: int) -> None:
        """A removed laptop erases; a colleague who has not heard of the removal takes it in, a coordinator does not."""
        laptop, coordinator = self._cast(a, b)
        if not (laptop and coordinator) or self.removed:
            return
        mates = [one for one in self.present() if one.office == laptop.office and one is not laptop]
        if not mates or any(one.device == laptop.device for one in mates):
            return
        key = self._write(laptop)
        secret = self._write(laptop, "office")
        for reader in (coordinator, mates[0]):
            self.merge(reader, [one for one in self.export_all(laptop) if reader.device in one.recipients])
        self.remove(coordinator, laptop)
        self.erase(laptop, key)
        self._edit(laptop, secret, "facts")
        packages = self.export(laptop)
        if c % 2:
            self.merge(mates[0], [one for one in packages if mates[0].device in one.recipients])
        self.merge(coordinator, [one for one in packages if coordinator.device in one.recipients])

    def export_all(self, laptop: Laptop) -> list[Packed]:
        """Everything of a laptop that is in the air."""
        self.export(laptop)
        return [one for one in self.air if one.sender == laptop.device]

    def do_plot_stale(self, a: int, b: int, c: int) -> None:
        """A form stays open while somebody else's edit comes in, and is saved then."""
        laptop, other = self._cast(a, b)
        if not (laptop and other):
            return
        key = self._write(laptop)
        self.merge(other, self._sealed(laptop, other))
        form = self.open_form(laptop, key)
        self._edit(other, key)
        if c % 2:
            self._edit(laptop, key)
        self.merge(laptop, [one for one in self.export_all(other) if laptop.device in one.recipients])
        if form:
            self.clock.wrong_by = laptop.skew + timedelta(days=-c)
            word = self.word()
            self.save_form(laptop, form, {"advice": word}, {"advice": word})
            self.check(laptop)
