"""What is said of an election, by kind of nudge: the dates, that council's own rules, and the law."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.casework.election_rules import election_rules
from bot.citing import cite
from bot.reminders.nudge import Kind, Nudge
from bot.reminders.said import Said
from bot.reply import Button
from intents.dates import shown

if TYPE_CHECKING:
    from datetime import date

    from bot.casework.person import Person
    from bot.reminders.election_policy import ElectionFacts
    from protocol_data.pack import Pack

_MOST_CLAUSES = 4
_WITH_RULES = {Kind.STARTS, Kind.WEEKLY, Kind.ONE_WEEK, Kind.SNOOZED}


def election_says(nudge: Nudge, case: ElectionFacts, pack: Pack, recipient: Person, today: date) -> Said:
    """Say what there is to say of an election to one person.

    Args:
        nudge: what it is about.
        case: the election.
        pack: the council's pack: its rules on publicity, media and meetings, or that it has none.
        recipient: a member or an officer: the rules are those for them.
        today: the day on which it is read. That the period has begun is never said from a computed day.

    """
    points: list[str] = []
    rules = election_rules(pack, recipient.reader)
    if nudge.kind is Kind.WEEKLY:
        own = rules.on_elections
        points += [own.leads[0]] if not own.silent else [f"Your protocol says nothing on elections themselves. Ask the {rules.ask}."]
        points.append("Ask me “are we in the pre-election period?” for all that holds meanwhile.")
    elif nudge.kind in _WITH_RULES:
        points += [f"{subject.title}: {subject.leads[0]}" for subject in rules.subjects if not subject.silent]
        if rules.silent_on:
            points.append(f"Your protocol says nothing on: {'; '.join(rules.silent_on).lower()}. Ask the {rules.ask}.")
        points += [f"The law: {rule.says} ({rule.source})." for rule in rules.law]
    keeps = nudge.kind is Kind.ENTER_NOTICE
    cited = rules.clauses[:_MOST_CLAUSES] if nudge.kind in _WITH_RULES else ()
    facts = [("Polling day", shown(case.polling_day)), ("Latest day for the notice", shown(case.latest_notice))]
    if case.start is not None:
        facts.insert(1, ("Begins", shown(case.start)))
    if case.ward:
        facts.append(("Ward", case.ward))
    return Said(
        _headline(nudge, case, pack, today),
        points=tuple(points),
        citations=tuple(cite(pack, clause) for clause in cited),
        facts=tuple(facts),
        buttons=(Button("Enter the notice", f"notice of election ELE-{case.id} was published"),) if keeps else (),
        in_digest=tuple(points) if nudge.kind is Kind.STARTS else (),
    )


def _headline(nudge: Nudge, case: ElectionFacts, pack: Pack, today: date) -> str:
    officer = pack.council.monitoring_officer
    poll = f"{case.name} (poll on {shown(case.polling_day)})"
    begins = f"begins on {shown(case.start)}" if case.start else f"begins no later than {shown(case.latest_notice)}"
    ask = f"ask the {officer} whether the notice of election has been published"
    if nudge.kind is Kind.ENDS:
        return f"{poll}: the time before the election, with its rules on publicity, is over."
    if nudge.kind is Kind.ENTER_NOTICE:
        return f"{poll}: has the notice of election been published? Its latest day was {shown(case.latest_notice)}; please enter the day."
    start = case.start or case.latest_notice
    if today < start:
        return f"{poll}: the time before the election {begins}."
    if case.start is not None:
        since = "begins today" if today == start else f"began on {shown(start)} and goes on"
        return f"{poll}: the time before the election {since}, until the close of poll."
    latest = "today" if today == start else shown(start)
    return f"{poll}: the time before the election begins no later than {latest}; {ask}."
