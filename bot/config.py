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
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="WARNING", description="How much is logged; never message texts."
    )
