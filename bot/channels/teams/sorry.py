"""The last word where something failed: the person hears of it, in the chat or where they wait for an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.teams.answers import dialog, told
from bot.channels.teams.cards.message import message
from bot.channels.teams.ports import BusyError, Kind, Outgoing
from bot.reply import Reply
from bot.store.errors import StoreError
from intents.understanding import Outcome

if TYPE_CHECKING:
    from bot.channels.teams.ports import Answer, Arrival, Wire

_SORRY = "I couldn't do that: something went wrong on my side, and I may not have kept it. Try again in a moment; if it goes on, tell whoever runs me."
_SLOW = "That takes longer than Teams waits for, so I may not have kept it. Look with “my open enquiries”, or try again in a moment."
_BUSY = "Teams is busy, and I couldn't finish what you asked. I try again by myself in about half a minute, a few times; you need not repeat it."
_FULL = "So much is asked of me just now that I did nothing of this. Try again in a moment: nothing was kept, and nothing was done."
_TITLE = "That did not work"


class FullError(Exception):
    """So much waits that nothing more is begun."""


def words(error: Exception) -> str:
    """Say what went wrong; nothing of what somebody wrote."""
    if isinstance(error, StoreError):
        return str(error)  # made of plain words
    if isinstance(error, BusyError):
        return _BUSY
    if isinstance(error, FullError):
        return _FULL
    return _SLOW if isinstance(error, TimeoutError) else _SORRY


async def sorry(wire: Wire, arrival: Arrival, error: Exception) -> None:
    """Tell the person that it did not work, where they are.

    Raises:
        WireError: Teams does not take that either.

    """
    if arrival.kind in {Kind.MESSAGE, Kind.SUBMIT}:
        await wire.send(arrival.reference, Outgoing(words(error)), arrival.id)


def answer_for(arrival: Arrival, error: Exception) -> Answer:
    """Tell the person in the answer for which they wait."""
    text = words(error)
    if arrival.kind is Kind.EXECUTE:
        return told(text)
    return dialog(_TITLE, message(Reply(Outcome.DECLINE, "problem", text)))
