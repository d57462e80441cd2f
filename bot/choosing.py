"""The answer to a choice among clauses that was offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.citing import cite
from bot.reply import Reply
from intents.understanding import Outcome

if TYPE_CHECKING:
    from protocol_data.pack import Pack


def chosen(pack: Pack, ref: str) -> Reply | None:
    """Answer with the clause that was picked.

    Args:
        pack: the council's that was asked.
        ref: the clause's number.

    Returns:
        The answer; nothing where there is no such clause.

    """
    clause = pack.clause(ref)
    if clause is None:
        return None
    citation = cite(pack, clause)
    return Reply(Outcome.ANSWER, clause.topics[0], citation.summary, citations=(citation,))
