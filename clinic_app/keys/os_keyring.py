"""Small secrets in the operating system's keyring; never, not even silently, in a plain file.

A keyring chosen by PYTHON_KEYRING_BACKEND or keyringrc.cfg is used, unless it is known to keep nothing or to keep it in
the clear.
"""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from clinic_app.errors import KeyringEntryMissing, KeyringMissing

SERVICE = "clinic-casebook"
# Windows holds about 1,280 characters in one entry.
MOST_CHARACTERS = 1_279
# A locked keyring may ask the person for its password, so this is long; yet a prompt nobody sees must not hang us.
PATIENCE_SECONDS = 60.0

_OURS = {
    "win32": ("keyring.backends.Windows.WinVaultKeyring",),
    "darwin": ("keyring.backends.macOS.Keyring",),
    "linux": ("keyring.backends.SecretService.Keyring", "keyring.backends.kwallet.DBusKeyring"),
}
# null forgets, fail fails, a chain may end in a plain file, keyrings.alt writes plain or home-made files.
_REFUSED = ("keyring.backends.null", "keyring.backends.fail", "keyring.backends.chainer", "keyrings.alt")

T = TypeVar("T")


def write_entry(user: str, text: str, patience: float | None = None) -> None:
    """Keep `text` (ASCII, at most 1,279 characters) under `user`, read back; raises KeyringMissing."""
    if len(text) > MOST_CHARACTERS or not text.isascii():
        raise ValueError("not fit for every keyring")

    def keep(backend: Any) -> Any:
        backend.set_password(SERVICE, user, text)
        return backend.get_password(SERVICE, user)

    if _ask(keep, patience) != text:
        raise KeyringMissing(reason="NotKept")


def read_entry(user: str, patience: float | None = None) -> str:
    """The text under `user`; raises KeyringEntryMissing when there is none, KeyringMissing when nobody can say."""
    found = _ask(lambda backend: backend.get_password(SERVICE, user), patience)
    if not isinstance(found, str):
        raise KeyringEntryMissing
    return found


def delete_entry(user: str, patience: float | None = None) -> None:
    """Forget the text under `user`; nothing there is fine. Raises KeyringMissing."""

    def remove(backend: Any) -> None:
        if backend.get_password(SERVICE, user) is not None:
            backend.delete_password(SERVICE, user)

    _ask(remove, patience)


def keyring_present(patience: float | None = None) -> bool:
    """Whether this machine has a keyring we may use (it may still be locked)."""
    try:
        _ask(lambda backend: backend, patience)
    except KeyringMissing:
        return False
    return True


def _ask(question: Callable[[Any], T], patience: float | None) -> T:
    """The answer of the keyring, asked on a thread of its own so that a hanging one costs `patience` seconds only.

    Any failure is KeyringMissing with the class name of its cause: messages of backends may quote what they hold.
    """
    answers: queue.SimpleQueue[tuple[bool, Any]] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put((True, question(_backend())))
        except BaseException as problem:  # a thread's exception has nowhere else to go
            answers.put((False, type(problem).__name__))

    threading.Thread(target=ask, name="keyring", daemon=True).start()
    try:
        answered, answer = answers.get(timeout=PATIENCE_SECONDS if patience is None else patience)
    except queue.Empty:
        raise KeyringMissing(reason="TimeOut") from None
    if not answered:
        raise KeyringMissing(reason=answer)
    found: T = answer
    return found


def _backend() -> Any:
    """The keyring to use, looked for anew each time: `keyring` itself would remember for ever that there was none."""
    from keyring import core, errors

    chosen = core.load_env() or core.load_config()
    if chosen is not None:
        if type(chosen).__module__.startswith(_REFUSED):
            raise errors.NoKeyringError
        return chosen
    for name in _OURS.get(sys.platform, _OURS["linux"]):
        try:
            return core.load_keyring(name)
        except (RuntimeError, ImportError, AttributeError):
            continue
    raise errors.NoKeyringError
