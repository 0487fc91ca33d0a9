"""Keeps the words of the program (resources/locale): what is translated, what is missing, what nobody needs any more.

    python packaging/words.py                      bring the catalogues, .po and .mo, in line with the source
    python packaging/words.py --fill FILE.tsv ...  the same, and fill what is still empty from tables
    python packaging/words.py --check              change nothing; exit 1 and say what is wrong

A line of a table: msgid, Russian, Kyrgyz, flag, with tabs between. Plurals stand in one cell, `|` between the forms
(`one|many`, `ru_one|ru_few|ru_many`, `ky_one|ky_many`). `\\n` is a line break. The flag REVIEW marks a Kyrgyz wording
that a speaker has yet to confirm; it stays in the catalogue as a comment. English is the source, without a catalogue.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HOUSE = Path(__file__).resolve().parent.parent
SPOKEN = ("clinic_app", "ui")
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "in_language": (2,)}
PLURALS = {
    "ky": (2, "(n != 1)"),
    "ru": (3, "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)"),
}
FORMS_SAYING_MORE_THAN_ONE = {"ky": (1,), "ru": (0, 1, 2)}  # Russian says 1, 21 and 31 with its first form
REVIEW = "REVIEW"

MessageId = str | tuple[str, ...]


class CalmCatalog(Catalog):
    """A catalogue whose header names neither dates nor tools, so that nothing changes but words."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:  # type: ignore[override]
        number, rule = PLURALS[str(self.locale)]
        return [
            ("Project-Id-Version", "Clinic Casebook"),
            ("Language", str(self.locale)),
            ("Plural-Forms", f"nplurals={number}; plural={rule};"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]

    @property
    def num_plurals(self) -> int:
        return PLURALS[str(self.locale)][0]


@dataclass(frozen=True)
class Wording:
    """What one message is in one language: its forms in order (one, unless it is a plural) and its comments."""

    forms: tuple[str, ...]
    comments: tuple[str, ...] = ()
    fuzzy: bool = False

    @property
    def complete(self) -> bool:
        return all(self.forms)


@dataclass
class Table:
    """The lines of the tables given with --fill, by language; two lines that differ on one message are both named."""

    by_language: dict[str, dict[MessageId, Wording]] = field(default_factory=lambda: {"ky": {}, "ru": {}})
    doubts: list[str] = field(default_factory=list)

    def take_in(self, where: str, cells: list[str]) -> None:
        """One line; `where` is what a complaint about it begins with."""
        cells = [c.strip("\r").replace("\\n", "\n") for c in cells] + [""] * (4 - len(cells))
        source, russian, kyrgyz, flag = cells[:4]
        plural = tuple(source.split("|"))
        ids: tuple[MessageId, ...] = (source, plural) if len(plural) == 2 else (source,)
        for language, cell in (("ru", russian), ("ky", kyrgyz)):
            comments = (REVIEW,) if language == "ky" and flag.strip().upper() == REVIEW else ()
            for msgid in ids:
                forms = (cell,) if isinstance(msgid, str) else tuple(cell.split("|"))
                known = self.by_language[language].setdefault(msgid, Wording(forms, comments))
                if known.forms != forms and isinstance(msgid, str):
                    self.doubts.append(f"{where}: {language}: {source!r} is already {known.forms[0]!r}")


def read_tables(files: Iterable[Path]) -> Table:
    """The translations in tab-separated files; empty lines and lines that begin with # are passed over."""
    table = Table()
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8-sig").split("\n"), start=1):
            if line.strip() and not line.startswith("#"):
                table.take_in(f"{file.name}:{number}", line.split("\t"))
    return table


def messages_in_source(house: Path) -> set[MessageId]:
    """Every message the program can say, read from its source: a text, or a pair of texts where it counts."""
    found: set[MessageId] = set()
    for room in SPOKEN:
        spoken = extract_from_dir(
            house / room,
            method_map=[("**.py", "python")],
            keywords=KEYWORDS,
            strip_comment_tags=True,
        )
        found.update(tuple(m) if isinstance(m, list | tuple) else m for _file, _line, m, _comments, _context in spoken)
    counted = {m[0] for m in found if isinstance(m, tuple)}  # gettext finds `one` by itself under `one | many`
    return {m for m in found if m and m not in counted}


def po_file(house: Path, language: str) -> Path:
    """Where the catalogue of a language lies; the compiled one is beside it."""
    return house / "resources" / "locale" / language / "LC_MESSAGES" / "clinic.po"


def read_catalog(house: Path, language: str) -> dict[MessageId, Wording]:
    """The wordings of a language as committed; empty when there are none yet."""
    file = po_file(house, language)
    if not file.exists():
        return {}
    with file.open("rb") as stream:
        catalog = read_po(stream, locale=language, ignore_obsolete=True)
    return {m.id: as_wording(m, PLURALS[language][0]) for m in catalog if m.id}


def as_wording(message: Message, number_of_forms: int) -> Wording:
    """A message of Babel's as a value of ours; a plural always has all its forms, be they empty."""
    if isinstance(message.string, str):
        forms: tuple[str, ...] = (message.string,)
    else:
        forms = tuple(s or "" for s in message.string) + ("",) * (number_of_forms - len(message.string))
    return Wording(forms, tuple(message.user_comments), message.fuzzy)


def empty(msgid: MessageId, language: str) -> Wording:
    """A message nobody has translated yet."""
    return Wording(("",) * (1 if isinstance(msgid, str) else PLURALS[language][0]))


def updated(
    source: set[MessageId], known: dict[MessageId, Wording], table: dict[MessageId, Wording], language: str
) -> dict[MessageId, Wording]:
    """The wordings for exactly what the source says; the table fills what is empty and never overwrites."""
    result = {}
    for msgid in source:
        wording = known.get(msgid) or empty(msgid, language)
        offered = table.get(msgid)
        if not wording.complete and offered and offered.complete and len(offered.forms) == len(wording.forms):
            wording = offered
        result[msgid] = wording
    return result


def as_catalog(wordings: dict[MessageId, Wording], language: str) -> CalmCatalog:
    """Babel's catalogue of these wordings, without places in the source: those change with every edit."""
    catalog = CalmCatalog(locale=language, fuzzy=False, header_comment=f"# Clinic Casebook: {language}")
    for msgid, wording in wordings.items():
        string = wording.forms[0] if isinstance(msgid, str) else wording.forms
        message = catalog.add(msgid, string, user_comments=wording.comments)
        message.flags = {"fuzzy"} if wording.fuzzy else set()
    return catalog


def po_bytes(wordings: dict[MessageId, Wording], language: str) -> bytes:
    """The catalogue as text, sorted, one line to a message."""
    out = BytesIO()
    write_po(out, as_catalog(wordings, language), width=0, no_location=True, sort_output=True)
    return out.getvalue()


def mo_bytes(wordings: dict[MessageId, Wording], language: str) -> bytes:
    """The compiled catalogue; what is incomplete is left out and so shown in English."""
    out = BytesIO()
    complete = {msgid: w for msgid, w in wordings.items() if w.complete}
    write_mo(out, as_catalog(complete, language))
    return out.getvalue()


def placeholders(text: str) -> set[str]:
    """The names in braces of a message; a text that cannot be formatted has the one name `?`."""
    try:
        return {name for _before, name, _spec, _conversion in Formatter().parse(text) if name is not None}
    except ValueError:
        return {"?"}


def shown(msgid: MessageId) -> str:
    """A message as a complaint names it."""
    return repr(msgid if isinstance(msgid, str) else " | ".join(msgid))


def faults(source: set[MessageId], known: dict[MessageId, Wording], language: str) -> Iterator[str]:
    """What is wrong with the wordings of one language, a sentence each."""
    for msgid in sorted(source - known.keys(), key=shown):
        yield f"{language}: missing: {shown(msgid)}"
    for msgid in sorted(known.keys() - source, key=shown):
        yield f"{language}: unused: {shown(msgid)}"
    for msgid in sorted(source & known.keys(), key=shown):
        wording = known[msgid]
        if not wording.complete:
            yield f"{language}: missing: {shown(msgid)}"
        elif wording.fuzzy:
            yield f"{language}: fuzzy: {shown(msgid)}"
        elif not same_placeholders(msgid, wording, language):
            yield f"{language}: other placeholders: {shown(msgid)} is {' | '.join(wording.forms)!r}"


def same_placeholders(msgid: MessageId, wording: Wording, language: str) -> bool:
    """Whether each form says all the program gives and asks for no more; `one hour` may leave its 1 out."""
    if isinstance(msgid, str):
        return placeholders(wording.forms[0]) == placeholders(msgid)
    one, many = map(placeholders, msgid)
    return all(
        placeholders(form) == many or (placeholders(form) == one and number not in FORMS_SAYING_MORE_THAN_ONE[language])
        for number, form in enumerate(wording.forms)
    )


def check(house: Path) -> list[str]:
    """Every fault of the catalogues of `house`, a sentence each; none when all is well."""
    source = messages_in_source(house)
    found = []
    for language in PLURALS:
        known = read_catalog(house, language)
        found += faults(source, known, language)
        compiled = po_file(house, language).with_suffix(".mo")
        if not compiled.exists() or compiled.read_bytes() != mo_bytes(known, language):
            found.append(f"{language}: {compiled.name} is older than {compiled.stem}.po: run python packaging/words.py")
    return found


def update(house: Path, table: Table) -> None:
    """Write both catalogues of both languages; a file that says the same already is left alone."""
    source = messages_in_source(house)
    for language in PLURALS:
        wordings = updated(source, read_catalog(house, language), table.by_language[language], language)
        file = po_file(house, language)
        file.parent.mkdir(parents=True, exist_ok=True)
        written = {file: po_bytes(wordings, language), file.with_suffix(".mo"): mo_bytes(wordings, language)}
        for path, text in written.items():
            if not path.exists() or path.read_bytes() != text:
                path.write_bytes(text)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Keep the translations: update, --fill from tables, or --check.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if anything is missing or wrong")
    parser.add_argument("--fill", nargs="+", type=Path, default=[], metavar="FILE.tsv", help="fill what is empty")
    parser.add_argument("--house", type=Path, default=HOUSE, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if not chosen.check:
        table = read_tables(chosen.fill)
        print(*table.doubts, sep="\n", end="\n" if table.doubts else "")
        update(chosen.house, table)
    found = check(chosen.house)
    print(*found, sep="\n", end="\n" if found else "")
    said = len(messages_in_source(chosen.house))
    doubtful = sum(REVIEW in w.comments for w in read_catalog(chosen.house, "ky").values())
    print(f"words: {said} messages, {len(found)} faults, {doubtful} Kyrgyz wordings to be confirmed by a speaker")
    return 1 if found and chosen.check else 0


if __name__ == "__main__":
    sys.exit(main())
