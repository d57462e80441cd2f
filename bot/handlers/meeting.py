"""Reports before a meeting, and an officer's advice to a political group with the same offer to the others."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.casework import offers, reports
from bot.casework.errors import CaseError
from bot.casework.people import directory
from bot.citing import cite
from bot.dialog.fields import YES, Field, Kind, Option
from bot.dialog.tasks import Setting, Values, no_fields, task
from bot.reply import Action, Audience, Button, Fact, Reply
from intents.dates import shown
from intents.understanding import Outcome
from protocol_data.pack import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.casework.offers import Offer
    from bot.casework.reports import Report

_REPORT = Field("ref", "Report", "Which report? Give its number, for example REP-3.", Kind.REFERENCE)


async def _report_fields(_setting: Setting, _values: Values) -> Sequence[Field]:
    return (
        Field("title", "Report", "What is the report called?"),
        Field("meeting", "Meeting", "On which day is the meeting?", Kind.DATE),
        Field("officer", "Officer", "Who writes it? “skip” where it is you.", required=False, asked=False),
    )


@task("note_report", "Note a report and its meeting", _report_fields)
async def note_report(setting: Setting, values: Values) -> Reply:
    """Note a report; the day by which the protocol wants its draft discussed is counted back from the meeting."""
    officer = await _officer(setting, values.get("officer", ""))
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


async def _officer(setting: Setting, name: str) -> int | None:
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


async def _offer_fields(setting: Setting, _values: Values) -> Sequence[Field]:
    known = tuple(Option(group, group) for group in await offers.groups(setting.desk, setting.pack.council.key))
    return (
        Field("group", "Asked by", "Which group asked for the officer?", Kind.CHOICE if known else Kind.TEXT, known),
        Field("topic", "Topic", "On what topic?"),
        Field("meeting", "Meeting", "When is the group's meeting? “skip” where no day is set.", Kind.DATE, required=False),
        Field("non_members", "Others present", "Will people be there who are not members of the council?", Kind.YES_NO),
        Field("officer", "Officer", "Which officer goes? “skip” where that is open.", required=False, asked=False),
    )


@task("record_offer", "Record an offer to the groups", _offer_fields, private=True)
async def record_offer(setting: Setting, values: Values) -> Reply:
    """Record that a group asked for an officer, and list the groups that are still to be offered the same."""
    meeting = values.get("meeting")
    new = offers.NewOffer(
        topic=values["topic"],
        group=values["group"],
        officer=await _officer(setting, values.get("officer", "")),
        meeting=date.fromisoformat(meeting) if meeting else None,
        non_members_present=values.get("non_members") == YES,
    )
    offer = await offers.record(setting.desk, setting.person, new)
    return _offer_reply(setting, offer, f"Recorded as {offer.ref}.")


async def _made_fields(setting: Setting, _values: Values) -> Sequence[Field]:
    open_ones = await offers.outstanding(setting.desk, setting.person)
    options = tuple(Option(offer.ref, f"{offer.ref}: {offer.topic}") for offer in open_ones)
    ref = Field("ref", "Offer", "Which offer? Give its number, for example OFF-3.", Kind.REFERENCE, options)
    return (ref, Field("group", "Group", "Which group was offered the same?"))


@task("offer_same", "Another group was offered the same", _made_fields, private=True)
async def offer_same(setting: Setting, values: Values) -> Reply:
    """Record that another group was offered the same."""
    group = values["group"].removeprefix("the ").removesuffix(" group").strip()
    offer = await offers.offer_made(setting.desk, setting.person, values["ref"], group)
    return _offer_reply(setting, offer, f"Noted on {offer.ref}: {group} was offered the same.")


@task("list_offers", "Offers to groups", no_fields, private=True)
async def list_offers(setting: Setting, _values: Values) -> Reply:
    """List the offers, with who is still to be offered the same."""
    found = await offers.listed(setting.desk, setting.person)
    lines = tuple(f"{offer.ref}: {offer.topic}; still to offer: {', '.join(offer.still_to_offer) or 'nobody'}" for offer in found)
    says = "Advice to groups, and who is still to be offered the same:" if lines else "No offer is recorded."
    return Reply(Outcome.ACTION, "list_offers", says, points=lines, action=Action("list_offers", {}), audience=Audience.DIRECT)


def _offer_reply(setting: Setting, offer: Offer, says: str) -> Reply:
    """Show an offer to an officer who keeps it; the text for another group never names the one that asked."""
    procedure = next((its for its in setting.pack.procedures.procedures if its.kind == "group_meeting"), None)
    clauses = [clause for ref in (procedure.clauses[:3] if procedure else ()) if (clause := setting.pack.clause(ref)) is not None]
    day = f" at its meeting on {shown(offer.meeting)}" if offer.meeting else ""
    letter = f"The officer who advises on “{offer.topic}” is available to advise your group on the same terms, should it wish so."
    return Reply(
        Outcome.ACTION,
        "record_offer",
        says,
        points=(f"To say to each other group: “{letter}”",) if offer.still_to_offer else (),
        facts=(
            Fact("Topic", offer.topic),
            Fact("Asked by", f"{offer.asked_by_group}{day}"),
            Fact("Others present", "people who are not members of the council" if offer.non_members_present else "members only"),
            Fact("Offered to", ", ".join(offer.offered_to) or "nobody yet"),
            Fact("Still to offer", ", ".join(offer.still_to_offer) or "nobody"),
        ),
        citations=tuple(cite(setting.pack, clause) for clause in clauses),
        buttons=tuple(Button(f"{group} was offered", f"offered the same to {group}, for {offer.ref}") for group in offer.still_to_offer),
        action=Action("record_offer", {"ref": offer.ref}),
        audience=Audience.DIRECT,
    )
