"""The pieces do what they say, from the keyboard and for a screen reader."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tests.ui.typing import press, type_text
from ui.theme.theme import Theme
from ui.widgets.buttons import FilterButton, IconButton, PrimaryButton
from ui.widgets.chips import ChipRow
from ui.widgets.field import Field
from ui.widgets.field_row import FieldRow
from ui.widgets.folding import fold, rank
from ui.widgets.frames import Banner
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.line_edit import LineEdit
from ui.widgets.pill import Pill
from ui.widgets.segments import Segments
from ui.widgets.tabs import Tabs
from ui.widgets.text_area import TextArea
from ui.widgets.typeahead import Option, Typeahead

DISTRICTS = [
    Option("kochkor", "Кочкор району", "Нарын облусу", names=("Кочкорский район", "Kochkor District")),
    Option("naryn", "Нарын шаары", "Нарын облусу", names=("Город Нарын", "Naryn City")),
    Option("on", "Өзгөн району", "Ош облусу", names=("Узгенский район", "Uzgen District")),
    Option("nook", "Ноокат району", "Ош облусу", names=("Ноокатский район", "Nookat District")),
]


def heard(widget: QWidget) -> str:
    """What a screen reader is told."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


# --- matching ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("озгон", "on"),
        ("ӨЗГӨН", "on"),
        ("узген", "on"),
        ("uzg", "on"),
        ("кочкор", "kochkor"),
        ("район кочкор", "kochkor"),
        ("naryn", "naryn"),
    ],
)
def test_a_long_list_answers_any_spelling_and_language(qtbot, dressed: Theme, typed: str, found: str) -> None:
    field = _shown(qtbot, Typeahead(DISTRICTS, name="District"))
    type_text(field, typed)
    assert field.is_open()
    with qtbot.waitSignal(field.chosen) as chosen:
        press(field, Qt.Key.Key_Return)
    assert chosen.args == [found]
    assert field.value() == found
    assert not field.is_open()


def test_folding_and_rank() -> None:
    assert fold("  Ёлка  ҢӨҮ ") == "елка ноу"
    assert rank("нар", ["нарын шаары"]) == 0
    assert rank("шаа", ["нарын шаары"]) == 1
    assert rank("арын", ["нарын шаары"]) == 2
    assert rank("ош", ["нарын шаары"]) is None


def test_arrows_go_through_the_matches_and_escape_closes_them(qtbot, dressed: Theme) -> None:
    field = _shown(qtbot, Typeahead(DISTRICTS))
    press(field, Qt.Key.Key_Down)
    press(field, Qt.Key.Key_Down)
    press(field, Qt.Key.Key_Return)
    assert field.value() == "naryn"
    press(field, Qt.Key.Key_Down)
    assert field.is_open()
    press(field, Qt.Key.Key_Escape)
    assert not field.is_open()
    assert field.value() == "naryn"


def test_changing_the_words_takes_the_choice_back(qtbot, dressed: Theme) -> None:
    field = _shown(qtbot, Typeahead(DISTRICTS))
    field.set_value("naryn")
    field.setCursorPosition(len(field.text()))
    with qtbot.waitSignal(field.chosen) as chosen:
        type_text(field, "Ң")
    assert chosen.args == [""]
    assert field.is_wrong()


def test_free_words_are_fine_where_they_are_allowed(qtbot, dressed: Theme) -> None:
    field = _shown(qtbot, Typeahead(DISTRICTS, free=True))
    type_text(field, "Ысык-Көл")
    assert (field.value(), field.is_wrong(), field.text()) == ("", False, "Ысык-Көл")


def test_enter_does_not_turn_free_words_into_somebody_alike(qtbot, dressed: Theme) -> None:
    """A new client called as an old one must stay a new client until a person chooses."""
    extra = lambda words: Option("", "Write as a new person", words)  # noqa: E731
    field = _shown(qtbot, Typeahead(DISTRICTS, free=True, extra=extra))
    type_text(field, "Нарын")
    press(field, Qt.Key.Key_Return)
    assert (field.value(), field.text()) == ("", "Нарын")
    type_text(field, " ш")
    press(field, Qt.Key.Key_Up)
    with qtbot.waitSignal(field.extra_taken) as taken:
        press(field, Qt.Key.Key_Return)
    assert taken.args == ["Нарын ш"]
    assert field.text() == "Нарын ш"


def test_setting_a_value_is_silent(qtbot, dressed: Theme) -> None:
    field = _shown(qtbot, Typeahead(DISTRICTS))
    with qtbot.assertNotEmitted(field.chosen):
        field.set_value("on")
    assert field.text() == "Өзгөн району"
    field.set_value("no such")
    assert (field.text(), field.value()) == ("", "")


