"""Bytes as the 45 signs that a QR code packs tightest (RFC 9285): three signs for two bytes."""

from __future__ import annotations

_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {sign: value for value, sign in enumerate(_SIGNS)}


def encode(data: bytes) -> str:
    """`data` in 45 signs."""
    out = []
    for at in range(0, len(data) - 1, 2):
        rest, first = divmod(data[at] << 8 | data[at + 1], 45)
        third, second = divmod(rest, 45)
        out += [_SIGNS[first], _SIGNS[second], _SIGNS[third]]
    if len(data) % 2:
        second, first = divmod(data[-1], 45)
        out += [_SIGNS[first], _SIGNS[second]]
    return "".join(out)


def decode(text: str) -> bytes:
    """What `encode` was given; ValueError for anything it never gives."""
    if len(text) % 3 == 1:
        raise ValueError("length")
    out = bytearray()
    for at in range(0, len(text), 3):
        values = [_VALUES.get(sign, -1) for sign in text[at : at + 3]]
        if -1 in values:
            raise ValueError("sign")
        number = sum(value * 45**place for place, value in enumerate(values))
        wide = len(values) - 1
        if number >= 256**wide:
            raise ValueError("number")
        out += number.to_bytes(wide, "big")
    return bytes(out)
