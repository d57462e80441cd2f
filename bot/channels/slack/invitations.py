"""Leave to install the bot: made by those who keep a council's directory, good for one workspace and for some days. Without it anybody could tie a workspace to a council."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import CursorResult, select, update

from bot.casework.desk import audit
from bot.casework.people import may_keep
from bot.store.platform import SlackInvitationRow

if TYPE_CHECKING:
    from datetime import datetime

    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.store.database import AsyncSession

DAYS, MOST_DAYS = 7, 30
"""Days for which an invitation is good where nothing else is said, and at most."""
_BYTES = 32


class Standing(StrEnum):
    """How it stands with the invitation that a link names."""

    GOOD = "good"
    USED = "used"
    TOO_OLD = "too old"
    UNKNOWN = "unknown"


async def invite(desk: Desk, actor: Person, days: int = DAYS) -> tuple[str, datetime]:
    """Make an invitation to the actor's council.

    Args:
        desk: what casework works with.
        actor: who invites.
        days: for so many days it is good.

    Returns:
        The token that the link carries, which is kept nowhere, and until when it is good.

    Raises:
        RefusedError: the actor may not keep the directory.
        StoreError: it can't be written.

    """
    may_keep(actor)
    token, now = secrets.token_urlsafe(_BYTES), desk.now()
    until = now + timedelta(days=days)
    async with desk.store.write() as session:
        row = SlackInvitationRow(digest=digest_of(token), council=actor.council, made_at=now, expires_at=until)
        session.add(row)
        await session.flush()
        audit(session, desk, actor, "invited", (actor.council, "workspace", None), until=until.isoformat())
    return token, until


def digest_of(token: str) -> str:
    """Give what is kept of a token. It is random and long, so that a plain hash gives nothing away."""
    return hashlib.sha256(token.encode()).hexdigest()


async def invited(session: AsyncSession, digest: str, now: datetime) -> tuple[Standing, str | None]:
    """Look an invitation up.

    Args:
        session: a session that reads.
        digest: of the link's token.
        now: the time.

    Returns:
        How it stands, and the council, where there is such an invitation.

    """
    row = await session.scalar(select(SlackInvitationRow).where(SlackInvitationRow.digest == digest))
    if row is None:
        return Standing.UNKNOWN, None
    standing = Standing.USED if row.used_at is not None else Standing.TOO_OLD if row.expires_at <= now else Standing.GOOD
    return standing, row.council


async def use(session: AsyncSession, digest: str, workspace: str, now: datetime) -> bool:
    """Use an invitation up, in the unit of work that installs.

    Args:
        session: the unit of work.
        digest: of the link's token.
        workspace: the workspace, or organisation, that is installed.
        now: the time.

    Returns:
        Whether it was good; of two who use it at once it is good for one.

    """
    row = SlackInvitationRow
    using = update(row).where(row.digest == digest, row.used_at.is_(None), row.expires_at > now).values(used_at=now, workspace=workspace)
    return bool(cast("CursorResult[Any]", await session.execute(using)).rowcount)
