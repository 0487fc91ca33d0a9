"""Nothing typed is readable on a seized laptop: not while a program works, not after it was killed, not afterwards.

A whole round is lived with a marker in every text; then everything under the vault, HOME and the temporary folder is
searched. Only files that a person saved on purpose may hold some.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.laptop import HOUSE, Laptop, case, consultation
from tests.cli.markers import CORES, filled, found_in, hidings, leaks, marker
from tests.cli.test_import_options import GOOD, sheet

WORDS = marker("passphrase")


@pytest.mark.parametrize("way", hidings(marker("x")))
def test_the_search_finds_what_hides(way: str) -> None:
    """Were it blind to one of these, the tests below would prove nothing."""
    assert found_in(hidings(marker("x") + " and more words, " * 9)[way])
    assert not found_in(hidings("other words altogether, " * 9)[way])


@dataclass
class Round:
    """Two laptops, what is put in and what is saved on purpose; `traces` are strace's, by command."""

    folder: Path
    office: Laptop
    coordinator: Laptop
    inputs: Path
    saved: Path
    found: dict[str, list[str]] = field(default_factory=dict)

    def look(self, when: str) -> None:
        """Search everything a thief would."""
        laptops = (self.office, self.coordinator)
        self.found[when] = leaks([laptop.folder for laptop in laptops], [laptop.words for laptop in laptops])


def typed() -> dict[str, list[dict[str, object]]]:
    """A record of every type with a marker in every text field."""
    about = consultation(name_display=marker("client"), phone="0907316482", safe_contact=marker("safe"))
    del about["facts"], about["advice"]
    about |= {"address": marker("address"), "pin": "90731648212345", "project_codes": []}
    about["consents"] = [{"kind": "processing", "form": "oral", "text_version": marker("consent")}]
    return {"person": [filled("person", {})], "consultation": [filled("consultation", about)]}


def begin(folder: Path) -> Round:
    office, coordinator = Laptop(folder / "office", WORDS), Laptop(folder / "k", WORDS)
    inputs, saved = folder / "inputs", folder / "saved"
    inputs.mkdir()
    saved.mkdir()
    for laptop, code, role in ((office, "NAR1", "lawyer"), (coordinator, "BISH", "coordinator")):
        told = ["--office", code, "--office-name", marker("office"), "--person", marker("person"), "--role", role]
        laptop.run("vault", "create", *told, "--no-keyring", "--kdf-floor")
    return Round(folder, office, coordinator, inputs, saved)


def join_them(lived: Round) -> None:
    office, k, saved = lived.office, lived.coordinator, lived.saved
    k.run("network", "create", "--name", marker("network"))
    office.run("device", "request", "--out", saved / "request")
    k.run("network", "admit", saved / "request", "--office", "NAR1", "--out", saved / "invitation")
    office.run("network", "join", saved / "invitation")


def write_everything(lived: Round) -> tuple[str, str]:
    """Records of every type, edits, a conflict, an import; returns a consultation and a case."""
    office, records = lived.office, typed()
    (person,) = office.add("person", *records["person"])
    (asked,) = office.add("consultation", *records["consultation"])
    (matter,) = office.add("journalist_case", filled("journalist_case", case(person, title=marker("title"))))
    office.add("case_event", filled("case_event", {"case_id": matter, "kind": "decision_copy", "on": "2026-03-05"}))
    office.add("member", filled("member", {"role": "lawyer"}))
    seen = office.show("consultation", asked)["version"]
    for version, text in ((), marker("first")), (("--version", seen), marker("second")):
        office.run("record", "edit", "consultation", asked, "--set", f"advice={text}", *version)
    office.run("record", "edit", "consultation", asked, "--set", f"advice={marker('third')}", code=1)
    office.run(
        "record", "add", "person", "--from", "-", give=json.dumps({"name_display": marker("x"), "no": 1}), code=1
    )
    sheet = lived.inputs / f"{CORES[0]} {CORES[1]}.csv"
    sheet.write_text(
        "№;Дата;ФИО;Телефон;Тема;Консультация;Пол;Район;Мин.\n"
        f"1;01.02.2026;{marker('caller')};0907316482;Алименты;{marker('imported')};Ж;Нарын;5\n"
        f"2;31.02.2026;{marker('wrong')};0907316482;Алименты;{marker('wrong row')};Ж;Нарын;5\n",
        encoding="utf-8-sig",
    )
    office.run("import", sheet, "--type", "consultation", "--map", "Тема=topic", "--map", "Мин.=duration_min")
    letter = lived.inputs / f"{CORES[0]} letter.txt"
    letter.write_text(f"{marker('evidence')}\n" * 20_000, encoding="utf-8")
    for kind, id in (("consultation", asked), ("journalist_case", matter)):
        office.run("attach", kind, id, letter, "--note", marker("evidence"))
    return asked, matter


