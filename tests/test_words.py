"""Every sentence of the program is said in Kyrgyz and Russian, and what says so is itself tried on a small house."""

from __future__ import annotations

import gettext
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

HOUSE = Path(__file__).resolve().parent.parent
SOURCE = """
from clinic_app.wording.words import N_, _, in_language, ngettext

LABEL = N_("Area of law")
def say(n, name):
    return _("Saved: {name}").format(name=name), ngettext("{n} case", "{n} cases", n), in_language("ru", "Page")
"""
TABLE = """\
Area of law\tОтрасль права\tУкук тармагы\t
Saved: {name}\tСохранено: {name}\tСакталды: {name}\tREVIEW
{n} case|{n} cases\t{n} дело|{n} дела|{n} дел\t{n} иш|{n} иш\t
Page\tСтраница\tБарак\t
"""


def load(name: str) -> ModuleType:
    """A maintainer's script as a module: its folder must never become a package."""
    spec = importlib.util.spec_from_file_location(f"packaging_{name}", HOUSE / "packaging" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


words = load("words")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A house with four messages, all of them translated from a table."""
    (tmp_path / "clinic_app").mkdir()
    (tmp_path / "ui").mkdir()
    (tmp_path / "clinic_app" / "say.py").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "area.tsv").write_text(TABLE, encoding="utf-8")
    words.update(tmp_path, words.read_tables([tmp_path / "area.tsv"]))
    return tmp_path


def change(house: Path, language: str, before: str, after: str) -> None:
    """Edit a catalogue by hand, as a translator would, and compile it."""
    file = words.po_file(house, language)
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")
    file.with_suffix(".mo").write_bytes(words.mo_bytes(words.read_catalog(house, language), language))


def test_the_program_speaks_kyrgyz_and_russian_throughout() -> None:
    assert words.check(HOUSE) == []


def test_a_filled_house_is_sound_and_is_read_by_gettext(small: Path) -> None:
    assert words.check(small) == []
    spoken = {lang: gettext.translation("clinic", small / "resources" / "locale", [lang]) for lang in ("ky", "ru")}
    assert spoken["ky"].gettext("Area of law") == "Укук тармагы"
    assert [spoken["ru"].ngettext("{n} case", "{n} cases", n) for n in (1, 3, 5, 11, 21)] == [
        "{n} дело",
        "{n} дела",
        "{n} дел",
        "{n} дел",
        "{n} дело",
    ]


def test_writing_again_changes_no_byte(small: Path) -> None:
    files = sorted((small / "resources").rglob("clinic.*"))
    before = [f.read_bytes() for f in files]
    words.update(small, words.read_tables([]))
    assert len(files) == 4
    assert [f.read_bytes() for f in files] == before


def test_a_doubtful_kyrgyz_wording_is_marked_for_review(small: Path) -> None:
    assert '# REVIEW\nmsgid "Saved: {name}"' in words.po_file(small, "ky").read_text(encoding="utf-8")
    assert "REVIEW" not in words.po_file(small, "ru").read_text(encoding="utf-8")


def test_a_table_never_overwrites(small: Path) -> None:
    (small / "late.tsv").write_text("Page\tЛист\tБет\t\n", encoding="utf-8")
    words.update(small, words.read_tables([small / "late.tsv"]))
    assert words.read_catalog(small, "ru")["Page"].forms == ("Страница",)


FAULTS = {
    "nobody translated it": ('msgstr "Страница"', 'msgstr ""', "ru: missing: 'Page'"),
    "one plural form is empty": ('msgstr[2] "{n} дел"', 'msgstr[2] ""', "ru: missing: '{n} case | {n} cases'"),
    "the program no longer says it": ('msgid "Page"', 'msgid "Sheet"', "ru: unused: 'Sheet'"),
    "a guess nobody confirmed": ('msgid "Page"', '#, fuzzy\nmsgid "Page"', "ru: fuzzy: 'Page'"),
    "a placeholder is misspelt": ("Сохранено: {name}", "Сохранено: {имя}", "ru: other placeholders: 'Saved: {name}'"),
    "a placeholder is forgotten": ("Сохранено: {name}", "Сохранено", "ru: other placeholders: 'Saved: {name}'"),
    "a brace is left open": ("Сохранено: {name}", "Сохранено: {name", "ru: other placeholders: 'Saved: {name}'"),
    "21 would be shown without its number": (
        'msgstr[0] "{n} дело"',
        'msgstr[0] "одно дело"',
        "ru: other placeholders: '{n} case | {n} cases'",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named(fault: str, small: Path) -> None:
    """Each fault is planted in a catalogue that was sound; if it were not looked for, nothing would be found."""
    before, after, complaint = FAULTS[fault]
    change(small, "ru", before, after)
    assert [c for c in words.check(small) if c.startswith(complaint)] != []


def test_a_new_sentence_without_translation_is_named(small: Path) -> None:
    (small / "ui" / "page.py").write_text('TITLE = N_("Today")\n', encoding="utf-8")
    assert words.check(small) == ["ky: missing: 'Today'", "ru: missing: 'Today'"]


def test_a_stale_compiled_catalogue_is_named(small: Path) -> None:
    file = words.po_file(small, "ky")
    file.write_text(file.read_text(encoding="utf-8").replace("Барак", "Бет"), encoding="utf-8")
    assert len(words.check(small)) == 1


def test_the_command_ends_with_one_when_something_is_wrong(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert words.main(["--check", "--house", str(small)]) == 0
    (small / "ui" / "page.py").write_text('TITLE = N_("Today")\n', encoding="utf-8")
    assert words.main(["--check", "--house", str(small)]) == 1
    assert "missing: 'Today'" in capsys.readouterr().out


def test_two_tables_that_differ_are_named(small: Path) -> None:
    (small / "other.tsv").write_text("Page\tЛист\tБарак\t\n", encoding="utf-8")
    assert len(words.read_tables([small / "area.tsv", small / "other.tsv"]).doubts) == 1
