"""What the name of a person can be read as; only a proposal: the display name as typed is the truth."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clinic_app.names import skeleton
from clinic_app.names.folding import fold
from clinic_app.wording.alphabet import alphabet_key

_PATRONYMIC = re.compile(
    r"(?:ович|евич|ьич|ыевич|овна|евна|ична|инична|ovich|evich|yevich|ovna|evna|yevna|ovych|ovitch|evitch)$"
)
_FAMILY = re.compile(
    r"(?:ов|ев|ёв|ин|ын|ова|ева|ёва|ина|ына|ский|ская|цкий|цкая|ко|ло|ov|ev|yov|ova|eva|yova|ina|sky|skiy|skii|skaya|skaia)$"
)
_NAMELESS = re.compile(
    r"(?:аноним\w*|не\s+представил\w*(?:\s+\w+)?|не\s+назвал\w*(?:\s+\w+)?|без\s+имени|имя\s+не\s+названо|неизвестн\w*|"
    r"н/?д|нет|атын\s+айткан\s+жок|аты(?:-жону)?\s+(?:жок|белгисиз)|аты-жонусуз|белгисиз|"
    r"anonymous|unknown|no\s+name|not\s+given|withheld)"
)
_SHORTEST_FAMILY = 5


@dataclass(frozen=True)
class NameParts:
    """A reading of a display name; "" where a part is not told. `father` is the name before уулу, кызы or тегин."""

    family: str = ""
    given: str = ""
    patronymic: str = ""
    father: str = ""
    pattern: str = ""


def is_nameless(display: str) -> bool:
    """Nothing, signs only, or a remark in place of a name: "аноним", "не представился", "аты жок"."""
    told = fold(display).strip(" .,!?()\"'«»-–—")
    return not any(c.isalpha() for c in told) or bool(_NAMELESS.fullmatch(told))


def parts(display: str) -> NameParts:
    """The likeliest reading of a name by the patterns of language_facts.json; empty for the nameless."""
    words = display.split()
    if is_nameless(display):
        return NameParts()
    at = next((i for i, w in enumerate(words) if i and skeleton.is_child_word(w)), None)
    if at is not None:
        return _of_a_father(words, at)
    if len(words) == 1:
        return NameParts(given=words[0], pattern="single")
    if len(words) == 2:
        if _is_family(words[1]) and not _is_family(words[0]):
            return NameParts(family=words[1], given=words[0], pattern="given_family")
        if _is_patronymic(words[1]):
            return NameParts(given=words[0], patronymic=words[1], pattern="given_patronymic")
        return NameParts(family=words[0], given=words[1], pattern="family_given")
    if _is_patronymic(words[1]) and not _is_patronymic(words[2]):
        return NameParts(" ".join(words[2:]), words[0], words[1], pattern="given_patronymic_family")
    pattern = "ru_style_f" if fold(words[2]).endswith(("на", "na")) else "ru_style"
    return NameParts(words[0], words[1], " ".join(words[2:]), pattern=pattern)


def _of_a_father(words: list[str], at: int) -> NameParts:
    father, child = words[at - 1], " ".join(words[at - 1 : at + 1])
    before, after = words[: at - 1], words[at + 1 :]
    kind = skeleton.root(skeleton.key(words[at]))
    pattern = "tegin" if kind == "tegin" else "kyzy" if kind.startswith(("ki", "ku")) else "uulu"
    if pattern == "tegin":
        return NameParts(family=father, given=" ".join([*before, *after]), father=father, pattern=pattern)
    if after:
        return NameParts(" ".join(before), " ".join(after), child, father, pattern)
    if len(before) >= 2:
        return NameParts(before[0], " ".join(before[1:]), child, father, f"family_{pattern}")
    return NameParts("", " ".join(before), child, father, f"given_first_{pattern}")


def _is_patronymic(word: str) -> bool:
    return bool(_PATRONYMIC.search(word.lower()))


def _is_family(word: str) -> bool:
    return len(word) >= _SHORTEST_FAMILY and bool(_FAMILY.search(word.lower())) and not _is_patronymic(word)


def sort_key(display: str) -> tuple[tuple[str, str], ...]:
    """A key for lists in Kyrgyz order: family or father, then given, then the rest; the nameless come last."""
    found = parts(display)
    if not found.pattern:
        return (("\uffff", ""), alphabet_key(display.strip()))
    first = found.family or found.father or found.given
    return (alphabet_key(first), alphabet_key(found.given), alphabet_key(found.patronymic), alphabet_key(display))


def initials(display: str) -> str:
    """One or two capital letters for a round picture: family or father and given; "" for the nameless."""
    found = parts(display)
    told = [p for p in (found.family or found.father, found.given) if p]
    return "".join(p[0] for p in told).upper()


def same_name(one: str, other: str) -> bool:
    """Both are names and have the same words, whatever the order, the case, and Ң/Н Ө/О Ү/У Ё/Е; never two nameless.

    For recognising a caller only together with the same telephone: alone it would make one person of two.
    """
    if is_nameless(one) or is_nameless(other):
        return False
    return name_identity(one) == name_identity(other)


def name_identity(display: str) -> str:
    """The folded words of a name in alphabetical order: equal exactly when `same_name`; "" for the nameless."""
    if is_nameless(display):
        return ""
    return " ".join(sorted(fold(w) for w in skeleton.words(display)))
