"""Recovery by following the printed sheet alone, in Kyrgyz: the test reads the PDF, and does what it says.

Nothing here knows what a button is called or what the code is: both are taken from the paper. Planted: a button renamed
in the window and not on the sheet, and two groups of the sheet drawn in each other's place; both were found.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QLineEdit, QWidget

from clinic_app.clinic import Clinic
from clinic_app.reports.writing import recovery_bytes
from clinic_app.wording.words import speak, spoken
from tests.ui.desk.conftest import Found, Opens
from tests.ui.typing import type_text
from ui.casebook_window import CasebookWindow

NEW = "эки короз бир короодо батпайт экен"
GROUPS, TWICE, NAMED = "топту", "эки жолу териңиз", re.compile("«(.+?)»")


@dataclass(frozen=True)
class Paper:
    """What somebody sees who holds the sheet: the groups by their numbers, the steps of each list, the commands."""

    groups: tuple[str, ...]
    lists: tuple[tuple[str, ...], ...]
    command: str


def paper_of(pdf: bytes) -> Paper:
    """Read the text of the one page, as an eye would: a number, and under it five digits; lines that begin with 1."""
    pages = PdfReader(BytesIO(pdf)).pages
    assert len(pages) == 1
    lines = [line.strip() for line in pages[0].extract_text().splitlines() if line.strip()]
    numbered = {
        int(above): below
        for above, below in pairwise(lines)
        if re.fullmatch("[1-8]", above) and re.fullmatch("[0-9]{5}", below)
    }
    assert sorted(numbered) == list(range(1, 9)), lines[:24]
    lists: list[list[str]] = []
    for line in lines[lines.index(numbered[8]) + 1 :]:
        if found := re.match(r"([1-9])\.\s*(.*)", line):
            if found[1] == "1":
                lists.append([])
            lists[-1].append(found[2])
        elif lists and line[:1].islower():
            lists[-1][-1] += f" {line}"
    command = next(line for line in lines if line.startswith("clinic "))
    return Paper(tuple(numbered[n] for n in range(1, 9)), tuple(tuple(steps) for steps in lists), command)


class Reader:
    """Somebody with the sheet in hand, before the window: presses what is named, types what is asked for."""

    def __init__(self, paper: Paper, book: CasebookWindow) -> None:
        self.paper, self.book = paper, book

    def follow(self, step: str, photo: Path | None) -> None:
        if GROUPS in step:
            self._give_code(step, photo)
        elif TWICE in step:
            self._type_twice()
        else:
            self.press(NAMED.findall(step)[0])

    def press(self, name: str) -> None:
        """Press the button of that name; there must be one to be seen, and it must be ready."""
        seen = [one for one in self._seen(QAbstractButton) if one.text().strip() == name]
        assert len(seen) == 1, (name, [one.text() for one in self._seen(QAbstractButton)])
        assert seen[0].isEnabled(), name
        seen[0].click()

    def _give_code(self, step: str, photo: Path | None) -> None:
        if photo is None:
            for number, group in enumerate(self.paper.groups, 1):
                type_text(self._beside(str(number)), group)
            return
        self.press(NAMED.findall(step)[0])
        dialog = self.book.entrance.findChild(QFileDialog, "file-dialog")
        dialog.selectFile(str(photo))
        dialog.accept()

    def _type_twice(self) -> None:
        hidden = [one for one in self._seen(QLineEdit) if one.echoMode() == QLineEdit.EchoMode.Password]
        assert len(hidden) == 2
        for edit in hidden:
            type_text(edit, NEW)

    def _beside(self, label: str) -> QWidget:
        return next(one.buddy() for one in self._seen(QLabel) if one.text() == label and one.buddy())

    def _seen(self, kind: type) -> list:
        return [one for one in self.book.entrance.findChildren(kind) if one.isVisible()]


@pytest.fixture
def in_kyrgyz() -> Iterator[None]:
    before = spoken()
    speak("ky")
    yield
    speak(before)


@pytest.fixture
def sheet(in_kyrgyz: None, found: Found) -> bytes:
    """The sheet of a case book whose passphrase nobody remembers, as the first start prints it."""
    clinic, code = found()
    pdf = recovery_bytes(clinic.recovery.sheet(code, date(2026, 11, 23)))
    clinic.close()
    return pdf


def photo_of(pdf: bytes, folder: Path) -> Path:
    """The paper through a camera."""
    (folder / "sheet.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", "120", "-jpeg", "-singlefile", folder / "sheet.pdf", folder / "photo"], check=True
    )
    return folder / "photo.jpg"


@pytest.mark.parametrize("by_photo", [False, True], ids=["typed", "photographed"])
def test_the_sheet_alone_opens_the_case_book(sheet: bytes, casebook: Opens, tmp_path: Path, by_photo: bool) -> None:
    paper = paper_of(sheet)
    book = casebook()
    book.start()
    reader = Reader(paper, book)
    for step in paper.lists[0]:
        reader.follow(step, photo_of(sheet, tmp_path) if by_photo else None)
    assert book.window is not None
    assert book.clinic.identity.person == "Aigul Toktosunova"
    book.leave()
    Clinic.open(tmp_path / "NAR1", NEW).close()


def test_a_mistyped_group_is_named_while_it_is_typed(sheet: bytes, casebook: Opens) -> None:
    paper = paper_of(sheet)
    book = casebook()
    book.start()
    reader = Reader(paper, book)
    reader.follow(paper.lists[0][0], None)
    wrong = paper.groups[4][:4] + str((int(paper.groups[4][4]) + 1) % 10)
    for number, group in enumerate((*paper.groups[:4], wrong, *paper.groups[5:]), 1):
        type_text(reader._beside(str(number)), group)
    assert "5-топто" in book.entrance.page().lost.code.fault()
    assert not book.entrance.page().lost.go_on.isEnabled()


def test_the_command_on_the_sheet_does_the_same(sheet: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from clinic_app.cli.main import main

    paper = paper_of(sheet)
    (tmp_path / "CODE").write_text(" ".join(paper.groups), encoding="utf-8")
    (tmp_path / "NEW").write_text(NEW, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLINIC_VAULT", str(tmp_path / "NAR1"))
    assert main(shlex.split(paper.command)[1:]) == 0
    Clinic.open(tmp_path / "NAR1", NEW).close()


def test_the_sheet_names_nobody(sheet: bytes) -> None:
    text = PdfReader(BytesIO(sheet)).pages[0].extract_text()
    for name in ("Aigul", "Toktosunova", "NAR1", "Office"):
        assert name not in text
    told = PdfReader(BytesIO(sheet)).metadata
    assert not re.search("[0-9]{5}", f"{told.title} {told.subject} {told.keywords}")
