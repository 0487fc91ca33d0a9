"""How much a file from elsewhere may ask of us. Every limit is checked before the work it bounds."""

from __future__ import annotations

from dataclasses import dataclass

KIB, MIB = 1 << 10, 1 << 20


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, counts as such; what we write keeps to the same limits."""

    file_bytes: int = 32 * MIB
    header_bytes: int = 32 * KIB  # of the age file; its reader is quadratic in what stands there
    stanzas: int = 40  # recipients of one package
    signature_bytes: int = 4 * KIB
    manifest_bytes: int = 1 * MIB
    entries_bytes: int = 64 * MIB  # of all lines, unpacked
    expansion: int = 200  # unpacked size over packed size
    line_bytes: int = 1 * MIB
    lines: int = 200_000


LIMITS = Limits()

# From here on the rest belongs into the next package: it keeps one file small enough for a thin line and an old laptop.
COMFORTABLE_BYTES = 8 * MIB
