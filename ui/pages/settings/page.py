"""Settings: language and look, whose case book this is, passphrase, backup, who works here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.errors import TriesSlowedDown, WrongPassphrase
from clinic_app.reference import lists
from clinic_app.settings import Settings
from clinic_app.use_cases.identity import Identity
from clinic_app.version import VERSION
from clinic_app.wording.dates import number
from clinic_app.wording.words import LANGUAGES, N_, OWN_NAMES, _, ngettext, spoken
from ui.backup_words import last_backup
from ui.pages.settings.exchange_card import ExchangeCard
from ui.pages.settings.licences import Licences
from ui.pages.settings.rooms import RoomsCard
from ui.passphrase import NewPassphrase, PassphraseEdit
from ui.problems import sentence_of, show_problem
from ui.reminders import SETTING as REMINDERS
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, LinkButton
from ui.widgets.field import Field
from ui.widgets.frames import Banner, Card, at_left, clear_layout, link_at_left, scrolling
from ui.widgets.header import PageHeader
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.people import Avatar
from ui.widgets.segments import Segments

SCALES = (("0.9", N_("Small")), ("1.0", N_("Usual")), ("1.2", N_("Large")), ("1.5", N_("Very large")))
COUNTED = (("consultation", N_("Consultations")), ("journalist_case", N_("Cases")), ("person", N_("People")))


@dataclass(frozen=True)
class State:
    """What the page shows of the open case book."""

    me: Identity
    facts: Any
    members: Sequence[Any]
    counts: dict[str, int]
    backed_up: Any


class SettingsPage(QWidget):
    """Signals tell the shell what was chosen; the shell rebuilds what must be rebuilt."""

    language_chosen = Signal(str)
    dark_chosen = Signal(bool)
    scale_chosen = Signal(float)
    go_requested = Signal(str)

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self._clinic, self._tasks, self._theme, self._settings = clinic, tasks, theme, settings
        self._me: Identity | None = None
        self.header = PageHeader(_("Settings"))
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(12)
        self._facts = Card(_("This case book"))
        self._members = Card(_("Who works here"), 0, link=_("All"))
        self._members.link_activated.connect(lambda: self.go_requested.emit("accounts"))
        self.exchange = ExchangeCard(settings)
        self.exchange.places_wanted.connect(lambda: self.go_requested.emit("places"))
        left.addWidget(self._look())
        left.addWidget(self._lock())
        left.addWidget(self._safety())
        left.addStretch(1)
        self.rooms = RoomsCard()
        self.rooms.wanted.connect(self.go_requested)
        right.addWidget(self._facts)
        right.addWidget(self.rooms)
        right.addWidget(self.exchange)
        right.addWidget(self._members)
        right.addStretch(1)
        inside = QWidget()
        self._columns = QHBoxLayout(inside)
        self._columns.setContentsMargins(MARGIN, 4, MARGIN, MARGIN)
        self._columns.setSpacing(16)
        self._columns.addLayout(left, 1)
        self._columns.addLayout(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.header)
        whole.addLayout(self.notices)
        whole.addWidget(scrolling(inside), 1)
        self.refresh()

    # --- this computer ------------------------------------------------------------------------------------------

    def _look(self) -> Card:
        card = Card(_("Language and look"))
        self.language = Segments([(key, OWN_NAMES[key]) for key in LANGUAGES], spoken())
        self.dark = Segments([("light", _("Light")), ("dark", _("Dark"))], "dark" if self._theme.dark else "light")
        scale = min((key for key, _word in SCALES), key=lambda key: abs(float(key) - self._theme.scale))
        self.scale = Segments([(key, _(word)) for key, word in SCALES], scale)
        self.language.changed.connect(self.language_chosen)
        self.dark.changed.connect(lambda key: self.dark_chosen.emit(key == "dark"))
        self.scale.changed.connect(lambda key: self.scale_chosen.emit(float(key)))
        for label, control in (
            (_("Language"), self.language),
            (_("Appearance"), self.dark),
            (_("Size of the letters"), self.scale),
        ):
            card.add(Field(label, control))
        self.reminders = QCheckBox(_("Remind on the desktop"))
        self.reminders.setAccessibleName(_("Remind on the desktop"))
        self.reminders.setToolTip(_("Only that something is due: no name, no number of a case"))
        self.reminders.setChecked(bool(self._settings.get(REMINDERS, True)))
        self.reminders.toggled.connect(lambda on: self._settings.put(REMINDERS, on))
        card.add(self.reminders)
        return card

    # --- the lock -----------------------------------------------------------------------------------------------

    def _lock(self) -> Card:
        card = Card(_("Change the passphrase"))
        self.present = PassphraseEdit(_("Present passphrase"))
        self._present = Field(_("Present passphrase"), self.present, required=True)
        self.present.textEdited.connect(lambda _text: self._present.set_fault())
        self.renewed = NewPassphrase(
            first=_("New passphrase"),
            tasks=self._tasks,
            about=lambda: (self._me.person, self._me.office_name, self._me.office_id) if self._me else (),
        )
        self.change = Button(_("Change the passphrase"), "key")
        self.change.setEnabled(False)
        self.renewed.changed.connect(lambda: self.change.setEnabled(self.renewed.ready()))
        self.change.clicked.connect(self._change)
        card.add(self._present)
        card.add(self.renewed)
        card.body.addLayout(at_left(self.change))
        card.add(Label(_("The recovery code stays the same."), "small", "text2", wrap=True))
        return card

    def _change(self) -> None:
        present, new, clinic = self.present.text(), self.renewed.text(), self._clinic

        def change() -> None:
            # Nobody who finds the window open may change the lock.
            clinic.keeping.change_passphrase(new, present)

        self.change.setEnabled(False)
        self._tasks.on_vault(change, self._changed, self._not_changed, owner=self)

    def _changed(self, _nothing: object) -> None:
        self.present.wipe()
        self.renewed.wipe()
        self._tell(Banner("info", "circle-check", _("The passphrase is changed"), "", closable=True))

    def _not_changed(self, error: Exception) -> None:
        self.change.setEnabled(self.renewed.ready())
        if isinstance(error, WrongPassphrase | TriesSlowedDown):
            self._present.set_fault(sentence_of(error))
            self.present.setFocus()
            return
        show_problem(error, self.notices)

    # --- safety -------------------------------------------------------------------------------------------------

    def _safety(self) -> Card:
        card = Card(_("Backup"), link=_("Backups"))
        card.link_activated.connect(lambda: self.go_requested.emit("backups"))
        self._backed_up = Label("", "body", "text2", wrap=True)
        card.add(self._backed_up)
        self.check = LinkButton(_("Check the case book"), "shield-check")
        self.check.clicked.connect(self._check)
        card.body.addLayout(at_left(self.check))
        return card

    def _check(self) -> None:
        self._tasks.on_vault(self._clinic.keeping.problems, self._checked, owner=self)

    def _checked(self, problems: Sequence[str]) -> None:
        if not problems:
            self._tell(Banner("info", "shield-check", _("Everything in the case book is whole"), "", closable=True))
            return
        told = ngettext("{n} thing is not as it should be", "{n} things are not as they should be", len(problems))
        text = _("Restore a backup, and tell the coordinator.")
        self._tell(Banner("bad", "alert-triangle", told.format(n=len(problems)), text, closable=True))

    # --- facts --------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read again what the case book says of itself."""
        clinic = self._clinic

        def look() -> State:
            members = clinic.casework.load_many("member", clinic.casework.ids("member"))
            counts = {kind: clinic.casework.count(kind) for kind, _title in COUNTED}
            backed_up = clinic.backups.state(datetime.now(UTC))
            return State(clinic.identity, clinic.keeping.facts(), members, counts, backed_up)

        self._tasks.on_vault(look, self._show, lambda error: show_problem(error, self.notices), owner=self)

    def _show(self, state: State) -> None:
        self._me = me = state.me
        self._backed_up.setText(last_backup(state.backed_up))
        self.header.set_facts(f"{me.office_name} · {me.person}")
        clear_layout(self._facts.body)
        counts = " · ".join(f"{_(title)}: {number(state.counts[kind])}" for kind, title in COUNTED)
        rows = [
            (_("Office"), f"{me.office_name} ({me.office_id})"),
            (_("Laptop"), me.laptop),
            (_("Network"), me.network_name or _("not in a network yet")),
            (_("Records"), counts),
            (_("Where it lies"), state.facts.folder),
            (_("Keyring"), _("used") if state.facts.keyring else _("not used: the passphrase alone guards it")),
            (_("Version"), VERSION),
        ]
        held = QWidget()
        grid = QGridLayout(held)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for at, (label, words) in enumerate(rows):
            grid.addWidget(Label(label, "small", "text2"), at, 0, Qt.AlignmentFlag.AlignTop)
            if words == state.facts.folder:  # a path has no place where a line may end
                grid.addWidget(ElidedLabel(words), at, 1)
                continue
            said = Label(words, wrap=True)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(said, at, 1)
        self._facts.add(held)
        licences = LinkButton(_("Licences"), "file-text")
        licences.clicked.connect(lambda: Licences(self).open())
        self._facts.body.addLayout(link_at_left(licences))
        self._show_members(state.members)

    def _show_members(self, members: Sequence[Any]) -> None:
        clear_layout(self._members.body)
        self._members.set_count(len(members))
        for place, member in enumerate(sorted(members, key=lambda one: (not one.active, one.name))[:30]):
            self._members.add(_Member(member), ruled=place > 0)

    def _tell(self, banner: Banner) -> None:
        clear_layout(self.notices)
        self.notices.addWidget(banner)

    # --- what the shell asks ------------------------------------------------------------------------------------

    def take_changes(self, _changes: Changes) -> None:
        """Members or counts may have changed."""
        if self.isVisible():
            self.refresh()

    def entered(self) -> None:
        """Read again."""
        if self._me is not None:
            self.refresh()
        self.dark.set_value("dark" if self._theme.dark else "light")

    def room_changed(self, wide: bool) -> None:
        """Two columns or one."""
        way = QHBoxLayout.Direction
        self._columns.setDirection(way.LeftToRight if wide else way.TopToBottom)

    def first_focus(self) -> QWidget:
        """The language."""
        return self.language.button(self.language.value())


class _Member(QWidget):
    """A person who works here, and as what."""

    def __init__(self, member: Any) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(Avatar(member.name, 32))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(member.name, "bold"))
        role = lists.label("member_role", member.role) if member.role else ""
        words.addWidget(Label(role, "small", "text2"))
        row.addLayout(words, 1)
        self.setAccessibleName(f"{member.name}, {role}")
