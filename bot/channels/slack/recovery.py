"""What was acknowledged and left unfinished is taken on again: led to its listener as if it had just come."""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from slack_bolt.request.async_request import AsyncBoltRequest

from bot.channels.slack.office import AGAIN, CLAIM

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.response import BoltResponse

    from bot.channels.slack.office import Office

log = logging.getLogger(__name__)


async def recover(take: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]], office: Office) -> int:
    """Take on again what was acknowledged and left unfinished by a process that is gone.

    Args:
        take: the way into the app.
        office: what its listeners work with.

    Returns:
        How much.

    Raises:
        StoreError: the database can't be used.

    """
    await office.works.settle()  # what is finished here and not marked so yet would be done again
    left = await office.once.unfinished(office.works.room, but=office.works.held, full=office.works.full)
    coming = {one.event_id for one in left}
    try:
        with office.works.holding(coming):  # one may take seconds, and the last of them must still be ours
            for one in left:
                request = AsyncBoltRequest(mode="socket_mode", body=one.body, context={AGAIN: True, CLAIM: one.event_id})
                response = await take(request)
                if (
                    response.status != HTTPStatus.OK
                ):  # its workspace is gone, or not known yet: tried again when the claim runs out, and given up after a few
                    log.warning("something left unfinished can't be taken on again now (%d)", response.status)
                coming.discard(one.event_id)
    except asyncio.CancelledError:  # the service stops
        await office.once.let_go(coming - office.works.held)
        raise
    if left:
        log.warning("taken on again: %d that were left unfinished", len(left))
    return len(left)
