"""A line to one place in Slack, and the two ways of saying something there: to everybody, or to one person's eyes only."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.channels.slack.web import QUIET

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.channels.slack.places import Place
    from bot.channels.slack.who import Caller


@dataclass(frozen=True, slots=True)
class Line:
    """A line to one place: who speaks, where, and the client that answers."""

    client: AsyncWebClient
    caller: Caller
    place: Place


async def whisper(line: Line, made: dict[str, Any]) -> None:
    """Show something to one person in a channel; only they see it, and it is gone when they reload."""
    place = line.place
    if place.response_url is not None and await _respond(place.response_url, made):
        return
    await line.client.chat_postEphemeral(channel=place.channel, user=place.user, thread_ts=place.thread, **made)


async def _respond(url: str, made: dict[str, Any]) -> bool:
    """Answer at a response address; false where it takes no more answers: five, within half an hour."""
    webhook = AsyncWebhookClient(url, logger=QUIET)
    answer = await webhook.send(response_type="ephemeral", replace_original=False, **made)
    return answer.status_code == HTTPStatus.OK


async def post(line: Line, made: dict[str, Any]) -> None:
    """Say something to everybody in a channel."""
    await line.client.chat_postMessage(channel=line.place.channel, thread_ts=line.place.thread, unfurl_links=False, **made)
