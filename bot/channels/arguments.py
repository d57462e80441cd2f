"""What people type behind a slash command, read forgivingly: a word that is nearly a verb, a number in any form, or simply what they want to say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from protocol_data.basics import Reader

PROTOCOL, COMPLAINT, ENQUIRY, ELECTION = "/protocol", "/complaint", "/enquiry", "/election"
COMMANDS = (PROTOCOL, COMPLAINT, ENQUIRY, ELECTION)
_QUOTES = "\"'“”‘’`"
_PAIR = 2
_ALIKE = 83
"""So alike has a word to be to a verb, in hundredths, to be taken for a slip."""
_LEAST = 4
"""A shorter word has to be the verb itself: a slip in it makes another word."""
_SHORT = 2
"""A list is asked for in so many words: `mine please`. More words are the subject of an enquiry."""
_HELP = frozenset({"help", "?", "-h", "--help", "h", "usage", "how", "commands"})
_NUMBER = re.compile(
    r"(?:(?P<kind>enq(?:uiry)?|case|cmp|rec(?:ord)?|ele(?:ction)?|no\.?|nr\.?)?[\s#.:–-]*)?#?(?P<number>\d{1,9})\b[.:,]?\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Say:
    """Say this to the assistant."""

    text: str


@dataclass(frozen=True, slots=True)
class Fill:
    """Open the form of a task, with what is known."""

    task: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Help:
    """Show how the command is used."""


@dataclass(frozen=True, slots=True)
class Role:
    """Read the protocol as a member or as an officer from now on."""

    reader: Reader


@dataclass(frozen=True, slots=True)
class Council:
    """Ask another council's protocol from now on, where a council is named; else say the whole: it is a question that begins with the word."""

    name: str
    """What was typed behind the word; empty where that was all."""
    text: str


Wanted = Say | Fill | Help | Role | Council

_ENQUIRY_LISTS = {
    ("mine", "my", "list", "open", "status"): "my open enquiries",
    ("overdue", "late"): "what is overdue?",
    ("today",): "due today",
    ("week",): "due this week",
    ("team", "teams"): "my team's enquiries",
}
_ENQUIRY_DEEDS = {
    ("show", "see", "status", "view"): "show {ref}",
    ("history", "log"): "history of {ref}",
    ("acknowledge", "ack"): "acknowledge {ref}",
    ("hold", "holding"): "holding reply for {ref}",
    ("extend", "delay"): "extend {ref}",
    ("answer", "answered", "done"): "{ref} is answered",
    ("close",): "close {ref}",
    ("reopen",): "reopen {ref}",
    ("reassign", "assign", "give", "handover"): "reassign {ref}",
    ("snooze", "later"): "snooze {ref}",
    ("correct",): "correct {ref}",
    ("note",): "note on {ref}:",
}
_FORMS = {
    "history": "enquiry_history",
    "acknowledge": "acknowledge_enquiry",
    "ack": "acknowledge_enquiry",
    "hold": "hold_enquiry",
    "extend": "extend_enquiry",
    "answered": "answer_enquiry",
    "close": "close_enquiry",
    "reopen": "reopen_enquiry",
    "reassign": "reassign_enquiry",
    "assign": "reassign_enquiry",
    "snooze": "snooze",
    "correct": "correct_enquiry",
}
"""What is done with an enquiry: alone, or before one word that is no number, these ask for the number. More words are the subject of an enquiry."""
_TOO_LONG = re.compile(r"#?\d{10,}")
_NEW = ("new", "log", "add", "record", "create")
_FIND = ("find", "search", "about")
_FILLERS = re.compile(r"^(?:(?:an?|the|enquiry|enquiries|case|cases|called|about|for|of|to|please|reply)\b[\s:,-]*)+", re.IGNORECASE)


def unquoted(text: str) -> str:
    """Take off the quotation marks around a whole text, which people copy along."""
    said = text.strip()
    while len(said) >= _PAIR and said[0] in _QUOTES and said[-1] in _QUOTES and not set(said[1:-1]) & set(_QUOTES):
        said = said[1:-1].strip()
    return said


def wanted(command: str, text: str) -> Wanted:
    """Read what was typed behind a command.

    Args:
        command: one of `COMMANDS`.
        text: what follows it, as plain text.

    Returns:
        What is to be done. Nothing typed is ever refused: what is no known word is what the person wants to say.

    """
    said = unquoted(text)
    if said.lower().rstrip("!.") in _HELP:
        return Help()
    return _READERS[command](said)


def _protocol(said: str) -> Wanted:
    if not said:
        return Help()
    first, rest = _first(said)
    if _verb(first, ("role",)) and (reader := _reader(rest)) is not None:
        return Role(reader)
    if first == "role" and len(rest.split()) <= 1:
        return Help()
    if first == "council":
        return Council(rest, said)
    if first in {"ask", "search", "find"} and rest:
        return Say(rest)
    return Say(said)


