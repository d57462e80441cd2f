"""Confidential records of complaints and concerns. Everything here is for the person alone, wherever they are when they ask."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.casework.complaint_handling import Why
from bot.casework.complaint_making import make
from bot.casework.complaint_record import NewComplaint
from bot.casework.complaint_records import advance, get, set_handler, settle, status, withdraw
from bot.casework.errors import CaseError
from bot.casework.letters import draft_letter
from bot.casework.people import directory
from bot.casework.telling import about_words
from bot.dialog.fields import YES, Field, Kind, Option
from bot.dialog.pending import WAY
from bot.dialog.tasks import Setting, Values, task
from bot.handlers.complaining import RECORD, led
from bot.reply import Action, Attachment, Audience, Button, Fact, Reply
from intents.dates import shown
from intents.understanding import Outcome
from protocol_data.procedures import About

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.casework.complaint_record import Kept, Record

_REF = Field("ref", "Record", "Which record? Give its number, for example CMP-3.", Kind.REFERENCE)
_STATE = {"open": "Open", "settled": "Settled", "withdrawn": "Withdrawn"}


_KEEP = Field("keep", "Keep a record", "Shall I keep a confidential record?", Kind.YES_NO)
_DETAILS = (
    Field(
        "person",
        "About whom",
        "Who is it about? A name, so that they never see or handle it. “skip” where it is nobody in the council.",
        required=False,
    ),
    Field(
        "remind",
        "Remind the handler on",
        "On which day shall the handler be reminded? “skip” for no reminder.",
        Kind.DATE,
        required=False,
    ),
)


async def _record_fields(_setting: Setting, values: Values) -> Sequence[Field]:
    """Give consent its own field while it is open; once it is given it is not shown again, for a form would have it ticked."""
    if values.get("keep") == YES:
        return _DETAILS
    return (_KEEP,) if values.get("keep") else (_KEEP, *_DETAILS)


@task(RECORD, "Confidential record", _record_fields, private=True, names={"remind_on": "remind", "about_person": "person"})
async def record_complaint(setting: Setting, values: Values) -> Reply:
    """Keep a record of the route, for the complainant, the handler and the monitoring officer only."""
    if values.get("keep") != YES:
        return Reply(Outcome.ACTION, RECORD, "Nothing was recorded.", action=Action(RECORD, {}), audience=Audience.DIRECT)
    found = led(setting.pack, setting.context.message.reader, values, setting.context.interpreter)
    remind = values.get("remind")
    about = found.standing.about or (found.route.procedure.about[0] if found.route.procedure else About.INTERPRETATION)
    new = NewComplaint(
        about=about,
        route=found.route,
        letter=draft_letter(setting.pack, found.route, found.standing).text,
        about_person=await _about_person(setting, values.get("person", "")),
        remind_on=date.fromisoformat(remind) if remind else None,
        origin=values.get(WAY) or setting.context.message.origin,
    )
    kept = await make(setting.desk, setting.person, new)
    again = " already" if kept.was_there else ""
    otherwise = " Nothing was changed: to have it otherwise, withdraw it and begin anew." if kept.was_there else ""
    return await _kept(setting, kept, f"Kept{again} as {kept.record.ref}.{otherwise}")


async def _about_person(setting: Setting, name: str) -> int | None:
    """Find the person complained about, who is kept away from the record; nobody only where the complainant said so.

    Raises:
        CaseError: the directory has nobody of that name, or several: a slip of the pen would let the very person see it.

    """
    if not name:
        return None
    async with setting.desk.store.read() as session:
        found = (await directory(session, setting.pack.council.key)).find(name)
    if found.person is None:
        listed = ", ".join(person.name for person in found.candidates)
        hint = f"It may be {listed}. Give the whole name" if listed else "Give the name as the directory has it"
        raise CaseError(
            f"I find no one person “{name}” in the directory, so I can't keep them from the record. {hint}, or say “skip” where they are not in it.",
            field="person",
        )
    return found.person.id


async def _kept(setting: Setting, kept: Kept, says: str) -> Reply:
    """Tell who handles a record; where several may, ask the complainant which."""
    handling, record = kept.handling, kept.record
    points: list[str] = []
    if handling.passed_over:
        points.append(f"An office-holder whom it concerns was passed over. In doubt ask the {handling.ask}.")
    dialog, names = setting.context.dialog, [person.name for person in handling.candidates]
    if handling.why is Why.SEVERAL and dialog is not None:
        candidates = ",".join(str(person.id) for person in handling.candidates)
        if await dialog.offer(setting, "choose_handler", {"ref": record.ref, "candidates": candidates}):
            points.append("Several people hold that office. Who shall handle it?")
            points += [f"{number}. {name}" for number, name in enumerate(names, 1)]
        else:
            points.append(f"Several people hold that office ({', '.join(names)}), and nobody is reminded yet. Ask the {handling.ask}.")
    elif record.handler is None:
        points.append(
            f"The directory names nobody for that office, so nobody is reminded. Send the letter yourself, or ask the {handling.ask}."
        )
    return _shown(record, says, points)


async def _handler_fields(setting: Setting, values: Values) -> Sequence[Field]:
    async with setting.desk.store.read() as session:
        people = await directory(session, setting.pack.council.key)
    wanted = [people.by_id(int(number)) for number in values.get("candidates", "").split(",") if number]
    options = tuple(Option(str(person.id), person.name) for person in wanted if person is not None)
    return (_REF, Field("handler", "Handler", "Who shall handle it?", Kind.CHOICE, options))


@task("choose_handler", "Choose a handler", _handler_fields, private=True)
async def choose_handler(setting: Setting, values: Values) -> Reply:
    """Name the handler among those who hold the office."""
    kept = await set_handler(setting.desk, setting.person, values["ref"], int(values["handler"]))
    return _shown(kept.record, f"{kept.record.ref} is now with {kept.record.handler.name if kept.record.handler else 'nobody'}.", [])


async def _ref_fields(_setting: Setting, _values: Values) -> Sequence[Field]:
    return (_REF,)


async def _status_fields(_setting: Setting, values: Values) -> Sequence[Field]:
    return (_REF,) if values.get("ref") else ()


@task("complaint_status", "Confidential records", _status_fields, private=True)
async def complaint_status(setting: Setting, values: Values) -> Reply:
    """Show one record, or all that the person may see."""
    if values.get("ref", "").startswith("CMP"):
        record = await get(setting.desk, setting.person, values["ref"])
        return _shown(record, f"{record.ref}: {_STATE[record.state].lower()}.", [])
    found = await status(setting.desk, setting.person)
    lines = [
        f"{title}: {_line(record)}"
        for title, records in (("Yours", found.own), ("You handle", found.handled), ("Overseen", found.overseen))
        for record in records
    ]
    says = "The confidential records that you may see:" if lines else "There is no confidential record that you may see."
    return Reply(
        Outcome.ACTION, "complaint_status", says, points=tuple(lines), action=Action("complaint_status", {}), audience=Audience.DIRECT
    )


@task("advance_complaint", "Go to the next step", _ref_fields, private=True)
async def advance_complaint(setting: Setting, values: Values) -> Reply:
    """Take a record to its next step."""
    kept = await advance(setting.desk, setting.person, values["ref"])
    return await _kept(setting, kept, f"{kept.record.ref} is at step {kept.record.step}.")


@task("settle_complaint", "Mark a record as settled", _ref_fields, private=True)
async def settle_complaint(setting: Setting, values: Values) -> Reply:
    """Mark a record as settled."""
    record = await settle(setting.desk, setting.person, values["ref"])
    return _shown(record, f"{record.ref} is settled. Nobody is reminded of it any more.", [])


@task("withdraw_complaint", "Withdraw a complaint", _ref_fields, private=True)
async def withdraw_complaint(setting: Setting, values: Values) -> Reply:
    """Withdraw one's own."""
    record = await withdraw(setting.desk, setting.person, values["ref"])
    return _shown(record, f"{record.ref} is withdrawn. Nobody is reminded of it any more.", [])


