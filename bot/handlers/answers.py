"""Questions about the protocol: answer, ask back, or decline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import wording
from bot.citing import cite
from bot.handlers.registry import Context, handles
from bot.handlers.walks import procedure_of
from bot.reply import Button, Choice, Reply
from bot.whys import why_button
from intents.text import MAX_CHARACTERS
from intents.understanding import MOST_CITED, Outcome, Reason
from protocol_data.library import common_topics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intents.understanding import Understanding
    from protocol_data.basics import Reader
    from protocol_data.pack import Clause, Pack, TopicAnswer


_BARELY = 0.08
"""A message with a smaller share of a topic is not about it, and the topic's lead would miss the point."""
_PLAINLY = 0.25
"""A message with this share of a topic is plainly about it."""
_WEIGHTY = 0.08
"""A further clause with this share may well be the one that is meant."""


@handles("answer")
async def answer(context: Context) -> Reply:
    """Answer from the first clause, and name the next ones.

    The lead written for the topic comes first where it rests on the clause that was found; the clause's own summary where the question picked another one.
    """
    understood, pack = context.understanding, context.pack
    lead = None if understood.looked_up else lead_for(pack, understood, context.message.reader)
    clauses = _clauses(pack, understood, lead)
    citations = tuple(cite(pack, clause) for clause in clauses)
    reply = Reply(
        understood.outcome,
        understood.intent,
        lead.lead if lead else citations[0].summary,
        confidence=understood.confidence,
        points=(wording.shortened(MAX_CHARACTERS),) if understood.shortened else (),
        citations=citations,
        buttons=(*_steps_button(context, clauses[0]), why_button(pack.council.key, understood)),
        understanding=understood,
    )
    topics = (understood.intent,) if understood.looked_up is None else tuple(clauses[0].topics)
    return await _with_election_rule(context, reply, topics)


async def _with_election_rule(context: Context, reply: Reply, topics: Sequence[str]) -> Reply:
    """Add the pre-election rule where there is a register that knows of elections."""
    if context.desk is None:
        return reply
    from bot.handlers.electing import with_election_rule  # noqa: PLC0415 - the database only where there is a register

    return await with_election_rule(context, reply, topics)


def _steps_button(context: Context, clause: Clause) -> tuple[Button, ...]:
    """Offer the steps where the clause belongs to a procedure that a person can be walked through."""
    if context.desk is None:
        return ()
    procedure = procedure_of(context.pack, context.message.reader, clause.ref)
    if procedure is not None:
        return (Button("Show me the steps", f"walk me through {procedure.title}"),)
    door = any(clause.ref in its.clauses for its in context.pack.procedures.procedures if its.kind == "complaint")
    return (Button("Where do I stand?", f"start a complaint: {context.message.text}"),) if door else ()


@handles("clarify")
async def clarify(context: Context) -> Reply:
    """Ask back with two to four labelled choices."""
    understood, pack = context.understanding, context.pack
    choices = tuple(Choice(found.clause.heading, found.clause.topics[0], cite(pack, found.clause)) for found in understood.found)
    return Reply(
        Outcome.CLARIFY,
        understood.intent,
        wording.which_one(),
        confidence=understood.confidence,
        citations=tuple(choice.citation for choice in choices),
        choices=choices,
        buttons=tuple(Button(choice.label, str(number)) for number, choice in enumerate(choices, 1)),
        understanding=understood,
    )


@handles("decline")
async def decline(context: Context) -> Reply:
    """Decline, say why, and name whom to ask."""
    understood, council = context.understanding, context.pack.council
    match understood.reason:
        case Reason.EMPTY:
            says = wording.empty()
        case Reason.NOT_ENGLISH:
            says = wording.not_english()
        case Reason.NO_SUCH_CLAUSE:
            says = wording.no_such_clause(council, understood.looked_up or "")
        case Reason.SILENT:
            says = wording.silent(council, common_topics()[understood.intent].title)
        case Reason.SMALLTALK:
            says = wording.smalltalk(council, understood.intent)
        case _:
            says = f"{wording.out_of_scope(council, understood.intent)} {wording.ask(council)}"
    reply = Reply(Outcome.DECLINE, understood.intent, says, confidence=understood.confidence, understanding=understood)
    likely = [topic for topic, share in understood.topics if share >= _PLAINLY]
    return await _with_election_rule(context, reply, likely)


def _clauses(pack: Pack, understood: Understanding, lead: TopicAnswer | None) -> list[Clause]:
    """Put the clauses in order: the one that was found, then all that the lead rests on, then what was found besides."""
    found = [its.clause for its in understood.found]
    under_lead = [clause for ref in (lead.clauses if lead else ()) if (clause := pack.clause(ref)) is not None]
    weighty = [its.clause for its in understood.found if its.share >= _WEIGHTY]
    ordered = {clause.ref: clause for clause in [found[0], *under_lead, *weighty, *found]}
    wanted = {clause.ref for clause in [found[0], *under_lead, *weighty]}
    return list(ordered.values())[: max(MOST_CITED, len(wanted), len(found) if understood.looked_up else 0)]


def lead_for(pack: Pack, understood: Understanding, reader: Reader) -> TopicAnswer | None:
    """Find the lead whose topic the question has, and whose first clause is the one that was found; nothing where the question picked another clause."""
    first = understood.found[0].clause
    for topic, share in understood.topics:
        entry = pack.topics.get(topic)
        own: TopicAnswer | None = getattr(entry, reader.value) if entry else None
        if own is None or topic not in first.topics or share < _BARELY:
            continue
        if own.clauses[0] == first.ref or (first.ref in own.clauses[:2] and share >= _PLAINLY):
            return own
    return None