def live_with_others(lived: Round) -> None:
    """A second person at the same laptop, and what the paper trail says of it all."""
    office, saved = lived.office, lived.saved
    theirs = lived.inputs / "theirs"
    theirs.write_text("көк асман алты булут 77", encoding="utf-8")
    name, secret = marker("second"), ("--new-passphrase-file", theirs)
    office.run("vault", "person-add", "--name", name, "--role", "paralegal", *secret)
    office.run("vault", "people")
    office.run("vault", "person-role", name, "lawyer")
    office.run("vault", "person-passphrase", name, *secret)
    office.run("trail")
    for suffix in ("csv", "pdf"):
        office.run("trail", "export", "--out", saved / f"trail.{suffix}")
    office.run("vault", "person-remove", name)
    assert office.run("trail", "check").code == 0


def exchange_and_print(lived: Round, asked: str, matter: str) -> None:
    office, k, saved = lived.office, lived.coordinator, lived.saved
    stick = saved / "stick"
    stick.mkdir(exist_ok=True)
    office.run("place", "add", marker("place"), "folder", "--set", f"path={stick}")
    office.run("place", "list")
    office.run("export", "--to", stick)
    k.run("preview", stick)
    k.run("merge", stick)
    k.run("merges")
    (conflict,) = k.doc("conflicts")
    k.run("resolve", conflict["id"], "--value", marker("decided"))
    k.run("sync", code=1)
    office.run("sync")
    for laptop in (office, k):
        assert laptop.doc("search", CORES[0]) and laptop.doc("search", CORES[1])
        assert laptop.doc("people", "check", marker("client"))
        laptop.run("record", "list", "consultation", as_json=False)
        laptop.run("record", "show", "consultation", asked, "--history")
        for suffix in ("pdf", "xlsx", "csv"):
            out = saved / f"{laptop.folder.name}.{suffix}"
            laptop.run("report", "hotline", "--from", "2026-01-01", "--to", "2026-12-31", "--out", out)
        laptop.run("print", "journalist_case", matter, "--out", saved / f"{laptop.folder.name}-case.pdf")
        (piece,) = laptop.doc("attachments", "journalist_case", matter)
        assert piece["here"]
        letter = saved / f"{laptop.folder.name}-letter"
        laptop.run("attachment", "export", piece["sha256"], "--out", letter, "--to-whom", marker("court"))
        assert CORES[0].encode() in letter.read_bytes()
        laptop.run("attachment", "check", piece["sha256"])
        laptop.run("print", "attachment", piece["id"], "--out", saved / f"{laptop.folder.name}-custody.pdf")
        laptop.run("vault", "backup", "--to", saved / f"{laptop.folder.name}.backup")
        laptop.run("vault", "check")
        laptop.run("search", CORES[0], "--vault", saved / "nowhere", code=1)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Round]:
    lived = begin(tmp_path_factory.mktemp("markers"))
    lived.look("founded")
    join_them(lived)
    asked, matter = write_everything(lived)
    lived.look("written")
    command = [sys.executable, "-m", "tests.cli.holding_a_vault", lived.office.vault, lived.office.words]
    holding = subprocess.Popen(
        [*map(str, command), json.dumps({"name": marker("held"), "draft": marker("draft")})],
        cwd=HOUSE,
        env=lived.office.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holding:
        assert holding.stdout is not None and holding.stdout.readline() == b"in the middle\n"
        lived.look("in the middle")
        lived.size_in_the_middle = (lived.office.vault / "vault.db-wal").stat().st_size  # type: ignore[attr-defined]
        holding.kill()
    lived.look("killed")
    lived.left = sorted(path.name for path in lived.office.vault.iterdir())  # type: ignore[attr-defined]
    exchange_and_print(lived, asked, matter)
    live_with_others(lived)
    lived.look("at the end")
    yield lived


@pytest.mark.parametrize("when", ["founded", "written", "in the middle", "killed", "at the end"])
def test_no_marker_is_readable(lived: Round, when: str) -> None:
    """With a draft kept in a file beside the vault (planted once) it fails."""
    assert lived.found[when] == []


def test_the_unfinished_change_had_reached_the_disk_and_is_gone(lived: Round) -> None:
    """Otherwise looking in the middle, and after the kill, would have looked at nothing."""
    assert lived.size_in_the_middle > 500_000  # type: ignore[attr-defined]
    assert lived.office.is_whole()
    people = [row["name_display"] for row in lived.office.doc("record", "list", "person")]
    assert people.count(marker("held")) == 1 and not any(name.startswith(f"{marker('held')} ") for name in people)


def test_what_was_saved_before_the_kill_is_there_and_so_is_the_draft(lived: Round) -> None:
    asking = (
        "import sys; from pathlib import Path; from clinic_app.clinic import Clinic;"
        "clinic = Clinic.open(Path(sys.argv[1]), Path(sys.argv[2]).read_text(encoding='utf-8'));"
        "sys.stdout.buffer.write(clinic.drafts.take('consultation:new')['draft'].encode())"
    )
    command = [sys.executable, "-c", asking, str(lived.office.vault), str(lived.office.words)]
    done = subprocess.run(command, env=lived.office.environment, cwd=HOUSE, capture_output=True, check=True)
    assert done.stdout.decode() == marker("draft")


def test_every_text_field_was_typed_into(lived: Round) -> None:
    """A field that a later release adds is marked by itself, or this says that it is not."""
    for kind in ("person", "consultation", "journalist_case", "case_event", "member"):
        rows = lived.office.doc("record", "list", kind)
        wanted = {name for name, value in filled(kind, {}).items() if CORES[0] in str(value)}
        marked = {name for row in rows for name in wanted if CORES[0] in str(row[name])}
        assert marked == wanted, kind


def test_only_files_saved_on_purpose_hold_something(lived: Round) -> None:
    """A request says who asks; the case book's copy and the packages say nothing."""
    readable = {Path(path).name for path in leaks([lived.saved])}
    assert readable >= {"request"}
    assert not readable & {"invitation", "office.backup", "k.backup", "stick"}
    assert list((lived.saved / "stick").glob("*.age"))
    assert not [name for name in readable if name.endswith((".clinic", ".age"))]


def test_the_temporary_folders_are_empty(lived: Round) -> None:
    for laptop in (lived.office, lived.coordinator):
        assert list((laptop.folder / "tmp").iterdir()) == []
        assert [path for path in (laptop.folder / "home").rglob("*") if path.is_file()] == []
        assert {path.name for path in laptop.vault.iterdir()} <= {
            "vault.db", "vault.db-wal", "vault.db-shm", "slots.json", "slots.json.bak", "blobs", "exchange.lock",
            "backup.lock", "slots.lock",
        }  # fmt: skip


# --- every file that is opened for writing -----------------------------------------------------------------------

EXPECTED = {
    r"vault/vault\.db(-wal|-shm|-journal)?": "the case book",
    r"vault/slots\.json(\.bak)?": "the locks",
    r"vault/\.slots-\w+": "the locks, on their way",
    r"vault/\.backup-[0-9a-f]{8}\.db(-wal|-shm|-journal)?": "the copy that becomes a backup, encrypted",
    r"vault/\.trial-[0-9a-f]{8}(/(vault\.db(-wal|-shm|-journal)?|slots\.json(\.bak)?))?": "the backup, tried out",
    r"vault/backup-work/(copy|trial)/(vault\.db(-wal|-shm|-journal)?|slots\.json)": "a backup in the making, encrypted",
    r"vault/backup\.lock": "one backup at a time",
    r"tmp/(\w{8}|tmp\w{8}/probe-\w+)": "Python and the lock's library trying what the disk can do: nothing of ours",
    r"(vault|saved/restored/restoring)/blobs/new/[0-9a-f]{32}\.part": "a sealed file, on its way",
    r"(vault|saved/restored/restoring)/blobs/(new|[0-9a-f]{2})/[0-9a-f]{64}": "a sealed file",
    r"saved/stick/[0-9a-f]{64}\.age": "sealed files beside packages",
    r"saved/[\w.-]+": "what the person asked for",
    r"saved/stick/[\w.-]+\.clinic": "packages",
    r"saved/(stick/)?\.[\w.-]+\.part": "the same, on its way",
    r"saved/restored/restoring/(vault\.db(-wal|-shm|-journal)?|slots\.json(\.bak)?|\.slots-\w+)": "what is put back",
    r"saved/restored(/(restoring/)?blobs|/(vault\.db|slots\.json(\.bak)?|restoring))?": "what was put back, renamed",
    r"(vault|saved/restored(/restoring)?)/slots\.lock": "one change of the locks at a time: empty",
}
_CALL = re.compile(r'^\d+\s+(\w+)\((?:AT_FDCWD, |\d+(?:<[^>]*>)?, )?"([^"]*)"(.*)$')


def written(trace: Path) -> set[str]:
    """The paths that a traced command created, opened for writing, or gave a new name."""
    found = set()
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        match = _CALL.match(line)
        if match is None or " = -1 " in line:
            continue
        call, path, rest = match.groups()
        if call.startswith("open") and not re.search(r"O_(WRONLY|RDWR|CREAT)", rest):
            continue
        found.add(path)
        if call.startswith("rename"):
            found |= set(re.findall(r'"([^"]*)"', rest))
    return found


@pytest.mark.skipif(shutil.which("strace") is None, reason="apt install strace")
def test_every_file_opened_for_writing_is_one_we_expect(tmp_path: Path) -> None:
    lived = begin(tmp_path)
    join_them(lived)
    office, saved = lived.office, lived.saved
    (saved / "stick").mkdir()
    (asked,) = office.add("consultation", *typed()["consultation"])
    (lived.inputs / "people.json").write_text(json.dumps(typed()["person"]), encoding="utf-8")
    commands: list[list[object]] = [
        ["record", "add", "person", "--from", lived.inputs / "people.json"],
        ["record", "list", "consultation"],
        ["import", sheet(tmp_path, GOOD), "--type", "consultation"],
        ["search", CORES[0]],
        ["attach", "consultation", asked, lived.inputs / "people.json"],
        ["export", "--to", saved / "stick"],
        ["report", "hotline", "--from", "2020-05-01", "--to", "2021-03-31", "--out", saved / "report.pdf"],
        ["report", "hotline", "--from", "2020-05-01", "--to", "2021-03-31", "--out", saved / "report.xlsx"],
        ["print", "consultation", asked, "--out", saved / "card.pdf"],
        ["vault", "backup", "--to", saved / "copy.backup"],
        ["vault", "restore", saved / "copy.backup", "--to", saved / "restored"],
        ["vault", "check"],
    ]
    calls = "trace=open,openat,openat2,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mknod,mknodat"
    seen = set()
    for number, words in enumerate(commands):
        trace = tmp_path / f"trace-{number}"
        office.run(*words, before=("strace", "-f", "--seccomp-bpf", "-qq", "-s", "400", "-e", calls, "-o", str(trace)))
        seen |= written(trace)
    unexpected = []
    for path in sorted(seen - {"/dev/null", "/dev/tty", "/dev/shm"}):
        inside = re.sub(rf"^{re.escape(str(tmp_path))}/(office/)?", "", path)
        if not any(re.fullmatch(pattern, inside) for pattern in EXPECTED):
            unexpected.append(path)
    assert unexpected == []
    assert any(path.endswith("vault.db") for path in seen) and any(path.endswith("card.pdf") for path in seen)
    assert [*(office.folder / "tmp").iterdir()] == []
    locks = [*tmp_path.rglob("*.lock")]
    assert locks and all(lock.stat().st_size == 0 for lock in locks)
    assert not leaks([saved / "restored"])
