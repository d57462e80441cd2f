"""Enquiries on the terminal: as text, as tables, as the objects that scripts rely on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from bot.casework.enquiry_telling import BUCKETS, case_lines
from bot.cli.tables import show_rows
from intents.dates import shown

if TYPE_CHECKING:
    from datetime import date

    from bot.casework.enquiry_case import Enquiry, HistoryEntry
    from bot.casework.enquiry_lists import ListItem, Page


def show_case(enquiry: Enquiry, headline: str, *, as_json: bool) -> None:
    """Show a case after something was done to it: what was done, and how it now stands."""
    if as_json:
        click.echo(json.dumps(as_object(enquiry), ensure_ascii=False))
    else:
        click.echo("\n".join([headline, *case_lines(enquiry)] if headline else case_lines(enquiry)))


def show_page(page: Page, none: str, *, as_json: bool) -> None:
    """Show a page of a list; how many more there are goes to the error stream, so that a pipe gets cases only."""
    if as_json:
        found = {"total": page.total, "start": page.start, "today": page.today.isoformat(), "items": [_item(item) for item in page.items]}
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    show_rows(("Number", "Due", "", "Subject", "Asked by", "Officer", "Ward"), [_row(item) for item in page.items], none=none)
    if page.more:
        click.echo(f"{page.more} more: --start {page.start + len(page.items)} shows what follows.", err=True)


def as_object(enquiry: Enquiry) -> dict[str, Any]:
    """Give a case as the object that scripts rely on; its fields stay stable."""
    state, rule = enquiry.state, enquiry.rule
    return {
        "ref": enquiry.ref,
        "council": enquiry.council,
        "subject": enquiry.subject,
        "asked_by": enquiry.asked_by,
        "ward": enquiry.ward,
        "service": enquiry.service,
        "officer": enquiry.officer_name,
        "officer_key": enquiry.officer.key if enquiry.officer else None,
        "how": enquiry.how.value,
        "received": state.received.isoformat(),
        "status": state.status.value,
        "significant": enquiry.significant,
        "due": _day(state.due),
        "due_from": state.due_from.value if state.due_from else None,
        "day": state.day,
        "of": state.of,
        "overdue": state.overdue,
        "overdue_by": state.overdue_by,
        "acknowledged_on": _day(state.acknowledged_on),
        "clause": rule.clause,
        "holding_clause": rule.holding_clause,
        "was_there": enquiry.was_there,
    }


def entry_as_object(entry: HistoryEntry) -> dict[str, Any]:
    """Give a line of a history as an object."""
    return {
        "at": entry.at.isoformat(),
        "on": entry.on.isoformat(),
        "kind": entry.kind.value,
        "by": entry.actor,
        "reason": entry.reason,
        "due": _day(entry.due),
        "received": _day(entry.received),
        "fields": dict(entry.fields),
    }


def _item(item: ListItem) -> dict[str, Any]:
    return {
        "ref": item.ref,
        "subject": item.subject,
        "asked_by": item.asked_by,
        "ward": item.ward,
        "service": item.service,
        "officer": item.officer_name,
        "received": item.received.isoformat(),
        "state": item.state,
        "significant": item.significant,
        "due": _day(item.due),
        "due_from": item.due_from,
        "bucket": item.bucket.value if item.bucket else None,
    }


def _row(item: ListItem) -> tuple[str, ...]:
    stands = BUCKETS[item.bucket] if item.bucket else item.state.capitalize()
    return (
        item.ref,
        shown(item.due) if item.due else "",
        stands,
        item.subject,
        item.asked_by,
        item.officer_name or "",
        item.ward or "",
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
