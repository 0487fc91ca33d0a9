"""Giving out what concerns a person: only through the gate, always written down; and taking a consent back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from clinic_app.changes import Changes
from clinic_app.errors import MayNotPublish, NotOurs, UnknownRecordType
from clinic_app.records.disclosure import Disclosure
from clinic_app.records.record import Record
from clinic_app.records.values import Consent
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.incidents import Incidents
from clinic_app.use_cases.publishing import (
    MODES,
    NOTHING,
    Consented,
    Reason,
    Verdict,
    Verified,
    Why,
    consent_to,
    parts_of,
    too_much,
    verdict,
)
from clinic_app.wording.words import _

PUBLISHED = ("incident", "journalist_case", "consultation")
COURT, REFERRAL = "court", "referral"  # forms that are no publication: a court is the work, a referral has its consent
_CONSENT_REGISTERS = frozenset({"publication_consent", "consents/publication"})


class Publishing:
    """The gate over an open vault's records, and the list of what went through it."""

    def __init__(self, desk: Desk, casework: Casework, incidents: Incidents) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework
        self._whole = casework.whole  # the gate asks everybody concerned, also in records that are not shown
        self._incidents = incidents

    def may_publish(self, kind: str, id: str, mode: str) -> Verdict:
        """Whether a record may be given out in `mode` (C1 to C5), and every reason why not. NoSuchRecord."""
        verified, consented = self._involved(self._subject(kind, id))
        return verdict(mode, verified, consented)

    def open_modes(self, kind: str, id: str) -> dict[str, Verdict]:
        """The verdict on each mode, for whoever chooses one. NoSuchRecord."""
        verified, consented = self._involved(self._subject(kind, id))
        return {mode: verdict(mode, verified, consented) for mode in MODES}

    def give_out(
        self,
        kind: str,
        id: str,
        mode: str,
        form: str,
        to_whom: str,
        *,
        parts: Iterable[str] = (),
        file_sha256: str = "",
        note: str = "",
        at: datetime | None = None,
    ) -> Disclosure:
        """Write down that something is given out, or refuse: MayNotPublish names every reason.

        `form`: a code of disclosure_form; `parts`: codes of disclosure_part, by themselves what the mode usually holds.
        What is given to a court is written down and not judged; a referral asks for the consent of its own kind.
        Raises MayNotPublish, InvalidRecord, NotOurs, NoSuchRecord.
        """
        subject = self._subject(kind, id)
        held = frozenset(parts) or parts_of(mode)
        verified, consented = self._involved(subject)
        why = self._why_not(subject, mode, form, held, verdict(mode, verified, consented))
        if why:
            raise MayNotPublish(type=kind, id=id, mode=mode, why=tuple(one.as_json() for one in why))
        told = self._casework.blank(
            "disclosure",
            parent_type=kind,
            parent_id=id,
            form=form or None,
            to_whom=to_whom.strip(),
            mode=mode,
            consent=min((one.holds for one in consented), default=NOTHING),
            text_version=self._text_version(subject),
            verification=_weakest(verified),
            parts=held,
            file_sha256=file_sha256,
            note=note,
            **({"at": at} if at else {}),
        )
        saved = self._casework.save(replace(told, home=""), by_step=True).record
        assert isinstance(saved, Disclosure)
        return saved

    def allowed(self, kind: str, ids: Sequence[str], mode: str) -> list[str]:
        """Those of these records that may be told in `mode`, one row each. A case's row tells of no incident, so it
        asks for the consent alone.
        """
        found = []
        for one in self._casework.load_many(kind, ids):
            if kind == "journalist_case":
                judged = verdict(mode, None, [self._consented(one)])
            else:
                judged = verdict(mode, *self._involved(one))
            if judged.allowed:
                found.append(one.id)
        return found

    def note_export(self, kind: str, ids: Sequence[str], mode: str, to_whom: str) -> Changes:
        """Write down that records have left in one table."""
        told = []
        for one in self._casework.load_many(kind, ids):
            verified, consented = self._involved(one)
            told.append(
                self._casework.blank(
                    "disclosure",
                    parent_type=kind,
                    parent_id=one.id,
                    form="export",
                    to_whom=to_whom.strip() or _("Table without names"),
                    mode=mode,
                    consent=min((each.holds for each in consented), default=NOTHING),
                    text_version=self._text_version(one),
                    verification=_weakest(verified),
                    parts=parts_of(mode),
                )
            )
        return self._casework.save_many([replace(one, home="") for one in told], by_step=True)

    def given_out(self, kind: str, id: str) -> list[Disclosure]:
        """What left the clinic about a record, newest first: of a case also what left about its incidents, of an
        incident also what left about its cases.
        """
        found: list[Disclosure] = []
        for of, one in self._about(self._subject(kind, id)):
            ids = self._casework.ids("disclosure", where={"parent_type": of, "parent_id": one}, archived=None)
            found += [each for each in self._casework.load_many("disclosure", ids) if isinstance(each, Disclosure)]
        return sorted((one for one in found if not one.erased), key=lambda one: (str(one.at), one.id), reverse=True)

    def withdraw(self, kind: str, id: str, on: date | None = None) -> tuple[Changes, list[Disclosure]]:
        """Take back the consent to publication from a day on; what had left by then is the list to go through.

        It stands beside nothing: whatever laptops said about the consent before, nothing may leave from now on.
        Raises NotOurs, NoSuchRecord.
        """
        subject = self._subject(kind, id)
        me = self._desk.identity
        if subject.home not in ("", me.office_id) and not me.coordinator:
            raise NotOurs(home=subject.home)
        day = on or date.today()
        spec = subject.type.by_name["consents"]
        given = consent_to(getattr(subject, "consents")) or Consent(kind="publication")  # noqa: B009 - every type has it
        bodies = spec.kind.elements((replace(given, withdrawn_on=day),))  # type: ignore[attr-defined]  # in elements
        told: dict[str, Any] = {f"consents/{element}": body for element, body in bodies.items()}
        if "publication_consent" in subject.type.by_name:
            told["publication_consent"] = NOTHING
        with self._vault.changing():
            changes = self._casework.write_registers(subject, told)
            if kind == "journalist_case":
                event = self._casework.blank("case_event", case_id=id, kind="consent_change", on=day.isoformat())
                changes = changes | self._casework.save(replace(event, home="")).changes
        return changes, self.given_out(kind, id)

    def recall(self, disclosure_id: str, at: datetime | None = None, note: str = "") -> Changes:
        """Note that something given out was taken back: a post deleted, a list returned. NoSuchRecord, NotOurs."""
        told = self._casework.load("disclosure", disclosure_id)
        assert isinstance(told, Disclosure)
        moment = at or datetime.now().replace(second=0, microsecond=0)
        return self._casework.save(replace(told, recalled_at=moment, note=note or told.note)).changes

    # --- inside -----------------------------------------------------------------------------------------------------

    def _subject(self, kind: str, id: str) -> Record:
        if kind not in PUBLISHED:
            raise UnknownRecordType(type=kind)
        return self._casework.load(kind, id)

    def _why_not(self, subject: Record, mode: str, form: str, parts: frozenset[str], judged: Verdict) -> Sequence[Why]:
        if form == COURT:
            return too_much(mode, parts)
        if form == REFERRAL:
            agreed = consent_to(getattr(subject, "consents", ()), "referral")
            refused = [] if agreed and agreed.stands else [Why(Reason.NO_REFERRAL, self._number(subject))]
            return [*refused, *too_much(mode, parts)]
        return [*judged.why, *too_much(mode, parts)]

    def _involved(self, subject: Record) -> tuple[list[Verified] | None, list[Consented]]:
        """The incidents that would be told of, and the consents of everybody whom they concern."""
        if subject.type.name == "consultation":
            return None, [self._consented(subject)]
        incidents: list[Any] = (
            [subject] if subject.type.name == "incident" else list(self._incidents.incidents_of(subject.id))
        )
        verified = [
            Verified(self._number(one), one.verification or "", "verification" not in one.conflicts)
            for one in incidents
        ]
        wanted = sorted(
            {case for one in incidents for case in one.case_ids} | {subject.id} - {one.id for one in incidents}
        )
        cases = {one.id: one for one in self._whole.load_many("journalist_case", wanted)}
        consented = [self._consented(one) for one in incidents]
        consented += [
            self._consented(cases[id]) if id in cases else Consented("", shut=Reason.NOT_HERE) for id in wanted
        ]
        return verified, consented

    def _consented(self, record: Record) -> Consented:
        me = self._desk.identity
        consent = consent_to(getattr(record, "consents", ()))
        if "publication_consent" in record.type.by_name:
            level = str(getattr(record, "publication_consent") or NOTHING)  # noqa: B009 - the types that have it
        else:
            level = "C2" if consent and consent.stands else NOTHING
        shut = None
        if record.erased:
            shut = Reason.ERASED
        elif record.home not in ("", me.office_id) and not me.coordinator:
            shut = Reason.NOT_OURS  # a copy for reading: what was withdrawn since at its office never comes here
        elif _CONSENT_REGISTERS & record.conflicts:
            shut = Reason.UNSETTLED
        return Consented(self._number(record), level, consent, shut)

    def _number(self, record: Record) -> str:
        shown = self._casework.shows(record.type.name, [record.id])
        return str(getattr(record, "record_no", "")) if shown else _("(not open to you)")

    def _text_version(self, subject: Record) -> str:
        consent = consent_to(getattr(subject, "consents", ()))
        return consent.text_version if consent else ""

    def _about(self, subject: Record) -> list[tuple[str, str]]:
        found = [(subject.type.name, subject.id)]
        if subject.type.name == "incident":
            found += [("journalist_case", one) for one in sorted(getattr(subject, "case_ids", ()))]
        if subject.type.name == "journalist_case":
            found += [("incident", one.id) for one in self._incidents.incidents_of(subject.id)]
        return found


def _weakest(verified: Sequence[Verified] | None) -> str | None:
    """The verification at that time: of several incidents the least verified."""
    order = ("claim", "not_confirmed", "one_source", "two_sources", "document", "confirmed", "may_be_published")
    levels = [one.level for one in verified or () if one.level in order]
    return min(levels, key=order.index, default=None)
