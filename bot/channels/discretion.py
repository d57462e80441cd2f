"""Who may read a reply along: what may be said in a channel, what goes to the asker alone, and what not even a notification may show. Unsure means no."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.reply import Audience
from intents.understanding import Outcome
from protocol_data.library import common_topics
from protocol_data.yaml_source import PackError, read_yaml

if TYPE_CHECKING:
    from bot.reply import Reply
    from protocol_data.library import Library

_PATH = Path(__file__).with_suffix(".yml")
_WEIGHTY = 0.1
"""A message with this share of a private topic may be about it."""


@dataclass(frozen=True, slots=True)
class Topics:
    """What `discretion.yml` says."""

    open: frozenset[str]
    private: frozenset[str]
    unseen: frozenset[str]
    """Actions that are hidden from notifications."""


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
        return Topics(frozenset(map(str, content["open"])), private, frozenset(map(str, content["unseen"])))
    except (KeyError, TypeError, AttributeError) as error:
        raise PackError(_PATH, f"it has to list `open`, `private` by group, and `unseen`: {error!r}") from None


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


def may_preview(reply: Reply) -> bool:
    """Tell whether a notification may show what a reply says. What belongs to a complaint it may not, whatever was decided on it."""
    name = reply.action.name if reply.action is not None else reply.intent
    return not {name, reply.intent} & topics().unseen


def _about(reply: Reply, library: Library) -> set[str]:
    """Collect what a reply is about: its topic, what else its question may have meant, and the main topic of every clause that it cites."""
    about = {reply.intent} & set(common_topics())
    if reply.understanding is not None:
        about |= {name for name, share in reply.understanding.topics if share >= _WEIGHTY}
    for citation in reply.citations:
        clause = library.pack(citation.council).clause(citation.clause)
        about.add(clause.topics[0] if clause is not None and clause.topics else "")  # a clause that is about nothing known is not sure
    return about
