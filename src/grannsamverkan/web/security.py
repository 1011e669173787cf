"""What every answer carries and what no question may be: headers, and limits on rate and size.

Pure ASGI, so that nothing is buffered and the language of the path is known to all that comes after.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from ipaddress import IPv6Address, ip_address

from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from grannsamverkan.settings import RateSettings, SizeSettings

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "connect-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'"
)

ANYONE_MAY_FRAME = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
"""The policy of the map that is made to stand on other sites; nothing in it can be changed or signed in to."""

FOLDER_POLICY = (
    "default-src 'none'; "
    "script-src 'self' file:; "
    "style-src 'self' file:; "
    "img-src 'self' data: file:; "
    "form-action 'none'; "
    "base-uri 'none'"
)
"""The policy of a page in a folder of files: it asks nobody, and no form is sent.

Some browsers take no file for `'self'` when the page is a file itself; from the web `file:` opens nothing.
"""


def with_pictures(policy: str, origin: str | None) -> str:
    """Return a policy that lets pictures come from one more site, if there is one."""
    return policy.replace("img-src 'self'", f"img-src 'self' {origin}") if origin else policy


HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-cache",
}
"""Sent with every answer that does not say otherwise itself."""

UNTOLD: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
"""FastAPI's telemetry, all of it off: a place that someone asks about could be in what it tells, wherever it is sent."""

UPLOADS = ("/arbete/importera",)
"""Where whole files come in."""

DRAWINGS = ("/arbete/rita/",)
"""Where borders come in that someone has drawn."""

ABOUT_HOMES = "/kolla"
"""Where one asks about a home, and gets suggestions while typing."""

_CLIENTS_REMEMBERED = 10_000


def headers(pictures: str | None) -> list[tuple[bytes, bytes]]:
    """Return `HEADERS` as they are sent; `pictures` is a site that map pictures may come from."""
    policy = with_pictures(CONTENT_SECURITY_POLICY, pictures)
    said = HEADERS | {"Content-Security-Policy": policy}
    return [(name.lower().encode(), value.encode()) for name, value in said.items()]


class Headers:
    """Middleware that puts the security headers on every answer."""

    def __init__(self, app: ASGIApp, *, headers: Sequence[tuple[bytes, bytes]]) -> None:
        """Wrap an application whose answers have these headers, unless they say otherwise themselves."""
        self.app = app
        self.headers = headers
        self._missing: dict[tuple[bytes, ...], list[tuple[bytes, bytes]]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the question on, and add the headers to the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                more = self._missing_in(tuple([name for name, _ in message["headers"]]))
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _missing_in(self, names: tuple[bytes, ...]) -> list[tuple[bytes, bytes]]:
        """Return the headers that an answer with these lacks; kept, since answers have few sets of them."""
        if names not in self._missing:
            known = {name.lower() for name in names}
            if b"content-security-policy" in known:  # says itself who may frame it
                known.add(b"x-frame-options")
            self._missing[names] = [one for one in self.headers if one[0] not in known]
        return self._missing[names]


class Language:
    """Middleware that reads the language from the path: `/en/karta` is `/karta` in English.

    The first language of the register's country has no prefix.
    """

    def __init__(self, app: ASGIApp, *, languages: Sequence[str]) -> None:
        """Wrap an application; the pages are in these languages."""
        self.app = app
        self.prefixed = frozenset(languages[1:])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the question on with `scope["language"]` set and the prefix gone."""
        if "\0" in scope.get("path", ""):  # a name no database holds, and one of them fails at
            scope["path"] = scope["path"].replace("\0", "\N{REPLACEMENT CHARACTER}")
        _, prefix, *rest = f"{scope.get('path', '')}/".split("/")
        if prefix in self.prefixed:
            # changed in place, since the page for an unforeseen fault is made outside all middleware
            scope["path"] = "/" + "/".join(rest[:-1])
            scope["language"] = prefix
        await self.app(scope, receive, send)


class SizeLimit:
    """Middleware that stops reading a body once it is larger than allowed at its path."""

    def __init__(self, app: ASGIApp, *, settings: SizeSettings) -> None:
        """Wrap an application; the settings say how many bytes a body may hold."""
        self.app = app
        self.settings = settings

    def limit_bytes(self, path: str) -> int:
        """Return how large a body may be: files and drawings of the workspace are larger than forms."""
        if path.startswith(UPLOADS):
            return self.settings.upload_bytes
        drawing = path.startswith(DRAWINGS)
        return self.settings.drawing_bytes if drawing else self.settings.body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the question on; reading too much of its body answers 413."""
        read, limit_bytes = 0, self.limit_bytes(scope.get("path", ""))

        async def receive_counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit_bytes:
                # an HTTPException, since FastAPI turns anything else met while reading into a 400
                raise HTTPException(413)
            return message

        await self.app(scope, receive_counted, send)


class Buckets:
    """A bucket for each of the newest clients, in memory alone: each holds so much, and fills with time."""

    def __init__(
        self, *, burst: float, per_second: float, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        """Take what a bucket holds, how fast it fills, and what tells the time."""
        self.burst = burst
        self.per_second = per_second
        self.seconds = seconds
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, client: str) -> bool:
        """Take one out of a client's bucket, and say whether there was one."""
        now = self.seconds()
        left, at = self._buckets.pop(client, (float(self.burst), now))
        left = min(self.burst, left + (now - at) * self.per_second)
        allowed = left >= 1
        self._buckets[client] = (left - allowed, now)
        if len(self._buckets) > _CLIENTS_REMEMBERED:
            self._buckets.popitem(last=False)
        return allowed

    def spent(self, client: str) -> bool:
        """Say whether a client has none left, without taking one."""
        left, at = self._buckets.get(client, (self.burst, self.seconds()))
        return left + (self.seconds() - at) * self.per_second < 1


def visits(settings: RateSettings, *, seconds: Callable[[], float] = time.monotonic) -> Buckets:
    """Return the buckets that questions of all kinds are taken out of."""
    return Buckets(burst=settings.burst, per_second=settings.per_second, seconds=seconds)


class RateLimit:
    """Middleware that answers 429 to a client whose bucket is empty.

    A client is known by its address; an IPv6 network of 64 bits is one client.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        settings: RateSettings,
        refuse: ASGIApp,
        buckets: Buckets,
    ) -> None:
        """Wrap an application; `refuse` answers in its place, and `buckets` are those of `visits`."""
        self.app = app
        self.refuse = refuse
        self.buckets = buckets
        self.homes = Buckets(burst=settings.homes_burst, per_second=settings.homes_per_second)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the question on, or refuse it."""
        if scope["type"] == "http" and not self._allowed(scope):
            await self.refuse(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _allowed(self, scope: Scope) -> bool:
        client = client_of(scope)
        about_a_home = scope["method"] == "POST" and scope["path"].startswith(ABOUT_HOMES)
        return self.buckets.take(client) and (not about_a_home or self.homes.take(client))


def client_of(scope: Scope) -> str:
    """Return what a client is known by: its address, of IPv6 its network."""
    host: str = (scope.get("client") or ("", 0))[0]
    if ":" not in host:
        return host
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return address.exploded[:19] if isinstance(address, IPv6Address) else host
