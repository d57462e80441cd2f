"""What the bot does for each intent: one module per family of intents, each function registered by the intent's name, each task by its own."""

from bot.handlers import actions, answers, complaining, electing, enquiring, helping, meeting, recording, reminding, walking, working  # noqa: F401 - importing registers
