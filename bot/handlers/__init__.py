"""What the bot does for each intent: one module per family of intents, each function registered by the intent's name, each task by its own."""

from bot.handlers import (  # noqa: F401 - importing registers
    actions,
    answers,
    being_away,
    complaining,
    electing,
    enquiring,
    helping,
    marking,
    offering,
    recording,
    reminding,
    reporting,
    walking,
    working,
)
