"""The directory: who is meant, who holds a role, who stands in, how people are known, and what becomes of a leaver's work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from folk import elect, hire
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select

from bot.casework import people
from bot.casework.access import Concerned, Right, may
from bot.casework.desk import Desk
from bot.casework.directory import Directory
from bot.casework.errors import CaseError, RefusedError
from bot.casework.finding import match
from bot.casework.identities import Channel, identify, link, readable, unlink
from bot.casework.operator import operator
from bot.casework.people_leaving import Left, Moved, absent, back, leave, rejoin
from bot.casework.person import Person
from bot.reminders.circle import Circle
from bot.store.cases import ComplaintRow, EnquiryEventRow, EnquiryRow, ReportRow
from protocol_data.basics import Reader

HERE = "southend"
MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)


def somebody(number: int, name: str, **more: object) -> Person:
    return replace(Person(number, HERE, f"p{number}", name, Reader.OFFICER), **more)  # type: ignore[arg-type]


SHAH, OTHER_SHAH = somebody(1, "Councillor A. Shah"), somebody(2, "Cllr Bea Shah")
OBRIEN, LORD = somebody(3, "Zoë O’Brien-Hall", post="Head of Housing", email="zoe@example.org"), somebody(4, "John Lord")
EVERYBODY = [SHAH, OTHER_SHAH, OBRIEN, LORD, somebody(5, "Ann Smith")]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Cllr Shah", None),
        ("Councillor A Shah", SHAH),
        ("a. shah", SHAH),
        ("Bea Shah", OTHER_SHAH),
        ("cllr. B Shah", OTHER_SHAH),
        ("Alice Shah", SHAH),
        ("Priya Shah", None),
        ("P3", OBRIEN),
        ("ZOE@example.org", OBRIEN),
        ("zoe obrien", OBRIEN),
        ("Hall", OBRIEN),
        ("the Head of Housing", OBRIEN),
        ("Mr Lord", LORD),
        ("Smiht", None),
        ("Smith", EVERYBODY[4]),
        ("A", None),
        ("", None),
        ("Cllr", None),
        ("?!", None),
    ],
)
def test_a_name_as_people_write_it_means_one_person_only_where_it_can_mean_no_other(text: str, meant: Person | None) -> None:
    assert meant == match(text, EVERYBODY).person


@pytest.mark.parametrize(
    ("text", "candidates"), [("Shah", (OTHER_SHAH, SHAH)), ("Smiht", (EVERYBODY[4],)), ("Priya Shah", ()), ("nobody", ())]
)
def test_where_it_is_not_clear_those_who_may_be_meant_are_named(text: str, candidates: tuple[Person, ...]) -> None:
    assert candidates == match(text, EVERYBODY).candidates


def test_a_single_councillor_of_a_surname_is_clear_without_the_first_name() -> None:
    assert SHAH == match("Cllr Shah", [SHAH, OBRIEN]).person


def test_two_of_one_name_are_never_told_apart_by_guess() -> None:
    twin = replace(SHAH, id=9, key="twin")

    assert (None, (SHAH, twin)) == ((found := match("A. Shah", [SHAH, twin])).person, found.candidates)


def test_nobody_means_whoever_sits_at_this_machine_by_a_name() -> None:
    at_machine = replace(somebody(1, "The officer at this machine"), key="operator")

    assert None is Directory(HERE, (at_machine,)).find("officer").person


def test_whoever_sits_at_this_machine_holds_an_office_only_where_nobody_was_ever_entered() -> None:
    at_machine = replace(somebody(1, "The officer at this machine"), key="operator", roles=frozenset({"democratic_services"}))
    services = somebody(2, "Services", roles=frozenset({"democratic_services"}))

    assert (at_machine,) == Directory(HERE, (at_machine,)).holders("democratic_services")
    assert (services,) == Directory(HERE, (at_machine, services)).holders("democratic_services")
    assert () == Directory(HERE, (at_machine, replace(services, active=False))).holders("democratic_services")


AWAY = {"absent_from": MONDAY, "absent_until": FRIDAY}


def test_the_cover_stands_in_while_somebody_is_away_else_the_manager() -> None:
    boss, cover = somebody(1, "Boss"), somebody(2, "Cover")
    away, uncovered = somebody(3, "Away", cover_id=2, manager_id=1, **AWAY), somebody(4, "Alone", manager_id=1, **AWAY)
    directory = Directory(HERE, (boss, cover, away, uncovered))

    assert [cover, boss] == [directory.stand_in(person, TUESDAY) for person in (away, uncovered)]


def test_where_the_cover_is_away_too_the_manager_stands_in_and_nobody_further_on_who_may_not_see_the_case() -> None:
    boss, second = somebody(1, "Boss"), somebody(2, "Second")
    cover = somebody(3, "Cover", cover_id=2, manager_id=2, **AWAY)
    away = somebody(4, "Away", cover_id=3, manager_id=1, **AWAY)
    boss_away = replace(boss, manager_id=2, **AWAY)  # type: ignore[arg-type]

    assert boss == Directory(HERE, (boss, second, cover, away)).stand_in(away, TUESDAY)
    assert None is Directory(HERE, (boss_away, second, cover, away)).stand_in(away, TUESDAY)


def test_somebody_who_left_is_covered_by_nobody_and_followed_by_the_nearest_manager_who_has_not() -> None:
    top, gone_boss = somebody(1, "Top"), somebody(2, "Gone boss", manager_id=1, active=False)
    gone = somebody(3, "Gone", manager_id=2, cover_id=4, active=False, **AWAY)
    directory = Directory(HERE, (top, gone_boss, gone, replace(gone, id=5, manager_id=1), somebody(4, "Cover")))

    assert top == directory.successor(gone)
    assert [None, top] == [directory.stand_in(person, TUESDAY) for person in (gone, directory.people[3])]


@given(
    some.lists(
        some.tuples(some.none() | some.integers(0, 7), some.none() | some.integers(0, 7), some.booleans(), some.booleans()),
        min_size=1,
        max_size=8,
    )
)
def test_a_stand_in_is_there_active_and_another_whatever_the_directory_says(
    links: list[tuple[int | None, int | None, bool, bool]],
) -> None:
    everybody = tuple(
        somebody(n, f"P {n}", manager_id=manager, cover_id=cover, active=active, absent_from=MONDAY if away else None)
        for n, (manager, cover, active, away) in enumerate(links)
    )
    directory = Directory(HERE, everybody)
    for person in everybody:
        stand_in, heir = directory.stand_in(person, TUESDAY), directory.successor(person)

        case = Concerned(HERE, officer=person, today=TUESDAY)
        assert stand_in is None or (stand_in.id != person.id and stand_in.active and not stand_in.absent_on(TUESDAY))
        assert stand_in is None or may(stand_in, Right.SEE_ENQUIRY, case)
        assert Circle({one.id: one for one in everybody}).reach(person.id, TUESDAY) == (
            (person.id,) if person.active and not person.absent_on(TUESDAY) else (stand_in.id,) if stand_in else ()
        )
        assert heir is None or (heir.id != person.id and heir.active)


async def test_people_are_found_by_key_id_and_role_in_their_own_council_only(desk: Desk) -> None:
    ann = await hire(desk, HERE, "ann", roles=["monitoring_officer"])
    await hire(desk, "leeds", "ann", roles=["monitoring_officer"])
    await hire(desk, HERE, "gone", roles=["monitoring_officer"], active=False)
    async with desk.store.read() as session:
        assert ann == await people.by_key(session, HERE, " ANN ")
        assert ann == await people.by_id(session, ann.id)
        assert (ann,) == await people.holders(session, HERE, "monitoring_officer")
        assert () == await people.holders(session, HERE, "chief_executive")
        assert ann == (await people.find(session, HERE, "Ann")).person
        with pytest.raises(CaseError, match="key “ghost”"):
            await people.needed(session, HERE, "ghost")


async def test_the_list_is_searched_in_all_that_it_shows_and_leavers_are_a_list_of_their_own(desk: Desk) -> None:
    await elect(desk, HERE, "shah", name="A. Shah", political_group="Blue", ward="Chalkwell")
    await hire(desk, HERE, "ann", post="Head of Housing", roles=["chief_officer"])
    await hire(desk, HERE, "gone", active=False)
    async with desk.store.read() as session:
        found = [
            [person.key for person in await people.search(session, HERE, word)] for word in ("BLUE", "chalk", "housing", "chief_o", "")
        ]
        left = [person.key for person in await people.search(session, HERE, left=True)]

    assert [["shah"], ["shah"], ["ann"], ["ann"], ["shah", "ann"]] == found
    assert ["gone"] == left


async def test_a_linked_id_is_known_until_it_is_unlinked(desk: Desk) -> None:
    keeper, ann = await hire(desk, HERE, "keeper", roles=["democratic_services"]), await hire(desk, HERE, "ann")

    await link(desk, keeper, "ann", Channel.SLACK, " U012ABCDEF ")
    await link(desk, keeper, "ann", Channel.SLACK, "U012ABCDEF")
    async with desk.store.read() as session:
        assert ann == await identify(session, Channel.SLACK, "U012ABCDEF")
        assert None is await identify(session, Channel.TEAMS, "U012ABCDEF")
    assert [1, 0] == [await unlink(desk, keeper, "ann", Channel.SLACK) for _ in range(2)]
    async with desk.store.read() as session:
        assert None is await identify(session, Channel.SLACK, "U012ABCDEF")


@pytest.mark.parametrize("external_id", ["00000000-0000-0000-0000-0000000000020", "user-id-0"])
def test_the_people_whom_microsofts_playground_makes_up_can_be_linked(external_id: str) -> None:
    assert external_id == readable(Channel.TEAMS, external_id)


@pytest.mark.parametrize(
    ("channel", "given_id"),
    [(Channel.SLACK, "@ann"), (Channel.SLACK, "Ann Day"), (Channel.TEAMS, "ann@example.org"), (Channel.TERMINAL, "a b")],
)
async def test_a_display_name_or_an_address_is_no_id(desk: Desk, channel: Channel, given_id: str) -> None:
    keeper = await hire(desk, HERE, "keeper", roles=["democratic_services"])

    with pytest.raises(CaseError, match=f"is no {channel.value} ID; give"):
        await link(desk, keeper, "keeper", channel, given_id)


async def test_an_id_that_is_somebody_elses_is_refused_without_saying_whose(desk: Desk) -> None:
    keeper, far = (
        await hire(desk, HERE, "keeper", roles=["democratic_services"]),
        await hire(desk, "leeds", "far", roles=["democratic_services"]),
    )
    await link(desk, far, "far", Channel.SLACK, "U0FAR11")

    with pytest.raises(CaseError, match="somebody else already") as caught:
        await link(desk, keeper, "keeper", Channel.SLACK, "U0FAR11")
    with pytest.raises(RefusedError):
        await link(desk, await hire(desk, HERE, "o"), "keeper", Channel.SLACK, "U0OTHER1")

    assert "Far" not in str(caught.value)


async def test_a_leaver_is_not_recognised_any_more(desk: Desk) -> None:
    keeper = await hire(desk, HERE, "keeper", roles=["democratic_services"])
    await hire(desk, HERE, "ann")
    await link(desk, keeper, "ann", Channel.SLACK, "U012ABCDEF")

    await leave(desk, keeper, "ann")

    async with desk.store.read() as session:
        assert None is await identify(session, Channel.SLACK, "U012ABCDEF")


async def test_an_absence_says_who_stands_in_and_ends_when_somebody_is_back(desk: Desk) -> None:
    boss = await hire(desk, HERE, "boss")
    ann, bob = await hire(desk, HERE, "ann", manager_id=boss.id), await hire(desk, HERE, "bob")

    alone = await absent(desk, ann, "ann", MONDAY, FRIDAY)
    covered = await absent(desk, boss, "ann", MONDAY, FRIDAY, "bob")
    again = await back(desk, ann, "ann")

    assert (boss, bob) == (alone.stand_in, covered.stand_in)
    assert (MONDAY, FRIDAY, bob.id) == (covered.person.absent_from, covered.person.absent_until, covered.person.cover_id)
    assert (None, None, None) == (again.absent_from, again.absent_until, again.cover_id)
    with pytest.raises(CaseError, match="not noted as away"):
        await back(desk, ann, "ann")


async def test_absences_that_can_not_be_are_refused(desk: Desk) -> None:
    ann, other = await hire(desk, HERE, "ann"), await hire(desk, HERE, "other")

    for first, last, cover, says in (
        (FRIDAY, MONDAY, None, "before it begins"),
        (date(2026, 11, 16), date(2026, 11, 20), None, "was over on Friday 20 November 2026"),
        (MONDAY, FRIDAY, "ghost", "nobody has the key"),
        (MONDAY, FRIDAY, "ann", "nobody is their own"),
    ):
        with pytest.raises(CaseError, match=says):
            await absent(desk, ann, "ann", first, last, cover)
    with pytest.raises(RefusedError):
        await absent(desk, other, "ann", MONDAY, FRIDAY)


async def _in_hand(desk: Desk, officer: Person, member: Person) -> None:
    """Four enquiries, a report and a confidential record."""
    now = desk.now()
    base = {
        "council": HERE,
        "subject": "Bins",
        "asked_by": member.name,
        "asked_by_id": member.id,
        "received": MONDAY,
        "how": "email",
        "logged_at": now,
    }
    async with desk.store.write() as session:
        for state in ("open", "answered", "closed", "complaint"):
            row = EnquiryRow(**base, officer_id=officer.id, state=state, significant=False)
            session.add(row)
            await session.flush()
            kinds = {"complaint": "marked_complaint", "open": "received"}
            session.add(EnquiryEventRow(enquiry_id=row.id, kind=kinds.get(state, state), at=now, details={}))
        report = {"council": HERE, "title": "Places", "meeting": FRIDAY, "due": FRIDAY, "clause": "1", "state": "open", "made_at": now}
        session.add(ReportRow(**report, officer_id=officer.id))
        record = {"council": HERE, "about": "officer", "step": 1, "steps": [], "state": "open", "made_at": now, "changed_at": now}
        session.add(ComplaintRow(**record, complainant_id=member.id, handler_id=officer.id))


async def _officers(desk: Desk) -> list[int | None]:
    async with desk.store.read() as session:
        return list(await session.scalars(select(EnquiryRow.officer_id).order_by(EnquiryRow.id)))


async def test_what_a_leaver_had_in_hand_goes_to_the_manager_and_it_is_said(desk: Desk) -> None:
    boss = await hire(desk, HERE, "boss")
    ann, member = await hire(desk, HERE, "ann", manager_id=boss.id, roles=["monitoring_officer"]), await elect(desk, HERE, "shah")
    bob = await hire(desk, HERE, "bob", manager_id=ann.id, cover_id=ann.id)
    await _in_hand(desk, ann, member)

    left = await leave(desk, ann, "ann")

    moved = (Moved("ENQ-1", boss), Moved("ENQ-4", boss), Moved("REP-1", boss))
    assert Left(replace(ann, active=False), moved, 0, (bob,), (bob,), ("monitoring_officer",)) == left
    assert [boss.id, ann.id, ann.id, boss.id] == await _officers(desk)
    async with desk.store.read() as session:
        events = list(await session.scalars(select(EnquiryEventRow.reason).where(EnquiryEventRow.kind == "reassigned")))
    assert ["The officer has left"] * 2 == events


async def test_without_a_manager_a_leavers_open_enquiries_are_listed_as_unassigned(desk: Desk) -> None:
    keeper, ann, member = (
        await hire(desk, HERE, "keeper", roles=["democratic_services"]),
        await hire(desk, HERE, "ann"),
        await elect(desk, HERE, "shah"),
    )
    await _in_hand(desk, ann, member)

    left = await leave(desk, keeper, "ann")

    assert (Moved("ENQ-1", None), Moved("ENQ-4", None), Moved("REP-1", None)) == left.moved
    assert [None, ann.id, ann.id, None] == await _officers(desk)


async def test_a_leavers_confidential_records_go_to_the_monitoring_officer_and_nobody_is_told_of_them(desk: Desk) -> None:
    keeper, overseer = (
        await hire(desk, HERE, "keeper", roles=["democratic_services"]),
        await hire(desk, HERE, "mo", roles=["monitoring_officer"]),
    )
    ann, member = await hire(desk, HERE, "ann"), await elect(desk, HERE, "shah")
    await _in_hand(desk, ann, member)

    left = await leave(desk, keeper, "ann")

    async with desk.store.read() as session:
        assert overseer.id == (await session.scalars(select(ComplaintRow.handler_id))).one()
    assert "CMP" not in repr(left)


async def test_the_enquiries_that_a_leaving_member_asked_stay_open_and_are_counted(desk: Desk) -> None:
    keeper, ann, member = (
        await hire(desk, HERE, "keeper", roles=["democratic_services"]),
        await hire(desk, HERE, "ann"),
        await elect(desk, HERE, "shah"),
    )
    await _in_hand(desk, ann, member)

    left = await leave(desk, keeper, "shah")

    assert (1, ()) == (left.asked, left.moved)


async def test_somebody_leaves_once_and_can_be_brought_back(desk: Desk) -> None:
    keeper, ann = await hire(desk, HERE, "keeper", roles=["democratic_services"]), await hire(desk, HERE, "ann")
    await leave(desk, keeper, "ann")

    with pytest.raises(CaseError, match="left already"):
        await leave(desk, keeper, "ann")
    with pytest.raises(CaseError, match="brought back"):
        await back(desk, keeper, "ann")
    assert ann == await rejoin(desk, keeper, "ann")
    with pytest.raises(CaseError, match="has not left"):
        await rejoin(desk, keeper, "ann")
    with pytest.raises(RefusedError):
        await leave(desk, ann, "keeper")


async def test_when_the_last_of_democratic_services_leaves_that_is_said_though_somebody_sits_at_this_machine(desk: Desk) -> None:
    keeper = await hire(desk, HERE, "keeper", roles=["monitoring_officer"])
    await operator(desk, HERE)
    await hire(desk, HERE, "services", roles=["democratic_services"])

    left = await leave(desk, keeper, "services")

    assert ("democratic_services",) == left.sole_roles
