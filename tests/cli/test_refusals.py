"""Every refusal: its exit code, one clear sentence in the language asked for, and nothing changed by it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from clinic_app.keys.tries import forget_tries
from tests.cli.laptop import LANGUAGES, Laptop, consultation, join, speaks

NOBODY = "00000000-0000-7000-8000-000000000000"


@dataclass(frozen=True)
class World:
    """A joined office, a coordinator, and somebody in no network; `room` holds files good and bad."""

    office: Laptop
    coordinator: Laptop
    alone: Laptop
    room: Path
    record: str
    package: Path


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("refusals")
    office = Laptop(folder / "office").founded("NAR1")
    coordinator = Laptop(folder / "coordinator").founded("BISH", "coordinator")
    alone = Laptop(folder / "alone").founded("OSH1")
    join(coordinator, (office, "NAR1"))
    (record,) = office.add("consultation", consultation())
    package = next(office.exported("stick").glob("*.clinic"))
    room = folder / "room"
    room.mkdir()
    bad = bytearray(package.read_bytes())
    bad[len(bad) // 2] ^= 1
    (room / "bad.clinic").write_bytes(bad)
    for name, text in {
        "rubbish": "rubbish",
        "empty": "",
        "weak": "short",
        "other-words": "башка сырсөз 2026",
        "new-words": "жаңы сөз 2026 көл",
        "wrong-code": "11111 22222 33333 44444 55555 66666 77777 88888",
        "mistyped-code": _mistyped(str(office.codes["recovery_code"])),
        "lines.json": '{"name": "А"}\nnot json\n',
        "field.json": '{"no_such_field": 1}',
        "code.json": '{"name_display": "А", "sex": "no_such_code"}',
        "type.json": '{"name_display": ["А"]}',
        "nobody.json": json.dumps(consultation(person_id=NOBODY, name_display="", phone="")),
        "no-case.json": json.dumps({"case_id": NOBODY, "kind": "decision_copy", "on": "2026"}),
        "old.xls": "\xd0\xcf\x11\xe0",
        "mapping.json": "[1]",
        "register.csv": "Дата;ФИО\n01.02.2026;А\n",
    }.items():
        (room / name).write_text(text, encoding="utf-8")
    office.run("vault", "backup", "--to", room / "good.backup")
    return World(office, coordinator, alone, room, record, package)


def _mistyped(code: str) -> str:
    return f"{code[:4]}{(int(code[4]) + 1) % 10}{code[5:]}"


Asked = Callable[[World], tuple[Laptop, list[object]]]


def office(*words: object) -> Asked:
    return lambda world: (world.office, [_placed(world, word) for word in words])


def coordinator(*words: object) -> Asked:
    return lambda world: (world.coordinator, [_placed(world, word) for word in words])


def alone(*words: object) -> Asked:
    return lambda world: (world.alone, [_placed(world, word) for word in words])


def _placed(world: World, word: object) -> object:
    """`@name` is a file of the room, `{record}` and `{package}` are what they say."""
    text = str(word)
    if text.startswith("@"):
        return world.room / text[1:]
    return text.replace("{record}", world.record).replace("{package}", str(world.package))


CREATE = ("vault", "create", "--office-name", "Т", "--person", "А", "--role", "lawyer", "--no-keyring", "--kdf-floor")
RECOVER, NEW = ("vault", "recover", "--code-file"), ("--new-passphrase-file",)
EDIT = ("record", "edit", "consultation", "{record}", "--set")
REPORT = ("report", "hotline", "--from", "2026-01-01", "--to", "2026-12-31", "--out")

# name: (who and what, exit code, what the sentence must name)
REFUSALS: dict[str, tuple[Asked, int, str]] = {
    "no vault": (office("vault", "info", "--vault", "@nowhere"), 1, "nowhere"),
    "wrong passphrase": (office("vault", "info", "--passphrase-file", "@other-words"), 3, ""),
    "empty passphrase": (office("vault", "info", "--passphrase-file", "@empty"), 3, ""),
    "no passphrase file": (office("vault", "info", "--passphrase-file", "@nowhere"), 1, "nowhere"),
    "vault there already": (office(*CREATE, "--office", "NAR1"), 1, "vault"),
    "office code": (office(*CREATE, "--vault", "@new", "--office", "Нарын 1"), 1, "NAR1"),
    "no name": (office(*CREATE, "--vault", "@new", "--office", "NAR1", "--person", " "), 1, ""),
    "weak": (office(*CREATE, "--vault", "@new", "--office", "NAR1", "--passphrase-file", "@weak"), 1, "10"),
    "below a file": (office(*CREATE, "--vault", "@rubbish/new", "--office", "NAR1"), 1, "rubbish"),
    "OneDrive": (office(*CREATE, "--vault", "@OneDrive/vault", "--office", "NAR1"), 1, "OneDrive"),
    "OneDrive of a firm": (office(*CREATE, "--vault", "@OneDrive - Adilet/v", "--office", "NAR1"), 1, "OneDrive"),
    "Yandex": (office(*CREATE, "--vault", "@Яндекс.Диск/v", "--office", "NAR1"), 1, "Yandex"),
    "no keyring here": (
        office("vault", "create", "--office", "A", "--office-name", "Т", "--person", "А", "--role", "lawyer", "--vault",
               "@new", "--kdf-floor"), 1, "",
    ),
    "weak new passphrase": (office("vault", "passphrase", "--new-passphrase-file", "@weak"), 1, "10"),
    "no new passphrase": (office("vault", "passphrase", "--new-passphrase-file", "@nowhere"), 1, "nowhere"),
    "wrong code": (office(*RECOVER, "@wrong-code", *NEW, "@new-words"), 3, ""),
    "mistyped code": (
        office(*RECOVER, "@mistyped-code", *NEW, "@new-words"), 3, "1",
    ),
    "recover to weak": (office(*RECOVER, "@wrong-code", *NEW, "@weak"), 1, "10"),
    "identity nowhere": (office("vault", "identity", "--out", "@nowhere/id"), 1, "nowhere"),
    "backup over a file": (office("vault", "backup", "--to", "@rubbish"), 1, "rubbish"),
    "backup nowhere": (office("vault", "backup", "--to", "@nowhere/b"), 1, "nowhere"),
    "restore nothing": (office("vault", "restore", "@nowhere", "--to", "@new"), 1, "nowhere"),
    "restore rubbish": (office("vault", "restore", "@rubbish", "--to", "@new"), 1, "rubbish"),
    "restore over a vault": (office("vault", "restore", "@good.backup", "--to", "@."), 1, ""),
    "restore wrong words": (
        office("vault", "restore", "@good.backup", "--to", "@new", "--passphrase-file", "@other-words"), 3, "",
    ),
    "network by a lawyer": (alone("network", "create", "--name", "Т"), 1, ""),
    "second network": (coordinator("network", "create", "--name", "Т"), 1, "Сыноо"),
    "admit nothing": (coordinator("network", "admit", "@nowhere", "--office", "A", "--out", "@g"), 1, "nowhere"),
    "admit rubbish": (coordinator("network", "admit", "@rubbish", "--office", "A", "--out", "@g"), 4, "rubbish"),
    "admit by a lawyer": (office("network", "admit", "@rubbish", "--office", "A", "--out", "@g"), 1, ""),
    "admit outside": (alone("network", "admit", "@rubbish", "--office", "A", "--out", "@g"), 1, ""),
    "join twice": (office("network", "join", "@rubbish"), 1, "Сыноо"),
    "ask twice": (office("device", "request", "--out", "@q"), 1, "Сыноо"),
    "join unasked": (alone("network", "join", "@rubbish"), 1, ""),
    "no roster": (alone("network", "roster"), 1, ""),
    "remove a stranger": (coordinator("network", "remove", NOBODY), 1, NOBODY),
    "remove by a lawyer": (office("network", "remove", NOBODY), 1, ""),
    "no such type": (office("record", "list", "no_such_type"), 1, "no_such_type"),
    "roster type": (office("record", "list", "device"), 1, "device"),
    "no such field": (office("record", "add", "person", "--from", "@field.json"), 1, "no_such_field"),
    "no such code": (office("record", "add", "person", "--from", "@code.json"), 1, "sex"),
    "wrong type": (office("record", "add", "person", "--from", "@type.json"), 1, "name_display"),
    "of nobody": (office("record", "add", "consultation", "--from", "@nobody.json"), 1, "person_id"),
    "of no case": (office("record", "add", "case_event", "--from", "@no-case.json"), 1, "case_id"),
    "not JSON": (office("record", "add", "person", "--from", "@lines.json"), 1, "lines.json"),
    "no file": (office("record", "add", "person", "--from", "@nowhere"), 1, "nowhere"),
    "a folder": (office("record", "add", "person", "--from", "@."), 1, "room"),
    "narrowed by no field": (office("record", "list", "person", "--where", "no_such_field=1"), 1, "no_such_field"),
    "narrowed by no code": (office("record", "list", "person", "--where", "sex=no_such_code"), 1, "sex"),
    "narrowed by nothing": (office("record", "list", "person", "--where", "sex"), 1, "sex"),
    "no such record": (office("record", "show", "person", NOBODY), 1, NOBODY),
    "of another type": (office("record", "show", "person", "{record}"), 1, "{record}"),
    "edit nobody": (office("record", "edit", "person", NOBODY, "--set", "sex=f"), 1, NOBODY),
    "edit no field": (office(*EDIT, "no_such=1"), 1, "no_such"),
    "edit no code": (office(*EDIT, "topic=NO.SUCH"), 1, "topic"),
    "edit to nothing": (office(*EDIT, "advice="), 1, "advice"),
    "edit a number": (office(*EDIT, "duration_min=-5"), 1, "duration_min"),
    "edit broken JSON": (office(*EDIT, "consents=[{"), 1, "consents"),
    "edit unsplit": (office(*EDIT, "advice"), 1, "advice"),
    "edit the id": (office(*EDIT, "id=1"), 1, "id"),
    "no such version": (
        office(*EDIT, "facts=x", "--version", "ab12"), 1, "ab12",
    ),
    "archive nobody": (office("record", "archive", "person", NOBODY), 1, NOBODY),
    "check from rubbish": (office("people", "check", "--from", "@rubbish"), 1, "rubbish"),
    "print nobody": (office("print", "person", NOBODY, "--out", "@card.pdf"), 1, NOBODY),
    "print nowhere": (office("print", "consultation", "{record}", "--out", "@nowhere/card.pdf"), 1, "nowhere"),
    "import nothing": (office("import", "@nowhere.csv", "--type", "consultation"), 1, "nowhere"),
    "import no type": (office("import", "@register.csv", "--type", "no_such_type"), 1, "no_such_type"),
    "import no field": (
        office("import", "@register.csv", "--type", "consultation", "--map", "ФИО=no_such"), 1, "no_such",
    ),
    "import no heading": (office("import", "@register.csv", "--type", "consultation", "--map", "Нет=facts"), 1, "Нет"),
    "import no mapping": (
        office("import", "@register.csv", "--type", "consultation", "--mapping", "@nowhere"), 1, "nowhere",
    ),
    "import wrong mapping": (
        office("import", "@register.csv", "--type", "consultation", "--mapping", "@mapping.json"), 1, "mapping.json",
    ),
    "import no sheet": (office("import", "@old.xls", "--type", "consultation"), 1, "old.xls"),
    "export nowhere": (office("export", "--to", "@nowhere"), 1, "nowhere"),
    "export without a place": (office("export"), 1, ""),
    "export outside": (alone("export", "--to", "@."), 1, ""),
    "merge outside": (alone("merge", "{package}"), 1, ""),
    "merge nothing": (coordinator("merge", "@nowhere.clinic"), 1, "nowhere"),
    "merge rubbish": (coordinator("merge", "@rubbish"), 4, "rubbish"),
    "merge an empty file": (coordinator("merge", "@empty"), 4, "empty"),
    "merge one changed bit": (coordinator("merge", "@bad.clinic"), 4, "bad.clinic"),
    "preview one changed bit": (coordinator("preview", "@bad.clinic"), 4, "bad.clinic"),
    "preview nothing": (coordinator("preview", "@nowhere.clinic"), 1, "nowhere"),
    "resolve nothing": (office("resolve", "no-conflict", "--take", "abcdef0123"), 1, "no-conflict"),
    "place without path": (office("place", "add", "usb", "folder"), 1, "path"),
    "place with more": (office("place", "add", "usb", "folder", "--set", "path=/", "--set", "x=1"), 1, "x"),
    "place unknown": (office("place", "remove", "no_such_place"), 1, "no_such_place"),
    "place untested": (office("place", "test", "no_such_place"), 1, "no_such_place"),
    "sync nowhere": (office("sync"), 1, ""),
    "sync unknown": (office("sync", "no_such_place"), 1, "no_such_place"),
    "no such report": (office("report", "no_such", *REPORT[2:], "@r.pdf"), 1, "no_such"),
    "no such day": (office(*REPORT, "@r.pdf", "--from", "31.02.2026"), 1, "31.02"),
    "no such paper": (office(*REPORT, "@r.docx"), 1, "r.docx"),
    "report backwards": (office(*REPORT, "@r.pdf", "--from", "2027-01-01"), 1, "2027-01-01"),
    "report of no office": (office(*REPORT, "@r.pdf", "--office", "NO1"), 1, "NO1"),
    "report nowhere": (office(*REPORT, "@nowhere/r.pdf"), 1, "nowhere"),
}  # fmt: skip

WITH_A_DOCUMENT = ("merge", "preview")  # they say per package what became of it


def refused(world: World, name: str, languages: tuple[str, ...]) -> dict[str, str]:
    """The sentences of a refusal that changed nothing in its room.

    Before each, wrong tries are forgotten, as an opening makes them: else the fourth refusal of a passphrase, and
    whatever opens the case book right after it, would be told to wait.
    """
    asked, code, named = REFUSALS[name]
    laptop, words = asked(world)
    before = sorted(path.name for path in world.room.iterdir())
    said = {}
    for lang in languages:
        forget_tries(laptop.vault)
        done = laptop.run(*words, code=code, lang=lang)
        said[lang] = done.sentence
        assert str(_placed(world, named)) in done.sentence, done.sentence
        assert not done.out or (words[0] in WITH_A_DOCUMENT and code == 4)
    assert sorted(path.name for path in world.room.iterdir()) == before
    return said


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_is_one_sentence_that_names_what_is_wrong(world: World, name: str) -> None:
    """Each in one language, in turn; tests/long asks for all three of all of them."""
    speaks(refused(world, name, (LANGUAGES[list(REFUSALS).index(name) % len(LANGUAGES)],)))


def test_after_all_refusals_everything_is_as_it_was(world: World) -> None:
    assert world.office.doc("vault", "info")["counts"]["consultation"] == 1
    assert all(laptop.is_whole() for laptop in (world.office, world.coordinator, world.alone))
    assert world.coordinator.doc("merge", world.package)["packages"][0]["status"] == "merged"


@pytest.mark.parametrize(
    "words",
    [
        ["no-such-command"],
        ["record"],
        ["record", "list"],
        ["record", "list", "person", "--limit", "0"],
        ["record", "list", "person", "--no-such-option"],
        ["vault", "create", "--office", "A"],
        ["export", "--t", "x"],
        ["resolve", "x"],
        ["record", "list", "person", "--passphrase", "secret"],
        ["report", "hotline", "--from", "2026-01-01", "--to", "2026-01-31", "--profile", "all", "--out", "x.pdf"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2_and_leaves_stdout_empty(world: World, words: list[str]) -> None:
    done = world.office.run(*words, code=2)
    assert done.out == "" and done.err


def test_every_command_takes_help(world: World) -> None:
    from clinic_app.cli.grammar.descriptions import DESCRIPTIONS

    for name in DESCRIPTIONS:
        done = world.office.run(*name.split(), "--help", as_json=False)
        assert done.out.startswith("usage: clinic ") and "--json" in done.out and "--passphrase-file" in done.out


def test_without_json_people_read_lines(world: World) -> None:
    for words in (
        ["vault", "info"],
        ["record", "list", "consultation"],
        ["search", "Алимент"],
        ["reports"],
        ["merges"],
    ):
        done = world.office.run(*words, as_json=False)
        assert done.out.strip() == "" or not done.out.startswith(("[", "{")), words


def test_a_process_started_anew_says_the_same(world: World) -> None:
    """The other tests fork a prepared process; this one is what a shell does."""
    asked: list[tuple[list[str], int]] = [(["reports"], 0), (["record", "list", "no_such_type"], 1), (["no-such"], 2)]
    for words, code in asked:
        really = world.office.run(*words, code=code, real=True, lang="ky")
        assert really == world.office.run(*words, code=code, lang="ky")


def test_the_language_of_the_locale_is_spoken_when_none_is_named(world: World) -> None:
    said = set()
    for locale in ("ky_KG.UTF-8", "ru_RU.UTF-8", "C"):
        world.office.more["LC_ALL"] = locale
        argv = world.office.command("record", "list", "no_such_type")[3:]
        assert Laptop.server is None or said.add(Laptop.server.run(argv, world.office.environment, "").err) is None
    world.office.more.clear()
    assert len(said) == 3 or Laptop.server is None


def test_no_secret_is_asked_for_where_nobody_can_answer(world: World) -> None:
    world.office.more["CLINIC_PASSPHRASE_FILE"] = ""
    done = world.office.run("vault", "info", code=1)
    world.office.more.clear()
    assert "--passphrase-file" in done.sentence
