"""The app comes into a conversation and says what it is for, or is taken out of one: both are written down, so that nothing is sent into the void."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import wording
from bot.channels.prompts import PROMPTS
from bot.channels.teams.conversations import REMOVED
from bot.channels.teams.line import line_of
from bot.channels.teams.ports import Scope
from bot.channels.teams.who import caller_of
from bot.reply import Action, Button, Reply
from intents.understanding import Outcome

if TYPE_CHECKING:
    from bot.channels.teams.line import Line
    from bot.channels.teams.office import Office
    from bot.channels.teams.ports import Arrival

_TAKEN_OUT = "the app was taken out"


async def installed(office: Office, arrival: Arrival) -> None:
    """Note the conversation, and say once what the bot is for. Teams tells of an installation more than once."""
    news = await office.conversations.note(arrival.reference, arrival.who.user or arrival.who.account)
    caller = await caller_of(office.desk, office.council, arrival)
    if news:
        await office.talk.send_here(line_of(arrival, caller), welcome(office, line_of(arrival, caller)))


async def removed(office: Office, arrival: Arrival) -> None:
    """Note that nothing can be said there any more; what waits for somebody is offered elsewhere or kept."""
    reference = arrival.reference
    if reference.scope is Scope.CHANNEL and reference.team:
        await office.conversations.mark_team(reference.tenant, reference.team, _TAKEN_OUT)
    await office.conversations.mark(reference, REMOVED, _TAKEN_OUT)


def welcome(office: Office, line: Line) -> Reply:
    """Say what the bot is for; where others read along, how to be spoken to and what stays between it and the one who asks."""
    council = office.desk.library.council(line.caller.council)
    if line.direct:
        known = line.caller.person is not None
        points = (
            "Ask me in your own words. Every answer comes with the clause that it rests on.",
            "“help” shows what else I do: enquiries and their dates, the way for a complaint, elections, reminders."
            if known
            else f"I know you as a guest: I answer questions on the protocol. To log enquiries, ask {council.monitoring_officer} or Democratic Services to link your account.",
        )
    else:
        points = (
            "Mention me and ask in your own words; what the protocol says to everybody I answer here.",
            "What is about people, complaints or personal data I answer in our personal chat, to the one who asked.",
        )
    buttons = tuple(Button(its, its) for its in PROMPTS[line.caller.reader]) if line.direct else ()
    return Reply(Outcome.ACTION, "help", wording.can_do(council), points=points, buttons=buttons, action=Action("help", {}))
