"""Elections in chat: does the pre-election period run, when is the next poll, and the stricter rule behind answers on publicity, media and public meetings."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot import election_wording
from bot.casework.election import PeriodState, strictest
from bot.casework.election_changes import publish
from bot.casework.election_checks import NOT_SURE, Sure, UnusualError
from bot.casework.election_rules import election_rules
from bot.casework.elections import NewElection, add, next_election, period_for
from bot.casework.errors import CaseError
from bot.citing import cite
from bot.dialog.fields import YES, Field, Kind, Option
from bot.dialog.tasks import Setting, Values, no_fields, task
from bot.handlers.allowing import keeps_elections
from bot.reply import Action, Audience, Button, Reply
from intents.dates import Toward
from intents.understanding import Outcome
from protocol_data.basics import Reader
from protocol_data.elections_law import ElectionKind
from protocol_data.publicity_law import publicity_law

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.casework.desk import Desk
    from bot.casework.election import Election, Period
    from bot.casework.person import Person
    from bot.handlers.registry import Context
    from protocol_data.pack import Pack

_SHOWN = 3
_KINDS = {
    ElectionKind.PRINCIPAL: "Ordinary election of this council",
    ElectionKind.BY_ELECTION: "By-election",
    ElectionKind.PARISH: "Parish or town council",
    ElectionKind.MAYORAL: "Mayoral",
    ElectionKind.PCC: "Police and crime commissioner",
    ElectionKind.LONDON: "Mayor of London and Assembly",
    ElectionKind.UK_PARLIAMENT: "UK Parliament",
}


def ward_of(person: Person | None) -> str | None:
    """Give the ward whose polls concern a person: a member's own; an officer serves them all."""
    return person.ward if person is not None and person.reader is Reader.MEMBER else None


async def periods(desk: Desk, person: Person | None, council: str, day: date) -> list[Period]:
    """Give the periods that concern a person on a day."""
    async with desk.store.read() as session:
        return await period_for(desk, session, council, ward_of(person), day)


@task("election_status", "The pre-election period", no_fields)
async def election_status(setting: Setting, values: Values) -> Reply:
    """Say whether the pre-election period runs, and what the council's own rules and the law then ask."""
    council = setting.pack.council.key
    day = date.fromisoformat(values["when"]) if values.get("when") else setting.desk.today(council)
    found = await periods(setting.desk, setting.person, council, day)
    state = strictest(found)
    reader = setting.context.message.reader
    rules = election_rules(setting.pack, reader)
    in_force = state in {PeriodState.RUNNING, PeriodState.MAY_HAVE_BEGUN}
    return Reply(
        Outcome.ACTION,
        "election_status",
        answer_of(state, day == setting.desk.today(council)),
        points=(*(election_wording.state(period) for period in found), *(rule_points(setting.pack, reader) if in_force else ())),
        citations=tuple(cite(setting.pack, clause) for clause in (() if rules.silent else rules.clauses[:_SHOWN])),
        buttons=(Button("When is the next poll?", "when is the next election?"),),
        action=Action("election_status", {}),
    )


def answer_of(state: PeriodState, now: bool) -> str:  # noqa: FBT001 - the plain question is whether it is today
    """Answer in one sentence whether a pre-election period runs; that it has begun is never said from a computed day."""
    when = "now" if now else "on that day"
    says = {
        PeriodState.RUNNING: f"Yes, a pre-election period runs {when}.",
        PeriodState.MAY_HAVE_BEGUN: f"It may have begun: take it that a pre-election period runs {when} until you know otherwise.",
        PeriodState.COMING: f"No pre-election period runs {when}; one is coming.",
        PeriodState.ENDED: f"No pre-election period runs {when}: the last one is over.",
        PeriodState.NONE: election_wording.no_poll(None),
    }
    return says[state]


def rule_points(pack: Pack, reader: Reader) -> list[str]:
    """Say what the council's own protocol asks for before an election, or that it is silent, and what the law asks."""
    rules = election_rules(pack, reader)
    if rules.silent:
        own = [f"The {pack.council.protocol.title} says nothing on elections themselves: ask the {rules.ask}."]
    else:
        own = [
            f"{lead} [{', '.join(clause.ref for clause in rules.on_elections.clauses[:_SHOWN])}]" for lead in rules.on_elections.leads[:1]
        ]
    return own + [f"{rule.says} ({rule.source})" for rule in rules.law if not rule.always][:2]


