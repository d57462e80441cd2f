"""The database: both kinds, brought up to date at the start, whole transactions, plain words when something is wrong."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from conftest import SetClock
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError

from bot.store.base import Table
from bot.store.cases import EnquiryEventRow
from bot.store.database import Store, StoreError, open_store
from bot.store.migrations import config, migrate, newest
from bot.store.people import IdentityRow, PersonRow
from bot.store.plain import plain_words
from bot.store.sqlite import connect


def somebody(clock: SetClock, key: str = "a.shah") -> PersonRow:
    return PersonRow(council="c", key=key, name="A. Shah", reader="member", roles=[], opted_out=[], changed_at=clock())


async def test_the_migrations_make_exactly_the_tables_that_the_code_uses(store: Store) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), Table.metadata))

    async with store.engine.connect() as connection:
        assert [] == await connection.run_sync(differences)


def test_versions_lead_forward_only() -> None:
    versions = list(ScriptDirectory.from_config(config()).walk_revisions())

    assert [] == [version.revision for version in versions if hasattr(version.module, "downgrade")]
    assert newest() == versions[0].revision


async def test_migrating_twice_and_at_once_does_no_harm(sqlite_url: str, tmp_path: Path) -> None:
    new = f"sqlite:///{tmp_path / 'new' / 'clerk.db'}"
    stores = [open_store(new) for _ in range(3)]

    results = await asyncio.gather(*(migrate(store) for store in stores))
    again = open_store(sqlite_url)

    assert [None] == [before for before, _ in results if before is None]
    assert newest() == (await migrate(again))[0]
    for store in [*stores, again]:
        await store.close()


async def test_what_was_committed_is_read_and_what_failed_half_way_is_not(store: Store, clock: SetClock) -> None:
    async with store.write() as session:
        session.add(somebody(clock))
    with pytest.raises(RuntimeError):
        async with store.write() as session:
            session.add(somebody(clock, "b.jones"))
            await session.flush()
            raise RuntimeError
    async with store.read() as session:
        keys = list(await session.scalars(select(PersonRow.key)))

    assert ["a.shah"] == keys


async def test_a_row_that_points_to_nobody_is_refused(store: Store) -> None:
    with pytest.raises(IntegrityError):
        async with store.write() as session:
            session.add(IdentityRow(person_id=99, channel="slack", external_id="U1"))


async def test_a_time_comes_back_as_the_same_moment_in_utc(store: Store) -> None:
    summer = datetime.fromisoformat("2026-06-01T09:00:00+01:00")
    async with store.write() as session:
        person = somebody(SetClock(summer))
        session.add(person)
    async with store.read() as session:
        read = (await session.scalars(select(PersonRow.changed_at))).one()

    assert datetime(2026, 6, 1, 8, tzinfo=UTC) == read
    assert UTC == read.tzinfo


async def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match="without a timezone"):
        async with store.write() as session:
            session.add(somebody(SetClock(datetime(2026, 6, 1, 9))))  # noqa: DTZ001 - the fault that is tested


async def test_two_who_read_and_then_write_at_once_both_succeed(sqlite_store: Store, clock: SetClock) -> None:
    async def add(key: str) -> None:
        async with sqlite_store.write() as session:
            await session.scalars(select(PersonRow))
            session.add(somebody(clock, key))

    await asyncio.gather(*(add(f"p{number}") for number in range(8)))
    async with sqlite_store.read() as session:
        count = len(list(await session.scalars(select(PersonRow.id))))

    assert 8 == count


async def test_a_locked_database_is_told_in_plain_words(sqlite_url: str, clock: SetClock) -> None:
    holder, waiter = open_store(sqlite_url), open_store(sqlite_url)
    async with holder.write() as held, waiter.engine.connect() as connection:
        await held.execute(text("SELECT 1"))
        await connection.exec_driver_sql("PRAGMA busy_timeout=50")
    async with holder.write() as held:
        await held.execute(text("SELECT 1"))
        with pytest.raises(StoreError, match=r"busy .* Nothing was changed; try again"):
            async with waiter.write() as session:
                session.add(somebody(clock))
    await holder.close()
    await waiter.close()


async def test_a_full_disk_is_told_in_plain_words_and_nothing_is_half_written(sqlite_url: str, clock: SetClock) -> None:
    store = open_store(sqlite_url)
    async with store.engine.connect() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreError, match=r"full\. Nothing was changed; make room"):
        async with store.write() as session:
            session.add_all(somebody(clock, f"person-{number}-{'x' * 500}") for number in range(200))
    async with store.read() as session:
        left = list(await session.scalars(select(PersonRow.id)))
    await store.close()

    assert [] == left


async def test_a_database_of_a_newer_program_is_left_alone(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    async with store.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num='9999'"))

    with pytest.raises(StoreError, match="run the newer program"):
        await migrate(store)
    await store.close()


@pytest.mark.parametrize("spoils", ["DROP TABLE enquiry_events", "ALTER TABLE enquiry_events RENAME COLUMN reason TO why"])
async def test_a_database_without_its_tables_or_columns_says_to_migrate(store: Store, spoils: str) -> None:
    async with store.write() as session:
        await session.execute(text(spoils))

    with pytest.raises(StoreError, match=r"lacks a table or column .*clerk migrate"):
        async with store.read() as session:
            await session.scalars(select(EnquiryEventRow))


async def test_an_up_to_date_database_is_opened_while_somebody_else_writes(store: Store) -> None:
    other = open_store(store.engine.url.render_as_string(hide_password=False))
    async with store.write() as held:
        await held.execute(text("SELECT pg_advisory_xact_lock(7402113)" if not store.is_sqlite else "SELECT 1"))
        async with asyncio.timeout(2):
            found = await migrate(other)
    await other.close()

    assert (newest(), newest()) == found


def driver_error(code: int | None = None, state: str | None = None) -> Exception:
    class TroubleError(Exception):
        sqlite_errorcode, sqlstate = code, state

    return OperationalError("SELECT 1", {}, TroubleError("secret"))


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (driver_error(sqlite3.SQLITE_BUSY_SNAPSHOT), "busy with another"),
        (driver_error(sqlite3.SQLITE_READONLY_DBMOVED), "can't be opened for writing"),
        (driver_error(sqlite3.SQLITE_IOERR_READ), "can't be read or written"),
        (sqlite3.OperationalError("disk I/O error"), "didn't do what was asked"),
        (driver_error(state="40P01"), "busy with another"),
        (driver_error(state="53100"), "is full"),
        (driver_error(state="57P01"), "can't be reached"),
        (driver_error(), "can't be reached"),
        (driver_error(state="22003"), r"didn't do what was asked of it \(TroubleError 22003\)"),
        (NoConnectionFreeError("no room"), "busy with another"),
    ],
)
def test_whatever_goes_wrong_in_a_database_is_told_in_plain_words(error: Exception, says: str) -> None:
    told = plain_words(error) or ""

    assert re.search(says, told)
    assert "Nothing was changed" in told
    assert "secret" not in told


async def test_a_file_that_is_no_database_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear councillor, " * 300)
    store = open_store(f"sqlite:///{tmp_path / 'letter.db'}")

    with pytest.raises(StoreError, match="no database"):
        await migrate(store)
    await store.close()


@pytest.mark.parametrize("url", ["", "nonsense", "mysql+nothing://u:secret@h/d"])
def test_a_url_that_is_none_is_refused_without_repeating_its_password(url: str) -> None:
    with pytest.raises(StoreError, match="postgresql://user:password@host/name") as caught:
        open_store(url)

    assert "secret" not in str(caught.value)


async def test_a_server_that_does_not_answer_is_told_in_plain_words() -> None:
    store = open_store("postgresql://clerk@127.0.0.1:1/none?connect_timeout=2")

    with pytest.raises(StoreError, match="can't be reached"):
        await migrate(store)
    await store.close()


async def test_a_connection_that_is_stopped_while_it_is_being_closed_ends(tmp_path: Path) -> None:
    connection = await connect(tmp_path / "its.db")

    closing = asyncio.create_task(connection.close())
    await asyncio.sleep(0)
    connection.stop()
    async with asyncio.timeout(10):
        await closing

    assert closing.done()
