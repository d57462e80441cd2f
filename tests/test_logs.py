"""Nothing of what people write, nor who they are, reaches the log: at any level, from any library, and whatever fails."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Iterator
from datetime import date

import pytest
from conftest import SetClock
from folk import elect, hire
from nudging import Postbox
from sqlalchemy.exc import IntegrityError

from bot import logs
from bot.casework.desk import Desk
from bot.casework.enquiry_case import NewEnquiry
from bot.casework.enquiry_log import log as log_enquiry
from bot.casework.person import Person
from bot.reminders import sweeper, wording
from bot.reminders.courier import Copy
from bot.reminders.scheduler import make_scheduler, stop
from bot.reminders.sweeper import sweep
from bot.reply import Reply
from bot.store.database import open_store
from bot.store.people import PersonRow

SECRETS = ("Zebedee", "Quux", "zq@example.org", "leaking roof")
MONDAY = date(2026, 11, 23)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the log says at the level that says most."""
    stream, root = io.StringIO(), logging.getLogger()
    made, levels = logs.handler(stream), {name: logging.getLogger(name).level for name in ("", *logs._OURS, "sqlalchemy")}
    root.addHandler(made)
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(made)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def told(written: io.StringIO) -> list[str]:
    return [secret for secret in SECRETS if secret in written.getvalue()]


class Quoting(Postbox):
    """A channel that fails and quotes what it was given."""

    async def deliver(self, recipient: Person, reply: Reply, for_team: Reply | None = None) -> tuple[Copy, ...]:  # noqa: ARG002 - a courier's signature
        raise RuntimeError(f"could not post {reply.headline!r} to {recipient.name}")


async def open_case(desk: Desk) -> Person:
    member = await elect(desk, "southend", "zq", name="Zebedee Quux", email="zq@example.org")
    officer = await hire(desk, "southend", "officer")
    await log_enquiry(desk, member, NewEnquiry("A leaking roof", officer="officer"))
    return officer


async def test_a_register_that_is_worked_with_writes_no_value_into_the_log_at_any_level(desk: Desk, written: io.StringIO) -> None:
    await open_case(desk)
    store = open_store(desk.store.engine.url.render_as_string(hide_password=False))  # its connections are made while the log listens
    again = Desk(store, desk.library, desk.clock)
    await elect(again, "southend", "other", name="Zebedee Quux the Younger")
    box = Postbox()
    await sweep(again, box, "one")
    await store.close()

    assert ["officer"] == box.recipients
    assert "DEBUG aiosqlite" in written.getvalue() or not store.is_sqlite  # the file's driver tells of each statement
    assert [] == told(written)


async def test_a_channel_that_fails_is_logged_by_kind_and_place(desk: Desk, written: io.StringIO) -> None:
    await open_case(desk)
    await sweep(desk, Quoting(), "one")

    assert "ERROR bot.reminders.sweeper: a delivery failed in an unexpected way: RuntimeError < tests/test_logs.py:" in written.getvalue()
    assert [] == told(written)


@pytest.mark.parametrize("broken", [(sweeper, "nudges_due"), (wording, "compose")])
async def test_a_case_that_can_not_be_worked_out_or_put_into_words_is_logged_by_kind_and_place(
    desk: Desk, written: io.StringIO, monkeypatch: pytest.MonkeyPatch, broken: tuple[object, str]
) -> None:
    await open_case(desk)

    def fail(*_given: object) -> None:
        raise ValueError("A leaking roof, asks Zebedee Quux")

    monkeypatch.setattr(*broken, fail)
    await sweep(desk, Postbox(), "one")

    assert "ValueError < tests/test_logs.py:" in written.getvalue()
    assert [] == told(written)


async def test_a_sweep_that_fails_altogether_is_logged_by_kind_and_place(
    desk: Desk, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_given: object) -> None:
        raise KeyError("Zebedee Quux")

    monkeypatch.setattr("bot.reminders.scheduler.sweep", fail)
    scheduler = make_scheduler(desk, Postbox())
    scheduler.start()
    await asyncio.sleep(0.1)
    await stop(scheduler)

    assert "KeyError < tests/test_logs.py:" in written.getvalue()
    assert [] == told(written)


async def test_an_error_of_the_database_quotes_no_value_and_is_logged_without_its_words(
    desk: Desk, clock: SetClock, written: io.StringIO
) -> None:
    await open_case(desk)
    with pytest.raises(IntegrityError) as refused:
        async with desk.store.write() as session:
            session.add(
                PersonRow(
                    council="southend",
                    key="zq",
                    name="Zebedee Quux",
                    reader="member",
                    roles=[],
                    opted_out=[],
                    active=True,
                    changed_at=clock(),
                )
            )
    logging.getLogger("bot").error("failed", exc_info=refused.value)

    assert "Quux" not in str(refused.value)
    assert "IntegrityError" in written.getvalue()
    assert "(council, key)" not in written.getvalue()
    assert [] == told(written)


def test_what_caused_an_error_is_named_and_not_quoted() -> None:
    def fail() -> None:
        try:
            dict[str, int]()["Zebedee"]
        except KeyError as error:
            raise ValueError("Quux") from error

    with pytest.raises(ValueError, match="Quux") as failed:
        fail()
    says = logs.where(failed.value)

    assert says.startswith("ValueError < tests/test_logs.py:")
    assert ", from KeyError < tests/test_logs.py:" in says
    assert not any(secret in says for secret in SECRETS)


@pytest.mark.parametrize("name", ["asyncio", "apscheduler.executors.default", "slack_bolt", "bot.slack.library"])
def test_of_another_librarys_line_only_the_fixed_words_are_logged(name: str, written: io.StringIO) -> None:
    library = logging.getLogger(name)
    library.error("the request of %s failed", "Zebedee")
    library.error(f"the request of {'Quux'} failed")  # as some libraries write them

    assert [f"ERROR {name}: the request of %s failed (test_logs.py:", f"ERROR {name}: its words are left out (test_logs.py:"] == [
        f"{line.split('.py:')[0]}.py:" for line in written.getvalue().splitlines()
    ]


def test_our_own_lines_are_logged_as_they_are_and_a_trace_that_another_handler_kept_is_not(written: io.StringIO) -> None:
    record = logging.LogRecord("bot.x", logging.INFO, __file__, 1, "sweep: %s", ("2 sent",), None)
    record.exc_text = "Traceback: Zebedee"
    logging.getLogger("bot.x").handle(record)

    assert "INFO bot.x: sweep: 2 sent\n" == written.getvalue()


@pytest.mark.parametrize("level", ["DEBUG", "ERROR"])
def test_the_setting_is_for_our_own_lines_and_other_libraries_tell_only_warnings(monkeypatch: pytest.MonkeyPatch, level: str) -> None:
    given: dict[str, object] = {}
    monkeypatch.setattr(logging, "basicConfig", lambda **options: given.update(options))
    monkeypatch.setattr(logging, "raiseExceptions", True)
    before = {name: logging.getLogger(name).level for name in logs._OURS}
    try:
        logs.set_up(level)
        found = {logging.getLogger(name).level for name in logs._OURS}
    finally:
        for name, was in before.items():
            logging.getLogger(name).setLevel(was)

    assert {logging.getLevelNamesMapping()[level]} == found
    assert max(logging.WARNING, logging.getLevelNamesMapping()[level]) == given["level"]
    assert not logging.raiseExceptions
