"""Answer "why?": what matched, how sure the bot is, and what it read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reply import Audience, Fact, Reply
from bot.whys import of_this
from intents.text import clean
from intents.understanding import Outcome
from protocol_data.library import common_topics

if TYPE_CHECKING:
    from bot.message import Message, Topic
    from bot.topics import Topics
    from protocol_data.library import Library

_WORTH_TELLING = 0.01
_GONE = (
    "I can't tell any more why: the clauses that this answer went by are no longer in the protocol as I have it. Ask the question again."
)


def explain_pressed(message: Message, answer: Reply, library: Library, remembered: Topics) -> Reply:
    """Explain the answer whose button was pressed, whatever was said since.

    Args:
        message: the press.
        answer: what the button carries of its answer (`whys.recalled`).
        library: the packs.
        remembered: what each conversation was about last: where that is this very answer, its reader is told in full.

    """
    topic = remembered.topic(message)
    if topic is not None and of_this(message.text, last := remembered.last(message)):
        return explain(last, library, topic)
    if not answer.citations:
        return Reply(Outcome.DECLINE, "why", _GONE, audience=Audience.EPHEMERAL)
    return explain(answer, library, None)


def explain(last: Reply, library: Library, topic: Topic | None) -> Reply:
    """Explain the last reply of a conversation.

    Args:
        last: that reply.
        library: the packs.
        topic: what the conversation is about; nothing where somebody else asks than who had the conversation: they are not told what was read.

    """
    understood = last.understanding
    if understood is None or understood.looked_up:
        return Reply(
            Outcome.ANSWER,
            "why",
            "You asked for that clause by its number, or picked it: nothing had to be searched.",
            citations=last.citations[:1],
        )
    titles = common_topics()
    if topic is not None:
        facts = [
            Fact("I read", understood.read_as or clean(topic.text)),
            Fact("Council", library.council(topic.council).name),
            Fact("For", topic.reader.value),
        ]
    else:
        facts = [Fact("Council", its.council_name) for its in last.citations[:1]]
    if understood.topics:
        facts.append(
            Fact(
                "Likeliest topics",
                ", ".join(f"{titles[name].title} ({share:.0%})" for name, share in understood.topics if share >= _WORTH_TELLING),
            )
        )
    facts += [
        Fact(f"Clause {found.clause.ref} ({found.share:.0%})", f"nearest to: “{found.matched}”" if found.matched else found.clause.heading)
        for found in understood.found
    ]
    facts.append(Fact("About the protocol", f"{understood.in_scope:.0%} likely"))
    if last.outcome in {Outcome.ANSWER, Outcome.CLARIFY}:
        facts.append(Fact("First clause right", f"{understood.confidence:.0%} likely"))
    return Reply(
        Outcome.ANSWER, "why", "This is what I went by:", facts=tuple(facts), citations=last.citations[:1], understanding=understood
    )
