"""The bot is installed for a whole organisation of Slack: its members are the same people whichever of its workspaces they come by."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from folk import hire
from slack_installed import OAUTH, install
from slack_sender import Sender, direct_message, event_body, mention
from slack_server import Workspace
from slack_service import COUNCIL, Running, serving
from sqlalchemy import select

from bot.casework.operator import acting
from bot.casework.person import Person
from bot.channels.reach import retry, ways
from bot.channels.slack.addresses import Address, keep
from bot.channels.slack.call import Call
from bot.channels.slack.names import person_behind
from bot.channels.slack.reached import InSlack
from bot.channels.slack.who import caller_of
from bot.reply import Reply
from bot.store.database import Store
from bot.store.people import IdentityRow
from bot.store.platform import AddressRow
from intents.interpreter import Interpreter
from intents.understanding import Outcome
from protocol_data.library import Library

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # Slack's library on a new aiohttp
ORG, ONE, TWO, USER = "E0COUNTY", "T0ONE", "T0TWO", "U0OFFICER"
WHOLE = Workspace("", "xoxb-org", "U0OBOT", "B0O", ORG)
NUDGE = Reply(Outcome.ANSWER, "today", "ENQ-1 is due today.")


@dataclass
class County:
    """A council with one organisation, and somebody of its directory."""

    running: Running
    officer: Person

    async def link(self, external_id: str) -> None:
        async with self.running.desk.store.write() as session:
            session.add(IdentityRow(person_id=self.officer.id, channel="slack", external_id=external_id))

    def sender(self, team: str = ONE, user: str = USER) -> Sender:
        return Sender(self.running.slack, self.running.sender.url, team=team, user=user, enterprise=ORG)

    async def known_by(self, body: dict[str, Any]) -> str | None:
        """Give the key of whom something is taken to come from."""
        office = self.running.channel.office
        caller = await office.who(Call(body, office.workspaces.client(office.workspaces.all[0])))
        return caller.person.key if caller is not None and caller.person is not None else None

    async def noted(self) -> list[tuple[str, str]]:
        async with self.running.desk.store.read() as session:
            return [(row.team, row.user) for row in await session.scalars(select(AddressRow))]


@pytest.fixture
async def county(sqlite_store: Store, library: Library, interpreter: Interpreter) -> AsyncIterator[County]:
    async with serving(sqlite_store, library, interpreter, **OAUTH) as running, aiohttp.ClientSession() as browser:
        assert 200 == (await install(running, browser, WHOLE))[0]
        yield County(running, await hire(running.desk, COUNCIL, "omar.khan", name="Omar Khan"))
        assert [] == running.slack.problems


def everything_of(sender: Sender) -> dict[str, dict[str, Any]]:
    """Give what comes from somebody by each way in."""
    return {
        "message": event_body(direct_message("help", user=sender.user, team=sender.team), team=sender.team, enterprise=ORG),
        "mention": event_body(mention("help", user=sender.user, team=sender.team), team=sender.team, enterprise=ORG),
        "command": sender.command_fields("/protocol", "help"),
        "button": sender.interaction("block_actions", channel={"id": "D0DIRECT"}, actions=[]),
        "modal": sender.interaction("view_submission", view={}) | {"team": None},
    }


@pytest.mark.parametrize("linked", [f"{ORG}:{USER}", f"{ONE}:{USER}", f"{TWO}:{USER}"])
async def test_one_person_is_found_by_every_way_in_whichever_workspace_they_come_by_and_were_linked_under(
    county: County, linked: str
) -> None:
    await county.link(linked)
    known = [await county.known_by(body) for team in (ONE, TWO) for body in everything_of(county.sender(team)).values()]

    assert ["omar.khan"] * 10 == known
    assert [(ORG, USER)] == await county.noted()


@pytest.mark.parametrize("linked", [f"{ORG}:{USER}", f"{ONE}:{USER}"])
async def test_a_message_a_nudge_and_a_press_go_to_the_same_person_and_place(county: County, linked: str) -> None:
    await county.link(linked)
    async with county.sender(TWO) as sender:
        await sender.say("my open enquiries")
        (said,) = await county.running.slack.wait("chat.postMessage")
        await county.running.channel.courier.deliver(county.officer, NUDGE)
        nudged = (await county.running.slack.wait("chat.postMessage", count=2))[-1]
        posted = {"ts": "1.1", "channel": "D0DIRECT", "text": "ENQ-1 is due today.", "blocks": []}
        await sender.press("say:1", "my open enquiries", message=posted)
        pressed = (await county.running.slack.wait("chat.postMessage", count=3))[-1]

    assert ["D0DIRECT"] * 3 == [call.args["channel"] for call in (said, nudged, pressed)]
    assert {"xoxb-org"} == {call.token for call in (said, nudged, pressed)}
    assert "directory" not in said.args["text"] + pressed.args["text"]
    assert [(ORG, USER)] == await county.noted()


async def test_somebody_who_never_wrote_is_reached_through_the_organisation(county: County) -> None:
    await county.link(f"{ONE}:{USER}")
    await county.running.channel.courier.deliver(county.officer, NUDGE)

    (opened,) = county.running.slack.called("conversations.open")
    assert ({"users": USER}, "xoxb-org") == (opened.args, opened.token)
    assert [(ORG, USER)] == await county.noted()


async def test_the_register_tells_of_the_same_address_and_tries_it_again(county: County) -> None:
    await county.link(f"{ONE}:{USER}")
    desk = county.running.desk
    keeper = await acting(desk, COUNCIL, None)
    assert keeper is not None
    await keep(desk.store, desk.now(), county.officer, Address(ORG, USER, None, "stale", "gone"))
    [way] = await ways(desk, keeper, InSlack(oauth=True), "omar")
    _, count = await retry(desk, keeper, InSlack(oauth=True), "omar.khan")

    assert (ORG, USER, "stale") == (way.team, way.user, way.state.value)
    assert 1 == count


async def test_somebody_who_is_mentioned_is_named_whichever_workspace_they_were_linked_under(county: County) -> None:
    await county.link(f"{ONE}:{USER}")
    office = county.running.channel.office
    call = Call(county.sender(TWO, "U0ANOTHER").command_fields("/protocol"), office.workspaces.client(office.workspaces.all[0]))
    caller = await caller_of(county.running.desk, office.workspaces.all[0], call)
    behind = await person_behind(county.running.desk, caller, USER)

    assert county.officer == behind


@pytest.mark.parametrize("told", ["user_team", "source_team"])
async def test_a_guest_from_another_organisation_is_nobody_of_the_directory_though_their_id_were_the_same(
    county: County, told: str
) -> None:
    await county.link(f"{ORG}:{USER}")
    body = event_body(mention("help", user=USER, team=ONE) | {told: "T0STRANGE"}, team=ONE, enterprise=ORG) | {
        "is_ext_shared_channel": True
    }
    untold = event_body(mention("help", user=USER, team="T0STRANGE"), team=ONE, enterprise=ORG) | {"is_ext_shared_channel": True}
    press = county.sender().interaction("block_actions", channel={"id": "C0GENERAL"}, actions=[])
    press["user"]["team_id"] = "T0STRANGE"

    assert [None, None, None] == [await county.known_by(its) for its in (body, untold, press)]


async def test_two_people_with_one_id_under_two_workspaces_are_nobody_until_the_organisations_own_id_says_who(county: County) -> None:
    other = await hire(county.running.desk, COUNCIL, "priya.nair", name="Priya Nair")
    await county.link(f"{ONE}:{USER}")
    async with county.running.desk.store.write() as session:
        session.add(IdentityRow(person_id=other.id, channel="slack", external_id=f"{TWO}:{USER}"))
    body = county.sender().command_fields("/protocol", "help")
    unsure = await county.known_by(body)
    async with county.running.desk.store.write() as session:
        session.add(IdentityRow(person_id=other.id, channel="slack", external_id=f"{ORG}:{USER}"))

    assert (None, "priya.nair") == (unsure, await county.known_by(body))
