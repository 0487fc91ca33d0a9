"""One Latin skeleton for a name however it is written; its rule: two spellings of one name give one key.

Cyrillic (Kyrgyz and Russian) and Latin (passport, press, Turkic, French) letters meet in a small alphabet of single
signs: j = ж дж zh dj j, h = х kh h x, c = ч ch tch ç, w = ш щ sh sch shch ş, n = н ң ng, u = у ү u ü ou, o = о ө ö,
i = и й ы y i ı. Signs that are only written (ь ъ apostrophes, doubled letters) are left out.
"""

from __future__ import annotations

import re
import unicodedata

_CHILD = """уулу улы улуу углы угли огли оглы кызы кизи кизы тегин
uulu ulu uly ugli oglu ogly ogli kyzy kyzi kizy kizi qizi tegin"""
CHILD_WORDS = frozenset(_CHILD.split())

_CYRILLIC = re.compile("[\u0400-\u04ff]")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼʻ`‘]+[^\W\d_]+)*")

# Newspapers set before Unicode print Є Ї for Ө Ү; hasty hands leave Latin letters inside a Cyrillic word.
_LATIN_IN_CYRILLIC = str.maketrans("aceopxykmthb", "асеорхукмтнв")
_CYRILLIC_SIGNS = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e", "ж": "j", "җ": "j", "з": "z",
    "и": "i", "й": "i", "і": "i", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n", "ң": "n", "о": "o", "ө": "o",
    "є": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ү": "u", "ұ": "u", "ї": "u", "ў": "u",
    "ӧ": "o", "ӱ": "u", "ф": "f", "х": "h", "ҳ": "h", "һ": "h", "ц": "ts", "ч": "c", "ш": "w", "щ": "w", "ъ": "",
    "ы": "i", "ь": "", "э": "e",
    "ә": "a", "ю": "iu", "я": "ia",
})  # fmt: skip
_LATIN_GROUPS = {
    "shch": "w", "sch": "w", "sh": "w", "ş": "w", "š": "w", "tch": "c", "ch": "c", "ç": "c", "č": "c", "dzh": "j",
    "zh": "j", "dj": "j", "ž": "j", "ngh": "n", "kh": "h", "gh": "g", "ph": "f", "ck": "k", "c": "k", "q": "k",
    "w": "v", "ou": "u", "ya": "ia", "yu": "iu", "yo": "e", "ye": "e", "y": "i", "ı": "i", "æ": "e", "ø": "o", "ß": "s",
}  # fmt: skip
_LATIN = re.compile("|".join(sorted(_LATIN_GROUPS, key=len, reverse=True)))
_LATIN_X = re.compile(r"^x|x(?=[^aeiouy])")  # Uzbek x is х; between vowels it is the x of Alexander
_AFTER = ((re.compile("ng+"), "n"), (re.compile("tc|wc"), lambda m: "c" if m[0] == "tc" else "w"))
_DOUBLED = re.compile(r"(.)\1+")

_TAILS = ("ovic", "evic", "ovna", "evna", "ova", "eva", "ov", "ev")
_SHORTEST_ROOT = 2


def key(word: str) -> str:
    """The skeleton of one word, lower-case Latin signs only; "" where nothing is left."""
    text = unicodedata.normalize("NFC", word).replace("İ", "i").lower()
    signs = _from_cyrillic(text) if _CYRILLIC.search(text) else _from_latin(text)
    signs = re.sub("[^a-z]", "", signs)
    for pattern, sign in _AFTER:
        signs = pattern.sub(sign, signs)
    signs = _DOUBLED.sub(r"\1", signs)
    return _DOUBLED.sub(r"\1", signs.replace("ie", "e"))


def _from_cyrillic(text: str) -> str:
    text = text.translate(_LATIN_IN_CYRILLIC)
    text = text.replace("дж", "ж").replace("шч", "щ")
    text = re.sub("[йьъ]о", "е", text)
    return text.translate(_CYRILLIC_SIGNS)


def _from_latin(text: str) -> str:
    text = _LATIN_X.sub("h", text).replace("x", "ks")
    text = _LATIN.sub(lambda m: _LATIN_GROUPS[m[0]], text)
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def root(signs: str) -> str:
    """A key without -ов -ова -ев -ева -ович -овна -евна, -ская as -ский, -ина as -ин; short keys stay whole."""
    if signs.endswith(("skaia", "ska")):
        return signs[: signs.rindex("ska")] + "ski"
    for tail in _TAILS:
        if signs.endswith(tail) and len(signs) - len(tail) >= _SHORTEST_ROOT:
            return _mended(signs[: -len(tail)], tail)
    if signs.endswith("ulu") and len(signs) >= 7:
        return signs[:-3]
    if signs.endswith("kizi") and len(signs) >= 8:
        return signs[:-4]
    if signs.endswith("ina") and len(signs) >= 6:
        return signs[:-1]
    return signs


def _mended(stem: str, tail: str) -> str:
    """Жумабаев comes from Жумабай and Алиев from Али: what -ев swallowed is put back (never after ш ж ч)."""
    return stem if tail.startswith("ov") or stem[-1] in "wjc" else _DOUBLED.sub(r"\1", stem + "i")


def is_family(signs: str) -> bool:
    """A key that ends as family names do (-ов -ова -ев -ева -ский); patronymics and bare names do not."""
    return signs.endswith(("ov", "ova", "ev", "eva", "ski", "skaia")) and len(signs) >= 5


def search_keys(word: str) -> tuple[tuple[str, bool], ...]:
    """What to look for in indexed keys: (key, True when it may go on). Асанова finds Асанов, Асановна and Асан уулу."""
    signs = key(word)
    if not signs:
        return ()
    for tail in _TAILS:
        if signs.endswith(tail) and len(signs) - len(tail) >= _SHORTEST_ROOT:
            stem = signs[: -len(tail)]
            return ((stem + tail[:2], True), (_mended(stem, tail), False))
    bare = root(signs)
    return ((bare, True),) if signs.startswith(bare) else ((signs, True),)


def words(name: str) -> tuple[str, ...]:
    """The words of a name as written (letters only; hyphens part them, apostrophes do not)."""
    return tuple(_WORD.findall(unicodedata.normalize("NFC", name)))


def is_child_word(word: str) -> bool:
    """уулу, кызы, тегин and how they are written elsewhere: words that join a name and name nobody."""
    return word.lower() in CHILD_WORDS


def keys(name: str) -> tuple[str, ...]:
    """The roots of the parts of a name, in the order written, without уулу, кызы, тегин."""
    found = (root(key(w)) for w in words(name) if not is_child_word(w))
    return tuple(k for k in found if k)
