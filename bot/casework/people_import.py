"""Take people over into the directory: a file, or one person by hand. One transaction: all of it, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.casework.appointing import may_appoint, note
from bot.casework.desk import audit
from bot.casework.directory import AT_THIS_MACHINE
from bot.casework.errors import CaseError
from bot.casework.guarding import guarded
from bot.casework.identities import Channel
from bot.casework.people import by_key, directory, hold, may_keep, needed
from bot.casework.people_columns import ATTRIBUTES, DAYS, IDENTITIES, REFERENCES, day_of
from bot.casework.people_file import ImportFaultsError, Line
from bot.casework.people_plan import Change, Known, plan
from bot.casework.reaching import reached_again
from bot.store.people import IdentityRow, PersonRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.casework.desk import Desk
    from bot.casework.people_plan import Plan
    from bot.casework.person import Person
    from bot.store.database import AsyncSession

__all__ = ["Change", "Imported", "add", "change", "import_people"]


@dataclass(frozen=True, slots=True)
class Imported:
    """What was taken over."""

    added: tuple[str, ...]
    """The keys of new people."""
    changes: tuple[Change, ...]
    unchanged: int
    left: tuple[str, ...]
    """Keys of people in the file who are noted as having left; they stay so until they are brought back by name."""


async def import_people(desk: Desk, actor: Person, lines: Sequence[Line], *, dry_run: bool = False) -> Imported:
    """Take over the lines of a file (`people_file.read_file`): new people are added, values that differ changed, people not in it left alone.

    Args:
        desk: what casework works with.
        actor: who does it; the people become those of the actor's council.
        lines: the file's.
        dry_run: only say what would change.

    Returns:
        What was added and changed.

    Raises:
        RefusedError: the actor may not keep the directory.
        ImportFaultsError: something is wrong with the file; every fault is told, and nothing was taken over.

    """
    may_keep(actor)
    if dry_run:
        async with desk.store.read() as session:
            return _imported(await _planned(session, desk, actor, lines))
    return await _take_over(desk, actor, lines)


async def _take_over(desk: Desk, actor: Person, lines: Sequence[Line]) -> Imported:
    try:
        async with desk.store.write() as session:
            return await _take_over_in(session, desk, actor, lines)
    except IntegrityError:
        raise CaseError("Somebody else changed the directory in this moment. Nothing was changed; try again.") from None


async def _take_over_in(session: AsyncSession, desk: Desk, actor: Person, lines: Sequence[Line]) -> Imported:
    await hold(session, actor.council)  # what is planned against stays
    planned = await _planned(session, desk, actor, lines)
    await apply(session, desk, actor, planned)
    return _imported(planned)


async def add(desk: Desk, actor: Person, cells: Mapping[str, str]) -> Person:
    """Add one person by hand.

    Args:
        desk: what casework works with.
        actor: who does it.
        cells: what is known, by the columns of an import; key, name and role are needed.

    Raises:
        RefusedError: the actor may not keep the directory.
        CaseError: a value is wrong (all are told), or the key is somebody's already.

    """
    may_keep(actor)
    key = cells.get("key", "").strip().casefold()
    async with desk.store.read() as session:
        if await by_key(session, actor.council, key) is not None:
            raise CaseError(
                f"The key “{key}” is somebody's already. Change that person, or give another key; nothing was changed.", field="key"
            )
    await take_one(desk, actor, cells)
    async with desk.store.read() as session:
        return await needed(session, actor.council, key)


async def change(desk: Desk, actor: Person, key: str, cells: Mapping[str, str]) -> tuple[Change, ...]:
    """Change one person by hand; raises as `add` does, where nobody has the key too."""
    may_keep(actor)
    async with desk.store.read() as session:
        person = await needed(session, actor.council, key)
    if person.key in AT_THIS_MACHINE:
        raise CaseError(
            f"“{person.key}” stands for whoever sits at this machine and can't be changed. Add a person of your own instead.", field="key"
        )
    return (await take_one(desk, actor, {"key": person.key} | dict(cells))).changes


async def take_one(desk: Desk, actor: Person, cells: Mapping[str, str]) -> Imported:
    """Take over one person, by an actor who has been found to be allowed to; `CaseError` tells all that is wrong."""
    try:
        return await _take_over(desk, actor, [Line("", None, dict(cells))])
    except ImportFaultsError as error:
        raise _of_one(error) from None


async def take_one_in(session: AsyncSession, desk: Desk, actor: Person, cells: Mapping[str, str]) -> Imported:
    """Take over one person as `take_one` does, in the caller's unit of work."""
    try:
        return await _take_over_in(session, desk, actor, [Line("", None, dict(cells))])
    except ImportFaultsError as error:
        raise _of_one(error) from None


