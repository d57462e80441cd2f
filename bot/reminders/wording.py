"""What a nudge says: one about a single case, or a digest of several. The only place for these sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.citing import cite
from bot.reminders import election_wording, refs
from bot.reminders.election_policy import ElectionFacts
from bot.reminders.enquiry_policy import EnquiryFacts
from bot.reminders.enquiry_wording import enquiry_says
from bot.reminders.nudge import URGENCY, CaseKind, Kind, Nudge
from bot.reminders.policy import Case, ComplaintFacts, PersonalFacts, ReportFacts, case_kind
from bot.reminders.said import Said
from bot.reply import Audience, Button, Fact, Reply
from intents.dates import shown
from intents.understanding import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from bot.casework.person import Person
    from bot.reply import Citation
    from protocol_data.pack import Pack

INTENT = "reminder"
_MOST_DEEDS = 16
"""A message about several cases has so many buttons, those of the most urgent first: a channel shows no more than some twenty."""
_APART = {Kind.ENTER_NOTICE, Kind.MOVED}
"""What is said beside whatever else there is to say of the case."""


@dataclass(frozen=True, slots=True)
class Item:
    """A nudge with the case that it is about."""

    nudge: Nudge
    case: Case


def ref_of(case: Case) -> str:
    """Give a case's number as people see it: ENQ-12."""
    return refs.ref_of(case_kind(case), case.id)


def compose(pack: Pack, today: date, recipient: Person, items: Sequence[Item], people: Mapping[int, Person]) -> Reply:
    """Write the message for one person.

    Args:
        pack: the council's pack.
        today: the day on which it is read.
        recipient: who reads it.
        items: what is to be said, at least one; of several nudges about one case the most urgent is said.
        people: those whom the cases name.

    Returns:
        A reply to that person alone: one case in full with what can be done about it, several as a digest.

    """
    urgent = most_urgent(items)
    said = [_say(item, pack, recipient, people, today) for item in urgent]
    if len(said) == 1:
        one = said[0]
        return _reply(one.headline, one.points, one.citations, one.facts, one.buttons)
    points = [point for one in said for point in (one.headline, *one.in_digest)]
    citations = dict.fromkeys(citation for one in said for citation in one.citations)
    ours = [  # a notification may show what stands on a button: no confidential record's number
        of_case(ref_of(item.case), one.buttons) for item, one in zip(urgent, said, strict=True) if not isinstance(item.case, ComplaintFacts)
    ]
    deeds = dict.fromkeys(its for one in ours for its in one)
    buttons = (*list(deeds)[:_MOST_DEEDS], Button("My open enquiries", "my open enquiries"))
    return _reply(f"You have {len(said)} reminders.", points, citations, (), buttons)


def of_case(ref: str, buttons: Iterable[Button]) -> tuple[Button, ...]:
    """Say on each button whose it is: in a message about several cases they stand side by side."""
    return tuple(Button(its.label if ref in its.label else f"{its.label} ({ref})", its.says) for its in buttons)


def most_urgent(items: Iterable[Item]) -> list[Item]:
    """Keep the most urgent item of each case, and what no other one says; the most urgent first."""
    ranked = sorted(items, key=lambda item: (URGENCY.index(item.nudge.kind), item.nudge.about, item.nudge.case_id, -item.nudge.occurrence))
    kept: dict[tuple[CaseKind, int, Kind | None], Item] = {}
    for item in ranked:
        apart = item.nudge.kind if item.nudge.kind in _APART else None
        kept.setdefault((item.nudge.case_kind, item.nudge.case_id, apart), item)
    return list(kept.values())


def _reply(
    headline: str, points: Iterable[str], citations: Iterable[Citation], facts: Iterable[tuple[str, str]], buttons: Iterable[Button]
) -> Reply:
    return Reply(
        Outcome.ANSWER,
        INTENT,
        headline,
        points=tuple(points),
        citations=tuple(citations),
        facts=tuple(Fact(*fact) for fact in facts),
        buttons=tuple(buttons),
        audience=Audience.DIRECT,
    )


def _say(item: Item, pack: Pack, recipient: Person, people: Mapping[int, Person], today: date) -> Said:
    nudge, case = item.nudge, item.case
    match case:
        case EnquiryFacts():
            return enquiry_says(nudge, case, (pack, today), recipient, people)
        case ElectionFacts():
            return election_wording.election_says(nudge, case, pack, recipient, today)
        case ReportFacts():
            return _report(case, pack, today)
        case ComplaintFacts():
            whose = "which you handle" if recipient.id == case.handler_id else "which nobody in the directory handles"
            return Said(
                f"{ref_of(case)}, {whose}, is to be looked at again.",
                points=("It is confidential: nothing of it is said here.",),
                buttons=(Button("Show it", f"show {ref_of(case)}"), *_snooze(case)),
            )
        case PersonalFacts():
            return Said(f"You asked to be reminded: {case.text}", buttons=(Button("Done", f"done {ref_of(case)}"), *_snooze(case)))


def _report(case: ReportFacts, pack: Pack, today: date) -> Said:
    clause = pack.clause(case.clause)
    late = " That day has passed." if today > case.due else ""
    return Said(
        f"The draft of “{case.title}” ({ref_of(case)}) has to be discussed by {shown(case.due)}.{late}",
        points=(f"The meeting is on {shown(case.meeting)}.",),
        citations=(cite(pack, clause),) if clause else (),
        facts=(("Discuss by", shown(case.due)), ("Meeting", shown(case.meeting))),
        buttons=(Button("Done", f"done {ref_of(case)}"), *_snooze(case)),
    )


def _snooze(case: Case) -> tuple[Button, ...]:
    return (Button("Snooze 1 day", f"snooze {ref_of(case)} until tomorrow"),)
