"""All pieces on one page, for looking: `python -m ui.gallery FOLDER [ky|ru|en]` writes pictures in light and dark.

Not in any menu, and its sample words are not translated.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from clinic_app.wording.words import speak
from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, LinkButton, PrimaryButton, TintButton
from ui.widgets.chips import ChipRow
from ui.widgets.date_edit import DateEdit
from ui.widgets.field import Field
from ui.widgets.flow import FlowLayout
from ui.widgets.frames import Banner, Separator
from ui.widgets.header import PageHeader
from ui.widgets.labels import ElidedLabel, KeyHint, Label
from ui.widgets.line_edit import LineEdit
from ui.widgets.people import Avatar
from ui.widgets.pill import Pill
from ui.widgets.progress_row import ProgressRow
from ui.widgets.record_table import RecordTable
from ui.widgets.rows_model import Cell, Column, RowsModel
from ui.widgets.segments import Segments
from ui.widgets.typeahead import Option, Typeahead


class Pieces(QWidget):
    """The page of pieces."""

    def __init__(self) -> None:
        super().__init__()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(PageHeader("Көрүнүштүн бөлүктөрү", "Clinic Casebook", ruled=True))
        columns = QHBoxLayout()
        columns.setContentsMargins(MARGIN, 16, MARGIN, 16)
        columns.setSpacing(36)
        for made in (self._first(), self._second(), self._third()):
            made.addStretch(1)
            columns.addLayout(made, 1)
        page.addLayout(columns, 1)

    def _first(self) -> QVBoxLayout:
        column = _column()
        column.addWidget(Label("Түстөр", "section"))
        column.addWidget(_Colours())
        column.addWidget(Label("Арип", "section"))
        for role, words in (
            ("page", "Барактын аты 15"),
            ("record", "Жазуунун аты 12"),
            ("section", "Бөлүм, ат 10 калың"),
        ):
            column.addWidget(Label(words, role))
        column.addWidget(Label("Негизги текст 10: Ң Ө Ү ң ө ү 0123456789"))
        column.addWidget(Label("Белги, жардамчы текст 9", "small", "text2"))
        column.addWidget(Label("1 369", "number"))
        column.addWidget(Label("Абал: сүрөтчө + сөз + өң", "section"))
        pills = (
            Pill("circle-check", "Жеткени текшерилди", "ok"),
            Pill("clock-exclamation", "Бүгүн", "warn"),
            Pill("alert-circle", "2 күн өтүп кетти", "bad"),
            Pill("gavel", "Дайындалды", "info"),
            Pill("circle-dashed", "Сайылган жок", "neutral"),
        )
        column.addWidget(_flowing(*pills))
        column.addWidget(Label("Тандалма белгилер", "section"))
        words = ["Аз камсыз болгон", "Жумушсуз", "Журналист, блогер", *(f"Дагы бир {n}" for n in range(21))]
        chips = ChipRow([(str(n), word) for n, word in enumerate(words)], name="Аялуу категория", shown=3)
        chips.set_value(["0"])
        column.addWidget(chips)
        return column

    def _second(self) -> QVBoxLayout:
        column = _column()
        column.addWidget(Label("Баскычтар", "section"))
        column.addLayout(
            _row(PrimaryButton("Сактоо", "check"), TintButton("Жаңы", "plus"), Button("Импорт", "file-import"))
        )
        links = _row(LinkButton("Өткөрүп жиберүү", "player-skip-forward"), LinkButton("Бардыгы"))
        links.addStretch(1)
        links.addWidget(KeyHint("Ctrl Enter"))
        column.addLayout(links)
        column.addWidget(Label("Талаалар", "section"))
        place = Typeahead([Option("k", "Кочкор району", "Нарын облусу")], icon="map-pin")
        place.set_value("k")
        column.addWidget(Field("Кадимки", place, required=True))
        self.focused = LineEdit()
        self.focused.setText("Ибраимова Гүлзат")
        column.addWidget(Field("Фокуста", self.focused))
        phone = LineEdit()
        phone.setText("+996 700 123 45")
        wrong = Field("Ката менен", phone, required=True)
        wrong.set_fault("Бир цифра жетишпейт")
        column.addWidget(wrong)
        day = DateEdit(placeholder="22.11 же +14 же жума", today=lambda: date(2026, 11, 23))
        column.addWidget(Field("Бош, жардамчы сөз менен", day, hint="Күндү терсеңиз болот"))
        fixed = LineEdit()
        fixed.setText("NAR1-2026-B-0342")
        fixed.setReadOnly(True)
        column.addWidget(Field("Өзгөртүлбөйт", fixed))
        column.addWidget(Field("Бир нечесинин бирөө", Segments([("y", "Ооба"), ("n", "Жок"), ("u", "Белгисиз")], "y")))
        column.addWidget(Label("Fusionдун өзүнүкү, QSS жок", "section"))
        combo, spin, when = QComboBox(), QSpinBox(), QDateEdit(date(2026, 11, 23))
        combo.addItem("Түз туташуу")
        spin.setValue(15)
        when.setDisplayFormat("dd.MM.yyyy")
        for box in (combo, spin, when):
            box.setFixedHeight(current_theme().px(32))
        column.addLayout(_row(combo, spin, when))
        agreed, later, secret = QCheckBox("Макулмун"), QCheckBox("Кийин"), QRadioButton("Купуя")
        agreed.setChecked(True)
        secret.setChecked(True)
        column.addLayout(_row(agreed, later, secret))
        return column

    def _third(self) -> QVBoxLayout:
        column = _column()
        column.addWidget(Label("Билдирүү тилкеси", "section"))
        column.addWidget(Banner("info", "info-circle", "Жаңы версия түшүрүлдү", "Кулпу ачылганда орнотулат."))
        column.addWidget(Banner("warn", "package-off", "13-пакет келген жок", "Калгандары сакталып, күтүп турат."))
        clash = "Кызыкчылыктардын кагылышуусу мүмкүн"
        column.addWidget(Banner("bad", "alert-triangle", clash, "", [("Көрүү", lambda: None)]))
        column.addWidget(Label("Тизменин сабы", "section"))
        rows = RowsModel(
            [
                Column("day", "Күнү", lambda r: Cell(r[0], quiet=True), sort=lambda r: r[0]),
                Column("client", "Кардар", lambda r: r[1], "stretch", sort=lambda r: r[1]),
                Column("state", "Абалы", lambda r: r[2]),
            ]
        )
        ongoing, advised = Cell("Улантылууда", "progress", pill="info"), Cell("Кеңеш берилди", "check", pill="neutral")
        rows.set_rows(
            [
                ("23.11", "Үсөнбекова Жаңыл", ongoing),
                ("20.11", Cell("Аты-жөнүсүз", "user-question", italic=True), advised),
            ]
        )
        table = RecordTable(rows, name="gallery", title="Тизме")
        table.show_sorted("day", True)
        table.choose(0)
        table.setFixedHeight(current_theme().px(105))
        column.addWidget(table)
        person = _row(Avatar("Ибраимова Гүлзат"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label("Ибраимова Гүлзат", "bold"))
        words.addWidget(ElidedLabel("Маселе чечилдиби? · 14 күн өттү", "small", "text2"))
        person.addLayout(words, 1)
        person.addWidget(Pill("clock-exclamation", "Бүгүн", "warn"))
        column.addLayout(person)
        column.addWidget(Separator())
        column.addWidget(Label("Жөнөтүү сабы", "section"))
        column.addWidget(ProgressRow("cloud-up", "NAR1-B-000017", "Жөнөтүлүүдө", share=0.66, text="184 КБнын 121и"))
        late = ProgressRow("refresh-alert", "NAR1-B-000016", "Жетпей калды", tone="bad", share=0.28, stalled=True)
        late.tell("refresh-alert", "Жетпей калды", tone="bad", share=0.28, stalled=True, text="3-аракет 10:51де")
        column.addWidget(late)
        return column


class _Colours(QWidget):
    """Swatches of the tokens."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        for place, token in enumerate(current_theme().tokens):
            grid.addWidget(_Swatch(token), place // 13, place % 13)


class _Swatch(QWidget):
    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token
        self.setToolTip(token)
        self.setFixedSize(26, 20)

    def paintEvent(self, _event: object) -> None:
        from PySide6.QtGui import QPainter

        painter = QPainter(self)
        painter.fillRect(self.rect(), current_theme().colour("line"))
        painter.fillRect(self.rect().adjusted(1, 1, -1, -1), current_theme().colour(self._token))


def _column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(8)
    return column


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    return row


def _flowing(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    flow: QLayout = FlowLayout(holder)
    for widget in widgets:
        flow.addWidget(widget)
    return holder


def main(folder: Path, language: str) -> None:
    """Write the pictures of the pieces."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    speak(language)
    folder.mkdir(parents=True, exist_ok=True)
    for dark in (False, True):
        current_theme().apply(app, dark)
        page = Pieces()
        page.resize(1366, 768)
        picture(page, folder / f"00-pieces-{language}-{'dark' if dark else 'light'}.png", page.focused)


def picture(page: QWidget, file: Path, focused: QWidget | None = None) -> None:
    """Show `page`, let it settle, save what it looks like, close it."""

    def take() -> None:
        page.grab().save(str(file))
        page.close()
        QApplication.quit()

    page.show()
    page.activateWindow()
    if focused:
        focused.setFocus()
    QTimer.singleShot(150, page, take)
    QApplication.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "ky")
