"""A nudge that went to several places: once something was done about its case, each of them shows what was done, and by whom."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from conftest import SetClock
from nudging import add, enquiry, usual_people
from sqlalchemy import select

from bot.casework.deed_words import Words
from bot.casework.desk import Desk
from bot.casework.enquiry_changes import acknowledge, extend, mark_complaint
from bot.casework.enquiry_ends import answer, close
from bot.casework.enquiry_hands import reassign
from bot.casework.errors import CaseError
from bot.casework.person import Person, person_of
from bot.casework.told_of import KEPT, to_be_shown
from bot.channels.couriers import Couriers
from bot.reminders import revising
from bot.reminders.answering import done, not_mine, snooze
from bot.reminders.courier import Copy, NoWayError, TryLaterError
from bot.reminders.revising import BACKOFF, catch_up, hurry
from bot.reminders.sweeper import sweep
from bot.reply import Reply
from bot.store.cases import EnquiryRow, PersonalRow
from bot.store.nudges import NudgeCopyRow
from bot.store.people import PersonRow

SUBJECT = "Rent of 4 Mill Lane"
TUESDAY = date(2026, 11, 24)


@dataclass
class Boards:
    """A courier whose messages stand where they were put, and can be changed."""

    shows: dict[Copy, Reply] = field(default_factory=dict)
    revised: list[Copy] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    broken: Exception | None = None
    answers: asyncio.Event | None = None
    """When it answers, where it does not at once."""

    meanwhile: Callable[[], Awaitable[object]] | None = None
    """What is done while the message to the officer is on its way."""

    async def deliver(self, recipient: Person, reply: Reply, for_team: Reply | None = None) -> Sequence[Copy]:
        if self.meanwhile is not None and recipient.key == "officer":
            await self.meanwhile()
        made = [Copy("boards", "T1", f"D-{recipient.key}", str(len(self.shows)))]
        self.shows[made[0]] = reply
        if for_team is not None and recipient.team is not None:
            made.append(Copy("boards", "T1", f"C-{recipient.team}", str(len(self.shows)), shared=True))
            self.shows[made[1]] = for_team
        return made

    @property
    def revises(self) -> frozenset[str]:
        return frozenset({"boards"})

    async def revise(self, copy: Copy, reply: Reply, recipient: Person) -> None:
        self.revised.append(copy)
        self.recipients.append(recipient.key)
        if self.answers is not None:
            await self.answers.wait()
        if self.broken is not None:
            raise self.broken
        self.shows[copy] = reply

    def at(self, place: str) -> Reply:
        return next(reply for copy, reply in self.shows.items() if copy.place == place)

    def copy(self, place: str) -> Copy:
        return next(copy for copy in self.shows if copy.place == place)


@dataclass
class Town:
    desk: Desk
    boards: Boards
    people: dict[str, Person]
    refs: list[str]

    async def due(self, key: str = "officer", what: Words = Words.ANSWERED, *, own: bool = False, number: int = 1) -> None:
        async with self.desk.store.write() as session:
            await to_be_shown(session, self.desk, self.people[key], ("southend", "enquiry", number), what, own=own)

    async def done(self, key: str = "officer", what: Words = Words.ANSWERED, *, own: bool = False, first: Copy | None = None) -> None:
        await self.due(key, what, own=own)
        await hurry(self.desk, self.boards, "southend", self.refs[0], first)

    async def states(self) -> list[str]:
        async with self.desk.store.read() as session:
            return list(await session.scalars(select(NudgeCopyRow.state).order_by(NudgeCopyRow.id)))


async def nudged(desk: Desk, *subjects: str) -> Town:
    """The officer, of the team Housing, is sent what is due today."""
    ids, today = await usual_people(desk.store), desk.today("southend")
    numbers = await add(desk.store, *(enquiry(ids, today, today, subject=subject) for subject in subjects or (SUBJECT,)))
    async with desk.store.write() as session:
        rows = {key: await session.get_one(PersonRow, number) for key, number in ids.items()}
        rows["officer"].team = "Housing"
    boards = Boards()
    await sweep(desk, boards, "one")
    return Town(desk, boards, {key: person_of(row) for key, row in rows.items()}, [f"ENQ-{number}" for number in numbers])


async def test_what_is_done_on_one_copy_is_shown_there_first_and_on_the_other(desk: Desk) -> None:
    town = await nudged(desk)
    before = town.boards.at("D-officer")

    await town.done(first=town.boards.copy("C-Housing"))

    after = town.boards.at("D-officer")
    assert [town.boards.copy("C-Housing"), town.boards.copy("D-officer")] == town.boards.revised
    assert ["officer", "officer"] == town.boards.recipients
    assert before.headline == after.headline
    assert "✓ Marked as answered by Officer, Monday 23 November 2026 at 09:30." == after.points[-1]
    assert ["show ENQ-1"] == [its.says for its in town.boards.at("C-Housing").buttons if its.says.startswith("show")]
    assert [] == list(after.buttons)
    assert ["shown", "shown"] == await town.states()


async def test_the_teams_channel_is_shown_what_was_done_and_nothing_of_what_it_was_about(desk: Desk) -> None:
    town = await nudged(desk)

    await town.done()

    after = town.boards.at("C-Housing")
    assert "✓ Marked as answered by Officer, Monday 23 November 2026 at 09:30." == after.points[-1]
    assert ["show ENQ-1"] == [its.says for its in after.buttons]
    assert SUBJECT not in str(after)


async def test_the_teams_channel_is_not_told_which_member_did_it(desk: Desk) -> None:
    town = await nudged(desk)

    await town.done("member", Words.CLOSED)

    assert "✓ Closed by a Councillor, Monday 23 November 2026 at 09:30." == town.boards.at("C-Housing").points[-1]
    assert "✓ Closed by Member, Monday 23 November 2026 at 09:30." == town.boards.at("D-officer").points[-1]


async def test_what_was_done_elsewhere_is_shown_on_every_copy(desk: Desk) -> None:
    town = await nudged(desk)

    await town.done("manager")

    assert {"D-officer", "C-Housing"} == {copy.place for copy in town.boards.revised}


async def test_a_case_that_is_at_its_end_is_shown_as_it_was_told(desk: Desk) -> None:
    town = await nudged(desk)
    await answer(desk, town.people["officer"], 1, "Written to her")

    await hurry(desk, town.boards, "southend", "ENQ-1")

    assert town.boards.at("D-officer").headline.startswith(f"ENQ-1 “{SUBJECT}” is due on Monday 23 November 2026")


async def test_who_puts_it_off_does_so_for_themselves(desk: Desk) -> None:
    town = await nudged(desk)

    await town.done("manager", Words.PUT_OFF, own=True)
    await town.done("officer", Words.PUT_OFF, own=True)

    assert [town.boards.copy("D-officer")] == town.boards.revised
    assert "Put off" not in town.boards.at("C-Housing").text


async def test_in_a_bundle_what_was_done_is_said_of_its_case_and_the_others_stay_to_be_done(desk: Desk) -> None:
    town = await nudged(desk, SUBJECT, "Noise next door")

    await town.done()

    direct, team = town.boards.at("D-officer"), town.boards.at("C-Housing")
    assert "You have 2 reminders." == direct.headline
    assert "✓ ENQ-1: Marked as answered by Officer, Monday 23 November 2026 at 09:30." == direct.points[-1] == team.points[-1]
    left = ["ENQ-2 has been answered", "holding reply for ENQ-2", "snooze ENQ-2 until tomorrow", "ENQ-2 is not mine"]
    assert [*left, "my open enquiries"] == [its.says for its in direct.buttons]
    assert ["show ENQ-1", *left, "show ENQ-2"] == [its.says for its in team.buttons]


async def test_who_may_not_see_the_case_any_more_is_shown_its_number_alone(desk: Desk) -> None:
    town = await nudged(desk)
    async with desk.store.write() as session:
        row = await session.get_one(EnquiryRow, 1)
        row.officer_id, row.logged_by_id = town.people["colleague"].id, town.people["services"].id

    await town.done("colleague", Words.REASSIGNED)

    after = town.boards.at("D-officer")
    assert "There was a reminder about ENQ-1." == after.headline
    assert SUBJECT not in after.text


async def test_a_channel_that_is_busy_is_asked_again_a_few_times_and_then_left(desk: Desk, clock: SetClock) -> None:
    town = await nudged(desk)
    town.boards.broken = TryLaterError("busy")
    await town.done()
    for wait in BACKOFF:
        clock.now += wait - timedelta(seconds=1)
        await catch_up(desk, town.boards)
        clock.go(seconds=1)
        await catch_up(desk, town.boards)

    clock.go(days=1)
    await catch_up(desk, town.boards)

    assert 2 * (1 + len(BACKOFF)) == len(town.boards.revised)
    assert ["failed", "failed"] == await town.states()


async def test_in_somebodys_turn_nothing_is_done_for_other_cases(desk: Desk, clock: SetClock) -> None:
    town = await nudged(desk, SUBJECT, "Noise next door")
    town.boards.broken = TryLaterError("busy")
    await town.done()
    clock.now += BACKOFF[0]
    town.boards.revised.clear()

    await hurry(desk, town.boards, "southend", "ENQ-9")

    assert [] == town.boards.revised


async def test_a_channel_that_does_not_answer_holds_nobody_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    town = await nudged(desk)
    monkeypatch.setattr(revising, "_AT_ONCE_SECONDS", 0.01)
    town.boards.answers = asyncio.Event()

    await town.done()

    assert ["due", "due"] == await town.states()


async def test_what_could_not_be_shown_at_once_is_shown_with_the_next_sweep(desk: Desk, clock: SetClock) -> None:
    town = await nudged(desk)
    town.boards.broken = TryLaterError("busy")
    await town.done()
    town.boards.broken = None

    clock.now += BACKOFF[0]
    await sweep(desk, town.boards, "two")

    assert "Marked as answered by Officer" in town.boards.at("C-Housing").text


@pytest.mark.parametrize("error", [NoWayError("gone"), RuntimeError("a fault of the channel")])
async def test_one_message_that_can_not_be_changed_does_not_hold_up_the_others(desk: Desk, error: Exception) -> None:
    town = await nudged(desk)
    town.boards.broken = error

    await town.done()

    assert {"D-officer", "C-Housing"} == {copy.place for copy in town.boards.revised}


async def test_a_channel_that_does_not_run_here_is_left_to_the_one_where_it_runs(desk: Desk) -> None:
    town = await nudged(desk)

    await town.due()
    await hurry(desk, Couriers(desk.store, {}), "southend", "ENQ-1")

    assert (["due", "due"], []) == (await town.states(), town.boards.revised)
    assert 2 == await catch_up(desk, town.boards)


async def test_nothing_is_changed_for_another_councils_case_and_for_what_nobody_is_reminded_of(desk: Desk) -> None:
    town = await nudged(desk)
    await town.due()

    await hurry(desk, town.boards, "leeds", "ENQ-1")
    await hurry(desk, town.boards, "southend", "OFF-1")

    assert [] == town.boards.revised


async def test_a_reminder_of_ones_own_is_shown_as_done(desk: Desk) -> None:
    ids, today = await usual_people(desk.store), desk.today("southend")
    async with desk.store.write() as session:
        session.add(PersonalRow(person_id=ids["officer"], text="Ring the family", on=today, next_look=today, made_at=desk.now()))
        officer = person_of(await session.get_one(PersonRow, ids["officer"]))
    boards = Boards()
    await sweep(desk, boards, "one")

    await done(desk, officer, "REM-1")
    await catch_up(desk, boards)

    assert "You asked to be reminded: Ring the family" == boards.at("D-officer").headline
    assert "✓ Marked as done by Officer" in boards.at("D-officer").text


async def test_where_a_nudge_of_long_ago_was_shown_is_forgotten(desk: Desk, clock: SetClock) -> None:
    town = await nudged(desk)

    clock.now += KEPT
    await catch_up(desk, town.boards)
    kept = await town.states()
    clock.go(seconds=1)
    await catch_up(desk, town.boards)

    assert (["open", "open"], []) == (kept, await town.states())


# --- which messages are to be changed is written down with the deed


DEEDS: dict[str, Callable[[Desk, Person, Person], Awaitable[object]]] = {
    "Acknowledged": lambda desk, officer, _: acknowledge(desk, officer, 1),
    "New date noted": lambda desk, officer, _: extend(desk, officer, 1, TUESDAY, "She agreed to it"),
    "Passed to the complaints procedure": lambda desk, officer, _: mark_complaint(desk, officer, 1),
    "Marked as answered": lambda desk, officer, _: answer(desk, officer, 1),
    "Closed": lambda desk, officer, _: close(desk, officer, 1, "It was a mistake"),
    "Given to another officer": lambda desk, officer, other: reassign(desk, officer, 1, other.key),
    "Handed back": lambda desk, officer, _: not_mine(desk, officer, "ENQ-1"),
    "Put off": lambda desk, officer, _: snooze(desk, officer, "ENQ-1", TUESDAY),
}


@pytest.mark.parametrize("what", DEEDS)
async def test_a_deed_of_which_no_channel_knows_is_shown_with_the_next_sweep(desk: Desk, what: str) -> None:
    town = await nudged(desk)

    await DEEDS[what](desk, town.people["manager" if what.startswith("Given") else "officer"], town.people["colleague"])
    before = await town.states()
    await sweep(desk, town.boards, "two")

    by = "Manager" if what.startswith("Given") else "Officer"
    assert ["due", "open" if what == "Put off" else "due"] == before
    assert f"✓ {what} by {by}, Monday 23 November 2026 at 09:30." in town.boards.at("D-officer").text
    assert (what != "Put off") == (f"✓ {what} by {by}" in town.boards.at("C-Housing").text)


async def test_what_was_refused_is_shown_nowhere(desk: Desk) -> None:
    town = await nudged(desk)

    with pytest.raises(CaseError):
        await extend(desk, town.people["officer"], 1, TUESDAY, "")
    with pytest.raises(CaseError):
        await answer(desk, town.people["colleague"], 1)

    assert ["open", "open"] == await town.states()


async def test_the_same_message_again_does_nothing_again_and_changes_no_copy_again(desk: Desk) -> None:
    town = await nudged(desk)
    await answer(desk, town.people["officer"], 1, origin="m1")
    await hurry(desk, town.boards, "southend", "ENQ-1")

    await answer(desk, town.people["officer"], 1, origin="m1")

    assert ["shown", "shown"] == await town.states()


async def test_whoever_hurries_finds_nothing_to_do_where_somebody_has_taken_it_on(desk: Desk) -> None:
    town = await nudged(desk)
    await town.due()

    first, second = await asyncio.gather(*(hurry(desk, town.boards, "southend", "ENQ-1") for _ in range(2)))

    assert 2 == len(town.boards.revised) == len(first | second)
    assert set() == first.keys() & second.keys()


async def test_messages_that_take_long_do_not_keep_the_next_nudges_waiting(desk: Desk) -> None:
    town = await nudged(desk, SUBJECT)
    await town.due()
    passed = iter((0.0, 29.9, 30.0))

    assert 1 == await catch_up(desk, town.boards, lambda: next(passed))
    assert ["due", "shown"] == sorted(await town.states())
    assert 1 == await catch_up(desk, town.boards), "what was not begun has lost no attempt and no time"


async def test_a_message_about_two_cases_that_were_both_dealt_with_is_changed_once(desk: Desk) -> None:
    town = await nudged(desk, SUBJECT, "Noise next door")
    await town.due()
    await town.due(number=2)

    await catch_up(desk, town.boards)

    assert ["C-Housing", "D-officer"] == sorted(copy.place for copy in town.boards.revised)
    assert ["shown"] * 4 == await town.states()


async def test_what_is_done_while_a_message_is_on_its_way_is_shown_on_it_once_it_is_there(desk: Desk) -> None:
    ids, today = await usual_people(desk.store), desk.today("southend")
    await add(desk.store, enquiry(ids, today, today, subject=SUBJECT))
    async with desk.store.read() as session:
        officer = person_of(await session.get_one(PersonRow, ids["officer"]))
    await acknowledge(desk, officer, 1)
    boards = Boards(meanwhile=lambda: answer(desk, officer, 1))

    await sweep(desk, boards, "one")

    assert "✓ Marked as answered by Officer, Monday 23 November 2026 at 09:30." in boards.at("D-officer").text


async def test_what_was_done_before_a_message_was_written_is_nothing_done_about_it(desk: Desk) -> None:
    ids, today = await usual_people(desk.store), desk.today("southend")
    await add(desk.store, enquiry(ids, today, today, subject=SUBJECT))
    async with desk.store.read() as session:
        officer = person_of(await session.get_one(PersonRow, ids["officer"]))
    await acknowledge(desk, officer, 1)
    boards = Boards()

    await sweep(desk, boards, "one")

    assert ([], True) == (boards.revised, bool(boards.at("D-officer").buttons))
