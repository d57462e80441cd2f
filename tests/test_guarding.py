"""Whoever keeps the directory reads no confidential record by linking an ID of their own to somebody who does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from folk import elect, hire

from bot.casework import complaint_records as records
from bot.casework.complaint_making import make
from bot.casework.complaint_record import NewComplaint
from bot.casework.desk import Desk
from bot.casework.errors import RefusedError
from bot.casework.identities import Channel, link, unlink
from bot.casework.people_file import ImportFaultsError, Line
from bot.casework.people_import import change, import_people
from bot.casework.person import Person
from bot.casework.routes import NumberedStep, Route
from protocol_data.procedures import About

HERE = "leeds"
STEP = NumberedStep(1, "the director", ("director",), "raise it there", "4.1")
COMPLAINT = NewComplaint(About.OFFICER, Route(None, (STEP,), None, ("4.1",), "Monitoring Officer", None))


@pytest.fixture
async def overseer(desk: Desk) -> Person:
    return await hire(desk, HERE, "overseer", roles=["monitoring_officer"])


@pytest.fixture
async def keeper(desk: Desk) -> Person:
    return await hire(desk, HERE, "keeper", roles=["democratic_services"])


@pytest.fixture
async def member(desk: Desk, overseer: Person) -> Person:
    """Complains; the director handles it. Another member has nothing to do with it."""
    await hire(desk, HERE, "director", roles=["director"])
    await elect(desk, HERE, "other")
    who = await elect(desk, HERE, "shah", name="A. Shah")
    await link(desk, overseer, "shah", Channel.SLACK, "U0SHAH11")
    await make(desk, who, COMPLAINT)
    return who


@pytest.mark.parametrize("key", ["shah", "director"])
@pytest.mark.usefixtures("member")
async def test_only_a_monitoring_officer_links_and_unlinks_whoever_is_party_to_a_record(
    desk: Desk, keeper: Person, overseer: Person, key: str
) -> None:
    said = []
    for refused in (link(desk, keeper, key, Channel.SLACK, "U0MINE11"), unlink(desk, keeper, key, Channel.SLACK)):
        with pytest.raises(RefusedError, match="said by a monitoring officer only") as told:
            await refused
        said.append(str(told.value))
    await link(desk, keeper, "other", Channel.SLACK, "U0MINE11")

    assert not any(word in text for text in said for word in ("record", "complain", "CMP"))
    assert key == (await link(desk, overseer, key, Channel.SLACK, "U0REAL11")).key


@pytest.mark.usefixtures("member")
async def test_a_file_and_a_change_by_hand_link_them_no_more_than_that(desk: Desk, keeper: Person, overseer: Person) -> None:
    lines = [Line("f", 2, {"key": "director", "slack": "U0MINE11"}), Line("f", 3, {"key": "other", "slack": "U0OTHER1"})]
    with pytest.raises(ImportFaultsError) as caught:
        await import_people(desk, keeper, lines)
    with pytest.raises(Exception, match="a monitoring officer only"):
        await change(desk, keeper, "shah", {"teams": "1f0c2f4e-5b0a-4c58-9c7e-0d6a3f1b2c3d"})
    await change(desk, keeper, "shah", {"phone": "01532 111111"})
    await import_people(desk, overseer, lines)

    assert [(2, "slack")] == [(fault.line, fault.where) for fault in caught.value.faults]
    assert 2 == (await import_people(desk, keeper, lines)).unchanged


async def test_a_monitoring_officer_who_is_complained_about_links_nobody_who_complains(
    desk: Desk, member: Person, overseer: Person
) -> None:
    await make(desk, member, replace(COMPLAINT, about_person=overseer.id))

    with pytest.raises(RefusedError):
        await link(desk, overseer, "shah", Channel.SLACK, "U0MINE11")


async def test_a_record_that_is_settled_can_still_be_read_and_guards_its_people(desk: Desk, member: Person, keeper: Person) -> None:
    await records.settle(desk, member, "CMP-1")

    with pytest.raises(RefusedError):
        await link(desk, keeper, "shah", Channel.SLACK, "U0MINE11")


async def test_whoever_keeps_the_directory_links_themselves_though_they_complain(desk: Desk, keeper: Person) -> None:
    await make(desk, keeper, COMPLAINT)

    assert keeper == await link(desk, keeper, "keeper", Channel.SLACK, "U0MINE11")
