"""`clerk slack`: teams' channels, who can be reached in Slack and who can't, and trying somebody again, from the terminal."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from conftest import SetClock
from desk_terminal import HERE, DeskTerminal, failed
from slack_server import TEAM

from bot.casework.desk import Desk
from bot.casework.person import Person
from bot.channels.slack.addresses import STALE, Address, keep
from bot.store.platform import SlackWorkspaceRow
from bot.store.sealing import keys_in, new_key
from protocol_data.library import Library

GONE = "Slack says that nobody is reached by the linked ID any more (user_not_found)."


class Clerk(DeskTerminal):
    """`clerk slack`, with what was done in Slack before; the bot is in one workspace."""

    def install(self, team: str, **columns: str) -> None:
        async def work(desk: Desk) -> None:
            async with desk.store.write() as session:
                session.add(SlackWorkspaceRow(team_id=team, council=HERE, bot_user_id="U0BOT", changed_at=desk.now(), **columns))

        self.at_desk(work)

    def give_up(self, person: Person, user: str) -> None:
        """Write down that Slack took nothing for an address, and that a nudge failed for it."""

        async def work(desk: Desk) -> None:
            await keep(desk.store, desk.now(), person, Address(TEAM, user, None, STALE, GONE))
            async with desk.store.write() as session:
                session.add(failed(desk, person, GONE))

        self.at_desk(work)


@pytest.fixture
def clerk(own_runner: CliRunner, clock: SetClock, sqlite_url: str, library: Library, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    monkeypatch.setenv("CLERK_COUNCIL", HERE)
    made = Clerk(own_runner, "slack", sqlite_url, library, clock)
    made.install(TEAM, name="Council")
    return made


# --- teams' channels


def test_a_teams_channel_is_linked_listed_and_taken_away(clerk: Clerk) -> None:
    clerk.hire("ann", team="Housing")
    none = clerk("channels")
    said = clerk.says("link-team", "housing", "C0HOUSING")
    lines = clerk.says("channels").splitlines()
    gone = clerk.says("unlink-team", "Housing")

    assert ("", True) == (none.stdout, "clerk slack link-team TEAM CHANNEL_ID" in none.stderr)
    assert f"Housing hears of its reminders in C0HOUSING of {TEAM}" in said
    assert "Invite the bot" in said
    assert [["Housing", "C0HOUSING", TEAM, "ok", ""]] == [line.split("\t") for line in lines]
    assert "Housing hears nothing in C0HOUSING any more" in gone
    assert [] == clerk.gives("channels")


def test_scripts_get_the_same_as_json(clerk: Clerk) -> None:
    clerk.hire("ann", team="Housing")
    wanted = {"team": "Housing", "workspace": TEAM, "channel": "C0HOUSING", "state": "ok", "why": None}

    assert wanted == clerk.gives("link-team", "Housing", "C0HOUSING", "--workspace", TEAM)
    assert [wanted] == clerk.gives("channels", "housing")
    assert [] == clerk.gives("channels", "parks")
    assert wanted == clerk.gives("unlink-team", "Housing")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("link-team", "Housing", "#housing"), "“#housing” is no channel ID"),
        (("link-team", "Parks", "C0PARKS"), "Its teams: Housing."),
        (("link-team", "Housing", "C0HOUSING", "--workspace", "T0OTHER"), "none of the council's workspaces"),
        (("link-team", "Housing", "C0HOUSING", "--as", "ann"), "Only Democratic Services and the Monitoring Officer"),
        (("link-team", "Housing", "C0HOUSING", "--as", "ghost"), "nobody with that key"),
        (("channels", "--as", "ann"), "Only Democratic Services and the Monitoring Officer"),
        (("addresses", "--as", "ann"), "Only Democratic Services and the Monitoring Officer"),
        (("retry", "ann", "--as", "ann"), "Only Democratic Services and the Monitoring Officer"),
        (("unlink-team", "Housing"), "No channel is linked to the team “Housing”"),
        (("retry", "ghost"), "has the key “ghost”"),
        (("retry", "ann"), "clerk people link ann --channel slack"),
    ],
)
def test_what_can_not_be_done_ends_with_status_2_and_says_why(clerk: Clerk, arguments: tuple[str, ...], says: str) -> None:
    clerk.hire("ann", team="Housing")

    assert says in clerk.refuses(*arguments)


# --- invitations


@pytest.fixture
def open_to_all(monkeypatch: pytest.MonkeyPatch) -> str:
    """Workspaces install the bot by OAuth; give the key under which tokens are kept."""
    key = new_key()
    for name, value in {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "a-secret", "CLERK_SECRET_KEY": key}.items():
        monkeypatch.setenv(name, value)
    return key


def test_an_invitation_is_a_link_and_what_it_is_good_for_is_said_beside_it(
    clerk: Clerk, open_to_all: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    anywhere = clerk("invite")
    monkeypatch.setenv("CLERK_PUBLIC_URL", "https://clerk.example.org/")
    known = clerk("invite", "--days", "1")
    listed = clerk.gives("invite", "--days", "1")

    assert re.fullmatch(r"https://YOUR\.ADDRESS/slack/install\?invite=[\w-]{43}\n", anywhere.stdout)
    assert "CLERK_PUBLIC_URL" in anywhere.stderr
    assert known.stdout.startswith("https://clerk.example.org/slack/install?invite=")
    assert "until Tuesday 24 November 2026 at 09:30" in known.stderr
    assert ("2026-11-24T09:30:00+00:00", True) == (listed["until"], listed["link"] != known.stdout.strip())
    assert [("invited", "workspace", None)] * 3 == clerk.audited()
    assert open_to_all not in anywhere.output + known.output


def test_who_does_not_keep_the_directory_invites_nobody(clerk: Clerk, open_to_all: str) -> None:
    clerk.hire("ann")

    assert "Only Democratic Services and the Monitoring Officer" in clerk.refuses("invite", "--as", "ann")
    assert [] == clerk.audited()
    assert open_to_all


@pytest.mark.parametrize(
    ("name", "says"), [("SLACK_CLIENT_SECRET", "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET"), ("CLERK_SECRET_KEY", "clerk slack key")]
)
def test_nobody_is_invited_to_what_can_not_be_installed(
    clerk: Clerk, open_to_all: str, monkeypatch: pytest.MonkeyPatch, name: str, says: str
) -> None:
    monkeypatch.delenv(name)

    assert says in clerk.refuses("invite")
    assert open_to_all


def test_a_key_is_made_anew_each_time_and_is_one(clerk: Clerk) -> None:
    keys = [clerk.says("key").strip() for _ in range(2)]

    assert 2 == len({*keys, *keys_in(",".join(keys))})


# --- who can be reached


def test_everybody_is_listed_with_how_it_stands_and_why(clerk: Clerk) -> None:
    clerk.hire("ann", f"{TEAM}:U0ANNDAY", "T0STRANGE:U0ANNTWO")
    ben = clerk.hire("ben", "U0BENDAY")
    clerk.hire("cat")
    clerk.hire("gone", "U0GONEDAY", active=False)
    clerk.give_up(ben, "U0BENDAY")
    found = [(one["key"], one["workspace"], one["user"], one["state"]) for one in clerk.gives("addresses")]
    why = {one["user"]: one["why"] for one in clerk.gives("addresses")}

    assert [
        ("ann", TEAM, "U0ANNDAY", "ok"),
        ("ann", "T0STRANGE", "U0ANNTWO", "no bot"),
        ("ben", TEAM, "U0BENDAY", "stale"),
        ("cat", None, None, "not linked"),
    ] == found
    assert (None, GONE) == (why["U0ANNDAY"], why["U0BENDAY"])
    assert "clerk people link cat --channel slack" in why[None]


def test_those_who_can_not_be_reached_are_listed_alone_and_all_are_searched(clerk: Clerk) -> None:
    clerk.hire("ann", f"{TEAM}:U0ANNDAY", team="Housing")
    nobody_lost = clerk("addresses", "--lost")
    clerk.hire("ben", team="Parks")
    lost = [line.split("\t")[0] for line in clerk.says("addresses", "--lost").splitlines()]
    found = [[one["key"] for one in clerk.gives("addresses", word)] for word in ("housing", "u0annday", "not linked", "zoo")]

    assert "can be reached" in nobody_lost.stderr
    assert ["ben"] == lost
    assert [["ann"], ["ann"], ["ben"], []] == found


def test_where_the_token_is_no_good_nobody_is_reached_and_slacks_word_is_told(clerk: Clerk) -> None:
    clerk.install("T0SECOND", state="revoked", why="token_revoked")
    clerk.hire("ann", "T0SECOND:U0ANNDAY")
    clerk.hire("ben", "U0BENDAY")
    found = {one["key"]: (one["state"], one["why"]) for one in clerk.gives("addresses")}

    assert ("no bot", True) == (found["ann"][0], "(token_revoked)" in found["ann"][1])
    assert ("no bot", True) == (found["ben"][0], "the council has several" in found["ben"][1])


def test_where_workspaces_install_the_bot_an_id_without_its_workspace_is_nobodys_here_as_it_is_for_reminders(
    clerk: Clerk, open_to_all: str
) -> None:
    ann, ben = clerk.hire("ann", "U0ANNDAY"), clerk.hire("ben", f"{TEAM}:U0BENDAY")
    clerk.give_up(ann, "U0ANNDAY")
    clerk.give_up(ben, "U0BENDAY")
    found = {one["key"]: (one["workspace"], one["state"], one["why"]) for one in clerk.gives("addresses")}

    assert (None, "no bot", True) == (*found["ann"][:2], "any workspace may install the bot" in found["ann"][2])
    assert (TEAM, "stale") == found["ben"][:2]
    assert [0, 1] == [clerk.gives("retry", key)["retried"] for key in ("ann", "ben")]
    assert open_to_all


def test_somebody_who_was_given_up_is_tried_again_and_what_failed_goes_out_with_the_next_sweep(clerk: Clerk) -> None:
    ann = clerk.hire("ann", "U0ANNDAY")
    clerk.give_up(ann, "U0ANNDAY")
    before = clerk.nudges()
    said = clerk.says("retry", "ANN")
    again = clerk.says("retry", "ann")

    assert "Ann is tried again at the next sweep.\n" == said
    assert "nothing was changed" in again
    assert ([("today", "failed")], [("today", "planned")]) == (before, clerk.nudges())
    assert ["ok"] == [one["state"] for one in clerk.gives("addresses")]
    assert [("retried", "person", ann.id)] == clerk.audited()


def test_an_address_that_is_no_longer_linked_is_not_tried_again(clerk: Clerk) -> None:
    ann = clerk.hire("ann", "U0ANNDAY")
    clerk.give_up(ann, "U0BEFORE")

    assert {"key": "ann", "retried": 0} == clerk.gives("retry", "ann")
    assert [("today", "failed")] == clerk.nudges()


def test_somebody_who_left_is_not_tried_again(clerk: Clerk) -> None:
    clerk.hire("ann", "U0ANNDAY", active=False)

    assert "Ann has left" in clerk.refuses("retry", "ann")
