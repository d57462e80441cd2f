"""What the app offers in Teams' own menus: commands in the compose box, by where it is, and actions on a message. A test holds each to what answers it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.teams.dialogs import ASK_MESSAGE, LOG_MESSAGE
from bot.channels.teams.ports import Scope


@dataclass(frozen=True, slots=True)
class Command:
    """A line of the menu over the compose box: choosing it puts its words there, and people type on behind them."""

    title: str
    """What is said by it: at most 32 characters."""
    description: str
    """At most 128 characters."""


@dataclass(frozen=True, slots=True)
class MessageAction:
    """An entry in the menu of somebody's message."""

    id: str
    title: str
    description: str


_PERSONAL = (
    Command("help", "What I can do for you"),
    Command("protocol", "Type a question behind it, or a clause: protocol what does 4.2 say?"),
    Command("enquiry", "Log an enquiry: alone it opens the form. Also: enquiry 12, enquiry overdue, enquiry close 12"),
    Command("my open enquiries", "The enquiries that wait for you or for an answer to you"),
    Command("what is overdue?", "The enquiries whose day for an answer has passed"),
    Command("complaint", "The right way for a complaint or concern, step by step and in private"),
    Command("how do my complaints stand?", "The confidential records that you may see"),
    Command("election", "Is there a pre-election period now? Also: election next, election add, election notice ELE-3"),
    Command("remind me", "Be reminded of something: remind me on Thursday about the report"),
    Command("protocol role officer", "Be answered as an officer, or with role member as a member, where I don't know you"),
)
_AMONG_OTHERS = (
    Command("protocol", "Type a question behind it: I answer here, with the clause; what is for you alone comes to our personal chat"),
    Command("who does the protocol cover?", "For instance: whom the protocol binds"),
    Command("help", "What I can do, sent to our personal chat"),
)
"""Only what may be answered where others read along: what is about people, cases and complaints belongs to the personal chat."""
COMMANDS = {Scope.PERSONAL: _PERSONAL, Scope.CHANNEL: _AMONG_OTHERS, Scope.GROUP: _AMONG_OTHERS}
MESSAGE_ACTIONS = (
    MessageAction(LOG_MESSAGE, "Log as enquiry", "Opens the form of a new enquiry, filled in from the message"),
    MessageAction(ASK_MESSAGE, "What does the protocol say?", "Looks up what the protocol says on this message; only you see the answer"),
)
