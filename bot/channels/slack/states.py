"""OAuth's states: what goes to Slack with somebody who installs, and has to come back with them. Nothing is written down for one: who asks may be anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.state_utils import OAuthStateUtils

if TYPE_CHECKING:
    from bot.message import Clock
    from bot.store.sealing import Seal

SECONDS = OAuthStateUtils.default_expiration_seconds
"""For so long a state is good, and the cookie that goes with it."""
_WHAT = "slack-state:"
"""So begins what is sealed in one: nothing else that is sealed under the same key can be taken for a state."""


class States(AsyncOAuthStateStore):
    """Gives out states that name the invitation, sealed: one that was not given out here is refused, and so is one that was changed on the way.

    One that is brought back twice within its time, by the browser that it was given to, is good twice: what an invitation or Slack's code is good for once,
    they see to themselves.
    """

    def __init__(self, seal: Seal, clock: Clock) -> None:
        """Seal under the deployment's key, so that each of its processes knows the states of the others.

        Args:
            seal: with a key; without one nothing is given out.
            clock: the clock.

        """
        self._seal, self._clock = seal, clock

    def issue_for(self, digest: str) -> str:
        """Give out a state.

        Args:
            digest: of the invitation's token; empty where somebody installs again.

        Returns:
            The state.

        Raises:
            ValueError: there is no key.

        """
        return self._seal.stamp(_WHAT + digest, self._clock())

    def invitation(self, state: str) -> str | None:
        """Give the digest that a state names, empty where it names none; nothing for one that is not good, or not any more."""
        said = self._seal.stamped(state, self._clock(), SECONDS)
        return said.removeprefix(_WHAT) if said is not None and said.startswith(_WHAT) else None

    async def async_issue(self, *_: object, **__: object) -> str:
        """Give out a state that names no invitation."""
        return self.issue_for("")

    async def async_consume(self, state: str) -> bool:
        """Tell whether a state that came back is good."""
        return self.invitation(state) is not None
