"""What the bot knows: one pack of YAML files per council, and the code that loads and checks it.

The lowest floor of the house: it imports neither `intents` nor `bot`.
"""
