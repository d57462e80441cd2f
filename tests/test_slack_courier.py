"""Nudges by Slack: they arrive, they wait where Slack asks for it, and where a way is gone that is written down and the nudge is not lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from conftest import SetClock
from folk import hire
from nudging import add, enquiry, ledger, usual_people
from pydantic import SecretStr
from slack_sdk.oauth.installation_store import Installation
from slack_server import BOT_TOKEN, TEAM, FakeSlack, Workspace
from sqlalchemy import select

from bot.casework.desk import Desk
from bot.casework.identities import Channel
from bot.casework.person import Person
from bot.channels.couriers import Couriers, OutOfServiceError
from bot.channels.previews import NOTICE
from bot.channels.slack import courier as courier_module
from bot.channels.slack import workspaces as known
from bot.channels.slack.courier import SlackCourier
from bot.channels.slack.pacing import Pacing
from bot.config import Settings
from bot.reminders.courier import NoWayError, TryLaterError
from bot.reminders.sweeper import sweep
from bot.reply import Button, Fact, Reply
from bot.store.nudges import NudgeRow
from bot.store.people import IdentityRow, PersonRow
from bot.store.platform import AddressRow, SlackWorkspaceRow, TeamChannelRow
from intents.understanding import Outcome

HERE = "southend"
MONDAY = date(2026, 11, 23)
ANN_ID, ANN_PLACE = "U0ANNDAY", "D0ANNDAY"
NUDGE = Reply(
    Outcome.ANSWER,
    "reminder",
    "ENQ-12 “Rent of 4 Mill Lane” is due on Monday 23 November 2026.",
    points=("It comes to you because Ben Day, who handles it, is away or has left.",),
    facts=(Fact("Due", "Monday 23 November 2026"),),
    buttons=(Button("Done: it is answered", "ENQ-12 has been answered"), Button("Snooze 1 day", "snooze ENQ-12 until tomorrow")),
)
TEAM_HEARS = Reply(Outcome.ANSWER, "reminder", "There is a reminder about ENQ-12.", buttons=(Button("Show it", "show ENQ-12"),))
PRIVATE = Reply(Outcome.ANSWER, "reminder", "You asked to be reminded: ring the family", buttons=(Button("Done", "done REM-9"),))


@dataclass
class Nap:
    """Sleep that costs no time: the clock goes on instead."""

    clock: SetClock
    seconds: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self.clock.go(microseconds=round(seconds * 1_000_000))


@dataclass
class Rig:
    """Slack, the register, and a courier between them."""

    slack: FakeSlack
    desk: Desk
    nap: Nap
    settings: Settings
    workspaces: known.Workspaces
    courier: SlackCourier

    async def again(self) -> SlackCourier:
        """The courier of a program that was started anew."""
        self.workspaces = known.Workspaces(self.desk, self.settings)
        await self.workspaces.load()
        await self.workspaces.learn()
        self.courier = SlackCourier(self.desk, self.workspaces, Pacing(self.desk.now, self.nap))
        return self.courier

    async def ann(self, *ids: str, **columns: Any) -> Person:  # noqa: ANN401 - any column
        person = await hire(self.desk, HERE, "ann", **columns)
        async with self.desk.store.write() as session:
            for one in ids or (f"{TEAM}:{ANN_ID}",):
                session.add(IdentityRow(person_id=person.id, channel=Channel.SLACK.value, external_id=one))
                await session.flush()
        return person

    async def address(self) -> AddressRow:
        async with self.desk.store.read() as session:
            return (await session.scalars(select(AddressRow))).one()

    @property
    def methods(self) -> list[str]:
        return [call.method for call in self.slack.called()]

    def texts(self, method: str = "chat.postMessage") -> list[str]:
        return [call.args["text"] for call in self.slack.called(method)]


@pytest.fixture
async def rig(desk: Desk, clock: SetClock) -> AsyncIterator[Rig]:
    async with FakeSlack() as slack:
        given = Settings(_env_file=None, council=HERE, slack_bot_token=SecretStr(BOT_TOKEN), slack_base_url=slack.base_url)  # type: ignore[call-arg]
        workspaces, nap = known.Workspaces(desk, given), Nap(clock)
        made = Rig(slack, desk, nap, given, workspaces, SlackCourier(desk, workspaces))
        await made.again()
        yield made
        assert [] == slack.problems


async def test_a_nudge_arrives_in_the_direct_conversation_with_its_buttons(rig: Rig) -> None:
    await rig.courier.deliver(await rig.ann(), NUDGE)

    [opened, posted] = rig.slack.called()
    assert ({"users": ANN_ID}, ANN_PLACE) == (opened.args, posted.args["channel"])
    assert NUDGE.text == posted.args["text"]
    assert [button.says for button in NUDGE.buttons] == [its["value"] for its in posted.args["blocks"][-1]["elements"]]


async def test_the_conversation_is_opened_once_and_known_after_a_restart(rig: Rig) -> None:
    ann = await rig.ann()
    await rig.courier.deliver(ann, NUDGE)

    await (await rig.again()).deliver(ann, NUDGE)

    assert ["conversations.open", "chat.postMessage", "chat.postMessage"] == rig.methods
    assert (ANN_PLACE, "ok") == ((await rig.address()).place, (await rig.address()).state)


async def test_a_workspace_that_installed_the_bot_before_a_restart_gets_its_nudges_after_it(rig: Rig) -> None:
    rig.slack.workspaces["xoxb-other"] = Workspace("T0OTHER", "xoxb-other", "U0OTHERBOT", "B0OTHER")
    rig.settings = rig.settings.model_copy(
        update={"slack_client_id": "1.2", "slack_client_secret": SecretStr("secret"), "slack_bot_token": None}
    )
    before = known.Workspaces(rig.desk, rig.settings)
    assert before.tokens is not None
    installation = Installation(
        app_id="A0CLERK",
        team_id="T0OTHER",
        user_id="U0ADMIN",
        bot_token="xoxb-other",  # noqa: S106 - no secret
        bot_id="B0OTHER",
        bot_user_id="U0OTHERBOT",
    )
    async with rig.desk.store.write() as session:
        await before.tokens.keep(session, installation)
    await before.keep(known.Workspace(None, "T0OTHER", HERE, "xoxb-other", "U0OTHERBOT", "B0OTHER"))

    await (await rig.again()).deliver(await rig.ann(f"T0OTHER:{ANN_ID}"), NUDGE)

    assert ["xoxb-other"] == [call.token for call in rig.slack.called("chat.postMessage")]


async def test_an_id_that_was_linked_without_its_workspace_is_of_the_only_one(rig: Rig) -> None:
    await rig.courier.deliver(await rig.ann(ANN_ID), NUDGE)

    assert TEAM == (await rig.address()).team


async def test_an_id_of_a_workspace_without_the_bot_is_not_taken_for_one_here(rig: Rig) -> None:
    with pytest.raises(OutOfServiceError, match="not installed in this person's workspace"):
        await rig.courier.deliver(await rig.ann(f"T0OTHER:{ANN_ID}"), NUDGE)

    assert [] == rig.methods


async def test_somebody_without_a_slack_id_has_no_way(rig: Rig) -> None:
    with pytest.raises(NoWayError, match="clerk people link"):
        await rig.courier.deliver(await hire(rig.desk, HERE, "zoe"), NUDGE)


async def test_the_notification_of_a_private_reminder_shows_nothing_of_it_and_the_message_then_shows_all(rig: Rig) -> None:
    await rig.courier.deliver(await rig.ann(), PRIVATE)

    [_, posted, updated] = rig.slack.called()
    assert NOTICE == posted.args["text"]
    assert "family" not in str(posted.args)
    assert ("chat.update", posted.answer["ts"], PRIVATE.text) == (updated.method, updated.args["ts"], updated.args["text"])


async def test_slack_is_left_alone_for_as_long_as_it_asks_and_then_the_nudge_arrives_once(rig: Rig) -> None:
    rig.slack.fault("chat.postMessage", status=429, retry_after=12)

    await rig.courier.deliver(await rig.ann(), NUDGE)

    assert [12] == [round(seconds) for seconds in rig.nap.seconds]
    assert [False, True] == [call.answer["ok"] for call in rig.slack.called("chat.postMessage")]


async def test_where_slack_asks_again_and_again_it_is_given_up_for_now(rig: Rig) -> None:
    rig.slack.fault("chat.postMessage", times=100, status=429, retry_after=2)

    with pytest.raises(TryLaterError, match="busy"):
        await rig.courier.deliver(await rig.ann(), NUDGE)

    assert 3 == len(rig.texts())


async def test_a_long_pause_is_not_sat_out_and_holds_for_everybody_in_that_workspace(rig: Rig, clock: SetClock) -> None:
    rig.slack.fault("chat.postMessage", status=429, retry_after=300)
    ann = await rig.ann()
    for _ in range(3):
        with pytest.raises(TryLaterError, match="busy"):
            await rig.courier.deliver(ann, NUDGE)

    assert ([], 1) == (rig.nap.seconds, len(rig.texts()))
    clock.go(seconds=300)
    await rig.courier.deliver(ann, NUDGE)
    assert 2 == len(rig.texts())


async def test_a_line_that_breaks_is_tried_again_and_a_server_that_stays_down_is_for_later(rig: Rig) -> None:
    ann = await rig.ann()
    rig.slack.fault("chat.postMessage", drop=True)
    await rig.courier.deliver(ann, NUDGE)
    rig.slack.fault("chat.postMessage", times=100, status=500)

    with pytest.raises(TryLaterError, match="can't be reached"):
        await rig.courier.deliver(ann, NUDGE)


async def test_slack_that_does_not_answer_is_for_later(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier_module, "_SECONDS", 0.05)
    rig.slack.fault("chat.postMessage", latency=0.5)

    with pytest.raises(TryLaterError, match="did not answer in time"):
        await rig.courier.deliver(await rig.ann(), NUDGE)


@pytest.mark.parametrize("word", ["user_not_found", "user_disabled", "channel_not_found", "is_archived", "not_in_channel"])
async def test_somebody_who_is_gone_from_slack_has_no_way_and_is_not_tried_again(rig: Rig, word: str) -> None:
    ann = await rig.ann()
    rig.slack.fault("chat.postMessage", error=word)

    with pytest.raises(NoWayError, match=word) as first:
        await rig.courier.deliver(ann, NUDGE)
    with pytest.raises(NoWayError) as second:
        await rig.courier.deliver(ann, NUDGE)

    address = await rig.address()
    assert ["conversations.open", "chat.postMessage"] == rig.methods
    assert ("stale", None, str(first.value)) == (address.state, address.place, address.why)
    assert str(first.value) == str(second.value)
    assert "ann" not in str(first.value).replace("channel", "").lower()


async def test_somebody_who_can_not_be_written_to_at_all_has_no_way(rig: Rig) -> None:
    rig.slack.fault("conversations.open", error="user_disabled")

    with pytest.raises(NoWayError, match="user_disabled"):
        await rig.courier.deliver(await rig.ann(), NUDGE)

    assert "stale" == (await rig.address()).state


async def test_a_conversation_that_was_closed_since_is_opened_again(rig: Rig) -> None:
    ann = await rig.ann()
    await rig.courier.deliver(ann, NUDGE)
    rig.slack.fault("chat.postMessage", error="channel_not_found")

    await rig.courier.deliver(ann, NUDGE)

    assert ["conversations.open", "chat.postMessage", "chat.postMessage", "conversations.open", "chat.postMessage"] == rig.methods
    assert "ok" == (await rig.address()).state


async def test_where_one_of_a_persons_accounts_is_gone_the_nudge_goes_to_the_other(rig: Rig) -> None:
    ann = await rig.ann(f"{TEAM}:{ANN_ID}", f"{TEAM}:U0ANNTWO")
    rig.slack.fault("conversations.open", error="user_disabled")

    await rig.courier.deliver(ann, NUDGE)

    assert ["D0ANNTWO"] == [call.args["channel"] for call in rig.slack.called("chat.postMessage")]


@pytest.mark.parametrize("word", ["token_revoked", "account_inactive", "invalid_auth"])
async def test_a_token_that_was_taken_back_closes_the_workspace_and_blames_nobodys_address(rig: Rig, word: str) -> None:
    ann = await rig.ann()
    rig.slack.fault("chat.postMessage", error=word)

    for _ in range(2):
        with pytest.raises(OutOfServiceError, match="Install it again"):
            await rig.courier.deliver(ann, NUDGE)
    async with rig.desk.store.read() as session:
        workspace = (await session.scalars(select(SlackWorkspaceRow))).one()

    assert ("revoked", word, "ok") == (workspace.state, workspace.why, (await rig.address()).state)
    assert 1 == len(rig.texts())


async def test_a_nudge_is_kept_while_the_token_is_revoked_and_goes_out_once_the_bot_is_installed_again(rig: Rig, clock: SetClock) -> None:
    ids = await usual_people(rig.desk.store)
    await add(rig.desk.store, enquiry(ids, MONDAY, MONDAY))
    async with rig.desk.store.write() as session:
        session.add(IdentityRow(person_id=ids["officer"], channel="slack", external_id=f"{TEAM}:{ANN_ID}"))
    rig.slack.fault("chat.postMessage", error="token_revoked")
    first = await sweep(rig.desk, Couriers(rig.desk.store, {Channel.SLACK: rig.courier}), "one")
    async with rig.desk.store.read() as session:
        why = await session.scalar(select(NudgeRow.why))

    clock.go(minutes=5)
    again = await sweep(rig.desk, Couriers(rig.desk.store, {Channel.SLACK: await rig.again()}), "one")

    assert (1, 0) == (first.postponed, first.failed)
    assert "(token_revoked)" in (why or "")
    assert (1, [("today", "sent")]) == (again.sent, await ledger(rig.desk.store))


async def test_a_message_whose_blocks_slack_will_not_have_goes_as_text(rig: Rig) -> None:
    rig.slack.fault("chat.postMessage", error="invalid_blocks")

    await rig.courier.deliver(await rig.ann(), NUDGE)

    assert [NUDGE.text, NUDGE.text] == rig.texts()
    assert [] == rig.slack.called("chat.postMessage")[-1].args["blocks"]


async def test_a_right_that_the_bot_lacks_is_nobodys_address_and_is_said(rig: Rig) -> None:
    rig.slack.fault("conversations.open", error="missing_scope")

    with pytest.raises(OutOfServiceError, match="missing_scope"):
        await rig.courier.deliver(await rig.ann(), NUDGE)


async def linked_team(rig: Rig, **columns: str) -> None:
    async with rig.desk.store.write() as session:
        given = {"council": HERE, "team": "Housing", "workspace": TEAM, "channel_id": "C0HOUSING"} | columns
        session.add(TeamChannelRow(changed_at=rig.desk.now(), **given))


async def test_the_teams_channel_is_told_without_a_name_or_a_subject(rig: Rig) -> None:
    await linked_team(rig)

    await rig.courier.deliver(await rig.ann(team="Housing"), NUDGE, TEAM_HEARS)

    [direct, team] = rig.slack.called("chat.postMessage")
    assert [ANN_PLACE, "C0HOUSING"] == [direct.args["channel"], team.args["channel"]]
    assert "There is a reminder about ENQ-12." in team.args["text"]
    assert not [detail for detail in ("Rent", "Ben", "Ann") if detail in str(team.args)]


async def test_the_bundled_morning_reaches_the_teams_channel_with_numbers_and_dates_alone(rig: Rig) -> None:
    await linked_team(rig)
    ids = await usual_people(rig.desk.store)
    await add(rig.desk.store, *(enquiry(ids, MONDAY, MONDAY, subject=about) for about in ("Rent of 4 Mill Lane", "Noise next door")))
    async with rig.desk.store.write() as session:
        (await session.get_one(PersonRow, ids["officer"])).team = "Housing"
        session.add(IdentityRow(person_id=ids["officer"], channel="slack", external_id=f"{TEAM}:{ANN_ID}"))

    await sweep(rig.desk, rig.courier, "one")

    [_, team] = rig.slack.called("chat.postMessage")
    assert "You have 2 reminders." in rig.texts("chat.update")[0]
    assert ("C0HOUSING", True) == (team.args["channel"], "There are reminders about 2 enquiries." in team.args["text"])
    assert "ENQ-1: received Monday 5 January 2026, due Monday 23 November 2026." in team.args["text"]
    assert not [detail for detail in ("Rent", "Noise") if detail in str(team.args)]


@pytest.mark.parametrize(("said", "team"), [(None, "Housing"), (TEAM_HEARS, "Parks"), (TEAM_HEARS, None)])
async def test_a_team_hears_nothing_where_there_is_nothing_for_it_and_nothing_of_other_teams(
    rig: Rig, said: Reply | None, team: str | None
) -> None:
    await linked_team(rig)

    await rig.courier.deliver(await rig.ann(team=team), NUDGE, said)

    assert [ANN_PLACE] == [call.args["channel"] for call in rig.slack.called("chat.postMessage")]


async def test_another_councils_channel_is_never_used(rig: Rig) -> None:
    await linked_team(rig, council="leeds")

    await rig.courier.deliver(await rig.ann(team="Housing"), NUDGE, TEAM_HEARS)

    assert 1 == len(rig.texts())


@pytest.mark.parametrize("word", ["is_archived", "not_in_channel", "channel_not_found"])
async def test_a_teams_channel_that_is_gone_is_noted_and_the_person_is_told_all_the_same(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    await linked_team(rig)
    ann = await rig.ann(team="Housing")
    answers = FakeSlack._does

    def refuses(slack: FakeSlack, method: str, args: dict[str, Any], token: str) -> dict[str, Any]:
        return {"ok": False, "error": word} if args.get("channel") == "C0HOUSING" else answers(slack, method, args, token)

    monkeypatch.setattr(FakeSlack, "_does", refuses)

    await rig.courier.deliver(ann, NUDGE, TEAM_HEARS)
    await rig.courier.deliver(ann, NUDGE, TEAM_HEARS)

    async with rig.desk.store.read() as session:
        row = (await session.scalars(select(TeamChannelRow))).one()
    places = [call.args["channel"] for call in rig.slack.called("chat.postMessage")]
    assert ("stale", word) == (row.state, row.why)
    assert [ANN_PLACE, "C0HOUSING", ANN_PLACE] == places


async def test_an_id_without_its_workspace_is_nobodys_where_the_council_has_two(rig: Rig) -> None:
    await rig.workspaces.keep(known.Workspace(None, "T0OTHER", HERE, "xoxb-other", "U0OTHERBOT"))

    with pytest.raises(NoWayError):
        await rig.courier.deliver(await rig.ann(ANN_ID), NUDGE)

    assert [] == rig.methods
