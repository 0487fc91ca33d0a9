"""Search in a real case book: what must be found, what must not, in which order, what is marked, what is proposed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from clinic_app.records.declared import all_types
from clinic_app.use_cases import suggesting
from clinic_app.use_cases.index_words import index_words
from clinic_app.use_cases.searching import Hit, Narrowed
from tests.stories.clinics import Clinics, consult, edit, open_case, person

SECRET = "жашыруунсөз"

# What was typed -> the records it must find, and no other. p: people, c: consultations, k: cases, e: events.
QUERIES: dict[str, set[str]] = {
    # folded letters
    "күргөк": {"c1"}, "кургок": {"c1"}, "КҮРГӨК": {"c1"}, "кургө": {"c1"}, "өндүрүү": {"c2"}, "ондуруу": {"c2"},
    "ёлка": {"c3"}, "елка": {"c3"}, "У\u0308сөн": {"p1", "c9"}, "усон": {"p1", "c9"}, "жанылоо": {"c4"},
    # beginnings, Kyrgyz endings left open
    "жумушч": {"c4"}, "жумушчулар": {"c4"}, "эмг": {"c4"}, "компен": {"c3"}, "чектоо": {"c5"}, "участо": {"c1"},
    # Russian stems
    "компенсации": {"c3"}, "компенсацию": {"c3"}, "увольнении": {"c3"}, "увольнением": {"c3"}, "участком": {"c1"},
    "участков": {"c1"}, "пенсию": {"c5"}, "пенсиями": {"c5"}, "протокола": {"c6"}, "журналистка": {"k1"},
    "обысками": {"k1"}, "исковых": {"c6"}, "алиментами": {"c2", "c7"},
    # the topic's label in three languages
    "алименты": {"c2", "c7"}, "alimony": {"c2", "c7"},
    # names across scripts and endings
    "Asanov": {"p1"}, "Асанова": {"p1"}, "Üsön": {"p1"}, "Uson": {"p1"}, "Jumabek": {"p3"}, "Жумабек": {"p3"},
    "Dzhumabek": {"p3"}, "Çıñgız": {"p3"}, "Чингиз": {"p3"}, "Shcherbakova": {"p4"}, "Scherbakov": {"p4"},
    "Natalya": {"p4"}, "Наталья": {"p4"}, "Aigul": {"p2"}, "айгул": {"p2"}, "Айгүл Бакыт кызы": {"p2"},
    "бакыт айгул": {"p2"}, "Khasanov": {"p5"}, "Xasanov": {"p5"}, "Асанов Айгүл": set(), "Асанбек": set(),
    # earlier names and other names
    "Токтоматова": {"p2"}, "Toktomatova": {"p2"}, "Токтомат": {"p2"}, "Чычкан": {"p3"},
    # record numbers
    "NAR1-2026-A-0001": {"c1"}, "nar1-2026-a-0001": {"c1"}, "NAR1-2026-А-0001": {"c1"}, "NAR1-2026-A-1": {"c1"},
    "A-0002": {"c2"}, "А-2": {"c2"}, "0003": {"c3"}, "A3": {"c3"}, "2026-A-4": {"c4"},
    "NAR1-2025-A-0": {"c5"}, "NAR1-2025-A-000": {"c5"},
    "NAR1-2025": {"c5"}, "HL-00345": {"c4"}, "АД-123/25": {"k1"}, "123/25": {"k1"}, "NAR1-2026-A-0099": set(),
    # telephones in any format; also further ones, and in the middle of a text
    "+996 700 123 456": {"p1"}, "0700123456": {"p1"}, "0700 12-34-56": {"p1"}, "700123456": {"p1"},
    "996700123456": {"p1"}, "(0700) 123-456": {"p1"}, "123-456": {"p1"}, "123456": {"p1"}, "+996 700 123": {"p1"},
    "0312 66 55 44": {"p2"}, "+996312665544": {"p2"}, "665544": {"p2"}, "8 916 123 45 67": {"p3"},
    "+996 555 998877": {"c6"}, "0555998877": {"c6"}, "+996 700 123 457": set(),
    # several words, in any order; dates; signs
    "протокол исковое": {"c6"}, "протокол пенсия": set(), "22.11.2026": {"c6"}, "үй-бүлө": {"c7"}, "уй було": {"c7"},
    '"протокол"': {"c6"}, "протокол NEAR (": set(), "body:протокол": set(), "COVID-19": {"c5"}, "зал суда": {"e1"},
    # what is archived is found; what nobody may find: secret fields, what is erased, a draft of another program
    SECRET: set(), "архивделген": {"c8"}, "өчүрүлгөн": set(), "эски вариант": set(),
}  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Clinic, dict[str, str]]]:
    """(a case book, the short names of its records): one for all questions, which change nothing."""
    clinics = Clinics(tmp_path_factory.mktemp("search"))
    yield filled(clinics.office("NAR1"))
    clinics.close_all()


def filled(clinic: Clinic) -> tuple[Clinic, dict[str, str]]:
    ids: dict[str, str] = {}
    people: list[tuple[str, dict[str, object]]] = [
        ("Асанов Үсөн Бакытович", {"phone": "0 (700) 12-34-56", "safe_contact": SECRET, "birth_year": 1980}),
        (
            "Бакыт кызы Айгүл",
            {"phones_more": frozenset({"0312 66-55-44"}), "earlier_names": frozenset({"Токтоматова А."})},
        ),
        ("Жумабек уулу Чыңгыз", {"phone": "+7 916 123-45-67", "aliases": frozenset({"Чычкан"})}),
        ("Щербакова Наталья Сергеевна", {"phone": "112"}),
        ("Хасанов Жахонгир", {}),
    ]  # fmt: skip
    for n, (name, values) in enumerate(people, start=1):
        ids[person(clinic, name, **values).id] = f"p{n}"
    told: list[tuple[str, str, str, dict[str, object]]] = [
        ("2026-03-02T10:15", "LAN.BOU", "Күргөк жер, участок бөлүү", {}),
        ("2026-03-01T09:00", "FAM.ALI", "Акча өндүрүү", {}),
        ("2026-05-07T12:00", "LAB.DIS", "Компенсация за увольнение, ёлка", {"facts": "не пришла"}),
        ("2026-02-01T12:00", "HOU.REN", "Жумушчулар эмгек келишимин жаңылоо", {"source_ref": "HL-00345"}),
        ("2025-11-05T12:00", "SOC.PEN", "Пенсия, COVID-19 чектөөлөрү", {"record_no": "NAR1-2025-A-0009"}),
        ("2026-01-05T12:00", "DEB.BAN", "Исковое, протокол № 45 от 22.11.2026, тел. 0555 99-88-77", {}),
        ("2024-01-05T12:00", "FAM.ALI", "Үй-бүлө", {"record_no": "OSH1-2024-B-0170"}),
    ]
    for n, (at, topic, advice, values) in enumerate(told, start=1):
        values = {"received_at": datetime.fromisoformat(at), "topic": topic, "advice": advice, **values}
        ids[consult(clinic, **values).id] = f"c{n}"
    archived = consult(clinic, advice="архивделген Сөздөр", topic="DEB.PER")
    ids[edit(clinic, archived, archived=True).id] = "c8"
    erased = consult(clinic, advice="өчүрүлгөн", topic="DEB.PER")
    clinic.erasing.erase("consultation", erased.id)
    edited = consult(
        clinic, advice="эски вариант", topic="DEB.PER", received_at=datetime.fromisoformat("2023-05-05T10:00")
    )
    ids[edit(clinic, edited, advice="Үсөн менен сүйлөштүк").id] = "c9"
    case = open_case(
        clinic, next(id for id, short in ids.items() if short == "p4"), title="Обыск у журналистки",
        opened_on=date(2026, 4, 1), case_number="АД-123/25-МБ", summary="изъятие",
    )  # fmt: skip
    ids[case.id] = "k1"
    event = clinic.casework.blank("case_event", case_id=case.id, kind="hearing", on="2026-06-01", title="Зал суда № 3")
    ids[clinic.casework.save(event).record.id] = "e1"
    return clinic, ids


def found(book: tuple[Clinic, dict[str, str]], words: str, **narrowed: object) -> list[str]:
    clinic, ids = book
    return [ids.get(hit.id, hit.title) for hit in clinic.searching.search(words, 50, Narrowed(**narrowed))]  # type: ignore[arg-type]


@pytest.mark.parametrize("words", QUERIES)
def test_a_question_finds_its_records_and_no_other(book: tuple[Clinic, dict[str, str]], words: str) -> None:
    """Seen to fail with: ү left out of `fold`; stems left out of `_word_question`; `zfill` left out of
    `_number_question`.
    """
    assert set(found(book, words)) == QUERIES[words]


def test_the_table_is_long_enough() -> None:
    assert len(QUERIES) >= 60


def test_people_stand_first_then_the_newest(book: tuple[Clinic, dict[str, str]]) -> None:
    assert found(book, "Үсөн") == ["p1", "c9"]
    assert found(book, "NAR1-2026") == ["c3", "k1", "c1", "c2", "c4", "c6", "c8"], "what is archived comes last"
    assert found(book, "алименты") == ["c2", "c7"]


@pytest.mark.parametrize(
    ("words", "narrowed", "expected"),
    [
        ("", {"topic": "FAM"}, ["c2", "c7"]),
        ("", {"topic": "FAM.ALI", "since": "2026-01-01"}, ["c2"]),
        ("алименты", {"until": "2025-12-31"}, ["c7"]),
        ("алименты", {"since": "2024-01-05", "until": "2024-01-05"}, ["c7"]),
        ("үсөн", {"types": ("person",)}, ["p1"]),
        ("үсөн", {"types": ("consultation",)}, ["c9"]),
        ("", {"stage": "active"}, ["k1"]),
        ("", {"stage": "closed"}, []),
        ("журналистки", {"stage": "active"}, ["k1"]),
        ("протокол", {"topic": "FAM"}, []),
        ("", {"types": ("person",)}, []),
    ],
)
def test_filters_narrow(
    book: tuple[Clinic, dict[str, str]], words: str, narrowed: dict[str, object], expected: list[str]
) -> None:
    """With the topics above left out of `index_words._tags` FAM found nothing, and this failed."""
    assert found(book, words, **narrowed) == expected


def test_office_and_lawyer_narrow(book: tuple[Clinic, dict[str, str]]) -> None:
    clinic = book[0]
    me = clinic.identity
    assert found(book, "протокол", lawyer=me.member_id, office=me.office_id) == ["c6"]
    assert found(book, "протокол", lawyer="somebody-else") == found(book, "протокол", office="OSH1") == []
    assert len(found(book, "", lawyer=me.member_id)) == 9


def test_no_secret_field_is_in_the_index() -> None:
    """With `searchable="body"` given to Person.safe_contact this failed."""
    for kind in all_types().values():
        secret = {spec.name for spec in kind.fields if spec.sensitivity == "secret"}
        assert not secret & {name for name, _, _ in kind.searched}
        texts = {name: SECRET for name in secret if isinstance(kind.by_name[name].kind.empty, str)}
        assert not any(SECRET in token for token in index_words(kind.cls(id="x", **texts)))


def test_hits_are_marked(book: tuple[Clinic, dict[str, str]]) -> None:
    """With stems left out of `sought` this failed."""
    clinic = book[0]

    def marked(words: str) -> list[str]:
        hits = clinic.searching.search(words)
        return [
            text[start:end]
            for hit in hits
            for text, marks in ((hit.title, hit.title_marks), (hit.snippet, hit.marks))
            for start, end in marks
        ]

    assert marked("увольнением") == ["увольнение"]
    assert marked("кургок болуу") == ["Күргөк", "бөлүү"]
    assert marked("Asanova Uson") == ["Асанов", "Үсөн"]
    assert marked("0700 123456") == ["+996 700 123 456"]
    assert marked("А-2") == ["0002"]
    assert marked("Токтомат") == ["Токтоматова"]


SLIPS = {
    "комренсация": "компенсация",
    "обыкс": "обыск",
    "протокло": "протокол",
    "ротокол": "протокол",
    "пкргок": "",
    "кукгок": "күргөк",
    "кргок": "күргөк",
    "Асаноф": "Асанов",
    "Щебакова": "Щербакова",
    "журналсит": "журналистки",
    "алимнеты": "алименты",
    "жумушчуларды": "жумушчулар",
    "rjvgtycfwbz": "компенсация",  # the same keys with the other layout
    "ТФК1-2026": "nar1-2026",
}


@pytest.mark.parametrize("typed", SLIPS)
def test_a_slip_is_understood(book: tuple[Clinic, dict[str, str]], typed: str) -> None:
    """What is proposed finds something, and is spelled as in a record, with its ң, ө, ү."""
    proposed = book[0].searching.suggestions(typed)
    assert SLIPS[typed] in proposed if SLIPS[typed] else proposed == []
    assert all(book[0].searching.search(words) for words in proposed)


@pytest.mark.parametrize("typed", ["архивделгне", "өчүрүлгне", "жашыруунсзө", "вариатн", "сүйлөштүк", "зал", ""])
def test_nothing_is_proposed_that_one_may_not_see_or_that_was_found(
    book: tuple[Clinic, dict[str, str]], typed: str
) -> None:
    """ "вариант" stood in a consultation before it was edited. With every word of the index proposed, this failed."""
    assert book[0].searching.suggestions(typed) == []


def test_a_slip_in_the_first_letters_is_understood_in_a_great_index(
    book: tuple[Clinic, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where one letter begins too many words to compare, the first two are held to, and slips there thought of apart.

    With `at_second` left out this failed.
    """
    monkeypatch.setattr(suggesting, "_READ", 3)
    for typed, meant in {"пртокол": "протокол", "прротокол": "протокол", "портокол": "протокол"}.items():
        assert meant in book[0].searching.suggestions(typed), typed


