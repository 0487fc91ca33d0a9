"""When it locks: nobody at the keys, the screen locked, the laptop asleep, two keys that no dialog swallows.

Seen to fail: a QShortcut for the panic key, which Qt keeps from working while a dialog is modal.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMainWindow

from clinic_app.settings import Settings
from ui.locking import (
    DEFAULT_MINUTES,
    IDLE_SETTING,
    SCREEN_SETTING,
    Idle,
    Locking,
    minutes_of,
)
from ui.locking_reasons import IDLE, KEY, PANIC, SCREEN, SLEEP
from ui.locking_system import WM_POWERBROADCAST, WM_WTSSESSION_CHANGE, windows_reason

CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def window(qapp: QApplication) -> Iterator[QMainWindow]:
    window = QMainWindow()
    window.setCentralWidget(QLineEdit())
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    yield window
    window.close()
    window.deleteLater()


@pytest.fixture
def locking(window: QMainWindow, tmp_path: Path) -> Iterator[tuple[Locking, list[str]]]:
    watch = Locking(Settings(tmp_path / "settings.json"))
    wanted: list[str] = []
    watch.wanted.connect(wanted.append)
    watch.begin()
    yield watch, wanted
    watch.stop()
    watch.deleteLater()


def press(window: QMainWindow | QDialog, key: int, *, shift: bool = False) -> None:
    modifiers = Qt.KeyboardModifier.ControlModifier
    if shift:
        modifiers |= Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window.windowHandle(), Qt.Key(key), modifiers)


def test_ctrl_l_and_the_panic_key(window: QMainWindow, locking: tuple[Locking, list[str]]) -> None:
    press(window, Qt.Key.Key_L)
    press(window, Qt.Key.Key_L, shift=True)
    for modifiers in (Qt.KeyboardModifier.ControlModifier, CONTROL_SHIFT):
        # Д: the same key on a Russian and a Kyrgyz keyboard
        QApplication.sendEvent(window.windowHandle(), QKeyEvent(QEvent.Type.KeyPress, 0x0414, modifiers, "Д"))
    assert locking[1] == [KEY, PANIC, KEY, PANIC]


def test_a_modal_dialog_swallows_neither(window: QMainWindow, locking: tuple[Locking, list[str]]) -> None:
    dialog = QDialog(window)
    dialog.setModal(True)
    dialog.open()
    dialog.activateWindow()
    QApplication.processEvents()
    press(dialog, Qt.Key.Key_L, shift=True)
    assert locking[1] == [PANIC]
    dialog.close()


def test_after_a_lock_nothing_is_listened_to(window: QMainWindow, locking: tuple[Locking, list[str]]) -> None:
    locking[0].stop()
    press(window, Qt.Key.Key_L, shift=True)
    assert locking[1] == []


def test_idle_locks_and_a_key_or_the_mouse_puts_it_off(window: QMainWindow, locking: tuple[Locking, list[str]]) -> None:
    clock, wanted = Clock(), []
    idle = Idle(locking[0].inputs, lambda: 2, clocks=(clock, lambda: 5.0))
    idle.wanted.connect(wanted.append)
    clock.now += 119
    idle.look()
    assert wanted == []
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    clock.now += 119
    idle.look()
    QTest.mouseMove(window.windowHandle())
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton)
    clock.now += 119
    idle.look()
    assert wanted == [], "somebody sits there"
    window.centralWidget().setText("a running report changes what is shown, and is nobody's hand")
    QApplication.processEvents()
    clock.now += 1
    idle.look()
    assert wanted == [IDLE]


def test_hours_of_sleep_count_as_hours_without_anybody(locking: tuple[Locking, list[str]]) -> None:
    awake, wall, wanted = Clock(), Clock(), []
    idle = Idle(locking[0].inputs, lambda: 10, clocks=(awake, wall))
    idle.wanted.connect(wanted.append)
    wall.now += 8 * 3600
    idle.look()
    assert wanted == [IDLE]


@pytest.mark.parametrize("kept", [0, -1, 99, "10", None, True, 10.5, [10]])
def test_a_settings_file_cannot_switch_the_idle_lock_off(tmp_path: Path, kept: object) -> None:
    settings = Settings(tmp_path / "settings.json")
    settings.put(IDLE_SETTING, kept)
    assert minutes_of(settings) == DEFAULT_MINUTES


def test_what_windows_says() -> None:
    assert windows_reason(WM_WTSSESSION_CHANGE, 7) == SCREEN
    assert windows_reason(WM_WTSSESSION_CHANGE, 8) == "", "unlocked"
    assert windows_reason(WM_POWERBROADCAST, 4) == SLEEP
    assert windows_reason(0x0100, 7) == ""


# --- a real bus -----------------------------------------------------------------------------------------------------

LISTENS = """
import sys
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
from clinic_app.settings import Settings
from pathlib import Path
from ui.locking import Locking, system_watch
settings = Settings(Path(sys.argv[1]) / "settings.json")
if sys.argv[2] == "off":
    settings.put("lock/with_screen", False)
