"""Help, and changing the council."""

from __future__ import annotations

from bot import telling, wording
from bot.handlers.registry import Context, handles
from bot.reply import Action, Button, Reply
from intents.understanding import Outcome

_EXAMPLES = (
    "how soon should I get a reply?",
    "can I see the file on the leisure centre?",
    "may an officer come to our group meeting?",
    "a councillor wants my report changed",
)


_CASEWORK = (
    "Enquiries: “log an enquiry from Cllr Shah about the pier lights”, “my open enquiries”, “what is overdue”, “holding reply for ENQ-12”, “history of ENQ-12”.",
    "A complaint or concern, between us alone: “I want to complain about an officer”, then “show CMP-3” for a record.",
    "Step by step: “walk me through seeing a document”, “... an officer at our group meeting”, “... copying an e-mail”.",
    "Elections: “are we in the pre-election period?”, “when is the next election?”",
    "Reminders: “remind me on Thursday about the report”, “my reminders”, “snooze ENQ-12 until Monday”, “quiet hours 18:00 to 08:00”, “I'm away from Monday until Friday”.",
    "“cancel” ends whatever I am asking for, “back” takes the last answer back.",
)


@handles("help")
async def help_(context: Context) -> Reply:
    """Say what the bot can do, with examples that work by one tap."""
    return Reply(
        Outcome.ACTION,
        "help",
        wording.can_do(context.pack.council),
        confidence=context.understanding.confidence,
        points=(
            "Ask in your own words, or name a clause: “what does 4.2 say?”",
            "After an answer: “why?”, “and for officers?”, “what about” another council.",
            *(_CASEWORK if context.desk is not None else ()),
        ),
        buttons=tuple(Button(example, example) for example in _EXAMPLES),
        action=Action("help", {}),
        understanding=context.understanding,
    )


@handles("switch_council")
async def switch_council(context: Context) -> Reply:
    """Change the council; the channel keeps the choice. Asks back where none was named."""
    chosen = context.understanding.slots.values.get("council")
    if chosen is None:
        names = [context.library.council(key).name for key in context.library.keys]
        says = wording.which_council(names)
    else:
        says = wording.switched(context.library.council(chosen))
    return Reply(
        Outcome.ACTION,
        "switch_council",
        says,
        confidence=context.understanding.confidence,
        action=Action("switch_council", {"council": chosen} if chosen else {}),
        understanding=context.understanding,
    )


@handles("nothing_open")
async def nothing_open(context: Context) -> Reply:
    """Say that there is nothing to cancel, go back from or try again."""
    return Reply(Outcome.DECLINE, "nothing_open", telling.nothing_open(), understanding=context.understanding)
