"""Reports before a meeting, where the protocol sets a day by which the draft is discussed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.casework import reports
from bot.casework.errors import CaseError
from bot.casework.people import directory
from bot.citing import cite
from bot.dialog.fields import Field, Kind
from bot.dialog.tasks import Setting, Values, no_fields, task
from bot.handlers.allowing import adds_reports
from bot.reply import Action, Audience, Button, Fact, Reply
from intents.dates import shown
from intents.understanding import Outcome
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.casework.reports import Report

_REPORT = Field("ref", "Report", "Which report? Give its number, for example REP-3.", Kind.REFERENCE)


async def _report_fields(_setting: Setting, _values: Values) -> Sequence[Field]:
    return (
        Field("title", "Report", "What is the report called?"),
        Field("meeting", "Meeting", "On which day is the meeting?", Kind.DATE),
        Field("officer", "Officer", "Who writes it? “skip” where it is you.", required=False, asked=False),
    )


@task("note_report", "Note a report", _report_fields, may=adds_reports)
async def note_report(setting: Setting, values: Values) -> Reply:
    """Note a report; the day by which the protocol wants its draft discussed is counted back from the meeting."""
    officer = await officer_named(setting, values.get("officer", ""))
    report = await reports.add(setting.desk, setting.person, values["title"], date.fromisoformat(values["meeting"]), officer)
    return _report_reply(setting, report, f"Noted as {report.ref}: the draft is to be discussed by {shown(report.due)}.")


@task("list_reports", "Reports and their dates", no_fields)
async def list_reports(setting: Setting, _values: Values) -> Reply:
    """List the reports that are ahead."""
    found = await reports.listed(setting.desk, setting.person)
    lines = tuple(f"{report.ref}: {report.title}, draft by {shown(report.due)}, meeting {shown(report.meeting)}" for report in found)
    says = "The reports ahead:" if lines else "No report is noted."
    return Reply(Outcome.ACTION, "list_reports", says, points=lines, action=Action("list_reports", {}), audience=Audience.EPHEMERAL)


async def _needs_report(_setting: Setting, _values: Values) -> Sequence[Field]:
    return (_REPORT,)


@task("report_done", "The draft was discussed", _needs_report)
async def report_done(setting: Setting, values: Values) -> Reply:
    """Mark that the draft was discussed."""
    report = await reports.done(setting.desk, setting.person, values["ref"])
    return _report_reply(setting, report, f"{report.ref} is marked as discussed. Nobody is reminded of it any more.")


@task("withdraw_report", "Withdraw a report", _needs_report)
async def withdraw_report(setting: Setting, values: Values) -> Reply:
    """Take a report off the list."""
    report = await reports.withdraw(setting.desk, setting.person, values["ref"])
    return _report_reply(setting, report, f"{report.ref} is withdrawn. Nobody is reminded of it any more.")


def _report_reply(setting: Setting, report: Report, says: str) -> Reply:
    clause = setting.pack.clause(report.clause)
    points: tuple[str, ...] = ()
    if report.late_by and report.state == "open":
        points = (f"That day was {report.late_by} day{'' if report.late_by == 1 else 's'} ago already: discuss the draft at once.",)
    return Reply(
        Outcome.ACTION,
        "note_report",
        says,
        points=points,
        facts=(
            Fact("Report", report.title),
            Fact("Meeting", shown(report.meeting)),
            Fact("Discuss the draft by", shown(report.due)),
            Fact("Officer", report.officer.name if report.officer else "nobody"),
        ),
        citations=(cite(setting.pack, clause),) if clause else (),
        buttons=(Button("Discussed", f"{report.ref} is discussed"), Button("Withdraw", f"withdraw {report.ref}"))
        if report.state == "open"
        else (),
        action=Action("note_report", {"ref": report.ref}),
        audience=Audience.EPHEMERAL,
    )


async def officer_named(setting: Setting, name: str) -> int | None:
    """Find an officer by name; nothing where none was named."""
    if not name:
        return None
    async with setting.desk.store.read() as session:
        found = (await directory(session, setting.pack.council.key)).find(name)
    if found.person is None or found.person.reader is not Reader.OFFICER:
        listed = ", ".join(person.name for person in found.candidates if person.reader is Reader.OFFICER)
        hint = f"It may be {listed}. Give the whole name." if listed else "Have them added, or say “skip”."
        raise CaseError(f"I find no one officer called “{name}” in the directory. {hint}", field="officer")
    return found.person.id
