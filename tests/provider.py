"""A stub of an identity provider that really listens: discovery, keys, and a token for each code.

It signs what a test tells it to, rightly or wrongly; like a real one it holds a code to the client, the
way back and the PKCE verifier it was asked for with, and gives each out once.
"""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT_ID = "grannsamverkan"
CLIENT_SECRET = "en-hemlighet:med~kolon"  # noqa: S105 # of a stub


@cache
def rsa_key(number: int, kid: str) -> RSAKey:
    """Return one of some keys; making one takes a second."""
    del number
    return RSAKey.generate_key(2048, parameters={"kid": kid})


class StubProvider:
    """What the stub knows, and what it is to get wrong."""

    def __init__(self) -> None:
        """Make a key, and nothing to get wrong."""
        self.key = rsa_key(1, "first")
        self.published: list[Any] = [self.key]
        self.signing: Any = self.key
        self.algorithm = "RS256"
        self.claims: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.without: set[str] = set()
        self.begun: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.now = 0
        self.issuer = ""
        self.raw_token: str | None = None
        self.down = False

    def sign_in(self, address: str, **claims: object) -> str:
        """Do what a person does at the provider, and return the query it sends them back with."""
        parts = urlsplit(address)
        assert address.startswith(f"{self.issuer}/authorize?")
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = token_urlsafe(16)
        self.begun[code] = {**asked, "claims": json.dumps(claims)}
        return f"state={asked['state']}&code={code}"

    def token(self, fields: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Return what a code is exchanged for; None where the exchange is refused."""
        known = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        asked = self.begun.pop(fields.get("code", ""), None)
        if asked is None or known.split(":", 1) != [
            CLIENT_ID,
            CLIENT_SECRET,
        ]:
            return None
        challenge = base64.urlsafe_b64encode(
            hashlib.sha256(fields["code_verifier"].encode()).digest()
        )
        if (
            challenge.decode().rstrip("=") != asked["code_challenge"]
            or fields["redirect_uri"] != asked["redirect_uri"]
        ):
            return None
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "person-1",
            "iat": self.now,
            "exp": self.now + 300,
            "nonce": asked["nonce"],
            **json.loads(asked["claims"]),
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if name not in self.without}
        header = {"alg": self.algorithm, "kid": getattr(self.signing, "kid", None) or "first"}
        signed = self.raw_token or jwt.encode(
            header, claims, self.signing, algorithms=[self.algorithm]
        )
        return {"access_token": "unused", "token_type": "Bearer", "id_token": signed}


class _Handler(BaseHTTPRequestHandler):
    provider: StubProvider

    def do_GET(self) -> None:
        """Answer with the description or the keys."""
        known = self.provider
        known.asked.append(self.path)
        if known.down:
            self._answer(503, {})
        elif self.path == "/.well-known/openid-configuration":
            about = {
                "issuer": known.issuer,
                "authorization_endpoint": f"{known.issuer}/authorize",
                "token_endpoint": f"{known.issuer}/token",
                "jwks_uri": f"{known.issuer}/keys",
            }
            self._answer(200, {**about, **known.metadata})
        else:
            keys = KeySet(known.published).as_dict(private=False)
            self._answer(200, dict(keys))

    def do_POST(self) -> None:
        """Exchange a code."""
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        fields = {name: values[0] for name, values in parse_qs(body).items()}
        token = self.provider.token(fields, self.headers.get("authorization", ""))
        if token is None:
            self._answer(400, {"error": "invalid_grant"})
        else:
            self._answer(200, token)

    def _answer(self, status: int, data: dict[str, Any]) -> None:
        content = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def listening() -> Iterator[StubProvider]:
    """Run a stub for as long as the block lasts."""
    provider = StubProvider()
    handler = type("Handler", (_Handler,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    yield provider
    server.shutdown()
    server.server_close()
    thread.join()
