"""How the bot is reached: one module or folder per channel. A channel makes messages and renders replies; it decides nothing."""
