"""Every fault at every call of the SSH place: before a real OpenSSH, and before a server that says no in all its ways.

Planted once, each found here: any host key accepted, a file filled without waiting for the answers (a full disk was a
success), no time-out for the answer, renaming over what is there.
"""

from __future__ import annotations

import base64
import os
import secrets
import socket
import stat
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from paramiko import sftp as protocol

from clinic_app.errors import AlreadyThere, NotThere, PlaceFailed, Trouble
from clinic_app.transport import sftp_client as client
from clinic_app.transport.place import MIB, Place
from clinic_app.transport.settings_fields import SftpSettings
from clinic_app.transport.sftp import SftpPlace
from clinic_app.transport.sftp_client import Ear, SftpClient
from clinic_app.transport.ssh_line import fingerprint
from clinic_app.wording.sentences import sentence
from tests.transport import servers
from tests.transport.conftest import a_new_folder
from tests.transport.faulty import Wire, listening, wire
from tests.transport.papers import ssh_key
from tests.transport.servers import Running

OLD = bytes(i % 251 for i in range(300_000))
NEW = bytes(i % 239 for i in range(100_000))
CALLS: dict[str, Callable[[Place], object]] = {
    "list": lambda place: [one.name for one in place.list("index/all").files],
    "read": lambda place: place.read("old.clinic"),
    "write": lambda place: place.write("new.clinic", NEW),
    "write a part": lambda place: place.write("new.piece", NEW),
    "write into a new folder": lambda place: place.write("index/new/one.index", NEW),
    "remove": lambda place: place.remove("old.clinic"),
}


class Stage:
    """A place behind a wire that may be cut, and the folder it really is."""

    def __init__(self, line: Wire, server: Running) -> None:
        self.wire = line
        folder = a_new_folder(server)
        self.files = server.files / folder
        (self.files / "index/all").mkdir(parents=True)
        (self.files / "old.clinic").write_bytes(OLD)
        (self.files / "index/all/one.index").write_bytes(b"1")
        self.settings = replace(servers.sftp_settings(server, folder), port=line.port)
        self.place = SftpPlace(self.settings, "Cloud", connect=10, silence=30)

    def ready(self) -> None:
        """The line is open, and nothing is on its way: this answer comes after all others."""
        self.place.remove("nobody.clinic")

    def wait_only(self, seconds: float) -> None:
        """A busy machine may be slow; only where silence is what is tried is the patience short."""
        self.place._silence = seconds

    def written(self) -> set[bytes]:
        return {
            one.read_bytes()
            for one in (self.files / "new.clinic", self.files / "new.piece", self.files / "index/new/one.index")
            if one.exists()
        }


@pytest.fixture
def stage(sshd: Running) -> Iterator[Stage]:
    with wire(sshd.port) as line:
        made = Stage(line, sshd)
        yield made
        made.place.close()


def why_of(call: Callable[[], object]) -> Trouble | None:
    try:
        call()
    except PlaceFailed as failed:
        assert failed.place == "Cloud" and sentence(failed).startswith("Cloud: ")
        return failed.why
    return None


@pytest.mark.parametrize("silent", [False, True], ids=["cut", "silent"])
@pytest.mark.parametrize("call", CALLS)
def test_a_line_lost_anywhere_is_named_and_harmless(stage: Stage, call: str, silent: bool) -> None:
    """The wire ends before, within and near the end of what the call sends and gets."""
    why = Trouble.SILENT if silent else Trouble.CUT
    stage.ready()
    stage.wire.after(up=10**9, down=10**9)
    whole = CALLS[call](stage.place)
    up, down = stage.wire.up, stage.wire.down
    for share in (0.0, 0.4, 0.9) if not silent else (0.3,):
        for way, bytes_there in (("up", up), ("down", down)):
            stage.wire.heal()
            for one in (stage.files / "new.clinic", stage.files / "new.piece", stage.files / "index/new/one.index"):
                one.unlink(missing_ok=True)
            (stage.files / "old.clinic").write_bytes(OLD)
            stage.ready()
            stage.wire.after(**{way: int(bytes_there * share), "silent": silent})  # type: ignore[arg-type]
            stage.wait_only(0.3 if silent else 30)
            assert why_of(lambda: CALLS[call](stage.place)) in (why, *([None] if share == 0.9 else []))
            assert stage.written() <= {NEW}
            stage.wire.heal()
            stage.wait_only(30)
            stage.place.close()
            with suppress(AlreadyThere):
                assert CALLS[call](stage.place) == whole
            assert stage.written() == ({NEW} if "write" in call else set())
            assert list(stage.files.rglob(".clinic-*")) == []


