"""The levels of the list `confidentiality` that an office's whole staff reads; what else there is, is for few."""

from __future__ import annotations

# A level that only a newer program knows is not among them: what is not understood is treated as the narrowest.
OPEN_LEVELS = ("aggregate", "coord", "office")
CHOSEN_BY_LEVEL = "confidentiality"  # the audience of the types that have such a level, and a lead lawyer
LEAD = "lawyer_id"
