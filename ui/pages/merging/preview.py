"""The look before a merge: offices, records with a tick each, the fields of the chosen one, and Merge or Cancel."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.merge_words import Reader
from ui.pages.merging import package_words, presenter, record_words
from ui.pages.merging.choice import Choice
from ui.pages.merging.detail import Detail
from ui.pages.merging.foot import Foot
from ui.pages.merging.groups import WIDTH, Groups
from ui.pages.merging.news_list import Face
from ui.pages.merging.records_side import RecordsSide
from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import FilterButton
from ui.widgets.frames import Separator
from ui.widgets.labels import IconLabel, Label

_LIST_AND_PANEL = 820  # below it the panel takes the list's place, when Enter asks for it


class PreviewDesk(QWidget):
    """Shows a preview; nothing is changed here. `merge_wanted` and `cancel_wanted` are the two ways out."""

    merge_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.preview: Any = None
        self.reader = Reader("", False)
        self.choice = Choice()
        self._wide = True
        self._furnish()
        self._connect()

    # --- furniture ----------------------------------------------------------------------------------------------

    def _furnish(self) -> None:
        self.calm = Label("", "section", wrap=True)
        top = QHBoxLayout()
        top.setContentsMargins(MARGIN, 4, MARGIN, 10)
        top.setSpacing(8)
        top.addWidget(IconLabel("eye", "accent_text", 18), 0, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self.calm, 1)
        self.office = FilterButton(_("All offices"))
        self.office.hide()
        top.addWidget(self.office)
        self.groups = Groups(_("Offices and packages"))
        self._left = QFrame()
        self._left.setProperty("kind", "panel")
        self._left.setFixedWidth(current_theme().px(WIDTH))
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 1, 0)
        column.addWidget(self.groups)
        self._middle = RecordsSide(self._face)
        self.list, self.tabs = self._middle.list, self._middle.tabs
        self.detail = Detail()
        self.foot = Foot()
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._left)
        middle.addWidget(self._middle, 1)
        middle.addWidget(self.detail)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(Separator())
        whole.addLayout(middle, 1)
        whole.addWidget(self.foot)

    def _connect(self) -> None:
        self.groups.chosen.connect(lambda _id: self._narrow())
        self.groups.entered.connect(self.list.setFocus)
        self.tabs.chosen.connect(lambda _id: self._fill())
        self.office.clicked.connect(self._ask_office)
        self.foot.all_out.clicked.connect(self._leave_out_office)
        self.list.chosen.connect(self._show_row)
        self.list.ticked.connect(self.tick)
        self.list.opened.connect(self._open_detail)
        self.list.left.connect(lambda: self.groups.setFocus() if self._left.isVisible() else None)
        self.detail.left.connect(self.close_detail)
        self.foot.merge.clicked.connect(self.merge_wanted)
        self.foot.cancel.clicked.connect(self.cancel_wanted)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self, activated=self.foot.press)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # --- filling ------------------------------------------------------------------------------------------------

    @property
    def left_out(self) -> set[str]:
        """The ids of the records that stay out."""
        return self.choice.left_out

    def show_preview(self, preview: Any, reader: Reader, left_out: Collection[str] = ()) -> None:
        """Show what packages would do; `left_out` are records that were left out before (after a rebuild)."""
        self.preview, self.reader = preview, reader
        self.detail.reader = reader
        self._middle.offer_tabs(reader)
        records = presenter.in_order(presenter.told(preview.records, reader), preview.offices)
        self.choice = Choice(records, reader, left_out)
        self._tell()
        self.groups.choose("" if records or not self._stay_out() else package_words.WAITING_GROUP)
        self._narrow()

    def forget(self) -> None:
        """Let go of the preview: what it showed must not stay in memory behind another page."""
        self._middle.show_records(())
        self.groups.show_rows(())
        self.preview, self.choice = None, Choice()

    def _stay_out(self) -> list[Any]:
        return [one for one in self.preview.packages if package_words.stays_out(one)]

    def _tell(self) -> None:
        """Everything that counts: the calm line, the groups, the button."""
        packages, records = self.preview.packages, self.choice.records
        sums = self.choice.sums()
        calm = presenter.calm_line(sums[""]) if self.preview.records else package_words.nothing_words(packages)
        self.calm.setText(calm)
        rows = presenter.office_rows(sums, self.preview.offices) if records else []
        self.groups.show_rows([*rows, *package_words.package_rows(packages)])
        self.foot.offer(sums[""].records, package_words.takeable(packages))
        self._tell_office()

    def _tell_office(self) -> None:
        """The link that leaves out a whole office, and the filter that stands for the list at the left."""
        chosen = self.groups.value()
        self.office.narrow(next((row.name for row in self.groups.rows() if row.id == chosen and chosen), ""))
        self.foot.offer_office(self.choice.would_leave_out(chosen))

    def _narrow(self) -> None:
        """Another group was chosen."""
        chosen = self.groups.value()
        packages = chosen.startswith("#")
        self.foot.hint(ticks=not packages)
        if not packages:
            self._middle.count(presenter.filter_counts(presenter.shown(self.choice.records, chosen)))
        self._tell_office()
        self._fill()

    def _fill(self) -> None:
        chosen = self.groups.value()
        if chosen.startswith("#"):
            self._middle.show_packages(package_words.group(self.preview.packages, chosen))
        else:
            self._middle.show_records(presenter.shown(self.choice.records, chosen, self.tabs.value()))

    def _face(self, row: Any) -> Face:
        if not self.list.ticks:
            second = package_words.second_line(row, self.preview.offices)
            return Face(package_words.name_of(row), second, package_words.pill_of(row))
        out = row.record in self.left_out
        names = {} if self.groups.value() else self.preview.offices
        pill = record_words.pill_of(row, self.reader, out)
        tick = None if not row.may_leave_out else not out
        return Face(record_words.title_of(row), record_words.second_line(row, names), pill, tick)

    def _show_row(self, row: Any) -> None:
        if row is None:
            self.detail.show_nothing()
        elif self.list.ticks:
            self.detail.show_record(row, self.preview.titles, self.preview.offices, self.left_out)
        else:
            self.detail.show_package(row, self.preview.offices)

    # --- leaving out --------------------------------------------------------------------------------------------

    def tick(self, news: Any) -> None:
        """Leave a record and what belongs to it out, or take it in again."""
        if self.choice.tick(news):
            self._ticked()

    def _leave_out_office(self) -> None:
        self.choice.tick_office(self.groups.value())
        self._ticked()

    def _ticked(self) -> None:
        self.list.look_again()
        self._tell()
        if (row := self.list.row()) is not None and self.list.ticks:
            self.detail.say_outcome(row, self.left_out)

    # --- room ---------------------------------------------------------------------------------------------------

    def room_changed(self, wide: bool) -> None:
        """Below 1150 the offices become a filter; where even the panel has no room, Enter opens it."""
        self._wide = wide
        self._left.setVisible(wide)
        self.office.setVisible(not wide)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _tight(self) -> bool:
        return self.width() < current_theme().px(_LIST_AND_PANEL)

    def _arrange(self) -> None:
        tight = self._tight()
        self.foot.set_tight(tight)
        self.detail.back.setVisible(tight)
        if not tight:
            self._middle.show()
            self.detail.show()
        elif not self.detail.isHidden() and not self._middle.isHidden():
            self.detail.hide()
        self.detail.setMaximumWidth(16_777_215 if tight else self.detail.sizeHint().width())

    def _open_detail(self) -> None:
        if self._tight():
            self._middle.hide()
            self.detail.show()
        (self.detail.fields if self.detail.fields.isVisible() else self.detail.back).setFocus()

    def close_detail(self) -> bool:
        """Back from the panel to the list; whether the cursor was in the panel."""
        inside = self.detail.isAncestorOf(self.window().focusWidget() or self)
        if self._tight() and not self._middle.isVisible():
            self.detail.hide()
            self._middle.show()
            inside = True
        if inside:
            self.list.setFocus()
        return inside

    def _ask_office(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for row in self.groups.rows():
            action = QAction(f"{row.name}  {row.count}", menu, checkable=True, checked=row.id == self.groups.value())
            action.triggered.connect(lambda _on=False, id=row.id: self.groups.choose(id))
            menu.addAction(action)
        menu.popup(self.office.mapToGlobal(QPoint(0, self.office.height() + 2)))

    def regions(self) -> list[QWidget]:
        """For F6: offices, list, panel, foot."""
        return [self._left, self._middle, self.detail, self.foot]
