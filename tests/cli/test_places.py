"""Places by command: settings of four kinds, secrets that come from files and go nowhere, the outbox, `sync`."""

from __future__ import annotations

from pathlib import Path

import pytest

from clinic_app.cli.main import main
from clinic_app.errors import PlaceFailed, Trouble
from clinic_app.transport.kinds import KINDS
from clinic_app.wording.sentences import sentence
from tests.cli.laptop import Laptop, consultation, join

SECRET = "парол 77-blue"
WEBDAV = ("webdav", "--set", "url=http://127.0.0.1:9/dav", "--set", "user=anna")


class Two:
    """A coordinator and an office that share a folder: laptops that were joined, each test with its own copy."""

    def __init__(self, folder: Path, k: Laptop, a: Laptop) -> None:
        self.k, self.a = k.copied(folder / "k"), a.copied(folder / "a")
        self.stick = folder / "stick"
        self.stick.mkdir()
        self.secret = folder / "secret"
        self.secret.write_text(f"{SECRET}\r\n", encoding="utf-8")
        for laptop in (self.k, self.a):
            laptop.run("place", "add", "usb", "folder", "--set", f"path={self.stick}")


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> tuple[Laptop, Laptop]:
    folder = tmp_path_factory.mktemp("joined")
    k = Laptop(folder / "k").founded("BISH", "coordinator")
    a = Laptop(folder / "a").founded("NAR1")
    join(k, (a, "NAR1"))
    return k, a


@pytest.fixture
def two(tmp_path: Path, joined: tuple[Laptop, Laptop]) -> Two:
    return Two(tmp_path, *joined)


def test_sync_says_what_it_fetched_and_left(two: Two) -> None:
    (id,) = two.a.add("consultation", consultation(facts="жолдо"))
    done = two.a.doc("sync", "usb")
    assert done.keys() >= {"fetched", "merged", "published", "waiting", "last_good", "problem", "oddities", "places"}
    assert [Path(one["file"]).parent for one in done["published"]] == [two.stick]
    assert (done["waiting"], done["problem"], done["oddities"]) == (1, "", [])
    (row,) = two.a.doc("outbox")
    assert (row["place"], row["state"], row["done"], row["why"]) == ("usb", "there", row["bytes"], "")
    taken = two.k.doc("sync")
    assert (taken["fetched"], [one["status"] for one in taken["merged"]]) == (1, ["merged"])
    assert two.k.show("consultation", id)["facts"] == "жолдо"
    assert two.a.doc("sync")["waiting"] == 0
    assert {one["state"] for one in two.a.doc("outbox")} == {"received"}
    assert two.a.doc("sync")["published"] == []


def test_a_place_that_cannot_be_reached_is_exit_1_with_its_document(two: Two) -> None:
    two.a.run("place", "add", "cloud", *WEBDAV, "--secret-file", f"password={two.secret}")
    two.a.add("consultation", consultation())
    done = two.a.run("sync", "--no-wait", code=1)
    assert done.doc["problem"] == done.sentence and "cloud" in done.sentence
    assert [(one["name"], bool(one["problem"])) for one in done.doc["places"]] == [("cloud", True), ("usb", False)]
    assert len(done.doc["published"]) == 1, "what failed at one place holds up no other"
    told = {one["name"]: one for one in two.a.doc("place", "list")}
    assert told["cloud"]["problem"] and told["cloud"]["next_try"] and not told["cloud"]["last_good"]
    assert told["usb"]["last_good"] and not told["usb"]["problem"]
    two.a.run("place", "remove", "cloud")


def test_secrets_come_from_files_and_are_never_shown(two: Two) -> None:
    two.a.run("place", "add", "sky", *WEBDAV, "--secret-file", f"password={two.secret}")
    other = ["place", "change", "sky", "--set", "user=bakyt"]
    assert "password" in two.a.run(*other, code=1).sentence, "a kept password goes to no other account"
    for words in (["place", "list"], [*other, "--secret-file", f"password={two.secret}"], ["place", "list"]):
        assert SECRET not in two.a.run(*words).out
    (sky,) = [one for one in two.a.doc("place", "list") if one["name"] == "sky"]
    assert (sky["secrets"], sky["user"], sky["url"]) == (["password"], "bakyt", "http://127.0.0.1:9/dav")
    two.a.run("place", "change", "sky", "--rename", "cloud")
    assert {one["name"] for one in two.a.doc("place", "list")} == {"usb", "cloud"}
    two.a.run("place", "remove", "cloud")


