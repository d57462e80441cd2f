"""From an activity, as Teams sends it, to an arrival, as the rest of the channel knows it. It reads the JSON itself: the library's models add nothing and lose some."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from bot.channels.teams.framework.checking import LONGEST_ID, NotTakenError
from bot.channels.teams.framework.said import plain_text, words_of
from bot.channels.teams.ports import RESTORED, Arrival, Kind, Quoted, Reference, Scope, Who

if TYPE_CHECKING:
    from collections.abc import Mapping

    Json = Mapping[str, Any]

_INVOKES = {
    "adaptiveCard/action": Kind.EXECUTE,
    "task/fetch": Kind.TASK_FETCH,
    "task/submit": Kind.TASK_SUBMIT,
    "composeExtension/fetchTask": Kind.ACTION_FETCH,
    "composeExtension/submitAction": Kind.ACTION_SUBMIT,
}
_SCOPES = {"personal": Scope.PERSONAL, "groupChat": Scope.GROUP, "channel": Scope.CHANNEL}
_INSTALLING = {"add": Kind.INSTALLED, "add-upgrade": Kind.INSTALLED, "remove": Kind.REMOVED}
"""`remove-upgrade` comes before `add-upgrade` and takes nothing away."""
_GONE = {"teamDeleted", "teamHardDeleted", "channelDeleted"}


def arrival(activity: Json) -> Arrival | None:
    """Translate an activity.

    Args:
        activity: of the shape that `checking` holds it to.

    Returns:
        What arrived; nothing for an invoke that we don't know.

    Raises:
        NotTakenError: an invoke lacks what all of its kind have.

    """
    kind, verb = _kind(activity)
    if kind is None:
        return None
    particulars = _INVOKED[kind](_part(activity, "value")) if kind in _INVOKED else _particulars(kind, activity)
    return Arrival(
        kind=kind,
        id=activity.get("id") or _digest(activity),
        reference=_reference(activity, kind, verb),
        who=_who(activity["from"], tenant_of(activity)),
        reply_to=_word(activity, "replyToId"),
        at=_moment(_word(activity, "timestamp")),
        **{"verb": verb, **particulars},
    )


def tenant_of(activity: Json) -> str:
    """Give the id of the tenant that an activity comes from, in small letters; empty where it tells none."""
    told = _word(_part(activity, "channelData", "tenant"), "id") or _word(_part(activity, "conversation"), "tenantId")
    return told.lower()


def tenants_of(activity: Json) -> set[str]:
    """Give all tenants that an activity names: more than one is a contradiction."""
    told = {
        _word(_part(activity, "channelData", "tenant"), "id"),
        _word(_part(activity, "conversation"), "tenantId"),
        _word(_part(activity, "from"), "tenantId"),
    }
    return {one.lower() for one in told if one}


def _kind(activity: Json) -> tuple[Kind | None, str]:
    name = activity["type"]
    if name == "invoke":
        return _INVOKES.get(_word(activity, "name")), ""
    if name == "message":
        return (Kind.SUBMIT if _part(activity, "value") else Kind.MESSAGE), ""
    if name == "installationUpdate":
        verb = _word(activity, "action")
        return _INSTALLING.get(verb, Kind.OTHER), verb
    if name == "conversationUpdate":
        return _updated(activity)
    return Kind.OTHER, ""


def _updated(activity: Json) -> tuple[Kind, str]:
    """Tell what changed about a conversation; the bot's own coming and going goes before other people's."""
    bot, event = activity["recipient"]["id"], _word(_part(activity, "channelData"), "eventType")
    if event in _GONE:
        return Kind.REMOVED, event
    if event in RESTORED:
        return Kind.INSTALLED, event
    added, removed = ({_word(one, "id") for one in _people(activity, name)} for name in ("membersAdded", "membersRemoved"))
    if bot in added:
        return Kind.INSTALLED, "membersAdded"
    if bot in removed:
        return Kind.REMOVED, "membersRemoved"
    return (Kind.JOINED, "membersAdded") if added else (Kind.OTHER, event)


def _reference(activity: Json, kind: Kind, verb: str) -> Reference:
    conversation, channel_data = _part(activity, "conversation"), _part(activity, "channelData")
    scope = _scope(conversation, kind)
    team, channel = _word(_part(channel_data, "team"), "id"), _word(_part(channel_data, "channel"), "id")
    where = conversation["id"]
    if verb in {"channelDeleted", "channelRestored"} and channel:
        where = channel  # Teams tells it in the team's first channel, which is still there
    in_team = scope is Scope.CHANNEL
    return Reference(
        tenant=tenant_of(activity),
        service_url=activity["serviceUrl"],
        conversation=where,
        scope=scope,
        bot=activity["recipient"]["id"],
        team=team if in_team else "",
    )


def _moment(told: str) -> datetime | None:
    """Read when something happened; nothing where that is not told, or is no moment."""
    try:
        read = datetime.fromisoformat(told)
        return (read if read.tzinfo is not None else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _scope(conversation: Json, kind: Kind) -> Scope:
    """Tell what kind of conversation it is. Personal is only what says so.

    A meeting's chat tells nothing at all, and two people's own chat, whose id begins like a group's, may tell that it is personal. An action on a message happens
    among people, wherever it says that it does.
    """
    scope = _SCOPES.get(_word(conversation, "conversationType"), Scope.GROUP)
    if scope is Scope.PERSONAL and (kind.anywhere or conversation["id"].startswith("19:")):
        return Scope.GROUP
    return scope


def _who(account: Json, tenant: str) -> Who:
    user = _word(account, "aadObjectId") or _word(account, "objectId")
    return Who(tenant=_word(account, "tenantId").lower() or tenant, user=user.lower(), account=_word(account, "id"))


def _particulars(kind: Kind, activity: Json) -> dict[str, Any]:
    if kind is Kind.MESSAGE:
        return {"text": plain_text(activity)}
    if kind is Kind.SUBMIT:
        return {"text": plain_text(activity), "value": _data(_part(activity, "value"))}
    if kind in {Kind.INSTALLED, Kind.JOINED}:
        bot = activity["recipient"]["id"]
        return {
            "others": tuple(
                _who(one, tenant_of(activity)) for one in _people(activity, "membersAdded") if _word(one, "id") not in {"", bot}
            )
        }
    return {}


def _executed(value: Json) -> dict[str, Any]:
    action = _needed(value, "action")
    return {"verb": _word(action, "verb"), "value": _data(_part(action, "data")), "automatic": _word(value, "trigger") == "automatic"}


def _dialog(value: Json) -> dict[str, Any]:
    return {"value": _data(_part(value, "data"))}


def _on_a_message(value: Json) -> dict[str, Any]:
    command = _word(value, "commandId")
    if not command:
        raise NotTakenError(HTTPStatus.BAD_REQUEST, "commandId")
    return {"command": command, "quoted": _quoted(_part(value, "messagePayload")), "value": _data(_part(value, "data"))}


def _quoted(payload: Json) -> Quoted:
    """Read the message that somebody acts on; whatever is not as it should be is not told."""
    return Quoted(
        id=_short(payload, "id"),
        said=words_of(_word(_part(payload, "body"), "content")),
        author=_short(_part(payload, "from", "user"), "id").lower(),
        created=_short(payload, "createdDateTime"),
        link=_short(payload, "linkToMessage"),
    )


_INVOKED = {
    Kind.EXECUTE: _executed,
    Kind.TASK_FETCH: _dialog,
    Kind.TASK_SUBMIT: _dialog,
    Kind.ACTION_FETCH: _on_a_message,
    Kind.ACTION_SUBMIT: _on_a_message,
}


def _data(value: Json) -> dict[str, Any]:
    """Give what a card or dialog carries; `msteams` in it is a word to the client, not to us."""
    return {name: one for name, one in value.items() if name != "msteams"}


def _digest(activity: Json) -> str:
    return "sha256:" + hashlib.sha256(json.dumps(activity, sort_keys=True).encode()).hexdigest()


def _needed(value: Json, name: str) -> Json:
    if not isinstance(value.get(name), dict):
        raise NotTakenError(HTTPStatus.BAD_REQUEST, name)
    return _part(value, name)


def _part(value: Json, *names: str) -> Json:
    """Give an object inside of another; an empty one where there is none."""
    for name in names:
        inner = value.get(name)
        if not isinstance(inner, dict):
            return {}
        value = inner
    return value


def _word(value: Json, name: str) -> str:
    """Give a string inside of an object; an empty one where there is none."""
    found = value.get(name)
    return found if isinstance(found, str) else ""


def _short(value: Json, name: str) -> str:
    """Give a string inside of an object that is an id, a time or an address; an empty one where it is longer than any of Teams'."""
    found = _word(value, name)
    return found if len(found) <= LONGEST_ID else ""


def _people(activity: Json, name: str) -> list[Json]:
    listed = activity.get(name)
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
