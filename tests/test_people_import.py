"""Taking people over from files: as spreadsheets write them, all faults at once, nothing half-written, the same file twice changes nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from folk import elect, hire
from sqlalchemy import select

from bot.casework import people
from bot.casework.desk import Desk
from bot.casework.errors import CaseError, RefusedError
from bot.casework.identities import Channel, identify, identities
from bot.casework.people_file import ImportFaultsError, Line, escaped, read_file
from bot.casework.people_import import Change, Imported, add, change, import_people
from bot.casework.person import Person
from bot.store.nudges import AuditRow

HERE = "southend"
HEADER = "key,name,role,email,phone,post,roles,group,ward,team,manager,chief_officer,cover,absent_from,absent_until,slack,teams"
FILE = f"""{HEADER}
boss,Bo Smith,officer,bo@example.org,01702 111111,Head of Housing,chief_officer;monitoring_officer,,,Housing,,boss,,,,U0BOSS1,
ann,Ann O'Brien,officer,Ann@Example.org,+44 1702 222222 ext 3,,democratic_services,,,Housing,boss,boss,bob,01/12/2026,2026-12-04,,
bob,"Smith, Bob",officer,,,,,,,Housing,boss,boss,,,,,1F0C2F4E-5B0A-4C58-9C7E-0D6A3F1B2C3D
shah,Councillor A. Shah,member,,,,,Blue,Chalkwell,,,,,,,,
"""


@pytest.fixture
async def keeper(desk: Desk) -> Person:
    return await hire(desk, HERE, "keeper", roles=["democratic_services"])


def written(path: Path, text: str | bytes, name: str = "people.csv") -> Path:
    file = path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


async def taken(desk: Desk, keeper: Person, tmp_path: Path, text: str | bytes, name: str = "people.csv") -> Imported:
    return await import_people(desk, keeper, read_file(written(tmp_path, text, name)))


async def faults(
    desk: Desk, keeper: Person, tmp_path: Path, text: str | bytes, name: str = "people.csv"
) -> list[tuple[int | None, str, str]]:
    with pytest.raises(ImportFaultsError) as caught:
        await taken(desk, keeper, tmp_path, text, name)
    return [(fault.line, fault.where, fault.problem) for fault in caught.value.faults]


async def person(desk: Desk, key: str) -> Person:
    async with desk.store.read() as session:
        return await people.needed(session, HERE, key)


async def test_a_file_of_people_is_taken_over_with_all_that_it_says(desk: Desk, keeper: Person, tmp_path: Path) -> None:
    done = await taken(desk, keeper, tmp_path, FILE)

    assert Imported(("boss", "ann", "bob", "shah"), (), 0, ()) == done
    ann, boss, bob, shah = [await person(desk, key) for key in ("ann", "boss", "bob", "shah")]
    assert (boss.id, boss.id, bob.id) == (ann.manager_id, ann.chief_officer_id, ann.cover_id)
    assert (date(2026, 12, 1), date(2026, 12, 4), "ann@example.org") == (ann.absent_from, ann.absent_until, ann.email)
    assert frozenset({"chief_officer", "monitoring_officer"}) == boss.roles
    assert ("Smith, Bob", "Blue", "Chalkwell") == (bob.name, shah.political_group, shah.ward)
    async with desk.store.read() as session:
        assert boss == await identify(session, Channel.SLACK, "U0BOSS1")
        assert bob == await identify(session, Channel.TEAMS, "1f0c2f4e-5b0a-4c58-9c7e-0d6a3f1b2c3d")


async def test_the_same_file_again_changes_nothing(desk: Desk, keeper: Person, tmp_path: Path) -> None:
    await taken(desk, keeper, tmp_path, FILE)

    assert Imported((), (), 4, ()) == await taken(desk, keeper, tmp_path, FILE)


async def test_only_what_differs_is_changed_and_it_is_said(desk: Desk, keeper: Person, tmp_path: Path) -> None:
    await taken(desk, keeper, tmp_path, FILE)

    done = await taken(desk, keeper, tmp_path, "key,ward,manager\nshah,Leigh,\nbob,,ann\n")

    assert (Change("shah", "ward", "Chalkwell", "Leigh"), Change("bob", "manager", "boss", "ann")) == done.changes
    assert "Councillor A. Shah" == (await person(desk, "shah")).name
    assert (await person(desk, "ann")).id == (await person(desk, "bob")).manager_id


async def test_a_dry_run_says_what_would_change_and_writes_nothing(desk: Desk, keeper: Person, tmp_path: Path) -> None:
    done = await import_people(desk, keeper, read_file(written(tmp_path, FILE)), dry_run=True)

    async with desk.store.read() as session:
        assert ["keeper"] == [one.key for one in await people.search(session, HERE)]
    assert 4 == len(done.added)


@pytest.mark.parametrize(
    "text",
    [
        FILE.encode("utf-8-sig"),
        FILE.replace("\n", "\r\n"),
        FILE.replace(";", "|").replace(",", ";").replace("|", ",").replace('"Smith; Bob"', '"Smith, Bob"'),
        FILE.replace(",", "\t").replace('"Smith\t Bob"', "Smith, Bob"),
        FILE + ",,,,,,,,,,,,,,,,\n\n",
        FILE.replace(",,,,,,,,\n", "\n"),
        FILE.replace("chief_officer,cover", "Chief Officer, Cover ", 1),
    ],
    ids=[
        "byte order mark",
        "Windows line ends",
        "semicolons",
        "tabs",
        "empty lines",
        "empty cells left out",
        "titles as people write them",
    ],
)
async def test_files_as_spreadsheets_write_them_are_read(desk: Desk, keeper: Person, tmp_path: Path, text: str | bytes) -> None:
    done = await taken(desk, keeper, tmp_path, text)

    assert ("boss", "ann", "bob", "shah") == done.added
    assert "Smith, Bob" == (await person(desk, "bob")).name
    assert frozenset({"chief_officer", "monitoring_officer"}) == (await person(desk, "boss")).roles


async def test_all_faults_are_told_at_once_with_line_and_column_and_nothing_is_written(desk: Desk, keeper: Person, tmp_path: Path) -> None:
    bad = """key,name,role,email,roles,manager,absent_from,absent_until,slack,group
