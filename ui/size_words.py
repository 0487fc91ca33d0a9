"""Sizes as people say them. No Qt."""

from __future__ import annotations

from clinic_app.wording.words import _, spoken


def size_words(size: int) -> str:
    """184 KB, 1,2 MB; never bytes, and never parted at the end of a line."""
    if size < 1_000_000:
        said = _("{n} KB").format(n=max(1, round(size / 1000)))
    else:
        said = _("{n} MB").format(n=f"{size / 1_000_000:.1f}".replace(".", "," if spoken() != "en" else "."))
    return said.replace(" ", "\N{NO-BREAK SPACE}")
