"""A team's channel is linked where it is: whoever keeps the directory says there which team it is for, and a word ends it again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.casework.errors import CaseError, RefusedError
from bot.channels.teams.conversations import threadless
from bot.channels.teams.team_channels import link, unlink
from bot.reply import Audience, Reply
from intents.understanding import Outcome

if TYPE_CHECKING:
    from bot.channels.teams.line import Line
    from bot.channels.teams.office import Office

_SAID = re.compile(
    r"this (?:channel|chat) is (?P<over>not for|no longer for|for)(?P<group> the team)? (?P<team>\S.{0,99}?)[.!]?", re.IGNORECASE
)
_INTENT = "link_channel"
_WHERE = "Say that in the channel itself: mention me there with “this channel is for TEAM”."
_NOBODY = "I know you as a guest. Which channel is a team's, those say who keep the directory."


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of a channel."""

    team: str
    ends: bool = False
    """It is to be the team's no more."""


def wished(text: str) -> Wish | None:
    """Read whether somebody says for which team a channel is; nothing where they say something else."""
    found = _SAID.fullmatch(" ".join(text.split()))
    return Wish(found["team"].strip("“”\"' "), ends=found["over"].lower() != "for") if found is not None else None


async def told(office: Office, line: Line, wish: Wish) -> Reply:
    """Link a channel to a team, or end that; who may is decided where the directory is kept.

    Args:
        office: what an entrance works with.
        line: who says it, and where.
        wish: what they want.

    Returns:
        What came of it. That it was done everybody in the channel may read, that it was refused only who asked.

    Raises:
        StoreError: the register can't be used.

    """
    try:
        return await _done(office, line, wish)
    except CaseError as error:
        return Reply(Outcome.DECLINE, _INTENT, str(error), audience=Audience.EPHEMERAL)


async def _done(office: Office, line: Line, wish: Wish) -> Reply:
    person, here = line.caller.person, threadless(line.reference)
    if person is None:
        raise RefusedError(_NOBODY)
    if wish.ends:
        gone = await unlink(office.desk, person, wish.team, None if line.direct else here.conversation)
        says = f"{gone.team} hears nothing in a channel any more; its people are reminded themselves, as before."
    elif line.direct:
        raise CaseError(_WHERE)
    else:
        made = await link(office.desk, person, wish.team, here.conversation, here.tenant)
        says = f"{made.team} hears here that there are reminders: numbers and dates, without names and subjects."
    return Reply(Outcome.ACTION, _INTENT, says)
