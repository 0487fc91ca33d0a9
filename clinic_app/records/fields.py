"""The words a record class is written in: `topic: str | None = choice("legal_topics", N_("Legal topic"))`.

Each returns a Field; they are typed Any because a field's line stands for the value it will hold.
"""

from __future__ import annotations

from typing import Any

from clinic_app.records import values
from clinic_app.records.record import Field


def _field(kind: values.Kind, label: str, more: dict[str, Any]) -> Any:
    return Field(name="", label=label, kind=kind, **more)


def text(label: str, **more: Any) -> Any:
    return _field(values.Text(), label, more)


def long_text(label: str, **more: Any) -> Any:
    return _field(values.Text(long=True), label, more)


def texts(label: str, **more: Any) -> Any:
    """A set of short texts."""
    return _field(values.Elements(), label, more)


def number(label: str, **more: Any) -> Any:
    """A record number the program gives."""
    return _field(values.Text(longest=60), label, {"program_fills": True, **more})


def phone(label: str, **more: Any) -> Any:
    return _field(values.Phone(), label, more)


def phones(label: str, **more: Any) -> Any:
    """A set of telephone numbers."""
    return _field(values.Elements(name=values.PHONES), label, more)


def pin(label: str, **more: Any) -> Any:
    return _field(values.Pin(), label, more)


def country(label: str, **more: Any) -> Any:
    return _field(values.Country(), label, more)


def yes_no(label: str, **more: Any) -> Any:
    return _field(values.YesNo(), label, more)


def count(label: str, most: int = 10**12, least: int = 0, **more: Any) -> Any:
    return _field(values.Whole(least=least, most=most), label, more)


def money(label: str, **more: Any) -> Any:
    """Whole soms."""
    return _field(values.Whole(name="money"), label, more)


def year(label: str, **more: Any) -> Any:
    return _field(values.Whole(name="year", least=1850, most=2200), label, more)


def day(label: str, **more: Any) -> Any:
    return _field(values.Day(), label, more)


def moment(label: str, **more: Any) -> Any:
    return _field(values.Moment(), label, more)


def clock(label: str, **more: Any) -> Any:
    return _field(values.Clock(), label, more)


def partial_day(label: str, **more: Any) -> Any:
    return _field(values.PartialDay(), label, more)


def choice(list: str, label: str, **more: Any) -> Any:
    """One code of a reference list."""
    return _field(values.Choice(list=list), label, more)


def choices(list: str, label: str, **more: Any) -> Any:
    """Several codes; "" is a list the clinic keeps itself."""
    return _field(values.Elements(name="choices", list=list), label, more)


def ref(to: str, label: str, **more: Any) -> Any:
    """Another record."""
    return _field(values.Ref(to=to), label, more)


def refs(to: str, label: str, **more: Any) -> Any:
    return _field(values.Elements(name="refs", to=to), label, more)


def consents(label: str, **more: Any) -> Any:
    return _field(values.ConsentList(), label, more)


def kept(label: str, **more: Any) -> Any:
    """Derived by the program."""
    return _field(values.Kept(), label, more)
