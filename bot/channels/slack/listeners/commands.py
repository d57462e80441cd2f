"""Slash commands. What is typed behind one nobody else sees, and so the answer is seen by its asker alone."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.channels import councils
from bot.channels.arguments import COMMANDS, Council, Fill, Help, Role, Say, wanted
from bot.channels.buttons import CASE
from bot.channels.filling import TALK
from bot.channels.knowing import asks_as
from bot.channels.roles import role_told
from bot.channels.slack.carried import Carried
from bot.channels.slack.done import Answered, after
from bot.channels.slack.lines import Line
from bot.channels.slack.names import names_in
from bot.channels.slack.places import of_command
from bot.channels.slack.pressing import open_form
from bot.channels.slack.reading import plain_text
from bot.channels.usage import usage
from bot.dialog.tasks import task_named

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from bot.channels.slack.call import Call
    from bot.channels.slack.office import Office
    from bot.reply import Reply


def register(app: AsyncApp, office: Office) -> None:
    """Listen to the commands."""
    for command in COMMANDS:
        app.command(command)(office.listener(partial(_command, office)))


async def _command(office: Office, call: Call) -> None:
    caller = await office.who(call)
    if caller is None:
        return
    command, typed = str(call.body["command"]), str(call.body.get("text") or "")
    line = Line(call.client, caller, of_command(call.body, caller.team))
    match wanted(command, plain_text(typed, caller.workspace.bot_user, await names_in(office.desk, caller, typed))):
        case Help():
            await office.talk.send(line, usage(command))
        case Role(reader):
            noted = caller.person is None
            if noted:
                await asks_as(office.desk, caller.known_as, reader)
            council = office.desk.library.council(caller.council)
            await office.talk.send(line, role_told(council, reader if noted else caller.reader, noted=noted))
        case Fill(task, values):
            await open_form(office, call, line, Carried(task, values, {TALK: _talk(line, task, call)}))
        case Council(name, text):
            await _council(office, line, name, text, call)
        case Say(text):
            await after(office, call, caller, Answered(await _said(office, call, line, text)))


async def _said(office: Office, call: Call, line: Line, text: str) -> Reply:
    """Do what a command says. It begins something new, whatever is open; that stays open where nothing more has to be asked."""
    if CASE.search(text):
        reply = await office.talk.hearing.press(line.caller, text, f"{line.place.conversation}!{call.trigger}", origin=call.origin)
        if reply.form is None:
            await office.talk.send(line, reply)
            return reply
    return await office.talk.say(line, text, call.origin, answers="")


def _talk(line: Line, task: str, call: Call) -> str:
    """Name the conversation of a form: its own; that of the direct message where its result goes there, so that what the result asks can be answered there."""
    its = task_named(task)
    if its is None or not its.private:
        return f"{line.place.conversation}!{call.trigger}"
    return line.place.in_private


async def _council(office: Office, line: Line, name: str, text: str, call: Call) -> None:
    """Let somebody ask another council's protocol, or say which there are; what names none is a question that begins with the word."""
    library, caller = office.desk.library, line.caller
    if not name:
        await office.talk.send(line, councils.offered(library, caller.council, caller.asks_of or caller.council))
    elif (chosen := councils.meant(name, library)) is not None:
        await office.talk.send(line, await office.talk.hearing.choose(caller, chosen))
        office.homes.refresh(call, replace(caller, asks_of=None if chosen == caller.council else chosen))
    else:
        said = office.talk.hearing.message(caller, text, line.place.conversation, call.origin, "")
        await office.talk.send(line, await office.talk.hearing.ask_of(caller, said, name))
