"""Single cells as people write them: what is surely meant is read, what is doubtful is a fault."""

from __future__ import annotations

from datetime import datetime

import pytest

from clinic_app.records.declared import record_type
from clinic_app.reference import lists
from clinic_app.use_cases.importing.ages import read_age_group
from clinic_app.use_cases.importing.cells import read_cells
from clinic_app.use_cases.importing.dates import read_moment
from clinic_app.use_cases.importing.faults import NotRead, Trouble
from clinic_app.use_cases.importing.places import read_place
from clinic_app.use_cases.importing.words_of_lists import code_of


@pytest.mark.parametrize(
    ("cells", "meant"),
    [
        (["01.05.2020", "14:36"], "2020-05-01 14:36"),
        (["9:05", "1.5.20"], "2020-05-01 09:05"),
        (["2020-05-01", "14.36"], "2020-05-01 14:36"),
        (["03/05/2020"], "2020-05-03 00:00"),
        (["3-5-2020 10:00"], "2020-05-03 10:00"),
        (["2020-05-03T10:00:00"], "2020-05-03 10:00"),
        (["03.05.2020, 10:00"], "2020-05-03 10:00"),
        (["3 мая 2020 г."], "2020-05-03 00:00"),
        (["3-май 2020"], "2020-05-03 00:00"),
        (["2020-жылдын 3-майы"], "2020-05-03 00:00"),
        (["12 March 2021"], "2021-03-12 00:00"),
        (["29.02.2024"], "2024-02-29 00:00"),
    ],
)
def test_moments(cells: list[str], meant: str) -> None:
    assert read_moment([("Дата", text) for text in cells]) == datetime.fromisoformat(meant)


@pytest.mark.parametrize(
    "text", ["вчера", "??.06.2020", "31.02.2021", "29.02.2023", "13/25/2020", "05.2020", "451234", "1.5", "01.05.2020x"]
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(NotRead) as caught:
        read_moment([("Дата", text), ("Время", "10:00")])
    assert (caught.value.why, caught.value.heading, caught.value.value) == (Trouble.NOT_A_DATE, "Дата", text)


def test_what_is_no_time() -> None:
    with pytest.raises(NotRead) as caught:
        read_moment([("Дата", "01.05.2020"), ("Время", "25:10")])
    assert (caught.value.why, caught.value.heading, caught.value.value) == (Trouble.NOT_A_TIME, "Время", "25:10")


@pytest.mark.parametrize(
    ("text", "group"),
    [("17", "14_17"), ("ок. 60", "60_plus"), ("около 10", "0_13"), ("45 лет", "35_49"), ("61 жаш", "60_plus"),
     ("18-24", "18_24"), ("1990", "25_34"), ("1990 г.р.", "25_34"), ("60+", "60_plus"), ("35_49", "35_49")],
)  # fmt: skip
def test_ages(text: str, group: str) -> None:
    assert read_age_group(text, 2020) == group


@pytest.mark.parametrize("text", ["молодой", "-5", "150", "17/18", "20-40"])
def test_what_is_no_age(text: str) -> None:
    with pytest.raises(NotRead):
        read_age_group(text, 2020)


@pytest.mark.parametrize(
    ("cells", "id"),
    [
        (["Нарынская обл.", "Ак-Талинский район"], "41704210"),
        (["Чуйская область", "город Токмок"], "41708400"),
        (["Чүй обл.", "г. Токмок"], "41708400"),
        (["Ысык-Көл обл.", ""], "41702"),
        (["Ош ш.", ""], "41721"),
        (["г. Ош"], "41721"),
        (["Ош обл.", "Алайский р-н"], "41706207"),
        (["Бишкек", "Октябрьский район"], "41711202"),
        (["город Бишкек", "Первомайский р-н (Бишкек)"], "41711203"),
        (["Жалал-Абад обл.", "г. Манас"], "41703410"),
        (["Джалал-Абадская область", "г. Джалал-Абад"], "41703410"),
        (["Талас обл.", "Манасский район"], "41707225"),
        (["Баткен обл.", "город Баткен"], "41705410"),
        (["Иссык-Кульская обл.", "Каракол"], "41702410"),
        (["Жалал-Абад обл.", "город Кара-Куль"], "41703440"),
        (["Нарынская обл.", "Ат-Башинскй район"], "41704220"),
        (["Ат-Башынский р-н", "Нарын обл."], "41704220"),
        (["Naryn city"], "41704400"),
        (["41704400"], "41704400"),
    ],
)
def test_places(cells: list[str], id: str) -> None:
    assert read_place([("Место", text) for text in cells]) == id


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (["Ошская обл.", "Атлантида"], Trouble.UNKNOWN_PLACE),
        (["город Ош", "Атлантида"], Trouble.UNKNOWN_PLACE),
        (["Нарнская", "Нарын"], Trouble.UNKNOWN_PLACE),
        (["Нарынская обл.", "Лейлекский район"], Trouble.PLACE_ELSEWHERE),
        (["Нарынская обл.", "Нарын"], Trouble.SEVERAL_PLACES),
        (["Ош"], Trouble.SEVERAL_PLACES),
        (["Талас"], Trouble.SEVERAL_PLACES),
        (["Каракл"], Trouble.UNKNOWN_PLACE),
    ],
)
def test_places_that_are_not_guessed(cells: list[str], why: Trouble) -> None:
    with pytest.raises(NotRead) as caught:
        read_place([("Место", text) for text in cells])
    assert caught.value.why == why


