"""Papers of a case from scripts: the chronology for a court, the annex of a seizure, the table of duty bearers."""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfReader

from tests.cli.laptop import Laptop


def told(file: Path) -> str:
    return " ".join("\n".join(page.extract_text() for page in PdfReader(file).pages).split())


def test_papers_of_a_case(tmp_path: Path) -> None:
    naryn = Laptop(tmp_path / "n").founded("NAR1")
    (who,) = naryn.add("person", {"name_display": "Secret name"})
    (case,) = naryn.add(
        "journalist_case",
        {
            "title": "Secret title",
            "person_id": who,
            "opened_on": "2026-01-12",
            "attack_types": ["J.HON"],
            "stage": "court",
            "urgency": "U2",
            "risk_level": "R1",
            "publication_consent": "C1",
        },
    )
    naryn.add(
        "case_event",
        {"case_id": case, "kind": "hearing", "on": "2026-03-02", "title": "Main hearing", "notes": "Tactics"},
        {"case_id": case, "kind": "contact", "on": "2026-03-03", "title": "Call"},
    )
    (seizure,) = naryn.add("seizure", {"case_id": case, "on": "2026-02", "authority": "Police"})
    naryn.add("seized_item", {"case_id": case, "seizure_id": seizure, "item": "Laptop"})
    out = tmp_path / "paper.pdf"
    naryn.run("print", "journalist_case", case, "--chronology", "--for", "court", "--out", str(out))
    assert "Main hearing" in told(out)
    assert not [words for words in ("Secret", "Tactics", "Call") if words in told(out)]
    naryn.run("print", "journalist_case", case, "--chronology", "--show", "contact", "--notes", "--out", str(out))
    assert "Call" in told(out) and "Secret title" in told(out) and "Main hearing" not in told(out)
    naryn.refused("print", "journalist_case", case, "--chronology", "--show", "gossip", "--out", str(out))
    naryn.refused("print", "seizure", seizure, "--chronology", "--out", str(out))
    naryn.run("print", "seizure", seizure, "--out", str(out))
    assert "Laptop" in told(out) and "02.2026" in told(out)
    doc = naryn.doc("report", "duty-bearers", "--from", "2026-01-01", "--to", "2026-12-31", "--out", str(out))
    assert doc["rows"] == 0
    assert {one["name"] for one in naryn.doc("reports")} == {"hotline", "duty-bearers"}
