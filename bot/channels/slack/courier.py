"""Nudges by Slack: to a person directly, and to their team's channel where the council linked one."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

from sqlalchemy import select

from bot.casework.identities import Channel
from bot.channels.couriers import OutOfServiceError
from bot.channels.slack.addresses import OK, STALE, Address, addresses_of, keep
from bot.channels.slack.blocks import message
from bot.channels.slack.nudges import first_shown
from bot.channels.slack.pacing import Pacing, RefusedError
from bot.channels.slack.web import Trouble
from bot.channels.slack.workspaces import State
from bot.reminders.courier import Copy, NoWayError, TryLaterError
from bot.store.platform import TeamChannelRow
from bot.store.sealing import SealedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.channels.slack.workspaces import Workspace, Workspaces
    from bot.reply import Reply

log = logging.getLogger(__name__)
_SECONDS = 40
"""So long a delivery to a person may take, and so long the word to a team after it: together less than `sweeper.DELIVERY_SECONDS`."""
_TEAM_SECONDS = 10
_REVISE_SECONDS = 10
"""So long the change of a message may take that was delivered before."""
_PATIENCE = 20
"""So many seconds of these may be spent waiting because Slack asked for it."""
_TOO_BIG = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"})
"""Slack's words for blocks that it won't have; the text beside them says the same."""
_NO_ID = "No Slack ID is linked to this person. Link one: clerk people link KEY --channel slack --id T012ABCDEF:U012ABCDEF."
_NO_WORKSPACE = "The bot is not installed in this person's workspace, or has no token for it. Install it again; clerk doctor tells more."
_CLOSED = {
    Trouble.GONE: "Slack says that nobody is reached by the linked ID any more ({word}). Link another, or have the person write to the bot.",
    Trouble.CLOSED: "The direct conversation with the linked ID is closed ({word}). Link another, or have the person write to the bot.",
}
_NOT_TAKEN = "Slack did not take the message ({word}). It is tried again; clerk doctor tells what the bot may do."
_ANEW = "The bot was installed anew in this person's workspace meanwhile. It is tried again."
_NOT_THEIRS = "The message stands where nobody is linked any more to whom it was sent."
_SLOW = "Slack did not answer in time. It is tried again."


class SlackCourier:
    """Delivers through the workspaces that have the bot."""

    def __init__(self, desk: Desk, workspaces: Workspaces, pacing: Pacing | None = None) -> None:
        """Deliver for a register.

        Args:
            desk: the database and the clock.
            workspaces: where the bot is installed.
            pacing: makes the calls; its own when not given.

        """
        self._desk, self._workspaces = desk, workspaces
        self._pacing = pacing or Pacing(desk.now)

    async def deliver(self, recipient: Person, reply: Reply, for_team: Reply | None = None) -> tuple[Copy, ...]:
        """Deliver a nudge by direct message, at the first of the person's addresses that takes it; then tell their team's channel what it may hear.

        Returns:
            The message to the person, and that in the channel where there is one.

        Raises:
            NoWayError: no address of theirs takes it; what was learned is written down.
            TryLaterError: Slack is busy or can't be reached.
            StoreError: the database can't be used.

        """
        async with self._desk.store.read() as session:
            known = await addresses_of(session, recipient, oauth=self._workspaces.tokens is not None)
        missing: list[NoWayError] = []
        for address in known:
            try:
                direct = await self._direct(recipient, address, reply)
            except NoWayError as error:
                missing.append(error)
            else:
                return (direct, *await self._tell_team(recipient, for_team))
        kind = OutOfServiceError if any(isinstance(error, OutOfServiceError) for error in missing) else NoWayError
        raise kind(" ".join(dict.fromkeys(map(str, missing))) or _NO_ID)

    @property
    def revises(self) -> frozenset[str]:
        """Name the one channel whose messages it can change."""
        return frozenset({Channel.SLACK.value})

    async def revise(self, copy: Copy, reply: Reply, recipient: Person) -> None:
        """Show a message anew; Slack notifies nobody of that.

        Raises:
            NoWayError: it is not there, can't be changed any more, or stands where no linked ID, or no linked team, of the council is.
            TryLaterError: Slack is busy or can't be reached, or the bot is out of service in that workspace.

        """
        if not await self._still_theirs(copy, recipient):
            raise NoWayError(_NOT_THEIRS)
        try:
            async with asyncio.timeout(_REVISE_SECONDS):
                workspace = await self._workspace(copy.team)
                await self._say(workspace, "chat.update", message(reply), channel=copy.place, ts=copy.message)
        except (TimeoutError, OutOfServiceError) as error:
            raise TryLaterError(str(error) or _SLOW) from None
        except RefusedError as error:
            if error.means is Trouble.REVOKED:
                raise TryLaterError(_NO_WORKSPACE) from None
            raise NoWayError(f"Slack does not change that message any more ({error.word}).") from None

    async def _still_theirs(self, copy: Copy, recipient: Person) -> bool:
        """Read again whose the conversation is: an account that is linked no longer is written nothing to, nor a channel that is no team's any more."""
        async with self._desk.store.read() as session:
            if not copy.shared:
                known = await addresses_of(session, recipient, oauth=self._workspaces.tokens is not None)
                return any((its.team, its.place) == (copy.team, copy.place) for its in known)
            at = (TeamChannelRow.workspace == copy.team, TeamChannelRow.channel_id == copy.place)
            linked = select(TeamChannelRow.id).where(TeamChannelRow.council == recipient.council, *at)
            return await session.scalar(linked) is not None

    async def _direct(self, recipient: Person, address: Address, reply: Reply) -> Copy:
        if address.state != OK:
            raise NoWayError(address.why or _CLOSED[Trouble.GONE].format(word=address.state))
        workspace = await self._workspace(address.team)
        try:
            async with asyncio.timeout(_SECONDS):
                return await self._show(workspace, recipient, address, reply)
        except TimeoutError:
            raise TryLaterError(_SLOW) from None
        except RefusedError as error:
            if error.means in _CLOSED:
                why = _CLOSED[error.means].format(word=error.word)
                await keep(self._desk.store, self._desk.now(), recipient, replace(address, place=None, state=STALE, why=why))
                raise NoWayError(why) from None
            return await self._out_of_service(workspace, error)

    async def _workspace(self, team: str) -> Workspace:
        """Find the workspace; another process may have taken part in its installation."""
        found = self._workspaces.of_team(team)
        if found is None and team:
            ids = (team, None) if team.startswith("E") else (None, team)
            try:
                found = await self._workspaces.find(*ids)
            except SealedError as error:  # it concerns this workspace alone: the others get their nudges
                raise OutOfServiceError(str(error)) from None
        if found is None or found.state is not State.OK:
            raise OutOfServiceError(_NO_WORKSPACE)
        return found

    async def _out_of_service(self, workspace: Workspace, error: RefusedError) -> NoReturn:
        """Write down that the token is no longer good, where it is that. Whatever it is, it is nobody's address that is at fault."""
        if error.means is Trouble.REVOKED:
            if not await self._workspaces.mark(workspace, State.REVOKED, error.word):
                raise TryLaterError(_ANEW) from None
            raise OutOfServiceError(f"{_NO_WORKSPACE} ({error.word})") from None
        raise OutOfServiceError(_NOT_TAKEN.format(word=error.word)) from None

    async def _show(self, workspace: Workspace, recipient: Person, address: Address, reply: Reply) -> Copy:
        """Show it in the direct conversation; one that was kept and is closed by now is opened again, once."""
        if address.place is not None:
            try:
                return await self._post(workspace, address, address.place, reply)
            except RefusedError as error:
                if error.means is not Trouble.CLOSED:
                    raise
        opened = await self._call(workspace, "conversations.open", users=address.user)
        place = str(opened["channel"]["id"])
        await keep(self._desk.store, self._desk.now(), recipient, replace(address, place=place))
        return await self._post(workspace, address, place, reply)

    async def _post(self, workspace: Workspace, address: Address, place: str, reply: Reply) -> Copy:
        """Post a message; what no notification may show is put in after the notification went out."""
        notice = first_shown(reply)
        sent = await self._say(
            workspace, "chat.postMessage", message(notice or reply), channel=place, unfurl_links=False, unfurl_media=False
        )
        if notice is not None:
            await self._say(workspace, "chat.update", message(reply), channel=str(sent["channel"]), ts=str(sent["ts"]))
        return Copy(Channel.SLACK.value, address.team, str(sent["channel"]), str(sent["ts"]))

    async def _say(self, workspace: Workspace, method: str, made: dict[str, Any], **where: object) -> dict[str, Any]:
        """Send a message; without its blocks where Slack takes exception to those."""
        try:
            return await self._call(workspace, method, **where, **made)
        except RefusedError as error:
            if error.word not in _TOO_BIG:
                raise
            log.error("Slack refused the blocks of a nudge (%s): it goes as text", error.word)  # noqa: TRY400 - a trace tells no more
            return await self._call(workspace, method, **where, text=made["text"], blocks=[])

    async def _call(self, workspace: Workspace, method: str, **args: object) -> dict[str, Any]:
        return dict(await self._pacing.call(self._workspaces.client(workspace), method, args, _PATIENCE))

    async def _tell_team(self, recipient: Person, said: Reply | None) -> Sequence[Copy]:
        """Tell the team's channel. The person has been told: whatever goes wrong here is written down, and sends nothing again."""
        if said is None or not recipient.team:
            return ()
        try:
            async with asyncio.timeout(_TEAM_SECONDS):
                return await self._post_to_team(recipient.council, recipient.team, said)
        except Exception as error:  # noqa: BLE001 - see above
            log.warning("a team's channel was not told of a nudge (%s)", type(error).__name__)
            return ()

    async def _post_to_team(self, council: str, team: str, said: Reply) -> Sequence[Copy]:
        which = (TeamChannelRow.council == council, TeamChannelRow.team == team, TeamChannelRow.state == OK)
        async with self._desk.store.read() as session:
            row = await session.scalar(select(TeamChannelRow).where(*which))
        workspace = self._workspaces.of_team(row.workspace) if row is not None else None
        if row is None or workspace is None or workspace.council != council:
            return ()
        to = {"channel": row.channel_id, "unfurl_links": False, "unfurl_media": False}
        try:
            sent = await self._say(workspace, "chat.postMessage", message(said), **to)
        except RefusedError as error:
            if error.means is not Trouble.CLOSED:
                raise
            async with self._desk.store.write() as session:
                closed = await session.get_one(TeamChannelRow, row.id, with_for_update=True)
                closed.state, closed.why, closed.changed_at = STALE, error.word, self._desk.now()
            log.warning("a team's channel can't be written to any more (%s): invite the bot, or link another", error.word)
            return ()
        return (Copy(Channel.SLACK.value, row.workspace, str(sent["channel"]), str(sent["ts"]), shared=True),)
