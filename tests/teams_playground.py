"""Microsoft's Agents Playground with its page in a browser, and `clerk serve` behind it as a process of its own, for tests."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import yaml
from browsing import MODULES, PLAYGROUND, opened

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

BOT, OFFICER, MEMBER = "Protocol Clerk", "Omar Khan", "Dana Reed"
PERSONAL, GROUP, CHANNEL = "Personal Chat", "Group Chat", "General"
TODAY = datetime(2027, 1, 18, 10, tzinfo=UTC)
"""A Monday morning, on which nudges go out: so late it is for the bot when its process starts."""
COUNCIL = "southend"
_OTHERS = ("Bo Baker", "Cy Cole", "Di Dunn", "Ed East")
"""The Playground wants five users beside the one who sits before it."""
_STARTS_SECONDS = 90
_COMPOSE = '[contenteditable="true"][role="textbox"]'
"""Where one writes; the log panel can be edited as well."""
_CARD = ".ac-adaptiveCard"
_STILL = """() => new Promise((done) => {
    let timer = setTimeout(done, 400);
    new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(done, 400); }).observe(document.body, { childList: true, subtree: true });
})"""
"""A conversation is drawn several times when it is opened, and a card when the mouse comes to it: what was typed before the last time is lost."""
_FONTS = "res-1.cdn.office.net"
"""Where the Playground's own page asks for fonts and animations."""
_LIMITS = ("Task module (task/fetch) is not supported yet", "User specific view is not supported yet")
"""The Playground opens no dialogs and shows everybody one card, and says so of each that asks for more."""


def account(name: str) -> str:
    """Give the id of somebody in the Playground's conversations."""
    return f"29:{name.split(maxsplit=1)[0].lower()}"


def object_id(name: str) -> str:
    """Give the immutable id of somebody's account."""
    return f"00000000-0000-4000-8000-{[OFFICER, MEMBER, *_OTHERS].index(name):012}"


@dataclass(slots=True)
class Clerk:
    """`clerk serve`: started, killed and started again, on one port and one register."""

    database: str
    port: int = 0
    said: list[str] = field(default_factory=list)
    _process: asyncio.subprocess.Process | None = None
    _reading: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start it; it listens when this is over."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("CLERK_", "SLACK_", "Microsoft"))}
        environment |= {"CLERK_CACHE": os.environ["CLERK_CACHE"], "CLERK_COUNCIL": COUNCIL, "CLERK_DATABASE_URL": self.database}
        ahead = (TODAY - datetime.now(UTC)).total_seconds()
        launcher = Path(__file__).with_name("serve_ahead.py")
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(launcher), str(ahead), "serve", "--host", "127.0.0.1", "--port", str(self.port), "--every", "1"),
            env=environment | {"CLERK_TEAMS_INSECURE": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stderr=asyncio.subprocess.PIPE,
        )
        said = await _until(self._process.stderr, r"listening on http://[\d.]+:(\d+)", self.said)
        self.port = int(said[1])
        self._reading = asyncio.create_task(_read(self._process.stderr, self.said))

    async def kill(self) -> None:
        """End it without a word."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()
        if self._reading is not None:
            await self._reading


@dataclass(slots=True)
class Window:
    """The Playground's page, with the officer before it."""

    page: Page
    refused: list[str]

    async def open(self, conversation: str) -> None:
        """Go to a conversation; the app is installed there when it is first opened."""
        await self.page.get_by_role("treeitem").get_by_text(conversation, exact=True).first.click()
        if conversation == CHANNEL:
            await self.page.get_by_role("button", name="Post", exact=True).first.wait_for()
        else:
            await self.page.get_by_role("button", name="Send Message").first.wait_for()
        await self.page.evaluate(_STILL)

    async def say(self, text: str, *, mention: bool = False) -> None:
        """Say something where the page is; with a mention as a person picks one."""
        await self.page.locator(_COMPOSE).first.click()
        if mention:
            await self.page.keyboard.type("@")
            await self.page.get_by_role("menuitem", name=BOT).first.click()
        await self.page.keyboard.type(f" {text}" if mention else text)
        post = self.page.get_by_role("button", name="Post", exact=True)
        if await post.count():
            await post.first.click()
        else:
            await self.page.keyboard.press("Enter")

    def card(self, *says: str) -> Locator:
        """Give the newest card that says all this, as far as one is shown."""
        found = self.page.locator(_CARD)
        for its in says:
            found = found.filter(has_text=its)
        return found.last

    async def shows(self, *says: str) -> Locator:
        """Wait for a card that says all this."""
        card = self.card(*says)
        await card.wait_for()
        return card

    async def fill(self, card: Locator, **fields: str) -> None:
        """Fill in a form's fields, by their labels in small letters: as a person does who goes there with the mouse, since that may draw the card anew."""
        await card.hover()
        await self.page.evaluate(_STILL)
        for label, value in fields.items():
            await card.get_by_label(label.replace("_", " ").capitalize()).fill(value)

    async def press(self, card: Locator, button: str) -> None:
        """Press one of a card's buttons."""
        await card.get_by_role("button", name=button, exact=True).click()

    async def log(self) -> list[str]:
        """Give the lines of the log panel."""
        return re.split(r"\n(?=\[)", (await self.page.locator("body").inner_text()).partition("Log Panel\n")[2])

    async def faults(self) -> list[str]:
        """Give what the log panel tells that is not as it should be, and what the page asked others for but its own fonts."""
        ill = [its for its in await self.log() if _ill(its)]
        return ill + [its for its in self.refused if urlsplit(its).hostname != _FONTS]


