"""`clerk enquiry`, what is done to a case: acknowledge, hold, extend, hand over, cover, mark, answer, close, reopen, correct, note."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from bot.casework import enquiry_changes as changes
from bot.casework import enquiry_ends as ends
from bot.casework import enquiry_hands as hands
from bot.casework.enquiry_case import HoldingReply, number_of
from bot.casework.enquiry_holding import hold as hold_case
from bot.cli.acting import at_desk, who_acts
from bot.cli.common import clear_errors
from bot.cli.dates import date_given
from bot.cli.enquiry_shown import show_case
from intents.dates import Toward
from protocol_data.procedures import EnquiryMatter

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date
    from typing import Any

    from bot.casework.desk import Desk
    from bot.casework.enquiry_case import Enquiry
    from bot.casework.person import Person

    _Change = Callable[[Desk, Person, int], Awaitable[Enquiry]]

_REF = click.argument("ref", metavar="ENQ-n")
_REASON = click.option("--reason", help="Why.")
_REASON_NEEDED = click.option("--reason", required=True, help="Why.")
_NOTE = click.option("--note", help="A word for the history.")
_UNTIL = click.option("--until", help="The new date: 2026-11-03, “next Friday”.")


def _do(given: dict[str, Any], ref: str, change: _Change, said: Callable[[Enquiry], str]) -> None:
    """Carry out a change, and show the case as it then stands."""

    async def work() -> None:
        async with at_desk(given["council"], given["key"]) as (desk, actor):
            changed = await change(desk, actor, number_of(ref))
        show_case(changed, said(changed), as_json=given["as_json"])

    asyncio.run(work())


def _day(desk: Desk, actor: Person, text: str | None, option: str, toward: Toward = Toward.FUTURE) -> date | None:
    return date_given(text, option, desk.today(actor.council), toward) if text else None


def _by(enquiry: Enquiry, matter: EnquiryMatter) -> str:
    """Name the clause on a matter, where the protocol has one."""
    clause = enquiry.rule.clause_on(matter)
    return f" (clause {clause})" if clause else ""


@click.command()
@_REF
@_NOTE
@who_acts
@clear_errors
def ack(ref: str, note: str | None, **given: Any) -> None:  # noqa: ANN401 - click's flags
    """Write down that the member was told that it arrived; it moves no date."""
    _do(given, ref, lambda desk, actor, number: changes.acknowledge(desk, actor, number, note), lambda case: f"{case.ref} is acknowledged.")


@click.command()
@_REF
@_UNTIL
@click.option("--officer-name", help="Who deals with it.")
@click.option("--officer-phone", help="That officer's phone number.")
@click.option("--reason", help="Why the answer is late.")
@click.option("--action", help="What is being done.")
@who_acts
@clear_errors
def hold(ref: str, until: str | None, council: str | None, key: str | None, as_json: bool, **said: str | None) -> None:  # noqa: FBT001 - click's flags
    """Write down a holding reply, with what the protocol asks for; the answer is then due on its date."""

    async def change(desk: Desk, actor: Person, number: int) -> Enquiry:
        return await hold_case(desk, actor, number, HoldingReply(_day(desk, actor, until, "--until"), **said))

    _do({"council": council, "key": key, "as_json": as_json}, ref, change, lambda case: f"A holding reply to {case.ref} is on record.")


@click.command()
@_REF
@click.option("--until", required=True, help="The date that was agreed with the member: 2026-11-03, “next Friday”.")
@_REASON_NEEDED
@who_acts
@clear_errors
def extend(ref: str, until: str, reason: str, **given: Any) -> None:  # noqa: ANN401 - click's flags
    """Write down a new date that was agreed with the member, and why."""

    async def change(desk: Desk, actor: Person, number: int) -> Enquiry:
        day = date_given(until, "--until", desk.today(actor.council), Toward.FUTURE)
        return await changes.extend(desk, actor, number, day, reason)

    _do(given, ref, change, lambda case: f"{case.ref} has a new date{_by(case, EnquiryMatter.BURDEN)}.")


@click.command()
@_REF
@click.option("--to", required=True, help="The officer: name, key or e-mail address.")
@_REASON
@who_acts
@clear_errors
def reassign(ref: str, to: str, reason: str | None, **given: Any) -> None:  # noqa: ANN401 - click's flags
    """Hand an enquiry to another officer; its date stays."""
    _do(
        given,
        ref,
        lambda desk, actor, number: hands.reassign(desk, actor, number, to, reason),
        lambda case: f"{case.officer_name} handles {case.ref} now.",
    )


@click.command()
@_REF
@click.option("--by", required=True, help="Who stands in: name, key or e-mail address.")
@click.option("--first", help="The first day of the absence. Default: today.")
@click.option("--last", help="The last day of the absence. Default: until further notice.")
@who_acts
@clear_errors
def cover(ref: str, by: str, first: str | None, last: str | None, **given: Any) -> None:  # noqa: ANN401 - click's flags
    """Have somebody stand in for the officer of ENQ-n while they are away, for all that they handle."""

    async def change(desk: Desk, actor: Person, number: int) -> Enquiry:
        days = {"first": _day(desk, actor, first, "--first"), "last": _day(desk, actor, last, "--last")}
        return await hands.cover(desk, actor, number, by, **days)

    _do(given, ref, change, lambda case: f"Cover for {case.officer_name} is arranged{_by(case, EnquiryMatter.ABSENCE)}.")


@click.command()
@_REF
@_REASON
@who_acts
@clear_errors
def complaint(ref: str, reason: str | None, **given: Any) -> None:  # noqa: ANN401 - click's flags
    """Mark an enquiry as a constituent's complaint: the complaints procedure has it, its clock stops."""
    _do(
        given,
        ref,
        lambda desk, actor, number: changes.mark_complaint(desk, actor, number, reason),
        lambda case: f"{case.ref} goes to the council's complaints procedure{_by(case, EnquiryMatter.COMPLAINT)}.",
    )


