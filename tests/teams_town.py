"""What the tests of Teams' ways in share: a council that runs, and its register."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from conftest import SetClock
from teams_council import TeamsCouncil

from bot.casework.desk import Desk
from bot.store.database import Store
from intents.interpreter import Interpreter
from protocol_data.library import Library

OPEN = "how soon must a letter from a councillor be answered?"
PRIVATE = "how do I complain about an officer?"


@pytest.fixture
async def teams(sqlite_store: Store, library: Library, clock: SetClock, interpreter: Interpreter) -> AsyncIterator[TeamsCouncil]:
    """A council in Teams, at which Teams has found nothing wrong when the test is over."""
    async with TeamsCouncil(Desk(sqlite_store, library, clock), interpreter) as council:
        yield council
        await council.shown()

        assert [] == council.connector.problems
