"""That an officer was asked to a political group's meeting, and that the other groups were offered the same.

Kept by officers who belong to no group. What the other groups are told never names the group that asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework import texts
from bot.casework.access import Concerned, Right, may
from bot.casework.desk import audit
from bot.casework.errors import CaseError, RefusedError, UnusualError
from bot.casework.group_names import Naming, naming
from bot.casework.people import directory
from bot.casework.refs import number_of
from bot.store.cases import OfferRow
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from bot.casework.desk import Desk
    from bot.casework.directory import Directory
    from bot.casework.person import Person


_MOST = 100
"""So many are listed where it is not said how many."""


@dataclass(frozen=True, slots=True)
class NewOffer:
    """What a group asked for."""

    topic: str
    """What the officer is to advise on; the other groups read it, so it can't name one."""
    group: str
    officer: int | None = None
    """The officer's id, where it is known who goes."""
    meeting: date | None = None
    non_members_present: bool = False
    """People who are no members of the council will be there."""
    sure: bool = False
    """The officer has been asked whether the subject names a group, and says that it doesn't."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A group's request, and how far the others have been offered the same. For officers' eyes."""

    id: int
    council: str
    topic: str
    asked_by_group: str
    officer: Person | None
    meeting: date | None
    non_members_present: bool
    offered_to: tuple[str, ...]
    still_to_offer: tuple[str, ...]

    @property
    def ref(self) -> str:
        """OFF-3."""
        return f"OFF-{self.id}"


@dataclass(frozen=True, slots=True)
class GroupOffer:
    """What another group is told: nothing of who asked, nor when they meet."""

    topic: str
    officer: Person | None


def for_other_groups(offer: Offer) -> GroupOffer:
    """Give what may be told to the other groups."""
    return GroupOffer(offer.topic, offer.officer)


async def groups(desk: Desk, council: str) -> tuple[str, ...]:
    """Give the political groups that a council's members belong to, as the directory has them."""
    async with desk.store.read() as session:
        return (await directory(session, council)).groups()


async def record(desk: Desk, actor: Person, new: NewOffer) -> Offer:
    """Note that a group asked for an officer; the same request noted again, while others wait for the offer, is given back as it stands.

    Args:
        desk: what casework works with.
        actor: who notes it.
        new: what was asked for.

    Raises:
        RefusedError: the actor may not keep offers.
        UnusualError: the subject may be read as naming a group; it is to be confirmed that it doesn't.
        CaseError: the group or officer is unknown, or the subject is missing, too long, or names a group.

    """
    check_may_keep(actor)
    topic = texts.line(new.topic, "topic", "the subject on which advice is wanted")
    async with desk.store.write() as session:
        people = await directory(session, actor.council)
        group = _group(new.group, people.groups())
        _check_topic(topic, dict.fromkeys((*people.groups(), group)), sure=new.sure)
        officer = people.by_id(new.officer)
        if new.officer is not None and (officer is None or not officer.active or officer.reader is not Reader.OFFICER):
            raise CaseError("No officer of this council's directory is meant by that. Name another, or leave it open.", field="officer")
        rows = await session.scalars(select(OfferRow).where(OfferRow.council == actor.council, OfferRow.asked_by_group == group))
        same = (row for row in rows if (row.topic.casefold(), row.meeting) == (topic.casefold(), new.meeting))
        row = next((row for row in same if _offer(row, people).still_to_offer), None)
        if row is None:
            row = OfferRow(
                council=actor.council,
                topic=topic,
                asked_by_group=group,
                officer_id=new.officer,
                meeting=new.meeting,
                non_members_present=new.non_members_present,
                offered_to=[],
                made_at=desk.now(),
            )
            session.add(row)
            await session.flush()
            audit(session, desk, actor, "noted", (row.council, "offer", row.id))
        return _offer(row, people)


