"""What a heading most likely means, in Kyrgyz, Russian or English. Only a proposal: the person confirms it.

A heading is compared with the labels of the fields and with the words registers use. A doubtful heading is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from clinic_app.records.declared import record_type
from clinic_app.records.record import Field
from clinic_app.reports.sheet_reading import Row
from clinic_app.use_cases.importing.contents import by_contents
from clinic_app.use_cases.importing.mapping import Mapping_, fillable
from clinic_app.use_cases.importing.texts import nearest, plain
from clinic_app.use_cases.importing.unsaid import UNSAID
from clinic_app.wording.words import LANGUAGES, in_language

_SURE, _SLIP, _PART = 100, 90, 60
_JOINED_BY_GUESS = ("received_at", "division_id", "name_display")

SYNONYMS = {
    "record_no": "№|№ п/п|n|no|nr|номер|номер записи|номер обращения|номер звонка|п/п|рег №|рег номер|порядковый номер"
    "|номери|катар номери|кайрылуунун номери|number|record no|record number|call number|reg no",
    "received_at": "дата звонка|дата|время|время звонка|дата обращения|дата и время|дата приёма|дата консультации"
    "|время обращения|чалуу күнү|чалган күнү|күнү|дата күнү|кайрылган күнү|кайрылуу күнү|кабыл алган күнү|убактысы"
    "|убакыт|убакты|сааты|саат|чалган убактысы|date|time|date of call|call date|time of call|call time|received"
    "|date received|date and time|date of consultation",
    "name_display": "фио|ф и о|фамилия имя отчество|фамилия имя|имя|имя клиента|клиент|заявитель|обратившийся|звонивший"
    ""
    "|журналист|журналисттин аты жөнү|journalist|аты жөнү|фамилиясы аты|аты"
    "|кардар|кайрылган адам|арыз ээси|full name|name|client|client name|caller|caller name",
    "opponent_ids": "противоположная сторона|оппонент|оппоненты|ответчик|ответчики|вторая сторона|другая сторона"
    "|на кого жалуется|каршы тарап|карама каршы тарап|экинчи тарап|жоопкер|жоопкерлер|opposing party"
    "|opposing parties|opponent|opponents"
    "|other side|defendant|respondent",
    "name_family": "фамилия|фамилиясы|family name|surname|last name",
    "name_given": "имя|аты|given name|first name",
    "name_patronymic": "отчество|атасынын аты|patronymic|middle name",
    "phone": "телефон|тел|номер телефона|контактный телефон|контакт|контакты|моб|мобильный|телефону|телефон номери"
    "|байланыш|байланыш телефону|phone|tel|phone number|telephone|mobile|contact",
    "sex": "пол|жынысы|жыныс|sex|gender",
    "age_group": "возраст|лет|возрастная группа|жашы|жаш|курагы|курак|age|age group|years",
    "birth_year": "год рождения|дата рождения|г р|туулган жылы|туулган күнү|year of birth|birth year|born"
    "|date of birth",
    "division_id": "область|район|город|район/город|район или город|регион|место жительства|адрес проживания|проживание"
    "|облус|облусу|району|шаары|район/шаар|аймак|аймагы|жашаган жери|oblast|region|district|city|district/city"
    "|district or city|place of residence|residence|province",
    "vulnerability": "категория|категория клиента|категория граждан|уязвимость|уязвимая группа|социальная категория"
    "|социальный статус|льготная категория|категориясы|аялуу топ|аялуулугу|социалдык абалы|category|vulnerability"
    "|vulnerable group|client category",
    "language": "язык|язык консультации|язык обращения|тили|тил|кеңештин тили|language|language of advice",
    "topic": "тема|тема обращения|область права|отрасль права|вид вопроса|категория вопроса|тематика|темасы"
    "|укук тармагы|маселенин түрү|topic|legal topic|area of law|subject|issue type",
    "facts": "вопрос|суть вопроса|содержание вопроса|суть обращения|содержание обращения|обстоятельства|описание"
    "|фабула|суроо|суроосу|маселе|маселенин мазмуну|кайрылуунун мазмуну|жагдай|question|facts|summary of facts"
    "|problem|description|query",
    "advice": "консультация|ответ|совет|данная консультация|разъяснение|рекомендация|оказанная помощь|содержание"
    " консультации|кеңеш|берилген кеңеш|кеңештин мазмуну|жооп|advice|advice given|answer"
    "|consultation|consultation given",
    "duration_min": "мин|минут|минуты|длительность|продолжительность|длительность мин|время разговора мин|мүнөт"
    "|узактыгы|узактыгы мүнөт|duration|duration min|minutes|min|length",
    "lawyer_id": "юрист|консультант|специалист|оператор|кто консультировал|ответственный|адвокат|юристи|кеңешчи|адис"
    "|lawyer|adviser|advisor|consultant|operator|responsible",
    "first_time": "первичное обращение|первичный|впервые|обратился впервые|повторно|повторный|повторное обращение"
    "|повторный звонок|биринчи жолу|биринчи кайрылуусу|кайталап|кайра кайрылуу|кайталанган чалуу|first contact"
    "|first time|first call|repeat|repeat call|repeated|returning",
    "channel": "канал|канал обращения|способ обращения|вид обращения|каналы|кайрылуу жолу|channel|how received",
    "outcome": "результат|итог|исход|жыйынтык|жыйынтыгы|натыйжа|outcome|result",
    "service_kind": "вид помощи|вид услуги|услуга|жардамдын түрү|кызмат түрү|service|kind of service|service type",
    "followup_on": "дата следующего контакта|следующий контакт|перезвонить|кийинки байланыш|follow up|follow up date",
    "anonymous": "анонимно|аноним|анонимный|anonymous",
    "title": "название|название дела|иштин аталышы|аталышы|title|case title",
    "opened_on": "дата открытия|начало|открыто|ачылган күнү|башталган күнү|opened|opened on|date opened",
    "medium_name": "сми|редакция|издание|медиа|жмк|редакциясы|outlet|media outlet|medium|newsroom",
    "pin": "пин|инн|персональный номер|жсн|pin|personal number",
    "address": "адрес|дареги|дарек|address",
    "citizenship": "гражданство|жарандыгы|citizenship",
    "ethnicity": "национальность|этническая принадлежность|улуту|ethnicity|nationality",
    "notes": "примечание|примечания|комментарий|заметки|эскертүү|комментарий|note|notes|comment|comments|remarks",
    "source_ref": "id|ид|id обращения|ид обращения|идентификатор|номер в источнике|номер заявки|id заявки|id сообщения"
    "|номер тикета|id чата|кайрылуунун id|булактагы номери|ticket|ticket id|chat id|message id|request id|appeal id",
    "case_id": "дело|номер дела в базе|номер дела|иштин номери|иш|case|case no|case record number",
    "kind": "событие|вид события|окуя|окуянын түрү|event|kind of event|кем приходится|ким болот",
    "on": "дата|дата события|күнү|date|event date",
    "person_id": "человек|лицо|клиент|адам|кардар|person|client",
    "other_id": "кто|родственник|супруг|ким|тууган|who|relative",
    "interpreter": "переводчик|нужен переводчик|котормочу|котормочу керек|interpreter|interpreter needed",
    "satisfaction": "оценка|оценка клиента|удовлетворённость|баасы|кардардын баасы|rating|client rating|satisfaction",
    "code": "код|код офиса|коду|code|office code",
    "hours": "часы работы|график|иштөө убактысы|opening hours|hours",
    "attack_types": "вид нападения|вид давления|нарушение|кол салуунун түрү|attack|type of attack|violation",
    "stage": "стадия|этап|баскычы|stage|status",
    "urgency": "срочность|шашылыштыгы|urgency",
    "risk_level": "риск|уровень риска|тобокелдик|risk",
    "summary": "суть дела|кыскача|описание дела|summary",
    "court_id": "суд|соту|court",
    "closed_on": "дата закрытия|закрыто|жабылган күнү|closed|date closed",
    "role": "должность|роль|кызматы|ролу|position|role",
    "name": "имя|фио|название|аты|аталышы|name",
}
_TIMES = ("время", "убакт", "убакыт", "саат", "time")
_REPEATS = ("повтор", "кайтал", "кайра", "repeat", "returning")
_CALLS = ("звон", "горяч", "чалуу", "чалган", "ишеним", "112", "hotline", "call")


def guess(kind: str, headings: tuple[str, ...], file_name: str = "", rows: Sequence[Row] = ()) -> Mapping_:
    """The proposed mapping of a sheet of `kind`: surest headings first, each field once (but see `_joins`).

    Columns whose heading says nothing are guessed from their contents, where those leave no doubt.
    """
    fields = fillable(kind)
    scores = sorted(
        (-score, place, name)
        for place, heading in enumerate(headings)
        for name, spec in fields.items()
        if (score := _score(heading, spec, kind)) >= _PART
    )
    found: dict[int, str] = {}
    for score, place, name in scores:
        if place in found:
            continue
        if name not in found.values() or _joins(name, place, found, headings, -score):
            found[place] = name
    for place, name in by_contents(fields, headings, rows, found).items():
        found[place] = name
    mapping = Mapping_(headings={heading: found.get(place, "") for place, heading in enumerate(headings)})
    return mapping.with_defaults(proposed_defaults(kind, mapping, file_name))


def proposed_defaults(kind: str, mapping: Mapping_, file_name: str = "") -> dict[str, str]:
    """What a register leaves unsaid because it is the same in every row; shown to the person, who may change it."""
    filled = set(mapping.headings.values())
    calls = any(sign in plain(text) for text in (*mapping.headings, file_name) for sign in _CALLS)
    known = {
        "consultation": {
            "channel": "hotline" if calls else "office",
            "language": _language_of(mapping.headings),
            "service_kind": "oral",
            "outcome": "advised",
            "duration_min": "0",
            "topic": "OTH.UNK",
        },
        "journalist_case": {"stage": "alert", "urgency": "U3", "risk_level": "R0", "publication_consent": "C0"},
        "member": {"role": "lawyer"},
    }.get(kind, {})
    always = {"channel", "service_kind", "outcome"}  # an empty cell of these means what the whole register is
    return {name: value for name, value in known.items() if name not in filled or name in always}


def is_repeat(heading: str) -> bool:
    """Whether the heading asks "again?", so that its yes means "not the first time"."""
    return any(word.startswith(_REPEATS) for word in plain(heading).split())


def _score(heading: str, spec: Field, kind: str) -> int:
    asked = plain(heading)
    if not asked or (spec.name == "id" and "source_ref" in record_type(kind).by_name and asked == "id"):
        return 0  # a chat-bot's own number: it is the id in the source
    known = dict.fromkeys(_written(spec))
    if asked in known:
        return _SURE
    if nearest(asked, known):
        return _SLIP
    words = asked.split()
    best = 0
    for phrase in known:
        parts = phrase.split()
        if len(phrase) > 2 and len(parts) < len(words) and all(part in words for part in parts):
            best = max(best, _PART + 20 * len(parts) // len(words) + (5 if words[: len(parts)] == parts else 0))
    return best


def _written(spec: Field) -> Iterator[str]:
    yield plain(spec.name)
    yield from (plain(in_language(language, spec.label)) for language in LANGUAGES)
    yield from (plain(word) for word in SYNONYMS.get(spec.name, "").split("|") if word)


def _joins(name: str, place: int, found: Mapping[int, str], headings: tuple[str, ...], score: int) -> bool:
    """Whether a second heading of one field is its other part, and not merely a like-sounding column."""
    if name not in _JOINED_BY_GUESS or score < _SLIP:
        return False
    before = [plain(headings[at]) for at, other in found.items() if other == name]
    if name == "received_at":
        timed = [any(sign in text for sign in _TIMES) for text in (*before, plain(headings[place]))]
        return len(timed) == 2 and timed.count(True) == 1
    if name == "name_display":
        parts = {plain(word) for part in ("family", "given", "patronymic") for word in _part_words(part)}
        return all(text in parts for text in (*before, plain(headings[place])))
    return len(before) < 3


def _part_words(part: str) -> list[str]:
    return SYNONYMS[f"name_{part}"].split("|")


def _language_of(headings: Mapping[str, str]) -> str:
    """The language of a sheet's headings: Kyrgyz letters or words, else Cyrillic is Russian, else English."""
    text = " ".join(headings).lower()
    if re.search("[ңөү]", text) or re.search(r"\b(күнү|жаш\w*|тили|аты)\b", text):
        return "ky"
    return "ru" if re.search("[а-яё]", text) else "en"


def required_without_source(kind: str, mapping: Mapping_) -> tuple[str, ...]:
    """Required fields that neither a heading, a default nor the program fills: every row would be wrong."""
    filled = {*mapping.headings.values(), *mapping.defaults, *UNSAID.get(kind, {})}
    return tuple(
        spec.name
        for spec in record_type(kind).fields
        if spec.required and not spec.program_fills and spec.name not in filled
    )
