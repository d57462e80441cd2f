"""What an officer does with an enquiry: acknowledge, hold, agree a date, hand over, mark, answer, close, reopen, correct. Each says what the protocol asks for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.casework import enquiry_deeds as deeds
from bot.casework.enquiry_case import HoldingReply, number_of
from bot.casework.enquiry_changes import acknowledge, extend
from bot.casework.enquiry_ends import answer, close, reopen
from bot.casework.enquiry_hands import reassign
from bot.casework.enquiry_holding import hold
from bot.casework.enquiry_rules import FIELD_NAMES, rule_of
from bot.casework.enquiry_telling import due_words
from bot.casework.enquiry_view import get
from bot.dialog.fields import Field, Kind
from bot.dialog.tasks import Setting, Values, task
from bot.handlers.allowing import on_enquiry
from bot.handlers.case_telling import case_reply
from bot.handlers.enquiring import REF, needs_ref
from protocol_data.basics import Reader
from protocol_data.procedures import EnquiryMatter, Otherwise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.casework.enquiry_case import Enquiry
    from bot.reply import Reply

_UNTIL = Field("until", "New date", "By when will the full answer come?", Kind.DATE)
_REASON = Field("reason", "Reason", "What is the reason?")
_WHY = Field("reason", "Reason", "What is the reason?", required=False, asked=False)
_NOTE = Field("note", "Note", "What shall be noted?", required=False, asked=False)
_HOLDING = {
    Otherwise.OFFICER_NAME: ("officer_name", "Officer", Kind.TEXT, "Who deals with it? Give the officer's name."),
    Otherwise.OFFICER_PHONE: ("officer_phone", "Phone", Kind.PHONE, "What is that officer's phone number?"),
    Otherwise.FULL_REPLY_DATE: ("until", "Full reply by", Kind.DATE, "By when will the full reply come?"),
    Otherwise.REASON: ("reason", "Reason", Kind.TEXT, "What is the reason for the delay?"),
    Otherwise.ACTION: ("action", "Action", Kind.TEXT, "What is being done about it?"),
    Otherwise.DEADLINE: ("until", "Answer by", Kind.DATE, "By when will the answer come?"),
}
"""For each thing that a protocol may ask for in a holding reply: the field, and how a person is asked."""


@task("acknowledge_enquiry", "Acknowledge an enquiry", needs_ref, may=on_enquiry(deeds.ACKNOWLEDGE))
async def acknowledge_(setting: Setting, values: Values) -> Reply:
    """Write down that the member was told that it arrived; say that this moves no date."""
    enquiry = await acknowledge(
        setting.desk, setting.person, number_of(values["ref"]), values.get("note") or None, setting.context.message.origin
    )
    return case_reply(setting, enquiry, f"{enquiry.ref} is acknowledged.", points=_acknowledged(enquiry))


def _acknowledged(enquiry: Enquiry) -> tuple[str, ...]:
    if enquiry.state.due is None:
        return ()
    needs = [FIELD_NAMES[field] for field in enquiry.rule.required]
    if not needs:
        return (f"The answer is still due {due_words(enquiry.state)}.",)
    more = ", ".join(needs[:-1]) + (f" and {needs[-1]}" if needs[:-1] else needs[-1])
    return (
        f"This moves no date: the answer is still due {due_words(enquiry.state)}. If it can't come by then, a holding reply needs {more} [{enquiry.rule.holding_clause}].",
    )


async def _hold_fields(setting: Setting, values: Values) -> Sequence[Field]:
    rule = rule_of(setting.pack, setting.desk.local_target)
    required = rule.required or (Otherwise.DEADLINE,)
    officer = None
    if values.get("ref") and Otherwise.OFFICER_NAME in required:
        officer = (await get(setting.desk, setting.person, number_of(values["ref"]))).officer
    known = {"officer_name": officer.name if officer else None, "officer_phone": officer.phone if officer else None}
    fields = [
        Field(name, label, question, kind, default=known.get(name)) for name, label, kind, question in map(_HOLDING.__getitem__, required)
    ]
    optional = [] if any(field.name == "reason" for field in fields) else [_WHY]
    return (REF, *fields, *optional)


@task("hold_enquiry", "Give a holding reply", _hold_fields, may=on_enquiry(deeds.HOLD))
async def hold_(setting: Setting, values: Values) -> Reply:
    """Write down a holding reply; what the council's protocol asks for is required."""
    until = values.get("until")
    reply = HoldingReply(
        until=date.fromisoformat(until) if until else None,
        officer_name=values.get("officer_name") or None,
        officer_phone=values.get("officer_phone") or None,
        reason=values.get("reason") or None,
        action=values.get("action") or None,
    )
    enquiry = await hold(setting.desk, setting.person, number_of(values["ref"]), reply, setting.context.message.origin)
    return case_reply(setting, enquiry, f"The holding reply to {enquiry.ref} is noted: the full answer is due {due_words(enquiry.state)}.")


