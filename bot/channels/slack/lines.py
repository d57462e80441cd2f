"""A line to one place in Slack, and the two ways of saying something there: to everybody, or to one person's eyes only."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.channels.slack.web import QUIET, Trouble, code, trouble

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_sdk.web.async_client import AsyncWebClient
    from slack_sdk.web.async_slack_response import AsyncSlackResponse

    from bot.channels.slack.places import Place
    from bot.channels.slack.who import Caller

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """A line to one place: who speaks, where, and the client that answers."""

    client: AsyncWebClient
    caller: Caller
    place: Place


async def whisper(line: Line, made: dict[str, Any]) -> None:
    """Show something to one person in a channel; only they see it, and it is gone when they reload."""
    place = line.place
    if place.response_url is not None and await respond(place.response_url, made):
        return
    await plainly(partial(line.client.chat_postEphemeral, channel=place.channel, user=place.user, thread_ts=place.thread), made)


async def respond(url: str, made: dict[str, Any]) -> bool:
    """Answer at a response address; false where it takes no more answers: five, within half an hour."""
    webhook = AsyncWebhookClient(url, logger=QUIET)
    answer = await webhook.send(response_type="ephemeral", replace_original=False, **made)
    return answer.status_code == HTTPStatus.OK


async def post(line: Line, made: dict[str, Any]) -> str:
    """Say something to everybody in a channel; give the time of the message, by which it is found."""
    sends = partial(line.client.chat_postMessage, channel=line.place.channel, thread_ts=line.place.thread, unfurl_links=False)
    return str((await plainly(sends, made)).get("ts", ""))


async def plainly(send: Callable[..., Awaitable[AsyncSlackResponse]], made: dict[str, Any]) -> AsyncSlackResponse:
    """Send a message; as text alone where Slack takes exception to it, for the text says the same as the blocks.

    Raises:
        SlackApiError: Slack does not take that either.

    """
    try:
        return await send(**made)
    except SlackApiError as error:
        if trouble(error) is not Trouble.REFUSED:
            raise
        log.error("Slack refused a message (%s): it goes as text", code(error))  # noqa: TRY400 - a trace tells no more
    return await send(text=made["text"], blocks=[])
