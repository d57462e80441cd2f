"""A reply as the bot means it: a headline, points, citations, choices. Each channel turns the same reply into its own form."""

from __future__ import annotations

import re
from collections.abc import Mapping  # noqa: TC003 - a dataclass field
from dataclasses import dataclass, field
from enum import StrEnum

from bot.dialog.fields import Field  # noqa: TC001 - a dataclass field
from intents.understanding import Outcome, Understanding  # noqa: TC001 - dataclass fields

_NUMBERED = re.compile(r"\d+\. ")


class Audience(StrEnum):
    """Who is to see a reply."""

    CHANNEL = "channel"
    EPHEMERAL = "ephemeral"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True)
class Citation:
    """A clause as it is cited: never without its edition."""

    council: str
    council_name: str
    protocol: str
    edition: str
    clause: str
    heading: str
    force: str
    summary: str
    notes: tuple[str, ...] = ()
    """What has become of law or bodies that the clause names and that are gone."""

    @property
    def source(self) -> str:
        """The source line: clause, document, edition."""
        return f"Clause {self.clause}, {self.protocol}, {self.council_name} ({self.edition})"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of two to four labelled choices when the bot asks back."""

    label: str
    intent: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with a value, shown as a small table."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Button:
    """Something that can be said next with one tap."""

    label: str
    says: str


@dataclass(frozen=True, slots=True)
class Action:
    """The action that a message starts, with what was found for it."""

    name: str
    slots: dict[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """The typed fields of an action that waits for more; a channel with forms shows them all at once."""

    task: str
    title: str
    fields: tuple[Field, ...]
    values: dict[str, str]
    """What is known already."""
    asked: str = ""
    """The field that is asked for now, by name; what is wrong, where something is, is wrong with it."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text to keep: a drafted letter."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot says."""

    outcome: Outcome
    intent: str
    headline: str
    confidence: float = 1.0
    points: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    """The clauses that the reply rests on, best first."""
    choices: tuple[Choice, ...] = ()
    facts: tuple[Fact, ...] = ()
    buttons: tuple[Button, ...] = ()
    action: Action | None = None
    form: Form | None = None
    attachments: tuple[Attachment, ...] = ()
    audience: Audience = Audience.CHANNEL
    known: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What a task that follows from it goes by, in the place of the values with which it was done."""
    asks: str = ""
    """What names the question that the reply asks, for whoever sends an answer to just that (`Message.answers`); empty where it asks none."""
    understanding: Understanding | None = field(default=None, repr=False)
    """Behind the reply, for "why?"."""

    @property
    def text(self) -> str:
        """The whole reply as plain text, with every clause: what a screen reader reads and `clerk ask` prints."""
        lines = [self.headline, *(point if _NUMBERED.match(point) else f"- {point}" for point in self.points)]
        lines += [f"{fact.label}: {fact.value}" for fact in self.facts]
        lines += [f"{number}. {choice.label} (clause {choice.citation.clause})" for number, choice in enumerate(self.choices, 1)]
        lines += [f"\n{attachment.text}\n" for attachment in self.attachments]
        cited: tuple[Citation, ...] = () if self.choices else self.citations
        for number, citation in enumerate(cited):
            lead = "" if number == 0 else "See also: "
            if not (number == 0 and citation.summary == self.headline):
                lines.append(f"{lead}{citation.clause} {citation.heading}: {citation.summary}")
            lines += [f"Note on {citation.clause}: {note}" for note in citation.notes]
        if cited:
            lines.append("Source: " + "; ".join(citation.source for citation in cited[:1]) + ".")
        return "\n".join(lines)
