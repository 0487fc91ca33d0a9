"""A date is typed, as people write it; the calendar at its end is for the mouse and for looking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QPaintEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QToolButton, QVBoxLayout, QWidget

from clinic_app.wording.words import _, spoken
from ui.theme.theme import current_theme
from ui.widgets.line_edit import LineEdit
from ui.widgets.typed_dates import TypedDate, read_date, read_moment, write_date


class DateEdit(LineEdit):
    """A typed date: `22.11`, `22.11.2026`, `+14`, `жума`; with `partial` also `2026-11` and `2026`.

    While typing, what it means stands behind the words; leaving the field writes it out. `changed` comes with each
    change of meaning, by hand or by calendar.
    """

    changed = Signal()

    def __init__(
        self,
        *,
        partial: bool = False,
        placeholder: str | None = None,
        name: str = "",
        today: Callable[[], date] = date.today,
        parent: QWidget | None = None,
    ) -> None:
        asked = _("22.11 or +14 or Friday") if placeholder is None else placeholder
        super().__init__(asked, trailing="calendar", trailing_name=_("Open the calendar"), name=name, parent=parent)
        self._partial, self._today = partial, today
        self._told = ""
        self.textChanged.connect(lambda _text: self._tell())
        self.editingFinished.connect(self._write_out)
        self.trailing_pressed.connect(self.open_calendar)

    def typed(self) -> TypedDate | None:
        """What is written, None when nothing or nonsense."""
        return read_date(self.text(), self._today(), partial=self._partial)

    def value(self) -> date | None:
        """The day; None when nothing, nonsense or only a part of a date is written."""
        typed = self.typed()
        return typed.day if typed else None

    def iso(self) -> str:
        """2026-11-22, 2026-11, 2026 or ""."""
        typed = self.typed()
        return typed.iso if typed else ""

    def set_value(self, value: date | str | None) -> None:
        """Write a date or an ISO text; None or "" empties it."""
        self.setText(write_date(value) if value else "")
        self.setCursorPosition(0)

    def is_wrong(self) -> bool:
        """Something is written and it is no date."""
        return bool(self.text().strip()) and not self._meaning()

    def open_calendar(self) -> None:
        """Show the calendar under the field."""
        if not self.isReadOnly() and self.isEnabled():
            _Calendar(self, self.value() or self._today(), self._take_day)

    def _take_day(self, day: date) -> None:
        self.set_value(day)
        self.setFocus()

    def _meaning(self) -> str:
        return self.iso()

    def _full(self) -> str:
        return write_date(self.iso())

    def _tell(self) -> None:
        meant = self._meaning()
        if meant != self._told:
            self._told = meant
            self.changed.emit()

    def _write_out(self) -> None:
        if self._meaning() and self.text() != self._full():
            self.setText(self._full())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._meaning() and self.text().strip() != self._full():
            self.draw_after(f" → {self._full()}")


class MomentEdit(DateEdit):
    """A typed date and time: `22.11 14:05`, `14:05` (today). `value()` is a datetime."""

    def __init__(
        self,
        *,
        placeholder: str | None = None,
        name: str = "",
        now: Callable[[], datetime] = datetime.now,
        parent: QWidget | None = None,
    ) -> None:
        asked = _("22.11 14:05") if placeholder is None else placeholder
        self._now = now
        super().__init__(placeholder=asked, name=name, today=lambda: now().date(), parent=parent)

    def value(self) -> datetime | None:
        return read_moment(self.text(), self._now())

    def set_value(self, value: datetime | None) -> None:
        self.setText(f"{value:%d.%m.%Y  %H:%M}" if value else "")
        self.setCursorPosition(0)

    def iso(self) -> str:
        value = self.value()
        return value.isoformat(timespec="minutes") if value else ""

    def _full(self) -> str:
        value = self.value()
        return f"{value:%d.%m.%Y  %H:%M}" if value else ""

    def _take_day(self, day: date) -> None:
        clock = self.value() or self._now()
        self.set_value(datetime.combine(day, clock.time(), tzinfo=clock.tzinfo))
        self.setFocus()


class _Calendar(QWidget):
    """A month to choose a day from; Esc closes it."""

    def __init__(self, field: DateEdit, day: date, take: Callable[[date], None]) -> None:
        super().__init__(field, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._take = take
        month = QCalendarWidget(self)
        month.setAccessibleName(_("Calendar"))
        # The system has no Kyrgyz month names; Russian ones are read by everybody and begin the week on Monday.
        month.setLocale(QLocale("en" if spoken() == "en" else "ru"))
        month.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        month.setSelectedDate(QDate(day.year, day.month, day.day))
        theme = current_theme()
        weekend = QTextCharFormat()
        weekend.setForeground(theme.colour("bad"))
        for day_off in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            month.setWeekdayTextFormat(day_off, weekend)
        for part, icon, name in (
            ("prev", "chevron-left", _("Month before")),
            ("next", "chevron-right", _("Month after")),
        ):
            button = month.findChild(QToolButton, f"qt_calendar_{part}month")
            button.setIcon(theme.icon(icon, "on_accent"))
            button.setAccessibleName(name)
        month.clicked.connect(self._taken)
        month.activated.connect(self._taken)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(month)
        self.adjustSize()
        self.move(field.mapToGlobal(QPoint(0, field.height() + 2)))
        self.show()
        month.setFocus()

    def _taken(self, day: QDate) -> None:
        take, self._take = self._take, lambda _day: None
        take(date(day.year(), day.month(), day.day()))
        self.close()
