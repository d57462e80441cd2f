"""Walks: a procedure of the council's own, step by step, with its clauses and what to do next. Complaints have a conversation of their own (`complaining.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process, utils

from bot import wording
from bot.casework.requests import draft_request
from bot.casework.routes import Standing, walk
from bot.citing import cite
from bot.dialog.fields import Field, Kind, Option
from bot.dialog.tasks import Setting, Values, task
from bot.handlers.electing import with_election_rule
from bot.handlers.walks import kind_named, procedures_for
from bot.reply import Action, Attachment, Button, Fact, Reply
from intents.understanding import Outcome, understand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.casework.routes import Route
    from bot.reply import Citation
    from protocol_data.pack import Pack
    from protocol_data.procedures import Procedure

_ALIKE = 90
_REQUESTED = frozenset({"information", "premises"})
"""The kinds that start with a request in writing."""
_STRICTER = frozenset({"media", "publicity"})
"""The kinds for which a stricter rule holds before an election."""
_NEXT = {
    "information": (Button("It was refused", "start a complaint: I asked to see a document and was refused"),),
    "group_meeting": (Button("Record that the other groups are offered the same", "record an offer to the other groups"),),
    "report": (Button("Note a report and its meeting", "note a report for a meeting"),),
    "media": (Button("Is there an election period?", "is there an election period now?"),),
    "publicity": (Button("Is there an election period?", "is there an election period now?"),),
    "premises": (Button("Remind me", "remind me tomorrow to arrange the visit"),),
}
"""What is likely to be done next, by kind."""


async def _fields(setting: Setting, values: Values) -> Sequence[Field]:
    said = values.get("what", "")
    fitting = _fitting(setting, said)
    if values.get("procedure") or not fitting or _meant(setting, said, fitting):
        return ()
    options = tuple(Option(procedure.key, procedure.title) for procedure in fitting)
    return (Field("procedure", "What", "Which of these?" if said else "What shall I walk you through?", Kind.CHOICE, options),)


def _fitting(setting: Setting, said: str) -> list[Procedure]:
    """List the procedures among which to look: those of the kind that was named; where none was, all that the reader has. None: the protocol is silent on it."""
    its = procedures_for(setting.pack, setting.context.message.reader)
    titled = process.extractOne(
        said, {procedure.key: procedure.title for procedure in its}, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=_ALIKE
    )
    if titled:
        return [procedure for procedure in its if procedure.key == titled[2]]
    kind = kind_named(said)
    return [procedure for procedure in its if kind is None or procedure.kind == kind]


def _meant(setting: Setting, said: str, fitting: Sequence[Procedure]) -> Procedure | None:
    """Find the procedure that is meant: the only one that fits, else the one with the clause that would answer what was said."""
    if len(fitting) == 1 or not said:
        return fitting[0] if fitting and said else None
    message = setting.context.message
    today = setting.desk.today(message.council)
    understood = understand(
        said, message.council, message.reader, today, setting.context.interpreter, lambda: setting.context.library.names
    )
    refs = [found.clause.ref for found in understood.found]
    return next((procedure for ref in refs for procedure in fitting if procedure.clauses[0] == ref), None)


@task("walk", "Walk through a procedure", _fields)
async def walk_through(setting: Setting, values: Values) -> Reply:
    """Show a procedure's steps, numbered, with the clause of each, and what to do next."""
    reader = setting.context.message.reader
    said = values.get("what", "")
    chosen = next((its for its in procedures_for(setting.pack, reader) if its.key == values.get("procedure")), None)
    procedure = chosen or _meant(setting, said, _fitting(setting, said))
    if procedure is None:
        return Reply(Outcome.DECLINE, "walk", wording.silent(setting.pack.council, said or "this procedure"))
    standing = Standing(reader)
    route = walk(setting.pack, procedure, standing)
    reply = Reply(
        Outcome.ANSWER,
        "walk",
        procedure.title,
        points=step_lines(route),
        facts=final_fact(route),
        citations=citations(setting.pack, route),
        attachments=_request(setting, procedure, route),
        buttons=_NEXT.get(procedure.kind, ()),
        action=Action("walk", {"procedure": procedure.key}),
    )
    touched = [topic for clause in (setting.pack.clause(ref) for ref in route.clauses) if clause for topic in clause.topics]
    return await with_election_rule(setting.context, reply, touched if procedure.kind in _STRICTER else ())


def _request(setting: Setting, procedure: Procedure, route: Route) -> tuple[Attachment, ...]:
    """Draft the request that starts the procedure, where it starts with one that the reader makes."""
    if procedure.kind not in _REQUESTED:
        return ()
    letter = draft_request(setting.pack, route, setting.context.message.reader)
    return (Attachment(letter.subject, letter.text),)


def step_lines(route: Route) -> tuple[str, ...]:
    """Write the steps of a route as numbered lines."""
    return tuple(wording.step(step.n, step.who, step.how, step.clause, step.when) for step in route.steps)


def final_fact(route: Route) -> tuple[Fact, ...]:
    """Say in which body it ends, where the protocol names one."""
    return (Fact("Ends with", route.final_body),) if route.final_body else ()


def citations(pack: Pack, route: Route) -> tuple[Citation, ...]:
    """Cite the clauses of a route, best first."""
    clauses = (pack.clause(ref) for ref in route.clauses)
    return tuple(cite(pack, clause) for clause in clauses if clause is not None)