def test_no_two_proposals_of_which_one_begins_the_other(tmp_path: Path) -> None:
    """With every near word tried, the same word was proposed with three endings, and this failed."""
    clinics = Clinics(tmp_path)
    clinic = clinics.office("NAR1")
    for word in ("жумушчу", "жумушчулар", "жумушчулардын"):
        consult(clinic, advice=word)
    assert clinic.searching.suggestions("жумшучу") == ["жумушчу"]
    clinics.close_all()


def test_one_slip_among_several_words(book: tuple[Clinic, dict[str, str]]) -> None:
    assert book[0].searching.suggestions("исковое протоккл") == ["исковое протокол"]
    assert book[0].searching.suggestions("протоккл", Narrowed(topic="FAM")) == []


def test_a_moved_date_moves_the_hit(tmp_path: Path) -> None:
    """Through the whole program: saved, found, its day put right, found elsewhere."""
    clinics = Clinics(tmp_path)
    clinic = clinics.office("NAR1")
    early = consult(clinic, advice="убайым", received_at=datetime.fromisoformat("2026-01-01T10:00"))
    late = consult(clinic, advice="убайым", received_at=datetime.fromisoformat("2026-02-01T10:00"))

    def order() -> list[str]:
        hits: list[Hit] = clinic.searching.search("убайым")
        return [hit.id for hit in hits]

    assert order() == [late.id, early.id]
    edit(clinic, early, received_at=datetime.fromisoformat("2026-03-01T10:00"))
    assert order() == [early.id, late.id]
    assert clinic.keeping.problems() == []
    clinics.close_all()
