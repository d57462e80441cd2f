"""The tokens of workspaces that installed the bot by OAuth: sealed in the tables that Slack's library lays out, written with what else changes, or not at all."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.sqlalchemy_utils import normalize_datetime_for_db
from sqlalchemy import and_, delete, insert, select, update

from bot.store.platform import BOTS, INSTALLATIONS, SECRETS
from bot.store.sealing import SealedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.oauth.installation_store.models.bot import Bot
    from slack_sdk.oauth.installation_store.models.installation import Installation
    from sqlalchemy import ColumnElement, Table

    from bot.store.database import AsyncSession, Store
    from bot.store.sealing import Seal

log = logging.getLogger(__name__)


class Tokens(AsyncInstallationStore):
    """Keeps and finds them. Bolt asks for a store of its library's kind; it is not used by it, for what is installed is kept and found here."""

    def __init__(self, store: Store, client_id: str, seal: Seal) -> None:
        """Keep the tokens of an app.

        Args:
            store: the database.
            client_id: the app's; another app's tokens are not touched.
            seal: under what key they are kept.

        """
        self._store, self._client_id, self.seal = store, client_id, seal

    async def keep(self, session: AsyncSession, installation: Installation) -> None:
        """Write down what was installed, in a unit of work of which it is a part.

        Raises:
            StoreError: it can't be written; nothing of the unit was.

        """
        bot = installation.to_bot()
        for table, made in ((INSTALLATIONS, installation.to_dict()), (BOTS, bot.to_dict())):
            await session.execute(insert(table).values(self._row(table, made)))

    def _row(self, table: Table, made: Mapping[str, Any]) -> dict[str, Any]:
        row = {**made, "client_id": self._client_id}
        for name in ("installed_at", "bot_token_expires_at", "user_token_expires_at"):
            if name in row:
                row[name] = normalize_datetime_for_db(row[name])
        for column in SECRETS[table]:
            if row.get(column.name):
                row[column.name] = self.seal.close(row[column.name])
        return row

    async def find(self, enterprise: str | None, team: str | None) -> Bot | None:
        """Find the newest token of a workspace.

        Args:
            enterprise: its organisation's id.
            team: its own; nothing for a whole organisation.

        Raises:
            SealedError: it can't be opened.
            StoreError: it can't be read.

        """
        newest = select(BOTS).where(self._of(BOTS, enterprise, team), BOTS.c.bot_token.is_not(None))
        async with self._store.read() as session:
            row = (await session.execute(newest.order_by(BOTS.c.installed_at.desc(), BOTS.c.id.desc()).limit(1))).mappings().first()
        if row is None:
            return None
        opened = {its.name: self.seal.open(row[its.name]) for its in SECRETS[BOTS] if row[its.name]}
        return SQLAlchemyInstallationStore.build_bot_entity({**row, **opened})

    async def forget(self, session: AsyncSession, enterprise: str | None, team: str | None) -> None:
        """Delete the tokens of a workspace, in a unit of work of which it is a part; it needs no key.

        Raises:
            StoreError: they can't be deleted; nothing of the unit was done.

        """
        for table in (INSTALLATIONS, BOTS):
            await session.execute(delete(table).where(self._of(table, enterprise, team)))

    async def seal_anew(self) -> int:
        """Seal what was written before there was a key, or under an older one; what can't be opened stays as it is.

        Returns:
            How many tokens were sealed.

        Raises:
            StoreError: they can't be read or written.

        """
        if not self.seal.has_key:
            return 0
        count = 0
        async with self._store.write() as session:
            for table, columns in SECRETS.items():
                for column in columns:
                    rows = select(table.c.id, column).where(table.c.client_id == self._client_id, column.is_not(None))
                    for number, kept in (await session.execute(rows)).all():
                        if not kept or self.seal.is_up_to_date(kept):
                            continue
                        try:
                            anew = self.seal.close(self.seal.open(kept))
                        except SealedError:
                            continue  # said where it is read
                        await session.execute(update(table).where(table.c.id == number).values({column.name: anew}))
                        count += 1
        if count:
            log.info("%d tokens were sealed under the first key of CLERK_SECRET_KEY", count)
        return count

    def _of(self, table: Table, enterprise: str | None, team: str | None) -> ColumnElement[bool]:
        its = table.c
        return and_(its.client_id == self._client_id, its.enterprise_id == enterprise, its.team_id == team)
