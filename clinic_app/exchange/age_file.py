"""age, behind a gate: the header is read by us first, strictly and within limits, before the library sees one byte.

Only X25519 recipients, and the one meaningless "grease" stanza that the library adds. No passphrases: `scrypt` in a
stranger's file asks us for seconds of work and gigabytes of memory.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence

from clinic_app.exchange import exact
from clinic_app.exchange.distrust import Distrust, TooLarge, refusal
from clinic_app.exchange.limits import LIMITS, Limits

_FIRST = b"age-encryption.org/v1"
_X25519 = re.compile(rb"-> X25519 [A-Za-z0-9+/]{43}")
_GREASE = re.compile(rb"-> [!-~]*-grease( [!-~]+)*")
_LAST = re.compile(rb"--- [A-Za-z0-9+/]{43}")
_KEY = re.compile(rb"[A-Za-z0-9+/]{43}")
_FULL = re.compile(rb"[A-Za-z0-9+/]{64}")
_SHORT = re.compile(rb"[A-Za-z0-9+/]{0,63}")
_LEAST_PAYLOAD = 16 + 16  # nonce, and the tag of one empty chunk


def check_header(sealed: bytes, limits: Limits = LIMITS) -> int:
    """The number of recipients of an age file; ValueError for another header than ours, TooLarge past a limit."""
    head = sealed[: limits.header_bytes]
    lines = iter(head.split(b"\n")[:-1])
    if next(lines, b"") != _FIRST:
        raise ValueError("not an age file")
    recipients, read, greased = 0, len(_FIRST) + 1, False
    for line in lines:
        read += len(line) + 1
        if _LAST.fullmatch(line):
            if not recipients or len(sealed) < read + _LEAST_PAYLOAD:
                raise ValueError("nobody's, or cut short")
            return recipients
        if greased:
            raise ValueError("something after the grease")
        if _X25519.fullmatch(line):
            recipients += 1
            if recipients > limits.stanzas:
                raise TooLarge("recipients")
            body = next(lines, b"")
            if not _KEY.fullmatch(body):
                raise ValueError("not a wrapped key")
            read += len(body) + 1
        elif _GREASE.fullmatch(line):
            greased = True
            read += _grease_body(lines)
        else:
            raise ValueError("another kind of recipient")
    if len(sealed) > limits.header_bytes:
        raise TooLarge("header")
    raise ValueError("no end of the header")


def _grease_body(lines: Iterable[bytes]) -> int:
    read = 0
    for line in lines:
        read += len(line) + 1
        if _SHORT.fullmatch(line):
            return read
        if not _FULL.fullmatch(line):
            break
    raise ValueError("not a body")


def encrypt(payload: bytes, recipients: Sequence[str], limits: Limits = LIMITS) -> bytes:
    """`payload` sealed to `recipients` ("age1..."); ValueError for none, too many, one twice, or not a recipient."""
    import pyrage

    if not 0 < len(recipients) <= limits.stanzas or len(set(recipients)) != len(recipients):
        raise ValueError("recipients")
    try:
        keys = [pyrage.x25519.Recipient.from_str(exact.word(recipient, exact.RECIPIENT)) for recipient in recipients]
    except pyrage.RecipientError:
        raise ValueError("not an age recipient") from None
    sealed = io.BytesIO()
    pyrage.encrypt_io(io.BytesIO(payload), sealed, keys)
    return sealed.getvalue()


def decrypt(sealed: bytes, identities: Sequence[str]) -> bytes:
    """What was sealed to one of `identities` ("AGE-SECRET-KEY-1..."); NotTrusted when it is not, or is damaged.

    The library hands out plaintext before it has seen a forged end, so nothing leaves here but a whole success.
    """
    import pyrage

    keys = [pyrage.x25519.Identity.from_str(identity) for identity in identities]
    opened = io.BytesIO()
    try:
        pyrage.decrypt_io(io.BytesIO(sealed), opened, keys)
    except pyrage.DecryptError as problem:
        stranger = "No matching keys" in str(problem)
        raise refusal(Distrust.NOT_FOR_US if stranger else Distrust.NOT_A_PACKAGE) from None
    except OSError:
        raise refusal(Distrust.NOT_A_PACKAGE) from None
    return opened.getvalue()
