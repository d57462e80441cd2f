"""The settings: from the environment or a `.env` file, in one typed class."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What a deployment may set. An empty environment is a working one."""

    model_config = SettingsConfigDict(env_file=".env", env_prefix="CLERK_", extra="ignore")

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
    timezone: str | None = Field(default=None, description="The timezone that times are shown in; the council's own when not set.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="WARNING", description="How much is logged; never message texts."
    )
