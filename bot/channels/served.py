"""A channel as the service sees it: a way in, what goes on behind it, and a courier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from aiohttp import web

    from bot.casework.identities import Channel
    from bot.channels.works import Works
    from bot.reminders.courier import Courier


class Served(Protocol):
    """A channel of the service."""

    @property
    def channel(self) -> Channel:
        """Which."""

    @property
    def works(self) -> Works:
        """What was acknowledged and is being worked on."""

    @property
    def courier(self) -> Courier:
        """Delivers nudges through it."""

    def settle_through(self, courier: Courier) -> None:
        """Show what was done on one copy of a nudge on its others, through all channels' couriers."""

    def routes(self) -> list[web.RouteDef]:
        """Give the addresses that the platform calls."""

    async def start(self) -> None:
        """Begin what goes on behind."""

    async def ready(self) -> str | None:
        """Tell what is missing for work to be taken on; nothing where nothing is."""

    async def close(self) -> None:
        """Take on nothing more."""

    async def finish(self, seconds: float) -> None:
        """Finish what was acknowledged, for so many seconds, and leave the rest to whoever runs next."""