async def offer_made(desk: Desk, actor: Person, ref: str, group: str) -> Offer:
    """Note that a group was offered the same; noted already, nothing changes. `ref` is the number as people write it (`OFF-3`, `3`).

    Raises:
        RefusedError: the actor may not keep offers.
        CaseError: there is no such request, the group is unknown, or it is the one that asked.

    """
    check_may_keep(actor)
    async with desk.store.write() as session:
        people = await directory(session, actor.council)
        number = number_of("OFF", ref)
        wanted = select(OfferRow).where(OfferRow.id == number, OfferRow.council == actor.council).with_for_update()
        row = await session.scalar(wanted) if number is not None else None
        if row is None:
            raise CaseError(
                "There is no request of that number. Look it up among those still to be offered; nothing was changed.", field="ref"
            )
        known = _group(group, tuple(dict.fromkeys((*people.groups(), row.asked_by_group, *row.offered_to))))
        if known == row.asked_by_group:
            raise CaseError("That is the group that asked. Name the group that was offered the same; nothing was changed.", field="group")
        if known not in row.offered_to:
            row.offered_to = [*row.offered_to, known]
            audit(session, desk, actor, "offered", (row.council, "offer", row.id))
        return _offer(row, people)


async def outstanding(desk: Desk, actor: Person, most: int = _MOST) -> list[Offer]:
    """List the requests that some group has not been offered yet: the `most` newest of them, the oldest first; `RefusedError` as `listed`."""
    return await _newest(desk, actor, most, all_of_them=False)


async def listed(desk: Desk, actor: Person, most: int = _MOST) -> list[Offer]:
    """List the requests: the `most` newest, the oldest of them first; `RefusedError` for whoever may not keep offers."""
    return await _newest(desk, actor, most, all_of_them=True)


async def _newest(desk: Desk, actor: Person, most: int, *, all_of_them: bool) -> list[Offer]:
    check_may_keep(actor)
    async with desk.store.read() as session:
        people = await directory(session, actor.council)
        newest_first = select(OfferRow).where(OfferRow.council == actor.council).order_by(OfferRow.id.desc())
        found: list[Offer] = []
        rows = await session.stream_scalars(newest_first.execution_options(yield_per=most))
        async for row in rows:
            offer = _offer(row, people)
            if all_of_them or offer.still_to_offer:
                found.append(offer)
            if len(found) == most:
                break
        await rows.close()
        return found[::-1]


def _offer(row: OfferRow, people: Directory) -> Offer:
    told = {row.asked_by_group, *row.offered_to}
    return Offer(
        row.id,
        row.council,
        row.topic,
        row.asked_by_group,
        people.by_id(row.officer_id),
        row.meeting,
        row.non_members_present,
        tuple(row.offered_to),
        tuple(group for group in people.groups() if group not in told),
    )


def _group(given: str, known: Sequence[str]) -> str:
    """Find a group by its name in whatever case, with or without "group" after it."""
    wanted = given.strip().casefold()
    found = next((group for group in known if wanted in {group.casefold(), f"{group.casefold()} group"}), None)
    if found is None:
        names = f"The directory has {', '.join(known)}." if known else "The directory names no groups yet; add them to the members first."
        raise CaseError(f"No political group of this council is called “{given.strip()[:80]}”. {names} Nothing was changed.", field="group")
    return found


def _check_topic(topic: str, groups: Iterable[str], *, sure: bool) -> None:
    """Refuse a subject that names a group; ask where it may only be read so."""
    found = sorted(((naming(topic, group), group) for group in groups), key=lambda pair: -pair[0].value)
    how, named = found[0]
    if how is Naming.YES:
        raise CaseError(
            f"The subject names the {named} group, and the other groups are shown the subject. Say only what the advice is about; nothing was noted.",
            field="topic",
        )
    if how is Naming.PERHAPS and not sure:
        raise UnusualError(
            f"It may be that the subject names the {named} group, and the other groups are shown the subject. Confirm it if it means something else; else say only what the advice is about.",
            field="topic",
        )


def check_may_keep(actor: Person) -> None:
    """Refuse whoever may not keep what is offered to groups."""
    if not may(actor, Right.KEEP_OFFERS, Concerned(actor.council)):
        raise RefusedError("What is offered to political groups is kept by officers who belong to none. Ask Democratic Services.")
