"""What is marked, noted or put right on an enquiry, with the protocol's own word on it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.casework import enquiry_deeds as deeds
from bot.casework.enquiry_case import number_of
from bot.casework.enquiry_changes import mark_complaint, mark_significant
from bot.casework.enquiry_ends import correct, note
from bot.casework.enquiry_telling import due_words
from bot.casework.enquiry_view import get
from bot.dialog.fields import Field, Kind
from bot.dialog.tasks import Setting, Values, task
from bot.handlers.allowing import on_enquiry
from bot.handlers.case_telling import case_reply
from bot.handlers.enquiring import REF, needs_ref
from intents.dates import Toward, shown
from protocol_data.procedures import EnquiryMatter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.casework.enquiry_case import Enquiry
    from bot.reply import Reply


@task("mark_significant", "Mark as significant", needs_ref, may=on_enquiry(deeds.MARK_SIGNIFICANT))
async def significant_(setting: Setting, values: Values) -> Reply:
    """Mark an enquiry as significant; it goes to the chief officer where the directory knows one."""
    enquiry = await mark_significant(setting.desk, setting.person, number_of(values["ref"]), None, setting.context.message.origin)
    return case_reply(
        setting,
        enquiry,
        f"{enquiry.ref} is marked as significant and is with {enquiry.officer_name or 'nobody yet'}.",
        points=_says(setting, enquiry, EnquiryMatter.SIGNIFICANT),
    )


@task("mark_complaint", "Constituent's complaint", needs_ref, may=on_enquiry(deeds.MARK_COMPLAINT))
async def complaint_(setting: Setting, values: Values) -> Reply:
    """Mark an enquiry as a constituent's complaint: the complaints procedure has it, and this clock stops."""
    enquiry = await mark_complaint(setting.desk, setting.person, number_of(values["ref"]), None, setting.context.message.origin)
    says = _says(setting, enquiry, EnquiryMatter.COMPLAINT) or (
        f"Your protocol does not say where a constituent's complaint goes: use the Council's complaints procedure, or ask the {setting.pack.council.monitoring_officer}.",
    )
    return case_reply(setting, enquiry, f"{enquiry.ref} goes to the complaints procedure; its clock here has stopped.", points=says)


@task("burden_enquiry", "Enquiry asks too much", needs_ref)
async def burden_(setting: Setting, values: Values) -> Reply:
    """Say what the protocol lays down for an enquiry that asks too much."""
    enquiry = await get(setting.desk, setting.person, number_of(values["ref"]))
    says = _says(setting, enquiry, EnquiryMatter.BURDEN) or (
        f"Your protocol says nothing of an enquiry that asks too much. Ask the {setting.pack.council.monitoring_officer}.",
    )
    return case_reply(setting, enquiry, f"If {enquiry.ref} asks too much:", points=says)


@task("note_enquiry", "Note on an enquiry", needs_ref, may=on_enquiry(deeds.NOTE))
async def note_(setting: Setting, values: Values) -> Reply:
    """Keep a note in the history."""
    enquiry = await note(setting.desk, setting.person, number_of(values["ref"]), values.get("note", ""), setting.context.message.origin)
    return case_reply(setting, enquiry, f"Noted on {enquiry.ref}.")


async def _correct_fields(_setting: Setting, _values: Values) -> Sequence[Field]:
    return (
        REF,
        Field(
            "received",
            "Received",
            "When was it received? Say “skip” where only the subject is wrong.",
            Kind.DATE,
            toward=Toward.PAST,
            required=False,
        ),
        Field("subject", "Subject", "What is the right subject? Say “skip” where it is right.", required=False),
        Field("reason", "Reason", "What was wrong?"),
    )


@task("correct_enquiry", "Correct an enquiry", _correct_fields, may=on_enquiry(deeds.CORRECT))
async def correct_(setting: Setting, values: Values) -> Reply:
    """Put right the day of receipt or the subject."""
    received = values.get("received")
    enquiry = await correct(
        setting.desk,
        setting.person,
        number_of(values["ref"]),
        values["reason"],
        received=date.fromisoformat(received) if received else None,
        subject=values.get("subject") or None,
        origin=setting.context.message.origin,
    )
    return case_reply(
        setting, enquiry, f"{enquiry.ref} is corrected: received {shown(enquiry.state.received)}, due {due_words(enquiry.state)}."
    )


def _says(setting: Setting, enquiry: Enquiry, matter: EnquiryMatter) -> tuple[str, ...]:
    """Give the protocol's own word on a matter, with its clause."""
    ref = enquiry.rule.clause_on(matter)
    clause = setting.pack.clause(ref) if ref else None
    return (f"{clause.summary} [{clause.ref}]",) if clause is not None else ()
