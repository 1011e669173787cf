"""Answers that the register, the day and the question settle alone: who has one is told so before it is made again."""

import hashlib
from collections.abc import Callable

from fastapi import Request, Response

from grannsamverkan.web.answered import is_known
from grannsamverkan.web.site import Site


def settled(
    site: Site,
    request: Request,
    made: Callable[[], bytes],
    *,
    media_type: str = "application/json",
    also: tuple[str | None, ...] = (),
) -> Response:
    """Return what `made` gives, or 304 to who names its mark; `also` is what it rests on beside the register.

    The head is read before the answer is made, so a change in between leaves an old mark on a newer
    answer, which costs one more question; never the other way round.
    """
    scope = request.scope
    facts = (
        site.register.head().hash,
        site.today().isoformat(),
        site.assets.digest,  # another version of the program may answer otherwise
        scope.get("language"),
        scope["path"],
        scope["query_string"],
        *also,
    )
    mark = f'"{hashlib.blake2b(repr(facts).encode(), digest_size=12).hexdigest()}"'
    if is_known(mark, request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers={"ETag": f"W/{mark}"})
    return Response(made(), media_type=media_type, headers={"ETag": mark})
