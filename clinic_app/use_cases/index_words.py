"""What of a record the search index holds: its names, its text and what it is filtered by. Secret fields are not among
them.
"""

from __future__ import annotations

from clinic_app.names import indexing
from clinic_app.records.record import Record
from clinic_app.reference import lists

ARCHIVED = indexing.tag("archived", "")
FILTERED = ("topic", "lawyer_id", "stage")  # and the office: `office_id`, or the home of what has none


def index_words(record: Record) -> frozenset[str]:
    """The tokens a record is found by; none for what the program writes by itself."""
    if record.type.by_program:
        return frozenset()
    names: list[str] = []
    found: set[str] = set()
    for name, column, is_phone in record.type.searched:
        value = getattr(record, name)
        if not value:
            continue
        for text in value if isinstance(value, frozenset) else (str(value),):
            if is_phone:
                found |= indexing.phone_tokens(text)
            elif column == "name":
                names.append(text)
            else:
                found |= indexing.text_tokens(text)
    if names:
        found |= indexing.name_tokens(names)
    topic = getattr(record, "topic", None)
    if topic and (topics := lists.items("legal_topics")) and topic in topics:
        for label in topics[topic].labels.values():
            found |= indexing.label_tokens(label)
    return frozenset(found | _tags(record)) if found else frozenset()


def _tags(record: Record) -> set[str]:
    """What filters ask for; a topic also under the topics above it."""
    office = getattr(record, "office_id", None) or record.home
    found = {indexing.tag("office", office)} if office else set()
    for name in FILTERED:
        value = getattr(record, name, None)
        if value:
            found.add(indexing.tag(name, value))
            if name == "topic" and (above := lists.ancestor("legal_topics", value)) != value:
                found.add(indexing.tag(name, above))
    if record.archived:
        found.add(ARCHIVED)
    return found