watch = Locking(settings, None, system_watch)
watch.wanted.connect(lambda reason: print(reason, flush=True))
watch.begin()
print("listening", flush=True)
app.exec()
"""
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy>
</busconfig>
"""
SIGNALS = {
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", "boolean:true"): SCREEN,
    ("/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", "boolean:true"): SCREEN,
    ("/org/freedesktop/login1/session/_32", "org.freedesktop.login1.Session.Lock"): SCREEN,
    ("/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep", "boolean:true"): SLEEP,
}
NOTHING = (
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", "boolean:false"),
    ("/org/freedesktop/login1/session/_32", "org.freedesktop.login1.Session.Unlock"),
)


@pytest.mark.skipif(sys.platform != "linux", reason="D-Bus is Linux's")
@pytest.mark.parametrize("wish", ["on", "off"])
def test_a_screen_lock_and_a_closed_lid_are_heard_on_a_real_bus(tmp_path: Path, wish: str) -> None:
    """dbus-daemon as both buses, dbus-send in place of the screen saver and of login1."""
    config = tmp_path / "bus.conf"
    config.write_text(BUS.format(socket=tmp_path / "bus"), "ascii")
    told = ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", "--print-address=1"]
    with subprocess.Popen(told, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as bus:
        assert bus.stdout is not None
        address = bus.stdout.readline().strip()
        env = {"PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": ":".join(sys.path)}
        env |= {"DBUS_SESSION_BUS_ADDRESS": address, "DBUS_SYSTEM_BUS_ADDRESS": address, "HOME": str(tmp_path)}
        child = [sys.executable, "-c", LISTENS, str(tmp_path), wish]
        with subprocess.Popen(child, env=env, stdout=subprocess.PIPE, text=True) as program:
            try:
                assert program.stdout is not None
                assert program.stdout.readline() == "listening\n"
                for one in NOTHING:
                    send(env, one)
                for one, reason in SIGNALS.items():
                    send(env, one)
                    if wish == "on":
                        assert program.stdout.readline() == f"{reason}\n", one
            finally:
                program.terminate()
            assert program.stdout.read() == "", "and nothing else"
        bus.terminate()


def send(env: dict[str, str], what: tuple[str, ...]) -> None:
    subprocess.run(["dbus-send", "--session", "--type=signal", *what], env=env, check=True, timeout=30)


def test_where_it_is_switched_off_only_the_screen_is_not_heeded(
    window: QMainWindow, locking: tuple[Locking, list[str]], tmp_path: Path
) -> None:
    watch, wanted = locking
    watch._settings.put(SCREEN_SETTING, False)
    watch._system_wants(SCREEN)
    assert wanted == []
    watch._settings.put(SCREEN_SETTING, True)
    watch._system_wants(SCREEN)
    assert wanted == [SCREEN]
    press(window, Qt.Key.Key_L)
    assert wanted == [SCREEN, KEY]
