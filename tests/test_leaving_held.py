"""Somebody leaves, or is noted as away, while they do something to a case: neither waits for the other for ever. On both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from folk import hire

from bot.casework.desk import Desk
from bot.casework.enquiry_case import NewEnquiry
from bot.casework.enquiry_ends import answer
from bot.casework.enquiry_hands import cover
from bot.casework.enquiry_log import log
from bot.casework.enquiry_record import Case
from bot.casework.enquiry_view import get
from bot.casework.people_leaving import absent, leave
from bot.casework.person import Person

HERE, MONDAY = "southend", date(2026, 11, 23)
_MEANWHILE = 0.4
"""Seconds in which the other has taken the locks that it can have."""
Deed = Callable[[Desk, Person, int], Awaitable[object]]
Noted = Callable[[Desk, Person, str], Awaitable[object]]


async def _answered(desk: Desk, officer: Person, number: int) -> None:
    await answer(desk, officer, number)


async def _covered(desk: Desk, officer: Person, number: int) -> None:
    await cover(desk, officer, number, "Tom Reed")


async def _away(desk: Desk, clerk: Person, key: str) -> None:
    await absent(desk, clerk, key, MONDAY, cover="tom.reed")


@pytest.mark.parametrize("deed", [_answered, _covered])
@pytest.mark.parametrize("noted", [leave, _away])
async def test_a_deed_and_what_is_noted_of_its_actor_are_both_done(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, deed: Deed, noted: Noted
) -> None:
    clerk = await hire(desk, HERE, "clerk", roles=["democratic_services"])
    officer, _ = await hire(desk, HERE, "priya.nair", name="Priya Nair"), await hire(desk, HERE, "tom.reed", name="Tom Reed")
    number = (await log(desk, officer, NewEnquiry("Bins", asked_by="Cllr Shah"))).number
    other: list[asyncio.Future[object]] = []
    loads = Case.load

    async def load(case: Case) -> None:
        await loads(case)
        if not other:
            other.append(asyncio.ensure_future(noted(desk, clerk, officer.key)))
            await asyncio.wait(other, timeout=_MEANWHILE)

    monkeypatch.setattr(Case, "load", load)
    await deed(desk, officer, number)
    await other[0]

    assert "Bins" == (await get(desk, clerk, number)).subject