@pytest.mark.parametrize("silent", [False, True], ids=["cut", "silent"])
@pytest.mark.parametrize("after", [0, 10, 1500, 2600])
def test_a_line_lost_in_the_greeting_says_nothing_about_the_password(stage: Stage, after: int, silent: bool) -> None:
    stage.wire.after(down=after, silent=silent)
    stage.wait_only(1.0 if silent else 30)
    assert why_of(stage.place.list) is (Trouble.SILENT if silent else Trouble.CUT)
    stage.wire.heal()
    stage.wait_only(30)
    assert stage.place.read("old.clinic") == OLD


def test_a_server_whose_key_is_not_the_pinned_one_learns_nothing(stage: Stage, tmp_path: Path) -> None:
    """The fingerprint it shows is told, for comparing; the same fingerprint may be pinned."""
    shown = stage.settings.host_key
    other = ssh_key()[1]
    nobody = tmp_path / "nobody"
    nobody.write_text("")
    known = tmp_path / "known_hosts"
    known.write_text(f"[127.0.0.1]:{stage.wire.port} {shown}\n")
    for host_key, known_hosts in ((other, ""), ("", ""), ("", str(nobody)), ("SHA256:" + "A" * 43, "")):
        place = SftpPlace(replace(stage.settings, host_key=host_key, known_hosts=known_hosts), "Cloud")
        for call in CALLS.values():
            with pytest.raises(PlaceFailed) as failed:
                call(place)
            assert failed.value.why is Trouble.HOST_KEY
        assert failed.value.detail.startswith("SHA256:") and failed.value.detail in sentence(failed.value)
    pinned = failed.value.detail
    assert pinned == fingerprint(base64.b64decode(shown.split()[1]))
    for right in ({"host_key": pinned}, {"known_hosts": str(known), "host_key": ""}):
        place = SftpPlace(replace(stage.settings, **right), "Cloud")
        assert place.read("old.clinic") == OLD
        place.close()


def test_a_wrong_password_or_key_is_told_as_such(stage: Stage) -> None:
    for wrong in ({"key": "", "password": "s3cret-wrong"}, {"key": ssh_key()[0]}, {"user": "nobody-here"}):
        place = SftpPlace(replace(stage.settings, **wrong), "Cloud")
        with pytest.raises(PlaceFailed) as failed:
            place.list()
        assert failed.value.why is Trouble.PASSWORD
        assert "s3cret" not in f"{failed.value!r} {failed.value} {failed.value.data} {place!r} {place._settings!r}"


