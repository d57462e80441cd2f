"""Lets `python -m bot.cli` be the `clerk` command."""

from bot.cli.main import main

main(prog_name="clerk")
