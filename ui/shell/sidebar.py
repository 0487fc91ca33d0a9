"""The sidebar: words from a window wide enough, a rail of icons else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.shell.nav import NavItem, NavList
from ui.shell.spec import ROLES, Identity, PageSpec
from ui.theme.theme import current_theme
from ui.theme.tokens import RAIL, SIDEBAR
from ui.widgets.buttons import IconButton, TintButton
from ui.widgets.labels import ElidedLabel, KeyHint
from ui.widgets.line_edit import LineEdit
from ui.widgets.people import Avatar


class _Logo(QWidget):
    """The book on its blue square."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return current_theme().icon_size(28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(QRectF(self.rect()), 5, 5)
        side = theme.px(18)
        at = (self.width() - side) // 2
        painter.drawPixmap(at, at, theme.pixmap("notebook", "on_accent", 18, self.devicePixelRatioF()))


class SearchBox(LineEdit):
    """The one search box over everything, with its key inside while it is empty."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__(_("Search"), leading="search", name=_("Search everything"))
        self.setProperty("kind", "search")
        self._hint = KeyHint("Ctrl K", self)
        self.textChanged.connect(lambda text: self._hint.setVisible(not text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self._hint.sizeHint()
        self._hint.setGeometry(
            self.width() - size.width() - 6, (self.height() - size.height()) // 2, size.width(), size.height()
        )

    def event(self, event: QEvent) -> bool:
        # Esc leaves the box; the window's own Esc must not see it.
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
            return
        super().keyPressEvent(event)


class _Person(QAbstractButton):
    """The avatar, pressed for the menu of locking and of the look."""

    def __init__(self, identity: Identity) -> None:
        super().__init__()
        self.setAccessibleName(_("{name}: lock, look").format(name=identity.person_name))
        self._avatar = Avatar(identity.person_name, 32, "info", self)
        self._avatar.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setToolTip(identity.person_name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return self._avatar.sizeHint() + QSize(6, 6)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._avatar.setGeometry(3, 3, self.width() - 6, self.height() - 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.hasFocus() or self.underMouse():
            theme = current_theme()
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent_text" if self.hasFocus() else "control"))
            painter.drawEllipse(self.rect().adjusted(1, 1, -1, -1))


class Sidebar(QFrame):
    """Logo, search, "New consultation", the pages, and the person at the bottom."""

    page_chosen = Signal(str)
    search_typed = Signal(str)
    search_entered = Signal(str)
    search_left = Signal()
    new_wanted = Signal()
    lock_wanted = Signal()
    panic_wanted = Signal()
    dark_wanted = Signal(bool)

    def __init__(self, identity: Identity, pages: Sequence[PageSpec]) -> None:
        super().__init__()
        self.setProperty("kind", "sidebar")
        self.setAccessibleName(_("Sidebar"))
        self._narrow = False
        self._identity = identity
        self._items: dict[str, NavItem] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 8)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addSpacing(16)
        column.addLayout(self._doors())
        column.addSpacing(12)
        column.addWidget(self._nav(pages))
        column.addStretch(1)
        column.addLayout(self._foot())

    def _head(self) -> QHBoxLayout:
        self._head_row = QHBoxLayout()
        self._head_row.setContentsMargins(16, 0, 12, 0)
        self._head_row.setSpacing(10)
        self._head_row.addWidget(_Logo())
        office = self._identity.office_name
        if self._identity.laptop_letter:
            office = _("{office} · {letter}").format(office=office, letter=self._identity.laptop_letter)
        self._names = _pair(ElidedLabel("Clinic Casebook", "bold"), ElidedLabel(office, "small", "text2"))
        self._head_row.addWidget(self._names, 1)
        return self._head_row

    def _doors(self) -> QVBoxLayout:
        self.search = SearchBox()
        self.search.textEdited.connect(self.search_typed)
        self.search.returnPressed.connect(lambda: self.search_entered.emit(self.search.text()))
        self.search.left.connect(self.search_left)
        self._new = TintButton(_("New consultation"), "plus")
        self._new.setToolTip("Ctrl+N")
        self._new.clicked.connect(self.new_wanted)
        self._search_icon = IconButton("search", _("Search everything"))
        self._search_icon.clicked.connect(lambda: self.search_typed.emit(""))
        self._new_icon = TintButton("", "plus", name=_("New consultation"))
        self._new_icon.setToolTip(_("New consultation"))
        self._new_icon.clicked.connect(self.new_wanted)
        doors = QVBoxLayout()
        doors.setContentsMargins(12, 0, 12, 0)
        doors.setSpacing(8)
        for widget in (self.search, self._new):
            doors.addWidget(widget)
        for widget in (self._search_icon, self._new_icon):
            doors.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
            widget.hide()
        return doors

    def _nav(self, pages: Sequence[PageSpec]) -> NavList:
        nav = NavList()
        nav.setAccessibleName(_("Pages"))
        column = QVBoxLayout(nav)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for spec in pages:
            if spec.listed and (self._identity.is_coordinator or not spec.coordinator_only):
                item = NavItem(spec.name, spec.icon, _(spec.title))
                item.clicked.connect(lambda _on=False, name=spec.name: self.page_chosen.emit(name))
                self._items[spec.name] = item
                column.addWidget(item)
        return nav

    def _foot(self) -> QHBoxLayout:
        self._foot_row = QHBoxLayout()
        self._foot_row.setContentsMargins(13, 0, 8, 0)
        self._foot_row.setSpacing(5)
        self._person = _Person(self._identity)
        self._person.clicked.connect(self._menu)
        role = self._identity.role
        self._who = _pair(
            ElidedLabel(self._identity.person_name), ElidedLabel(_(ROLES.get(role, role)), "small", "text2")
        )
        self._lock = IconButton("lock", _("Lock"))
        self._lock.setToolTip(_("Lock (Ctrl+L)"))
        self._lock.clicked.connect(self.lock_wanted)
        self._foot_row.addWidget(self._person)
        self._foot_row.addWidget(self._who, 1)
        self._foot_row.addWidget(self._lock)
        return self._foot_row

    def _menu(self) -> None:
        theme = current_theme()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        lock = QAction(theme.icon("lock"), _("Lock (Ctrl+L)"), menu)
        lock.triggered.connect(self.lock_wanted)
        look = QAction(
            theme.icon("sun" if theme.dark else "moon"), _("Light look") if theme.dark else _("Dark look"), menu
        )
        look.triggered.connect(lambda: self.dark_wanted.emit(not theme.dark))
        panic = QAction(theme.icon("lock"), _("Panic key (Ctrl+Shift+L)"), menu)
        panic.triggered.connect(self.panic_wanted)
        menu.addActions([lock, panic, look])
        high = menu.sizeHint().height()
        menu.popup(self._person.mapToGlobal(QPoint(0, -high - 4)))

    # --- what the shell tells it --------------------------------------------------------------------------------

    def show_page(self, name: str) -> None:
        """Light up an item (none when the page has none)."""
        for other, item in self._items.items():
            item.setChecked(other == name)
            item.setFocusPolicy(Qt.FocusPolicy.StrongFocus if other == name else Qt.FocusPolicy.ClickFocus)
        if name not in self._items and self._items:
            next(iter(self._items.values())).setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show what waits behind the pages."""
        for name, count in counts.items():
            if name in self._items:
                self._items[name].set_count(count)

    def set_narrow(self, narrow: bool) -> None:
        """Rail or words."""
        self._narrow = narrow
        for widget in (self._names, self.search, self._new, self._who, self._lock):
            widget.setVisible(not narrow)
        for widget in (self._search_icon, self._new_icon):
            widget.setVisible(narrow)
        for item in self._items.values():
            item.set_narrow(narrow)
        side = (current_theme().px(RAIL) - current_theme().px(28)) // 2
        self._head_row.setContentsMargins(*((side, 0, side, 0) if narrow else (16, 0, 12, 0)))
        side = (current_theme().px(RAIL) - self._person.sizeHint().width()) // 2
        self._foot_row.setContentsMargins(*((side, 0, side, 0) if narrow else (13, 0, 8, 0)))
        self.setFixedWidth(self.wanted_width())

    def wanted_width(self) -> int:
        """The rail's width, or what the words want (a long language makes the sidebar wider)."""
        if self._narrow:
            return current_theme().px(RAIL)
        words = max((item.sizeHint().width() for item in self._items.values()), default=0)
        return max(current_theme().px(SIDEBAR), words, self._new.sizeHint().width() + 24)

    def focus_search(self) -> bool:
        """Put the cursor into the search box; False in the rail, which has none."""
        if self._narrow:
            return False
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
        return True


def _pair(first: QWidget, second: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(first)
    column.addWidget(second)
    return holder
