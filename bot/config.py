"""The settings: from the environment or a `.env` file, in one typed class."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What a deployment may set. An empty environment is a working one."""

    model_config = SettingsConfigDict(env_file=".env", env_prefix="CLERK_", extra="ignore", populate_by_name=True)

    council: str | None = Field(default=None, description="The default council's key.")
    packs: Path | None = Field(default=None, description="A folder of further packs, one folder each.")
    cache: Path | None = Field(default=None, description="Where what is learned from further packs is kept.")
    database_url: str | None = Field(
        default=None, description="sqlite:///path or postgresql://user:password@host/name; a file in the user's data folder when not set."
    )
    local_target: int | None = Field(
        default=None,
        gt=0,
        le=60,
        description="Working days in which enquiries are to be answered where the protocol sets no number; shown as local.",
    )
    timezone: str | None = Field(
        default=None, description="The timezone that is used instead of the council's own, to tell days and to show times."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="WARNING", description="How much is logged; never message texts."
    )
    host: str = Field(default="127.0.0.1", description="The address on which the service listens.")
    port: int = Field(default=3000, ge=0, le=65535, description="The port on which the service listens.")
    secret_key: SecretStr | None = Field(
        default=None,
        description="Under which tokens are sealed in the database; several, separated by commas: the first seals, each opens.",
    )
    public_url: str | None = Field(default=None, description="The address at which the service is reached from outside, https://...")
    website_url: str | None = Field(default=None, description="A page on the service for its users, shown with the app in Teams.")
    privacy_url: str | None = Field(default=None, description="The council's privacy notice, shown with the app in Teams.")
    terms_url: str | None = Field(default=None, description="The terms of use, shown with the app in Teams.")
    slack_base_url: str = Field(default="https://slack.com/api/", description="Another address of Slack's Web API, for tests.")
    slack_bot_token: SecretStr | None = Field(
        default=None, validation_alias="SLACK_BOT_TOKEN", description="The token of the bot in one workspace (xoxb-...)."
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None, validation_alias="SLACK_SIGNING_SECRET", description="What Slack signs its requests with; for HTTP."
    )
    slack_app_token: SecretStr | None = Field(
        default=None, validation_alias="SLACK_APP_TOKEN", description="The app's token (xapp-...); set, Socket Mode is used."
    )
    slack_client_id: str | None = Field(
        default=None, validation_alias="SLACK_CLIENT_ID", description="With the client secret: several workspaces install the bot by OAuth."
    )
    slack_client_secret: SecretStr | None = Field(
        default=None, validation_alias="SLACK_CLIENT_SECRET", description="With the client id: several workspaces install the bot by OAuth."
    )
    teams_app_id: str | None = Field(
        default=None, validation_alias="MicrosoftAppId", description="The bot's application (client) ID in Entra ID; set, Teams is on."
    )
    teams_app_password: SecretStr | None = Field(
        default=None, validation_alias="MicrosoftAppPassword", description="The application's client secret; not with a managed identity."
    )
    teams_app_type: Literal["SingleTenant", "UserAssignedMSI"] = Field(
        default="SingleTenant",
        validation_alias="MicrosoftAppType",
        description="How the bot proves who it is: by a secret or a managed identity.",
    )
    teams_app_tenant: str | None = Field(
        default=None, validation_alias="MicrosoftAppTenantId", description="The ID of the council's tenant; others are refused."
    )
    teams_insecure: bool = Field(
        default=False,
        description="Take everything on /api/messages unchecked, for Microsoft's Agents Playground: only on loopback, only without an app ID.",
    )

    @field_validator("teams_app_type", mode="before")
    @classmethod
    def _empty_is_single_tenant(cls, value: object) -> object:
        return "SingleTenant" if isinstance(value, str) and not value.strip() else value

    @field_validator(
        "slack_bot_token",
        "slack_signing_secret",
        "slack_app_token",
        "slack_client_id",
        "slack_client_secret",
        "secret_key",
        "public_url",
        "website_url",
        "privacy_url",
        "terms_url",
        "teams_app_id",
        "teams_app_password",
        "teams_app_tenant",
        mode="before",
    )
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        """Take an empty value, as a template of a `.env` file has it, as none."""
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("secret_key")
    @classmethod
    def _keys_are_keys(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            from bot.store.sealing import keys_in  # noqa: PLC0415 - cryptography only where there is a key

            keys_in(value.get_secret_value())
        return value

    @field_validator("timezone")
    @classmethod
    def _timezone_exists(cls, name: str | None) -> str | None:
        try:
            ZoneInfo(name or "UTC")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"there is no timezone {name!r}; give one like Europe/London") from None
        return name
