"""What a public site owes its readers: accessibility, privacy, whether it works, and what programs may fetch."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from importlib.metadata import version

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from grannsamverkan.domain.period import months_after
from grannsamverkan.errors import NotFound
from grannsamverkan.i18n import LANGUAGES, catalogue
from grannsamverkan.web.site import Site, SiteDep

router = APIRouter(include_in_schema=False)

ASSESSED = date(2026, 11, 27)
"""When every public page was last gone through for the accessibility statement: a new day with each time."""

ACCESSIBILITY = ("state", "how", "gaps", "tell", "board")
PRIVACY = (
    "visit",
    "place",
    "opinion",
    "contacts",
    "interest",
    "follow",
    "staff",
    "never",
    "rights",
)
_HELD = "privacy.held."
_EXPIRES_MONTHS = 6
_NOT_FOR_ROBOTS = ("/arbete", "/svar", "/kolla")


@router.get("/tillganglighet")
def accessibility(request: Request, site: SiteDep) -> Response:
    """Return the accessibility statement, with whom to tell."""
    return _page(request, site, "accessibility", ACCESSIBILITY)


@router.get("/integritet")
def privacy(request: Request, site: SiteDep) -> Response:
    """Return what is kept of whom and for how long, and what never is."""
    names = [
        key.removeprefix(_HELD).removesuffix(".name")
        for key in catalogue("sv").under(_HELD)
        if key.endswith(".name")
    ]
    return _page(request, site, "integrity", PRIVACY, held=names)


def _page(
    request: Request, site: Site, room: str, parts: Sequence[str], *, held: Sequence[str] = ()
) -> Response:
    view = site.view()
    return site.page(
        request,
        "duties.html",
        room=room,
        parts_shown=parts,
        places=view.snapshot.municipalities,
        held=held,
        host=site.settings.tiles.host,
        assessed=ASSESSED,
    )


@router.get("/status")
def status(request: Request, site: SiteDep) -> Response:
    """Return whether the register answers, and how new what it tells is."""
    view = site.view()
    return site.page(
        request,
        "status.html",
        changed_at=site.register.changed_at(),
        count=view.count,
        version=version("grannsamverkan"),
    )


@router.get("/robots.txt")
def robots(site: SiteDep) -> Response:
    """Return what search engines may fetch: nothing of an example, since all of it is invented."""
    closed = ("/",) if site.register.info.example else _NOT_FOR_ROBOTS
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return PlainTextResponse("\n".join(lines) + "\n")


@router.get("/.well-known/security.txt")
def security(site: SiteDep) -> Response:
    """Return whom to tell of a hole (RFC 9116): what is set, else the mailbox of the only municipality.

    Raises:
        NotFound: there is neither.
    """
    places = site.view().snapshot.municipalities
    mail = places[0].contact_mail if len(places) == 1 else None
    contact = site.settings.security_contact or (mail and f"mailto:{mail}")
    if not contact:
        raise NotFound("web.page")
    until = months_after(site.today().replace(day=1), _EXPIRES_MONTHS)
    expires = datetime.combine(until, time(), UTC).isoformat().replace("+00:00", "Z")
    languages = ", ".join(dict.fromkeys((site.languages[0], *LANGUAGES)))
    lines = (f"Contact: {contact}", f"Expires: {expires}", f"Preferred-Languages: {languages}")
    return PlainTextResponse("\n".join(lines) + "\n")
