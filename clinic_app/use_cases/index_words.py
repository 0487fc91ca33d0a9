"""What of a record the search index holds: its names and its text, folded. Secret fields are not among them."""

from __future__ import annotations

from clinic_app.names import folding
from clinic_app.records.record import Record
from clinic_app.reference import lists


def index_words(record: Record) -> tuple[str, str]:
    """(names, body) for the index."""
    if record.type.by_program:
        return "", ""
    names: list[str] = []
    texts: list[str] = []
    phones: list[str] = []
    for name, column, is_phone in record.type.searched:
        value = getattr(record, name)
        if not value:
            continue
        for text in sorted(value) if isinstance(value, frozenset) else (str(value),):
            if is_phone:
                phones.append(folding.index_phone(text))
            elif column == "name":
                names.append(text)
            else:
                texts.append(text)
    body = [folding.fold(text) for text in texts if text]
    topic = getattr(record, "topic", None)
    if topic and (topics := lists.items("legal_topics")) and topic in topics:
        body += [folding.fold_label(label) for label in topics[topic].labels.values() if label]
    return folding.index_name(names) if names else "", " ".join(["\n".join(body), *phones]).strip()