@pytest.mark.parametrize(
    ("wrong", "which"),
    [
        ({"key": "no key"}, "key"),
        ({"host_key": "ssh-ed25519 !!"}, "host_key"),
        ({"host_key": "ssh-ed25519"}, "host_key"),
        ({"known_hosts": "/nowhere/at/all"}, "known_hosts"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(stage: Stage, wrong: dict[str, str], which: str) -> None:
    with pytest.raises(PlaceFailed) as failed:
        SftpPlace(replace(stage.settings, **wrong), "Cloud").list()
    assert (failed.value.why, failed.value.detail) == (Trouble.SETTING, which)


def test_what_is_wrong_with_the_way_there_is_named(stage: Stage) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert why_of(SftpPlace(replace(stage.settings, port=port), "Cloud").list) is Trouble.UNREACHABLE
    assert why_of(SftpPlace(replace(stage.settings, host="nobody.invalid"), "Cloud").list) is Trouble.NAME
    gone = SftpPlace(replace(stage.settings, path=str(stage.files / "gone")), "Cloud")
    for call in (gone.list, lambda: gone.list("index/all"), lambda: gone.write("a/new.clinic", b"1")):
        assert why_of(call) is Trouble.NO_FOLDER
    assert not (stage.files / "gone").exists()
    gone.close()

    def mail(line: socket.socket) -> None:
        with line:
            line.sendall(b"220 mail.example.org ESMTP\r\n" * 200)
            line.recv(1000)

    with listening(mail) as port:
        place = SftpPlace(replace(stage.settings, port=port), "Cloud", silence=1)
        assert why_of(place.list) in (Trouble.SERVER, Trouble.CUT)


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
def test_a_full_disk_of_a_real_server_is_told_and_leaves_nothing() -> None:
    """The server may write no file beyond 50 kB; OpenSSH calls that a failure like any other."""
    with servers.sshd(room=100) as server:
        place = SftpPlace(servers.sftp_settings(server), "Cloud")
        place.write("small.clinic", bytes(40_000))
        assert why_of(lambda: place.write("large.clinic", bytes(300_000))) is Trouble.FULL
        assert [one.name for one in server.files.iterdir()] == ["small.clinic"]
        assert place.read("small.clinic") == bytes(40_000)
        place.close()


def test_pipes_links_and_folders_at_the_server_are_no_packages(stage: Stage) -> None:
    (stage.files / "link.clinic").symlink_to("/etc/passwd")
    (stage.files / "folder.clinic").mkdir()
    (stage.files / "Кириллица.clinic").write_bytes(b"1")
    Path(os.fsdecode(os.fsencode(stage.files) + b"/\xff\xfe.clinic")).write_bytes(b"1")
    assert [one.name for one in stage.place.list().files] == ["old.clinic"]
    with pytest.raises(NotThere):
        stage.place.read("folder.clinic")
    with pytest.raises(AlreadyThere):
        stage.place.write("folder.clinic", b"1")


class FakeServer:
    """The server's side of SFTP on a socket pair: it answers each request as the trial says."""

    def __init__(self, answer: Callable[[int, bytes], bytes], silence: float = 5) -> None:
        self.ours, theirs = socket.socketpair()
        self._line = theirs
        self._answer = answer
        self.kinds: list[int] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        self.place = SftpPlace(SftpSettings(host="h", user="u", path="/p", password="x"), "Cloud", silence=silence)
        self.place._ear = Ear(self.ours, self.place._progressed)
        self.place._began = time.monotonic()
        self.place._client = SftpClient(self.place._ear)

    def _serve(self) -> None:
        with suppress(OSError, EOFError), self._line:
            while True:
                (length,) = struct.unpack(">I", self._exactly(4))
                message = self._exactly(length)
                if message[0] == protocol.CMD_INIT:
                    answer = struct.pack(">BI", protocol.CMD_VERSION, 3)
                else:
                    self.kinds.append(message[0])
                    answer = self._answer(message[0], message[1:])
                if answer:
                    self._line.sendall(struct.pack(">I", len(answer)) + answer)

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            block = self._line.recv(count - len(data))
            if not block:
                raise EOFError
            data += block
        return data

    def close(self) -> None:
        self.ours.close()
        self._thread.join(5)


def status(body: bytes, code: int) -> bytes:
    return struct.pack(">B4sII2s4x", protocol.CMD_STATUS, body[:4], code, 2, b"no")


def handle(body: bytes) -> bytes:
    return struct.pack(">B4sI1s", protocol.CMD_HANDLE, body[:4], 1, b"h")


def size(body: bytes, count: int) -> bytes:
    return struct.pack(">B4sIQI", protocol.CMD_ATTRS, body[:4], 5, count, stat.S_IFREG | 0o600)


def part_of(data: bytes, body: bytes, most: int) -> bytes:
    start, length = struct.unpack(">QI", body[-12:])
    part = data[start : start + min(length, most)]
    if not part:
        return status(body, client.END)
    return struct.pack(">B4sI", protocol.CMD_DATA, body[:4], len(part)) + part


def test_a_refused_block_among_many_sent_ahead_is_not_lost() -> None:
    for refused in (0, 7, 99, 127):
        count = 0

        def answer(kind: int, body: bytes, refused: int = refused) -> bytes:
            nonlocal count
            count += kind == protocol.CMD_WRITE
            if kind == protocol.CMD_OPEN:
                return handle(body)
            if kind == protocol.CMD_LSTAT:
                return status(body, client.NO_SUCH_FILE)
            lacks_room = kind == protocol.CMD_WRITE and count == refused + 1
            return status(body, client.NO_SPACE if lacks_room else client.OK)

        server = FakeServer(answer)
        assert why_of(lambda server=server: server.place.write("a.clinic", bytes(4 * MIB - 1))) is Trouble.FULL
        assert server.kinds.count(protocol.CMD_CLOSE) == 1 and protocol.CMD_RENAME not in server.kinds
        server.close()


def test_a_part_of_which_a_block_was_refused_does_not_keep_its_name() -> None:
    """A part gets its name in the same breath as its bytes. Planted: the refusal told, and the torn part left there."""
    writes, removed = 0, False

    def answer(kind: int, body: bytes) -> bytes:
        nonlocal writes, removed
        writes += kind == protocol.CMD_WRITE
        removed |= kind == protocol.CMD_REMOVE and body.endswith(b"/p/a.piece")
        if kind == protocol.CMD_OPEN:
            return handle(body)
        if kind == protocol.CMD_LSTAT:
            return status(body, client.NO_SUCH_FILE)
        return status(body, client.NO_SPACE if kind == protocol.CMD_WRITE and writes == 2 else client.OK)

    server = FakeServer(answer)
    assert why_of(lambda: server.place.write("a.piece", bytes(100_000))) is Trouble.FULL
    assert removed and protocol.CMD_RENAME in server.kinds
    server.close()


@pytest.mark.parametrize("code", [client.FAILURE, client.DENIED])
def test_a_part_that_may_not_be_named_is_not_there(code: int) -> None:
    """A taken name, and one that is not to be had."""
    for taken in (True, False):

        def answer(kind: int, body: bytes, taken: bool = taken) -> bytes:
            if kind == protocol.CMD_OPEN:
                return handle(body)
            if kind == protocol.CMD_LSTAT:
                return size(body, 5) if taken else status(body, client.NO_SUCH_FILE)
            return status(body, code if kind == protocol.CMD_RENAME else client.OK)

        server = FakeServer(answer)
        if taken:
            with pytest.raises(AlreadyThere):
                server.place.write("a.piece", bytes(100_000))
        else:
            assert why_of(lambda server=server: server.place.write("a.piece", bytes(100_000))) is Trouble.SERVER
        server.close()


@pytest.mark.parametrize("most", [None, 100_000, 10**9])
def test_a_server_that_gives_little_at_once_is_asked_again(most: int | None) -> None:
    """Some servers give at most so many bytes for each question; what is missing is not the end of the file."""
    data = secrets.token_bytes(250_000)

    def answer(kind: int, body: bytes) -> bytes:
        if kind == protocol.CMD_OPEN:
            return handle(body)
        if kind == protocol.CMD_FSTAT:
            return size(body, len(data))
        return part_of(data, body, 9_000) if kind == protocol.CMD_READ else status(body, client.OK)

    server = FakeServer(answer)
    assert server.place.read("a.clinic", 5, most) == data[5:][: len(data) if most is None else most]
    server.place.remove("other.clinic")  # what was sent before it has been heard
    # Left to the garbage collector, a file is closed in the midst of another call, which may then wait in vain.
    assert server.kinds.count(protocol.CMD_CLOSE) == server.kinds.count(protocol.CMD_OPEN)
    server.close()


@pytest.mark.parametrize("most", [None, 50_000, 10**6])
def test_a_file_that_ends_before_its_announced_size_is_not_whole(most: int | None) -> None:
    def answer(kind: int, body: bytes) -> bytes:
        if kind == protocol.CMD_OPEN:
            return handle(body)
        return size(body, 100_000) if kind == protocol.CMD_FSTAT else status(body, client.END)

    server = FakeServer(answer)
    assert why_of(lambda: server.place.read("a.clinic", 0, most)) is Trouble.WRONG
    server.close()


def test_a_listing_that_is_left_in_the_middle_spoils_no_other() -> None:
    """Answers to what was asked ahead still come; a name that is no UTF-8 is passed over."""
    given = 0

    def answer(kind: int, body: bytes) -> bytes:
        nonlocal given
        if kind == protocol.CMD_OPENDIR:
            given = 0
            return handle(body)
        if kind != protocol.CMD_READDIR:
            return status(body, client.OK)
        given += 1
        names = [b"%d.index" % given, b"\xff\xfe.index"] if given <= 9 else []
        rows = b"".join(
            struct.pack(">I", len(name)) + name + struct.pack(">I1sIQI", 1, b"-", 5, 3, stat.S_IFREG | 0o600)
            for name in names
        )
        told = struct.pack(">B4sI", protocol.CMD_NAME, body[:4], len(names)) + rows
        return told if names else status(body, client.END)

    server = FakeServer(answer)
    for most in (2, 9, 3, 100):
        listing = server.place.list("index/all", most)
        assert (len(listing.files), listing.more) == (min(most, 9), most < 9)
    server.place.remove("a.clinic")  # what was sent before it has been heard
    assert server.kinds.count(protocol.CMD_CLOSE) == 4
    server.close()


NONSENSE = {
    "a handle of nothing asked": (b"\x66\0\0\0\x63\0\0\0\0", Trouble.SILENT),  # passed over: it answers nobody
    "no number": (b"\x66", Trouble.SILENT),
    "another kind": (b"\x69\0\0\0\x01\0\0\0\0", Trouble.SERVER),
    "a message without end": (b"", Trouble.SERVER),
}


@pytest.mark.parametrize("said", NONSENSE)
def test_nonsense_for_an_answer_ends_the_call(said: str) -> None:
    nonsense, why = NONSENSE[said]
    server = FakeServer(lambda _kind, _body: nonsense, silence=0.3)
    if not nonsense:
        server._line.sendall(b"\xff\xff\xff\xff")
    assert why_of(lambda: server.place.read("a.clinic")) is why
    server.close()


def test_a_server_that_never_ends_to_speak_is_left() -> None:
    """It says what nobody asked, as fast as it can; planted once, and the call never ended."""
    noise = struct.pack(">IB4sI", 1 << 16, protocol.CMD_DATA, b"\0\0\xff\xff", 0) + bytes((1 << 16) - 9)

    def answer(_kind: int, _body: bytes) -> bytes:
        with suppress(OSError):
            while True:
                server._line.sendall(noise)
        return b""

    server = FakeServer(answer)
    assert why_of(lambda: server.place.remove("a.clinic")) is Trouble.SERVER
    server.close()


REFUSALS = {
    client.DENIED: Trouble.FORBIDDEN,
    client.NO_SPACE: Trouble.FULL,
    client.OVER_QUOTA: Trouble.FULL,
    client.WRITE_PROTECTED: Trouble.READ_ONLY,
    client.FAILURE: Trouble.SERVER,
}


@pytest.mark.parametrize("code", REFUSALS)
@pytest.mark.parametrize("call", CALLS)
def test_what_a_server_refuses_is_named(call: str, code: int) -> None:
    server = FakeServer(lambda _kind, body: status(body, code))
    assert why_of(lambda: CALLS[call](server.place)) is REFUSALS[code]
    server.close()
