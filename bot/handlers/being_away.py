"""Being away, in chat: from when until when, and who stands in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.casework.errors import CaseError
from bot.casework.people import directory
from bot.casework.people_leaving import absent
from bot.dialog.fields import Field, Kind
from bot.dialog.tasks import Setting, Values, task
from bot.handlers.allowing import notes_own_absence
from bot.handlers.reminding import said
from intents.dates import Toward, find_dates, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reply import Reply


async def _absence_fields(setting: Setting, values: Values) -> Sequence[Field]:
    today = setting.desk.today(setting.person.council)
    days = [reading.day for reading in find_dates(values.get("rest", ""), today, Toward.FUTURE) if reading.day and not reading.ambiguous]
    first, last = (days[0] if days else None), (days[1] if len(days) > 1 else None)
    if first is not None and last is not None and last < first:  # "from Monday until Friday", said on a Tuesday
        last += timedelta(days=7 * (1 + (first - last).days // 7))
    return (
        Field("first", "First day", "From which day are you away?", Kind.DATE, default=first.isoformat() if first else None),
        Field(
            "until",
            "Last day",
            "What is the last day? “skip” where it is open.",
            Kind.DATE,
            required=False,
            default=last.isoformat() if last else None,
        ),
        Field("cover", "Stand-in", "Who stands in for you? “skip” for nobody.", required=False),
    )


@task(
    "cover_me",
    "Be away",
    _absence_fields,
    names={"absent_from": "first", "absent_until": "until", "last": "until", "by": "cover"},
    may=notes_own_absence,
)
async def cover_me(setting: Setting, values: Values) -> Reply:
    """Note that one is away, and who stands in: they get the nudges meanwhile."""
    first, last = date.fromisoformat(values["first"]), values.get("until")
    cover = await _stand_in(setting, values.get("cover", ""))
    away = await absent(setting.desk, setting.person, setting.person.key, first, date.fromisoformat(last) if last else None, cover)
    until = f" until {shown(away.person.absent_until)}" if away.person.absent_until else ""
    who = (
        f"Meanwhile your nudges go to {away.stand_in.name}."
        if away.stand_in
        else "Nobody stands in for you: name somebody, or your nudges wait with your manager."
    )
    return said("cover_me", f"Noted: away from {shown(first)}{until}. {who}")


async def _stand_in(setting: Setting, name: str) -> str:
    """Find the key of whoever is to stand in; empty where the person wants nobody, so that an earlier stand-in does not stay."""
    if not name:
        return ""
    async with setting.desk.store.read() as session:
        found = (await directory(session, setting.person.council)).find(name)
    if found.person is None:
        listed_ = ", ".join(person.name for person in found.candidates)
        hint = f"It may be {listed_}. Give the whole name." if listed_ else "Have them added, or say “skip”."
        raise CaseError(f"I find nobody called “{name}” in the directory. {hint}", field="cover")
    return found.person.key