def test_an_object_is_cancelled_and_sent_after_all(two: Two) -> None:
    two.a.add("consultation", consultation(facts="кийин"))
    two.a.run("place", "add", "second", "folder", "--set", f"path={two.stick / 'none'}")
    assert two.a.run("sync", "second", code=1).doc["published"] == []
    two.a.run("sync", "usb")
    for row in [one for one in two.a.doc("outbox") if (one["place"], one["state"]) == ("second", "sealed")]:
        two.a.run("outbox", "cancel", "second", row["sha256"])
    assert {one["state"] for one in two.a.doc("outbox") if one["sha256"] == row["sha256"]} == {"there", "cancelled"}
    (two.stick / "none").mkdir()
    assert two.a.doc("sync", "second")["published"] == []
    assert len(two.a.doc("outbox", "send", "second", "--object", row["sha256"])["published"]) == 1
    two.a.run("place", "remove", "second")


def test_what_is_wrong_is_named_in_three_languages(two: Two) -> None:
    plain = ("webdav", "--set", "url=http://cloud.example.org/dav", "--set", "user=anna")
    for words, named in (
        (["place", "add", "x", *WEBDAV], "password"),
        (["place", "add", "x", *WEBDAV, "--set", f"password={SECRET}"], "password"),
        (["place", "add", "x", *plain, "--secret-file", f"password={two.secret}"], "url"),
        (["place", "add", "x", *WEBDAV, "--secret-file", "password=/no/such/file"], "/no/such/file"),
        (["place", "add", "x", "s3", "--set", "bucket=b"], "s3"),
        (["place", "change", "nowhere", "--set", "path=/"], "nowhere"),
        (["outbox", "cancel", "usb", "f" * 64], "usb"),
        (["outbox", "send", "nowhere"], "nowhere"),
    ):
        told = two.a.refused(*words)
        assert SECRET not in told and (named in told or named == "s3"), told
    assert {one["name"] for one in two.a.doc("place", "list")} == {"usb"}


def test_without_json_people_read_lines_in_their_language(two: Two) -> None:
    """Seen to fail: JSON and English names stood there, and the roster said "lawyer" and "(-)"."""
    two.a.add("consultation", consultation())
    two.a.run("place", "add", "second", "folder", "--set", f"path={two.stick / 'none'}")
    plain = {"as_json": False, "lang": "ru"}
    said = two.a.run("sync", "usb", **plain).out
    assert "usb: получено 0, оставлено 1, ждёт 0" in said
    two.a.run("sync", "second", "--no-wait", code=1)
    rows = two.a.run("outbox", **plain).out.splitlines()
    assert any("usb" in row and "Дошло, проверено" in row for row in rows) and len(rows) == 2
    assert any("second" in row and "Запечатан" in row for row in rows), rows
    places = two.a.run("place", "list", **plain).out
    assert "Папка или флешка" in places and "Последний обмен" in places
    removed = two.a.doc("vault", "info")["device_id"]
    had = two.k.run("network", "had", removed, **plain).out
    assert ": 0" not in had
    two.k.run("network", "remove", removed)
    roster = two.k.run("network", "roster", **plain).out
    assert "координатор" in roster.casefold() and "исключён" in roster
    assert "lawyer" not in roster and "(-)" not in roster
    keys = two.k.run("network", "keys", **plain).out
    assert "Действует с" in keys
    for shown in (said, *rows, places, had, roster, keys):
        assert "{" not in shown and "state:" not in shown and "waiting" not in shown


def test_help_names_the_settings_of_every_kind(capsys: pytest.CaptureFixture[str]) -> None:
    """Derived from the records of the kinds: a new setting stands there by itself."""
    for verb in ("add", "change"):
        with pytest.raises(SystemExit):
            main(["place", verb, "--help"])
        told = capsys.readouterr().out
        for kind, known in KINDS.items():
            block = told.split(f"settings of {kind} ")[1].split("settings of ")[0]
            for one in known.fields:
                how = "--secret-file" if one.kind == "secret" else "--set"
                assert f"{how} {one.name} " in block


def test_a_missing_bucket_is_no_stick_and_an_unknown_server_says_how_it_is_accepted() -> None:
    bucket = sentence(PlaceFailed("store", Trouble.NO_FOLDER, "NoSuchBucket"))
    assert "bucket" in bucket and "stick" not in bucket
    server = sentence(PlaceFailed("sky", Trouble.HOST_KEY, "SHA256:abc"))
    assert "clinic place change sky --set host_key=SHA256:abc" in server and "by telephone" in server
