"""What the tests of nudges in Teams share: a nudge, people by their accounts, and what is known of where they are reached."""

from __future__ import annotations

from datetime import date
from typing import Any

from folk import hire
from nudging import add, enquiry
from sqlalchemy import select
from teams_activities import CHANNEL, TEAM, TENANT
from teams_council import MEMBER, OFFICER, STRANGER, Account, TeamsCouncil
from teams_schema import parts

from bot.casework.person import Person
from bot.channels.teams.courier import TeamsCourier
from bot.reply import Button, Reply
from bot.store.people import IdentityRow
from bot.store.platform import AddressRow
from intents.understanding import Outcome

MONDAY = date(2026, 11, 23)
NUDGE = Reply(
    Outcome.ANSWER,
    "reminder",
    "ENQ-12 “Rent of 4 Mill Lane” is due on Monday 23 November 2026.",
    buttons=(Button("Done: it is answered", "ENQ-12 has been answered"), Button("Snooze 1 day", "snooze ENQ-12 until tomorrow")),
)
PRIVATE = Reply(Outcome.ANSWER, "reminder", "You asked to be reminded: ring the family", buttons=(Button("Done", "done REM-9"),))
ANN = Account("29:1someone-account", "99999999-0000-0000-0000-0000000000aa")
KEEPER = Account("29:1Keeper-account", "99999999-0000-0000-0000-0000000000bb")
ROOM = {"id": CHANNEL, "conversationType": "channel", "isGroup": True, "tenantId": TENANT}


def courier(teams: TeamsCouncil) -> TeamsCourier:
    assert teams.channel is not None
    return teams.channel.courier


def officer(teams: TeamsCouncil) -> Person:
    return teams.people[OFFICER.account]


async def person(teams: TeamsCouncil, account: Account, key: str, *ids: str, **columns: Any) -> Person:  # noqa: ANN401 - any column
    """Put an officer into the directory who is linked by these ids."""
    made = await hire(teams.desk, teams.council, key, **columns)
    async with teams.desk.store.write() as session:
        for one in ids or (account.user,):
            session.add(IdentityRow(person_id=made.id, channel="teams", external_id=one))
            await session.flush()
    teams.people[account.account] = made
    return made


async def addresses(teams: TeamsCouncil) -> dict[str, str]:
    async with teams.desk.store.read() as session:
        return {row.user: row.state for row in await session.scalars(select(AddressRow))}


def says(card: dict[str, Any]) -> str:
    return "\n".join(str(its["text"]) for its in parts(card) if its.get("type") in {"TextRun", "TextBlock"})


async def due(teams: TeamsCouncil) -> int:
    """Have an enquiry due today that the officer handles; give its number."""
    ids = {"member": teams.people[MEMBER.account].id, "officer": officer(teams).id}
    return (await add(teams.desk.store, enquiry(ids, MONDAY, MONDAY, subject="Pier lights")))[0]


async def logged(teams: TeamsCouncil, ann: Person, subject: str = "Pier lights") -> None:
    ids = {"member": teams.people[MEMBER.account].id, "officer": ann.id}
    await add(teams.desk.store, enquiry(ids, MONDAY, MONDAY, subject=subject))


async def linked(teams: TeamsCouncil) -> Person:
    """Have an officer of a team whose channel is linked, in the chat with whom the bot is; everybody of the town is in the channel."""
    ann = await person(teams, ANN, "ann", team="Housing", name="Ann Day")
    await person(teams, KEEPER, "keeper", roles=["democratic_services"])
    teams.connector.people[TEAM] = [
        {"id": one.account, "name": "Somebody", "aadObjectId": one.user} for one in (ANN, KEEPER, MEMBER, OFFICER, STRANGER)
    ]
    await teams.install(ANN)
    await teams.shown()
    await teams.mention(KEEPER, "this channel is for housing")
    await teams.shown()
    return ann
