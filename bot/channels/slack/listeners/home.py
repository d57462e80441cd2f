"""The App Home: brought up to date whenever it is opened, and after changes."""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from bot.channels.slack.call import Call
    from bot.channels.slack.office import Office

EVENTS = ("app_home_opened",)


def register(app: AsyncApp, office: Office) -> None:
    """Listen for the page being opened."""
    app.event(EVENTS[0])(office.listener(partial(_opened, office), lane=attrgetter("home_lane")))


async def _opened(office: Office, call: Call) -> None:
    if call.event.get("tab", "home") != "home":
        return
    caller = await office.who(call)
    if caller is not None:
        await office.homes.publish(call, caller)