@click.command()
@_REF
@_REASON
@who_acts
@clear_errors
def significant(ref: str, reason: str | None, **given: Any) -> None:  # noqa: ANN401 - click's flags
    """Mark an enquiry as significant: it goes to the chief officer, where the directory knows them."""
    _do(
        given,
        ref,
        lambda desk, actor, number: changes.mark_significant(desk, actor, number, reason),
        _marked_significant,
    )


def _marked_significant(case: Enquiry) -> str:
    """Say that it is marked, and with whom it is now."""
    said = f"{case.ref} is marked as significant{_by(case, EnquiryMatter.SIGNIFICANT)}."
    if case.officer is not None:
        return f"{said} {case.officer.name} handles it."
    return f"{said} Nobody in the directory handles it: hand it to a chief officer with clerk enquiry reassign {case.ref} --to NAME."


@click.command()
@_REF
@_NOTE
@who_acts
@clear_errors
def answer(ref: str, note: str | None, **given: Any) -> None:  # noqa: ANN401 - click's flags
    """Write down that the full answer was given."""
    _do(given, ref, lambda desk, actor, number: ends.answer(desk, actor, number, note), lambda case: f"{case.ref} is answered.")


@click.command()
@_REF
@_REASON
@who_acts
@clear_errors
def close(ref: str, reason: str | None, **given: Any) -> None:  # noqa: ANN401 - click's flags
    """Close an enquiry; one that was not answered needs a reason."""
    _do(given, ref, lambda desk, actor, number: ends.close(desk, actor, number, reason), lambda case: f"{case.ref} is closed.")


@click.command()
@_REF
@_REASON_NEEDED
@_UNTIL
@who_acts
@clear_errors
def reopen(ref: str, reason: str, until: str | None, **given: Any) -> None:  # noqa: ANN401 - click's flags
    """Open an enquiry again, with a date that was agreed or with none."""

    async def change(desk: Desk, actor: Person, number: int) -> Enquiry:
        return await ends.reopen(desk, actor, number, reason, _day(desk, actor, until, "--until"))

    _do(given, ref, change, lambda case: f"{case.ref} is open again.")


@click.command()
@_REF
@click.option("--received", help="The right day of receipt.")
@click.option("--subject", help="The right subject.")
@_REASON_NEEDED
@who_acts
@clear_errors
def correct(ref: str, received: str | None, subject: str | None, reason: str, **given: Any) -> None:  # noqa: ANN401 - click's flags
    """Put right the day of receipt or the subject; from another day the target is counted anew."""

    async def change(desk: Desk, actor: Person, number: int) -> Enquiry:
        day = _day(desk, actor, received, "--received", Toward.PAST)
        return await ends.correct(desk, actor, number, reason, received=day, subject=subject)

    _do(given, ref, change, lambda case: f"{case.ref} is corrected.")


@click.command()
@_REF
@click.argument("text")
@who_acts
@clear_errors
def note(ref: str, text: str, **given: Any) -> None:  # noqa: ANN401 - click's flags
    """Keep a note in an enquiry's history."""
    _do(given, ref, lambda desk, actor, number: ends.note(desk, actor, number, text), lambda case: f"Noted on {case.ref}.")


WORK = (ack, hold, extend, reassign, cover, complaint, significant, answer, close, reopen, correct, note)
"""The commands, for the group to take in."""
