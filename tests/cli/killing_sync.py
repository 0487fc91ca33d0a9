"""`clinic sync` killed (SIGKILL) at random moments, on both sides of a place: going on leads home."""

from __future__ import annotations

import hashlib
from pathlib import Path
from random import Random

from tests.cli.laptop import Laptop, consultation, join

PLACE = "cloud"


class Sides:
    """A coordinator and an office that exchange through one place (`told`: the words of `place add`)."""

    def __init__(self, folder: Path, *told: object) -> None:
        self.folder = folder
        self.k = Laptop(folder / "k").founded("BISH", "coordinator")
        self.a = Laptop(folder / "a").founded("NAR1")
        join(self.k, (self.a, "NAR1"))
        for laptop in (self.k, self.a):
            laptop.run("place", "add", PLACE, *told)
        for _ in range(2):
            self.sync(self.a)
            self.sync(self.k)
        self.file = folder / "letter.pdf"

    def sync(self, laptop: Laptop) -> dict[str, object]:
        done: dict[str, object] = laptop.doc("sync")
        assert (done["problem"], done["oddities"]) == ("", [])
        return done

    def kill(self, laptop: Laptop, after: float) -> bool:
        """Whether `sync` was killed before it had ended."""
        assert laptop.server is not None
        return laptop.server.run(["sync", "--json"], laptop.environment, "", kill_after=after).code == -9

    def one_round(self, luck: Random, number: int) -> int:
        """A consultation with a file goes to the coordinator, both sides killed on the way; how many kills."""
        (id,) = self.a.add("consultation", consultation(facts=f"иш {number}"))
        self.file.write_bytes(hashlib.sha512(str(number).encode()).digest() * luck.choice((30, 9000)))
        self.a.run("attach", "consultation", id, self.file)
        killed = sum(self.kill(self.a, luck.uniform(0.02, 0.6)) for _ in range(2))
        for row in self.a.doc("outbox"):
            assert row["state"] in ("sealed", "sending", "there", "received"), row
            assert row["state"] not in ("there", "received") or row["done"] == row["bytes"]
        self.sync(self.a)
        killed += sum(self.kill(self.k, luck.uniform(0.02, 0.6)) for _ in range(2))
        self.sync(self.k)
        assert self.k.show("consultation", id)["facts"] == f"иш {number}"
        (piece,) = self.k.doc("attachments", "consultation", id)
        out = self.folder / f"out-{number}"
        self.k.run("attachment", "export", piece["sha256"], "--out", out)
        assert out.read_bytes() == self.file.read_bytes()
        return killed

    def end(self) -> None:
        """Nobody owes anybody anything, and nothing half lies about."""
        for _ in range(3):
            self.sync(self.a)
            self.sync(self.k)
        for laptop in (self.a, self.k):
            assert {row["state"] for row in laptop.doc("outbox")} <= {"there", "received"}
            assert laptop.is_whole() and laptop.doc("gap", "list") == []
            assert list((laptop.vault / "incoming").glob("*")) == []
