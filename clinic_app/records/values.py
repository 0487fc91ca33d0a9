"""The kinds of values a field may hold: each reads one from JSON or typed text, and writes it back for the journal.

In memory a value is Python's own (date, frozenset, int); in the journal it is JSON with integers only. A set and the
consents are *maps of elements*: each element is merged for itself, so two offices may each add one and nothing is
lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from clinic_app.reference import lists

Json = Any  # str | int | bool | None | dict[str, Json]; never a float

LONGEST_TEXT = 200_000  # characters; an entry must stay under 1 MiB of UTF-8
LONGEST_ELEMENT = 300


class Fault(StrEnum):
    """What is wrong with a value; `clinic_app.wording.sentences` has the words."""

    REQUIRED = "required"
    UNKNOWN_CODE = "unknown_code"
    NOT_TEXT = "not_text"
    NOT_A_DATE = "not_a_date"
    NOT_A_TIME = "not_a_time"
    NOT_A_WHOLE_NUMBER = "not_a_whole_number"
    OUT_OF_RANGE = "out_of_range"
    NOT_YES_NO = "not_yes_no"
    NOT_A_LIST = "not_a_list"
    NOT_A_PHONE = "not_a_phone"
    NOT_A_PIN = "not_a_pin"
    NOT_A_CONSENT = "not_a_consent"
    TOO_LONG = "too_long"
    NO_SUCH_RECORD = "no_such_record"
    KEPT_BY_PROGRAM = "kept_by_program"
    ANONYMOUS = "anonymous"
    ALIEN_STAGE = "alien_stage"
    FOLLOWS_ITSELF = "follows_itself"
    NOT_A_HEARING = "not_a_hearing"
    MOVED_ALREADY = "moved_already"
    RETURNED_ALREADY = "returned_already"


class WrongValue(Exception):
    """A value that this kind of field cannot hold; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Consent:
    """One consent: its kind, how it was given, when, to which text, and when it was withdrawn."""

    kind: str
    form: str = "none"
    on: date | None = None
    text_version: str = ""
    withdrawn_on: date | None = None

    @property
    def stands(self) -> bool:
        return self.form != "none" and self.withdrawn_on is None


Consents = tuple[Consent, ...]


@dataclass(frozen=True)
class Kind:
    """A kind of value. `empty` is what an unset field holds; `in_elements` tells maps of elements from plain values."""

    name: str

    @property
    def empty(self) -> Any:
        return None

    @property
    def in_elements(self) -> bool:
        return False

    def read(self, given: Json) -> Any:
        """The value behind JSON as a person or a program gives it; raises WrongValue."""
        raise NotImplementedError  # every kind below says how

    def read_text(self, typed: str) -> Any:
        """The value behind typed text; raises WrongValue."""
        return self.read(typed.strip()) if typed.strip() else self.empty

    def recall(self, kept: Json) -> Any:
        """The value behind JSON of the journal. A newer program may have written codes this one does not know: never
        raises.
        """
        try:
            return self.read(kept)
        except WrongValue:
            return self.empty

    def write(self, value: Any) -> Json:
        """The value as JSON, as journal, commands and exports show it."""
        return value


@dataclass(frozen=True)
class Text(Kind):
    """Text in NFC; `long` ones get a text area."""

    name: str = "text"
    long: bool = False
    longest: int = LONGEST_TEXT

    @property
    def empty(self) -> str:
        return ""

    def read(self, given: Json) -> str:
        if given is None:
            return ""
        if not isinstance(given, str):
            raise WrongValue(Fault.NOT_TEXT)
        try:
            given.encode("utf-8")
        except UnicodeEncodeError:  # half of a surrogate pair: no file could hold it
            raise WrongValue(Fault.NOT_TEXT) from None
        text = unicodedata.normalize("NFC", given).replace("\r\n", "\n")
        if len(text) > self.longest:
            raise WrongValue(Fault.TOO_LONG)
        return text


@dataclass(frozen=True)
class Phone(Text):
    """A telephone number as it was given; only its shape is checked (short numbers such as 112 are numbers too)."""

    name: str = "phone"
    longest: int = 60

    def read(self, given: Json) -> str:
        text = super().read(given).strip()
        if text and not re.search(r"\d", text):
            raise WrongValue(Fault.NOT_A_PHONE)
        return text


@dataclass(frozen=True)
class Pin(Text):
    """The 14-digit personal number."""

    name: str = "pin"

    def read(self, given: Json) -> str:
        text = super().read(given).replace(" ", "")
        if text and not re.fullmatch(r"[0-9]{14}", text):
            raise WrongValue(Fault.NOT_A_PIN)
        return text


