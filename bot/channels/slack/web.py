"""The way to Slack's Web API: a client that waits where Slack asks for it, a bounded number of times, and what Slack's refusals mean."""

from __future__ import annotations

import asyncio
import logging
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

if TYPE_CHECKING:
    from slack_sdk.http_retry.request import HttpRequest
    from slack_sdk.http_retry.response import HttpResponse
    from slack_sdk.http_retry.state import RetryState

QUIET = logging.getLogger("bot.slack.library")
"""For Slack's libraries: at lower levels they log what people write, so that nothing below an error is let through."""
QUIET.setLevel(logging.ERROR)
_SECONDS = 20
_RATE_RETRIES = 4
_OTHER_RETRIES = 2
_LONGEST_WAIT = 30
"""Seconds. Where Slack asks for a longer pause, what is to be sent is put off instead of held."""


class Trouble(StrEnum):
    """What a refusal means for what was to be sent."""

    REVOKED = "revoked"
    """The workspace: the token is no longer good."""
    GONE = "gone"
    """The person: deactivated, or can't be written to."""
    CLOSED = "closed"
    """The channel: archived, deleted, or the bot is not in it."""
    BUSY = "busy"
    """Slack or the line: to be tried again later."""
    REFUSED = "refused"
    """Anything else: what was sent is at fault, and sending it again won't help."""


_MEANS: dict[str, Trouble] = {
    **dict.fromkeys(
        ("token_revoked", "invalid_auth", "account_inactive", "not_authed", "token_expired", "app_uninstalled"), Trouble.REVOKED
    ),
    **dict.fromkeys(
        ("org_login_required", "ekm_access_denied", "team_access_not_granted", "access_denied", "no_permission"), Trouble.REVOKED
    ),
    **dict.fromkeys(
        ("user_not_found", "users_not_found", "user_disabled", "cannot_dm_bot", "user_not_visible", "user_not_in_channel"), Trouble.GONE
    ),
    **dict.fromkeys(("messages_tab_disabled", "im_not_available", "not_allowed_dm", "restricted_action"), Trouble.GONE),
    **dict.fromkeys(
        ("channel_not_found", "is_archived", "not_in_channel", "is_inactive", "method_not_supported_for_channel_type"), Trouble.CLOSED
    ),
    **dict.fromkeys(
        ("ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"), Trouble.BUSY
    ),
    **dict.fromkeys(("team_added_to_org", "message_limit_exceeded", "dropped"), Trouble.BUSY),
}
_FAILED_ON_THE_WAY = (aiohttp.ClientError, asyncio.TimeoutError, OSError)
_SERVER_ERROR = 500
_TOO_MANY = 429


def trouble(error: BaseException) -> Trouble | None:
    """Tell what an error of a call means.

    Args:
        error: what a call raised.

    Returns:
        What it means for what was to be sent; nothing where it is no error of a call.

    """
    if isinstance(error, SlackApiError):
        answer = error.response
        status = getattr(answer, "status_code", 200)
        if status == _TOO_MANY or status >= _SERVER_ERROR:
            return Trouble.BUSY
        return _MEANS.get(code(error), Trouble.REFUSED)
    return Trouble.BUSY if isinstance(error, _FAILED_ON_THE_WAY) else None


def code(error: SlackApiError) -> str:
    """Give Slack's own word for a refusal."""
    data: Any = getattr(error.response, "data", error.response)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


class _PatientOnce(AsyncRateLimitErrorRetryHandler):
    """Waits as long as Slack asks for, where that is not long."""

    async def _can_retry_async(
        self, *, state: RetryState, request: HttpRequest, response: HttpResponse | None = None, error: Exception | None = None
    ) -> bool:
        if not await super()._can_retry_async(state=state, request=request, response=response, error=error) or response is None:
            return False
        asked = next((values[0] for name, values in response.headers.items() if name.lower() == "retry-after" and values), "1")
        return asked.isdigit() and int(asked) <= _LONGEST_WAIT


def asked_for(error: Exception) -> float | None:
    """Give the pause that Slack asks for, in seconds (docs.slack.dev, "Rate limits": `Retry-After`); nothing where it asks for none."""
    if not isinstance(error, SlackApiError) or getattr(error.response, "status_code", 0) != _TOO_MANY:
        return None
    headers = {str(name).lower(): str(value) for name, value in error.response.headers.items()}
    seconds = headers.get("retry-after", "")
    return float(seconds) if seconds.isdigit() and int(seconds) else 1.0


def without_patience(client: AsyncWebClient) -> AsyncWebClient:
    """Make a client like another that does not wait where Slack asks for a pause: for what is no part of an answer and must not hold one up."""
    return like(client, [its for its in client.retry_handlers if not isinstance(its, AsyncRateLimitErrorRetryHandler)])


def like(client: AsyncWebClient, patience: list[Any], seconds: int = _SECONDS) -> AsyncWebClient:
    """Make a client like another, with other patience.

    Args:
        client: with the workspace's token.
        patience: Slack's retry handlers.
        seconds: how long a call may take.

    Returns:
        The client.

    """
    return AsyncWebClient(
        client.token,
        client.base_url,
        seconds,
        client.ssl,
        client.proxy,
        client.session,
        trust_env_in_session=client.trust_env_in_session,
        logger=client._logger,  # noqa: SLF001 - it is given at making and can't be read otherwise; it keeps what is sent out of the log
        retry_handlers=patience,
    )


def make_client(base_url: str, token: str | None = None) -> AsyncWebClient:
    """Make a client.

    Args:
        base_url: the address of the Web API.
        token: the workspace's; without one it is given with each request.

    Returns:
        A client that tries again a few times when Slack is busy or the line breaks.

    """
    patience: list[Any] = [
        _PatientOnce(max_retry_count=_RATE_RETRIES),
        AsyncConnectionErrorRetryHandler(max_retry_count=_OTHER_RETRIES),
        AsyncServerErrorRetryHandler(max_retry_count=_OTHER_RETRIES),
    ]
    return AsyncWebClient(token=token, base_url=base_url, timeout=_SECONDS, logger=QUIET, retry_handlers=patience)
