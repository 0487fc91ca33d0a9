"""What a screen reader says of everything that can be pressed, written in or chosen from; and words left in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QCalendarWidget,
    QFileDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollBar,
    QSplitterHandle,
    QWidget,
)

from clinic_app.reference import lists

Role = QAccessible.Role
ACTED_ON = {
    Role.Button,
    Role.ButtonMenu,
    Role.ButtonDropDown,
    Role.CheckBox,
    Role.RadioButton,
    Role.ComboBox,
    Role.EditableText,
    Role.Link,
    Role.List,
    Role.MenuItem,
    Role.PageTab,
    Role.PageTabList,
    Role.Slider,
    Role.SpinBox,
    Role.Table,
    Role.Terminal,
    Role.Tree,
}
# A QCalendarWidget and Qt's file dialog are Qt's own inside; Qt names and walks them by itself.
QTS_OWN = (QScrollBar, QHeaderView, QSplitterHandle)
# Latin words that stand in a Kyrgyz or Russian window rightly.
NAMES = re.compile(
    r"""clinic\s?casebook|signal|telegram|whatsapp|viber|e-?mail|english|demo|pdf|xlsx|csv|ctrl|enter|esc|alt|shift|tab
    |nextcloud|webdav|dropbox|excel|\(bucket\)|ssh-ed25519|naryn|\w+(\.\w+)+|(?-i:\bclinic\b|\bcasebook\b)
    |minisign|age|tor|vpn|usb|qr|sim|facebook|youtube|tiktok|instagram|noto\s?sans|sil|qt|pyside\d?|sqlite\d?|apache|mit|bsd|lgpl|osi
    |https?://\S+|\S+@\S+|\S+\.\w{2,4}\b|/\S+|\*\.\S+|office\s\w+|legal\sclinics
    |\b[0-9a-f]{4}(-[0-9a-f]{4})+\b|(?-i:\b[A-Z][A-Z0-9.\-]+\b)""",
    re.VERBOSE | re.IGNORECASE,
)
# What a law or its summary is called, and what a rule notes of itself, stands in the language of its source.
RULES = lists.document("deadline_rules.json")["rows"]
OF_REFERENCE = {rule[field] for rule in RULES for field in ("source", "note") if rule.get(field)}
ENGLISH = re.compile(r"[a-z]{3,}", re.IGNORECASE)


@dataclass(frozen=True)
class Control:
    """Something to act on: its widget, and what is said of it."""

    widget: QWidget
    name: str
    role: QAccessible.Role

    def __str__(self) -> str:
        above = self.widget.parentWidget()
        return f"{type(self.widget).__name__} {self.name!r} in {type(above).__name__ if above else 'nothing'}"


def controls(whole: QWidget) -> Iterator[Control]:
    """Everything in sight that can be acted on, as a screen reader walks."""
    waiting = [QAccessible.queryAccessibleInterface(whole)]
    while waiting:
        one: QAccessibleInterface = waiting.pop()
        if one is None or not one.isValid():
            continue
        thing = one.object()
        if isinstance(thing, QWidget):
            if thing is not whole and (thing.isWindow() or not thing.isVisible()):
                continue
            if not isinstance(thing, QTS_OWN) and thing is not whole and _is_acted_on(one, thing):
                yield Control(thing, one.text(QAccessible.Text.Name), one.role())
            if isinstance(thing, QAbstractItemView | QCalendarWidget):
                continue  # cells are no widgets; their list has the name, and a test of lists reads the rows
        waiting += [one.child(at) for at in range(one.childCount())]


def _is_acted_on(one: QAccessibleInterface, thing: QWidget) -> bool:
    takes_keys = bool(thing.focusPolicy() & Qt.FocusPolicy.TabFocus) and thing.focusProxy() is None
    return takes_keys or isinstance(thing, QAbstractButton) or one.role() in ACTED_ON


def unnamed(whole: QWidget) -> list[str]:
    """What a screen reader could not tell apart or would call by a wrong kind."""
    found = []
    for one in controls(whole):
        if not re.search(r"\w", one.name):
            found.append(f"no name: {one}")
        elif one.name in {kind.__name__ for kind in type(one.widget).__mro__} or one.name == one.widget.objectName():
            found.append(f"called by its class: {one}")
        if one.role not in ACTED_ON:
            found.append(f"a {one.role.name} that takes the keyboard: {one}")
    return found


def english_in(whole: QWidget) -> list[str]:
    """Words that nobody translated, where the program speaks another language."""
    found = {}
    for said, where in _all_words(whole):
        for text in OF_REFERENCE:
            said = said.replace(text, " ")
        left = ENGLISH.findall(NAMES.sub(" ", said))
        if left:
            found[said] = f"English words {left} in {where}: {said!r}"
    return list(found.values())


def _all_words(whole: QWidget) -> Iterator[tuple[str, str]]:
    for one in [whole, *whole.findChildren(QWidget)]:
        if not one.isVisible() or one.window() is not whole.window() or _is_foreign(one):
            continue
        where = type(one).__name__
        yield one.accessibleName(), where
        yield one.accessibleDescription(), where
        yield re.sub(r"<[^>]*>", " ", one.toolTip()), f"tooltip of {where}"
        if isinstance(one, QLabel | QAbstractButton):
            yield re.sub(r"<[^>]*>", " ", one.text()), where
        if isinstance(one, QLineEdit | QPlainTextEdit):
            yield one.placeholderText(), f"placeholder of {where}"
        if isinstance(one, QMenu):
            yield from ((action.text(), where) for action in one.actions())
        if isinstance(one, QHeaderView) and one.model() is not None and one.orientation() == Qt.Orientation.Horizontal:
            for at in range(one.count()):
                yield str(one.model().headerData(at, one.orientation()) or ""), f"heading of {one.accessibleName()}"


def _is_foreign(one: QWidget) -> bool:
    """Licences are English; inside Qt's file dialog stand names of files."""
    above: QWidget | None = one
    while above is not None:
        if isinstance(above, QFileDialog) or type(above).__name__ == "Licences":
            return True
        above = above.parentWidget()
    return False
