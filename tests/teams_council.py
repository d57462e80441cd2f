"""A council in Teams, for tests: the channel behind a real address, the tests' own Bot Connector, and people who are known there."""
# ruff: noqa: ANN401 - activities are JSON

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, Self

import aiohttp
from aiohttp import web
from folk import elect, hire
from teams_activities import AT_BOT, BOT, CHANNEL, GROUP, TEAM, TENANT, activity, place_in_channel
from teams_connector import FakeConnector, Sent

from bot.assistant import Assistant
from bot.casework.desk import Desk
from bot.casework.person import Person
from bot.channels.teams.channel import TeamsChannel
from bot.channels.teams.framework.adapter import PATH, Edge
from bot.config import Settings
from bot.dialog.stored import InRegister
from bot.metrics import Metrics
from bot.store.people import IdentityRow
from intents.interpreter import Interpreter


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody's account in the tenant."""

    account: str
    user: str

    @property
    def personal(self) -> str:
        return f"a:personal-{self.account}"


MEMBER = Account("29:member", "99999999-0000-0000-0000-00000000000a")
OFFICER = Account("29:officer", "99999999-0000-0000-0000-00000000000b")
STRANGER = Account("29:stranger", "99999999-0000-0000-0000-00000000000c")


@dataclass(slots=True)
class TeamsCouncil:
    """`async with TeamsCouncil(desk, interpreter) as town:`, then `await town.say(MEMBER, ...)` and `await town.shown()`."""

    desk: Desk
    interpreter: Interpreter
    council: str = "southend"
    connector: FakeConnector = field(default_factory=FakeConnector)
    people: dict[str, Person] = field(default_factory=dict)
    channel: TeamsChannel | None = None
    known: bool = False
    """The people are in the directory already."""
    _runner: web.AppRunner | None = None
    _session: aiohttp.ClientSession | None = None
    _url: str = ""
    _ids: int = 0

    async def __aenter__(self) -> Self:
        if not self.connector.url:
            await self.connector.__aenter__()
        settings = Settings.model_validate({"council": self.council, "teams_insecure": True, "host": "127.0.0.1"})
        assistant = Assistant(self.desk.library, self.interpreter, self.desk, conversations=InRegister(self.desk.store))
        self.channel = TeamsChannel(self.desk, assistant, settings, Metrics(), Edge(sleep=_at_once))
        app = web.Application()
        app.add_routes(self.channel.routes())
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._url = f"http://127.0.0.1:{self._runner.addresses[0][1]}{PATH}"
        self._session = aiohttp.ClientSession()
        await self.channel.start()
        if not self.known:
            await self.meet(MEMBER, await elect(self.desk, self.council, "dana.reed", name="Dana Reed", ward="Mill"))
            await self.meet(OFFICER, await hire(self.desk, self.council, "omar.khan", name="Omar Khan", phone="01632 960001"))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
        await self.connector.__aexit__()

    async def stop(self) -> None:
        """End the process; Teams goes on."""
        if self._session is not None:
            await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()
        if self.channel is not None:
            await self.channel.finish(5)

    async def meet(self, account: Account, person: Person) -> None:
        """Note by which id somebody is known."""
        async with self.desk.store.write() as session:
            session.add(IdentityRow(person_id=person.id, channel="teams", external_id=account.user))
        self.people[account.account] = person

    # --- what Teams sends

    def activity(self, account: Account, **its: Any) -> dict[str, Any]:
        """Make what somebody does in their personal chat."""
        self._ids += 1
        chat = {"id": account.personal, "conversationType": "personal", "tenantId": TENANT}
        who = {"id": account.account, "name": "Somebody", "aadObjectId": account.user}
        return activity(
            self.connector.url,
            **{"id": f"a-{self._ids}", "timestamp": self.desk.now().isoformat(), "from": who, "conversation": chat, **its},
        )

    async def post(self, body: dict[str, Any]) -> tuple[int, Any]:
        """Send something; gives the status and what came back."""
        assert self._session is not None
        async with self._session.post(self._url, json=body) as response:
            text = await response.text()
            return response.status, (await response.json() if text.startswith("{") else text)

    async def say(self, account: Account, text: str, **its: Any) -> int:
        """Say something in the personal chat."""
        status, _ = await self.post(self.activity(account, text=text, textFormat="plain", **its))
        return status

    async def mention(self, account: Account, text: str, *, group: bool = False) -> int:
        """Mention the bot in the channel, or in the group chat."""
        entity = {"type": "mention", "text": AT_BOT, "mentioned": {"id": BOT, "name": "Protocol Clerk"}}
        where = {"conversation": {"id": GROUP, "conversationType": "groupChat", "isGroup": True, "tenantId": TENANT}}
        place = where if group else place_in_channel()
        return await self.say(account, f"{AT_BOT} {text}", entities=[entity], **place)

    async def invoke(self, account: Account, name: str, value: dict[str, Any], **its: Any) -> Any:
        """Do something for whose answer Teams waits; gives the answer's body."""
        status, body = await self.post(self.activity(account, type="invoke", name=name, value=value, **its))

        assert 200 == status, body
        return body

    async def execute(self, account: Account, button: dict[str, Any], inputs: dict[str, str] | None = None, **its: Any) -> Any:
        """Press a button that changes its card."""
        action = {"type": "Action.Execute", "verb": button["verb"], "data": {**button["data"], **(inputs or {})}}
        return await self.invoke(account, "adaptiveCard/action", {"action": action, "trigger": "manual"}, **its)

    async def submit(self, account: Account, button: dict[str, Any], inputs: dict[str, str] | None = None, **its: Any) -> int:
        """Press a button whose press is a message."""
        status, _ = await self.post(self.activity(account, value={**button["data"], **(inputs or {})}, **its))
        return status

    async def fetch(self, account: Account, button: dict[str, Any], **its: Any) -> Any:
        """Press a button that opens a dialog."""
        return await self.invoke(account, "task/fetch", {"data": button["data"], "context": {"theme": "default"}}, **its)

    async def send_in(self, account: Account, button: dict[str, Any], inputs: dict[str, str], **its: Any) -> Any:
        """Send a dialog in."""
        return await self.invoke(account, "task/submit", {"data": {**button["data"], **inputs}, "context": {"theme": "default"}}, **its)

    async def install(self, account: Account, *, in_team: bool = False, action: str = "add") -> int:
        """Put the app into the personal chat or the team, or take it out."""
        place: dict[str, Any] = {}
        if in_team:
            place = {
                "conversation": {"id": CHANNEL, "conversationType": "channel", "isGroup": True, "tenantId": TENANT},
                "channelData": {"tenant": {"id": TENANT}, "team": {"id": TEAM}, "settings": {"selectedChannel": {"id": CHANNEL}}},
            }
        status, _ = await self.post(self.activity(account, type="installationUpdate", action=action, **place))
        return status

    # --- what the bot sends

    async def shown(self) -> list[Sent]:
        """Wait until all is quiet; give what the bot sent and changed, without typing."""
        assert self.channel is not None
        async with asyncio.timeout(10):
            while self.channel.works.open:  # noqa: ASYNC110 - there is no event for it
                await asyncio.sleep(0.01)
        return [its for its in self.connector.sent if its.what in {"create", "reply", "update"}]

    async def last(self) -> Sent:
        """Give what was sent last."""
        return (await self.shown())[-1]


async def _at_once(_seconds: float) -> None:
    """Wait for nothing where Teams wants to be asked again later."""


def text_of(sent: Sent) -> str:
    """Give all that a message says."""
    card = sent.card
    return str(sent.activity.get("text") or "") if card is None else str(card["fallbackText"])


def buttons_of(card: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the buttons of a card by their titles."""
    found: dict[str, dict[str, Any]] = {}

    def look(node: object) -> None:
        if isinstance(node, dict):
            if str(node.get("type", "")).startswith("Action.") and "title" in node:
                found.setdefault(str(node["title"]), node)
            for name, its in node.items():
                if name != "fallback":
                    look(its)
        elif isinstance(node, list):
            for its in node:
                look(its)

    look(card)
    return found


__all__ = ["MEMBER", "OFFICER", "STRANGER", "Account", "TeamsCouncil", "buttons_of", "text_of"]
