"""The one place in the window that turns an error into a sentence: no traceback, and no content of a record."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtWidgets import QBoxLayout, QLayout, QMessageBox, QWidget

from clinic_app.errors import ClinicError
from clinic_app.wording.words import _
from ui.widgets.frames import Banner

log = logging.getLogger(__name__)


def sentence_of(error: BaseException) -> str:
    """What to tell a person about `error`."""
    if isinstance(error, ClinicError):
        try:
            from clinic_app.wording.sentences import sentence
        except ImportError:
            return _("This could not be done. Nothing was lost.")
        return sentence(error)
    # Only the class: a message may hold what a client said.
    log.error("unexpected: %s", type(error).__name__)
    return _("Something went wrong; nothing was lost.")


def banner_of(error: BaseException, retry: Callable[[], object] | None = None) -> Banner:
    """A banner that tells of `error`, with "Try again" when there is something to try."""
    actions = [(_("Try again"), retry)] if retry else []
    return Banner("bad", "alert-triangle", sentence_of(error), "", actions, closable=True)


def show_problem(
    error: BaseException,
    place: QLayout | None = None,
    *,
    parent: QWidget | None = None,
    retry: Callable[[], object] | None = None,
) -> Banner | None:
    """Tell of `error` on top of `place` (a page's box layout), in the way of nobody; without a place, in a dialog."""
    if isinstance(place, QBoxLayout):
        banner = banner_of(error, retry)
        for at in range(place.count()):
            old = place.itemAt(at).widget()
            if isinstance(old, Banner) and old.property("problem"):
                old.dismiss()
        banner.setProperty("problem", True)
        place.insertWidget(0, banner)
        return banner
    box = QMessageBox(QMessageBox.Icon.Warning, "Clinic Casebook", sentence_of(error), parent=parent)
    box.addButton(_("Close"), QMessageBox.ButtonRole.AcceptRole)
    box.open()
    return None
