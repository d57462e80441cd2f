"""What stands on somebody's home page: their enquiries, what is due first, the pre-election banner, and what can be asked."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from bot import election_wording
from bot.casework.election import PeriodState, strictest
from bot.casework.enquiry_lists import Paging, Which, Whose, listed
from bot.casework.enquiry_telling import BUCKETS
from bot.channels.prompts import PROMPTS
from bot.channels.slack.home import Councils, HomeItem, home
from bot.handlers.electing import periods
from bot.reply import Button
from intents.dates import shown
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from bot.casework.desk import Desk
    from bot.casework.election import Period
    from bot.casework.enquiry_lists import ListItem
    from bot.casework.person import Person
    from bot.channels.slack.who import Caller

_MOST = 60
_WARNS = {PeriodState.RUNNING, PeriodState.MAY_HAVE_BEGUN}


async def page(desk: Desk, caller: Caller) -> dict[str, Any]:
    """Make somebody's home page, as things stand now.

    Args:
        desk: the database, packs and clock.
        caller: whose page. Somebody who is not in the directory sees what can be asked, and no case.

    Returns:
        The view.

    Raises:
        StoreError: the register can't be read.

    """
    person = caller.person
    today = desk.today(caller.council)
    found = await periods(desk, person, caller.council, today)
    groups = await _groups(desk, person) if person is not None else ()
    library = desk.library
    names = {key: library.council(key).name for key in sorted(library.names, key=lambda key: (key != caller.council, key))}
    councils = Councils(names, caller.asks_of or caller.council)
    return home(person.name if person is not None else "", _banner(found), groups, PROMPTS[caller.reader], councils)


def _banner(found: list[Period]) -> str | None:
    """Say that a pre-election period runs, or may have begun; nothing while none does."""
    state = strictest(found)
    says = [election_wording.state(period) for period in found if period.state is state]
    return " ".join(says) if state in _WARNS else None


async def _groups(desk: Desk, person: Person) -> list[tuple[str, list[HomeItem]]]:
    mine = await listed(desk, person, Which(Whose.MINE), Paging(size=_MOST))
    groups = [
        (BUCKETS[bucket], [_item(one, person) for one in items])
        for bucket, items in groupby(mine.items, key=lambda one: one.bucket)
        if bucket is not None
    ]
    if mine.more:
        groups.append((f"And {mine.more} more: ask for “my open enquiries”", []))
    return groups


def _item(item: ListItem, person: Person) -> HomeItem:
    ref = item.ref
    due = f"due {shown(item.due)}" if item.due else "no date set"
    line = f"{item.subject} ({due}; {item.asked_by} asked)" if person.reader is Reader.OFFICER else f"{item.subject} ({due})"
    show = Button("Show", f"show {ref}")
    if person.reader is Reader.MEMBER:
        return HomeItem(ref, line, (show, Button("Close", f"close {ref}")))
    if item.handed_back:
        return HomeItem(ref, f"{line}: handed back, it needs another officer", (Button("Hand over", f"reassign {ref}"), show))
    deeds = (
        Button("Answered", f"{ref} is answered"),
        Button("Holding reply", f"holding reply for {ref}"),
        Button("Agree a new date", f"extend {ref}"),
        Button("Not mine", f"{ref} is not mine"),
    )
    return HomeItem(ref, line, (*deeds, show))
