"""What `clinic` understands: every command and option of the contract, and which function does it."""

from __future__ import annotations

import argparse
from functools import cache

from clinic_app.cli.grammar.case_book import add_case_book
from clinic_app.cli.grammar.exchange import add_exchange
from clinic_app.cli.grammar.group import whole
from clinic_app.cli.grammar.records import add_records


@cache
def parser() -> argparse.ArgumentParser:
    """Every command and option of the contract."""
    root, clinic = whole()
    add_case_book(clinic)
    add_records(clinic)
    add_exchange(clinic)
    return root
