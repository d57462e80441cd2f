"""A person is reached through the channels that they are linked to, one after the other, until one has a way to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner
from conftest import SetClock
from folk import hire
from nudging import add, enquiry, ledger, usual_people
from sqlalchemy import select

from bot.casework.desk import Desk
from bot.casework.errors import CaseError
from bot.casework.identities import Channel, identify, link
from bot.casework.person import Person
from bot.channels.couriers import Couriers, OutOfServiceError
from bot.cli import common
from bot.cli.main import main
from bot.reminders.courier import Copy, NoWayError, TryLaterError
from bot.reminders.sweeper import sweep
from bot.reply import Reply
from bot.store.nudges import NudgeRow
from bot.store.people import IdentityRow
from intents.understanding import Outcome

HERE = "southend"
MONDAY = date(2026, 11, 23)
NUDGE = Reply(Outcome.ANSWER, "reminder", "ENQ-1 is due.")


@dataclass
class Way:
    """A courier of one channel: it delivers, or says why not."""

    broken: Exception | None = None
    reached: list[str] = field(default_factory=list)

    async def deliver(self, recipient: Person, reply: Reply, for_team: Reply | None = None) -> tuple[Copy, ...]:  # noqa: ARG002 - a courier's signature
        assert reply.intent == "reminder"
        if self.broken is not None:
            raise self.broken
        self.reached.append(recipient.key)
        return ()


@pytest.fixture
def slack() -> Way:
    return Way()


@pytest.fixture
def teams() -> Way:
    return Way()


@pytest.fixture
def couriers(desk: Desk, slack: Way, teams: Way) -> Couriers:
    return Couriers(desk.store, {Channel.SLACK: slack, Channel.TEAMS: teams})


async def linked(desk: Desk, *channels: Channel) -> Person:
    """Somebody who is known on some channels, linked in this order."""
    person = await hire(desk, HERE, "zoe")
    async with desk.store.write() as session:
        for channel in channels:
            session.add(IdentityRow(person_id=person.id, channel=channel.value, external_id=f"ID-{channel.value}"))
            await session.flush()
    return person


@pytest.mark.parametrize("order", [(Channel.SLACK, Channel.TEAMS), (Channel.TEAMS, Channel.SLACK)])
async def test_a_nudge_goes_by_the_channel_that_was_linked_first_and_by_no_other(
    desk: Desk, couriers: Couriers, slack: Way, teams: Way, order: tuple[Channel, ...]
) -> None:
    await couriers.deliver(await linked(desk, *order), NUDGE)

    reached = {Channel.SLACK: slack.reached, Channel.TEAMS: teams.reached}
    assert [["zoe"], []] == [reached[channel] for channel in order]


async def test_a_nudge_is_offered_elsewhere_when_the_first_channel_has_no_way_any_more(
    desk: Desk, couriers: Couriers, slack: Way, teams: Way
) -> None:
    slack.broken = NoWayError("the account is closed.")

    await couriers.deliver(await linked(desk, Channel.SLACK, Channel.TEAMS), NUDGE)

    assert ["zoe"] == teams.reached


async def test_there_is_no_way_only_when_no_channel_is_left_and_each_says_why(
    desk: Desk, couriers: Couriers, slack: Way, teams: Way
) -> None:
    slack.broken, teams.broken = NoWayError("the account is closed."), NoWayError("the app was removed.")
    person = await linked(desk, Channel.SLACK, Channel.TEAMS)

    with pytest.raises(NoWayError) as caught:
        await couriers.deliver(person, NUDGE)

    assert "slack: the account is closed. teams: the app was removed." == str(caught.value)


async def test_a_channel_that_is_out_of_service_is_gone_round(desk: Desk, couriers: Couriers, slack: Way, teams: Way) -> None:
    slack.broken = OutOfServiceError("the token was taken back.")

    await couriers.deliver(await linked(desk, Channel.SLACK, Channel.TEAMS), NUDGE)

    assert ["zoe"] == teams.reached


async def test_a_nudge_is_kept_where_the_one_channel_left_is_out_of_service(desk: Desk, couriers: Couriers, slack: Way, teams: Way) -> None:
    slack.broken, teams.broken = OutOfServiceError("the token was taken back."), NoWayError("the app was removed.")
    person = await linked(desk, Channel.SLACK, Channel.TEAMS)

    with pytest.raises(TryLaterError, match=r"slack: the token was taken back\. teams: the app was removed\."):
        await couriers.deliver(person, NUDGE)


async def test_a_busy_channel_is_waited_for_and_not_gone_round(desk: Desk, couriers: Couriers, slack: Way, teams: Way) -> None:
    slack.broken = TryLaterError("busy")
    person = await linked(desk, Channel.SLACK, Channel.TEAMS)

    with pytest.raises(TryLaterError):
        await couriers.deliver(person, NUDGE)

    assert [] == teams.reached


async def test_a_nudge_waits_for_the_channel_that_is_left_where_that_one_is_busy(
    desk: Desk, couriers: Couriers, slack: Way, teams: Way
) -> None:
    slack.broken, teams.broken = NoWayError("the account is closed."), TryLaterError("busy")
    person = await linked(desk, Channel.SLACK, Channel.TEAMS)

    with pytest.raises(TryLaterError):
        await couriers.deliver(person, NUDGE)


async def test_somebody_who_is_linked_nowhere_has_no_way_and_the_text_says_what_to_do_without_their_name(
    desk: Desk, couriers: Couriers
) -> None:
    person = await linked(desk)

    with pytest.raises(NoWayError, match="clerk people link") as caught:
        await couriers.deliver(person, NUDGE)

    assert "zoe" not in str(caught.value).lower()


async def test_a_link_to_the_terminal_alone_is_no_way_to_send(desk: Desk, couriers: Couriers) -> None:
    person = await linked(desk, Channel.TERMINAL)

    with pytest.raises(NoWayError, match="terminal: does not run here"):
        await couriers.deliver(person, NUDGE)


async def test_where_nobody_can_be_reached_the_nudge_fails_visibly_and_what_is_said_names_nobody(
    desk: Desk, couriers: Couriers, clock: SetClock
) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    clock.now = datetime(2026, 11, 23, 10, tzinfo=UTC)

    result = await sweep(desk, couriers, "one")
    async with desk.store.read() as session:
        why = await session.scalar(select(NudgeRow.why))

    assert (1, [("today", "failed")]) == (result.failed, await ledger(desk.store))
    assert "No chat account is linked to this person. Link one: clerk people link KEY --channel slack --id ID." == why


async def test_a_slack_id_with_its_workspace_is_linked_and_known_and_differs_from_the_same_id_elsewhere(desk: Desk) -> None:
    keeper, ann = await hire(desk, HERE, "keeper", roles=["democratic_services"]), await hire(desk, HERE, "ann")
    bob = await hire(desk, HERE, "bob")

    await link(desk, keeper, "ann", Channel.SLACK, "T012ABCDEF:U012ABCDEF")
    await link(desk, keeper, "bob", Channel.SLACK, "T099ABCDEF:U012ABCDEF")

    async with desk.store.read() as session:
        known = [
            await identify(session, Channel.SLACK, given) for given in ("T012ABCDEF:U012ABCDEF", "T099ABCDEF:U012ABCDEF", "U012ABCDEF")
        ]
    assert [ann, bob, None] == known


@pytest.mark.parametrize(
    "given", ["T012ABCDEF", "T012ABCDEF:", ":U012ABCDEF", "T012ABCDEF:ann", "C012ABCDEF:U012ABCDEF", "T012ABCDEF U012ABCDEF"]
)
async def test_half_an_id_is_none(desk: Desk, given: str) -> None:
    keeper = await hire(desk, HERE, "keeper", roles=["democratic_services"])

    with pytest.raises(CaseError, match="T012ABCDEF:U012ABCDEF"):
        await link(desk, keeper, "keeper", Channel.SLACK, given)


def test_a_slack_id_with_its_workspace_is_linked_from_the_terminal(
    runner: CliRunner, clock: SetClock, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLERK_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CLERK_COUNCIL", HERE)
    monkeypatch.setattr(common, "system_clock", clock)
    runner.invoke(main, ["people", "add", "ann", "--name", "Ann Day", "--role", "officer"])

    done = runner.invoke(main, ["people", "link", "ann", "--channel", "slack", "--id", "T012ABCDEF:U012ABCDEF"])
    seen = runner.invoke(main, ["people", "show", "ann"])

    assert 0 == done.exit_code, done.output
    assert "T012ABCDEF:U012ABCDEF" in seen.stdout
