"""Why a file from elsewhere is refused before anything of it is applied."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from clinic_app.errors import NotTrusted


class Distrust(StrEnum):
    """The reasons, one sentence each (the words are with `clinic_app.wording`)."""

    NOT_A_PACKAGE = "not_a_package"
    TOO_LARGE = "too_large"
    STRANGER = "stranger"
    BAD_SIGNATURE = "bad_signature"
    NOT_FOR_US = "not_for_us"
    BAD_MANIFEST = "bad_manifest"
    BAD_ENTRIES = "bad_entries"
    WRONG_NETWORK = "wrong_network"
    REMOVED = "removed"
    FORK = "fork"
    BAD_SEAL = "bad_seal"
    NEWER_FORMAT = "newer_format"
    NEW_KEY = "new_key"  # a laptop we know, a key we do not (yet)
    RETIRED_KEY = "retired_key"  # sealed with a key after its laptop had given it up
    DISPUTED_KEY = "disputed_key"  # two keys claim to be a laptop's next one
    OLD_KEY = "old_key"  # for another laptop, or sealed to a key of ours that is gone


class TooLarge(ValueError):
    """A limit is passed; the file is refused as TOO_LARGE, whatever was being read."""


def refusal(why: Distrust, file: str = "") -> NotTrusted:
    """The error that refuses `file` (a name for people) for the reason `why`."""
    return NotTrusted(file=file, why=why)


@contextmanager
def refusing(why: Distrust) -> Iterator[None]:
    """Inside, a ValueError means `why`, and TooLarge means TOO_LARGE."""
    try:
        yield
    except TooLarge:
        raise refusal(Distrust.TOO_LARGE) from None
    except ValueError:
        raise refusal(why) from None


@contextmanager
def about(file: str) -> Iterator[None]:
    """Inside, a refusal that names no file yet is about `file`."""
    try:
        yield
    except NotTrusted as refused:
        if not refused.data.get("file"):
            refused.data["file"] = file
        raise
