"""Teams' channels in Slack: linked by those who keep the directory, to a team there is and a workspace that has the bot; good again once linked again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from conftest import SetClock
from folk import hire
from pydantic import SecretStr
from slack_server import BOT_TOKEN, TEAM, FakeSlack
from sqlalchemy import select

from bot.casework.desk import Desk
from bot.casework.errors import CaseError, RefusedError
from bot.casework.person import Person
from bot.channels.slack.courier import SlackCourier
from bot.channels.slack.teams import TeamChannel, link, linked, unlink
from bot.channels.slack.workspaces import State, Workspaces
from bot.config import Settings
from bot.reply import Button, Reply
from bot.store.nudges import AuditRow
from bot.store.people import IdentityRow, PersonRow
from bot.store.platform import SlackWorkspaceRow, TeamChannelRow
from intents.understanding import Outcome

HERE = "county"
CHANNEL = "C0HOUSING"
NUDGE = Reply(
    Outcome.ANSWER, "reminder", "ENQ-12 is due on Monday 23 November 2026.", buttons=(Button("Done", "ENQ-12 has been answered"),)
)

TOLD = Reply(Outcome.ANSWER, "reminder", "There is a reminder about ENQ-12.")


@dataclass
class Hall:
    """A council whose bot is in one workspace, who keeps its directory, and somebody of a team."""

    desk: Desk
    keeper: Person
    ann: Person

    async def link(self, team: str = "Housing", channel: str = CHANNEL, workspace: str | None = None) -> TeamChannel:
        return await link(self.desk, self.keeper, team, channel, workspace)

    async def refused(self, **given: str) -> str:
        with pytest.raises(CaseError) as refused:
            await self.link(**given)
        assert [] == await self.all()
        return str(refused.value)

    async def all(self) -> list[TeamChannel]:
        return await linked(self.desk, self.keeper)

    async def install(self, team: str, council: str = HERE, **columns: Any) -> None:  # noqa: ANN401 - any column
        async with self.desk.store.write() as session:
            row = {"team_id": team, "council": council, "bot_user_id": "U0BOT", "changed_at": self.desk.now()} | columns
            session.add(SlackWorkspaceRow(**row))

    async def spoil(self) -> None:
        async with self.desk.store.write() as session:
            row = (await session.scalars(select(TeamChannelRow))).one()
            row.state, row.why = "stale", "is_archived"

    async def audited(self) -> list[tuple[str, str, int | None, dict[str, Any]]]:
        async with self.desk.store.read() as session:
            rows = await session.scalars(select(AuditRow).order_by(AuditRow.id))
            return [(row.what, row.case_kind, row.actor_id, row.details) for row in rows]


@pytest.fixture
async def hall(desk: Desk) -> Hall:
    keeper = await hire(desk, HERE, "keeper", roles=["democratic_services"])
    made = Hall(desk, keeper, await hire(desk, HERE, "ann", team="Housing"))
    await made.install(TEAM, name="Council")
    return made


async def test_a_team_is_linked_in_the_only_workspace_as_the_directory_writes_it(hall: Hall) -> None:
    made = await hall.link(" housing ")

    assert TeamChannel("Housing", TEAM, CHANNEL, "ok", None) == made
    assert [made] == await hall.all()
    assert [("linked", "team_channel", hall.keeper.id, {"workspace": TEAM, "channel": CHANNEL})] == await hall.audited()


async def test_linked_again_to_another_channel_it_is_changed_and_to_the_same_nothing_is(hall: Hall) -> None:
    for channel in (CHANNEL, CHANNEL, "G0PRIVATE"):
        await hall.link(channel=channel)

    assert ["G0PRIVATE"] == [its.channel for its in await hall.all()]
    assert [CHANNEL, "G0PRIVATE"] == [details["channel"] for _, _, _, details in await hall.audited()]


async def test_a_channel_that_was_given_up_is_good_again_once_it_is_linked_again(hall: Hall) -> None:
    await hall.link()
    await hall.spoil()
    before = await hall.all()
    await hall.link()

    assert [("stale", "is_archived")] == [(its.state, its.why) for its in before]
    assert [("ok", None)] == [(its.state, its.why) for its in await hall.all()]
    assert 2 == len(await hall.audited())


@pytest.mark.parametrize("channel", ["#housing", "housing", "D0DIRECT", "U0SOMEBODY", "c0housing", "C1", "", "C0HOUSING; C0OTHER"])
async def test_what_is_no_channels_id_is_refused(hall: Hall, channel: str) -> None:
    assert "begins with C or G" in await hall.refused(channel=channel)


async def test_a_team_that_nobody_is_in_is_refused_and_the_teams_there_are_are_named(hall: Hall) -> None:
    await hire(hall.desk, HERE, "gone", team="Bygone", active=False)
    told = [await hall.refused(team=team) for team in ("Houses", "Bygone", "")]

    assert all("Its teams: Housing." in its for its in told)


async def test_teams_that_differ_in_case_alone_have_to_be_written_exactly(hall: Hall) -> None:
    await hire(hall.desk, HERE, "bob", team="HOUSING")
    told = await hall.refused(team="hOUSING")
    made = await hall.link("Housing")

    assert "written exactly so" in told
    assert "HOUSING, Housing" in told
    assert "Housing" == made.team


@pytest.mark.parametrize(
    ("workspace", "says"),
    [
        ("Council", "no workspace ID"),
        ("T0STRANGE", f"{TEAM} (Council)"),
        ("T0REMOVED", f"{TEAM} (Council)"),
        ("T0OTHERS", f"{TEAM} (Council)"),
    ],
)
async def test_a_workspace_without_the_bot_or_of_another_council_is_refused(hall: Hall, workspace: str, says: str) -> None:
    await hall.install("T0REMOVED", state=State.REMOVED.value)
    await hall.install("T0OTHERS", "elsewhere")

    assert says in await hall.refused(workspace=workspace)


async def test_where_the_council_has_two_workspaces_it_has_to_be_said_which(hall: Hall) -> None:
    await hall.install("T0SECOND")
    told = await hall.refused()
    made = await hall.link(workspace="T0SECOND")

    assert f"--workspace with one of {TEAM} (Council), T0SECOND." in told
    assert "T0SECOND" == made.workspace


async def test_an_organisation_that_has_the_bot_is_named_by_its_own_id(hall: Hall) -> None:
    await hall.install("", enterprise_id="E0COUNTY")

    assert "E0COUNTY" == (await hall.link(workspace="E0COUNTY")).workspace


async def test_before_the_bot_is_in_any_workspace_it_is_said_what_to_do_first(desk: Desk) -> None:
    keeper = await hire(desk, HERE, "keeper", roles=["democratic_services"], team="Services")

    with pytest.raises(CaseError, match="start clerk serve once"):
        await link(desk, keeper, "Services", CHANNEL)


async def test_a_link_is_taken_away_even_where_nobody_is_in_the_team_any_more(hall: Hall) -> None:
    await hall.link()
    async with hall.desk.store.write() as session:
        await session.delete(await session.get_one(PersonRow, hall.ann.id))
    gone = await unlink(hall.desk, hall.keeper, "HOUSING")

    assert ("Housing", CHANNEL) == (gone.team, gone.channel)
    assert [] == await hall.all()
    assert ["linked", "unlinked"] == [what for what, *_ in await hall.audited()]
    with pytest.raises(CaseError, match="Teams with a channel: none"):
        await unlink(hall.desk, hall.keeper, "Housing")


@pytest.mark.parametrize("roles", [[], ["chief_officer"]])
async def test_whoever_does_not_keep_the_directory_neither_sees_nor_changes_it(hall: Hall, roles: list[str]) -> None:
    await hall.link()
    other = await hire(hall.desk, HERE, "other", roles=roles)
    for asked in (linked(hall.desk, other), link(hall.desk, other, "Housing", "C0MINE1"), unlink(hall.desk, other, "Housing")):
        with pytest.raises(RefusedError, match="keep the directory"):
            await asked

    assert [CHANNEL] == [its.channel for its in await hall.all()]


async def test_another_councils_links_are_neither_seen_nor_taken_away(hall: Hall) -> None:
    await hall.link()
    elsewhere = await hire(hall.desk, "elsewhere", "keeper", roles=["democratic_services"])

    assert [] == await linked(hall.desk, elsewhere)
    with pytest.raises(CaseError, match="No channel is linked"):
        await unlink(hall.desk, elsewhere, "Housing")


async def test_they_are_searched_by_anything_that_is_shown(hall: Hall) -> None:
    await hire(hall.desk, HERE, "bob", team="Parks")
    await hall.link()
    await hall.link("Parks", "C0GREEN1")
    await hall.link("Parks", "C0GREEN2")
    found = [[its.team for its in await linked(hall.desk, hall.keeper, word)] for word in ("", "park", "c0housing", "stale")]

    assert [["Housing", "Parks"], ["Parks"], ["Housing"], []] == found


# --- with Slack behind it


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as made:
        yield made


async def test_a_linked_team_hears_of_a_reminder_and_does_again_after_the_channel_was_archived_and_linked_anew(
    hall: Hall, slack: FakeSlack, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(_env_file=None, council=HERE, slack_bot_token=SecretStr(BOT_TOKEN), slack_base_url=slack.base_url)  # type: ignore[call-arg]
    workspaces = Workspaces(hall.desk, settings)
    await workspaces.learn()
    async with hall.desk.store.write() as session:
        session.add(IdentityRow(person_id=hall.ann.id, channel="slack", external_id=f"{TEAM}:U0ANNDAY"))
    answers, archived = FakeSlack._does, False

    def does(its: FakeSlack, method: str, args: dict[str, Any], token: str) -> dict[str, Any]:
        refuses = archived and args.get("channel") == CHANNEL
        return {"ok": False, "error": "is_archived"} if refuses else answers(its, method, args, token)

    async def heard() -> int:
        """Deliver a nudge to the person; tell how many the channel has heard of by now."""
        await courier.deliver(hall.ann, NUDGE, TOLD)
        clock.go(minutes=1)
        return sum(call.args["channel"] == CHANNEL and call.answer["ok"] for call in slack.called("chat.postMessage"))

    monkeypatch.setattr(FakeSlack, "_does", does)
    courier = SlackCourier(hall.desk, workspaces)
    await hall.link()
    first = await heard()
    archived = True
    meanwhile = await heard()
    archived = False
    not_yet = await heard()
    await hall.link()

    assert (1, 1, 1, 2) == (first, meanwhile, not_yet, await heard())
