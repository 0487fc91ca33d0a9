"""The custody sheet: one page whatever the log, in three languages, the hash whole."""

from __future__ import annotations

import subprocess
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from clinic_app.reports.custody_sheet import Entered, custody_sheet, grouped
from clinic_app.reports.writing import card_bytes

SHA = "0123456789abcdef" * 4
AT = datetime.fromisoformat("2026-11-22T14:05")


def sheet(language: str, lines: int) -> bytes:
    kinds = ("added", "viewed", "exported", "sent", "checked", "printed")
    log = [
        Entered(
            AT + timedelta(days=n),
            kinds[n % 6] if n else "added",
            "Жылдыз Асанова",
            "Нарын райондук соту" if n % 6 in (2, 3) else "",
            n % 12 == 4 if n % 6 == 4 else None,
            SHA[::-1] if n % 6 == 2 else "",
        )
        for n in range(lines)
    ]
    return card_bytes(
        custody_sheet(
            name="Коркутуу каты, 3-март, Үсөнбекова ж.б. " + "узун " * 12 + ".pdf",
            kind="document",
            size=1_234_567,
            sha256=SHA,
            record=("Журналисттин иши", "NAR1-2026-AJ-0007"),
            added=[(AT, "Жылдыз Асанова"), (AT + timedelta(hours=2), "Нурлан Садыков")],
            log=log,
            language=language,
            office_name="Нарын кеңсеси",
            demo=False,
            made_on=date(2026, 11, 23),
        )
    )


@pytest.mark.parametrize("language", ["en", "ru", "ky"])
@pytest.mark.parametrize("lines", [1, 11, 300])
def test_it_is_one_page_with_the_whole_hash(tmp_path: Path, language: str, lines: int) -> None:
    (tmp_path / "s.pdf").write_bytes(sheet(language, lines))
    said = subprocess.run(["pdftotext", "-layout", tmp_path / "s.pdf", "-"], capture_output=True, check=True)
    text = said.stdout.decode()
    assert text.count("\f") == 1, "more than one page"
    groups = grouped(SHA).split()
    assert len(groups) == 8 and "".join(groups) == SHA
    assert all(group in text for group in groups)
    assert ("289" in text) == (lines == 300)


def test_what_was_done_again_and_again_is_one_line(tmp_path: Path) -> None:
    log = [Entered(AT, "added", "Ж"), *(Entered(AT + timedelta(minutes=n), "viewed", "Ж") for n in range(40))]
    made = custody_sheet(
        name="x",
        kind="",
        size=1,
        sha256=SHA,
        record=("", ""),
        added=[],
        log=log,
        language="en",
        office_name="",
        demo=False,
        made_on=date(2026, 11, 23),
    )
    lines = made.sections[2].rows
    assert [head for head, _ in lines] == ["22.11.2026, 14:05 · Added", "22.11.2026, 14:05 · Viewed · × 40"]