good,Good Person,officer,good@example.org,,,,,,
,Nobody,officer,,,,,,,
a b,Space,officer,,,,,,,
dup,One,officer,,,,,,,
DUP,Two,officer,,,,,,,
x1,12345,clerk,not-an-address,emperor,ghost,31/02/2026,tomorrow,@ann,
x2,X Two,member,,monitoring_officer,good,2026-12-05,2026-12-01,,Blue
operator,Me,officer,,,,,,,
"""

    told = await faults(desk, keeper, tmp_path, bad)

    assert [
        (3, "key"),
        (4, "key"),
        (6, "key"),
        (7, "name"),
        (7, "role"),
        (7, "email"),
        (7, "roles"),
        (7, "absent_from"),
        (7, "absent_until"),
        (7, "slack"),
        (7, "manager"),
        (8, "manager"),
        (8, "roles"),
        (8, "absent_until"),
        (9, "key"),
    ] == [(line, where) for line, where, _ in told]
    async with desk.store.read() as session:
        assert ["keeper"] == [one.key for one in await people.search(session, HERE)]


async def test_the_message_names_file_line_and_column_and_what_to_do(desk: Desk, keeper: Person, tmp_path: Path) -> None:
    with pytest.raises(ImportFaultsError) as caught:
        await taken(desk, keeper, tmp_path, "key,name,role\nx,X,officer\ny,Y,boss\n")

    assert (
        f"1 thing has to be mended; nothing was taken over.\n{tmp_path / 'people.csv'}:3: role: “boss” is neither member nor officer; write one of the two"
        == str(caught.value)
    )


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ("", "file", "empty"),
        ("key,name,role,shoe_size\nx,X,officer,9\n", "shoe_size", "no such column"),
        ("name,role\nX,officer\n", "key", "is missing"),
        ("key,name,name,role\nx,X,X,officer\n", "name", "stands twice"),
        ("key,name,role\nx,X,officer,more\n", "line", "4 cells"),
        ('key,name,role\nx,"X,officer\n', "line", "check the quotes"),
        ("key,name,role\nx,Zoë,officer\n".encode("cp1252"), "file", "CSV UTF-8"),
        ("key,name,role\nx,Zoë,officer\n".encode("utf-16"), "file", "CSV UTF-8"),
        (b"key,name,role\nx,\x00,officer\n", "name", "is empty"),
        ("key,name,role\nx,123,officer\n", "name", "letters"),
        (f"key,name,role\nx,{'X' * 300},officer\n", "name", "shorten"),
    ],
)
async def test_a_file_that_is_no_list_of_people_says_what_to_do(
    desk: Desk, keeper: Person, tmp_path: Path, text: str | bytes, where: str, says: str
) -> None:
    told = await faults(desk, keeper, tmp_path, text)

    assert 1 == len(told)
    assert where == told[0][1]
    assert says in told[0][2]


@pytest.mark.parametrize("name", ["nothing.csv", "nothing.yml", "people.xlsx"])
def test_a_file_that_can_not_be_read_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(ImportFaultsError, match="file:"):
        read_file(tmp_path / name)


async def test_a_ring_of_managers_is_a_fault_and_so_is_being_ones_own(desk: Desk, keeper: Person, tmp_path: Path) -> None:
    ring = "key,name,role,manager\na,Ab,officer,b\nb,Bc,officer,c\nc,Cd,officer,a\nd,De,officer,d\ne,Ef,officer,a\n"

    told = await faults(desk, keeper, tmp_path, ring)

    assert [(2, "manager"), (3, "manager"), (4, "manager"), (5, "manager")] == [(line, where) for line, where, _ in told]
    assert "“b” manages “a”, “c” manages “b”, “a” manages “c”" in told[0][2]


async def test_a_ring_that_is_closed_by_somebody_in_the_directory_is_a_fault(desk: Desk, keeper: Person, tmp_path: Path) -> None:
    await taken(desk, keeper, tmp_path, FILE)

    told = await faults(desk, keeper, tmp_path, "key,manager\nboss,ann\n")

    assert [(2, "manager")] == [(line, where) for line, where, _ in told]


async def test_two_may_stand_in_for_each_other(desk: Desk, keeper: Person, tmp_path: Path) -> None:
    text = "key,name,role,cover,absent_from,absent_until\na,Ab,officer,b,2026-11-16,\nb,Bc,officer,a,2026-11-23,\n"

    assert ("a", "b") == (await taken(desk, keeper, tmp_path, text)).added


async def test_a_stand_in_is_of_the_same_party_and_a_manager_is_an_officer(desk: Desk, keeper: Person, tmp_path: Path) -> None:
    text = "key,name,role,cover,manager\na,Ab,officer,m,\nm,Mn,member,a,\no,Op,officer,,m\n"

    assert [(2, "cover"), (3, "cover"), (4, "manager")] == [(line, where) for line, where, _ in await faults(desk, keeper, tmp_path, text)]


async def test_a_manager_can_not_become_a_member(desk: Desk, keeper: Person, tmp_path: Path) -> None:
    await taken(desk, keeper, tmp_path, "key,name,role,manager\na,Ab,officer,\nb,Bc,officer,a\n")

    assert [(2, "role")] == [(line, where) for line, where, _ in await faults(desk, keeper, tmp_path, "key,role\na,member\n")]


async def test_an_id_is_one_persons_in_the_file_in_the_directory_and_at_other_councils(desk: Desk, keeper: Person, tmp_path: Path) -> None:
    elsewhere = await hire(desk, "leeds", "far", roles=["democratic_services"])
    await import_people(desk, elsewhere, [Line("f", 2, {"key": "far", "slack": "U0FAR11"})])
    await taken(desk, keeper, tmp_path, FILE)

    told = await faults(desk, keeper, tmp_path, "key,slack\nann,U0BOSS1\nbob,U0FAR11\nshah,U0SHAH1\nkeeper,U0SHAH1\n")

    assert [2, 3, 5] == [line for line, _, _ in told]
    assert "far" not in told[1][2]


async def test_two_people_can_change_ids_and_an_empty_cell_forgets_none(desk: Desk, keeper: Person, tmp_path: Path) -> None:
    await taken(desk, keeper, tmp_path, "key,name,role,slack\na,Ab,officer,U0AAAA1\nb,Bc,officer,U0BBBB1\nc,Cd,officer,U0CCCC1\n")

    await taken(desk, keeper, tmp_path, "key,slack\na,U0BBBB1\nb,U0AAAA1\nc,\n")

    async with desk.store.read() as session:
        known = [(await identities(session, await person(desk, key)))[Channel.SLACK] for key in "abc"]
    assert [("U0BBBB1",), ("U0AAAA1",), ("U0CCCC1",)] == known


async def test_yaml_is_read_as_csv_is(desk: Desk, keeper: Person, tmp_path: Path) -> None:
    text = """people:
  - {key: boss, name: Bo Smith, role: officer, roles: [chief_officer, monitoring_officer]}
  - key: ann
    name: Ann O'Brien
    role: officer
    manager: boss
    absent_from: 2026-12-01
    absent_until: 2026-12-04
    phone:
