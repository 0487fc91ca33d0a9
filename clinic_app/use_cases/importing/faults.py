"""What is wrong with a cell, and the sentence a person reads about it. The value is shown, never logged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clinic_app.records.values import Fault
from clinic_app.wording.words import N_, _


class Trouble(StrEnum):
    """Why a cell cannot go in."""

    EMPTY = "empty"
    NOT_A_DATE = "not_a_date"
    NOT_A_TIME = "not_a_time"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    NOT_AN_AGE = "not_an_age"
    NOT_YES_NO = "not_yes_no"
    NOT_A_PHONE = "not_a_phone"
    NOT_A_PIN = "not_a_pin"
    UNKNOWN_WORD = "unknown_word"
    UNKNOWN_PLACE = "unknown_place"
    PLACE_ELSEWHERE = "place_elsewhere"
    SEVERAL_PLACES = "several_places"
    NO_SUCH_RECORD = "no_such_record"
    TOO_LONG = "too_long"
    SEVERAL_RECORDS = "several_records"
    NUMBER_TAKEN = "number_taken"
    NUMBER_TWICE = "number_twice"
    CANNOT_BE_HELD = "cannot_be_held"
    DIGITS_LOST = "digits_lost"
    SHEET_ERROR = "sheet_error"
    BROKEN_LETTERS = "broken_letters"
    FAR_DATE = "far_date"
    BEFORE_BEGINNING = "before_beginning"
    TOO_MANY_CELLS = "too_many_cells"
    OTHER_CLIENT = "other_client"
    IN_CONFLICT = "in_conflict"
    NOT_OURS = "not_ours"


SENTENCES = {
    Trouble.EMPTY: N_("This cell must not be empty."),
    Trouble.NOT_A_DATE: N_("This is not a date that exists."),
    Trouble.NOT_A_TIME: N_("This is not a time of day."),
    Trouble.NOT_A_NUMBER: N_("This is not a whole number."),
    Trouble.OUT_OF_RANGE: N_("This number cannot be right."),
    Trouble.NOT_AN_AGE: N_("This is not an age."),
    Trouble.NOT_YES_NO: N_("This is neither yes nor no."),
    Trouble.NOT_A_PHONE: N_("This is not a telephone number."),
    Trouble.NOT_A_PIN: N_("This is not a personal number of 14 digits."),
    Trouble.UNKNOWN_WORD: N_("This value is not in the list. Say in the mapping what it means."),
    Trouble.UNKNOWN_PLACE: N_("There is no such district or city."),
    Trouble.PLACE_ELSEWHERE: N_("This district or city is not in the oblast of this row."),
    Trouble.SEVERAL_PLACES: N_("Several places have this name. Write its kind or its oblast."),
    Trouble.NO_SUCH_RECORD: N_("There is no such record in the case book."),
    Trouble.TOO_LONG: N_("This text is too long."),
    Trouble.NUMBER_TAKEN: N_("This number is already in the case book with other data. Nothing was overwritten."),
    Trouble.NUMBER_TWICE: N_("This number stands in the sheet once more with other data. Only its first row goes in."),
    Trouble.SEVERAL_RECORDS: N_("Several records of the case book fit. Write the record's number or id."),
    Trouble.CANNOT_BE_HELD: N_("This value does not fit this field."),
    Trouble.DIGITS_LOST: N_("The spreadsheet has shortened this number: its last digits are lost."),
    Trouble.SHEET_ERROR: N_("The spreadsheet itself shows an error in this cell."),
    Trouble.BROKEN_LETTERS: N_("The letters of this cell are broken: it was saved in a wrong encoding."),
    Trouble.FAR_DATE: N_("This date cannot be right: it is too far away."),
    Trouble.BEFORE_BEGINNING: N_("This day is before the day the matter began."),
    Trouble.TOO_MANY_CELLS: N_("This row has more cells than headings: a text with a delimiter has no quotes."),
    Trouble.OTHER_CLIENT: N_("This row names another client than the record. Who the client is, no import changes."),
    Trouble.IN_CONFLICT: N_("This field has two values in the case book. Settle that first."),
    Trouble.NOT_OURS: N_("This record belongs to another office."),
}

_OF_FAULT = {
    Fault.REQUIRED: Trouble.EMPTY,
    Fault.UNKNOWN_CODE: Trouble.UNKNOWN_WORD,
    Fault.NOT_A_DATE: Trouble.NOT_A_DATE,
    Fault.NOT_A_TIME: Trouble.NOT_A_TIME,
    Fault.NOT_A_WHOLE_NUMBER: Trouble.NOT_A_NUMBER,
    Fault.OUT_OF_RANGE: Trouble.OUT_OF_RANGE,
    Fault.NOT_YES_NO: Trouble.NOT_YES_NO,
    Fault.NOT_A_PHONE: Trouble.NOT_A_PHONE,
    Fault.NOT_A_PIN: Trouble.NOT_A_PIN,
    Fault.TOO_LONG: Trouble.TOO_LONG,
    Fault.NO_SUCH_RECORD: Trouble.NO_SUCH_RECORD,
}


def of_fault(fault: Fault) -> Trouble:
    """The trouble behind a fault of the record's own kinds."""
    return _OF_FAULT.get(fault, Trouble.CANNOT_BE_HELD)


class NotRead(Exception):
    """A cell that cannot be understood; `heading` and `value` name it where several cells make one field."""

    def __init__(self, why: Trouble, heading: str = "", value: str = "", word: str = "") -> None:
        super().__init__(why.value)  # never the value: it is a client's
        self.why = why
        self.heading = heading
        self.value = value
        self.word = word  # of a cell of several words, the one that is in no list


@dataclass(frozen=True)
class RowError:
    """One cell that keeps its row out: `row` is the line of the file, `column` the field id behind `heading`."""

    row: int
    column: str
    heading: str
    value: str
    why: Trouble
    word: str = ""

    @property
    def message(self) -> str:
        """The sentence for people, in the language in use."""
        return _(SENTENCES[self.why])

    def as_json(self) -> dict[str, str | int]:
        return {
            "row": self.row,
            "column": self.column,
            "heading": self.heading,
            "value": self.value,
            "message": self.message,
        }


@dataclass(frozen=True)
class LeftOut:
    """A cell deliberately not taken in (an anonymous caller's phone). It names the place, never the content."""

    row: int
    heading: str
    column: str

    @property
    def message(self) -> str:
        return _("The caller is anonymous, so this cell was left out.")

    def as_json(self) -> dict[str, str | int]:
        return {"row": self.row, "column": self.column, "heading": self.heading, "message": self.message}
