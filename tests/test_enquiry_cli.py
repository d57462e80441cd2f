"""`clerk enquiry` as people and scripts use it: what is done is shown with how the case stands, what can't be done ends with status 2 and a clear line."""

from __future__ import annotations

import asyncio

import pytest
from click.testing import CliRunner
from conftest import SetClock
from folk import elect, hire
from terminal import Terminal

from bot.casework.desk import Desk
from bot.store.database import open_store
from protocol_data.library import Library

COUNCIL = "southend"


@pytest.fixture
def clerk(own_runner: CliRunner, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("CLERK_COUNCIL", COUNCIL)
    return Terminal(own_runner, "enquiry")


@pytest.fixture
def people(clock: SetClock, sqlite_url: str, library: Library) -> None:
    """A member, an officer with a chief officer, and a colleague."""

    async def enter() -> None:
        desk = Desk(open_store(sqlite_url), library, clock)
        await elect(desk, COUNCIL, "a.shah", name="Councillor Anita Shah", ward="Milton")
        marsh = await hire(desk, COUNCIL, "c.marsh", name="Colin Marsh", roles=["chief_officer"])
        await hire(desk, COUNCIL, "n.okafor", name="Ngozi Okafor", chief_officer_id=marsh.id)
        await hire(desk, COUNCIL, "t.lane", name="Tom Lane")
        await desk.store.close()

    asyncio.run(enter())


@pytest.mark.usefixtures("people")
def test_the_whole_life_of_an_enquiry_from_the_terminal(clerk: Terminal) -> None:
    steps = [
        (("log", "Street light out", "--as", "a.shah", "--officer", "Okafor"), "Logged as ENQ-1."),
        (("ack", "1", "--as", "n.okafor"), "ENQ-1 is acknowledged."),
        (("hold", "1", "--until", "2026-12-14", "--reason", "survey", "--action", "asked again"), "A holding reply to ENQ-1 is on record."),
        (("extend", "1", "--until", "2026-12-16", "--reason", "agreed by phone"), "ENQ-1 has a new date (clause 9.1.11)."),
        (("cover", "1", "--by", "Tom Lane", "--last", "2026-11-27"), "Cover for Ngozi Okafor is arranged (clause 9.1.6)."),
        (("significant", "1"), "ENQ-1 is marked as significant (clause 9.1.3). Colin Marsh handles it."),
        (("reassign", "enq-1", "--to", "Tom Lane"), "Tom Lane handles ENQ-1 now."),
        (("note", "1", "the map is here"), "Noted on ENQ-1."),
        (("correct", "1", "--subject", "Street lights out", "--reason", "two of them"), "ENQ-1 is corrected."),
        (("answer", "1"), "ENQ-1 is answered."),
        (("reopen", "1", "--reason", "half of it"), "ENQ-1 is open again."),
        (("complaint", "1"), "ENQ-1 goes to the council's complaints procedure (clause 9.1.8)."),
        (("close", "1"), "ENQ-1 is closed."),
    ]
    said = [clerk.says(*arguments).splitlines()[0] for arguments, _ in steps]

    assert [expected for _, expected in steps] == said
    assert len(steps) + 1 == len(clerk.gives("history", "1")), "handing over to the chief officer is an event of its own"


@pytest.mark.usefixtures("people")
def test_a_logged_enquiry_is_shown_with_its_dates_and_weekdays(clerk: Terminal) -> None:
    lines = clerk.says("log", "Street light out", "--as", "a.shah", "--received", "2026-11-21", "--how", "spoken").splitlines()

    assert [
        "Logged as ENQ-1.",
        "ENQ-1: Street light out",
        "Asked by: Councillor Anita Shah, Milton",
        "Officer: nobody yet",
        "Received: Saturday 21 November 2026 (spoken)",
        "Due: Friday 4 December 2026 (set by the protocol), day 1 of 10 [clause 9.1.5]",
        "Status: Open",
    ] == lines


@pytest.mark.usefixtures("people")
def test_the_object_that_scripts_get_has_the_agreed_fields(clerk: Terminal) -> None:
    made = clerk.gives("log", "Bins", "--asked-by", "Cllr Shah", "--officer", "n.okafor")

    assert {
        "ref": "ENQ-1",
        "asked_by": "Councillor Anita Shah",
        "officer_key": "n.okafor",
        "received": "2026-11-23",
        "status": "open",
        "due": "2026-12-07",
        "due_from": "protocol",
        "day": 0,
        "of": 10,
        "overdue": False,
        "clause": "9.1.5",
    }.items() <= made.items()


def test_the_same_origin_is_one_case(clerk: Terminal) -> None:
    arguments = ("log", "Bins", "--asked-by", "Cllr Shah", "--origin", "message-7")

    assert [False, True] == [clerk.gives(*arguments)["was_there"] for _ in range(2)]


def test_each_list_has_its_own_cases_and_words_narrow_it(clerk: Terminal) -> None:
    for subject, received in (("Old bins", "2026-11-02"), ("Lamp", "2026-11-09"), ("Trees", "2026-11-12"), ("New bins", "2026-11-23")):
        clerk.says("log", subject, "--asked-by", "Cllr Shah", "--received", received)
    found = {name: [item["ref"] for item in clerk.gives(name)["items"]] for name in ("overdue", "today", "week", "list")}

    assert {"overdue": ["ENQ-1"], "today": ["ENQ-2"], "week": ["ENQ-3"], "list": ["ENQ-1", "ENQ-2", "ENQ-3", "ENQ-4"]} == found
    assert ["ENQ-1", "ENQ-4"] == [item["ref"] for item in clerk.gives("list", "bins")["items"]]


def test_a_piped_list_is_lines_with_tabs_and_says_how_to_see_more(clerk: Terminal) -> None:
    for n in range(3):
        clerk.says("log", f"Bins {n}", "--asked-by", "Cllr Shah")
    result = clerk("list", "--limit", "2")

    assert "ENQ-1\tMonday 7 December 2026\tLater\tBins 0\tCllr Shah\tThe officer at this machine\t" == result.stdout.splitlines()[0]
    assert "1 more: --start 2 shows what follows.\n" == result.stderr


def test_search_finds_closed_cases_and_list_does_not(clerk: Terminal) -> None:
    clerk.says("log", "Bins", "--asked-by", "Cllr Shah")
    clerk.says("close", "1", "--reason", "withdrawn")

    assert [0, 1] == [clerk.gives(name, "bins")["total"] for name in ("list", "search")]


def test_an_empty_list_says_so_on_the_error_stream(clerk: Terminal) -> None:
    result = clerk("overdue")

    assert (0, "", "Nothing is overdue.\n") == (result.exit_code, result.stdout, result.stderr)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("show", "ENQ-99"), "There is no ENQ-99 among the enquiries that you can see"),
        (("show", "twelve"), "“twelve” is no enquiry number"),
        (("log", "Bins"), "Who asked?"),
        (("log", "Bins", "--asked-by", "Cllr Shah", "--received", "2026-11-24"), "Tuesday 24 November 2026 is in the future"),
        (("log", "Bins", "--asked-by", "Cllr Shah", "--received", "32/13"), "--received “32/13” can't be read as a date"),
        (("mine", "--as", "nobody"), "nobody with that key"),
        (
            ("extend", "1", "--until", "2026-12-25", "--reason", "r"),
            "Friday 25 December 2026 is no working day (Christmas Day). The next one is Tuesday 29 December 2026",
        ),
        (("hold", "1", "--until", "2026-12-14"), "still lacks the reason for the delay and what is being done (clause 9.1.7)"),
        (("reassign", "1", "--to", "Bob"), "“Bob” is no officer in the directory"),
        (("reopen", "1", "--reason", "r"), "ENQ-1 is open"),
    ],
)
def test_what_can_not_be_done_ends_with_status_2_and_a_clear_line(clerk: Terminal, arguments: tuple[str, ...], says: str) -> None:
    clerk.says("log", "Bins", "--asked-by", "Cllr Shah")

    assert says in clerk.refuses(*arguments)


