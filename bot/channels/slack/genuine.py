"""What Slack sends is told from what it never sends: by its signature, before anything in it is read, and then by its form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

if TYPE_CHECKING:
    from collections.abc import Mapping

STAMP, _SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"
_LONGEST_STAMP = 12
_CHECK, _LONGEST_CHECK = b"ssl_check=1", 500
"""Slack's check of a certificate is not signed (docs.slack.dev, "Slash commands"); Bolt answers it, and nothing comes of it."""
_Id = Annotated[str, Field(max_length=255, pattern=r"^[^\x00]*$")]
"""What is looked for in the database: PostgreSQL takes no NUL."""


_TYPES = frozenset(
    {
        "event_callback",
        "app_rate_limited",
        "url_verification",
        "block_actions",
        "block_suggestion",
        "view_submission",
        "view_closed",
        "shortcut",
        "message_action",
    }
)
"""All types of body that Slack sends to an app like this one; a command has none (docs.slack.dev, "Interaction payloads" and "Events API")."""


class NotSlackError(Exception):
    """It is nothing that Slack sends. Its text says what is wrong and repeats nothing of what came."""

    def __init__(self, status: int, says: str) -> None:
        """Refuse with an HTTP status."""
        super().__init__(says)
        self.status = status


class _Loose(BaseModel):
    """Of what is there only what is read here is looked at."""

    model_config = ConfigDict(extra="ignore")


class _Named(_Loose):
    id: _Id | None = None


class _Authorization(_Loose):
    team_id: _Id | None = None
    enterprise_id: _Id | None = None
    user_id: _Id | None = None


class _Event(_Loose):
    type: _Id
    subtype: str | None = None
    user: _Named | _Id | None = None
    user_team: _Id | None = None
    source_team: _Id | None = None
    channel: _Named | _Id | None = None
    channel_type: str | None = None
    text: str | None = None
    ts: str | None = None
    thread_ts: str | None = None
    assistant_thread: dict[str, Any] | None = None
    tokens: dict[str, Any] | None = None


class _Action(_Loose):
    type: _Id | None = None
    action_id: str | None = None
    block_id: str | None = None


class _View(_Loose):
    id: _Id | None = None
    type: _Id | None = None
    callback_id: str | None = None
    private_metadata: str | None = None
    state: dict[str, Any] | None = None
    blocks: list[dict[str, Any]] | None = None


class _Body(_Loose):
    """The parts of a body by which it is led to where it belongs."""

    type: _Id | None = None
    event_id: _Id | None = None
    trigger_id: _Id | None = None
    team_id: _Id | None = None
    enterprise_id: _Id | None = None
    user_id: _Id | None = None
    team: _Named | _Id | None = None
    enterprise: _Named | _Id | None = None
    user: _Named | _Id | None = None
    channel: _Named | _Id | None = None
    command: _Id | None = None
    ssl_check: str | None = None
    callback_id: str | None = None
    challenge: str | None = None
    event: _Event | None = None
    authorizations: list[_Authorization] | None = None
    actions: list[_Action] | None = None
    view: _View | None = None
    container: dict[str, Any] | None = None
    message: dict[str, Any] | None = None


class Genuine:
    """Opens what comes over HTTP."""

    def __init__(self, signing_secret: str) -> None:
        """Know the secret with which Slack signs."""
        self._verifier = SignatureVerifier(signing_secret)

    async def opened(self, request: web.Request) -> AsyncBoltRequest:
        """Read a request.

        Args:
            request: as it came.

        Returns:
            The request for Bolt, which looks at the signature once more.

        Raises:
            NotSlackError: it can't be read, is too large, is not signed as Slack signs (docs.slack.dev, "Verifying requests from Slack": within five
                minutes), or is neither JSON nor a form.

        """
        try:
            raw = await request.read()
        except web.HTTPException as error:
            raise NotSlackError(error.status, "too large") from None
        except (web.RequestPayloadError, ValueError):
            raise NotSlackError(400, "it can't be read") from None
        is_check = raw.startswith(_CHECK) and len(raw) < _LONGEST_CHECK
        if not is_check and not self.is_signed(raw, request.headers):
            raise NotSlackError(401, "not signed by Slack")
        try:
            return AsyncBoltRequest(body=raw.decode(), query=request.query_string, headers=request.headers)  # type: ignore[arg-type] # as Bolt's own adapter
        except (ValueError, TypeError, AttributeError, LookupError, RecursionError):  # no JSON, no text, or it never ends
            raise NotSlackError(400, "not what Slack sends") from None

    def is_signed(self, raw: bytes, headers: Mapping[str, str]) -> bool:
        """Tell whether Slack signed it, within the last five minutes."""
        stamp, signature = headers.get(STAMP, ""), headers.get(_SIGNATURE, "")
        if seconds_of(stamp) is None or not signature.isascii():
            return False
        try:
            return self._verifier.is_valid(raw, stamp, signature)
        except UnicodeDecodeError:
            return False


def seconds_of(stamp: str) -> int | None:
    """Read the time at which Slack says that it signed: seconds since 1970. Nothing for what is no such number."""
    return int(stamp) if stamp.isascii() and stamp.isdigit() and len(stamp) <= _LONGEST_STAMP else None


def check(body: Mapping[str, Any]) -> None:
    """See that a body has the form of what Slack sends, however it came.

    Raises:
        NotSlackError: it has not.

    """
    try:
        read = _Body.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise NotSlackError(400, f"not what Slack sends: {first['loc'][0]}") from None
    if read.type not in _TYPES and not (read.type is None and (read.command or read.ssl_check)):
        raise NotSlackError(400, "not what Slack sends: type")
    if read.type == "event_callback" and read.event is None:
        raise NotSlackError(400, "not what Slack sends: event")
    if read.type == "url_verification" and not read.challenge:
        raise NotSlackError(400, "not what Slack sends: challenge")
