"""What goes wrong with Teams, as people see it, and what to do."""

from __future__ import annotations

from bot.channels.troubles import Trouble

TROUBLES = (
    Trouble("“Upload an app” is missing, or greyed out", "your tenant's setup policy forbids custom apps; whoever runs Teams allows it."),
    Trouble(
        "The upload says that the bot's ID is invalid",
        "the Azure Bot has no Microsoft Teams channel, or belongs to another app than `MicrosoftAppId`.",
    ),
    Trouble(
        "No answer at all",
        "is `clerk serve` running, does the messaging endpoint end in /api/messages, and does the proxy or tunnel reach it? Azure's “Test in Web Chat” is "
        "refused: only Teams is served.",
    ),
    Trouble(
        "It runs and answers nobody",
        "with `CLERK_LOG_LEVEL=INFO` the log has a word for each refusal: audience (`MicrosoftAppId` is not this bot's), tenant (they are of another than "
        "`MicrosoftAppTenantId`), expired or too-early (this machine's clock is wrong).",
    ),
    Trouble(
        "It takes every message, and answers none",
        "the client secret has expired, or is the secret's ID and not its value; `clerk doctor` asks Microsoft.",
    ),
    Trouble(
        "The bot says that you are a guest", "your object ID is not in the directory: `clerk people link KEY --channel teams --id ID`."
    ),
    Trouble(
        "Somebody gets no reminders", "`clerk teams addresses KEY` says whether Teams reaches them, `clerk teams retry KEY` tries again."
    ),
    Trouble(
        "A team's channel hears nothing",
        "`clerk teams channels` says why; mention the bot there with “this channel is for TEAM” once more.",
    ),
    Trouble("In a channel it says nothing", "bots hear only messages that mention them: @ and the app's name."),
    Trouble(
        "In a shared channel it answers some people and not others",
        "who comes there from another organisation is refused (the log's word is tenant): it serves the council's own tenant alone.",
    ),
)
