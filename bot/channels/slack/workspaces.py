"""The workspaces in which the bot is installed: whose council each is, and the token to speak there with. Kept at hand, so that nothing is looked up before an acknowledgement."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.channels.slack import installed
from bot.channels.slack.kept import Kept
from bot.channels.slack.setup import by_oauth
from bot.channels.slack.tokens import Tokens
from bot.channels.slack.web import make_client
from bot.channels.slack.whose import whose
from bot.channels.slack.workspace import State, Workspace
from bot.store.sealing import Seal, SealedError

if TYPE_CHECKING:
    import aiohttp
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.casework.desk import Desk
    from bot.config import Settings
    from bot.store.platform import SlackWorkspaceRow

log = logging.getLogger(__name__)
_TRIES = 3


class Workspaces:
    """Finds the workspace of a request, and has what becomes of it written down."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        """Know nothing yet; `learn` asks Slack whose the token is, `load` reads what was installed by OAuth."""
        self._desk, self._settings = desk, settings
        self._known: dict[tuple[str, str], Workspace] = {}
        self.sealed: dict[tuple[str, str], str] = {}
        """Those whose token can't be opened, by the ids of their organisation and their own, and what to do about it."""
        self.session: aiohttp.ClientSession | None = None
        """Connections that are kept open; whoever sets it closes it."""
        self.tokens: Tokens | None = None
        """Of what was installed by OAuth; nothing where that is not set up."""
        if by_oauth(settings) and settings.slack_client_id:
            self.tokens = Tokens(desk.store, settings.slack_client_id, Seal(settings.secret_key))
        self.kept = Kept(desk, self.tokens)
        """What is written down of them."""
        self._token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else None
        self._learned = asyncio.Event()
        if self._token is None:
            self._learned.set()

    @property
    def learned(self) -> bool:
        """Whether it is known whose the token of the settings is; before, nothing can be taken on."""
        return self._learned.is_set()

    async def until_learned(self) -> None:
        """Wait until it is known."""
        await self._learned.wait()

    @property
    def all(self) -> list[Workspace]:
        """All that are known, whatever their state."""
        return list(self._known.values())

    @property
    def own_is_good(self) -> bool:
        """Whether the bot can speak in the workspace of the token of the settings, as far as is known here."""
        return any(its.token == self._token and its.state is State.OK for its in self._known.values())

    def client(self, workspace: Workspace) -> AsyncWebClient:
        """Make a client that speaks in a workspace."""
        made = make_client(self._settings.slack_base_url, workspace.token)
        made.session = self.session
        return made

    async def learn(self) -> bool:
        """Ask Slack which workspace the token of the settings is of, where that is not known, and again where Slack refused the token since.

        Returns:
            Whether it is known now and good; a token that Slack refuses leaves it unknown, and the log says so.

        Raises:
            StoreError: it can't be written down.

        """
        if self._token is None or (self.learned and self.own_is_good):
            return True
        its = await whose(self._settings, self._token)
        if its is None:
            return False
        await self.keep(its)
        self._learned.set()
        return True

    async def still_good(self, token: str | None) -> bool:
        """Ask Slack whether the token of the settings, which it refused a moment ago, is good all the same; false for any other token."""
        return self._token is not None and token == self._token and await whose(self._settings, self._token) is not None

    async def load(self) -> None:
        """Read the workspaces that were installed by OAuth, and seal what is not sealed yet. One whose token can't be opened is left out, and the log says so.

        Raises:
            StoreError: they can't be read.

        """
        if self.tokens is None:
            return
        await self.tokens.seal_anew()
        for row in await installed.rows_in(self._desk.store, State.OK.value):
            try:
                await self._load(row)
            except SealedError as error:
                log.error("the workspace %s can't be served. %s", row.team_id or row.enterprise_id, error)  # noqa: TRY400 - plain words

    async def _load(self, row: SlackWorkspaceRow) -> None:
        """Have a workspace at hand with its token, unless it is the one of the settings."""
        known = self._known.get((row.enterprise_id, row.team_id))
        if self.learned and self._token and known is not None and known.token == self._token:
            return
        try:
            made = await self.kept.read(row)
        except SealedError as error:
            self.sealed[row.enterprise_id, row.team_id] = str(error)
            raise
        if made is not None:
            self.have(made)

    async def fresh(self, workspace: Workspace) -> Workspace:
        """Read again how it stands with a workspace: another process may have installed it anew, or taken it out.

        Args:
            workspace: as it is known here.

        Returns:
            As it is known now.

        Raises:
            StoreError: it can't be read.

        """
        made = await self.kept.fresh(workspace)
        if made is None:
            return workspace
        self._known[made.key] = made
        return made

    async def find(self, enterprise: str | None, team: str | None) -> Workspace | None:
        """Find the workspace of a request.

        Args:
            enterprise: the organisation's id, where there is one.
            team: the workspace's id.

        Returns:
            The workspace, or the organisation for which the bot was installed; nothing for a foreign one and for one whose app was removed.

        Raises:
            StoreError: it is not known here, or the bot can't speak there as far as is known, and what was installed can't be read.

        """
        found = self._at_hand(enterprise, team)
        if (found is None or found.state is not State.OK) and self.tokens is not None and (enterprise or team):
            for row in await installed.rows_in(self._desk.store, State.OK.value, enterprise, team):  # another process may have installed it
                await self._load(row)
            found = self._at_hand(enterprise, team)
        if found is None or found.state is State.REMOVED:
            return None
        others = sum(its.council == found.council and its.state is not State.REMOVED for its in self._known.values())
        return replace(found, alone=others == 1 and self.tokens is None)  # who installs by OAuth could be anybody with that id

    def _at_hand(self, enterprise: str | None, team: str | None) -> Workspace | None:
        """Look it up by both ids, by the workspace's alone (events don't always name the organisation), by the organisation's alone."""
        exact = self._known.get((enterprise or "", team or ""))
        if exact is not None:
            return exact
        if team:
            return next((its for its in self._known.values() if its.team == team), None) or self._known.get((enterprise or "-", ""))
        return next((its for its in self._known.values() if enterprise and its.enterprise == enterprise), None)

    def of_team(self, team: str) -> Workspace | None:
        """Give the workspace with an id (or the organisation that it is of), for what is sent unasked; nothing where the bot can't speak there."""
        meant = sorted((its for its in self._known.values() if team in {its.team, its.enterprise}), key=lambda its: its.speaks_for != team)
        found = meant[0] if meant else None
        return found if found is not None and found.state is State.OK else None

    async def keep(self, workspace: Workspace) -> None:
        """Write a workspace down, and have it at hand.

        Raises:
            StoreError: it can't be written.

        """
        async with self._desk.store.write() as session:
            await self.kept.write(session, workspace)
        self.have(workspace)

    def have(self, workspace: Workspace) -> None:
        """Have a workspace at hand that was written down."""
        self.sealed.pop(workspace.key, None)
        self._known[workspace.key] = workspace

    async def mark(self, workspace: Workspace, state: State, why: str) -> bool:
        """Write down that the bot can't speak in a workspace any more; nothing where it was installed anew meanwhile.

        Args:
            workspace: which, with the token that is no longer good.
            state: how it stands with it.
            why: Slack's own word.

        Returns:
            Whether it is so; otherwise there is another token by now, and it is at hand.

        Raises:
            StoreError: it can't be read or written.

        """
        for _ in range(_TRIES):
            now = await self.fresh(workspace)
            if now.token != workspace.token:
                return False
            if now.state in {state, State.REMOVED}:
                return True
            if await self.kept.mark(now, state, why):
                log.warning("the workspace %s is %s (%s)", workspace.team or workspace.enterprise, state.value, why)
                self._known[now.key] = replace(now, state=state, why=why)
                return True
        return False


__all__ = ["State", "Workspace", "Workspaces"]
