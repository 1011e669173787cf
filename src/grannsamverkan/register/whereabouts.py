"""Where a register is: a path, or the `postgresql://` URL of a database, which can hold a password."""

import re

import sqlalchemy as sa

from grannsamverkan.errors import Refused

_POSTGRESQL = re.compile(r"postgres(ql)?(\+psycopg)?://")
_SCHEME = re.compile(r"postgres(ql)?[:+]|[A-Za-z][A-Za-z0-9+.-]+://")
_SIGNED_IN = re.compile(r"//.*@")


def looks_like_url(where: str) -> bool:
    """Say whether someone meant a URL and not a path."""
    return _SCHEME.match(where) is not None


def server_url(where: str) -> sa.URL:
    """Return a `postgresql://` URL in its parts, for the driver we use.

    Raises:
        Refused: it is none, which is said without a word of it.
    """
    parsed = _parsed(where) if _POSTGRESQL.match(where) else None
    if parsed is None:
        raise Refused("store.not_a_url")
    return parsed.set(drivername="postgresql+psycopg")


def shown(where: str) -> str:
    """Return where a register is as it can be shown: a URL without its passwords, or nothing of it that cannot be read."""
    if not looks_like_url(where) and not _SIGNED_IN.search(where):
        return where
    parsed = _parsed(where)
    if parsed is None:
        return "…"
    secret = [name for name in parsed.query if "password" in name.lower()]
    return parsed.difference_update_query(secret).render_as_string(hide_password=True)


def _parsed(where: str) -> sa.URL | None:
    """Return the parts of a URL, None where it has none or a password may have slid into another part."""
    try:
        parsed = sa.make_url(where)
    except (sa.exc.ArgumentError, ValueError):  # a port that is no number is the latter
        return None
    return None if "@" in f"{parsed.host}{parsed.database}" else parsed
