"""The gate before publication: every combination of verification, consent, withdrawal and mode is walked."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from clinic_app.records.values import Consent
from clinic_app.reference import lists
from clinic_app.use_cases.publishing import (
    MODES,
    Consented,
    Reason,
    Verified,
    parts_of,
    too_much,
    verdict,
)

LEVELS = tuple(lists.items("verification_level"))
CONSENTS = tuple(lists.items("publication_consent"))
WRITTEN = Consent("publication", "written", date(2026, 3, 1), "1-ky")
WITHDRAWN = Consent("publication", "written", date(2026, 3, 1), "1-ky", date(2026, 5, 1))
GIVEN = {
    "written": WRITTEN,
    "withdrawn": WITHDRAWN,
    "none": None,
    "not obtained": Consent("publication", "none", date(2026, 3, 1), "1-ky"),
    "no day": Consent("publication", "oral", None, "1-ky"),
    "no text": Consent("publication", "oral", date(2026, 3, 1), ""),
}


def may(mode: str, level: str, given: str) -> bool:
    """What the clinic promises of one consent, said once more in other words."""
    if given == "withdrawn" or level == "C0":
        return False
    if mode == "C1":
        return True
    return int(level[1]) >= int(mode[1]) and given == "written"


def verified_enough(mode: str, level: str) -> bool:
    counted = {"two_sources", "document", "confirmed", "may_be_published"}
    return level == "may_be_published" or (mode == "C1" and level in counted)


@pytest.mark.parametrize("mode", MODES)
def test_every_combination_of_verification_consent_and_withdrawal(mode: str) -> None:
    """The mistakes "a withdrawn consent still counts" and "the consent's paper is not asked for" were
    planted: this test failed on both.
    """
    walked = 0
    for level, consent, given in product(LEVELS, CONSENTS, GIVEN):
        judged = verdict(mode, [Verified("I-1", level)], [Consented("I-1", consent, GIVEN[given])])
        assert judged.allowed == (verified_enough(mode, level) and may(mode, consent, given)), (level, consent, given)
        assert judged.allowed == (not judged.why)
        assert all(one.words for one in judged.why)
        walked += 1
    assert walked == len(LEVELS) * len(CONSENTS) * len(GIVEN) == 7 * 6 * 6


@pytest.mark.parametrize("mode", MODES)
def test_every_case_of_an_incident_is_asked(mode: str) -> None:
    """The mistake "only the incident's own consent is asked" was planted: this test failed."""
    for mine, level, given in product(CONSENTS, CONSENTS, GIVEN):
        whole = Consented("I-1", "C5", WRITTEN)
        other = Consented("J-2", level, GIVEN[given])
        own = Consented("J-1", mine, WRITTEN)
        judged = verdict(mode, [Verified("I-1", "may_be_published")], [whole, own, other])
        assert judged.allowed == (may(mode, mine, "written") and may(mode, level, given)), (mine, level, given)
        named = {one.record for one in judged.why}
        assert ("J-2" in named) == (not may(mode, level, given))
        assert ("J-1" in named) == (not may(mode, mine, "written"))


@pytest.mark.parametrize("mode", MODES)
def test_the_least_verified_incident_decides(mode: str) -> None:
    whole = [Consented("J-1", "C5", WRITTEN)]
    for one, other in product(LEVELS, LEVELS):
        judged = verdict(mode, [Verified("I-1", one), Verified("I-2", other)], whole)
        assert judged.allowed == (verified_enough(mode, one) and verified_enough(mode, other))


def test_what_cannot_be_relied_upon_shuts_the_gate_whatever_else_it_says() -> None:
    done = [Verified("I-1", "may_be_published")]
    for mode, shut in product(MODES, (Reason.NOT_HERE, Reason.NOT_OURS, Reason.UNSETTLED, Reason.ERASED)):
        judged = verdict(mode, done, [Consented("J-1", "C5", WRITTEN, shut)])
        assert [one.reason for one in judged.why] == [shut]
        assert not judged.allowed
        assert not verdict(mode, [Verified("I-1", "may_be_published", settled=False)], []).allowed
        assert not verdict(mode, [], [Consented("J-1", "C5", WRITTEN)]).allowed
        assert not verdict(mode, done, []).allowed
    assert not verdict("C0", done, [Consented("J-1", "C5", WRITTEN)]).allowed
    assert not verdict("C9", done, [Consented("J-1", "C5", WRITTEN)]).allowed


def test_a_part_never_tells_more_than_its_mode() -> None:
    parts = tuple(lists.items("disclosure_part"))
    least = {"statistics": 1, "description": 2, "outlet": 3, "name": 4, "photo": 5, "documents": 5}
    assert set(parts) == set(least)
    for mode, part in product(MODES, parts):
        assert bool(too_much(mode, [part])) == (least[part] > int(mode[1]))
        assert too_much(mode, parts_of(mode)) == []
