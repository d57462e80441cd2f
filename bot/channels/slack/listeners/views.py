"""Modals that are sent in: checked and carried out before Slack is answered, as the answer is what becomes of the modal; what takes longer follows."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.channels.slack import asking, forms
from bot.channels.slack.call import Call
from bot.channels.slack.modal import CALLBACK
from bot.channels.slack.office import AGAIN, BUDGET, CLAIM, STARTED
from bot.channels.slack.submitting import Submission, after, take

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.async_app import AsyncApp
    from slack_bolt.context.ack.async_ack import AsyncAck
    from slack_bolt.context.async_context import AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.channels.slack.office import Office

SECONDS = 1.5
"""So long at most the person waits for the modal to change, and no longer than what is left for the acknowledgement. What takes longer is shown in it when it is there."""


def register(app: AsyncApp, office: Office) -> None:
    """Listen to the modals that are made here."""
    for callback in (CALLBACK, asking.ASKING):
        app.view(callback)(_listener(office, partial(take, office)))


def _listener(office: Office, work: Callable[[Call], Awaitable[Submission]]) -> Callable[..., Awaitable[None]]:
    async def listen(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext) -> None:
        call = Call(body, client, context.get(CLAIM), bool(context.get(AGAIN)), context.get(BUDGET))
        context[STARTED] = True
        taken = asyncio.ensure_future(work(call))
        await asyncio.wait({taken}, timeout=min(SECONDS, call.budget.left) if call.budget else SECONDS)
        in_time = taken.done()
        if in_time and taken.exception() is None:
            await ack(**taken.result().response)
        else:
            await ack(
                response_action="update",
                view=forms.waiting(str(body["view"].get("private_metadata", "")), str(body["view"].get("title", {}).get("text", ""))),
            )
        office.works.start(call.event_id, call.lane, partial(after, office, call, taken, late=not in_time), begun=True)

    return listen
