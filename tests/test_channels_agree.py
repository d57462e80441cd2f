"""The same conversation gives the same answers, facts and clauses in Slack, in Teams and in the terminal."""

from __future__ import annotations

import html
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from conftest import SetClock
from folk import elect, hire
from slack_council import OFFICER as IN_SLACK
from slack_council import SlackCouncil
from teams_council import OFFICER as IN_TEAMS
from teams_council import TeamsCouncil, text_of

from bot.assistant import Assistant
from bot.casework.desk import Desk
from bot.message import Message
from bot.store.database import Store, open_store
from intents.interpreter import Interpreter
from protocol_data.library import Library

SCRIPT = (
    "how soon must a letter from a councillor be answered?",
    "why?",
    "and for members?",
    "can I be told to change my report?",
    "what does 9.1.5 say?",
    "log an enquiry about the pier lights",
    "Dana Reed",
    "my open enquiries",
    "show ENQ-1",
    "what is overdue?",
    "acknowledge ENQ-1",
    "extend ENQ-1",
    "cancel",
    "I want to complain about a councillor",
    "cancel",
    "are we in the pre-election period?",
    "when is the next election?",
    "who will win the match on saturday?",
    "remind me on Thursday about the report",
    "my reminders",
    "help",
)
COUNCILS = ("county", "district", "exeter", "leeds", "southend")


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.fixture
async def stores(empty_sqlite: Path, tmp_path: Path) -> AsyncIterator[list[Store]]:
    """Three registers, one for each way of talking."""
    made: list[Store] = []
    for name in ("terminal", "slack", "teams"):
        file = tmp_path / f"{name}.db"
        shutil.copy(empty_sqlite, file)
        made.append(open_store(f"sqlite:///{file}"))
    yield made
    for store in made:
        await store.close()


async def in_terminal(desk: Desk, interpreter: Interpreter, council: str) -> list[str]:
    await elect(desk, council, "dana.reed", name="Dana Reed", ward="Mill")
    officer = await hire(desk, council, "omar.khan", name="Omar Khan", phone="01632 960001")
    assistant = Assistant(desk.library, interpreter, desk)
    return [(await assistant.reply(Message(said, council, officer.reader, desk.now(), "terminal", officer))).text for said in SCRIPT]


async def in_slack(desk: Desk, interpreter: Interpreter, council: str) -> list[str]:
    said: list[str] = []
    async with SlackCouncil(desk, interpreter, council) as town:
        sender = await town.as_(IN_SLACK)
        for text in SCRIPT:
            await sender.say(text)
            last = (await town.shown("chat.postMessage", "chat.update"))[-1]
            said.append(html.unescape(str(last.args["text"])))
    return said


async def in_teams(desk: Desk, interpreter: Interpreter, council: str) -> list[str]:
    said: list[str] = []
    async with TeamsCouncil(desk, interpreter, council) as town:
        for text in SCRIPT:
            await town.say(IN_TEAMS, text)
            said.append(text_of(await town.last()))
    return said


@pytest.mark.parametrize("council", COUNCILS)
async def test_a_conversation_says_the_same_everywhere(
    stores: list[Store], library: Library, clock: SetClock, interpreter: Interpreter, council: str
) -> None:
    terminal, slack, teams = (Desk(store, library, clock) for store in stores)

    expected = await in_terminal(terminal, interpreter, council)
    slack_said = await in_slack(slack, interpreter, council)
    teams_said = await in_teams(teams, interpreter, council)

    for said, own, by_slack, by_teams in zip(SCRIPT, expected, slack_said, teams_said, strict=True):
        assert (said, lines(own)) == (said, lines(by_slack))
        assert (said, lines(own)) == (said, lines(by_teams))