def _reader(said: str) -> Reader | None:
    first, _ = _first(re.sub(r"^(?:to|is|an?|=|as|:)\s+", "", said, flags=re.IGNORECASE))
    words = {Reader.MEMBER: ("member", "councillor", "cllr"), Reader.OFFICER: ("officer", "staff")}
    return next((reader for reader, names in words.items() if _verb(first, names)), None)


def _complaint(said: str) -> Wanted:
    first, rest = _first(said)
    number = _NUMBER.fullmatch(said) or (_NUMBER.fullmatch(rest) if _verb(first, ("show", "status", "see")) else None)
    if number:
        return Say(f"show CMP-{number['number']}")
    if not rest and _verb(first, ("status", "mine", "list", "records", "my")):
        return Say("how do my complaints stand?")
    if _verb(first, ("new", "start")):
        said = rest
    return Fill("route_complaint", {"said": said} if said else {})


def _enquiry(said: str) -> Wanted:
    first, rest = _first(said)
    number = _NUMBER.match(said)
    if number and (not said[number.end() :] or number["kind"] or said.startswith("#")):
        return _deed_behind(f"ENQ-{number['number']}", said[number.end() :])
    after = _FILLERS.sub("", rest)
    task = _FORMS.get(first)
    if task is not None and (not rest or (len(said.split()) <= _SHORT and not _NUMBER.match(after))):
        return Fill(task, {"ref": after} if after else {})
    if _TOO_LONG.fullmatch(said):
        return Fill("enquiry_status", {"ref": said})
    return _deed_before(first, after) or _listed(said, first, after) or Fill("log_enquiry", _subject(said, first, after or rest))


def _subject(said: str, first: str, rest: str) -> dict[str, str]:
    subject = rest if _verb(first, _NEW) else said
    return {"subject": subject} if subject else {}


def _deed_before(first: str, after: str) -> Wanted | None:
    """Read `close 12`."""
    number, deed = _NUMBER.match(after), _deed(first)
    if deed is None or not number:
        return None
    sentence = deed.format(ref=f"ENQ-{number['number']}")
    return Say(f"{sentence} {after[number.end() :]}".strip())


def _deed_behind(ref: str, rest: str) -> Wanted:
    """Read `12 close`: the number first, then what is to be done."""
    first, more = _first(rest)
    deed = _deed(first) if first else "show {ref}"
    return Say(f"{deed.format(ref=ref)} {more}".strip()) if deed else Say(f"{ref} {rest}".strip())


def _deed(word: str) -> str | None:
    return next((sentence for verbs, sentence in _ENQUIRY_DEEDS.items() if _verb(word, verbs)), None)


def _listed(said: str, first: str, after: str) -> Wanted | None:
    """Read `overdue`, `my team`, `find bins`."""
    if _verb(first, _FIND) and after:
        return Say(f"find enquiries about {after}")
    told = next((sentence for verbs, sentence in _ENQUIRY_LISTS.items() if _verb(first, verbs)), None)
    if re.fullmatch(r"(?:due )?(?:today|this week)\W*", said, re.IGNORECASE):
        return Say("due this week" if "week" in said.lower() else "due today")
    return Say(told) if told is not None and len(said.split()) <= _SHORT else None


def _election(said: str) -> Wanted:
    first, rest = _first(said)
    number = _NUMBER.search(rest) if rest else None
    if not said or (not rest and _verb(first, ("status", "now", "period", "purdah"))):
        return Say("is there an election period now?")
    if not rest and _verb(first, ("next", "when", "poll", "list")):
        return Say("when is the next election?")
    if _verb(first, ("add", "enter", "new", "record")):
        return Fill("enter_election")
    if _verb(first, ("notice", "publish", "published")):
        return Fill("publish_notice", {"ref": f"ELE-{number['number']}"} if number else {})
    return Say(said)


_READERS = {PROTOCOL: _protocol, COMPLAINT: _complaint, ENQUIRY: _enquiry, ELECTION: _election}


def _first(said: str) -> tuple[str, str]:
    """Divide a text into its first word, in small letters, and the rest."""
    first, _, rest = said.strip().partition(" ")
    return first.lower().strip(",:;.!?"), rest.strip()


def _verb(word: str, verbs: tuple[str, ...]) -> bool:
    """Tell whether a word is one of these, or nearly so."""
    if word in verbs:
        return True
    long = [verb for verb in verbs if len(verb) >= _LEAST]
    return len(word) >= _LEAST and process.extractOne(word, long, scorer=fuzz.ratio, score_cutoff=_ALIKE) is not None
