"""No word is cut on any page, in three languages and with words 40 % longer: it stands whole, wraps, or has a tooltip.

Tried with titles of the panel beside the consultation form that do not wrap, as they once were: found.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QScrollArea, QWidget

from clinic_app.clinic import Clinic
from tests.ui.whole_window import every_page, small_case_book, speaking, window_over
from ui.theme.theme import Theme
from ui.widgets.buttons import Button
from ui.widgets.chips import Chip
from ui.widgets.labels import ElidedLabel


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """One case book for all of it: nothing here writes."""
    clinic = small_case_book(tmp_path_factory.mktemp("book") / "vault")
    yield clinic
    clinic.close()


@pytest.mark.parametrize(("language", "longer"), [("ky", False), ("ru", False), ("en", False), ("ky", True)])
def test_no_word_is_cut(
    book: Clinic, dressed: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, longer: bool
) -> None:
    found = []
    with speaking(language, monkeypatch, longer=longer), window_over(book, tmp_path, dressed) as window:
        for name, page in every_page(book, window):
            found += [f"{name}: {fault}" for fault in faults_of(page)]
            found += [f"{name}, the sidebar: {fault}" for fault in faults_of(window.sidebar)]
    assert not found, "\n".join(found)


def faults_of(whole: QWidget) -> list[str]:
    """What cannot be read of anything in sight."""
    seen = [widget for widget in whole.findChildren(QWidget) if widget.isVisible()]
    assert len(seen) > 5
    return [fault for widget in seen for fault in faults(widget)]


def faults(widget: QWidget) -> Iterator[str]:
    """What of a widget's words cannot be read."""
    if isinstance(widget, ElidedLabel):
        wanted = widget.fontMetrics().horizontalAdvance(widget.text())
        if wanted > widget.contentsRect().width() and widget.toolTip() != widget.text():
            yield f"elided without a tooltip: {widget.text()!r}"
    elif isinstance(widget, QLabel) and widget.text():
        yield from label_faults(widget)
    elif isinstance(widget, Button | Chip | QPushButton) and widget.text():
        less = widget.sizeHint().width() - widget.width()
        if less > 0 and not widget.toolTip():
            yield f"button too narrow by {less}: {widget.text()!r}"
    if isinstance(widget, QLabel | QAbstractButton):
        yield from hidden_faults(widget)


def label_faults(label: QLabel) -> Iterator[str]:
    """A label must have the width of its words, or the height they take when they wrap."""
    if label.wordWrap():
        if label.height() < label.heightForWidth(label.width()):
            yield f"label too low by {label.heightForWidth(label.width()) - label.height()}: {label.text()!r}"
    elif label.width() < label.sizeHint().width():
        yield f"label too narrow by {label.sizeHint().width() - label.width()}: {label.text()!r}"


def hidden_faults(widget: QWidget) -> Iterator[str]:
    """What sticks out at the side of an area that scrolls up and down only is out of reach."""
    above = widget.parentWidget()
    while above is not None and not (isinstance(above, QScrollArea) and above.widget().isAncestorOf(widget)):
        above = above.parentWidget()
    if above is not None:
        right = widget.mapTo(above.viewport(), QPoint(widget.width(), 0)).x()
        if right > above.viewport().width() + 8:  # a ring may reach over the margin
            yield f"beyond the edge by {right - above.viewport().width()}: {type(widget).__name__}"
