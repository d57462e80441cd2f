"""Reminders in chat: one's own, and what can be answered to a nudge: later, not mine, done, no more of this kind, not at this hour."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from bot.casework.errors import CaseError
from bot.dialog.fields import Field, Option, parse
from bot.dialog.fields import Kind as Takes
from bot.dialog.tasks import Setting, Values, no_fields, task
from bot.handlers.allowing import hears_of
from bot.reminders import answering, personal
from bot.reminders.listing import listed
from bot.reminders.nudge import Kind
from bot.reply import Action, Audience, Button, Reply
from intents.dates import shown
from intents.times import read_time
from intents.understanding import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

_ON = Field("on", "Day", "On which day?", Takes.DATE)
_UNTIL = Field("until", "Until", "Until which day?", Takes.DATE)
_CASE = Field("ref", "Case", "Which case? Give its number, for example ENQ-12.", Takes.REFERENCE)
_NEWEST = 50
_OPTIONS = {Kind.WEEKLY: "Weekly election reminders", Kind.UNDATED: "Reminders of enquiries without a date"}
_CALLED = {"weekly election": Kind.WEEKLY, "election": Kind.WEEKLY, "optional": Kind.WEEKLY, "no date": Kind.UNDATED}
"""What people call the optional kinds, besides their own names."""


async def _reminder_fields(_setting: Setting, _values: Values) -> Sequence[Field]:
    return (Field("text", "Of what", "Of what shall I remind you?"), _ON)


@task("set_reminder", "Set a reminder", _reminder_fields, private=True, names={"subject": "text", "when": "on"})
async def set_reminder(setting: Setting, values: Values) -> Reply:
    """Set a reminder for oneself; what falls on a day off comes on the next working day."""
    made = await personal.remind(
        setting.desk, setting.person, values["text"], date.fromisoformat(values["on"]), setting.context.message.origin
    )
    async with setting.desk.store.read() as session:
        calendar = await setting.desk.calendar(session, setting.person.council)
    comes = calendar.on_or_after(made.on)
    why = calendar.why_not(made.on)
    points = (f"{shown(made.on)} is no working day ({why}): I remind you on {shown(comes)}.",) if why else ()
    return Reply(
        Outcome.ACTION,
        "set_reminder",
        f"{made.ref}: I remind you on {shown(comes)} of: {made.text}.",
        points=points,
        buttons=(Button("My reminders", "my reminders"), Button("Done already", f"done {made.ref}")),
        action=Action("set_reminder", {"ref": made.ref}),
        audience=Audience.DIRECT,
    )


@task("my_reminders", "My reminders", no_fields, private=True)
async def my_reminders(setting: Setting, _values: Values) -> Reply:
    """List one's own reminders, the next one first."""
    found = await personal.mine(setting.desk, setting.person)
    lines = tuple(f"{its.ref}: {shown(its.on)}, {its.text}" for its in found)
    says = f"Your reminders: {len(lines)}." if lines else "You have set no reminders."
    return Reply(Outcome.ACTION, "my_reminders", says, points=lines, action=Action("my_reminders", {}), audience=Audience.DIRECT)


async def _snooze_fields(setting: Setting, values: Values) -> Sequence[Field]:
    known = values.get("ref") or await _last_case(setting)
    return (_CASE if not known else Field("ref", "Case", "", Takes.REFERENCE, default=known), _UNTIL)


async def _last_case(setting: Setting) -> str | None:
    """Give the case of the newest message that the person got: what "later" refers to. Nothing where that message told of several."""
    sent = [its for its in await listed(setting.desk, setting.person, "sent", most=_NEWEST) if its.sent_at is not None]
    newest = max((its.sent_at for its in sent if its.sent_at is not None), default=None)
    told = {its.ref for its in sent if its.sent_at == newest}
    return told.pop() if len(told) == 1 else None


@task("snooze", "Be reminded later", _snooze_fields, may=hears_of)
async def snooze(setting: Setting, values: Values) -> Reply:
    """Put off what is said of a case; others are told as before, and no due date moves."""
    until = _day(setting, values["until"])
    ref = await answering.snooze(setting.desk, setting.person, values["ref"], until)
    return said("snooze", f"I say no more of {ref} to you until {shown(until)}. Its due date stays as it is.", ref)