# --- fields --------------------------------------------------------------------------------------------------------


def test_a_fault_shows_under_the_field_and_is_heard(qtbot, dressed: Theme) -> None:
    line = LineEdit()
    field = _shown(qtbot, Field("Phone", line, required=True, hint="With the code"))
    assert heard(line) == "Phone, required"
    field.set_fault("One digit is missing")
    said = [label.text() for label in field.findChildren(Label) if label.isVisible()]
    assert "One digit is missing" in said
    assert "With the code" not in said
    assert line.property("fault") is True
    assert line.accessibleDescription() == "One digit is missing"
    field.set_fault("")
    said = [label.text() for label in field.findChildren(Label) if label.isVisible()]
    assert "With the code" in said
    assert line.property("fault") is False


def test_focus_and_faults_do_not_move_the_form(qtbot, dressed: Theme) -> None:
    """A 2 px edge would grow the field: the sheet takes it off height and padding."""
    line = LineEdit()
    page = _shown(qtbot, Field("Phone", line))
    calm = line.height()
    line.set_fault(True)
    page.layout().activate()
    assert line.height() == calm == dressed.px(32)


def test_a_text_grows_with_its_words_and_tab_leaves_it(qtbot, dressed: Theme) -> None:
    area = _shown(qtbot, TextArea(rows=2, most=5))
    low = area.height()
    area.set_text("\n".join("бир эки үч" for _line in range(4)))
    higher = area.height()
    area.set_text("\n".join("бир эки үч" for _line in range(40)))
    assert low < higher < area.height()
    assert area.height() < low * 3
    assert area.tabChangesFocus()


def test_fields_stand_side_by_side_only_while_they_fit(qtbot, dressed: Theme) -> None:
    languages = Field("Language", Segments([("k", "Кыргызча"), ("r", "Орусча"), ("o", "Башка")]))
    first = Field("First visit", Segments([("y", "Ооба"), ("n", "Жок")]))
    row = _shown(qtbot, FieldRow([languages, first]))
    row.resize(600, row.heightForWidth(600))
    assert languages.y() == first.y()
    assert languages.width() + first.width() + 12 == 600
    row.resize(300, row.heightForWidth(300))
    assert first.y() > languages.geometry().bottom()
    assert first.geometry().bottom() < row.height()


def test_a_fault_in_a_row_makes_room_for_itself(qtbot, dressed: Theme) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    phone, year = Field("Phone", LineEdit()), Field("Year", LineEdit())
    column.addWidget(FieldRow([phone, year]))
    column.addStretch(1)
    _shown(qtbot, page)
    page.resize(500, 300)
    before = phone.height()
    phone.set_fault("One digit is missing in this telephone number")
    qtbot.waitUntil(lambda: phone.height() > before)
    assert phone.parentWidget().height() >= phone.geometry().bottom()


# --- choices -------------------------------------------------------------------------------------------------------


def test_a_pressed_chip_gains_a_tick_and_is_told(qtbot, dressed: Theme) -> None:
    row = _shown(qtbot, ChipRow([("poor", "Low income"), ("rural", "Remote village")], name="Groups"))
    before = row.chip("rural").sizeHint().width()
    with qtbot.waitSignal(row.changed) as changed:
        row.chip("rural").click()
    assert changed.args == [["rural"]]
    assert row.chip("rural").sizeHint().width() > before
    assert heard(row.chip("rural")) == "Remote village"


def test_many_chips_fold_but_pressed_ones_stay_in_sight(qtbot, dressed: Theme) -> None:
    row = _shown(qtbot, ChipRow([(str(n), f"Choice {n}") for n in range(24)], shown=3))
    row.set_value(["20"])
    assert [key for key in map(str, range(24)) if row.chip(key).isVisible()] == ["0", "1", "2", "20"]
    row.unfold()
    assert all(row.chip(str(n)).isVisible() for n in range(24))
    assert row.value() == ["20"]


