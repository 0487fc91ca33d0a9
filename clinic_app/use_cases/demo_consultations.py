"""Invented consultations: who came when about what, with short facts and advice a lawyer could have written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any

from clinic_app.paths import RESOURCES
from clinic_app.records.consultation import Consultation
from clinic_app.records.person import Person
from clinic_app.records.record import Record
from clinic_app.records.values import Consent
from clinic_app.reference import lists
from clinic_app.use_cases.demo_people import believable_age, believable_name, believable_person
from clinic_app.use_cases.importing.ids import made_id

_ANONYMOUS, _AGAIN, _OPPONENT = 0.06, 0.12, 0.05
_FOLLOW_UP_DAYS = (-6, -3, -1, 0, 0, 1, 2, 3, 5, 7, 10, 14)
_WITH_OPPONENTS = ("FAM", "DEB.PER", "LAN.BOU", "HOU.REN")
_QUARRELS = ("FAM", "DEB.PER", "LAN.BOU", "LAN.WAT", "HOU.REN", "INH", "LAB")
_AMOUNTS = ("4 500", "8 000", "12 000", "15 000", "27 000", "40 000", "65 000", "120 000", "350 000")


@cache
def texts() -> Any:
    """The texts of the demo: topic -> language -> pairs (facts, advice), and the sentences that may follow."""
    return json.loads((RESOURCES / "demo" / "consultations.json").read_text(encoding="utf-8"))


class Desk:
    """One invented office at work: makes consultations in the order of time, and the people who come."""

    def __init__(self, office: dict[str, Any], rng: Random, members: Sequence[str], today: date, letter: str) -> None:
        self._office = office
        self._rng = rng
        self._members = members
        self._today = today
        self._letter = letter
        self._clients: list[tuple[Person, str, str]] = []  # person, age group, language
        self._numbers: dict[int, int] = {}
        self.records: list[Record] = []

    def work(self, consultations: int, days: int) -> list[Record]:
        """`consultations` spread over the `days` up to today; persons stand before the consultations that name them."""
        moments = sorted(self._moment(place, days) for place in range(consultations))
        follow_ups = set(self._rng.sample(range(consultations // 2, consultations), min(14, consultations // 4)))
        for place, moment in enumerate(moments):
            self._receive(place, moment, place in follow_ups)
        return self.records

    def _moment(self, place: int, days: int) -> datetime:
        """A working moment; three are of today and yesterday, so that the first page has something to show."""
        recent = (0, 0, 1)  # days ago
        back = recent[place] if place < len(recent) else self._working_day_back(days)
        day = self._today - timedelta(days=back)
        flow = lists.document("synthetic_demo_params.json")["hotline_112"]["hour_weights"]
        hour = int(self._rng.choices(list(flow), list(flow.values()))[0])
        return datetime.combine(day, time(hour if day < self._today else 9, self._rng.choice(range(0, 60, 5))))

    def _working_day_back(self, days: int) -> int:
        """Days ago, by season and weekday."""
        season = lists.document("synthetic_demo_params.json")["office_flow_2021_2026"]["season"]
        while True:
            back = int(self._rng.triangular(1, days, 1))
            day = self._today - timedelta(days=back)
            if self._rng.random() < season[f"{day.month:02}"] / 1.3 * (0.08 if day.weekday() > 4 else 1.0):
                return back

    def _receive(self, place: int, moment: datetime, follow_up: bool) -> None:
        rng = self._rng
        topic = self._topic()
        channel = _draw(rng, lists.document("synthetic_demo_params.json")["office_flow_2021_2026"]["channel"])
        anonymous = channel in ("hotline", "phone", "messenger") and rng.random() < _ANONYMOUS * 2.5
        person, group, language, again = self._client(place, moment.year, topic, anonymous)
        facts, advice = self._text(topic, language)
        self.records.append(
            Consultation(
                id=made_id("demo consultation", self._office["id"], place),
                home=self._office["id"],
                record_no=self._number(moment.year),
                office_id=self._office["id"],
                received_at=moment,
                channel=channel,
                language=language,
                anonymous=anonymous,
                first_time="no" if again else "yes",
                person_id=person.id if person else None,
                age_group=group,
                sex=person.sex if person else rng.choice("fm"),
                division_id=self._division(),
                settlement_type=rng.choices(("village", "city", "novostroika"), (0.66, 0.28, 0.06))[0],
                vulnerability=self._vulnerability(group, topic),
                topic=topic,
                facts=facts,
                advice=advice,
                service_kind=frozenset(rng.choices((("oral",), ("oral", "draft"), ("written",)), (0.6, 0.3, 0.1))[0]),
                aid_level="primary",
                opponent_ids=self._opponents(place, topic, language),
                conflict_check=rng.choices(("clear", "not_done"), (0.85, 0.15))[0],
                duration_min=max(4, min(90, int(rng.gauss(24, 11)))),
                lawyer_id=rng.choice(self._members) if self._members else None,
                outcome=self._outcome(follow_up),
                referral_to=frozenset({rng.choice(("flac", "notary", "social", "police", "zags"))})
                if rng.random() < 0.15
                else frozenset(),
                followup_on=self._today + timedelta(days=rng.choice(_FOLLOW_UP_DAYS)) if follow_up else None,
                consents=self._consents(moment.date(), anonymous),
                confidentiality=rng.choices(("coord", "office", "lawyer"), (0.93, 0.05, 0.02))[0],
            )
        )

    def _client(self, place: int, year: int, topic: str, anonymous: bool) -> tuple[Person | None, str, str, bool]:
        """Who comes: somebody new, somebody again, or nobody by name."""
        rng = self._rng
        language = _draw(rng, self._office["language_mix"])
        if anonymous:
            return None, believable_age(rng)[0], language, False
        sex = "f" if topic.startswith("VIO") else ""
        fitting = [client for client in self._clients if not sex or client[0].sex == sex]
        if fitting and rng.random() < _AGAIN:
            person, group, language = rng.choice(fitting)
            return person, group, language, True
        person, group = believable_person(
            rng, self._office["id"], place, language=language, division=self._division(), year=year, sex=sex
        )
        self._clients.append((person, group, language))
        self.records.append(person)
        return person, group, language, False

    def _opponents(self, place: int, topic: str, language: str) -> frozenset[str]:
        if not topic.startswith(_WITH_OPPONENTS) or self._rng.random() > _OPPONENT * 4:
            return frozenset()
        name = believable_name(self._rng, self._rng.choice("fm"), language)
        office = self._office["id"]
        self.records.append(Person(id=made_id("demo opponent", office, place), home=office, name_display=name))
        return frozenset({self.records[-1].id})

    def _topic(self) -> str:
        """A topic as they are spread over the offices, as far as the demo has texts for it."""
        top = _draw(self._rng, lists.document("synthetic_demo_params.json")["office_flow_2021_2026"]["topics_top"])
        fitting: list[str] = [code for code in texts()["texts"] if code.split(".")[0] == top]
        return self._rng.choice(fitting)

    def _text(self, topic: str, language: str) -> tuple[str, str]:
        rng, spoken = self._rng, "ru" if language == "ru" else "ky"
        facts, advice = rng.choice(texts()["texts"][topic][spoken])
        told = {
            "months": rng.randint(2, 14),
            "days": rng.choice((5, 7, 10, 14, 20)),
            "kids": rng.randint(1, 4),
            "sum": rng.choice(_AMOUNTS),
        }
        return (
            f"{facts.format(**told)} {rng.choice(_tails(topic, 'facts', spoken))}".strip(),
            f"{advice.format(**told)} {rng.choice(_tails(topic, 'advice', spoken))}".strip(),
        )

    def _number(self, year: int) -> str:
        self._numbers[year] = self._numbers.get(year, 0) + 1
        return f"{self._office['id']}-{year}-{self._letter}-{self._numbers[year]:04}"

    def _division(self) -> str:
        if self._rng.random() < 0.7:
            return str(self._office["division_id"])
        return str(self._rng.choice(lists.children("divisions", self._office["oblast_id"])).id)

    def _vulnerability(self, group: str, topic: str) -> frozenset[str]:
        rng = self._rng
        weights = lists.document("synthetic_demo_params.json")["people"]["vulnerability"]
        found = {code for code in ("low_income", "single_parent", "migrant", "disability", "rural_remote")
                 if rng.random() < weights[code]}  # fmt: skip
        found |= {"older"} if group == "60_plus" else {"minor"} if group == "14_17" else set()
        found |= {"dv_survivor"} if topic.startswith("VIO") else set()
        return frozenset(found or {rng.choice(("none", "not_asked"))})

    def _outcome(self, follow_up: bool) -> str:
        codes = ("advised", "doc_given", "referred", "ongoing", "resolved_nocourt")
        return "ongoing" if follow_up else self._rng.choices(codes, (0.62, 0.2, 0.08, 0.06, 0.04))[0]

    def _consents(self, day: date, anonymous: bool) -> tuple[Consent, ...]:
        if anonymous:
            return ()
        kinds = ("processing", "stats", "sharing_office") if self._rng.random() < 0.8 else ("processing",)
        return tuple(Consent(kind=kind, form="written", on=day, text_version="2026-01") for kind in sorted(kinds))


def _tails(topic: str, part: str, language: str) -> list[str]:
    """Sentences that may follow. Reconciliation is spoken of in quarrels only, never where there was violence."""
    found: list[str] = texts()["tails"][part][language]
    return found + texts()["tails_of_quarrels"][part][language] if topic.startswith(_QUARRELS) else found


def _draw(rng: Random, weights: dict[str, float]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]
