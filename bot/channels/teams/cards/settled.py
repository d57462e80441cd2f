"""A card after something was done about it: what, by whom and when stand where its buttons were. And the card of a nudge in a team's channel."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.channels.teams.cards.message import message
from bot.channels.teams.cards.parts import cut, line, run
from bot.channels.teams.cards.pressed import Do, Pressed, pressed
from intents.dates import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.channels.teams.cards.parts import Element
    from bot.reply import Reply

REFRESHED_FOR = 60
"""So many people Teams asks again for at most, for whom a card looks different."""
_NAME = 150


def settled(reply: Reply, what: str, by: str, at: datetime, metadata: Mapping[str, str] | None = None) -> Element:
    """Make the card that takes the place of one about which something was done.

    Args:
        reply: what is shown from now on: the result to who may see it, the neutral word to a channel.
        what: what was done, in a few words.
        by: the name of who did it.
        at: when, in the council's zone.
        metadata: what the channel wants back with its buttons.

    """
    done = f"✓ {cut(what, _NAME)} by {cut(by, _NAME)}"
    # in bold and not in green: the green of Teams is too pale on white
    closing = line(run(done, weight="Bolder"), run(f", {shown(at.date())} at {at:%H:%M}", isSubtle=True))
    text = f"{done}, {shown(at.date())} at {at:%H:%M}."
    made = message(reply, metadata, closing=[closing])
    return {**made, "fallbackText": f"{text}\n{made['fallbackText']}"}


def for_each(reply: Reply, says: str, users: Sequence[str], metadata: Mapping[str, str]) -> Element:
    """Make the card of a channel that shows each person what they may see: everybody the neutral word, and those named, on asking again, their own.

    Args:
        reply: the neutral word.
        says: what the client asks again with, for each of them; access is decided then.
        users: the accounts for which it is asked; the first sixty.
        metadata: what the channel wants back.

    """
    if not users:
        return message(reply, metadata)
    action = {"type": "Action.Execute", "title": "Show what I may see", "verb": Do.REFRESH.value}
    again = Pressed(Do.REFRESH, says, metadata=metadata)
    refresh = {"action": {**action, "data": pressed(again)}, "userIds": list(users[:REFRESHED_FOR])}
    return message(reply, metadata, more={"refresh": refresh})


def without_buttons(reply: Reply) -> Reply:
    """Give a reply with nothing to press: for somebody who may only read it."""
    return replace(reply, buttons=(), form=None)
