"""What it takes to run in Slack, looked at without asking anybody: what is set, what is missing, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.setup import Finding, State, masked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic import SecretStr

    from bot.config import Settings

_CREDENTIALS = "api.slack.com/apps, your app, Basic Information, App Credentials"


def is_on(settings: Settings) -> bool:
    """Tell whether Slack is set up at all, well or badly."""
    given = (settings.slack_bot_token, settings.slack_app_token, settings.slack_signing_secret, settings.slack_client_id)
    return any(given) or settings.slack_client_secret is not None


def by_oauth(settings: Settings) -> bool:
    """Tell whether workspaces install the bot by OAuth. Then an id that was linked without its workspace could be anybody's who has that id somewhere."""
    return bool(settings.slack_client_id) and settings.slack_client_secret is not None


def findings(settings: Settings, councils: Sequence[str]) -> list[Finding]:
    """Look at the settings for Slack.

    Args:
        settings: as they were read.
        councils: the keys of the packs there are.

    Returns:
        What was found, in the order in which one sets it up. Nothing here tells a secret.

    """
    if not is_on(settings):
        return [Finding("Slack", State.OFF, "not set up", "See “Slack” in the README: ten minutes from nothing to a working workspace.")]
    return [*_token(settings), *_council(settings, councils), *_way_in(settings), *_oauth(settings)]


def _token(settings: Settings) -> Iterator[Finding]:
    name, token = "SLACK_BOT_TOKEN", _plain(settings.slack_bot_token)
    where = "OAuth & Permissions, “Bot User OAuth Token”"
    if token is None:
        if settings.slack_client_id and settings.slack_client_secret:
            yield Finding(name, State.OFF, "not set; workspaces install the bot by OAuth")
        else:
            yield Finding(name, State.WRONG, "not set", f"Install the app in your workspace and copy the token from {where}.")
    elif _is_example(token):
        yield Finding(name, State.WRONG, "is still the README's example", f"Copy the token from {where}.")
    elif not token.startswith("xoxb-"):
        yield Finding(name, State.WRONG, "is no bot token", f"It has to begin with xoxb-. Copy it from {where}.")
    else:
        yield Finding(name, State.OK, masked(token))


def _council(settings: Settings, councils: Sequence[str]) -> Iterator[Finding]:
    name = "CLERK_COUNCIL"
    if settings.council is not None and settings.council not in councils:
        yield Finding(name, State.WRONG, f"there is no pack “{settings.council}”", f"Set one of {', '.join(councils)}, or CLERK_PACKS.")
    elif settings.council is None and settings.slack_bot_token is not None:
        yield Finding(name, State.WRONG, "not set: whose workspace is it?", f"Set one of {', '.join(councils)}.")
    elif settings.council is None:
        yield Finding(name, State.OK, "not set: each invitation to install the bot names its own")
    else:
        yield Finding(name, State.OK, settings.council)


def _way_in(settings: Settings) -> Iterator[Finding]:
    app_token, secret = _plain(settings.slack_app_token), _plain(settings.slack_signing_secret)
    if app_token is None and secret is None:
        yield Finding(
            "SLACK_SIGNING_SECRET",
            State.WRONG,
            "not set, nor is SLACK_APP_TOKEN: Slack has no way in",
            f"With a public address set the signing secret ({_CREDENTIALS}); without one set an app-level token with connections:write.",
        )
        return
    if app_token is None:
        yield Finding("SLACK_APP_TOKEN", State.OFF, "not set: Slack sends to /slack/events")
    elif _is_example(app_token):
        mend = "Make an app-level token under Basic Information, App-Level Tokens, with connections:write."
        yield Finding("SLACK_APP_TOKEN", State.WRONG, "is still the README's example", mend)
    elif not app_token.startswith("xapp-"):
        mend = "It has to begin with xapp-. Make one under Basic Information, App-Level Tokens, with connections:write."
        yield Finding("SLACK_APP_TOKEN", State.WRONG, "is no app-level token", mend)
    else:
        yield Finding("SLACK_APP_TOKEN", State.OK, f"{masked(app_token)}: Socket Mode")
    if secret is None:
        yield Finding("SLACK_SIGNING_SECRET", State.OFF, "not set: /slack/events is closed")
    else:
        yield Finding("SLACK_SIGNING_SECRET", State.OK, masked(secret))


def _oauth(settings: Settings) -> Iterator[Finding]:
    client_id, secret = settings.slack_client_id, _plain(settings.slack_client_secret)
    if client_id is None and secret is None:
        yield Finding("SLACK_CLIENT_ID", State.OFF, "not set: one workspace, by its token")
    elif client_id is None or secret is None:
        missing = "SLACK_CLIENT_ID" if client_id is None else "SLACK_CLIENT_SECRET"
        yield Finding(missing, State.WRONG, "not set, and the other half is", f"Set both or neither ({_CREDENTIALS}).")
    else:
        yield Finding("SLACK_CLIENT_ID", State.OK, client_id)
        yield Finding("SLACK_CLIENT_SECRET", State.OK, f"{masked(secret)}: workspaces install the bot by `clerk slack invite`")
        yield _key(settings)


def _key(settings: Settings) -> Finding:
    name, keys = "CLERK_SECRET_KEY", _plain(settings.secret_key)
    if keys is None:
        mend = "`clerk slack key` makes a key: set it, keep a copy of it away from the database, and start anew; what lies open is sealed then."
        return Finding(name, State.WARNING, "not set: tokens lie open in the database, and no further workspace can be installed", mend)
    several = len(keys.replace(",", " ").split())
    return Finding(
        name,
        State.OK,
        "tokens are sealed under it from now on" if several == 1 else f"tokens are sealed by the first of {several} keys, opened by each",
    )


def _plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret is not None else None


def _is_example(token: str) -> bool:
    return token.endswith(("...", "…"))