def test_every_division_is_read_by_each_of_its_names() -> None:
    for id, item in lists.items("divisions").items():
        if item.more["type"] == "country":
            continue
        oblast = (
            lists.items("divisions")[lists.ancestor("divisions", id, 2)].labels["ru"] if item.parent != "KG" else ""
        )
        for name in (*item.labels.values(), item.more["short_ky"], item.more["short_ru"], item.more["short_en"]):
            assert read_place([("Область", oblast), ("Район", name)]) == id, (oblast, name)


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_every_topic_is_read_by_its_label_in_each_language(language: str) -> None:
    known = lists.items("legal_topics")
    labels = [item.labels[language] for item in known.values()]
    for code, item in known.items():
        if labels.count(item.labels[language]) == 1:
            assert code_of("legal_topics", item.labels[language].upper()) == code


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("sex", "жен.", "f"), ("sex", "аял", "f"), ("sex", "М", "m"), ("sex", "эркек", "m"), ("sex", "муж.", "m"),
        ("language", "кырг", "ky"), ("language", "орусча", "ru"), ("language", "англ", "en"),
        ("vulnerability", "ЛОВЗ", "disability"), ("vulnerability", "пенсионер", "older"),
        ("vulnerability", "малоимущие", "low_income"), ("vulnerability", "многодетная", "many_children"),
        ("vulnerability", "мигрант", "migrant"), ("vulnerability", "көп балалуу", "many_children"),
        ("yes_no_unknown", "ооба", "yes"), ("yes_no_unknown", "-", "no"),
        ("legal_topics", "Ограничения COVID-19", "HEA.COV"), ("legal_topics", "алименты", "FAM.ALI"),
        ("legal_topics", "Заработная палта", "LAB.WAG"),
        ("legal_topics", "Марсианское право", None), ("legal_topics", "Медицина", None),
        ("legal_topics", "Отпуск", None),
        ("sex", "другое", None), ("vulnerability", "хороший человек", None),
    ],
)  # fmt: skip
def test_words_of_lists(name: str, text: str, code: str | None) -> None:
    """Planted by accident: a sign without letters folded to "", and every unknown word meant "none"; this saw it."""
    assert code_of(name, text) == code


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("duration_min", "15 мин.", 15), ("duration_min", "1 200", 1200), ("duration_min", "12.0", 12),
        ("interpreter", "жок", False), ("satisfaction", "5", 5), ("followup_on", "", None),
        ("vulnerability", "пенсионер, ЛОВЗ", frozenset({"older", "disability"})),
        ("vulnerability", "Трудовой мигрант и его семья", frozenset({"migrant"})),
    ],
)  # fmt: skip
def test_other_kinds(field: str, text: str, value: object) -> None:
    spec = record_type("consultation").field(field)
    assert (read_cells(spec, [("Колонка", text)], {}) if text else spec.kind.empty) == value


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("duration_min", "-5", Trouble.OUT_OF_RANGE), ("duration_min", "много", Trouble.NOT_A_NUMBER),
        ("duration_min", "12,5", Trouble.NOT_A_NUMBER), ("satisfaction", "9", Trouble.OUT_OF_RANGE),
        ("sex", "робот", Trouble.UNKNOWN_WORD), ("vulnerability", "ЛОВЗ, марсианин", Trouble.UNKNOWN_WORD),
        ("interpreter", "может быть", Trouble.NOT_YES_NO),
    ],
)  # fmt: skip
def test_faults_name_the_cell(field: str, text: str, why: Trouble) -> None:
    with pytest.raises(NotRead) as caught:
        read_cells(record_type("consultation").field(field), [("Колонка", text)], {})
    assert (caught.value.why, caught.value.heading, caught.value.value) == (why, "Колонка", text)
    assert text not in str(caught.value)
