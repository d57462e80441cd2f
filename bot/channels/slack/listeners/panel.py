"""Slack's assistant panel: what can be asked is offered when it is opened. What is said in it comes as a direct message in a thread."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from bot.channels.prompts import PROMPTS
from bot.channels.slack.web import Trouble, code, trouble

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from bot.channels.slack.call import Call
    from bot.channels.slack.office import Office

log = logging.getLogger(__name__)
EVENTS = ("assistant_thread_started", "assistant_thread_context_changed")
_TITLE = "What you can ask"
_LONGEST_TITLE = 70


def register(app: AsyncApp, office: Office) -> None:
    """Listen for the panel being opened, or moved to another channel."""
    app.event(EVENTS[0])(office.listener(partial(_started, office)))
    app.event(EVENTS[1])(office.listener(_moved))


async def _started(office: Office, call: Call) -> None:
    caller = await office.who(call)
    thread = call.event.get("assistant_thread") or {}
    if caller is None or not thread:
        return
    prompts = [{"title": text[:_LONGEST_TITLE], "message": text} for text in PROMPTS[caller.reader]]
    try:
        await call.client.assistant_threads_setSuggestedPrompts(
            channel_id=str(thread["channel_id"]), thread_ts=str(thread["thread_ts"]), title=_TITLE, prompts=prompts
        )
    except SlackApiError as error:
        if trouble(error) in {
            Trouble.REVOKED,
            Trouble.BUSY,
        }:  # of the token somebody has to hear, and what Slack is too busy for is tried again
            raise
        log.warning("the panel shows no prompts: Slack refused them (%s)", code(error))  # they asked nothing: there is nothing to tell them


async def _moved(_call: Call) -> None:
    """Do nothing: an answer does not turn on which channel is open beside the panel."""
