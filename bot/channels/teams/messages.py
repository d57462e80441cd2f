"""Messages: what is said in a personal chat, and where the bot is mentioned in a group chat or channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels import councils
from bot.channels.arguments import Council, Fill, Help, Role, Say
from bot.channels.guarded import guarded
from bot.channels.knowing import asks_as
from bot.channels.roles import role_told
from bot.channels.teams.commands import asked
from bot.channels.teams.done import after
from bot.channels.teams.line import origin_of
from bot.channels.teams.linking import told, wished
from bot.channels.teams.offering import offer
from bot.channels.usage import usage
from intents.understanding import Outcome

if TYPE_CHECKING:
    from bot.channels.teams.line import Line
    from bot.channels.teams.office import Office
    from bot.channels.teams.ports import Arrival
    from protocol_data.basics import Reader


async def message(office: Office, arrival: Arrival) -> None:
    """Answer what was said; a mention alone asks for help."""
    line = await office.line(arrival)
    if (wish := wished(arrival.text)) is not None:
        reply = await guarded(lambda: told(office, line, wish))
        await (office.talk.send_here if reply.outcome is Outcome.ACTION else office.talk.send)(line, reply)
        return
    command, meant = asked(arrival.text.strip() or "help")
    match meant:
        case Help():
            await office.talk.send(line, usage(command, "", alone=False))
        case Role(reader):
            await _role(office, line, reader)
        case Council(name, text):
            await _council(office, line, name, text, arrival)
        case Say(text):
            await after(office, line, await office.talk.say(line, text, origin_of(arrival)))
        case Fill(task, values):
            await offer(office, line, task, values, origin_of(arrival))


async def _council(office: Office, line: Line, name: str, text: str, arrival: Arrival) -> None:
    """Let somebody ask another council's protocol, or say which there are; what names none is a question that begins with the word."""
    library, caller = office.desk.library, line.caller
    if not name:
        await office.talk.send(line, councils.offered(library, caller.council, caller.asks_of or caller.council))
    elif (chosen := councils.meant(name, library)) is not None:
        await office.talk.send(line, await office.talk.hearing.choose(caller, chosen))
    else:
        said = office.talk.hearing.message(caller, text, line.name, origin_of(arrival))
        reply = await office.talk.hearing.ask_of(caller, said, name)
        await office.talk.send(line, reply)
        await after(office, line, reply)


async def _role(office: Office, line: Line, reader: Reader) -> None:
    caller = line.caller
    noted = caller.person is None
    if noted:
        await asks_as(office.desk, caller.known_as, reader)
    council = office.desk.library.council(caller.council)
    await office.talk.send(line, role_told(council, reader if noted else caller.reader, noted=noted))
