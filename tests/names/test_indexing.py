"""What the search index is fed."""

from __future__ import annotations

import pytest

from clinic_app.names.folding import LONGEST
from clinic_app.names.indexing import text_tokens


@pytest.mark.parametrize("sign", ["а", "5", "+(", "a-", "5 "])
def test_an_endless_word_is_no_endless_work(sign: str) -> None:
    """As it was, a word of 200,000 letters did not end within a minute: one text, or a hostile entry, stopped all."""
    found = text_tokens(f"арыз {sign * 200_000} NAR1-2026-B-0017")
    assert {"арыз", "nar1", "0017"} <= found and max(map(len, found)) <= LONGEST
