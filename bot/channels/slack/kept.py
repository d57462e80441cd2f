"""What is written down of the workspaces in which the bot is installed: a row each, and the token of one that was installed by OAuth."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.channels.slack import installed
from bot.channels.slack.workspace import State, Workspace
from bot.store.platform import SlackWorkspaceRow
from bot.store.upsert import put

if TYPE_CHECKING:
    from bot.casework.desk import Desk
    from bot.channels.slack.tokens import Tokens
    from bot.store.database import AsyncSession


class Kept:
    """Reads and writes it."""

    def __init__(self, desk: Desk, tokens: Tokens | None) -> None:
        """Work on a database.

        Args:
            desk: the database and the clock.
            tokens: of what was installed by OAuth; nothing where that is not set up.

        """
        self._desk, self._tokens = desk, tokens

    async def read(self, row: SlackWorkspaceRow) -> Workspace | None:
        """Read the workspace of a row with its token; nothing where there is no token of it.

        Raises:
            SealedError: the token can't be opened.
            StoreError: it can't be read.

        """
        if self._tokens is None:
            return None
        enterprise, team = row.enterprise_id or None, row.team_id or None
        bot = await self._tokens.find(enterprise, team)
        if bot is None or not bot.bot_token:
            return None
        made = Workspace(enterprise, team, row.council, bot.bot_token, row.bot_user_id, row.bot_id, row.name, State(row.state), row.why)
        return replace(made, installed_at=bot.installed_at, changed_at=row.changed_at)

    async def fresh(self, workspace: Workspace) -> Workspace | None:
        """Read a workspace again; nothing where it was never written down.

        Raises:
            StoreError: it can't be read.

        """
        row = await installed.row_of(self._desk.store, workspace.key)
        if row is None:
            return None
        return await self.read(row) or replace(workspace, state=State(row.state), why=row.why, changed_at=row.changed_at)

    async def write(self, session: AsyncSession, workspace: Workspace) -> None:
        """Write a workspace down, in a unit of work of which it is a part.

        Raises:
            StoreError: it can't be written.

        """
        values: dict[str, str | None] = {
            "name": workspace.name,
            "council": workspace.council,
            "bot_user_id": workspace.bot_user,
            "bot_id": workspace.bot_id,
        }
        values |= {"state": workspace.state.value, "why": workspace.why}
        enterprise, team = workspace.key
        key = {"enterprise_id": enterprise, "team_id": team}
        await put(session, SlackWorkspaceRow, key, {**values, "changed_at": self._desk.now()})

    async def mark(self, workspace: Workspace, state: State, why: str) -> bool:
        """Write down how it stands with a workspace; where it was removed, its tokens are deleted.

        Args:
            workspace: as it was read.
            state: how it stands with it.
            why: Slack's own word.

        Returns:
            Whether it was written: it is not where somebody has changed the row since it was read.

        Raises:
            StoreError: it can't be written.

        """
        values = {"state": state.value, "why": why, "changed_at": self._desk.now()}
        async with self._desk.store.write() as session:
            changed = await installed.change(session, workspace.key, workspace.changed_at, values)
            if changed and state is State.REMOVED and self._tokens is not None:
                await self._tokens.forget(session, workspace.enterprise, workspace.team)
        return changed
