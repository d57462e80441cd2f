"""Elections in chat: does the pre-election period run, when is the next poll, and the stricter rule behind answers on publicity, media and public meetings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot.casework.election import Basis, PeriodState, strictest
from bot.casework.election_rules import election_rules
from bot.casework.elections import next_election, period_for
from bot.citing import cite
from bot.dialog.tasks import Setting, Values, no_fields, task
from bot.reply import Action, Audience, Button, Fact, Reply
from intents.dates import shown
from intents.understanding import Outcome
from protocol_data.pack import Reader
from protocol_data.publicity_law import publicity_law

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.casework.desk import Desk
    from bot.casework.election import Election, Period
    from bot.casework.person import Person
    from bot.handlers.registry import Context
    from protocol_data.pack import Pack

_SHOWN = 3
_BASIS = {
    Basis.PUBLISHED: "on publication of the notice of election",
    Basis.OFFICER: "as the returning or monitoring officer set it",
    Basis.COMPUTED: "computed as the latest day for the notice of election; it may be earlier",
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
    rules = election_rules(setting.pack, setting.context.message.reader)
    relevant = [period for period in found if period.state is state]
    points: list[str] = [*(period_line(period) for period in relevant)]
    if state in {PeriodState.RUNNING, PeriodState.MAY_HAVE_BEGUN}:
        points += rule_points(setting.pack, setting.context.message.reader)
    clauses = rules.clauses[:_SHOWN] if not rules.silent else ()
    return Reply(
        Outcome.ACTION,
        "election_status",
        headline(state, relevant, setting.pack, day, today=setting.desk.today(council)),
        points=tuple(points),
        citations=tuple(cite(setting.pack, clause) for clause in clauses),
        buttons=(Button("When is the next poll?", "when is the next election?"),),
        action=Action("election_status", {}),
        audience=Audience.CHANNEL,
    )


def headline(state: PeriodState, found: Sequence[Period], pack: Pack, day: date, *, today: date) -> str:
    """Say in one sentence how it stands on a day; that it has begun is never said from a computed date alone."""
    when = "now" if day == today else f"on {shown(day)}"
    first = found[0] if found else None
    if first is None or state is PeriodState.NONE:
        return f"I know of no election that concerns you {when}. If one has been called, Democratic Services or the {pack.council.monitoring_officer} can enter it."
    name = first.election.name
    match state:
        case PeriodState.RUNNING:
            return f"Yes: the pre-election period for {name} runs {when}, until {shown(first.ends.date())} at {first.ends:%H:%M}."
        case PeriodState.MAY_HAVE_BEGUN:
            return (
                f"Take it that it does: the latest day for the notice of election for {name} was {shown(first.begins)}, but nobody has entered its publication. "
                f"Ask the {pack.council.monitoring_officer} whether the notice was published."
            )
        case PeriodState.COMING if first.basis is Basis.COMPUTED:
            return f"Not {when}: the pre-election period for {name} begins no later than {shown(first.begins)}."
        case PeriodState.COMING:
            return f"Not {when}: the pre-election period for {name} begins on {shown(first.begins)}."
        case _:
            return f"No: the pre-election period for {name} ended on {shown(first.ends.date())} at {first.ends:%H:%M}."


def period_line(period: Period) -> str:
    """Write a period with what its days rest on; where an officer's day differs from ours, both."""
    election = period.election
    begins = "begins no later than" if period.basis is Basis.COMPUTED else "begins"
    line = f"{election.name} ({election.ref}), polling day {shown(election.polling_day)}: {begins} {shown(period.begins)} ({_BASIS[period.basis]})"
    if period.basis is not Basis.COMPUTED and period.begins != election.latest_notice:
        line += f"; the latest day as computed here is {shown(election.latest_notice)}"
    if period.binds:
        line += f". It binds mainly {period.binds}; elsewhere there is more room, but ask first"
    return line + "."


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
        says = f"I know of no coming election at {setting.pack.council.name}. Democratic Services or the {setting.pack.council.monitoring_officer} can enter one."
        return Reply(Outcome.ACTION, "next_election", says, action=Action("next_election", {}))
    return Reply(
        Outcome.ACTION,
        "next_election",
        f"The next polling day is {shown(found.polling_day)}, {_until(found.days)}.",
        facts=tuple(fact for election in found.elections for fact in _facts(election)),
        buttons=(Button("Does the pre-election period run now?", "does the pre-election period run now?"),),
        action=Action("next_election", {}),
    )


def _until(days: int) -> str:
    if days == 0:
        return "today"
    weeks, odd = divmod(days, 7)
    parts = [f"{weeks} week{'' if weeks == 1 else 's'}"] if weeks else []
    parts += [f"{odd} day{'' if odd == 1 else 's'}"] if odd else []
    return "in " + " and ".join(parts)


def _facts(election: Election) -> tuple[Fact, ...]:
    word = "Period begins no later than" if election.basis is Basis.COMPUTED else "Period begins"
    return (Fact("Election", f"{election.name} ({election.ref})"), Fact(word, f"{shown(election.begins)} ({_BASIS[election.basis]})"))


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
    relevant = [period for period in found if period.state is state]
    today = context.desk.today(council)
    says = headline(state, relevant, context.pack, today, today=today).removeprefix("Yes: ")
    return replace(
        reply, points=(*reply.points, f"Mind the election: {says[0].lower()}{says[1:]}", *rule_points(context.pack, context.message.reader))
    )


def touches(reader: Reader, topics: Sequence[str]) -> bool:
    """Tell whether topics belong to a subject that the pre-election rules are about."""
    return any(topic in subject.topics[reader] for subject in publicity_law().subjects for topic in topics)