@task("next_election", "The next election", no_fields)
async def next_poll(setting: Setting, _values: Values) -> Reply:
    """Say when the next poll is, and from when the pre-election period runs."""
    council = setting.pack.council.key
    async with setting.desk.store.read() as session:
        found = await next_election(setting.desk, session, council, ward_of(setting.person))
    if found is None:
        says = f"{election_wording.no_poll(None)} The {setting.pack.council.monitoring_officer} or Democratic Services can enter one."
        return Reply(Outcome.ACTION, "next_election", says, action=Action("next_election", {}))
    return Reply(
        Outcome.ACTION,
        "next_election",
        election_wording.next_poll(found),
        points=tuple(election_wording.begins(election) for election in found.elections),
        buttons=(Button("Does the pre-election period run now?", "does the pre-election period run now?"),),
        action=Action("next_election", {}),
    )


async def _new_fields(_setting: Setting, values: Values) -> Sequence[Field]:
    kinds = tuple(Option(kind.value, label) for kind, label in _KINDS.items())
    ward = values.get("kind") in {ElectionKind.BY_ELECTION, ElectionKind.PARISH}
    return (
        Field("polling_day", "Polling day", "On which day is the poll?", Kind.DATE),
        Field("kind", "Kind", "What kind of election is it?", Kind.CHOICE, kinds),
        Field("ward", "Ward", "Which ward does it bind?", required=values.get("kind") == ElectionKind.BY_ELECTION, asked=ward),
        Field("sure", "Confirmed", "Is that right?", Kind.YES_NO, asked=False),
    )


@task("enter_election", "Enter an election", _new_fields, may=keeps_elections)
async def enter_election(setting: Setting, values: Values) -> Reply:
    """Enter a poll; the period is then known to begin no later than the computed day, until the notice is entered."""
    new = NewElection(date.fromisoformat(values["polling_day"]), values["kind"], values.get("ward") or None)
    with _asks_to_confirm(values):
        election = await add(setting.desk, setting.person, new, sure=_sure(values))
    return _entered(election, f"Entered as {election.ref}.")


async def _notice_fields(_setting: Setting, _values: Values) -> Sequence[Field]:
    return (
        Field("ref", "Election", "Which election? Give its number, for example ELE-3.", Kind.REFERENCE),
        Field("notice", "Published on", "On which day was the notice of election published?", Kind.DATE, toward=Toward.PAST),
        Field("sure", "Confirmed", "Is that right?", Kind.YES_NO, asked=False),
    )


@task("publish_notice", "Notice of election", _notice_fields, may=keeps_elections)
async def publish_notice(setting: Setting, values: Values) -> Reply:
    """Enter the day on which the notice of election was published: a fact from then on."""
    with _asks_to_confirm(values):
        election = await publish(setting.desk, setting.person, values["ref"], date.fromisoformat(values["notice"]), sure=_sure(values))
    return _entered(election, f"Noted on {election.ref}.")


def _sure(values: Values) -> Sure:
    return Sure(unusual=True) if values.get("sure") == YES else NOT_SURE


@contextmanager
def _asks_to_confirm(values: Values) -> Iterator[None]:
    """Ask whether something unusual is right, instead of refusing it; a no ends it."""
    if values.get("sure") and values["sure"] != YES:
        raise CaseError("Then nothing was entered. Begin again with the right day.")
    try:
        yield
    except UnusualError as error:
        raise CaseError(str(error), field="sure") from None


def _entered(election: Election, says: str) -> Reply:
    return Reply(
        Outcome.ACTION,
        "enter_election",
        f"{says} {election_wording.title(election)}.",
        points=(election_wording.begins(election), election_wording.bound(election)),
        action=Action("enter_election", {"ref": election.ref}),
        audience=Audience.EPHEMERAL,
    )


async def with_election_rule(context: Context, reply: Reply, topics: Sequence[str]) -> Reply:
    """Add the pre-election rule to an answer about publicity, media or public meetings while a period runs or may have begun.

    Args:
        context: who asked, where, when.
        reply: the answer.
        topics: the topics that the answer is on.

    Returns:
        The answer, with the rule behind it where one is in force; unchanged where none is, or without a register.

    """
    if context.desk is None or not touches(context.message.reader, topics):
        return reply
    council = context.message.council
    found = await periods(context.desk, context.message.person, council, context.desk.today(council))
    state = strictest(found)
    if state not in {PeriodState.RUNNING, PeriodState.MAY_HAVE_BEGUN}:
        return reply
    says = [f"Mind the election. {election_wording.state(period)}" for period in found if period.state is state]
    return replace(reply, points=(*reply.points, *says, *rule_points(context.pack, context.message.reader)))


def touches(reader: Reader, topics: Sequence[str]) -> bool:
    """Tell whether topics belong to a subject that the pre-election rules are about."""
    return any(topic in subject.topics[reader] for subject in publicity_law().subjects for topic in topics)
