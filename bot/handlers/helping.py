"""Help, and changing the council."""

from __future__ import annotations

from bot import wording
from bot.handlers.registry import Context, handles
from bot.reply import Action, Button, Reply
from intents.understanding import Outcome

_EXAMPLES = (
    "how soon should I get a reply?",
    "can I see the file on the leisure centre?",
    "may an officer come to our group meeting?",
    "a councillor wants my report changed",
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