def _of_one(error: ImportFaultsError) -> CaseError:
    """Tell all that is wrong with one person, who stands in no file."""
    told = "\n".join(f"{fault.where}: {fault.problem}." for fault in error.faults)
    return CaseError(f"{told}\nNothing was changed.", field=error.faults[0].where)


async def _planned(session: AsyncSession, desk: Desk, actor: Person, lines: Sequence[Line]) -> Plan:
    """Work out what changes; `ImportFaultsError` where something is wrong."""
    council = actor.council
    people = await directory(session, council)
    rows = (await session.execute(select(IdentityRow, PersonRow.council).join(PersonRow, PersonRow.id == IdentityRow.person_id))).all()
    own: dict[int, dict[Channel, tuple[str, ...]]] = {}
    for row, of in rows:
        if of == council and row.channel in set(Channel):
            kept = own.setdefault(row.person_id, {})
            kept[Channel(row.channel)] = (*kept.get(Channel(row.channel), ()), row.external_id)
    taken = frozenset((row.channel, row.external_id) for row, of in rows if of != council)
    not_theirs = await guarded(session, actor)
    planned = plan(
        lines, Known(desk.library.council(council), people, own, taken, desk.today(council), may_appoint(actor, people), not_theirs)
    )
    if planned.faults:
        raise ImportFaultsError(planned.faults)
    return planned


async def apply(session: AsyncSession, desk: Desk, actor: Person, planned: Plan) -> None:
    """Write a plan, in a unit of work: people first, then whom they name, then how they are known."""
    found = await session.scalars(select(PersonRow).where(PersonRow.council == actor.council))  # held since the plan was made
    rows = {row.key: row for row in found}
    held = {key: tuple(row.roles) for key, row in rows.items()}
    wanted: dict[str, dict[str, str]] = {key: dict(cells) for key, cells in planned.added.items()}
    for one in planned.changes:
        wanted.setdefault(one.key, {})[one.column] = one.after
    for key, cells in wanted.items():
        if key not in rows:
            rows[key] = PersonRow(council=actor.council, key=key, roles=[], opted_out=[], active=True)
            session.add(rows[key])
        _set(rows[key], cells)
        rows[key].changed_at = desk.now()
    await session.flush()
    for key, cells in wanted.items():
        for column in REFERENCES:
            if column in cells:
                setattr(rows[key], ATTRIBUTES[column], rows[cells[column]].id if cells[column] else None)
        what, number = "added" if key in planned.added else "changed", rows[key].id
        audit(
            session,
            desk,
            actor,
            what,
            (actor.council, "person", number),
            columns=sorted(column for column in cells if cells[column] or what == "changed"),
        )
        note(session, desk, actor, number, (held.get(key, ()), rows[key].roles))
    newly = await _set_identities(session, {rows[key].id: cells for key, cells in wanted.items()})
    if newly:
        await reached_again(session, newly, desk.now())


def _set(row: PersonRow, cells: Mapping[str, str]) -> None:
    for column, plain in cells.items():
        if column in ATTRIBUTES and column not in REFERENCES:
            value: object = plain or None
            if column in DAYS:
                value = day_of(plain)
            elif column == "roles":
                value = plain.split(";") if plain else []
            setattr(row, ATTRIBUTES[column], value)


async def _set_identities(session: AsyncSession, wanted: Mapping[int, Mapping[str, str]]) -> set[int]:
    """Set by which ids people are known: all old ones go before new ones come, so that two can change places. Give those who got a new one."""
    concerned = [number for number, cells in wanted.items() if IDENTITIES.keys() & cells.keys()]
    rows = list(await session.scalars(select(IdentityRow).where(IdentityRow.person_id.in_(concerned)))) if concerned else []
    had = {(row.person_id, row.channel, row.external_id): row for row in rows}
    named = {IDENTITIES[column].value: column for column in IDENTITIES}
    keep = {
        (number, channel, one)
        for number in concerned
        for channel, column in named.items()
        for one in wanted[number].get(column, "").split(";")
        if one
    }
    for mark, row in had.items():
        if mark not in keep and named.get(row.channel) in wanted[row.person_id]:
            await session.delete(row)
    await session.flush()
    session.add_all(IdentityRow(person_id=number, channel=channel, external_id=one) for number, channel, one in sorted(keep - had.keys()))
    return {number for number, _, _ in keep - had.keys()}


def _imported(planned: Plan) -> Imported:
    return Imported(tuple(planned.added), planned.changes, planned.unchanged, planned.left)
