"""What is looked at in a request before the framework sees it: whatever is wrong with it is the sender's fault and said in a word, never an error of ours."""

from __future__ import annotations

import asyncio
import json
import math
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 1 << 20
"""Bytes. Teams' messages are below 100 KB; an action on a message brings that message along."""
_DEEPEST = 40
"""Levels of a body: a card's data has a handful, and recursion has an end."""
_READING_SECONDS = 10
LONGEST_ID = 500
"""Characters. Teams' own have at most some 200; an index of a database takes no endless ones."""


class NotTakenError(Exception):
    """A request is refused. Its text is one plain word that is sent back: it holds nothing of the request."""

    def __init__(self, status: HTTPStatus, word: str) -> None:
        """Refuse with a status of HTTP and a word."""
        super().__init__(word)
        self.status, self.word = status, word


def check_head(request: web.Request) -> None:
    """Look at method, type and announced size.

    Raises:
        NotTakenError: one of them is wrong.

    """
    if request.method != "POST":
        raise NotTakenError(HTTPStatus.METHOD_NOT_ALLOWED, "method")
    if request.content_type != "application/json":
        raise NotTakenError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "content-type")
    if (request.content_length or 0) > LARGEST:
        raise NotTakenError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "size")


async def read_body(request: web.Request) -> dict[str, Any]:
    """Read the body.

    Returns:
        The activity as it came, without what no database takes (NUL, half characters).

    Raises:
        NotTakenError: it is too large, too slow, or no JSON object.

    """
    read = bytearray()
    try:
        async with asyncio.timeout(_READING_SECONDS):
            async for chunk in request.content.iter_any():
                read += chunk
                if len(read) > LARGEST:
                    raise NotTakenError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "size")
    except TimeoutError:
        raise NotTakenError(HTTPStatus.REQUEST_TIMEOUT, "slow") from None
    except (web.RequestPayloadError, ConnectionError):
        raise NotTakenError(HTTPStatus.BAD_REQUEST, "body") from None
    try:
        body = _clean(json.loads(bytes(read), parse_constant=_no_number))
    except (ValueError, RecursionError):
        raise NotTakenError(HTTPStatus.BAD_REQUEST, "json") from None
    if not isinstance(body, dict):
        raise NotTakenError(HTTPStatus.BAD_REQUEST, "object")
    return body


def check_shape(body: Mapping[str, Any], channels: frozenset[str]) -> None:
    """Look whether an activity has what every activity of Teams has.

    Args:
        body: the activity.
        channels: the channel ids that are taken.

    Raises:
        NotTakenError: something is missing; the word is its name.

    """
    conversation, sender, bot = (body.get(name) for name in ("conversation", "from", "recipient"))
    has = {
        "type": _is_id(body.get("type")),
        "channelId": body.get("channelId") in channels if isinstance(body.get("channelId"), str) else False,
        "serviceUrl": _is_id(body.get("serviceUrl")),
        "id": body.get("id") is None or _is_id(body.get("id")),
        "conversation.id": isinstance(conversation, dict) and _is_id(conversation.get("id")),
        "from.id": isinstance(sender, dict) and _is_id(sender.get("id")),
        "recipient.id": isinstance(bot, dict) and _is_id(bot.get("id")),
    }
    missing = next((name for name, there in has.items() if not there), None)
    if missing is not None:
        raise NotTakenError(HTTPStatus.BAD_REQUEST, missing)


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_ID and value.isascii() and value.isprintable()


def _no_number(name: str) -> None:
    raise ValueError(name)


def _clean(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - JSON
    if depth > _DEEPEST:
        raise ValueError("too deep")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("no number")
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_clean(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {_clean(name): _clean(one, depth + 1) for name, one in value.items()}
    return value