def _day(setting: Setting, said: str) -> date:
    """Read a day that may have been said as a length of time; less than a day is tomorrow, for nudges come by the day."""
    today = setting.desk.today(setting.person.council)
    parsed = parse(_UNTIL, said, today)
    try:
        return date.fromisoformat(parsed.value or said)
    except ValueError:
        if any(word in said for word in ("hour", "hr", "minute", "min")):
            return today + timedelta(days=1)
        raise CaseError(parsed.problem or f"I can't read a day in “{said}”.", field="until") from None


async def _needs_case(setting: Setting, values: Values) -> Sequence[Field]:
    known = values.get("ref") or await _last_case(setting)
    return (_CASE if not known else Field("ref", "Case", "", Takes.REFERENCE, default=known),)


@task("not_mine", "Not mine", _needs_case)
async def not_mine(setting: Setting, values: Values) -> Reply:
    """Hand an enquiry back: those who keep the register are told; it stays with its officer until it is reassigned."""
    ref = await answering.not_mine(setting.desk, setting.person, values["ref"], origin=setting.context.message.origin)
    return said(
        "not_mine", f"Those who keep the register are told that {ref} is not yours. It stays with you until it is handed over.", ref
    )


@task("done", "Done", _needs_case)
async def done(setting: Setting, values: Values) -> Reply:
    """Mark as done what a nudge was about."""
    ref = await answering.done(setting.desk, setting.person, values["ref"])
    return said("done", f"{ref}: done.", ref)


async def _opt_fields(_setting: Setting, _values: Values) -> Sequence[Field]:
    options = tuple(Option(kind.value, label) for kind, label in _OPTIONS.items())
    return (Field("kind", "Reminders", "Which reminders?", Takes.CHOICE, options),)


@task("opt_out", "Fewer reminders", _opt_fields)
async def opt_out(setting: Setting, values: Values) -> Reply:
    """Turn off an optional kind; what somebody waits for can't be."""
    return await _opted(setting, values, out=True)


@task("opt_in", "Reminders again", _opt_fields)
async def opt_in(setting: Setting, values: Values) -> Reply:
    """Turn an optional kind on again."""
    return await _opted(setting, values, out=False)


async def _opted(setting: Setting, values: Values, *, out: bool) -> Reply:
    called = values["kind"].strip().lower()
    kind = _CALLED.get(called, called)
    await answering.opt(setting.desk, setting.person, kind, out=out)
    which = _OPTIONS[Kind(kind)].lower()
    says = f"Switched off: {which}. Say “resume {kind} reminders” to have them again." if out else f"Switched on again: {which}."
    return said("opt_out" if out else "opt_in", says)


async def _quiet_fields(_setting: Setting, values: Values) -> Sequence[Field]:
    if values.get("off"):
        return ()
    return (
        Field("from", "From", "From what time? For example 18:00.", Takes.TIME),
        Field("until", "Until", "Until what time? For example 08:00.", Takes.TIME),
    )


@task("quiet_hours", "Quiet hours", _quiet_fields)
async def quiet_hours(setting: Setting, values: Values) -> Reply:
    """Set the local times between which one wants no nudges, or none."""
    if values.get("off"):
        await answering.set_quiet_hours(setting.desk, setting.person, None)
        return said("quiet_hours", "Your quiet hours are off: nudges come in the council's working hours.")
    begins, ends = _time(values["from"], "from"), _time(values["until"], "until")
    await answering.set_quiet_hours(setting.desk, setting.person, (begins, ends))
    return said(
        "quiet_hours", f"Between {begins:%H:%M} and {ends:%H:%M} you get no nudges; they come at the next working time outside these hours."
    )


def _time(said: str, field: str) -> time:
    """Read a time that a command named: it was not asked for, and so not read yet."""
    read = read_time(said)
    if read is None:
        raise CaseError(f"“{said[:20]}” is no time of day. Write it like 18:00 or 6pm.", field=field)
    return read


def said(name: str, says: str, ref: str | None = None) -> Reply:
    """Confirm something to the person alone."""
    return Reply(Outcome.ACTION, name, says, action=Action(name, {"ref": ref} if ref else {}), audience=Audience.EPHEMERAL)
