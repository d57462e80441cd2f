"""The same offer to every political group: what is noted, what is outstanding, and that no group learns of another's request."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from folk import elect, hire

from bot.casework import offers
from bot.casework.desk import Desk
from bot.casework.errors import CaseError, RefusedError, UnusualError
from bot.casework.group_names import Naming, naming
from bot.casework.offers import GroupOffer, NewOffer
from bot.casework.person import Person

HERE = "southend"
TUESDAY_8_DECEMBER = date(2026, 12, 8)
BUDGET = NewOffer("The draft budget", "blue", meeting=TUESDAY_8_DECEMBER)


@pytest.fixture
async def officer(desk: Desk) -> Person:
    for key, group in (("a", "Blue"), ("b", "Green"), ("c", "Yellow"), ("d", "Blue"), ("e", None)):
        await elect(desk, HERE, key, political_group=group)
    await elect(desk, HERE, "left", political_group="Faded", active=False)
    await elect(desk, "leeds", "elsewhere", political_group="Purple")
    return await hire(desk, HERE, "o.fficer")


async def test_the_other_groups_of_the_council_are_still_to_be_offered_the_same(desk: Desk, officer: Person) -> None:
    noted = await offers.record(desk, officer, BUDGET)

    assert ("Blue", (), ("Green", "Yellow")) == (noted.asked_by_group, noted.offered_to, noted.still_to_offer)
    assert [noted] == await offers.outstanding(desk, officer)


async def test_a_request_is_outstanding_until_the_last_group_was_offered_the_same(desk: Desk, officer: Person) -> None:
    noted = await offers.record(desk, officer, BUDGET)

    one = await offers.offer_made(desk, officer, noted.ref, "green group")
    again = await offers.offer_made(desk, officer, str(noted.id), "GREEN")
    assert ("Yellow",) == one.still_to_offer
    assert one == again
    assert [one] == await offers.outstanding(desk, officer)

    both = await offers.offer_made(desk, officer, noted.ref, "Yellow")

    assert () == both.still_to_offer
    assert [] == await offers.outstanding(desk, officer)
    assert [both] == await offers.listed(desk, officer)


async def test_what_the_other_groups_are_told_names_neither_the_group_that_asked_nor_its_meeting(desk: Desk, officer: Person) -> None:
    noted = await offers.record(desk, officer, replace(BUDGET, officer=officer.id))

    told = offers.for_other_groups(noted)

    assert GroupOffer("The draft budget", officer) == told
    assert "Blue" not in repr(told)


@pytest.mark.parametrize(
    "topic", ["What the Blues asked for", "the blue GROUP on parking", "Green Party and parking", "blue councillors' wish"]
)
async def test_a_subject_that_names_a_group_is_refused_because_the_others_read_it(desk: Desk, officer: Person, topic: str) -> None:
    for sure in (False, True):
        with pytest.raises(CaseError, match=r"names the .* group") as refused:
            await offers.record(desk, officer, replace(BUDGET, topic=topic, sure=sure))
        assert not isinstance(refused.value, UnusualError)


@pytest.mark.parametrize("topic", ["Collecting green waste", "Budget advice for Blue", "BLUE budget", "what the blues want", "Bluë"])
async def test_a_subject_that_may_be_read_as_naming_a_group_is_noted_once_the_officer_says_that_it_does_not(
    desk: Desk, officer: Person, topic: str
) -> None:
    with pytest.raises(UnusualError, match=r"names the .* group"):
        await offers.record(desk, officer, replace(BUDGET, topic=topic))
    assert [] == await offers.listed(desk, officer)

    assert topic == (await offers.record(desk, officer, replace(BUDGET, topic=topic, sure=True))).topic


@pytest.mark.parametrize(
    ("text", "group", "how"),
    [
        ("What the Conservatives asked for", "Conservative", Naming.YES),
        ("what the conservatives asked for", "Conservative", Naming.PERHAPS),
        ("LABOUR budget", "Labour", Naming.PERHAPS),
        ("Labour's budget", "Labour", Naming.YES),
        ("Labour market strategy", "Labour", Naming.PERHAPS),
        ("the Labour group", "Labour Group", Naming.YES),
        ("Labour figures", "Labour and Co-operative", Naming.PERHAPS),
        ("the Lib Dems on buses", "Liberal Democrat", Naming.YES),
        ("lib dem plan", "Liberal Democrats", Naming.PERHAPS),
        ("a Tory plan", "Conservative", Naming.PERHAPS),
        ("Conservation areas", "Conservative", Naming.NO),
        ("Democratic services", "Liberal Democrat", Naming.NO),
        ("Greening the town", "Green", Naming.NO),
        ("Council tax and local housing", "Local Council Alliance", Naming.NO),
        ("Parking", "Independents", Naming.NO),
        ("the Independents on parking", "Independents", Naming.PERHAPS),
    ],
)
def test_a_group_is_named_by_its_name_in_the_plural_cut_short_or_by_half_of_it(text: str, group: str, how: Naming) -> None:
    assert how == naming(text, group)


async def test_of_many_requests_the_newest_are_listed_the_oldest_of_them_first(desk: Desk, officer: Person) -> None:
    noted = [await offers.record(desk, officer, replace(BUDGET, topic=f"Topic {n}")) for n in range(5)]
    for group in ("Green", "Yellow"):
        await offers.offer_made(desk, officer, noted[3].ref, group)

    assert ["Topic 3", "Topic 4"] == [offer.topic for offer in await offers.listed(desk, officer, 2)]
    assert ["Topic 2", "Topic 4"] == [offer.topic for offer in await offers.outstanding(desk, officer, 2)]
    assert [5, 4] == [len(await listed(desk, officer)) for listed in (offers.listed, offers.outstanding)]


async def test_the_same_request_noted_twice_is_one(desk: Desk, officer: Person) -> None:
    assert await offers.record(desk, officer, BUDGET) == await offers.record(desk, officer, replace(BUDGET, topic="the DRAFT budget"))


async def test_an_unknown_group_is_refused_with_the_ones_there_are(desk: Desk, officer: Person) -> None:
    with pytest.raises(CaseError, match="Blue, Green, Yellow"):
        await offers.record(desk, officer, replace(BUDGET, group="Purple"))


async def test_the_group_that_asked_is_not_offered_what_it_asked_for(desk: Desk, officer: Person) -> None:
    noted = await offers.record(desk, officer, BUDGET)

    with pytest.raises(CaseError, match="the group that asked"):
        await offers.offer_made(desk, officer, noted.ref, "Blue")


async def test_members_group_assistants_and_other_councils_see_no_requests(desk: Desk, officer: Person) -> None:
    noted = await offers.record(desk, officer, BUDGET)
    member, assistant = await elect(desk, HERE, "m", political_group="Green"), await hire(desk, HERE, "p.a", political_group="Green")
    stranger = await hire(desk, "leeds", "s")

    for person in (member, assistant):
        with pytest.raises(RefusedError):
            await offers.listed(desk, person)
        with pytest.raises(RefusedError):
            await offers.record(desk, person, BUDGET)
    assert [] == await offers.listed(desk, stranger)
    with pytest.raises(CaseError, match="no request of that number"):
        await offers.offer_made(desk, stranger, noted.ref, "Green")


async def test_where_the_directory_names_no_groups_that_is_said(desk: Desk) -> None:
    officer = await hire(desk, HERE, "o")

    with pytest.raises(CaseError, match="names no groups yet"):
        await offers.record(desk, officer, BUDGET)
