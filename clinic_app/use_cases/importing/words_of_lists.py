"""The words people write for the codes of a list: its labels in three languages, and the short forms registers use.

A word that could mean two codes means none. Topics are read by their whole label only: half a label is a guess.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from clinic_app.reference import lists
from clinic_app.use_cases.importing.texts import nearest, plain

WHOLE_LABELS = frozenset({"legal_topics", "courts", "attack_types", "deadline_triggers", "proceedings"})

_SHORT: dict[str, dict[str, str]] = {
    "sex": {
        "f": "ж жен женщина женский женск аял а аялзаты кыз f female w woman",
        "m": "м муж мужчина мужской мужск эркек э эр m male man",
        "x": "не указан|не указано|не известно|неизвестно|көрсөтүлгөн жок|белгисиз|x|unknown|not stated",
    },
    "language": {
        "ky": "кырг кыргызча кыргыз кыр кг kg ky киргизский кыргызский kyrgyz",
        "ru": "рус русский орус орусча ру ru russian",
        "uz": "узб узбекский өзбек өзбекче uz uzbek",
        "tg": "тадж таджикский тажик тажикче tg tajik",
        "dng": "дунг дунганский дунган дунганча dungan",
        "en": "англ английский англис англисче анг en eng english",
        "sign": "жестовый|язык жестов|жаңсоо|sign",
    },
    "yes_no_unknown": {
        "yes": "да ооба yes y true 1 + д о",
        "no": "нет жок no n false 0 - н ж",
        "unknown": "неизвестно|не известно|белгисиз|unknown|?",
    },
    "vulnerability": {
        "low_income": "малоимущие|малоимущий|малоимущая|малообеспеченный|малообеспеченная|малообеспеченные"
        "|аз камсыз болгон|аз камсыз кылынган|low income",
        "disability": "ловз овз инвалид инвалидность дмча майып майыптык лови pwd disabled disability",
        "dv_survivor": "семейное насилие|пострадавшая от семейного насилия|жертва семейного насилия"
        "|үй-бүлөлүк зомбулук|domestic violence",
        "older": "пенсионер пенсионерка пенсионеры пожилой пожилая улгайган карыя pensioner elderly older",
        "minor": "несовершеннолетний|несовершеннолетняя|ребёнок|ребенок|жашы жете элек|бала|minor|child",
        "single_parent": "одинокая мать|мать-одиночка|мать одиночка|одинокий родитель|жалгыз бой эне"
        "|жалгыз бой ата-эне|single mother|single parent",
        "many_children": "многодетная|многодетный|многодетные|многодетная мать|көп балалуу|көп балалуу эне"
        "|many children|large family",
        "migrant": "мигрант мигранты мигрантка migrant migrants",
        "refugee": "беженец беженка качкын refugee",
        "unemployed": "безработный безработная безработные жумушсуз unemployed",
        "journalist": "журналист журналистка блогер journalist blogger",
        "veteran": "ветеран ардагер veteran",
        "hiv": "вич|аив|hiv",
        "none": "нет жок none no -",
        "not_asked": "не спрашивали|не указано|не указана|суралган жок|not asked|unknown",
    },
    "legal_topics": {
        "FAM.DIV": "развод|divorce",
        "FAM.ALI": "алимент|взыскание алиментов|alimony|child support",
        "LAB.WAG": "зарплата|невыплата зарплаты|айлык|wages|salary",
        "VIO.DV": "домашнее насилие|бытовое насилие",
        "OTH.UNK": "не определена|аныкталган жок",
    },
    "channel": {
        "hotline": "горячая линия|телефон доверия|ишеним телефону|112|hotline|звонок",
        "phone": "телефон|тел|по телефону|телефон аркылуу|phone|call",
        "office": "офис|в офисе|личный приём|лично|кеңсе|кеңседе|office|in person",
        "messenger": "мессенджер whatsapp ватсап telegram телеграм messenger",
        "email": "почта|эл почта|email|e-mail",
        "outreach": "выезд|выездной|көчмө|outreach",
        "letter": "письмо|кат|letter",
    },
}  # fmt: skip


def words(name: str) -> dict[str, str]:
    """Folded word -> code for the list `name`; whatever could mean two codes is left out."""
    return _words(name, lists.edition())


@cache
def _words(name: str, _edition: int) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for code, item in lists.items(name).items():
        for label in item.labels.values():
            for part in _parts(label, whole=name in WHOLE_LABELS):
                found.setdefault(plain(part), set()).add(code)
        for alias in item.aliases:
            found.setdefault(plain(alias), set()).add(code)
    sure = {word: codes.pop() for word, codes in found.items() if word and len(codes) == 1}
    short = {plain(word): code for code, written in _SHORT.get(name, {}).items() for word in _split(written)}
    return {word: code for word, code in (short | sure).items() if word}


def code_of(name: str, text: str) -> str | None:
    """The code that `text` surely means in the list `name`: itself, one of its words, or a slip in a long one."""
    return _code_of(name, text, lists.edition())


@lru_cache(maxsize=5000)  # a register says the same few words in every row
def _code_of(name: str, text: str, _edition: int) -> str | None:
    if text.strip() in lists.items(name):
        return text.strip()
    asked = plain(text)
    known = words(name)
    if asked in known:
        return known[asked]
    by_sign = {"+": "yes", "-": "no", "–": "no", "—": "no"} if name == "yes_no_unknown" else {}
    if text.strip() in by_sign:
        return by_sign[text.strip()]
    slip = nearest(asked, known)
    return known[slip] if slip else None


def _split(written: str) -> list[str]:
    return written.split("|") if "|" in written else written.split()


def _parts(label: str, *, whole: bool) -> list[str]:
    """A label, the label without its brackets, and (unless `whole`) what is in them and between commas."""
    bare = re.sub(r"\s*\([^)]*\)", "", label)
    if whole:
        return [label, bare]
    inside = re.findall(r"\(([^)]*)\)", label)
    return [label, bare, *inside, *re.split(r"[,/]", bare)]
