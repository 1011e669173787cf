"""OpenID Connect: asking an identity provider who someone is, and believing only what it has signed.

Authorization code with PKCE, state and nonce. A way in is good once, for a few minutes, in the browser
that began it. The libraries come with the extra `sso`.
"""

import hmac
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from grannsamverkan.errors import Refused, Unavailable
from grannsamverkan.settings import SsoSettings

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""How a provider may sign: never with a secret that is shared, and never not at all."""

_SCOPE = "openid email profile"
_PATIENCE_S = 8.0
_LEEWAY_S = 60
_BEGUN_FOR = timedelta(minutes=10)
_BEGUN = 10_000
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Begun:
    """A way in that someone has begun: what the answer must match, and where it leads."""

    state: str
    nonce: str
    verifier: str
    browser: str
    till: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the provider vouches for: a lasting id with the issuer's name, and the mail it has verified."""

    subject: str
    mail: str | None


class Ways:
    """The ways in that are begun, in memory alone; each is handed out once."""

    def __init__(self) -> None:
        """Begin with none."""
        self._begun: OrderedDict[str, Begun] = OrderedDict()
        self._lock = Lock()

    def begin(self, till: str, now: datetime) -> tuple[Begun, str]:
        """Return a new way in, and the token that its browser keeps."""
        browser = token_urlsafe(32)
        begun = Begun(
            state=token_urlsafe(32),
            nonce=token_urlsafe(32),
            verifier=token_urlsafe(48),
            browser=_digest(browser),
            till=till,
            until=now + _BEGUN_FOR,
        )
        with self._lock:
            self._begun[begun.state] = begun
            while len(self._begun) > _BEGUN:
                self._begun.popitem(last=False)
        return begun, browser

    def take(self, state: str, browser: str, now: datetime) -> Begun:
        """Return a way in that this browser began, which is then used up.

        Raises:
            Refused: there is none, or no longer, or another browser began it.
        """
        with self._lock:
            begun = self._begun.pop(state, None)
        if (
            begun is None
            or now >= begun.until
            or not hmac.compare_digest(begun.browser, _digest(browser))
        ):
            raise Refused("sso.begun_elsewhere")
        return begun


@dataclass
class Provider:
    """One identity provider; what it says of itself is asked for once, its keys again when one is new."""

    settings: SsoSettings
    back: str
    _about: dict[str, Any] = field(default_factory=dict)
    _keys: dict[str, Any] = field(default_factory=dict)

    def address(self, begun: Begun) -> str:
        """Return where at the provider one signs in.

        Raises:
            Unavailable: the provider does not answer, or not as one.
        """
        with self._client() as client:
            address, _ = client.create_authorization_url(
                self._metadata()["authorization_endpoint"],
                state=begun.state,
                nonce=begun.nonce,
                code_verifier=begun.verifier,
            )
        return str(address)

    def person(self, begun: Begun, code: str, now: datetime) -> Person:
        """Return whom the provider vouches for in exchange for its code.

        Raises:
            Refused: it vouches for nobody, or what it says is not signed by it, for us, for this way
                in and for now. Unavailable: the provider does not answer.
        """
        token = self._exchanged(begun, code)
        claims = self._claims(str(token.get("id_token", "")), begun, token, now)
        mail = claims.get("email") if claims.get("email_verified") is True else None
        return Person(f"{claims['iss']}#{claims['sub']}", mail and str(mail).strip().casefold())

    def _exchanged(self, begun: Begun, code: str) -> Mapping[str, Any]:
        import httpx
        from authlib.common.errors import AuthlibBaseError

        try:
            with self._client() as client:
                found: Mapping[str, Any] = client.fetch_token(
                    self._metadata()["token_endpoint"], code=code, code_verifier=begun.verifier
                )
        except httpx.HTTPError as error:
            raise Unavailable("sso.unreachable") from error
        except (AuthlibBaseError, ValueError) as error:
            raise Refused("sso.not_vouched") from error
        return found

    def _claims(
        self, signed: str, begun: Begun, token: Mapping[str, Any], now: datetime
    ) -> Mapping[str, Any]:
        from authlib.oidc.core import CodeIDToken
        from joserfc.errors import JoseError

        try:
            decoded = self._decoded(signed)
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                {
                    "iss": {"essential": True, "value": self.settings.issuer},
                    "aud": {"essential": True, "value": self.settings.client_id},
                    "nonce": {"essential": True, "value": begun.nonce},
                    "sub": {"essential": True},
                },
                {
                    "nonce": begun.nonce,
                    "client_id": self.settings.client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(now=int(now.timestamp()), leeway=_LEEWAY_S)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise Refused("sso.not_vouched") from error
        return dict(claims)

    def _decoded(self, signed: str) -> Any:  # noqa: ANN401 # joserfc's own kind
        """Return a token whose signature is the provider's; a key that is new is asked for once."""
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError
        from joserfc.jwk import KeySet

        try:
            return jwt.decode(signed, KeySet.import_key_set(self._key_set()), list(_ALGORITHMS))
        except InvalidKeyIdError:
            self._keys.clear()
            return jwt.decode(signed, KeySet.import_key_set(self._key_set()), list(_ALGORITHMS))

    def _key_set(self) -> Any:  # noqa: ANN401 # a dictionary of keys as joserfc reads it
        if not self._keys:
            self._keys = self._fetched(self._metadata()["jwks_uri"])
        return self._keys

    def _metadata(self) -> Mapping[str, Any]:
        if not self._about:
            issuer = str(self.settings.issuer).rstrip("/")
            about = self._fetched(f"{issuer}/.well-known/openid-configuration")
            if about.get("issuer") != self.settings.issuer or not all(
                _is_protected(about.get(name))
                for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
            ):
                raise Unavailable("sso.unreachable")
            self._about = about
        return self._about

    def _fetched(self, address: str) -> dict[str, Any]:
        import httpx

        if not _is_protected(address):
            raise Unavailable("sso.unreachable")
        try:
            found = httpx.get(address, timeout=_PATIENCE_S).raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unavailable("sso.unreachable") from error
        return found if isinstance(found, dict) else {}

    def _client(self) -> Any:  # noqa: ANN401 # Authlib's own kind
        from authlib.integrations.httpx_client import OAuth2Client

        return OAuth2Client(
            client_id=self.settings.client_id,
            client_secret=self.settings.client_secret.get_secret_value() or None,
            scope=_SCOPE,
            redirect_uri=self.back,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic"  # the name of a method
            if self.settings.client_secret.get_secret_value()
            else "none",
            timeout=_PATIENCE_S,
        )


def installed() -> bool:
    """Say whether the libraries of the extra `sso` are there."""
    from importlib.util import find_spec

    return all(find_spec(name) for name in ("authlib", "httpx", "joserfc"))


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def _is_protected(address: object) -> bool:
    parts = urlsplit(str(address))
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
