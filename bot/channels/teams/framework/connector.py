"""The wire: what the bot sends, through the library's client of the Bot Connector; in order, within time limits, and tried again where that helps."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import aiohttp
from botbuilder.schema import Activity, Attachment, ChannelAccount, ConversationAccount, ConversationParameters
from msrest.exceptions import ClientException

from bot.channels.teams.framework.transport import StatusError
from bot.channels.teams.ports import BusyError, GoneError, Outgoing, Reference, RefusedError, Scope, Who

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from bot.channels.teams.framework.transport import Connectors

_TRIES = 4
_PAUSE = 1.0
"""Seconds before the second try, twice that before the third, and so on, where Teams names none (Microsoft: "Optimize your bot with rate limiting")."""
_LONGEST_PAUSE = 15.0
"""Seconds. Where Teams wants to be left alone for longer, whoever sends decides when to try again."""
_CARD = "application/vnd.microsoft.card.adaptive"
_SUMMARY = 250
_PAGE = 500
_PAGES = 200
_GONE = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_BUSY = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.PRECONDITION_FAILED}


class Connector:
    """The wire, over Microsoft's Bot Connector. See `ports.Wire`."""

    def __init__(self, connectors: Connectors, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        """Send through clients; tests give it another way to wait."""
        self._connectors, self._sleep = connectors, sleep
        self._lanes: dict[str, asyncio.Lock] = {}
        self._waiting: Counter[str] = Counter()

    async def send(self, to: Reference, outgoing: Outgoing, reply_to: str = "") -> str:
        """Send a message.

        Args:
            to: the conversation.
            outgoing: the message.
            reply_to: the id of the message that it answers.

        Returns:
            Its id; empty where Teams tells none.

        Raises:
            WireError: Teams did not take it.

        """
        conversations, activity = self._conversations(to), _message(to, outgoing)

        async def alone() -> Any:  # noqa: ANN401
            return await conversations.send_to_conversation(to.conversation, activity)

        if not reply_to:
            async with self._turn(to):
                return _id(await self._tried(alone))
        activity.reply_to_id = reply_to
        async with self._turn(to):
            try:
                return _id(await self._tried(lambda: conversations.reply_to_activity(to.conversation, reply_to, activity)))
            except (
                GoneError
            ):  # that may be the message alone, which was deleted meanwhile: whether the conversation is gone shows without it
                activity.reply_to_id = None
                return _id(await self._tried(alone))

    async def update(self, to: Reference, message_id: str, outgoing: Outgoing) -> None:
        """Put another message in the place of one that was sent.

        Raises:
            WireError: Teams did not take it.

        """
        conversations, activity = self._conversations(to), _message(to, outgoing)
        activity.id = message_id
        async with self._turn(to):
            await self._tried(lambda: conversations.update_activity(to.conversation, message_id, activity))

    async def typing(self, to: Reference) -> None:
        """Show that an answer is being written; tried once, for a moment later it means nothing.

        Raises:
            WireError: Teams did not take it.

        """
        conversations, activity = self._conversations(to), _addressed(to, Activity(type="typing"))
        async with self._turn(to):
            await self._tried(lambda: conversations.send_to_conversation(to.conversation, activity), tries=1)

    async def open_personal(self, near: Reference, user: str) -> Reference:
        """Open the personal chat with somebody.

        Args:
            near: a conversation that they are in.
            user: their object id or account.

        Returns:
            The personal chat; the same each time.

        Raises:
            WireError: Teams did not open it: the app is not installed for them, for one.

        """
        parameters = ConversationParameters(
            is_group=False,
            bot=ChannelAccount(id=near.bot),
            members=[ChannelAccount(id=user)],
            tenant_id=near.tenant,
            channel_data={"tenant": {"id": near.tenant}},
        )
        conversations = self._conversations(near)
        opened = _id(await self._tried(lambda: conversations.create_conversation(parameters)))
        if not opened:
            raise RefusedError("Teams opened a personal chat and did not say which.")
        return Reference(near.tenant, near.service_url, opened, Scope.PERSONAL, near.bot)

    async def object_ids(self, of: Reference) -> Mapping[str, Who]:
        """Give the people of a conversation, in a channel those of its team.

        Returns:
            Them by their account ids.

        Raises:
            WireError: Teams did not tell.

        """
        conversations, where = self._conversations(of), of.team or of.conversation.split(";")[0]
        people: dict[str, Who] = {}
        token: str | None = None
        for _ in range(_PAGES):
            page = await self._tried(lambda at=token: conversations.get_conversation_paged_members(where, _PAGE, at))  # type: ignore[misc]  # mypy: lambda's default
            for member in page.members or []:
                user = member.aad_object_id or member.additional_properties.get("objectId") or ""
                people[member.id] = Who(of.tenant, str(user).lower(), member.id)
            token = page.continuation_token
            if not token:
                return people
        raise RefusedError(f"A conversation has more than {_PAGES * _PAGE} people; they are not read.")

    def _conversations(self, to: Reference) -> Any:  # noqa: ANN401 - the library is not typed
        return self._connectors.client(to.service_url).conversations

    @asynccontextmanager
    async def _turn(self, to: Reference) -> AsyncIterator[None]:
        """Wait until what was to be sent to a conversation before is sent: else a try again would overtake nothing, but be overtaken."""
        lane = self._lanes.setdefault(to.conversation, asyncio.Lock())
        self._waiting[to.conversation] += 1
        try:
            async with lane:
                yield
        finally:
            self._waiting[to.conversation] -= 1
            if not self._waiting[to.conversation]:
                del self._lanes[to.conversation], self._waiting[to.conversation]

    async def _tried(self, once: Callable[[], Awaitable[Any]], tries: int = _TRIES) -> Any:  # noqa: ANN401
        """Make a call, again where Teams is busy."""
        for number in range(1, tries + 1):
            try:
                return await once()
            except (StatusError, TimeoutError, aiohttp.ClientError, OSError, ClientException, ValueError) as error:
                means = _meaning(error)
                pause = _pause(means, number)
                if not isinstance(means, BusyError) or isinstance(error, TimeoutError) or number == tries or pause > _LONGEST_PAUSE:
                    raise means from None
            await self._sleep(pause)
        raise AssertionError  # the last try returns or raises


def _pause(means: Exception, number: int) -> float:
    """Give the seconds until the next try: what Teams asks for, or longer each time, with some chance in it so that not all come back at once."""
    asked = means.retry_after if isinstance(means, BusyError) else None
    chance = random.uniform(0.5, 1.0)  # noqa: S311 - nothing is kept secret by it
    return asked + chance - 0.5 if asked is not None else _PAUSE * 2 ** (number - 1) * chance


def _meaning(error: Exception) -> BusyError | GoneError | RefusedError:
    """Tell what an error means for whoever sends."""
    if isinstance(error, StatusError):
        status = f"Teams answered {error}."
        if error.status in _GONE:
            return GoneError(status)
        if error.status in _BUSY or error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return BusyError(status, error.retry_after)
        return RefusedError(status)
    if isinstance(error, TimeoutError):
        return BusyError("Teams did not answer in time.")
    if isinstance(error, aiohttp.ClientError | OSError):
        return BusyError(f"Teams can't be reached ({type(error).__name__}).")
    return RefusedError(f"What was sent, or what Teams answered, can't be read ({type(error).__name__}).")


def _message(to: Reference, outgoing: Outgoing) -> Activity:
    """Make the activity of a message. Teams shows a text and a card one after the other, so with a card the text goes where only notifications show it."""
    made = _addressed(to, Activity(type="message"))
    if outgoing.card is None:
        made.text, made.text_format = outgoing.text, "plain"
    else:
        made.attachments = [Attachment(content_type=_CARD, content=_plain(outgoing.card))]
    made.summary = _short(outgoing.summary or outgoing.text)
    return made


def _addressed(to: Reference, activity: Activity) -> Activity:
    activity.channel_id, activity.service_url = "msteams", to.service_url
    activity.from_property = ChannelAccount(id=to.bot)
    activity.conversation = ConversationAccount(id=to.conversation, is_group=to.scope is not Scope.PERSONAL)
    return activity


def _plain(card: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Give a card in the types that JSON has: the library takes no others."""
    return json.loads(json.dumps(dict(card)))


def _short(text: str) -> str:
    return text if len(text) <= _SUMMARY else text[: _SUMMARY - 1].rstrip() + "…"


def _id(answer: Any) -> str:  # noqa: ANN401
    found = getattr(answer, "id", None)
    return found if isinstance(found, str) else ""
