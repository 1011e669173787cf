"""What people fill in: forms read once, held to their session's token, each field to what it can be."""

import hmac
import re
from collections.abc import AsyncIterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

import orjson
from fastapi import Depends, Request, UploadFile
from starlette.datastructures import FormData

from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import Refused
from grannsamverkan.web.site import site_of
from grannsamverkan.web.staff.visits import VisitDep

TOKEN_FIELD = "csrf"  # noqa: S105 # the name of a field, not its value
TOKEN_HEADER = "x-csrf"  # noqa: S105 # as above

_FIELDS = 5_000
_FILES = 20
_LONGEST = 4_000
_DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")

E = TypeVar("E", bound=StrEnum)


class Form:
    """The fields of a form that someone sent; a value that a field cannot have is refused in words."""

    def __init__(self, fields: FormData) -> None:
        """Take the fields."""
        self._fields = fields

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    @property
    def names(self) -> list[str]:
        """The names of the fields that were sent."""
        return list(self._fields)

    def text(self, name: str, *, longest: int = _LONGEST) -> str:
        """Return a text without blanks around it, empty where there is none.

        Raises:
            Refused: it is longer than it may be.
        """
        value = self._fields.get(name, "")
        plain = value if isinstance(value, str) else ""
        plain = plain.replace("\r\n", "\n").replace("\0", "").strip()
        if len(plain) > longest:
            raise Refused("form.too_long", start=plain[:20], longest=longest)
        return plain

    def secret(self, name: str) -> str:
        """Return a password just as it was typed."""
        value = self._fields.get(name, "")
        return value if isinstance(value, str) else ""

    def all(self, name: str) -> list[str]:
        """Return every value of a field that can be there several times, without the empty ones."""
        return [value for value in self._fields.getlist(name) if isinstance(value, str) and value]

    def ticked(self, name: str) -> bool:
        """Say whether a box is ticked."""
        return name in self._fields

    def day(self, name: str) -> date | None:
        """Return a day, None where there is none.

        Raises:
            Refused: not a day that there is.
        """
        stated = self.stated(name)
        if stated is not None and stated != StatedDate(stated.counts_on):
            raise Refused("form.not_a_day", text=self.text(name)[:40])
        return stated.counts_on if stated else None

    def stated(self, name: str) -> StatedDate | None:
        """Return a day as it is stated, which may be a month or a year; None where there is none.

        Raises:
            Refused: not a day, a month or a year.
        """
        text = self.text(name)
        return StatedDate.parse(text) if text else None

    def number(self, name: str) -> int | None:
        """Return a whole number from 0, None where there is none; blanks may part the thousands.

        Raises:
            Refused: not a whole number, or larger than any count is.
        """
        text = "".join(self.text(name).split())
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 9):  # noqa: PLR2004 # digits of a count
            raise Refused("form.not_a_number", text=text[:40])
        return int(text)

    def decimal(self, name: str) -> float | None:
        """Return a number that may have decimals, None where there is none; `80 %` is 0.8.

        Raises:
            Refused: not a number.
        """
        text = "".join(self.text(name).split()).replace(",", ".")
        if not text:
            return None
        plain = text.removesuffix("%")
        if not _DECIMAL.fullmatch(plain):
            raise Refused("form.not_a_decimal", text=text[:40])
        return float(plain) if plain == text else float(plain) / 100

    def choice(self, name: str, kind: type[E]) -> E | None:
        """Return one of the things there are to choose from, None where nothing is chosen.

        Raises:
            Refused: none of them.
        """
        text = self.text(name)
        if not text:
            return None
        try:
            return kind(text)
        except ValueError as error:
            raise Refused("form.not_a_choice", text=text[:40]) from error

    def file(self, name: str) -> UploadFile | None:
        """Return a file, None where none was sent; it is gone once the question is answered."""
        value = self._fields.get(name)
        return value if value and not isinstance(value, str) else None  # type: ignore[return-value]  # Starlette's own kind


def refuse_foreign(request: Request) -> None:
    """Refuse what another site sends in the name of whoever visits it.

    Raises:
        Refused: the browser says that it comes from elsewhere, or does not say.
    """
    fetch = request.headers.get("sec-fetch-site")
    if fetch is not None:
        own = fetch == "same-origin"
    else:
        origin = urlsplit(request.headers.get("origin", ""))
        own = (origin.scheme, origin.netloc) == (request.url.scheme, request.url.netloc)
    if not own:
        raise Refused("form.from_elsewhere")


def _refuse_other_token(given: str, visit: VisitDep) -> None:
    if not hmac.compare_digest(given.encode("utf-8", "replace"), visit.session.csrf.encode()):
        raise Refused("form.outdated")


async def open_form(request: Request) -> AsyncIterator[Form]:
    """Give a form that one sends without being signed in, such as that for signing in.

    Raises:
        Refused: it comes from another site.
    """
    refuse_foreign(request)
    async for form in filled_form(request):
        yield form


async def filled_form(request: Request) -> AsyncIterator[Form]:
    """Give a form that changes nothing, and so may come from anywhere: pages of no referrer say not from where."""
    size = site_of(request).settings.size
    async with request.form(
        max_files=_FILES, max_fields=_FIELDS, max_part_size=size.drawing_bytes
    ) as fields:
        yield Form(fields)


async def form(visit: VisitDep, sent: Annotated[Form, Depends(open_form)]) -> Form:
    """Give the form of someone who is signed in.

    Raises:
        Refused: it comes from another site, or from a page of another session.
    """
    _refuse_other_token(sent.secret(TOKEN_FIELD), visit)
    return sent


async def sent_json(request: Request, visit: VisitDep) -> dict[str, Any]:
    """Give the JSON object that a script of ours sent, with the session's token in its header.

    Raises:
        Refused: it comes from elsewhere, or is no JSON object.
    """
    refuse_foreign(request)
    _refuse_other_token(request.headers.get(TOKEN_HEADER, ""), visit)
    try:
        # it refuses halves of characters too, which no database takes
        data = orjson.loads(await request.body())
    except ValueError as error:
        raise Refused("web.not_json") from error
    if not isinstance(data, dict):
        raise Refused("web.not_json")
    return data


OpenFormDep = Annotated[Form, Depends(open_form)]
FilledFormDep = Annotated[Form, Depends(filled_form)]
FormDep = Annotated[Form, Depends(form)]
JsonDep = Annotated[dict[str, Any], Depends(sent_json)]
