"""The columns of the directory as files and the terminal have them: what each may say, read into one plain form so that two can be compared.

All of it is text here; an empty text means that there is nothing.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from bot.casework import texts
from bot.casework.directory import AT_THIS_MACHINE
from bot.casework.errors import CaseError
from bot.casework.identities import Channel, readable
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.casework.directory import Directory
    from bot.casework.person import Person
    from protocol_data.pack import Council

ATTRIBUTES = {
    "name": "name",
    "role": "reader",
    "email": "email",
    "phone": "phone",
    "post": "post",
    "roles": "roles",
    "group": "political_group",
    "ward": "ward",
    "team": "team",
    "manager": "manager_id",
    "chief_officer": "chief_officer_id",
    "cover": "cover_id",
    "absent_from": "absent_from",
    "absent_until": "absent_until",
}
"""For each column that a person's row keeps, what it is called there."""
REFERENCES = ("manager", "chief_officer", "cover")
"""Columns that name another person by key."""
DAYS = ("absent_from", "absent_until")
IDENTITIES = {"slack": Channel.SLACK, "teams": Channel.TEAMS}
COLUMNS = ("key", *ATTRIBUTES, *IDENTITIES)
OFFICERS_ONLY = frozenset({"monitoring_officer", "democratic_services"})
"""Roles that open other people's cases: never a member's."""
_LONGEST = 200
_KEY = re.compile(r"[a-z0-9][\w.@+'’-]{0,119}")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_PHONE = re.compile(r"\+?[\d ()/.-]{3,30}(?: ?(?:x|ext\.?) ?\d{1,6})?", re.IGNORECASE)


def roles_of(council: Council) -> frozenset[str]:
    """Give the role keys that a person of the council can hold."""
    return frozenset(council.roles) | OFFICERS_ONLY


def read_cell(column: str, text: str, council: Council) -> str:
    """Read a cell into its plain form.

    Args:
        column: one of `COLUMNS`.
        text: what stands there.
        council: whose roles there are.

    Returns:
        The plain form: keys and addresses in small letters, roles sorted, days as YYYY-MM-DD.

    Raises:
        ValueError: it can't stand there; the message says what can.

    """
    try:
        given = texts.optional(text, column, "it", _LONGEST) or ""
    except CaseError:
        raise ValueError(f"it is longer than {_LONGEST} characters; shorten it") from None
    if column == "roles":
        return _roles(given, council)
    return _READINGS.get(column, _as_it_is)(given) if given else _empty(column)


def cells_of(person: Person, people: Directory, identities: Mapping[Channel, tuple[str, ...]]) -> dict[str, str]:
    """Give all of a person's columns in their plain form."""
    kept = {column: getattr(person, attribute) for column, attribute in ATTRIBUTES.items()}
    kept["role"], kept["roles"] = person.reader.value, ";".join(sorted(person.roles))
    for column in REFERENCES:
        other = people.by_id(kept[column])
        kept[column] = other.key if other else ""
    for column in DAYS:
        kept[column] = kept[column].isoformat() if kept[column] else ""
    linked = {column: ";".join(identities.get(channel, ())) for column, channel in IDENTITIES.items()}
    return {"key": person.key} | {column: value or "" for column, value in kept.items()} | linked


def _empty(column: str) -> str:
    if column in {"key", "name", "role"}:
        raise ValueError("it is empty; everybody needs one")
    return ""


def _key(text: str) -> str:
    key = text.casefold()
    if not _KEY.fullmatch(key):
        raise ValueError("a key is a staff number or e-mail address: letters, digits and . @ + - _ only, no spaces")
    if key in AT_THIS_MACHINE:
        raise ValueError(f"“{key}” stands for whoever sits at this machine; choose another")
    return key


def _name(text: str) -> str:
    if not any(character.isalpha() for character in text):
        raise ValueError("a name has letters in it")
    return text


def _role(text: str) -> str:
    if text.casefold() not in set(Reader):
        raise ValueError(f"“{text}” is neither member nor officer; write one of the two")
    return text.casefold()


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise ValueError("this is no e-mail address (name@example.org)")
    return text.casefold()


def _phone(text: str) -> str:
    if not _PHONE.fullmatch(text):
        raise ValueError("this is no phone number; write digits, spaces and brackets, and “ext 12” for an extension")
    return text


def _roles(text: str, council: Council) -> str:
    found = sorted({"_".join(part.casefold().split()) for part in re.split(r"[;,]", text) if part.strip()})
    known = roles_of(council)
    for role in found:
        if role not in known:
            raise ValueError(f"this council has no role “{role}”; its roles are {', '.join(sorted(known))}")
    return ";".join(found)


def _day(text: str) -> str:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day has no timezone
        except ValueError:
            continue
    raise ValueError("this is no day; write it as 2026-12-31 or 31/12/2026")


def _ids(channel: Channel, text: str) -> str:
    """Read the ids by which somebody is known on a channel; mostly one."""
    return ";".join(dict.fromkeys(readable(channel, part) for part in text.split(";") if part.strip()))


def _as_it_is(text: str) -> str:
    return text


_READINGS: dict[str, Callable[[str], str]] = {
    "key": _key,
    "name": _name,
    "role": _role,
    "email": _email,
    "phone": _phone,
    "manager": str.casefold,
    "chief_officer": str.casefold,
    "cover": str.casefold,
    "absent_from": _day,
    "absent_until": _day,
    **{column: partial(_ids, channel) for column, channel in IDENTITIES.items()},
}


def day_of(plain: str) -> date | None:
    """Give the day of a plain form; nothing for an empty one."""
    return date.fromisoformat(plain) if plain else None
