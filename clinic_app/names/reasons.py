"""Why two names were found alike: codes that travel, and the words a lawyer reads."""

from __future__ import annotations

from clinic_app.wording.words import N_, _

SAME_NAME = "same_name"
SAME_FAMILY = "same_family"
SAME_GIVEN = "same_given"
SAME_FAMILY_AND_GIVEN = "same_family_and_given"
SAME_GIVEN_AND_FATHER = "same_given_and_father"
OTHER_SPELLING = "other_spelling"
TYPO = "typo"
OTHER_ORDER = "other_order"
ALIAS = "alias"
SAME_YEAR = "same_year"
OTHER_YEAR = "other_year"

# A likeness and how it is written are said in one breath: languages do not let these be glued.
_TOGETHER = {
    (SAME_NAME, ""): N_("same name"),
    (SAME_NAME, OTHER_SPELLING): N_("same name in another spelling"),
    (SAME_NAME, TYPO): N_("very similar name"),
    (SAME_FAMILY, ""): N_("same family name"),
    (SAME_FAMILY, OTHER_SPELLING): N_("same family name in another spelling"),
    (SAME_FAMILY, TYPO): N_("similar family name"),
    (SAME_GIVEN, ""): N_("same given name"),
    (SAME_GIVEN, OTHER_SPELLING): N_("same given name in another spelling"),
    (SAME_GIVEN, TYPO): N_("similar given name"),
    (SAME_FAMILY_AND_GIVEN, ""): N_("same family and given name, another patronymic"),
    (SAME_FAMILY_AND_GIVEN, OTHER_SPELLING): N_("same family and given name in another spelling, another patronymic"),
    (SAME_FAMILY_AND_GIVEN, TYPO): N_("similar family and given name, another patronymic"),
    (SAME_GIVEN_AND_FATHER, ""): N_("same given name and patronymic, another family name"),
    (SAME_GIVEN_AND_FATHER, OTHER_SPELLING): N_(
        "same given name and patronymic in another spelling, another family name"
    ),
    (SAME_GIVEN_AND_FATHER, TYPO): N_("similar given name and patronymic, another family name"),
}
_APART = {
    OTHER_ORDER: N_("parts in another order"),
    ALIAS: N_("under an earlier or other name"),
    SAME_YEAR: N_("same birth year"),
    OTHER_YEAR: N_("another birth year"),
}


def reason_words(why: tuple[str, ...]) -> str:
    """The reasons as one phrase in the language in use: "same family name in another spelling, same birth year"."""
    likeness = next((w for w in why if (w, "") in _TOGETHER), "")
    spelling = next((w for w in why if w in (OTHER_SPELLING, TYPO)), "")
    said = [_(_TOGETHER[likeness, spelling])] if likeness else []
    return ", ".join([*said, *(_(_APART[w]) for w in why if w in _APART)])
