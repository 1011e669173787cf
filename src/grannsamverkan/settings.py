"""Every setting of a running register, one small class for each concern.

Values come from the environment, such as `GRANNSAMVERKAN_RATE_PER_SECOND=20`; a door reads them
once and hands them on, so nothing else looks at the environment.
"""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, StringConstraints
from pydantic_settings import BaseSettings, SettingsConfigDict


class RateSettings(BaseSettings):
    """How often one client may ask: a bucket of `burst` questions that fills by `per_second`.

    Questions about a home have a smaller one beside it, so that nobody asks a town through.
    """

    model_config = SettingsConfigDict(env_prefix="GRANNSAMVERKAN_RATE_")

    per_second: Annotated[float, Field(gt=0)] = 50.0
    burst: Annotated[int, Field(gt=0)] = 5_000
    homes_per_second: Annotated[float, Field(gt=0)] = 5.0
    homes_burst: Annotated[int, Field(gt=0)] = 300


class SizeSettings(BaseSettings):
    """How large a request may be, in bytes."""

    model_config = SettingsConfigDict(env_prefix="GRANNSAMVERKAN_SIZE_")

    body_bytes: Annotated[int, Field(gt=0)] = 65_536
    drawing_bytes: Annotated[int, Field(gt=0)] = 2_000_000
    upload_bytes: Annotated[int, Field(gt=0)] = 50_000_000


class SignInSettings(BaseSettings):
    """How people sign in: tries until one has to wait, how long a session lasts, what a password costs.

    One name may be tried `attempts` times in `minutes`, one client five times as often. The cost of
    a password is that of argon2id, as OWASP advises it.
    """

    model_config = SettingsConfigDict(env_prefix="GRANNSAMVERKAN_SIGN_IN_")

    attempts: Annotated[int, Field(gt=0)] = 10
    minutes: Annotated[float, Field(gt=0)] = 15.0
    idle_hours: Annotated[float, Field(gt=0)] = 12.0
    longest_days: Annotated[float, Field(gt=0)] = 30.0
    memory_kib: Annotated[int, Field(ge=8)] = 19_456
    passes: Annotated[int, Field(gt=0)] = 2

    @property
    def idle(self) -> timedelta:
        """After how long an unused session is over."""
        return timedelta(hours=self.idle_hours)

    @property
    def longest(self) -> timedelta:
        """After how long every session is over."""
        return timedelta(days=self.longest_days)


class ViewSettings(BaseSettings):
    """How many views the public form takes in an hour: from one client, and from all together."""

    model_config = SettingsConfigDict(env_prefix="GRANNSAMVERKAN_VIEWS_")

    client_per_hour: Annotated[int, Field(gt=0)] = 10
    per_hour: Annotated[int, Field(gt=0)] = 200


class InterestSettings(BaseSettings):
    """How many interests the public form takes in an hour: from one client, and in one municipality."""

    model_config = SettingsConfigDict(env_prefix="GRANNSAMVERKAN_INTERESTS_")

    client_per_hour: Annotated[int, Field(gt=0)] = 10
    per_hour: Annotated[int, Field(gt=0)] = 100


class FollowSettings(BaseSettings):
    """How many ask in an hour to follow something by mail: from one client, and all together."""

    model_config = SettingsConfigDict(env_prefix="GRANNSAMVERKAN_FOLLOW_")

    client_per_hour: Annotated[int, Field(gt=0)] = 20
    per_hour: Annotated[int, Field(gt=0)] = 200


class SsoSettings(BaseSettings):
    """The identity provider (OpenID Connect) that people may sign in by; none without an issuer."""

    model_config = SettingsConfigDict(env_prefix="GRANNSAMVERKAN_SSO_")

    issuer: str | None = None
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    label: str | None = None


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


class TileSettings(BaseSettings):
    """Map pictures from another site in the place of the base map of our own; none unless set.

    `url` is a template with `{z}`, `{x}` and `{y}`. Whoever opens a map then asks that site for pictures
    of where they look, so it is named on the privacy page.
    """

    model_config = SettingsConfigDict(env_prefix="GRANNSAMVERKAN_TILES_")

    url: Annotated[
        str | None,
        StringConstraints(
            pattern=r"^https://[A-Za-z0-9.-]+(:[0-9]+)?/(?:[^\s{}]|\{[zxy]\}|\{-y\}|\{r\})*$"
        ),
    ] = None
    attribution: Annotated[str, StringConstraints(max_length=200)] = ""

    @property
    def origin(self) -> str | None:
        """The site that the pictures come from, as a browser names it."""
        return self.url and "/".join(self.url.split("/")[:3])

    @property
    def host(self) -> str | None:
        """The site that the pictures come from, as a reader knows it."""
        return self.url and self.url.split("/")[2]


class ServerSettings(BaseSettings):
    """How a register on a server is reached, apart from its address: what `register.Bounds` says."""

    model_config = SettingsConfigDict(env_prefix="GRANNSAMVERKAN_REGISTER_")

    read: Annotated[str | None, StringConstraints(pattern=r"^postgres(ql)?(\+psycopg)?://\S+$")] = (
        None
    )
    pool: Annotated[int, Field(gt=0, le=1_000)] = 5
    overflow: Annotated[int, Field(ge=0, le=1_000)] = 10
    wait_seconds: Annotated[float, Field(gt=0, le=3_600)] = 5.0
    statement_seconds: Annotated[float, Field(gt=0, le=86_400)] = 60.0


class MetricsSettings(BaseSettings):
    """Where a serving process tells Prometheus how it fares: at a port of its own, nowhere unless one is set.

    Of several workers the first has the port that is set, the next one the port after it.
    """

    model_config = SettingsConfigDict(env_prefix="GRANNSAMVERKAN_METRICS_")

    port: Annotated[int | None, Field(gt=0, lt=65_536)] = None
    host: str = "127.0.0.1"


class Settings(BaseSettings):
    """What the register is, how it speaks, and where it keeps its own maps and what it can make again.

    `public_url` is the address the site has on the web; links in mail and letters begin with it.
    `security_contact` is where `/.well-known/security.txt` sends those who have found a hole.
    `log` is how the server tells of itself and its faults: lines for people, or one JSON object a line.
    """

    model_config = SettingsConfigDict(env_prefix="GRANNSAMVERKAN_", populate_by_name=True)

    register_at: Annotated[str, Field(validation_alias="GRANNSAMVERKAN_REGISTER")] = (
        "grannsamverkan.gpkg"
    )
    lang: Literal["sv", "en"] = "sv"
    log: Literal["text", "json"] = "text"
    cache_dir: Path | None = None
    maps: Path = Path("maps")
    public_url: Annotated[
        str | None, StringConstraints(pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$")
    ] = None
    security_contact: Annotated[
        str | None, StringConstraints(pattern=r"^(mailto:[^\s@]+@[^\s@]+|https://\S+)$")
    ] = None
    rate: RateSettings = Field(default_factory=RateSettings)
    size: SizeSettings = Field(default_factory=SizeSettings)
    sign_in: SignInSettings = Field(default_factory=SignInSettings)
    sso: SsoSettings = Field(default_factory=SsoSettings)
    mail: MailSettings = Field(default_factory=MailSettings)
    views: ViewSettings = Field(default_factory=ViewSettings)
    interests: InterestSettings = Field(default_factory=InterestSettings)
    follow: FollowSettings = Field(default_factory=FollowSettings)
    tiles: TileSettings = Field(default_factory=TileSettings)
    server: ServerSettings = Field(default_factory=ServerSettings)
    metrics: MetricsSettings = Field(default_factory=MetricsSettings)
