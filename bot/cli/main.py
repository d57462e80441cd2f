"""The `clerk` command. Each subcommand is one function in a module of its own, imported when it is called: a cold start pays for what it uses."""

from __future__ import annotations

import importlib

import click

_COMMANDS = {
    "ask": ("bot.cli.ask", "Ask one question, or a batch of them."),
    "chat": ("bot.cli.chat", "Talk in the terminal."),
    "clause": ("bot.cli.look", "Show one clause."),
    "closures": ("bot.cli.closures", "Keep closure days and one-off holidays."),
    "compare": ("bot.cli.look", "Show all councils' positions on a topic."),
    "complaint": ("bot.cli.complaint", "Show whom to go to with a complaint or concern."),
    "compile": ("bot.cli.measure", "Learn the phrases anew and store the result in the package."),
    "calibrate": ("bot.cli.measure", "Measure the weights and thresholds from labelled messages."),
    "councils": ("bot.cli.look", "List the councils."),
    "deadline": ("bot.cli.deadline", "Tell by when an enquiry has to be answered."),
    "doctor": ("bot.cli.doctor", "Say what is set up, what is missing, and how to mend it."),
    "election": ("bot.cli.election", "Tell an election's notice and the period before the poll."),
    "elections": ("bot.cli.elections", "Keep the register of elections; see pre-election periods."),
    "enquiry": ("bot.cli.enquiry", "Keep the register of members' enquiries."),
    "eval": ("bot.cli.measure", "Measure routing and citation on a labelled file."),
    "migrate": ("bot.cli.migrate", "Bring the database up to date."),
    "people": ("bot.cli.people", "Keep the directory of members and officers."),
    "reminders": ("bot.cli.reminders", "List, sweep and answer reminders."),
    "route-eval": ("bot.cli.route_eval", "Measure the complaint routes on a labelled file."),
    "router-eval": ("bot.cli.measure", "Measure the router alone on labelled files."),
    "serve": ("bot.cli.serve", "Serve Slack and Teams, send nudges, tell how it is: until stopped."),
    "slack": ("bot.cli.slack", "Link teams' channels; see who can be reached in Slack."),
    "teams": ("bot.cli.teams", "See who can be reached in Teams."),
    "teams-package": ("bot.cli.teams", "Write the app package for Teams."),
    "simulate": ("bot.cli.simulate", "Show what reminders would be sent to whom and when."),
    "run": ("bot.cli.run", "Talk while the scheduler runs, and see nudges arrive."),
    "topics": ("bot.cli.look", "List or search the topics."),
    "validate": ("bot.cli.validate", "Check packs."),
}


class _Lazy(click.Group):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(_COMMANDS[cmd_name][0])
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(module, name, None) or getattr(
            module, f"{name}_"
        )  # eval_ and compile_: the plain names are Python's own
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in sorted(_COMMANDS.items())])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="protocol-clerk")
def main() -> None:
    """Answers from a council's Member/Officer protocol, with the clause."""
