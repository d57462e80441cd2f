"""`clerk enquiry`: the register of members' enquiries from the terminal: logging, seeing, lists. What is done to a case is in `enquiry_work`."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import click

from bot.casework.enquiry_case import How, NewEnquiry, number_of
from bot.casework.enquiry_kinds import Bucket
from bot.casework.enquiry_lists import Paging, Which, Whose, listed
from bot.casework.enquiry_log import log as log_enquiry
from bot.casework.enquiry_telling import case_lines, history_line
from bot.casework.enquiry_view import get
from bot.casework.enquiry_view import history as history_of
from bot.cli.acting import at_desk, who_acts
from bot.cli.common import clear_errors
from bot.cli.dates import date_given
from bot.cli.enquiry_shown import as_object, entry_as_object, show_case, show_page
from bot.cli.enquiry_work import WORK
from intents.dates import Toward

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    _Function = TypeVar("_Function", bound=Callable[..., Any])


@click.group()
def enquiry() -> None:
    """Keep the register of members' enquiries."""


for command in WORK:
    enquiry.add_command(command)


@enquiry.command()
@click.argument("subject")
@click.option("--asked-by", help="The member who asked. A member who acts (--as) leaves it out.")
@click.option("--received", help="The day of receipt: 2026-11-03, “last Friday”. Default: today.")
@click.option("--how", type=click.Choice([how.value for how in How]), default=How.EMAIL.value, show_default=True)
@click.option("--ward", help="The ward. Default: the member's.")
@click.option("--service", help="The service that it is about.")
@click.option("--officer", help="Who handles it. Default: the officer who logs it.")
@click.option("--significant", is_flag=True, help="A matter of significance.")
@click.option("--origin", help="An id of the message that it came in: logged twice, it is one case.")
@who_acts
@clear_errors
def log(subject: str, council: str | None, key: str | None, as_json: bool, **given: Any) -> None:  # noqa: ANN401, FBT001 - click's flags
    """Log an enquiry about SUBJECT."""

    async def work() -> None:
        async with at_desk(council, key) as (desk, actor):
            received = given.pop("received")
            day = date_given(received, "--received", desk.today(actor.council), Toward.PAST) if received else None
            made = await log_enquiry(desk, actor, NewEnquiry(subject, received=day, how=How(given.pop("how")), **given))
        headline = f"That was logged already, as {made.ref}." if made.was_there else f"Logged as {made.ref}."
        show_case(made, headline, as_json=as_json)

    asyncio.run(work())


@enquiry.command()
@click.argument("ref", metavar="ENQ-n")
@who_acts
@clear_errors
def show(ref: str, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Show how an enquiry stands, and what happened to it."""
    asyncio.run(_show(ref, council, key, as_json=as_json, whole=True))


@enquiry.command()
@click.argument("ref", metavar="ENQ-n")
@who_acts
@clear_errors
def history(ref: str, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Show what happened to an enquiry, oldest first."""
    asyncio.run(_show(ref, council, key, as_json=as_json, whole=False))


async def _show(ref: str, council: str | None, key: str | None, *, as_json: bool, whole: bool) -> None:
    async with at_desk(council, key) as (desk, actor):
        found = await get(desk, actor, number_of(ref))
        entries = await history_of(desk, actor, found.number)
    if as_json:
        told = [entry_as_object(entry) for entry in entries]
        click.echo(json.dumps(as_object(found) | {"history": told} if whole else told, ensure_ascii=False))
    else:
        click.echo("\n".join([*(case_lines(found) if whole else ()), *map(history_line, entries)]))


def _paged(function: _Function) -> _Function:
    """Add what every list has: words that narrow it, and paging."""
    function = click.option("--start", type=click.IntRange(0), default=0, help="How many to pass over.")(function)
    function = click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many to show.")(function)
    return click.argument("words", nargs=-1)(function)


def _list(name: str, about: str, which: Which, none: str) -> None:
    """Make the command of a list."""

    @enquiry.command(name, help=about)
    @_paged
    @click.option("--service", help="Only of this service, or of officers of this team.")
    @who_acts
    @clear_errors
    def command(words: tuple[str, ...], service: str | None, council: str | None, key: str | None, **shape: Any) -> None:  # noqa: ANN401 - click's flags
        wanted = Which(which.whose, which.bucket, service, " ".join(words) or None, which.ended)

        async def work() -> None:
            async with at_desk(council, key) as (desk, actor):
                page = await listed(desk, actor, wanted, Paging(shape["limit"], shape["start"]))
            show_page(page, none, as_json=shape["as_json"])

        asyncio.run(work())


_list("list", "List the open enquiries that you may see, or those with WORDS.", Which(ended=False), "No open enquiries.")
_list("mine", "List a member's own, or those that an officer handles.", Which(Whose.MINE, ended=False), "You have no open enquiries.")
_list("team", "List those of your team.", Which(Whose.TEAM, ended=False), "Your team has no open enquiries.")
_list("overdue", "List what is overdue; due today is not.", Which(bucket=Bucket.OVERDUE, ended=False), "Nothing is overdue.")
_list("today", "List what is due today.", Which(bucket=Bucket.DUE_TODAY, ended=False), "Nothing is due today.")
_list(
    "week", "List what is due after today, up to Sunday.", Which(bucket=Bucket.DUE_THIS_WEEK, ended=False), "Nothing more is due this week."
)
_list("search", "Find enquiries with WORDS, closed ones too.", Which(ended=True), "No enquiry has those words.")