def _ill(line: str) -> bool:
    told = re.search(r"\b(?:message|invoke|\w+Update|\w+Activity) (\d{3})\b", line)
    warns = ("Error: " in line or "Warning: " in line) and not any(limit in line for limit in _LIMITS)
    return warns or (told is not None and not told[1].startswith("2"))


@asynccontextmanager
async def playground(clerk: Clerk, folder: Path) -> AsyncIterator[Window]:
    """Run the Playground against a bot, and open its page; the app is installed in the personal chat then.

    Args:
        clerk: the bot; it listens.
        folder: where its settings and its log are kept.

    """
    settings = folder / "playground.yml"
    settings.write_text(yaml.safe_dump(_tenant()), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "TEAMSAPPTESTER_BROWSER": "none",
        "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(settings),
        "M365_AGENTS_PLAYGROUND_LOGFILE": str(folder / "playground.log"),
    }
    process = await asyncio.create_subprocess_exec(
        *("node", str(MODULES / PLAYGROUND / "cli.js"), "start", "--disable-telemetry", "--channel-id", "msteams"),
        *("--app-endpoint", f"http://127.0.0.1:{clerk.port}/api/messages", "--port", str(port)),
        *("--service-url", f"http://127.0.0.1:{port}/_connector"),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=folder,
    )
    said: list[str] = []
    try:
        told = await _until(process.stdout, r"Listening on (\d+)", said)

        assert port == int(told[1]), "the port was taken meanwhile"
        reading = asyncio.create_task(_read(process.stdout, said))
        async with opened() as (page, refused):
            await page.goto(f"http://127.0.0.1:{port}", wait_until="domcontentloaded")
            yield Window(page, refused)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
    await reading


def _tenant() -> dict[str, object]:
    """Write the Playground's settings: who there is, under which ids."""
    first, *others = [_user(name) for name in (OFFICER, MEMBER, *_OTHERS)]
    return {
        "version": "0.1.1",
        "tenantId": "00000000-0000-4000-8000-00000000aaaa",
        "bot": {"id": "00000000-0000-4000-8000-00000000bbbb", "name": BOT},
        "currentUser": first,
        "users": others,
        "personalChat": {"id": "personal"},
        "groupChat": {"id": "group", "name": GROUP},
        "team": {
            "id": "team",
            "name": "My Team",
            "aadGroupId": "00000000-0000-4000-8000-00000000cccc",
            "channels": [{"id": "general", "name": CHANNEL}],
        },
    }


def _user(name: str) -> dict[str, str]:
    first, last = name.split()
    mail = f"{first.lower()}@example.com"
    names = {"id": account(name), "name": name, "givenName": first, "surname": last}
    return {**names, "userPrincipleName": mail, "email": mail, "aadObjectId": object_id(name)}


async def _until(stream: asyncio.StreamReader | None, pattern: str, said: list[str]) -> re.Match[str]:
    """Read until a line says that it listens."""
    assert stream is not None
    async with asyncio.timeout(_STARTS_SECONDS):
        async for line in stream:
            said.append(line.decode())
            if found := re.search(pattern, said[-1]):
                return found
    raise AssertionError("".join(said))


async def _read(stream: asyncio.StreamReader | None, said: list[str]) -> None:
    """Read on, so that it never waits to be read."""
    assert stream is not None
    async for line in stream:
        said.append(line.decode())  # noqa: PERF401 - seen while it goes on
