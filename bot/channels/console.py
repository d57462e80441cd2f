"""The terminal: the same reply as rich text, or as plain lines when the output is piped."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot import wording
from bot.whys import WHY

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from rich.console import RenderableType

    from bot.casework.person import Person
    from bot.comparing import Position
    from bot.reminders.courier import Copy
    from bot.reply import Citation, Reply

_BORDER = {"answer": "green", "clarify": "yellow", "decline": "blue", "action": "cyan"}

_SHOWN_WHOLE = 2
"""So many clauses are shown whole under an answer, the others by their headings: it has to be read at a glance."""


def waits(person: Person) -> str:
    """Say that a private reminder is kept for somebody, and nothing of what it says."""
    return f"A private reminder for {person.name}: it waits until they are here themselves (clerk run --as {person.key}) or are linked to a chat."


class Terminal:
    """Shows replies on a terminal."""

    def __init__(self, console: Console | None = None) -> None:
        """Make a terminal; colours and frames only where the output is one."""
        self.console = console or Console(highlight=False)

    def show(self, reply: Reply) -> None:
        """Show a reply."""
        if not self.console.is_terminal:
            self.say(reply.text + "\n")
            return
        parts: list[RenderableType] = [Text(reply.headline, style="bold")]
        parts += [Text(point if point[:1].isdigit() else f"• {point}") for point in reply.points]
        if reply.facts:
            facts = Table.grid(padding=(0, 2))
            for fact in reply.facts:
                facts.add_row(Text(fact.label, style="dim"), Text(fact.value))
            parts.append(facts)
        parts += [Panel(Text(attachment.text), title=attachment.name, border_style="dim") for attachment in reply.attachments]
        parts += [Text(f"{number}. {choice.label}  (clause {choice.citation.clause})") for number, choice in enumerate(reply.choices, 1)]
        if reply.choices:
            parts.append(Text("Type a number, or put it in other words.", style="dim"))
        else:
            for number, citation in enumerate(reply.citations):
                repeated = number == 0 and citation.summary == reply.headline
                parts += self._citation(citation, whole=not repeated and number < _SHOWN_WHOLE)
            if len(reply.citations) > _SHOWN_WHOLE:
                parts.append(Text(f"“clause {reply.citations[-1].clause}” shows a clause whole.", style="dim"))
            if reply.citations:
                parts.append(Text(reply.citations[0].source, style="dim italic"))
        says = [button.says for button in reply.buttons if not reply.choices and not button.says.startswith(WHY)]
        if says:
            parts.append(Text("Say: " + " · ".join(says), style="dim"))
        self.console.print(Panel(Group(*parts), border_style=_BORDER[reply.outcome.value], padding=(0, 1)))

    def _citation(self, citation: Citation, *, whole: bool) -> list[RenderableType]:
        head = Text.assemble(
            ("\n", ""), (citation.clause, "bold cyan"), "  ", (citation.heading, "bold"), f"  ({wording.force(citation.force)})"
        )
        parts: list[RenderableType] = [head]
        if whole:
            parts.append(Text(citation.summary))
        parts += [Text(f"Note: {note}", style="yellow") for note in citation.notes]
        return parts

    def compare(self, title: str, positions: Sequence[Position]) -> None:
        """Show the councils' positions on a topic side by side."""
        if not self.console.is_terminal:
            self.say(f"{title}:")
            for position in positions:
                refs = ", ".join(citation.clause for citation in position.citations)
                self.say(f"- {position.name} ({position.edition}): {f'{position.lead} [clause {refs}]' if position.lead else 'silent'}")
                for clause, note in position.notes:
                    self.say(f"  Note on {clause}: {note}")
            self.say("")
            return
        table = Table(title=title, show_lines=True)
        for column in ("Council", "Position", "Clauses"):
            table.add_column(column)
        for position in positions:
            refs = ", ".join(citation.clause for citation in position.citations)
            name = Text.assemble(position.name, "\n", (position.edition, "dim"))
            lead = Text(position.lead) if position.lead else Text("The protocol is silent.", style="dim")
            for clause, note in position.notes:
                lead.append(f"\nNote on {clause}: {note}", style="yellow")
            table.add_row(name, lead, refs)
        self.console.print(table)

    def say(self, text: str) -> None:
        """Show plain text as it is, without what could steer the terminal."""
        plain = "".join(character for character in text if character == "\n" or unicodedata.category(character) not in {"Cc", "Cf"})
        self.console.print(Text(plain), soft_wrap=True)


class ConsoleCourier:
    """Shows nudges on the terminal, each with the name of whom it is for: one's own, and to those who keep the register what is not private of others."""

    def __init__(self, terminal: Terminal, reader: Callable[[], Awaitable[Person]]) -> None:
        """Deliver to a terminal.

        Args:
            terminal: where.
            reader: tells who sits there at the moment.

        """
        self._terminal, self._reader = terminal, reader
        self._told: set[int] = set()

    async def reader(self) -> Person:
        """Tell who sits there now."""
        return await self._reader()

    async def keep_back(self, waiting: Mapping[int, Person]) -> None:
        """Say once of each private reminder of somebody else that it waits."""
        for number, person in waiting.items():
            if number not in self._told:
                self._told.add(number)
                self._terminal.say(f"\n{waits(person)}")

    async def deliver(self, recipient: Person, reply: Reply, for_team: Reply | None = None) -> tuple[Copy, ...]:  # noqa: ARG002 - nobody's channel is here
        """Show a nudge; what stands on a terminal is not changed any more."""
        self._terminal.say(f"\nA nudge for {recipient.name}:")
        self._terminal.show(reply)
        return ()
