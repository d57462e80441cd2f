"""The last word where something failed: the person hears of it, to their eyes only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.slack.text import whole
from bot.channels.slack.web import trouble
from bot.store.errors import StoreError

if TYPE_CHECKING:
    from bot.channels.slack.call import Call

_SORRY = "I couldn't do that: something went wrong on my side, and I may not have kept it. Try again in a moment; if it goes on, tell whoever runs me."

_BUSY = "Slack is busy, and I couldn't finish what you asked. I try again by myself in about half a minute, a few times; you need not repeat it."


async def sorry(call: Call, error: Exception, *, again: bool = False) -> None:
    """Tell the person that it did not work, where they can be told; never anybody else.

    Args:
        call: what they did.
        error: what went wrong.
        again: whether it is tried again without them.

    """
    if not call.user:
        return
    if again and call.again:
        return  # they were told the first time
    text = whole(str(error) if isinstance(error, StoreError) else _BUSY if again else _SORRY)  # a StoreError is made of plain words
    try:
        if call.direct or call.channel is None:
            await call.client.chat_postMessage(channel=call.channel or call.user, thread_ts=call.event.get("thread_ts"), text=text)
        else:
            await call.client.chat_postEphemeral(channel=call.channel, user=call.user, thread_ts=call.event.get("thread_ts"), text=text)
    except Exception as second:
        if trouble(second) is None:
            raise
