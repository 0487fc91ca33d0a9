"""What of a record the search index holds: its names and its text, folded. Secret fields are not among them."""

from __future__ import annotations

from typing import Any

from clinic_app.names import folding
from clinic_app.records.record import Record
from clinic_app.records.values import Phone
from clinic_app.reference import lists


def index_words(record: Record) -> tuple[str, str]:
    """(names, body) for the index."""
    if record.type.by_program:
        return "", ""
    names: list[str] = []
    texts: list[str] = []
    phones: list[str] = []
    for spec in record.type.fields:
        if not spec.searchable:
            continue
        for text in _texts(getattr(record, spec.name)):
            if isinstance(spec.kind, Phone):
                phones.append(folding.index_phone(text))
            elif spec.searchable == "name":
                names.append(text)
            else:
                texts.append(text)
    topic = getattr(record, "topic", None)
    if topic and topic in lists.items("legal_topics"):
        texts += lists.items("legal_topics")[topic].labels.values()
    return folding.index_name(names), " ".join([folding.index_body(texts), *phones]).strip()


def _texts(value: Any) -> list[str]:
    if not value:
        return []
    return sorted(value) if isinstance(value, frozenset) else [str(value)]