async def _extend_fields(_setting: Setting, _values: Values) -> Sequence[Field]:
    return (REF, _UNTIL, _REASON)


@task("extend_enquiry", "Agree a new date", _extend_fields, may=on_enquiry(deeds.EXTEND))
async def extend_(setting: Setting, values: Values) -> Reply:
    """Write down a new date that was agreed; where the protocol asks for more than a date and a reason, a holding reply is the way."""
    rule = rule_of(setting.pack, setting.desk.local_target)
    enquiry = await extend(
        setting.desk,
        setting.person,
        number_of(values["ref"]),
        date.fromisoformat(values["until"]),
        values["reason"],
        setting.context.message.origin,
    )
    points: list[str] = []
    if rule.required:
        needs = ", ".join(FIELD_NAMES[field] for field in rule.required)
        points.append(f"Your protocol asks that the member is told in writing: {needs} [{rule.holding_clause}].")
    burden = rule.clause_on(EnquiryMatter.BURDEN)
    clause = setting.pack.clause(burden) if burden else None
    if clause is not None:
        points.append(f"If it asks too much: {clause.summary} [{clause.ref}]")
    return case_reply(setting, enquiry, f"{enquiry.ref} is now due {due_words(enquiry.state)}.", points=points)


@task("answer_enquiry", "Mark as answered", needs_ref, may=on_enquiry(deeds.ANSWER))
async def answer_(setting: Setting, values: Values) -> Reply:
    """Write down that the full answer was given."""
    enquiry = await answer(
        setting.desk, setting.person, number_of(values["ref"]), values.get("note") or None, setting.context.message.origin
    )
    return case_reply(setting, enquiry, f"{enquiry.ref} is answered.")


async def _close_fields(setting: Setting, values: Values) -> Sequence[Field]:
    return (
        (REF, Field("note", "Reason", "Why is it closed?", required=False, asked=False))
        if not values.get("ref")
        else (
            REF,
            Field("note", "Reason", "It has not been answered. Why is it closed all the same?", asked=await _must_say_why(setting, values)),
        )
    )


async def _must_say_why(setting: Setting, values: Values) -> bool:
    if setting.person.reader is Reader.MEMBER:
        return False
    return (await get(setting.desk, setting.person, number_of(values["ref"]))).state.is_open


@task("close_enquiry", "Close an enquiry", _close_fields, names={"reason": "note"}, may=on_enquiry(deeds.CLOSE))
async def close_(setting: Setting, values: Values) -> Reply:
    """Close an enquiry; an officer who closes one that was not answered says why."""
    enquiry = await close(
        setting.desk, setting.person, number_of(values["ref"]), values.get("note") or None, setting.context.message.origin
    )
    return case_reply(setting, enquiry, f"{enquiry.ref} is closed.")


async def _reopen_fields(_setting: Setting, _values: Values) -> Sequence[Field]:
    return (
        REF,
        Field("reason", "Reason", "Why is it opened again?"),
        Field("until", "New date", "By when?", Kind.DATE, required=False, asked=False),
    )


@task("reopen_enquiry", "Reopen an enquiry", _reopen_fields, may=on_enquiry(deeds.REOPEN))
async def reopen_(setting: Setting, values: Values) -> Reply:
    """Open an enquiry again; no protocol sets a number for a second answer, so a date has to be agreed."""
    until = values.get("until")
    enquiry = await reopen(
        setting.desk,
        setting.person,
        number_of(values["ref"]),
        values["reason"],
        date.fromisoformat(until) if until else None,
        setting.context.message.origin,
    )
    return case_reply(setting, enquiry, f"{enquiry.ref} is open again: due {due_words(enquiry.state)}.")


async def _reassign_fields(_setting: Setting, _values: Values) -> Sequence[Field]:
    return (REF, Field("officer", "To", "Which officer takes it over?"), _WHY)


@task("reassign_enquiry", "Hand an enquiry over", _reassign_fields, names={"to": "officer"}, may=on_enquiry(deeds.REASSIGN))
async def reassign_(setting: Setting, values: Values) -> Reply:
    """Hand an enquiry to another officer; say where the new one is away."""
    enquiry = await reassign(
        setting.desk,
        setting.person,
        number_of(values["ref"]),
        values["officer"],
        values.get("reason") or None,
        setting.context.message.origin,
    )
    away = enquiry.officer is not None and enquiry.officer.absent_on(setting.desk.today(enquiry.council))
    points = (f"{enquiry.officer_name} is away today: nudges go to whoever stands in.",) if away else ()
    return case_reply(setting, enquiry, f"{enquiry.ref} is now with {enquiry.officer_name}.", points=points)
