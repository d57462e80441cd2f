"""Which timezone is a council's here: the one rule for it, at every surface."""

from __future__ import annotations

from zoneinfo import ZoneInfo


def zone_of(own: str, instead: str | None) -> ZoneInfo:
    """Give the timezone by which days are told and times are shown.

    Args:
        own: the council's own, as its pack has it.
        instead: what the deployment uses instead (`CLERK_TIMEZONE`), where it sets one.

    Returns:
        The timezone.

    """
    return ZoneInfo(instead or own)
