"""One enquiry with its row, events, rule and calendar, and writing down what happened to it, with the audit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.casework.access import Concerned
from bot.casework.desk import audit_values
from bot.casework.enquiry_case import Enquiry, How, ref_of
from bot.casework.enquiry_events import events_of
from bot.casework.enquiry_kinds import Event, EventKind, Status
from bot.casework.enquiry_rules import rule_of
from bot.casework.enquiry_state import state_of
from bot.casework.errors import CaseError
from bot.store.cases import EnquiryEventRow, EnquiryRow
from bot.store.nudges import AuditRow
from intents.dates import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bot.calendar.working_days import WorkingCalendar
    from bot.casework.desk import Desk
    from bot.casework.enquiry_kinds import EnquiryState
    from bot.casework.enquiry_rules import Rule
    from bot.casework.person import Person
    from bot.store.database import AsyncSession

_STORED = {Status.ANSWERED: "answered", Status.CLOSED: "closed", Status.COMPLAINT: "complaint"}
"""The row's `state`; whatever else somebody still waits for is `open`."""


class Case:
    """One enquiry, opened by somebody who may."""

    def __init__(self, desk: Desk, session: AsyncSession, actor: Person | None, row: EnquiryRow, officer: Person | None) -> None:
        """Wrap a row; `enquiry_opening` does it."""
        self.desk, self.session, self.actor, self.row, self.officer = desk, session, actor, row, officer
        self.today = desk.today(row.council)
        self.rule = council_rule(desk, row.council)
        self.calendar: WorkingCalendar
        self.events: list[Event] = []
        self.origin: str | None = None
        """The platform's id of the message that asks for what is done now."""
        self.was_told = False
        """The same message asked before, and what it asked for is done: nothing is to be written."""

    async def load(self) -> None:
        """Read what has happened so far."""
        self.calendar = await self.desk.calendar(self.session, self.row.council)
        self.events = (await events_of(self.session, [self.row.id], self.desk.zone(self.row.council))).get(self.row.id, [])

    @property
    def ref(self) -> str:
        """Give the number as people write it."""
        return ref_of(self.row.id)

    @property
    def concerned(self) -> Concerned:
        """Tell whom it concerns today, for the decision who may do what."""
        return concerned(self.row, self.officer, self.today)

    @property
    def state(self) -> EnquiryState:
        """Work out how it stands."""
        return state_of(self.row.received, self.events, self.rule, self.calendar, self.today)

    def must_wait_for_answer(self) -> None:
        """Refuse where the case is at its end; the message says how to open it again."""
        state = self.state
        if state.status is Status.ANSWERED:
            raise CaseError(f"{self.ref} was answered on {shown(state.changed_on)}. Reopen it first, with a reason; nothing was changed.")
        if state.status is Status.CLOSED:
            raise CaseError(f"{self.ref} was closed on {shown(state.changed_on)}. Reopen it first, with a reason; nothing was changed.")
        if state.status is Status.COMPLAINT:
            raise CaseError(
                f"{self.ref} is dealt with under the complaints procedure since {shown(state.changed_on)}. If that was a mistake, reopen it with a reason; nothing was changed."
            )

    def record(
        self,
        kind: EventKind,
        reason: str | None = None,
        *,
        due: date | None = None,
        received: date | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> None:
        """Write down that something happened, now, by this actor.

        Args:
            kind: what happened.
            reason: why, in the person's words.
            due: the due date that it set or told.
            received: the day of receipt, where it is given or corrected.
            fields: what else was given.

        """
        event, audited = self.noted(kind, reason, due=due, received=received, fields=fields)
        self.session.add(EnquiryEventRow(**event))
        self.session.add(AuditRow(**audited))

    def noted(
        self,
        kind: EventKind,
        reason: str | None = None,
        *,
        due: date | None = None,
        received: date | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Take an event into account, and give its row and the audit's to whoever writes many at once; arguments as of `record`."""
        actor_id = self.actor.id if self.actor else None
        self.events.append(Event(kind, self.today, actor_id, reason, due, received, fields or {}, self.origin))
        details: dict[str, Any] = {"fields": dict(fields)} if fields else {}
        days = {name: day.isoformat() for name, day in (("due", due), ("received", received)) if day is not None}
        event = {
            "enquiry_id": self.row.id,
            "kind": kind.value,
            "at": self.desk.now(),
            "actor_id": actor_id,
            "reason": reason,
            "details": details | days,
            "origin": self.origin,
        }
        # The audit has dates and the names of what was given: never what was written.
        its = (self.row.council, "enquiry", self.row.id)
        return event, audit_values(self.desk, self.actor, kind.value, its, given=sorted(fields or ()), **days)

    def counted_due(self, received: date) -> date | None:
        """Count the target's due date from a day of receipt; nothing where there is no target."""
        return self.calendar.due(received, self.rule.target) if self.rule.target else None

    def settle(self) -> Enquiry:
        """Bring the row's columns in line with the events, and give the case as it now stands."""
        self.keep(self.state)
        return self.seen()

    def keep(self, state: EnquiryState) -> None:
        """Bring the row's columns in line with how the case stands."""
        self.row.state, self.row.received = _STORED.get(state.status, "open"), state.received
        self.row.due, self.row.due_from = state.due, state.due_from.value if state.due_from else None
        self.row.next_look = self.today  # the next sweep looks at a changed case, and works out the day after

    def seen(self) -> Enquiry:
        """Give the case as it stands."""
        return replace(enquiry_of(self.row, self.officer, self.state, self.rule), was_there=self.was_told)


def enquiry_of(row: EnquiryRow, officer: Person | None, state: EnquiryState, rule: Rule) -> Enquiry:
    """Make the plain value of a row."""
    return Enquiry(
        row.id,
        row.council,
        row.subject,
        row.asked_by,
        row.asked_by_id,
        row.ward,
        row.service,
        officer,
        officer.name if officer else row.officer_name,
        How(row.how),
        row.significant,
        state,
        rule,
        row.logged_at,
        row.logged_by_id,
    )


async def cases_of(
    desk: Desk, session: AsyncSession, actor: Person | None, rows: Sequence[EnquiryRow], officer: Person | None
) -> list[Case]:
    """Open many cases of one council in a unit of work, all with the officer who handles them; their events are read in one query, the calendar once."""
    if not rows:
        return []
    council = rows[0].council
    calendar, events = await desk.calendar(session, council), await events_of(session, [row.id for row in rows], desk.zone(council))
    cases = [Case(desk, session, actor, row, officer) for row in rows]
    for case in cases:
        case.calendar, case.events = calendar, events.get(case.row.id, [])
    return cases


def council_rule(desk: Desk, council: str) -> Rule:
    """Give a council's rule, with the deployment's local target where the protocol sets none."""
    return rule_of(desk.library.pack(council), desk.local_target)


def concerned(row: EnquiryRow, officer: Person | None, today: date) -> Concerned:
    """Tell whom a case concerns on a day."""
    return Concerned(row.council, row.asked_by_id, row.logged_by_id, officer, today=today)
