"""A real window in a process of its own: opens, types, locks, and looks through its own memory for what should be gone.

Prints one JSON line {name: copies found}. What is looked for is kept here turned by a mask, so that the search does not
find itself.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import re
import sys
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

MASK = bytes(range(1, 251)) * 4


def turned(content: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(content, MASK, strict=False))


def until(said: object) -> None:
    clock = QElapsedTimer()
    clock.start()
    while not said():  # type: ignore[operator]
        loop = QEventLoop()
        QTimer.singleShot(10, loop.quit)
        loop.exec()
        if clock.elapsed() > 60_000:
            raise TimeoutError


def type_sign(widget: QWidget, sign: str) -> None:
    """A key: Qt's own test keys know no Cyrillic."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign))


def turned_in_place(pattern: bytes) -> bytearray:
    """The pattern itself, in one buffer that can be wiped: the search must leave no copy of its own behind."""
    plain = bytearray(pattern)
    for place in range(len(plain)):
        plain[place] ^= MASK[place]
    return plain


def copies(wanted: dict[str, bytes]) -> dict[str, int]:
    """How often each (turned) pattern stands in this process's writable memory."""
    plain = {name: turned_in_place(pattern) for name, pattern in wanted.items()}
    own = {ctypes.addressof(ctypes.c_char.from_buffer(one)) for one in plain.values()}
    found = dict.fromkeys(wanted, 0)
    block = bytearray(4 << 20)
    mine = ctypes.addressof(ctypes.c_char.from_buffer(block))
    handle = os.open("/proc/self/mem", os.O_RDONLY)
    for line in Path("/proc/self/maps").read_text().splitlines():
        told = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \d+\s*(.*)", line)
        if told is None or "w" not in told[3] or told[4].startswith(("/dev", "[vv")):
            continue
        at, end = int(told[1], 16), int(told[2], 16)
        while at < end:
            try:
                size = os.preadv(handle, [memoryview(block)[: min(len(block), end - at)]], at)
            except OSError:
                break
            for name, pattern in plain.items():
                place = block.find(pattern, 0, size)
                while place >= 0:
                    there = at + place
                    if there not in own and not mine <= there < mine + len(block):
                        found[name] += 1
                        if os.environ.get("WHERE_IN_MEMORY"):  # for whoever looks for a copy that is left
                            print(name, hex(there), told[0][:80], file=sys.stderr)
                    place = block.find(pattern, place + 1, size)
            at += size
            if not size:
                break
    os.close(handle)
    for one in (*plain.values(), block):
        one[:] = bytes(len(one))
    return found


def main(folder: str, passphrase_turned: str, draft_turned: str) -> None:
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    from clinic_app.settings import Settings
    from ui.casebook_window import CasebookWindow
    from ui.tasks import Tasks
    from ui.theme.theme import current_theme

    passphrase, draft = bytes.fromhex(passphrase_turned), bytes.fromhex(draft_turned)
    theme, tasks = current_theme(), Tasks()
    theme.apply(app, dark=False)
    book = CasebookWindow(Path(folder), Settings(Path(folder).parent / "s.json"), theme, tasks, use_keyring=False)
    book.start()
    until(lambda: not tasks.is_busy())
    for sign in turned(passphrase).decode():
        type_sign(book.entrance.page().passphrase, sign)
    book.entrance.page().unlock.click()
    until(lambda: book.window is not None and not tasks.is_busy())
    clinic = book.clinic
    keys = clinic._desk.keys
    wanted = {
        "master key": turned(clinic._master.raw()),
        "database key": turned(clinic._master.database_key()),
        "signing seed": turned(keys.sign_seed),
        "signing seed, in hex": turned(keys.sign_seed.hex().encode()),
        "age identity": turned(keys.age_identity.encode()),
        "passphrase, utf-8": passphrase,
        "passphrase, utf-16": turned(turned(passphrase).decode().encode("utf-16-le")),
        "draft, utf-8": draft,
        "draft, utf-16": turned(turned(draft).decode().encode("utf-16-le")),
    }
    del keys, clinic
    book.window.new_consultation_requested.emit()
    until(lambda: book.window.page_name() == "consultation" and book.window.page().form is not None)
    until(lambda: not tasks.is_busy())
    area = book.window.page().form.controls["advice"].widget
    for sign in turned(draft).decode():
        type_sign(area, sign)
    del area
    until(lambda: not tasks.is_busy())
    open_ = copies(wanted)
    if len(sys.argv) > 4:  # planted: the lock without what it does about memory
        import ui.casebook_window as module

        module.overwrite_cached = module.overwrite_free_memory = lambda: None
        module.wipe_what_is_freed = lambda _on: None
        book._forget = lambda: None  # type: ignore[method-assign]
    gone: list[bool] = []
    book.forgotten.connect(lambda: gone.append(True))
    QTest.keyClick(book.window.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    until(lambda: book.window is None and not tasks.is_busy())
    until(lambda: gone or len(sys.argv) > 4)
    locked = copies(wanted)
    print(json.dumps({"open": open_, "locked": locked}), flush=True)
    gc.collect()
    tasks.finish()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:4])