"""

    done = await taken(desk, keeper, tmp_path, text, "people.yml")

    assert ("boss", "ann") == done.added
    assert date(2026, 12, 4) == (await person(desk, "ann")).absent_until


async def test_faults_in_yaml_are_told_with_their_lines(desk: Desk, keeper: Person, tmp_path: Path) -> None:
    text = "- key: a\n  name: Ab\n  role: officer\n  phone: 01702123456\n- nonsense\n- name: No key\n  shoe: 9\n"

    told = await faults(desk, keeper, tmp_path, text, "people.yaml")

    assert [(1, "phone"), (5, "person"), (6, "shoe"), (6, "key")] == [(line, where) for line, where, _ in told]


@pytest.mark.parametrize("text", ["- &a {key: x}\n- *a\n", "!!python/object:os.system {}", "people: 3", "", "{key: x}"])
async def test_yaml_with_traps_or_without_a_list_is_refused(desk: Desk, keeper: Person, tmp_path: Path, text: str) -> None:
    assert 1 == len(await faults(desk, keeper, tmp_path, text, "people.yml"))


async def test_groups_are_spelled_in_one_way(desk: Desk, keeper: Person, tmp_path: Path) -> None:
    await taken(desk, keeper, tmp_path, "key,name,role,group\na,Ab,member,Blue\nb,Bc,member,BLUE\n")

    assert "Blue" == (await person(desk, "b")).political_group


async def test_somebody_who_left_stays_so_whatever_an_old_file_says(desk: Desk, keeper: Person, tmp_path: Path) -> None:
    await elect(desk, HERE, "shah", name="A. Shah", active=False)

    done = await taken(desk, keeper, tmp_path, "key,name,role\nshah,A. Shah,member\n")

    assert ("shah",) == done.left
    assert not (await person(desk, "shah")).active


async def test_what_a_spreadsheet_would_run_as_a_formula_is_escaped_and_read_back_as_it_was(
    desk: Desk, keeper: Person, tmp_path: Path
) -> None:
    cells = ["=cmd()", "+44 1702 222222", "-1", "@x", "plain", "it's", ""]

    assert ["'=cmd()", "'+44 1702 222222", "'-1", "'@x", "plain", "it's", ""] == [escaped(cell) for cell in cells]
    await taken(desk, keeper, tmp_path, f"key,name,role,phone\na,Ab,officer,{escaped('+44 1702 222222')}\n")
    assert "+44 1702 222222" == (await person(desk, "a")).phone


async def test_the_audit_names_columns_and_no_values(desk: Desk, keeper: Person, tmp_path: Path) -> None:
    await taken(desk, keeper, tmp_path, "key,name,role\na,Ab Secret,officer\n")
    await change(desk, keeper, "a", {"phone": "01702 333333"})
    async with desk.store.read() as session:
        rows = list(await session.scalars(select(AuditRow).order_by(AuditRow.id)))

    assert [("added", {"columns": ["key", "name", "role"]}), ("changed", {"columns": ["phone"]})] == [
        (row.what, row.details) for row in rows
    ]


async def test_one_person_is_added_and_changed_by_hand(desk: Desk, keeper: Person) -> None:
    added = await add(desk, keeper, {"key": "Ann", "name": "Ann Day", "role": "officer"})
    changes = await change(desk, keeper, "ANN", {"team": "Housing", "name": "Ann Day"})

    assert ("ann", "Ann Day") == (added.key, added.name)
    assert (Change("ann", "team", "", "Housing"),) == changes


async def test_by_hand_as_well_all_that_is_wrong_is_told(desk: Desk, keeper: Person) -> None:
    with pytest.raises(CaseError, match=r"(?s)email: .*manager: .*Nothing was changed"):
        await add(desk, keeper, {"key": "ann", "name": "Ann", "role": "officer", "email": "x", "manager": "ghost"})
    with pytest.raises(CaseError, match="somebody's already"):
        await add(desk, keeper, {"key": "keeper", "name": "Ann", "role": "officer"})
    with pytest.raises(CaseError, match="Nobody in this council"):
        await change(desk, keeper, "ghost", {"name": "Ann"})


async def test_only_those_who_keep_the_directory_change_it(desk: Desk, keeper: Person) -> None:
    officer = await hire(desk, HERE, "o")

    for actor in (officer, replace(keeper, active=False)):
        with pytest.raises(RefusedError):
            await add(desk, actor, {"key": "x", "name": "X", "role": "officer"})
        with pytest.raises(RefusedError):
            await import_people(desk, actor, [])


async def test_two_who_add_the_same_person_at_once_get_one_person_and_a_clear_word(desk: Desk, keeper: Person) -> None:
    cells = {"key": "ann", "name": "Ann", "role": "officer"}

    told = await asyncio.gather(*(add(desk, keeper, cells) for _ in range(4)), return_exceptions=True)

    assert all(isinstance(one, Person | CaseError) for one in told)
    async with desk.store.read() as session:
        assert ["Ann", "Keeper"] == [one.name for one in await people.search(session, HERE)]
