"""Seeing how enquiries stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.casework.enquiry_case import number_of
from bot.casework.enquiry_kinds import Bucket
from bot.casework.enquiry_lists import Which, Whose, listed
from bot.casework.enquiry_telling import due_words, history_line
from bot.casework.enquiry_view import get, history
from bot.dialog.fields import Field, Kind
from bot.dialog.tasks import Setting, Values, no_fields, task
from bot.handlers.case_telling import case_reply, list_reply
from bot.reply import Action, Audience, Reply
from intents.understanding import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence


REF = Field("ref", "Enquiry", "Which enquiry? Give its number, for example ENQ-12.", Kind.REFERENCE)
_LITTLE = 3
"""A word that is no longer tells little of a subject."""


async def needs_ref(_setting: Setting, _values: Values) -> Sequence[Field]:
    """Need the number of an enquiry."""
    return (REF,)


async def _status_fields(_setting: Setting, values: Values) -> Sequence[Field]:
    return () if values.get("words") and not values.get("ref") else (REF,)


@task("enquiry_status", "See an enquiry", _status_fields, names={"subject": "words"})
async def enquiry_status(setting: Setting, values: Values) -> Reply:
    """Show how an enquiry stands; found by its number, or by words of its subject."""
    said = values.get("ref") or values["words"]
    if not any(character.isdigit() for character in said):
        return await _found(setting, said)
    enquiry = await get(setting.desk, setting.person, number_of(said))
    return case_reply(setting, enquiry, f"{enquiry.ref}: due {due_words(enquiry.state)}.")


async def _found(setting: Setting, words: str) -> Reply:
    telling = [word for word in words.split() if len(word) > _LITTLE] or words.split()
    tries = (words, " ".join(telling), *sorted(telling, key=len, reverse=True))
    for said in dict.fromkeys(tries):
        page = await listed(setting.desk, setting.person, Which(words=said))
        if page.total:
            break
    if page.total == 1:
        enquiry = await get(setting.desk, setting.person, page.items[0].number)
        return case_reply(setting, enquiry, f"{enquiry.ref}: due {due_words(enquiry.state)}.")
    return list_reply(setting, page, f"Enquiries with “{words}”", f"I find no enquiry with “{words}” among those that you may see.")


@task("find_enquiries", "Find enquiries", _status_fields)
async def find_enquiries(setting: Setting, values: Values) -> Reply:
    """Find enquiries by words in the subject, the member's name, the ward or the number."""
    return await _found(setting, values.get("words") or values["ref"])


@task("enquiry_history", "History of an enquiry", needs_ref)
async def enquiry_history(setting: Setting, values: Values) -> Reply:
    """Show all that happened to an enquiry."""
    number = number_of(values["ref"])
    enquiry = await get(setting.desk, setting.person, number)
    entries = await history(setting.desk, setting.person, number)
    return Reply(
        Outcome.ACTION,
        "enquiry_history",
        f"What happened to {enquiry.ref} ({enquiry.subject}):",
        points=tuple(history_line(entry) for entry in entries),
        action=Action("enquiry_history", {"ref": enquiry.ref}),
        audience=Audience.EPHEMERAL,
    )


@task("my_open_enquiries", "My open enquiries", no_fields)
async def my_open_enquiries(setting: Setting, _values: Values) -> Reply:
    """List the person's own: a member's are those that they asked, an officer's those that they handle."""
    page = await listed(setting.desk, setting.person, Which(Whose.MINE))
    return list_reply(setting, page, "Your open enquiries", "You have no open enquiries.")


@task("team_enquiries", "My team's enquiries", no_fields)
async def team_enquiries(setting: Setting, _values: Values) -> Reply:
    """List those of the person's team."""
    page = await listed(setting.desk, setting.person, Which(Whose.TEAM))
    return list_reply(setting, page, "Your team's open enquiries", "Your team has no open enquiries.")


@task("overdue_list", "What is overdue", no_fields)
async def overdue_list(setting: Setting, values: Values) -> Reply:
    """List what is overdue, of one service where one was named. Due today is not overdue."""
    service = values.get("service")
    page = await listed(setting.desk, setting.person, Which(bucket=Bucket.OVERDUE, service=service))
    where = f" in {service}" if service else ""
    return list_reply(setting, page, f"Overdue{where}", f"Nothing that you may see is overdue{where}.")


@task("due_this_week", "Due this week", no_fields)
async def due_this_week(setting: Setting, _values: Values) -> Reply:
    """List what is due after today, up to Sunday."""
    page = await listed(setting.desk, setting.person, Which(bucket=Bucket.DUE_THIS_WEEK))
    return list_reply(setting, page, "Due this week, after today", "Nothing more is due this week.")


@task("due_today", "Due today", no_fields)
async def due_today(setting: Setting, _values: Values) -> Reply:
    """List what is due today, and nothing that is overdue."""
    page = await listed(setting.desk, setting.person, Which(bucket=Bucket.DUE_TODAY))
    return list_reply(setting, page, "Due today", "Nothing is due today.")