def test_chips_are_one_tab_stop_and_arrows_go_along(qtbot, dressed: Theme) -> None:
    row = _shown(qtbot, ChipRow([("a", "A"), ("b", "B"), ("c", "C")]))
    row.setFocus()
    press(row.chip("a"), Qt.Key.Key_Right)
    stops = [key for key in "abc" if row.chip(key).focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == ["b"]
    press(row.chip("b"), Qt.Key.Key_Space)
    assert row.value() == ["b"]


def test_segments_hold_one_choice_and_move_by_arrows(qtbot, dressed: Theme) -> None:
    row = _shown(qtbot, Segments([("y", "Yes"), ("n", "No"), ("u", "Unknown")], "y", name="First visit"))
    row.setFocus()
    with qtbot.waitSignal(row.changed) as changed:
        press(row.button("y"), Qt.Key.Key_Right)
    assert changed.args == ["n"]
    assert [row.button(key).isChecked() for key in "ynu"] == [False, True, False]
    assert heard(row.button("n")) == "First visit: No"


def test_optional_segments_can_be_taken_back(qtbot, dressed: Theme) -> None:
    row = _shown(qtbot, Segments([("y", "Yes"), ("n", "No")], "y", optional=True))
    row.button("y").click()
    assert row.value() == ""
    assert not row.button("y").isChecked()


def test_segments_that_do_not_fit_stack(qtbot, dressed: Theme) -> None:
    row = _shown(qtbot, Segments([("a", "Кызыкчылык бар"), ("b", "Кызыкчылык жок")]))
    row.resize(600, row.heightForWidth(600))
    assert row.button("a").y() == row.button("b").y()
    row.resize(140, row.heightForWidth(140))
    assert row.button("b").y() > row.button("a").geometry().bottom()
    assert row.button("b").geometry().bottom() < row.height()


def test_choosing_makes_no_segment_wider(qtbot, dressed: Theme) -> None:
    row = _shown(qtbot, Segments([("y", "Кыргызча"), ("n", "Орусча")], "y"))
    row.resize(row.sizeHint())
    before = [row.button(key).geometry() for key in "yn"]
    row.set_value("n")
    assert [row.button(key).geometry() for key in "yn"] == before


# --- words ---------------------------------------------------------------------------------------------------------


def test_buttons_are_heard_without_the_space_before_their_word(qtbot, dressed: Theme) -> None:
    button = _shown(qtbot, PrimaryButton("Сактоо", "check"))
    assert heard(button) == "Сактоо"
    assert heard(_shown(qtbot, IconButton("lock", "Кулпулоо"))) == "Кулпулоо"


def test_a_filter_says_what_it_narrows_to(qtbot, dressed: Theme) -> None:
    button = _shown(qtbot, FilterButton("Topic"))
    button.narrow("Labour")
    assert heard(button) == "Topic: Labour"
    assert "Labour" in button.text()
    button.narrow("")
    assert heard(button) == "Topic"


def test_cut_words_have_a_tooltip(qtbot, dressed: Theme) -> None:
    label = _shown(qtbot, ElidedLabel("NAR1-2026-A-0031 · Үсөнбекова Жаңыл · жарандык иш"))
    label.resize(80, 20)
    assert label.toolTip() == label.text()
    label.resize(900, 20)
    assert label.toolTip() == ""


def test_a_state_is_told_by_its_word(qtbot, dressed: Theme) -> None:
    pill = _shown(qtbot, Pill("clock-exclamation", "Today", "warn"))
    assert heard(pill) == "Today"


def test_a_banner_offers_at_most_two_actions_and_can_go(qtbot, dressed: Theme) -> None:
    done: list[str] = []
    actions = [(word, lambda word=word: done.append(word)) for word in ("Look", "Later", "Never")]
    banner = _shown(qtbot, Banner("bad", "alert-triangle", "A conflict", "of interest", actions, closable=True))
    assert len(banner.buttons) == 2
    banner.buttons[1].click()
    assert done == ["Later"]
    with qtbot.waitSignal(banner.closed):
        banner.dismiss()


def test_tabs_tell_their_id(qtbot, dressed: Theme) -> None:
    tabs = _shown(qtbot, Tabs([("events", "Events"), ("parties", "Parties")]))
    tabs.set_count("parties", 5)
    with qtbot.waitSignal(tabs.chosen) as chosen:
        tabs.choose("parties")
    assert chosen.args == ["parties"]
    assert tabs.tabText(1) == "Parties  5"


def test_wrapped_words_are_not_cut(qtbot, dressed: Theme) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    words = Label("Бир нече сөздөн турган узун сүйлөм, ал бир сапка батпайт. " * 3, wrap=True)
    column.addWidget(words)
    column.addStretch(1)
    _shown(qtbot, page)
    page.resize(260, 400)
    page.layout().activate()
    assert words.height() >= words.heightForWidth(words.width())


def _shown(qtbot, widget: QWidget) -> QWidget:
    qtbot.addWidget(widget)
    widget.show()
    widget.move(QPoint(0, 0))
    return widget