@pytest.mark.usefixtures("people")
def test_a_member_does_not_see_anothers_enquiry(clerk: Terminal) -> None:
    clerk.says("log", "Bins", "--asked-by", "Cllr Jones")

    assert "There is no ENQ-1 among" in clerk.refuses("show", "1", "--as", "a.shah")


def test_a_reopened_case_without_a_date_does_not_blame_the_protocol(clerk: Terminal) -> None:
    clerk.says("log", "Bins", "--asked-by", "Cllr Shah")
    clerk.says("answer", "1")

    assert "no date: none was agreed when it was reopened" in clerk.says("reopen", "1", "--reason", "half of it")


def test_a_case_is_overdue_from_the_day_after_in_words_too(clerk: Terminal, clock: SetClock) -> None:
    clerk.says("log", "Bins", "--asked-by", "Cllr Shah", "--received", "2026-11-09")
    said = [next(line for line in clerk.says("show", "1").splitlines() if line.startswith("Due"))]
    clock.go(days=1)
    said.append(next(line for line in clerk.says("show", "1").splitlines() if line.startswith("Due")))

    assert [
        "Due: Monday 23 November 2026 (set by the protocol), day 10 of 10 [clause 9.1.5]",
        "Due: Monday 23 November 2026 (set by the protocol), overdue: 1 working day [clause 9.1.5]",
    ] == said


def test_the_history_of_a_correction_says_which_day_it_was_put_right_to_and_days_have_their_weekday(clerk: Terminal) -> None:
    clerk.says("log", "Bins", "--asked-by", "Cllr Shah", "--received", "2026-11-20")
    clerk.says("correct", "1", "--received", "2026-11-18", "--reason", "it lay in the post room")

    assert "Corrected, by The officer at this machine, received Wednesday 18 November 2026" in clerk.says("history", "1")
