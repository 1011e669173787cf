"""What pages share: the register, the clock, the templates, and the public view of today."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from typing import Annotated
from urllib.parse import quote

import jinja2
from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from grannsamverkan.country import Country, country
from grannsamverkan.i18n import LANGUAGES, Translator, translator
from grannsamverkan.maps import assets as maps
from grannsamverkan.reports import assets as reports
from grannsamverkan.settings import Settings
from grannsamverkan.web.assets import Assets
from grannsamverkan.web.security import FOLDER_POLICY
from grannsamverkan.web.standby import Standby
from grannsamverkan.web.views import Head, PublicDay, PublicRegister, TurnTo

_HERE = Path(__file__).parent

WORKSPACE = "/arbete"
"""What the addresses of the workspace begin with."""

_DAYS_KEPT = 8
"""How many days' views are kept, the last asked for; of a country fewer:"""

_AREAS_KEPT = 250_000
"""So many areas the views that are kept have together at most, the newest one aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """What a page has to know that is to lie in a folder of files, where no server answers.

    Attributes:
        languages: those that the folder is in.
        words: by language, the address of the script that tells the others what they need.
        addresses: whether one can ask by address, and look up a street in a list.
        linked: whether the address of the site on the web is known, to be printed.
        live: the address of the site that answers, for what needs a server.
    """

    languages: tuple[str, ...]
    words: Mapping[str, str] = field(default_factory=dict)
    addresses: bool = False
    linked: bool = False
    live: str | None = None

    @property
    def policy(self) -> str:
        """The policy that stands in the page itself: files have no headers."""
        return FOLDER_POLICY


class Site:
    """One register on the web."""

    def __init__(
        self, settings: Settings, register: PublicRegister, clock: Callable[[], datetime]
    ) -> None:
        """Join settings, register and clock; reads the static files and finds the templates."""
        self.settings = settings
        self.register = register
        self.country: Country = country(register.info.country)
        self.clock = clock
        self.assets = Assets.read(_HERE / "static", maps.FOLDER, reports.FOLDER)
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._lock = Lock()
        self._days: OrderedDict[tuple[Head, date, date], PublicDay] = OrderedDict()
        self._making: dict[tuple[Head, date, date], Lock] = {}
        self.standby = Standby(self.indexed_view, self.today, lambda: register.writes)

    def today(self) -> date:
        """Return the day it is."""
        return self.clock().date()

    def view(self, on: date | None = None) -> PublicDay:
        """Return the public view of a day, today's when none is named; made anew when the register changes.

        While one day's is being made, those that are there answer.
        """
        key = self._key(on)
        with self._lock:
            if (kept := self._days.get(key)) is not None:
                self._days.move_to_end(key)
                return kept
            making = self._making.setdefault(key, Lock())
        with making:
            with self._lock:
                if (kept := self._days.get(key)) is not None:
                    return kept
            try:
                return self._made(key)
            finally:
                with self._lock:
                    self._making.pop(key, None)

    def _made(self, key: tuple[Head, date, date]) -> PublicDay:
        head, today, day = key
        made = self._renewed(head, today, day)
        if made is None:
            snapshot = self.register.public(on=day, today=today)
            made = PublicDay(head, today, snapshot, self.register)
        with self._lock:
            # nobody asks any more for what the day was before, and the next is led on from this
            for known in [one for one in self._days if one[1:] == key[1:]]:
                del self._days[known]
            self._days[key] = made
            self._forget()
        return made

    def _renewed(self, head: Head, today: date, day: date) -> PublicDay | None:
        """Return the view of a day made of the newest there is, where few areas have changed since."""
        with self._lock:
            known = (one for one in reversed(self._days.values()) if one.today == today)
            before = next((one for one in known if one.on == day), None)
        touched = None if before is None else self.register.touched_since(before.head)
        if before is None or touched is None:
            return None
        return PublicDay.after(before, head, touched)

    def _forget(self) -> None:
        """Let go of the views that were asked for longest ago, until the rest are few enough."""
        while len(self._days) > 1 and (
            len(self._days) > _DAYS_KEPT
            or sum(len(one.snapshot.areas) for one in self._days.values()) > _AREAS_KEPT
        ):
            self._days.popitem(last=False)

    def indexed_view(self) -> PublicDay:
        """Return today's view with its index made; it answers more quickly once that is prepared, which takes a while."""
        view = self.view()
        _ = view.index  # made here, and not by whoever asks first
        return view

    def _key(self, on: date | None) -> tuple[Head, date, date]:
        today = self.today()
        return self.register.head(), today, on or today

    def note(self) -> str | None:
        """Return the mark that everything made from an example register carries."""
        return translator("sv")("example.mark") if self.register.info.example else None

    def turn_to(self, *, asking: bool = True) -> TurnTo:
        """Return whom a reader of any page can turn to; of what is known already where nothing may be asked."""
        if asking:
            return self.view().turn_to
        with self._lock:
            known = next(reversed(self._days.values()), None)
        return TurnTo() if known is None else known.turn_to

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the pages; the first has no part of its own in the addresses."""
        return self.country.languages

    def translator(self, request: Request) -> Translator:
        """Return the reader's language: the path's, for the API the header's, else the register's.

        Who works in the register reads Swedish where the workspace is not in the language.
        """
        language = self._language(request)
        if request.scope["path"].startswith(WORKSPACE) and language not in LANGUAGES:
            language = "sv"
        return translator(language, country=self.country.code)

    def _language(self, request: Request) -> str:
        if "language" in request.scope:
            return str(request.scope["language"])
        if not request.scope["path"].startswith("/api/"):
            return self.languages[0]
        header = request.headers.get("accept-language", "")
        accepted = (part.strip()[:2] for part in header.split(","))
        stated = "lang" in self.settings.model_fields_set
        usual = self.settings.lang if stated else self.languages[0]
        return next((wanted for wanted in accepted if wanted in self.languages), usual)

    def local_path(self, path: str, language: str) -> str:
        """Return a path of ours as a reader of a language meets it: `/karta`, `/en/karta`."""
        return self.country.path_in(language, path)

    def _offered(self, request: Request) -> list[Translator]:
        """Return the languages that a page is in, in their order."""
        folder = folder_of(request)
        known = folder.languages if folder else self.languages
        if request.scope["path"].startswith(WORKSPACE):
            known = LANGUAGES
        return [translator(code) for code in self.languages if code in known]

    def addressed(self, request: Request) -> bool:
        """Say whether one can ask by address."""
        folder = folder_of(request)
        return self.register.has_addresses() if folder is None else folder.addresses

    def page(
        self, request: Request, template: str, *, status: int = 200, **context: object
    ) -> HTMLResponse:
        """Return a page in the reader's language."""
        t = self.translator(request)
        info = self.register.info
        folder = folder_of(request)
        html = self._templates.get_template(template).render(
            t=t,
            url=lambda path: self.local_path(path, t.language),
            asset=self.assets.url,
            path=own_path(request.scope["path"]),
            in_language=self.local_path,
            languages=self._offered(request),
            folder=folder,
            example=info.example,
            turn_to=self.turn_to,
            country=self.country,
            municipal=lambda: self.view().snapshot.municipalities,
            written=translator(self.languages[0]).tag,
            register_name=info.name,
            **context,
        )
        return HTMLResponse(html, status)


def folder_of(request: Request) -> Folder | None:
    """Return the folder that an answer is to lie in; None for whoever asks over the web."""
    folder: Folder | None = request.scope.get("folder")
    return folder


def own_path(path: str) -> str:
    """Return a path as a link to ourselves; `//elsewhere` would lead to another host."""
    return "/" + quote(path.lstrip("/\\"))


def site_of(request: Request) -> Site:
    """Return the site that a request reached."""
    site: Site = request.app.state.site
    return site


async def _site(request: Request) -> Site:
    """Return the site; asynchronous, so that asking for it costs no thread."""
    return site_of(request)


SiteDep = Annotated[Site, Depends(_site)]
