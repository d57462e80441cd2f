"""What the bot does for each intent: one module per family of intents, each function registered by the intent's name, each task by its own.

Here is what needs no register; `registered` adds what does, so that a single question loads no database.
"""

from bot.handlers import actions, answers, helping  # noqa: F401 - importing registers
