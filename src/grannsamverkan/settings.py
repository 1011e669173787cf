"""Every setting of a running register, one small class for each concern.

Values come from the environment, such as `GRANNSAMVERKAN_RATE_PER_SECOND=20`; a door reads them
once and hands them on, so nothing else looks at the environment.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, StringConstraints
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


class MailSettings(BaseSettings):
    """Through which SMTP server mail leaves, and whom it is from; without both, nothing is sent.

    `security` is how the connection is protected: `starttls` (begun plainly, then encrypted, or not at
    all), `tls` (from the first byte) or `none`, which only a server on the same machine should need.
    """

    model_config = SettingsConfigDict(env_prefix="GRANNSAMVERKAN_MAIL_")

    host: str | None = None
    port: Annotated[int, Field(gt=0, lt=65_536)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password: SecretStr | None = None
    sender: str | None = None
    reply_to: str | None = None
    timeout_seconds: Annotated[float, Field(gt=0)] = 20.0

    @property
    def ready(self) -> bool:
        """Whether mail can be sent."""
        return bool(self.host and self.sender)


class Settings(BaseSettings):
    """What the register is, how it speaks, and where it keeps its own maps and what it can make again.

    `public_url` is the address the site has on the web; links in mail and letters begin with it.
    """

    model_config = SettingsConfigDict(env_prefix="GRANNSAMVERKAN_", populate_by_name=True)

    register_at: Annotated[str, Field(validation_alias="GRANNSAMVERKAN_REGISTER")] = (
        "grannsamverkan.gpkg"
    )
    lang: Literal["sv", "en"] = "sv"
    cache_dir: Path | None = None
    maps: Path = Path("maps")
    public_url: Annotated[
        str | None, StringConstraints(pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$")
    ] = None
    rate: RateSettings = Field(default_factory=RateSettings)
    size: SizeSettings = Field(default_factory=SizeSettings)
    mail: MailSettings = Field(default_factory=MailSettings)
