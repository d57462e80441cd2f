"""What the bot does for each intent: one module per family of intents, each function registered by the intent's name."""

from bot.handlers import actions, answers, helping  # noqa: F401 - importing registers
