"""What a row of a sheet means where it says nothing."""

from __future__ import annotations

from typing import Any

# What a row that says nothing says: the codes the lists themselves keep for "not stated".
UNSAID: dict[str, dict[str, Any]] = {
    "consultation": {
        "sex": "x",
        "age_group": "unk",
        "vulnerability": frozenset({"not_asked"}),
        "first_time": "unknown",
        "topic": "OTH.UNK",
        "anonymous": False,
    },
}
