"""The app comes into a conversation and says what it is for, or is taken out of one: both are written down, so that nothing is sent into the void."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import wording
from bot.channels.prompts import PROMPTS
from bot.channels.teams.addresses import tried_anew
from bot.channels.teams.conversations import DELETED, REMOVED
from bot.channels.teams.line import line_of
from bot.channels.teams.ports import RESTORED, Scope
from bot.channels.teams.who import caller_of
from bot.reply import Action, Button, Reply
from intents.understanding import Outcome

if TYPE_CHECKING:
    from bot.channels.teams.line import Line
    from bot.channels.teams.office import Office
    from bot.channels.teams.ports import Arrival

_TAKEN_OUT = "the app was taken out"
_WHY = {
    "channelDeleted": "the channel was deleted",
    "teamDeleted": "the team was deleted",
    "teamHardDeleted": "the team was deleted",
}
_OF_A_CHANNEL = frozenset({"channelDeleted", "channelRestored"})
"""What concerns one channel; all else that comes from a team concerns the whole of it."""


async def installed(office: Office, arrival: Arrival) -> None:
    """Note the conversation, and say once what the bot is for. Teams tells of an installation more than once.

    Where the app comes into a team or group chat, people there can be reached with whom no chat could be opened; where it comes back, its channels are there again.
    """
    reference = arrival.reference
    news = await office.conversations.note(reference, arrival.who.user, arrival.who.account, arrival.at)
    if reference.scope is Scope.CHANNEL and reference.team and arrival.verb not in _OF_A_CHANNEL:
        await office.conversations.back_in_team(reference.tenant, reference.team)
    caller = await caller_of(office.desk, office.council, arrival)
    if news and reference.scope is not Scope.PERSONAL:
        await tried_anew(office.desk, office.council, reference.tenant)
    if news and arrival.verb not in RESTORED:
        await office.talk.send_here(line_of(arrival, caller), welcome(office, line_of(arrival, caller)))


async def removed(office: Office, arrival: Arrival) -> None:
    """Note that nothing can be said there any more; what waits for somebody is offered elsewhere or kept."""
    reference = arrival.reference
    if reference.scope is Scope.CHANNEL and reference.team and arrival.verb not in _OF_A_CHANNEL:
        await office.conversations.mark_team(reference.tenant, reference.team, _TAKEN_OUT, arrival.at)
    why = _WHY.get(arrival.verb, _TAKEN_OUT)
    await office.conversations.mark(reference, DELETED if arrival.verb in _OF_A_CHANNEL else REMOVED, why, arrival.at)


async def joined(office: Office, arrival: Arrival) -> None:
    """Take note of people who came into a team or group chat that has the app: a chat with them can be opened now."""
    await office.conversations.note(arrival.reference, at=arrival.at)
    ids = {one for who in arrival.others for one in (who.user, who.account) if one}
    await tried_anew(office.desk, office.council, arrival.reference.tenant, ids)


def welcome(office: Office, line: Line) -> Reply:
    """Say what the bot is for; where others read along, how to be spoken to and what stays between it and the one who asks."""
    council = office.desk.library.council(line.caller.council)
    if line.direct:
        known = line.caller.person is not None
        points = (
            "Ask me in your own words. Every answer comes with the clause that it rests on.",
            "“help” shows what else I do: enquiries and their dates, the way for a complaint, elections, reminders."
            if known
            else f"I know you as a guest: I answer questions on the protocol. To log enquiries, ask the {council.monitoring_officer} or Democratic Services to link your account.",
        )
    else:
        points = (
            "Mention me and ask in your own words; what the protocol says to everybody I answer here.",
            "What is about people, complaints or personal data I answer in our personal chat, to the one who asked.",
        )
    buttons = tuple(Button(its, its) for its in PROMPTS[line.caller.reader]) if line.direct else ()
    return Reply(Outcome.ACTION, "help", wording.can_do(council), points=points, buttons=buttons, action=Action("help", {}))
