"""The listeners, one module for each kind of thing that comes from Slack. Each has `register(app, office)`."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from bot.channels.slack.office import Office


def register_all(app: AsyncApp, office: Office) -> None:
    """Register the listeners of every module here, by the modules' names in order."""
    for module in sorted(its.name for its in pkgutil.iter_modules(__path__)):
        importlib.import_module(f"{__name__}.{module}").register(app, office)
