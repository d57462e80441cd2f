"""What the tests of Slack's ways in share: a council that runs, what is asked of it, and its register."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from conftest import SetClock
from slack_council import OFFICER, SlackCouncil

from bot.casework.desk import Desk
from bot.casework.enquiry_case import NewEnquiry
from bot.casework.enquiry_lists import Which, listed
from bot.casework.enquiry_log import log
from bot.channels.slack.listeners import views
from bot.store.database import Store
from intents.interpreter import Interpreter
from protocol_data.library import Library

OPEN = "how soon must a letter from a councillor be answered?"
PRIVATE = "how do I complain about an officer?"


@pytest.fixture
async def town(
    sqlite_store: Store, library: Library, clock: SetClock, interpreter: Interpreter, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[SlackCouncil]:
    """A council in Slack, at which Slack has found nothing wrong when the test is over. A modal's result is waited for: this machine may be busy."""
    monkeypatch.setattr(views, "SECONDS", 60)
    async with SlackCouncil(Desk(sqlite_store, library, clock), interpreter) as council:
        yield council
        await council.shown()

        assert [] == council.slack.problems, council.slack.problems


async def enquiry(town: SlackCouncil, subject: str = "Street light out") -> str:
    made = await log(town.desk, town.people[OFFICER], NewEnquiry(subject, asked_by="Dana Reed"))
    return made.ref


async def subjects(town: SlackCouncil) -> list[str]:
    return [item.subject for item in (await listed(town.desk, town.people[OFFICER], Which())).items]
