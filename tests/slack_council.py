"""A council in Slack, for tests: the app behind a real address, the tests' own Slack, and people who are known there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web
from folk import elect, hire
from pydantic import SecretStr
from slack_sender import Answer, Sender
from slack_server import BOT_TOKEN, SIGNING_SECRET, TEAM, Call, FakeSlack

from bot.assistant import Assistant
from bot.casework.desk import Desk
from bot.casework.person import Person
from bot.channels.slack.channel import EVENTS, SlackChannel
from bot.config import Settings
from bot.dialog.stored import InRegister
from bot.metrics import Metrics
from bot.store.people import IdentityRow
from intents.interpreter import Interpreter

CHANNEL, DIRECT, MEMBER, OFFICER, STRANGER = "C0GENERAL", "D0DIRECT", "U0MEMBER", "U0OFFICER", "U0STRANGER"


@dataclass(slots=True)
class SlackCouncil:
    """`async with SlackCouncil(desk, interpreter) as town:`, then `town.as_(MEMBER).say(...)` and `town.shown()`."""

    desk: Desk
    interpreter: Interpreter
    council: str = "southend"
    slack: FakeSlack = field(default_factory=FakeSlack)
    people: dict[str, Person] = field(default_factory=dict)
    channel: SlackChannel | None = None
    _runner: web.AppRunner | None = None
    _senders: dict[str, Sender] = field(default_factory=dict)
    _url: str = ""

    async def __aenter__(self) -> Self:
        await self.slack.__aenter__()
        settings = Settings.model_validate(
            {
                "council": self.council,
                "slack_base_url": self.slack.base_url,
                "SLACK_BOT_TOKEN": SecretStr(BOT_TOKEN),
                "SLACK_SIGNING_SECRET": SecretStr(SIGNING_SECRET),
            }
        )
        assistant = Assistant(self.desk.library, self.interpreter, self.desk, conversations=InRegister(self.desk.store))
        self.channel = SlackChannel(self.desk, assistant, settings, Metrics())
        app = web.Application()
        app.add_routes(self.channel.routes())
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._url = f"http://127.0.0.1:{self._runner.addresses[0][1]}{EVENTS}"
        await self.channel.start()
        async with asyncio.timeout(10):
            while await self.channel.ready() is not None:  # noqa: ASYNC110 - it says nothing by itself
                await asyncio.sleep(0.01)
        await self.meet(MEMBER, await elect(self.desk, self.council, "dana.reed", name="Dana Reed", ward="Mill"))
        await self.meet(OFFICER, await hire(self.desk, self.council, "omar.khan", name="Omar Khan", phone="01632 960001"))
        return self

    async def __aexit__(self, *_: object) -> None:
        for sender in self._senders.values():
            await sender.__aexit__()
        if self._runner is not None:
            await self._runner.cleanup()
        if self.channel is not None:
            await self.channel.finish(5)
        await self.slack.__aexit__()

    async def meet(self, user: str, person: Person) -> None:
        """Note by which id somebody is known."""
        async with self.desk.store.write() as session:
            session.add(IdentityRow(person_id=person.id, channel="slack", external_id=f"{TEAM}:{user}"))
        self.people[user] = person

    async def as_(self, user: str, channel: str = CHANNEL) -> Sender:
        """Act as somebody."""
        made = Sender(self.slack, self._url, user=user, channel=channel)
        await made.__aenter__()
        self._senders[f"{user}{len(self._senders)}"] = made
        return made

    async def shown(self, *methods: str) -> list[Call]:
        """Wait until all is quiet; give the calls of these methods, all of them where none is named."""
        if self.channel is not None:
            for _ in range(200):
                await self.slack.settled(0.05)
                if not self.channel.works.open:
                    break
        return self.slack.called(*methods)

    async def last(self, method: str) -> dict[str, Any]:
        """Give what was sent with the last call of a method."""
        return (await self.shown(method))[-1].args


def everything(calls: list[Call]) -> str:
    """Give all that was sent, as one text."""
    return "\n".join(str(call.args) for call in calls)


def button(blocks: list[dict[str, Any]], label: str) -> dict[str, Any]:
    """Find a button by its label."""
    elements = [its for block in blocks for its in [*block.get("elements", []), block.get("accessory") or {}]]
    return next(its for its in elements if its.get("type") == "button" and its["text"]["text"] == label)


def block_ids(view: dict[str, Any]) -> list[str]:
    """Give the fields of a form."""
    return [block["block_id"] for block in view["blocks"] if block["type"] == "input"]


def filled(view: dict[str, Any], **values: str) -> dict[str, Any]:
    """Fill a form in, as a person does: what was filled in before stays."""
    state: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element, name = block["element"], block["block_id"]
        kind = element["type"]
        if kind in {"static_select", "radio_buttons"}:
            options = {its["value"]: its for its in element["options"]}
            chosen = options[values[name]] if name in values else element.get("initial_option")
            given: dict[str, Any] = {"selected_option": chosen}
        elif kind == "datepicker":
            given = {"selected_date": values.get(name, element.get("initial_date"))}
        elif kind == "timepicker":
            given = {"selected_time": values.get(name, element.get("initial_time"))}
        else:
            given = {"value": values.get(name, element.get("initial_value"))}
        state[name] = {element["action_id"]: {"type": kind, **given}}
    return state


def answered(answer: Answer) -> dict[str, Any]:
    """Give what the bot answered a modal, which has to be quick and right."""
    assert answer.status == 200
    return answer.json
