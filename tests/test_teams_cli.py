"""`clerk teams`: who can be reached in Teams and who can't, and trying somebody again, from the terminal."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from conftest import SetClock
from desk_terminal import HERE, DeskTerminal, failed
from teams_activities import TENANT

from bot.casework.desk import Desk
from bot.casework.person import Person
from bot.channels.teams.conversations import Conversations
from bot.channels.teams.ports import Reference, Scope
from bot.store.platform import AddressRow
from protocol_data.library import Library

GONE = "Teams says that nobody is reached in this chat any more."
ANN, BEN, CAT = (f"99999999-0000-0000-0000-00000000000{one}" for one in "abc")


class Clerk(DeskTerminal):
    """`clerk teams`, with what was done in Teams before."""

    def wrote(self, person: Person, user: str) -> None:
        """Write down that they wrote in their personal chat."""

        async def work(desk: Desk) -> None:
            chat = Reference(TENANT, "https://smba.trafficmanager.net/uk/", f"a:{user}", Scope.PERSONAL, "28:bot")
            await Conversations(desk).note(chat, user)
            async with desk.store.write() as session:
                where = {"team": TENANT, "user": user, "place": chat.conversation}
                session.add(AddressRow(person_id=person.id, channel="teams", changed_at=desk.now(), **where))

        self.at_desk(work)

    def gave_up(self, person: Person, user: str) -> None:
        """Write down that Teams took nothing in their chat any more, and that a nudge failed for it."""

        async def work(desk: Desk) -> None:
            chat = Reference(TENANT, "https://smba.trafficmanager.net/uk/", f"a:{user}", Scope.PERSONAL, "28:bot")
            await Conversations(desk).mark(chat, "stale", GONE)
            async with desk.store.write() as session:
                session.add(failed(desk, person, GONE))

        self.at_desk(work)


@pytest.fixture
def clerk(own_runner: CliRunner, clock: SetClock, sqlite_url: str, library: Library, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    monkeypatch.setenv("CLERK_COUNCIL", HERE)
    return Clerk(own_runner, "teams", sqlite_url, library, clock)


def test_everybody_is_listed_with_how_it_stands_and_why(clerk: Clerk) -> None:
    ann, ben = clerk.hire("ann", ANN), clerk.hire("ben", BEN)
    clerk.hire("cat", CAT)
    clerk.hire("dan")
    clerk.hire("gone", "29:0123456789", active=False)
    clerk.wrote(ann, ANN)
    clerk.wrote(ben, BEN)
    clerk.gave_up(ben, BEN)
    found = [(one["key"], one["tenant"], one["user"], one["state"]) for one in clerk.gives("addresses")]
    why = {one["key"]: one["why"] for one in clerk.gives("addresses")}

    assert [
        ("ann", TENANT, ANN, "ok"),
        ("ben", TENANT, BEN, "stale"),
        ("cat", None, CAT, "no chat"),
        ("dan", None, None, "not linked"),
    ] == found
    assert (None, GONE) == (why["ann"], why["ben"])
    assert "add the app in Teams" in why["cat"]
    assert "clerk people link dan --channel teams" in why["dan"]


def test_those_who_can_not_be_reached_are_listed_alone_and_all_are_searched(clerk: Clerk) -> None:
    clerk.wrote(clerk.hire("ann", ANN, team="Housing"), ANN)
    nobody_lost = clerk("addresses", "--lost")
    clerk.hire("ben", team="Parks")
    lost = [line.split("\t")[0] for line in clerk.says("addresses", "--lost").splitlines()]
    found = [[one["key"] for one in clerk.gives("addresses", word)] for word in ("housing", ANN[-4:], "not linked", "zoo")]

    assert "can be reached" in nobody_lost.stderr
    assert ["ben"] == lost
    assert [["ann"], ["ann"], ["ben"], []] == found


def test_somebody_who_was_given_up_is_tried_again_and_what_failed_goes_out_with_the_next_sweep(clerk: Clerk) -> None:
    ann = clerk.hire("ann", ANN)
    clerk.wrote(ann, ANN)
    clerk.gave_up(ann, ANN)
    before = clerk.nudges()
    said = clerk.says("retry", "ANN")
    again = clerk.says("retry", "ann")

    assert "Ann is tried again at the next sweep.\n" == said
    assert "clerk teams addresses ann" in again
    assert ([("today", "failed")], [("today", "planned")]) == (before, clerk.nudges())
    assert [("no chat", True)] == [(one["state"], GONE.rstrip(".") in one["why"]) for one in clerk.gives("addresses")]
    assert [("retried", "person", ann.id)] == clerk.audited()


def test_an_address_that_is_no_longer_linked_is_not_tried_again(clerk: Clerk) -> None:
    ann = clerk.hire("ann", ANN)
    clerk.wrote(ann, BEN)
    clerk.gave_up(ann, BEN)

    assert {"key": "ann", "retried": 0} == clerk.gives("retry", "ann")
    assert [("today", "failed")] == clerk.nudges()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("retry", "ghost"), "has the key “ghost”"),
        (("retry", "gone"), "Gone has left"),
        (("retry", "dan"), "No Teams ID is linked"),
        (("retry", "ann", "--as", "ann"), "Only Democratic Services and the Monitoring Officer"),
        (("addresses", "--as", "ann"), "Only Democratic Services and the Monitoring Officer"),
    ],
)
def test_what_can_not_be_done_is_told_with_status_2(clerk: Clerk, arguments: tuple[str, ...], says: str) -> None:
    clerk.hire("ann", ANN)
    clerk.hire("dan")
    clerk.hire("gone", BEN, active=False)

    assert says in clerk.refuses(*arguments)
    assert [] == clerk.audited()
