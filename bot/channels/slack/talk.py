"""Talk in Slack: one way in for whatever is said, typed or pressed, and one way out, which sees to who may read it."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from bot.channels import discretion
from bot.channels.hearing import Hearing
from bot.channels.remembered import Remembered
from bot.channels.said_openly import SaidOpenly
from bot.channels.slack.blocks import message as rendered
from bot.channels.slack.lines import Line, plainly, post, whisper
from bot.channels.slack.parts import section
from bot.channels.slack.text import escape
from bot.channels.slack.web import Trouble, trouble, without_patience
from bot.reply import Audience, Reply

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.assistant import Assistant
    from bot.casework.desk import Desk
    from bot.channels.slack.places import Place

log = logging.getLogger(__name__)
WENT_DIRECT = "I answered you in a direct message."
CONFIDENTIAL = "There is an answer for you alone. Open this conversation to read it."
"""All that a notification shows of what is nobody else's business."""
_NOT_THERE = {Trouble.CLOSED, Trouble.GONE}
_DATED = re.compile(r"day \d{1,2} [A-Z][a-z]+ \d{4}\b")


class Talk:
    """Takes what people say to the assistant and shows its replies."""

    def __init__(self, assistant: Assistant, desk: Desk) -> None:
        """Talk for an assistant, over a register."""
        self._desk = desk
        self.hearing = Hearing(assistant, desk)
        self._direct_with, self._zones = Remembered(), Remembered()
        self._said_openly = SaidOpenly()
        self._unsent = Remembered()
        """Replies that Slack did not take, by what they answer: where that is tried again, it must not be taken as the answer to the next question."""
        self.messages = Remembered()
        """Messages whose button opened a form, by channel and time: Slack does not hand them back with the form."""

    async def say(self, line: Line, text: str, origin: str | None = None, answers: str | None = None) -> Reply:
        """Take what somebody said, and answer where they are.

        Args:
            line: who, where, and the client that answers.
            text: what was said, as plain text.
            origin: the platform's own id of it; what is recorded for one is recorded once.
            answers: the question that it answers, as `Message.answers` has it.

        Returns:
            The reply that was sent.

        Raises:
            SlackApiError: Slack takes the answer nowhere.

        """
        said = self.hearing.message(line.caller, text, line.place.conversation, origin, answers)
        reply = self._unsent.pop(origin or "", None) or self._why(line.place, text) or await self.hearing.answer(line.caller, said)
        try:
            await self.send(line, reply)
        except Exception:
            if origin is not None:
                self._unsent[origin] = reply
            raise
        return reply

    def _why(self, place: Place, text: str) -> Reply | None:
        """Explain what everybody here can read to somebody who had not asked it themselves; nothing where there is no such thing."""
        if place.direct or place.alone:
            return None
        return self._said_openly.why(text, place.user, self._desk.library, place.at(place.message), place.at(place.thread))

    async def look_up(self, line: Line, text: str) -> None:
        """Answer what somebody else wrote, for the one who asks what the protocol says of it.

        Raises:
            SlackApiError: Slack takes the answer nowhere.

        """
        reply = await self.hearing.look_up(line.caller, text, f"{line.place.conversation}!look-up")
        await self.send(line, replace(reply, audience=Audience.EPHEMERAL), went=False)

    async def send(self, line: Line, reply: Reply, *, went: bool = True) -> None:
        """Show a reply to those who may see it, where its reader is.

        Args:
            line: whose reply it is, where, and the client.
            reply: the reply.
            went: whether the conversation goes along where the reply goes into a direct message.

        Raises:
            SlackApiError: Slack takes it nowhere.

        """
        place = line.place
        if place.direct:
            await self._here(line, reply)
            return
        audience = discretion.audience(reply, self._desk.library)
        if audience is Audience.CHANNEL and not place.alone:
            made = await self._made(line, reply)
            await self._or_direct(line, reply, partial(self._before_all, line, reply, made))
        elif audience is Audience.DIRECT or discretion.of_complaint(reply):
            if went:
                await self.hearing.goes_on_in(line.caller, line.place.conversation, line.place.in_private)
            await self._direct(line, reply, "", None)
            await self._notice(line)
        else:
            made = await self._made(line, reply)
            await self._or_direct(line, reply, lambda: whisper(line, made))

    async def _before_all(self, line: Line, reply: Reply, made: dict[str, Any]) -> None:
        place = line.place
        ts = await post(line, made)
        self._said_openly.note(reply, place.user, place.at(ts), place.at(place.thread or ts))

    async def _here(self, line: Line, reply: Reply) -> None:
        """Answer in the direct message; where it is one between others, in which a command was typed, show it there to the person alone."""
        place = line.place
        try:
            await self._direct(line, reply, place.channel, place.thread)
        except SlackApiError as error:
            if trouble(error) not in _NOT_THERE or place.response_url is None:
                raise
            await whisper(line, await self._made(line, reply))

    async def _or_direct(self, line: Line, reply: Reply, sent: Callable[[], Awaitable[Any]]) -> None:
        """Send it; where the channel takes nothing from the bot, send it to the person directly."""
        try:
            await sent()
        except SlackApiError as error:
            if trouble(error) not in _NOT_THERE:
                raise
            await self.hearing.goes_on_in(line.caller, line.place.conversation, line.place.in_private)
            await self._direct(line, reply, "", None)

    async def _direct(self, line: Line, reply: Reply, channel: str, thread: str | None) -> None:
        """Send it to the person alone. What no notification may show is put in a moment later: a message that is changed notifies nobody."""
        made = await self._made(line, reply)
        channel = channel or await self._conversation(line)
        if discretion.may_preview(reply, self._desk.library):
            await plainly(partial(line.client.chat_postMessage, channel=channel, thread_ts=thread, unfurl_links=False), made)
            return
        notice: dict[str, Any] = {"text": CONFIDENTIAL, "blocks": [section(escape(CONFIDENTIAL))]}
        sent = await line.client.chat_postMessage(channel=channel, thread_ts=thread, **notice)
        await plainly(partial(line.client.chat_update, channel=sent["channel"], ts=sent["ts"]), made)

    async def _made(self, line: Line, reply: Reply) -> dict[str, Any]:
        """Make the message; somebody in another zone than the council's is told that the dates are the council's."""
        own = str(self._desk.zone(line.caller.council))
        zone = await self._zone_of(line) if _DATED.search(reply.text) else None
        return rendered(reply, own if zone not in {None, own} else None)

    async def _zone_of(self, line: Line) -> str | None:
        """Ask Slack for somebody's zone, once; nothing where it does not say."""
        key = f"{line.place.team}:{line.place.user}"
        if key not in self._zones:
            try:
                asked = await without_patience(line.client).api_call("users.info", data={"user": line.place.user})
                self._zones[key] = asked["user"].get("tz")
            except (SlackApiError, KeyError):
                return None
        zone = self._zones[key]
        return str(zone) if zone else None

    async def _conversation(self, line: Line) -> str:
        """Find the direct conversation with a person; Slack makes one where there is none."""
        key = f"{line.place.team}:{line.place.user}"
        if key not in self._direct_with:
            opened = await line.client.api_call("conversations.open", json={"users": line.place.user})
            self._direct_with[key] = opened["channel"]["id"]
        return str(self._direct_with[key])

    async def _notice(self, line: Line) -> None:
        """Say in the channel, to the asker alone, that the answer is elsewhere; nothing depends on it."""
        try:
            await whisper(line, {"text": WENT_DIRECT, "blocks": [section(escape(WENT_DIRECT))]})
        except SlackApiError as error:
            if trouble(error) not in _NOT_THERE:
                raise
