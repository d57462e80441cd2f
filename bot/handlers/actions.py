"""Actions where there is no register behind the conversation (`clerk ask`): each says where it can be done, shows what was understood, and records nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import telling
from bot.citing import cite
from bot.handlers.registry import Context, handles
from bot.reply import Action, Audience, Button, Fact, Reply
from intents.dates import shown
from intents.understanding import Outcome

if TYPE_CHECKING:
    from bot.reply import Citation
    from intents.slot_parts import Slots

_WHAT = {
    "log_enquiry": "an enquiry logged",
    "enquiry_status": "to know how an enquiry stands",
    "my_open_enquiries": "your open enquiries listed",
    "overdue_list": "what is overdue listed",
    "acknowledge_enquiry": "an enquiry marked as acknowledged",
    "extend_enquiry": "a new date for an enquiry",
    "close_enquiry": "an enquiry closed",
    "route_complaint": "to start a complaint",
    "complaint_status": "to know how a complaint stands",
    "election_status": "to know whether an election period is running",
    "next_election": "the date of the next election",
    "set_reminder": "a reminder",
    "snooze": "a nudge put off",
}
_RELATED = {
    "route_complaint": ("complaint_about_officer", "complaint_about_member", "informal_resolution"),
    "election_status": ("election_period",),
    "extend_enquiry": ("enquiry_delay",),
    "log_enquiry": ("contacting_officers", "enquiry_deadline"),
}
"""Topics of the protocol that a person who starts this action will want to read meanwhile."""


@handles("action")
async def nothing_recorded(context: Context) -> Reply:
    """Say where the action can be carried out, what was understood, and which clauses govern it."""
    understood = context.understanding
    name = understood.intent
    facts, question = _facts(understood.slots)
    private = name in {"route_complaint", "complaint_status"}
    return Reply(
        Outcome.ACTION,
        name,
        telling.not_here(_WHAT.get(name, name.replace("_", " "))),
        confidence=understood.confidence,
        points=(question,) if question else (),
        citations=_related(context, name, understood.slots.values.get("about")),
        facts=facts,
        action=Action(name, understood.slots.values),
        buttons=(Button("What can you do?", "help"),),
        audience=Audience.EPHEMERAL if private else Audience.CHANNEL,
        understanding=understood,
    )


def _facts(slots: Slots) -> tuple[tuple[Fact, ...], str | None]:
    """Show what was understood, dates with their weekday; and the question to ask where a date can be read in two ways."""
    facts, question = [], None
    for name, value in slots.values.items():
        reading = slots.dates.get(name)
        if reading is None:
            facts.append(Fact(name.replace("_", " ").capitalize(), value))
        elif reading.ambiguous:
            days = sorted(day for day in (reading.day, *reading.others) if day is not None)
            choices = " or ".join(shown(day) for day in days)
            question = f"Which day do you mean by “{reading.text}”{': ' + choices if choices else ''}?"
        elif reading.day is not None:
            facts.append(Fact(name.replace("_", " ").capitalize(), f"{value} ({shown(reading.day)})"))
    return tuple(facts), question


def _related(context: Context, name: str, about: str | None) -> tuple[Citation, ...]:
    topics = _RELATED.get(name, ())
    if name == "route_complaint" and about == "member":
        topics = ("complaint_about_member", "informal_resolution")
    refs: list[str] = []
    for topic in topics:
        entry = context.pack.topics.get(topic)
        answer = entry.for_reader(context.message.reader) if entry else None
        refs += [ref for ref in (answer.clauses if answer else []) if ref not in refs]
    clauses = [context.pack.clause(ref) for ref in refs[:3]]
    return tuple(cite(context.pack, clause) for clause in clauses if clause is not None)
