"""What the tests in a browser need: Chromium, Node.js and npm packages. Where one is missing the tests are skipped and say what to do."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.async_api import Page, Route

MODULES = Path(os.environ.get("CLERK_NODE_MODULES") or "none")
PLAYGROUND, RENDERER = "@microsoft/m365agentsplayground", "adaptivecards"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync")
_WAIT_MS = 30_000
"""So long something is waited for: far longer than it takes, on a busy machine too."""


def browser() -> str | None:
    """Find Chromium."""
    return next((found for name in _BROWSERS if (found := shutil.which(name))), None)


def needs(*packages: str, programs: Sequence[str] = ()) -> pytest.MarkDecorator:
    """Skip a test where something is missing; say what and how to get it.

    Args:
        packages: of npm.
        programs: that have to be on the path, beside Chromium.

    """
    missing = [name for name in programs if shutil.which(name) is None]
    if browser() is None:
        missing.append("Chromium (on Debian and Ubuntu: apt-get install chromium)")
    if importlib.util.find_spec("playwright") is None:
        missing.append("playwright (pip install -e '.[dev]')")
    if lacking := [its for its in packages if not (MODULES / its).is_dir()]:
        how = "cp tests/package.json FOLDER && npm install --prefix FOLDER, then set CLERK_NODE_MODULES=FOLDER/node_modules"
        missing.append(f"{' and '.join(lacking)} of npm ({how})")
    return pytest.mark.skipif(bool(missing), reason=f"missing: {'; '.join(missing)}")


@asynccontextmanager
async def opened(width: int = 1280, height: int = 1000) -> AsyncIterator[tuple[Page, list[str]]]:
    """Open a page in a browser that reaches nothing beyond this machine.

    Yields:
        The page, and what it asked others for in vain.

    """
    from playwright.async_api import async_playwright

    refused: list[str] = []

    async def guard(route: Route) -> None:
        if urlsplit(route.request.url).hostname in {"127.0.0.1", None}:
            await route.continue_()
        else:
            refused.append(route.request.url)
            await route.abort()

    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=browser(), args=_ARGUMENTS)
        page = await chromium.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(_WAIT_MS)
        await page.route("**/*", guard)
        try:
            yield page, refused
        finally:
            await chromium.close()
