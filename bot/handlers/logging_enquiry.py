"""Logging an enquiry: one from one message, and another from the same message where somebody says so."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.casework.enquiry_case import How, NewEnquiry
from bot.casework.enquiry_log import LoggedBeforeError, log
from bot.dialog.fields import Field, Kind, Option
from bot.dialog.tasks import Setting, Values, task
from bot.handlers.case_telling import case_reply
from bot.reply import Audience, Form, Reply
from intents.dates import Toward, shown
from intents.understanding import Outcome
from protocol_data.basics import Reader
from protocol_data.procedures import EnquiryMatter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.casework.enquiry_case import Enquiry

_ANOTHER = "another"
"""The value that says that this is another enquiry than the one that was logged from the same message; it is no field."""
_SHORTLY = timedelta(hours=1)
_HOW = (Option("spoken", "Spoken"), Option("email", "E-mail"), Option("letter", "Letter"), Option("chat", "Chat"))
_SAID_HOW = {"phone": How.SPOKEN, "email": How.EMAIL, "letter": How.LETTER, "spoken": How.SPOKEN}


async def _log_fields(setting: Setting, _values: Values) -> Sequence[Field]:
    asks_for_self = setting.person.reader is Reader.MEMBER
    member = setting.pack.council.terms.member.lower()
    return (
        Field("subject", "Subject", "What is the enquiry about?"),
        Field("asked_by", "Asked by", f"Which {member} asked?", required=not asks_for_self, asked=not asks_for_self),
        Field("received", "Received", "When did it come in?", Kind.DATE, toward=Toward.PAST, required=False, asked=False),
        Field("how", "How", "How did it come in?", Kind.CHOICE, _HOW, required=False, asked=False),
        Field("ward", "Ward", "Which ward?", required=False, asked=False),
        Field("officer", "Officer", "Which officer handles it?", required=False, asked=False),
    )


@task("log_enquiry", "Log an enquiry", _log_fields, names={"person": "asked_by"})
async def log_enquiry(setting: Setting, values: Values) -> Reply:
    """Log an enquiry; the reply has its number, due date and officer."""
    received = values.get("received")
    said_how = values.get("how", "")
    new = NewEnquiry(
        subject=values["subject"],
        asked_by=values.get("asked_by") or None,
        received=date.fromisoformat(received) if received else None,
        how=_SAID_HOW.get(said_how) or How.CHAT,
        ward=values.get("ward") or None,
        officer=values.get("officer") or None,
        origin=_origin(setting, values),
    )
    try:
        enquiry = await log(setting.desk, setting.person, new)
    except LoggedBeforeError:
        if not _in_form(setting):
            raise
        return await _another(setting, values, "by somebody else")
    if enquiry.was_there:
        if _in_form(setting) and _folded(enquiry.subject) != _folded(new.subject):
            return await _another(setting, values, f"as {enquiry.ref} ({enquiry.subject})")
        if not _said_again(setting, enquiry):
            return case_reply(setting, enquiry, f"That was logged already, as {enquiry.ref}.")
    return case_reply(setting, enquiry, f"Logged as {enquiry.ref}. {_due_sentence(enquiry)}", points=_advice(setting, enquiry))


def _said_again(setting: Setting, enquiry: Enquiry) -> bool:
    """Tell whether the same person's message has come a second time shortly after, as it does where the answer may have been lost: it is answered as the first time."""
    return enquiry.logged_by_id == setting.person.id and setting.context.message.now - enquiry.logged_at < _SHORTLY


def _in_form(setting: Setting) -> bool:
    return setting.context.message.answers is not None


def _folded(subject: str) -> str:
    return " ".join(subject.split()).casefold()


def _origin(setting: Setting, values: Values) -> str | None:
    """Give what is logged once: the message; or, where that is logged and this is another enquiry, what this person makes of it. Sent twice, that is one too."""
    origin = setting.context.message.origin
    if origin is None or _ANOTHER not in values:
        return origin
    return f"{origin}!{setting.person.id}!{hashlib.sha256(_folded(values['subject']).encode()).hexdigest()[:16]}"


async def _another(setting: Setting, values: Values, logged: str) -> Reply:
    """Say that a message was logged already, and leave the form as it was filled in: sent again, it is another enquiry."""
    says = f"This message was logged already, {logged}. What you have filled in is not logged: send it again to log it as another enquiry."
    form = Form("log_enquiry", "Log another enquiry", tuple(await _log_fields(setting, values)), {**values, _ANOTHER: "yes"})
    return Reply(Outcome.ACTION, "log_enquiry", says, form=form, audience=Audience.EPHEMERAL)


def _due_sentence(enquiry: Enquiry) -> str:
    if enquiry.state.due is None:
        return "The protocol sets no number of days for an answer: agree a date, so that I can remind."
    return f"An answer is due by the end of {shown(enquiry.state.due)}."


def _advice(setting: Setting, enquiry: Enquiry) -> tuple[str, ...]:
    """Say what else the protocol asks for with a new enquiry: whom a member goes to, and that nobody handles it yet."""
    points = []
    contact = enquiry.rule.clause_on(EnquiryMatter.DIRECT_CONTACT)
    clause = setting.pack.clause(contact) if contact else None
    if clause is not None and setting.person.reader is Reader.MEMBER:
        points.append(f"{clause.summary} [{clause.ref}]")
    if enquiry.officer is None:
        points.append("Nobody in the directory handles it yet: Democratic Services will see it in their list.")
    return tuple(points)
