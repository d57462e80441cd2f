"""Who may make a monitoring officer, and unmake one: not whoever keeps the directory, once the council has one."""

from __future__ import annotations

import pytest
from folk import hire
from sqlalchemy import select

from bot.casework import people
from bot.casework.desk import Desk
from bot.casework.directory import Directory
from bot.casework.errors import CaseError, RefusedError
from bot.casework.identities import Channel, identify, link, unlink
from bot.casework.operator import operator
from bot.casework.people_file import ImportFaultsError, Line
from bot.casework.people_import import add, change, import_people
from bot.casework.people_leaving import leave, rejoin
from bot.casework.person import Person
from bot.store.nudges import AuditRow

HERE = "southend"
OFFICE = "monitoring_officer"


@pytest.fixture
async def keeper(desk: Desk) -> Person:
    return await hire(desk, HERE, "keeper", roles=["democratic_services"])


@pytest.fixture
async def overseer(desk: Desk) -> Person:
    return await hire(desk, HERE, "mo", roles=[OFFICE])


async def everybody(desk: Desk) -> Directory:
    async with desk.store.read() as session:
        return await people.directory(session, HERE)


async def audited(desk: Desk) -> list[tuple[str, int | None, int | None]]:
    async with desk.store.read() as session:
        rows = await session.scalars(select(AuditRow).where(AuditRow.what.in_(["appointed", "relieved"])).order_by(AuditRow.id))
        return [(row.what, row.actor_id, row.case_id) for row in rows]


async def test_whoever_keeps_the_directory_makes_the_first_monitoring_officer_and_no_second(desk: Desk, keeper: Person) -> None:
    first = await add(desk, keeper, {"key": "mo", "name": "Mo Field", "role": "officer", "roles": OFFICE})

    with pytest.raises(CaseError, match="only a monitoring officer gives or takes it"):
        await add(desk, keeper, {"key": "second", "name": "Sam Poe", "role": "officer", "roles": OFFICE})
    with pytest.raises(CaseError, match="only a monitoring officer gives or takes it"):
        await change(desk, keeper, "keeper", {"roles": f"democratic_services;{OFFICE}"})
    assert (first,) == (await everybody(desk)).holders(OFFICE)
    assert [("appointed", keeper.id, first.id)] == await audited(desk)


async def test_a_monitoring_officer_gives_and_takes_the_office_and_it_is_audited(desk: Desk, keeper: Person, overseer: Person) -> None:
    await change(desk, overseer, "keeper", {"roles": OFFICE})
    await change(desk, overseer, "keeper", {"roles": "democratic_services"})

    assert [("appointed", overseer.id, keeper.id), ("relieved", overseer.id, keeper.id)] == await audited(desk)


@pytest.mark.usefixtures("overseer")
async def test_nobody_else_takes_the_office_away(desk: Desk, keeper: Person) -> None:
    with pytest.raises(CaseError, match="only a monitoring officer gives or takes it"):
        await change(desk, keeper, "mo", {"roles": ""})


@pytest.mark.usefixtures("overseer")
async def test_the_person_at_the_machine_is_no_exception_once_there_is_a_monitoring_officer(desk: Desk) -> None:
    at_machine = await operator(desk, HERE)

    with pytest.raises(CaseError, match="only a monitoring officer gives or takes it"):
        await add(desk, at_machine, {"key": "x", "name": "Ex", "role": "officer", "roles": OFFICE})
    with pytest.raises(RefusedError):
        await link(desk, at_machine, "mo", Channel.SLACK, "U0MINE11")


async def test_a_monitoring_officer_of_another_council_makes_none_here(desk: Desk, overseer: Person) -> None:
    far = await hire(desk, "leeds", "far", roles=[OFFICE, "democratic_services"])
    await add(desk, far, {"key": "x", "name": "Ex", "role": "officer", "roles": OFFICE})

    assert (overseer,) == (await everybody(desk)).holders(OFFICE)


