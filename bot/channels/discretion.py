"""Who may read a reply along: what may be said in a channel, what goes to the asker alone, and what not even a notification may show. Unsure means no."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.reply import Audience
from intents.understanding import Outcome, Reason
from protocol_data.library import common_topics
from protocol_data.yaml_source import PackError, read_yaml

if TYPE_CHECKING:
    from bot.reply import Reply
    from protocol_data.library import Library

_PATH = Path(__file__).with_suffix(".yml")
_COMPLAINT = re.compile(r"\bCMP-?\d", re.IGNORECASE)
_SAME_TO_ALL = frozenset({Reason.EMPTY, Reason.NOT_ENGLISH, Reason.SMALLTALK})
_WEIGHTY = 0.1
"""A message with this share of a private topic may be about it."""


@dataclass(frozen=True, slots=True)
class Topics:
    """What `discretion.yml` says."""

    open: frozenset[str]
    private: frozenset[str]
    unseen: frozenset[str]
    """Actions that are hidden from notifications, and from every channel."""
    previewed: frozenset[str]
    """Actions of which a notification may tell."""


@lru_cache(maxsize=1)
def topics() -> Topics:
    """Read which topics may be answered where others read along.

    Raises:
        PackError: the file has not the shape that it ought to have.

    """
    content = read_yaml(_PATH)
    try:
        groups = content["private"].values()
        private = frozenset(str(name) for group in groups for name in group)
        names = (frozenset(map(str, content[key])) for key in ("unseen", "previewed"))
        return Topics(frozenset(map(str, content["open"])), private, *names)
    except (KeyError, TypeError, AttributeError) as error:
        raise PackError(_PATH, f"it has to list `open`, `private` by group, `unseen` and `previewed`: {error!r}") from None


def audience(reply: Reply, library: Library) -> Audience:
    """Say to whom a reply goes that was asked for in a channel.

    Args:
        reply: what the bot says.
        library: the packs; they tell what the cited clauses are about.

    Returns:
        The channel for an answer with its clauses, all on topics that are open to everybody. The asker alone, there, for what is about people, complaints,
        groups or personal data, for a refusal, a question back, an action, and whenever it is not sure. A direct message where the reply asks for one.

    """
    if reply.audience is not Audience.CHANNEL:
        return reply.audience
    answers = reply.outcome is Outcome.ANSWER and bool(reply.citations) and not reply.attachments and reply.form is None
    return Audience.CHANNEL if answers and reply.intent != "why" and _about(reply, library) <= topics().open else Audience.EPHEMERAL


def of_complaint(reply: Reply) -> bool:
    """Tell whether a reply belongs to a complaint, by its action or the case that this names: its asker is told in a direct message, wherever they ask."""
    refs = reply.action.slots.values() if reply.action is not None else ()
    return bool(_names(reply) & topics().unseen) or any(map(_COMPLAINT.search, refs))


def may_preview(reply: Reply, library: Library) -> bool:
    """Tell whether a notification may show what a reply says: it appears on locked screens.

    Args:
        reply: what the bot says.
        library: the packs; they tell what the cited clauses are about.

    Returns:
        Yes for a listed action, and for whatever else is on open topics alone. No for what belongs to a complaint, for "why?", which repeats the
        asker's words, and whenever it is not sure.

    """
    if _names(reply) == {"help"} or _says_nothing(reply):
        return True  # it tells the same to everybody, with a complaint's number as an example
    if of_complaint(reply) or reply.intent == "why" or _COMPLAINT.search(reply.text):
        return False
    if reply.outcome is Outcome.ACTION:
        return _names(reply) <= topics().previewed
    about = _about(reply, library)
    return bool(about) and about <= topics().open


def _says_nothing(reply: Reply) -> bool:
    """Tell whether a reply says the same to everybody whatever they wrote: to a greeting, to a message without words, to a “why?” before any answer."""
    if reply.outcome is not Outcome.DECLINE or reply.points or reply.citations:
        return False
    return reply.intent == "follow_up" or (reply.understanding is not None and reply.understanding.reason in _SAME_TO_ALL)


def _names(reply: Reply) -> set[str]:
    return {reply.intent, reply.action.name if reply.action is not None else reply.intent}


def _about(reply: Reply, library: Library) -> set[str]:
    """Collect what a reply is about: its topic, what else its question may have meant, and the main topic of every clause that it cites or offers."""
    about = {reply.intent} & set(common_topics())
    if reply.understanding is not None:
        about |= {name for name, share in reply.understanding.topics if share >= _WEIGHTY}
    about |= {choice.intent for choice in reply.choices} & set(common_topics())
    for citation in (*reply.citations, *(choice.citation for choice in reply.choices)):
        clause = library.pack(citation.council).clause(citation.clause)
        about.add(clause.topics[0] if clause is not None and clause.topics else "")  # a clause that is about nothing known is not sure
    return about
