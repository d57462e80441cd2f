"""What each person sees of a card that was posted to a team's channel: their client asks again, and access is decided then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.casework.identities import Channel
from bot.channels.buttons import CASE
from bot.channels.teams import answers
from bot.channels.teams.cards.settled import for_each
from bot.channels.teams.conversations import threadless
from bot.reminders.courier import Copy
from bot.reminders.revised import DONE, revised
from bot.reminders.revising import rows_of
from bot.reply import Reply
from intents.understanding import Outcome

if TYPE_CHECKING:
    from bot.channels.teams.cards.pressed import Pressed
    from bot.channels.teams.line import Line
    from bot.channels.teams.office import Office
    from bot.channels.teams.ports import Answer, Arrival

_CASES = 10
"""So many cases are looked at for one person: Teams waits for the card."""
_HIDDEN = "What it is about is shown to those who may see it."


async def refreshed(office: Office, arrival: Arrival, line: Line, pressed: Pressed) -> Answer:
    """Show a card as one person may see it, with what was done about its cases. Who may see none of them is shown what everybody is.

    Args:
        office: what an entrance works with.
        arrival: what the client asks.
        line: who it is, and where.
        pressed: which cases the card is about.

    """
    refs = list(dict.fromkeys(CASE.findall(pressed.says)))[:_CASES]
    stands = await _as_it_stands(office, line, arrival.reply_to) or _neutral(refs)
    done = tuple(point for point in stands.points if point.startswith(DONE))
    seen = [shown for shown in [await _seen(office, arrival, line, ref) for ref in refs] if shown is not None]
    its = stands
    if seen and len(refs) == 1:
        its = replace(seen[0], points=(*seen[0].points, *done))
    elif seen:
        its = replace(stands, facts=(*(one.facts[0] for one in seen), *stands.facts))  # which case it is; the points tell the dates
    again = [arrival.who.account] if arrival.automatic or seen else []
    return answers.shown(for_each(its, pressed.says, again, {}))


async def _seen(office: Office, arrival: Arrival, line: Line, ref: str) -> Reply | None:
    reply = await office.talk.hearing.press(line.caller, f"show {ref}", f"{line.name}!{arrival.id}!{ref}")
    return reply if reply.outcome is Outcome.ACTION and reply.facts else None


async def _as_it_stands(office: Office, line: Line, message_id: str) -> Reply | None:
    """Give what the message shows to everybody by now; nothing where it is not known as one of a team's channel."""
    here = threadless(line.reference)
    copy = Copy(Channel.TEAMS.value, here.tenant, here.conversation, message_id)
    async with office.desk.store.read() as session:
        rows = [row for row in await rows_of(session, copy) if row.shared]
        return await revised(office.desk, session, rows) if rows else None


def _neutral(refs: list[str]) -> Reply:
    named = ", ".join(refs) or "a case"
    return Reply(Outcome.ANSWER, "reminder", f"There is a reminder about {named}.", points=(_HIDDEN,))