def _line(record: Record) -> str:
    step = f", step {record.step} of {len(record.steps)}" if record.steps else ""
    return f"{record.ref}: {_STATE[record.state].lower()}{step}, with {record.handler.name if record.handler else 'nobody yet'}"


def _shown(record: Record, says: str, points: Sequence[str]) -> Reply:
    facts = [
        Fact("Complainant", record.complainant.name),
        Fact("About", about_words(About(record.about))),
        Fact("Handler", record.handler.name if record.handler else "nobody yet"),
        *(
            [Fact("Step", f"{record.now_at.n} of {len(record.steps)}: {record.now_at.who}, {record.now_at.how} [{record.now_at.clause}]")]
            if record.now_at
            else []
        ),
        *([Fact("Reminder", shown(record.remind_on) if record.remind_on else "none")] if record.state == "open" else []),
    ]
    is_open = record.state == "open"
    buttons = (
        Button("Next step", f"next step for {record.ref}"),
        Button("Settled", f"{record.ref} is settled"),
        Button("Withdraw", f"withdraw {record.ref}"),
    )
    return Reply(
        Outcome.ACTION,
        "complaint_status",
        says,
        points=tuple(points),
        facts=tuple(facts),
        attachments=(Attachment("The letter", record.letter),) if record.letter else (),
        buttons=buttons if is_open else (),
        action=Action("complaint_status", {"ref": record.ref}),
        audience=Audience.DIRECT,
    )
