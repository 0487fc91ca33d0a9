"""Deadlines from scripts: a term counted with its rule, what is due, one's own calendar as a file."""

from __future__ import annotations

from pathlib import Path

from icalendar import Calendar

from tests.cli.laptop import Laptop


def test_a_term_is_counted_by_the_rule_of_its_day(tmp_path: Path) -> None:
    naryn = Laptop(tmp_path / "n").founded("NAR1")
    told = naryn.doc("deadlines", "compute", "ati.answer", "--from", "2023-12-15")
    assert (told["due"], told["rule"], told["verified"], told["badge"]) == (
        "2023-12-29",
        "ati.answer.2006",
        False,
        "high",
    )
    assert told["days_left"] < 0 and told["source"] and told["confidence"] == "high"
    assert naryn.doc("deadlines", "compute", "civ.appeal", "--from", "2026-04-01")["rolled_from"] == "2026-05-01"
    detained = naryn.doc("deadlines", "compute", "cri.detention", "--from", "2026-05-01T22:30")
    assert (detained["due"], detained["from_midnight"]) == ("2026-05-03T22:30:00", False)


def test_what_cannot_be_counted_is_refused_in_one_sentence(tmp_path: Path) -> None:
    """The calendar's edge, a rule nobody confirmed, a day before the rule, no such rule, no such day."""
    naryn = Laptop(tmp_path / "n").founded("NAR1")
    for rule, day, said in (
        ("civ.appeal", "2031-06-01", "2031"),
        ("off.complaint", "2026-06-01", "type the date"),
        ("civ.aksakal", "2025-06-01", "01.06.2025"),
        ("no.such", "2026-06-01", "no.such"),
        ("civ.appeal", "2026-06-41", "2026-06-41"),
    ):
        assert said in naryn.refused("deadlines", "compute", rule, "--from", day)


def test_what_is_due_is_listed_and_goes_into_a_calendar_without_words(tmp_path: Path) -> None:
    naryn = Laptop(tmp_path / "n").founded("NAR1")
    (who,) = naryn.add("person", {"name_display": "Жумабеков Чыңгыз"})
    case = {"title": "Иш", "person_id": who, "attack_types": ["P.ATT"], "stage": "active", "urgency": "U1"}
    case |= {"risk_level": "R1", "publication_consent": "C0", "opened_on": "2026-04-01"}
    (parent,) = naryn.add("journalist_case", case)
    typed = {"parent_type": "journalist_case", "parent_id": parent, "title": "Жооп берүү", "typed": True}
    near, far = naryn.add("deadline", typed | {"due_on": "2027-01-12"}, typed | {"due_on": "2027-06-01"})
    assert [one["id"] for one in naryn.doc("deadlines")] == [near, far]
    (told,) = naryn.doc("deadlines", "--until", "2027-01-31")
    number = naryn.show("journalist_case", parent)["record_no"]
    assert (told["id"], told["due"], told["badge"], told["record_no"]) == (near, "2027-01-12", "typed", number)
    assert naryn.doc("deadlines", "moved") == []
    out = tmp_path / "mine.ics"
    done = naryn.doc("deadlines", "ics", "--out", str(out), "--from", "2027-01-01", "--until", "2027-12-31")
    assert done["entries"] == 2
    events = Calendar.from_ical(out.read_bytes()).walk("VEVENT")
    assert {str(event["SUMMARY"]) for event in events} == {f"Deadline · {number}"}
