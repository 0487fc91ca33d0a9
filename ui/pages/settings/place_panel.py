"""One place beside the list of places: its kind, its name, its settings, "Try it", Save and Remove."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from clinic_app.errors import PlaceFailed, Trouble
from clinic_app.wording.words import _
from ui.pages.settings.place_form import PlaceForm
from ui.place_words import address, standing, trouble_field, trouble_sentence
from ui.tasks import WorksFor
from ui.widgets.buttons import Button, LinkButton, PrimaryButton
from ui.widgets.field import Field
from ui.widgets.frames import Banner, SidePanel, clear_layout
from ui.widgets.labels import Label
from ui.widgets.line_edit import LineEdit
from ui.widgets.segments import Segments


class PlacePanel(SidePanel):
    """`save_wanted` and `try_wanted` come only when all that must be there is filled in; `remove_wanted` at once."""

    save_wanted = Signal()
    try_wanted = Signal()
    remove_wanted = Signal()
    changed = Signal()

    def __init__(self, tasks: WorksFor, parent: QWidget | None = None) -> None:
        super().__init__(352, name=_("Place"), parent=parent)
        self._tasks = tasks
        self.place: Any = None
        self.kinds: Mapping[str, Any] = {}
        self.form: PlaceForm | None = None
        self.title = Label("", "section", wrap=True)
        self._head, self._form = QVBoxLayout(), QVBoxLayout()
        for column in (self._head, self._form):
            column.setSpacing(12)
        self.name = LineEdit(name=_("Name of the place"))
        self._name = Field(_("Name of the place"), self.name, hint=_("As you call it yourselves; else the address"))
        self.name.textEdited.connect(lambda _text: self._edited())
        self.body.addWidget(self.title)
        self.body.addLayout(self._head)
        self.body.addWidget(self._name)
        self.body.addLayout(self._form)
        self.remove = LinkButton(_("Remove this place…"), "trash")
        self.remove.clicked.connect(self.remove_wanted)
        self.body.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignLeft)
        self.save = PrimaryButton(_("Save"), "check")
        self.save.clicked.connect(lambda: self._go_on(self.save_wanted))
        self.trial = Button(_("Try it"), "refresh")
        self.trial.clicked.connect(lambda: self._go_on(self.try_wanted))
        self.foot.addWidget(self.save, 1)
        self.foot.addWidget(self.trial)

    # --- what is shown ------------------------------------------------------------------------------------------

    def begin(self, kinds: Mapping[str, Any]) -> None:
        """A new place, of the first kind until another is chosen."""
        self.kinds, self.place = kinds, None
        self.title.setText(_("New place"))
        self.name.clear()
        self.remove.hide()
        clear_layout(self._head)
        options = [(name, _(kind.label)) for name, kind in kinds.items()]
        self.kind = Segments(options, options[0][0], name=_("Kind"))
        self.kind.changed.connect(lambda name: self._show_form(name, {}, ()))
        self._head.addWidget(Field(_("Kind"), self.kind))
        self._show_form(options[0][0], {}, ())

    def show_place(self, place: Any, kinds: Mapping[str, Any]) -> None:
        """A place that is kept; its kind stays what it is."""
        self.kinds, self.place = kinds, place
        self.title.setText(place.name)
        self.name.setText(place.name)
        self.remove.show()
        clear_layout(self._head)
        self._head.addWidget(Label(_(kinds[place.kind].label), "body", "text2", wrap=True))
        told = standing(place)
        if told.sentence:
            self._head.addWidget(Banner(told.tone, told.icon, told.word, told.sentence))
        self._show_form(place.kind, place.settings, place.kept_secrets)

    def _show_form(self, kind: str, told: Mapping[str, str], kept: tuple[str, ...]) -> None:
        clear_layout(self._form)
        self._kind = kind
        self._name.set_fault()
        self.form = PlaceForm(self.kinds[kind].fields, self._tasks, told, kept)
        self.form.changed.connect(self._edited)
        self._form.addWidget(self.form)

    # --- what stands in it --------------------------------------------------------------------------------------

    def kind_name(self) -> str:
        """The kind that is shown."""
        return self._kind

    def whole_form(self) -> PlaceForm:
        """The form that is shown."""
        assert self.form is not None
        return self.form

    def place_name(self) -> str:
        """What the place is called: as it is written, else by its address."""
        form = self.whole_form()
        return " ".join(self.name.text().split()) or address(form.told(), form.asked)

    def refuse_name(self, sentence: str) -> None:
        """Say that it cannot be called so."""
        self._name.set_fault(sentence)
        self.name.setFocus()

    def wait(self, waiting: bool) -> None:
        """While something is under way nothing else is begun."""
        for button in (self.save, self.trial, self.remove):
            button.setEnabled(not waiting)
        self.trial.say(_("Trying…") if waiting else _("Try it"))

    def _edited(self) -> None:
        self._name.set_fault()
        self.changed.emit()

    def _go_on(self, signal: Any) -> None:
        form = self.whole_form()
        if form.is_whole():
            signal.emit()
        elif (first := form.first_fault()) is not None:
            first.setFocus()
            bring_into_sight(first)

    # --- what is wrong ------------------------------------------------------------------------------------------

    def tell(self, error: PlaceFailed) -> bool:
        """Say beside the field it concerns what is wrong; whether there is such a field."""
        form = self.whole_form()
        typed = form.told() | form.secrets()
        name = trouble_field(error.why, error.detail, form.asked, typed)
        if not name:
            return False
        form.set_fault(name, self.sentence(error))
        if error.why is Trouble.HOST_KEY:
            form.show_key(name, error.detail, getattr(error, "key", "") or error.detail)
        # The cursor does not wait on the button that trusts: a key pressed by habit must accept nothing.
        form.lines[name].setFocus()
        bring_into_sight(form.server_key if error.why is Trouble.HOST_KEY else form.lines[name])
        return True

    def sentence(self, error: PlaceFailed) -> str:
        """What is wrong, in words; a setting is called by its label."""
        form = self.whole_form()
        if error.why is Trouble.SETTING:
            label = next((_(one.label) for one in form.asked if one.name == error.detail), error.detail)
            return trouble_sentence("", PlaceFailed("", error.why, label))
        return trouble_sentence(self.place_name(), error)


def bring_into_sight(widget: QWidget) -> None:
    """Scroll to `widget` once everything has found its place."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if above is not None:
        area = above
        show = lambda: area.ensureWidgetVisible(widget) if isValid(widget) else None  # noqa: E731  # asked for below
        # What was put there just now has its place only after the events that are waiting.
        QTimer.singleShot(0, area, lambda: QTimer.singleShot(0, area, show))