@dataclass(frozen=True)
class Country(Text):
    """A country by its two-letter ISO 3166 code."""

    name: str = "country"

    def read(self, given: Json) -> str:
        text = super().read(given).strip().upper()
        if text and not re.fullmatch(r"[A-Z]{2}", text):
            raise WrongValue(Fault.UNKNOWN_CODE)
        return text


@dataclass(frozen=True)
class YesNo(Kind):
    name: str = "yes_no"

    def read(self, given: Json) -> bool | None:
        if given is None or isinstance(given, bool):
            return given
        raise WrongValue(Fault.NOT_YES_NO)

    def read_text(self, typed: str) -> bool | None:
        known = {"": None, "true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        if typed.strip().lower() not in known:
            raise WrongValue(Fault.NOT_YES_NO)
        return known[typed.strip().lower()]


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number from `least` to `most`; money is whole soms."""

    name: str = "whole"
    least: int = 0
    most: int = 10**12

    def read(self, given: Json) -> int | None:
        if given is None:
            return None
        if isinstance(given, str) and re.fullmatch(r"-?\d{1,13}", given.replace("\u00a0", "").replace(" ", "")):
            given = int(given.replace("\u00a0", "").replace(" ", ""))
        if isinstance(given, bool) or not isinstance(given, int):
            raise WrongValue(Fault.NOT_A_WHOLE_NUMBER)
        if not self.least <= given <= self.most:
            raise WrongValue(Fault.OUT_OF_RANGE)
        return given


@dataclass(frozen=True)
class Day(Kind):
    name: str = "day"

    def read(self, given: Json) -> date | None:
        if given is None or given == "":
            return None
        if not isinstance(given, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", given):
            raise WrongValue(Fault.NOT_A_DATE)
        try:
            return date.fromisoformat(given)
        except ValueError:
            raise WrongValue(Fault.NOT_A_DATE) from None

    def write(self, value: date | None) -> Json:
        return value.isoformat() if value else None


@dataclass(frozen=True)
class Moment(Kind):
    """Local date and time without an offset, to the minute (seconds are kept where they were given)."""

    name: str = "moment"

    def read(self, given: Json) -> datetime | None:
        if given is None or given == "":
            return None
        if not isinstance(given, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?", given):
            raise WrongValue(Fault.NOT_A_DATE)
        try:
            return datetime.fromisoformat(given)
        except ValueError:
            raise WrongValue(Fault.NOT_A_DATE) from None

    def write(self, value: datetime | None) -> Json:
        if value is None:
            return None
        return value.isoformat(timespec="seconds" if value.second else "minutes")


@dataclass(frozen=True)
class Clock(Kind):
    name: str = "clock"

    def read(self, given: Json) -> time | None:
        if given is None or given == "":
            return None
        if not isinstance(given, str) or not re.fullmatch(r"\d\d:\d\d", given):
            raise WrongValue(Fault.NOT_A_TIME)
        try:
            return time.fromisoformat(given)
        except ValueError:
            raise WrongValue(Fault.NOT_A_TIME) from None

    def write(self, value: time | None) -> Json:
        return value.isoformat(timespec="minutes") if value else None


@dataclass(frozen=True)
class PartialDay(Kind):
    """2026, 2026-11 or 2026-11-22, with ~ in front for "about"."""

    name: str = "partial_day"

    def read(self, given: Json) -> str | None:
        if given is None or given == "":
            return None
        if not isinstance(given, str) or not re.fullmatch(r"~?\d{4}(-\d\d(-\d\d)?)?", given):
            raise WrongValue(Fault.NOT_A_DATE)
        parts = [int(part) for part in given.lstrip("~").split("-")]
        try:
            date(*(parts + [1, 1][len(parts) - 1 :]))
        except ValueError:
            raise WrongValue(Fault.NOT_A_DATE) from None
        return given


@dataclass(frozen=True)
class Choice(Kind):
    """One code of a reference list."""

    name: str = "choice"
    list: str = ""

    def read(self, given: Json) -> str | None:
        if given is None or given == "":
            return None
        if not isinstance(given, str):
            raise WrongValue(Fault.UNKNOWN_CODE)
        _known(self.list, given)
        return given

    def recall(self, kept: Json) -> str | None:
        return kept if isinstance(kept, str) and kept else None


@dataclass(frozen=True)
class Ref(Kind):
    """The id of another record; whether that record is here is not this kind's business (it may arrive later)."""

    name: str = "ref"
    to: str = ""

    def read(self, given: Json) -> str | None:
        if given is None or given == "":
            return None
        return _identifier(given)


PHONES = "phones"


@dataclass(frozen=True)
class Elements(Kind):
    """A set of codes (`list`), records (`to`), telephones or short texts. Each element is merged for itself."""

    name: str = "elements"
    list: str | None = None
    to: str = ""

    @property
    def empty(self) -> frozenset[str]:
        return frozenset()

    @property
    def in_elements(self) -> bool:
        return True

    def read(self, given: Json) -> frozenset[str]:
        if given is None:
            return frozenset()
        if isinstance(given, str) or not isinstance(given, (list, tuple, set, frozenset)):
            raise WrongValue(Fault.NOT_A_LIST)
        return frozenset(self._element(part) for part in given)

    def read_text(self, typed: str) -> frozenset[str]:
        return self.read([part.strip() for part in typed.split(",") if part.strip()])

    def write(self, value: frozenset[str]) -> Json:
        if self.list and len(value) > 1:
            known = {code: place for place, code in enumerate(lists.items(self.list))}
            return sorted(value, key=lambda code: (known.get(code, len(known)), code))
        return sorted(value)

    def elements(self, value: frozenset[str]) -> dict[str, Json]:
        return dict.fromkeys(value, True)

    def assemble(self, elements: Mapping[str, Json]) -> frozenset[str]:
        return frozenset(element for element, stands in elements.items() if stands)

    def _element(self, given: Json) -> str:
        if not isinstance(given, str) or not given.strip():
            raise WrongValue(Fault.UNKNOWN_CODE if self.list is not None else Fault.NOT_TEXT)
        text = unicodedata.normalize("NFC", given.strip())
        if len(text) > LONGEST_ELEMENT:
            raise WrongValue(Fault.TOO_LONG)
        if self.to:
            return _identifier(text)
        if self.list is not None:
            _known(self.list, text)
        return Phone().read(text) if self.name == PHONES else text


@dataclass(frozen=True)
class ConsentList(Kind):
    """Consents, one per kind; each is merged for itself."""

    name: str = "consents"

    @property
    def empty(self) -> Consents:
        return ()

    @property
    def in_elements(self) -> bool:
        return True

    def read(self, given: Json) -> Consents:
        if given is None:
            return ()
        if not isinstance(given, (list, tuple)):
            raise WrongValue(Fault.NOT_A_LIST)
        by_kind = {consent.kind: consent for consent in map(self._consent, given)}
        return tuple(by_kind[kind] for kind in sorted(by_kind))

    def write(self, value: Consents) -> Json:
        return [{"kind": consent.kind, **self._body(consent)} for consent in value]

    def elements(self, value: Consents) -> dict[str, Json]:
        return {consent.kind: self._body(consent) for consent in value}

    def assemble(self, elements: Mapping[str, Json]) -> Consents:
        day = Day()
        return tuple(
            Consent(
                kind=kind,
                form=str(body.get("form") or "none"),
                on=day.recall(body.get("on")),
                text_version=str(body.get("text_version") or ""),
                withdrawn_on=day.recall(body.get("withdrawn_on")),
            )
            for kind, body in sorted(elements.items())
            if isinstance(body, dict)
        )

    @staticmethod
    def _body(consent: Consent) -> dict[str, Json]:
        body: dict[str, Json] = {"form": consent.form}
        if consent.on:
            body["on"] = consent.on.isoformat()
        if consent.text_version:
            body["text_version"] = consent.text_version
        if consent.withdrawn_on:
            body["withdrawn_on"] = consent.withdrawn_on.isoformat()
        return body

    @staticmethod
    def _consent(given: Json) -> Consent:
        if isinstance(given, Consent):
            return given
        known = {"kind", "form", "on", "text_version", "withdrawn_on"}
        if not isinstance(given, Mapping) or not given.keys() <= known or not isinstance(given.get("kind"), str):
            raise WrongValue(Fault.NOT_A_CONSENT)
        _known("consent_kind", given["kind"])
        form = Choice(list="consent_form").read(given.get("form")) or "none"
        day = Day()
        return Consent(
            kind=given["kind"],
            form=form,
            on=day.read(given.get("on")),
            text_version=Text(longest=LONGEST_ELEMENT).read(given.get("text_version")),
            withdrawn_on=day.read(given.get("withdrawn_on")),
        )


@dataclass(frozen=True)
class Kept(Kind):
    """A value the program derives (a record's attachments); nobody sets it."""

    name: str = "kept"

    @property
    def empty(self) -> tuple[str, ...]:
        return ()

    def read(self, given: Json) -> tuple[str, ...]:
        if given in (None, [], ()):
            return ()
        raise WrongValue(Fault.KEPT_BY_PROGRAM)


def _known(name: str, code: str) -> None:
    """A list without values of its own (a clinic's projects) takes any short code."""
    if name == "":
        if not re.fullmatch(r"[\w.-]{1,40}", code):
            raise WrongValue(Fault.UNKNOWN_CODE)
        return
    if code not in lists.items(name):
        raise WrongValue(Fault.UNKNOWN_CODE)


def _identifier(given: Json) -> str:
    if not isinstance(given, str) or not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", given):
        raise WrongValue(Fault.NO_SUCH_RECORD)
    return given
