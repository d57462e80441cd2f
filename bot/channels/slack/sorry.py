"""The last word where something failed: the person hears of it, to their eyes only."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.channels.slack.lines import respond
from bot.channels.slack.text import whole
from bot.channels.slack.web import asked_for, trouble
from bot.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

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
    for way in _ways(call, text, limited=asked_for(error) is not None):
        try:
            if await way():
                return
        except Exception as second:
            if trouble(second) is None:
                raise


def _ways(call: Call, text: str, *, limited: bool) -> Iterator[Callable[[], Awaitable[object]]]:
    """Give the ways to tell them, the surest first: the address for answers takes them even where the bot may not speak, and is under no limit of the methods'."""
    if call.response_url is not None:
        yield partial(respond, call.response_url, {"text": text})
    if limited:  # Slack asked to be left alone: what was asked is answered when that is over
        return
    thread = call.event.get("thread_ts")
    if call.channel is not None and not call.direct:
        yield partial(call.client.chat_postEphemeral, channel=call.channel, user=str(call.user), thread_ts=thread, text=text)
        thread = None
    yield partial(
        call.client.chat_postMessage, channel=call.channel if call.direct and call.channel else str(call.user), thread_ts=thread, text=text
    )
