"""The one family of errors that a user can meet.

    GrannsamverkanError        a fault with a text for the person who can mend it
    ├── Refused                the request was understood and is refused, with the reason   (exit 1, HTTP 422)
    │   ├── NotFound           the thing named is not there, or not for this reader         (exit 1, HTTP 404)
    │   ├── Conflict           someone else changed it first, or it exists already          (exit 1, HTTP 409)
    │   └── TooLarge           a limit that the message names was passed                    (exit 1, HTTP 413)
    └── Unavailable            the store cannot answer now; nothing was written             (exit 1, HTTP 503)

An error names a text in the catalogues (`locale/<language>/errors.toml`) and the values that go into
it; the door that meets the user (command line or web) translates it. Nothing else of an exception
ever reaches a client.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text of the catalogues inside another one: its key, and the values that go into it."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)


class GrannsamverkanError(Exception):
    """A fault that carries a catalogue key and values, so that a door can say it in the reader's language."""

    http_status: ClassVar[int] = 500

    def __init__(self, key: str, **values: object) -> None:
        """Take the catalogue key, without its leading `error.`, and the values its text names."""
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        """Give the key and values, for developers and logs; users get the translated text."""
        return f"{self.key} {self.values}" if self.values else self.key

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes whole: the reading of files happens in a child."""
        return _rebuild, (type(self), self.key, self.values)


def _rebuild(
    kind: type[GrannsamverkanError], key: str, values: dict[str, object]
) -> GrannsamverkanError:
    return kind(key, **values)


class Refused(GrannsamverkanError):
    """The request was understood and is refused; the text says why and how to mend it."""

    http_status = 422


class NotFound(Refused):
    """The thing asked for does not exist, or the reader may not know that it does."""

    http_status = 404


class Conflict(Refused):
    """The thing has changed or exists already; the text says what stands in the way."""

    http_status = 409


class TooLarge(Refused):
    """A limit was passed; the text names the limit."""

    http_status = 413


class Unavailable(GrannsamverkanError):
    """The store cannot answer at the moment; nothing was written and the caller may try again."""

    http_status = 503
