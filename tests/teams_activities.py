"""What Teams sends to a bot, as Microsoft's documentation shows it; for a bot of ours in a tenant of ours."""
# ruff: noqa: ANN401 - activities are JSON

from __future__ import annotations

from typing import Any

APP = "11111111-2222-3333-4444-555555555555"
TENANT = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
BOT = f"28:{APP}"
USER = "29:1-ada"
ADA = "99999999-0000-0000-0000-00000000000a"
TEAM = "19:team@thread.tacv2"
CHANNEL = "19:channel@thread.tacv2"
THREAD = f"{CHANNEL};messageid=1700000000000"
PERSONAL = "a:1-personal"
GROUP = "19:group@thread.v2"
AT_BOT = "<at>Protocol Clerk</at>"


def activity(service_url: str, **its: Any) -> dict[str, Any]:
    """Make an activity in the personal chat; what is given takes the place of what is there."""
    return {
        "type": "message",
        "id": "1700000000001",
        "timestamp": "2026-03-02T10:00:00.000Z",
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": {"id": USER, "name": "Ada Byron", "aadObjectId": ADA.upper()},
        "conversation": {"id": PERSONAL, "conversationType": "personal", "tenantId": TENANT},
        "recipient": {"id": BOT, "name": "Protocol Clerk"},
        "channelData": {"tenant": {"id": TENANT}},
        "locale": "en-GB",
        "localTimezone": "Europe/London",
        **its,
    }


def said(service_url: str, text: str, **its: Any) -> dict[str, Any]:
    """Make a message in the personal chat."""
    return activity(service_url, text=text, textFormat="plain", **its)


def in_channel(service_url: str, text: str, **its: Any) -> dict[str, Any]:
    """Make a message in a channel that mentions the bot as `AT_BOT`."""
    mention = {"type": "mention", "text": AT_BOT, "mentioned": {"id": BOT, "name": "Protocol Clerk"}}
    return {**said(service_url, text, entities=[mention]), **place_in_channel(), **its}


def place_in_channel() -> dict[str, Any]:
    """Give what tells that an activity comes from a thread in a channel."""
    return {
        "conversation": {"id": THREAD, "conversationType": "channel", "isGroup": True, "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}, "team": {"id": TEAM}, "channel": {"id": CHANNEL}},
    }


def invoke(service_url: str, name: str, value: dict[str, Any], **its: Any) -> dict[str, Any]:
    """Make an invoke: something that Teams waits for."""
    return activity(service_url, **{"type": "invoke", "id": "f:invoke-1", "name": name, "value": value, **its})