async def test_a_monitoring_officer_who_lost_the_office_meanwhile_gives_it_to_nobody(desk: Desk, overseer: Person) -> None:
    other = await hire(desk, HERE, "other", roles=[OFFICE])
    await change(desk, other, "mo", {"roles": "democratic_services"})

    with pytest.raises(CaseError, match="only a monitoring officer gives or takes it"):
        await add(desk, overseer, {"key": "x", "name": "Ex", "role": "officer", "roles": OFFICE})


@pytest.mark.usefixtures("overseer")
@pytest.mark.parametrize("dry_run", [True, False])
async def test_a_file_tells_each_line_that_would_touch_the_office_and_takes_nothing_over(
    desk: Desk,
    keeper: Person,
    dry_run: bool,  # noqa: FBT001 - a parameter
) -> None:
    lines = [
        Line("f", 2, {"key": "new", "name": "New", "role": "officer", "roles": OFFICE, "slack": "U0NEW111"}),
        Line("f", 3, {"key": "mo", "phone": "01702 111111"}),
        Line("f", 4, {"key": "keeper", "roles": f"democratic_services;{OFFICE}"}),
        Line("f", 5, {"key": "fine", "name": "Fine", "role": "officer", "slack": "U0FINE11"}),
    ]
    with pytest.raises(ImportFaultsError) as caught:
        await import_people(desk, keeper, lines, dry_run=dry_run)

    assert [(2, "roles"), (4, "roles")] == [(fault.line, fault.where) for fault in caught.value.faults]
    assert None is (await everybody(desk)).by_key("fine")


async def test_a_file_links_a_monitoring_officer_to_an_id_only_for_a_monitoring_officer(
    desk: Desk, keeper: Person, overseer: Person
) -> None:
    line = Line("f", 2, {"key": "mo", "slack": "U0MINE11", "teams": "1f0c2f4e-5b0a-4c58-9c7e-0d6a3f1b2c3d"})
    with pytest.raises(ImportFaultsError) as caught:
        await import_people(desk, keeper, [line])
    await import_people(desk, overseer, [line])
    again = await import_people(desk, keeper, [line])

    assert ["slack", "teams"] == [fault.where for fault in caught.value.faults]
    assert 1 == again.unchanged


async def test_the_ids_of_a_monitoring_officer_are_linked_and_unlinked_by_a_monitoring_officer_only(
    desk: Desk, keeper: Person, overseer: Person
) -> None:
    with pytest.raises(RefusedError, match="only a monitoring officer says by which ID"):
        await link(desk, keeper, "mo", Channel.SLACK, "U0MINE11")
    await link(desk, overseer, "mo", Channel.SLACK, "U0REAL11")
    with pytest.raises(RefusedError, match="only a monitoring officer says by which ID"):
        await unlink(desk, keeper, "mo", Channel.SLACK)
    await link(desk, keeper, "keeper", Channel.SLACK, "U0MINE11")

    async with desk.store.read() as session:
        assert overseer == await identify(session, Channel.SLACK, "U0REAL11")
        assert keeper == await identify(session, Channel.SLACK, "U0MINE11")
    assert 1 == await unlink(desk, overseer, "mo", Channel.SLACK)


async def test_an_id_is_linked_to_somebody_of_that_office_at_a_council_that_has_no_active_one(desk: Desk, keeper: Person) -> None:
    await hire(desk, HERE, "gone", roles=[OFFICE], active=False)

    assert "gone" == (await link(desk, keeper, "gone", Channel.SLACK, "U0GONE11")).key


async def test_a_monitoring_officer_leaves_by_their_own_word_or_anothers_and_then_the_next_is_named_as_at_the_first(
    desk: Desk, keeper: Person, overseer: Person
) -> None:
    with pytest.raises(RefusedError, match="only a monitoring officer notes that they have left"):
        await leave(desk, keeper, "mo")
    await leave(desk, overseer, "mo")
    following = await add(desk, keeper, {"key": "next", "name": "Next One", "role": "officer", "roles": OFFICE})
    with pytest.raises(RefusedError, match="only a monitoring officer brings them back"):
        await rejoin(desk, keeper, "mo")

    assert (following,) == (await everybody(desk)).holders(OFFICE)
    assert "mo" == (await rejoin(desk, following, "mo")).key
