"""What a person may see, said to the database: the table of `access.py` once more, as a condition. A test holds it to the same answers as `may`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, or_, select, true

from bot.casework.access import TABLE, Right, Standing
from bot.store.cases import EnquiryRow
from bot.store.people import PersonRow
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Select

    from bot.casework.person import Person


def visible(actor: Person, today: date, right: Right = Right.SEE_ENQUIRY) -> ColumnElement[bool]:
    """Give the condition that an enquiry is one on which the actor has a right.

    Args:
        actor: who asks.
        today: the day it is at the council: whoever stands in sees what they cover while the officer is away.
        right: which right; seeing it, where it is left out.

    Returns:
        A condition on `EnquiryRow`; true for nothing where the actor is not active.

    """
    if not actor.active:
        return false()
    granted = TABLE[right]
    return and_(
        EnquiryRow.council == actor.council,
        or_(false(), *(_standing(actor, standing, today) for standing in Standing if standing in granted)),
    )


def officers_covered_by(actor: Person, today: date) -> Select[Any]:
    """Give the officers who are away today, or whom nothing reaches, and who have the actor stand in."""
    away = and_(PersonRow.absent_from <= today, or_(PersonRow.absent_until.is_(None), PersonRow.absent_until >= today))
    return select(PersonRow.id).where(PersonRow.cover_id == actor.id, PersonRow.active, or_(away, PersonRow.unreached_since.is_not(None)))


def _standing(actor: Person, standing: Standing, today: date) -> ColumnElement[bool]:
    if standing is Standing.ASKED:
        return EnquiryRow.asked_by_id == actor.id
    if standing is Standing.LOGGED:
        return EnquiryRow.logged_by_id == actor.id
    if standing is Standing.HANDLES:
        return EnquiryRow.officer_id == actor.id
    if standing is Standing.COVERS:
        return EnquiryRow.officer_id.in_(officers_covered_by(actor, today))
    if standing is Standing.MANAGES:
        managed = or_(PersonRow.manager_id == actor.id, PersonRow.chief_officer_id == actor.id)
        return EnquiryRow.officer_id.in_(select(PersonRow.id).where(managed))
    held = {
        Standing.ANYONE: True,
        Standing.OFFICER: actor.reader is Reader.OFFICER,
        Standing.MONITORING_OFFICER: Standing.MONITORING_OFFICER.value in actor.roles,
        Standing.DEMOCRATIC_SERVICES: Standing.DEMOCRATIC_SERVICES.value in actor.roles,
    }
    return true() if held.get(standing, False) else false()
