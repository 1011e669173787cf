"""Every setting of a running register, one small class for each concern.

Values come from the environment, such as `GRANNSAMVERKAN_RATE_PER_SECOND=20`; a door reads them
once and hands them on, so nothing else looks at the environment.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class RateSettings(BaseSettings):
    """How often one client may ask: a bucket of `burst` questions that fills by `per_second`."""

    model_config = SettingsConfigDict(env_prefix="GRANNSAMVERKAN_RATE_")

    per_second: Annotated[float, Field(gt=0)] = 50.0
    burst: Annotated[int, Field(gt=0)] = 5_000


class SizeSettings(BaseSettings):
    """How large a request may be, in bytes."""

    model_config = SettingsConfigDict(env_prefix="GRANNSAMVERKAN_SIZE_")

    body_bytes: Annotated[int, Field(gt=0)] = 65_536


class Settings(BaseSettings):
    """What the register is, how it speaks, and where it keeps its own maps and what it can make again."""

    model_config = SettingsConfigDict(env_prefix="GRANNSAMVERKAN_", populate_by_name=True)

    register_at: Annotated[str, Field(validation_alias="GRANNSAMVERKAN_REGISTER")] = (
        "grannsamverkan.gpkg"
    )
    lang: Literal["sv", "en"] = "sv"
    cache_dir: Path | None = None
    maps: Path = Path("maps")
    rate: RateSettings = Field(default_factory=RateSettings)
    size: SizeSettings = Field(default_factory=SizeSettings)
