"""Buttons: each says something, or opens a form."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.channels.slack.blocks import FORM
from bot.channels.slack.home import COUNCIL
from bot.channels.slack.parts import SAY
from bot.channels.slack.pressing import fill, say
from bot.channels.slack.reading import unescaped

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from bot.channels.slack.call import Call
    from bot.channels.slack.office import Office

_WHOLE_SAY = re.compile(rf"say|{SAY.pattern}")


def register(app: AsyncApp, office: Office) -> None:
    """Listen to buttons."""
    app.action(re.compile(rf"^(?:{_WHOLE_SAY.pattern})$"))(office.listener(partial(_say, office)))
    app.action(COUNCIL)(office.listener(partial(_council, office)))
    app.action(FORM)(office.listener(partial(_fill, office)))


async def _say(office: Office, call: Call) -> None:
    caller = await office.who(call)
    says = unescaped(str(call.body["actions"][0].get("value", ""))).strip()
    if caller is not None and says:
        await say(office, call, caller, says)


async def _council(office: Office, call: Call) -> None:
    """Ask the protocol of the council that was picked on the home page."""
    caller = await office.who(call)
    chosen = str((call.body["actions"][0].get("selected_option") or {}).get("value", ""))
    if caller is not None and chosen in office.desk.library.keys:
        await office.talk.hearing.choose(caller, chosen)
        office.homes.refresh(call, replace(caller, asks_of=None if chosen == caller.council else chosen))


async def _fill(office: Office, call: Call) -> None:
    caller = await office.who(call)
    if caller is not None:
        await fill(office, call, caller, str(call.body["actions"][0].get("value", "")))
