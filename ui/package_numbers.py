"""Numbers in the names of packages, as people say them: 13–15, 18. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clinic_app.wording.words import _, ngettext


def package_numbers(names: Iterable[str]) -> list[int]:
    """The numbers in the names of packages, each once, in order."""
    found = {name.removesuffix(".clinic").rpartition("-")[2] for name in names}
    return sorted(int(digits) for digits in found if digits.isdigit())


def range_words(numbers: Sequence[int]) -> str:
    """13–15, 18"""
    parts: list[list[int]] = []
    for n in numbers:
        if parts and parts[-1][1] == n - 1:
            parts[-1][1] = n
        else:
            parts.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in parts)


def missing_words(names: Iterable[str]) -> str:
    """Packages 13–15, 18 have not come; "" when nothing is missing."""
    numbers = package_numbers(names)
    if not numbers:
        return ""
    told = ngettext("package {numbers} has not come", "packages {numbers} have not come", len(numbers))
    return told.format(numbers=range_words(numbers))


def number_words(name: str) -> str:
    """No. 17 of a package's name; "" when it has none."""
    numbers = package_numbers([name])
    return _("No. {n}").format(n=numbers[0]) if numbers else ""
