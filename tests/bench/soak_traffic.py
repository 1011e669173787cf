"""Who asks and writes during a soak: visitors, staff who found areas, staff who read in lists."""

import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from random import Random
from threading import Event
from typing import ClassVar

import httpx2

from grannsamverkan.actions import accounts
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import Account
from grannsamverkan.register import open_register
from grannsamverkan.web.staff.visits import COOKIE
from staff import STAFF, add_staff

CSRF = '<meta name="csrf" content="'
PAGES = ("/", "/en/", "/lofte", "/om-data", "/karta/lista", "/status", "/latt/", "/rapporter")
ORIGIN = "https://127.0.0.1"
"""Where our forms come from: nginx passes a host on without its port, which on the web is always 443."""

WEST, SOUTH, EAST, NORTH = 14.9, 58.95, 15.4, 59.15
"""Around Hallsberg, in degrees (CRS84)."""


def staffed(url: str, number: int) -> Sequence[str]:
    """Give a register staff, and return the tokens of so many sessions of its coordinator."""
    register = open_register(url)
    now = datetime.now(UTC)
    add_staff(register, now=now, area_id=next(iter(register.timelines())))
    with register.private() as private:
        account = private.get(Account, STAFF[Role.COORDINATOR])
        assert account is not None
        tokens = [
            accounts.open_session(private, account, now=now, terms=accounts.Terms())
            for _ in range(number)
        ]
    register.close()
    return tokens


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: of which kind, when, and with which status; 0 where there was none.

    `began` and `ended` are seconds of the machine's clock that only goes forward.
    """

    kind: str
    began: float
    ended: float
    status: int

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.ended - self.began

    @property
    def good(self) -> bool:
        """Whether it was answered as it should."""
        return 200 <= self.status < 400


@dataclass
class Traveller(ABC):
    """Someone with an address of their own who asks again and again; `number` seeds what they choose."""

    site: str
    number: int
    answers: list[Answer] = field(default_factory=list)
    pause_s: ClassVar[float] = 0.02

    def travel(self, over: Event) -> None:
        """Ask until it is over."""
        own = httpx2.HTTPTransport(verify=False, local_address=f"127.0.0.{self.number + 2}")
        with httpx2.Client(
            base_url=self.site, transport=own, timeout=30, headers={"origin": ORIGIN}
        ) as client:
            while not over.wait(self.pause_s):
                self.step(client)

    @abstractmethod
    def step(self, client: httpx2.Client) -> None:
        """Do one thing."""

    def ask(
        self, client: httpx2.Client, kind: str, path: str, **sent: object
    ) -> httpx2.Response | None:
        """Ask, by POST where something is sent, and note how it was answered."""
        began, answer = time.monotonic(), None
        try:
            method = "POST" if sent.keys() - {"headers"} else "GET"
            answer = client.request(method, path, **sent)  # type: ignore[arg-type] # as httpx takes it
        except httpx2.HTTPError:
            pass
        status = 0 if answer is None else answer.status_code
        self.answers.append(Answer(kind, began, time.monotonic(), status))
        return answer if answer is not None and self.answers[-1].good else None


@dataclass
class Visitor(Traveller):
    """Asks about places, moves the map, reads pages."""

    def __post_init__(self) -> None:
        """Make what is chosen repeatable."""
        self.chance = Random(self.number)  # noqa: S311 # no secrecy is needed

    def step(self, client: httpx2.Client) -> None:
        """Ask one question."""
        chance = self.chance
        lon, lat = chance.uniform(WEST, EAST), chance.uniform(SOUTH, NORTH)
        kind = chance.choices(("check", "form", "map", "page"), (5, 1, 3, 2))[0]
        if kind == "check":
            self.ask(client, "check", f"/api/v1/check?lon={lon:.6f}&lat={lat:.6f}")
        elif kind == "form" and chance.random() < 0.2:  # as often as one client may
            self.ask(client, "check by form", "/kolla", json={"lon": lon, "lat": lat})
        elif kind == "map":
            box = f"{lon - 0.05:.4f},{lat - 0.03:.4f},{lon + 0.05:.4f},{lat + 0.03:.4f}"
            self.ask(client, "map", f"/karta/data?bbox={box}&zoom={chance.randint(9, 14)}")
        else:
            self.ask(client, "page", chance.choice(PAGES))


@dataclass
class Staff(Traveller):
    """Someone who is signed in, and keeps count of what was acknowledged."""

    token: str = ""
    acknowledged: list[str] = field(default_factory=list)
    pause_s: ClassVar[float] = 0.3

    def __post_init__(self) -> None:
        """Number what is written."""
        self.numbers = count(1)

    @property
    def cookie(self) -> dict[str, str]:
        """What says who they are."""
        return {"cookie": f"{COOKIE}={self.token}"}

    def csrf(self, client: httpx2.Client) -> str | None:
        """Return the token of their forms, once the workspace has answered."""
        page = self.ask(client, "workspace", "/arbete/konto", headers=self.cookie)
        return None if page is None else page.text.partition(CSRF)[2].partition('"')[0]


class Writer(Staff):
    """Founds one area after another."""

    def step(self, client: httpx2.Client) -> None:
        """Found an area."""
        csrf = self.csrf(client)
        if csrf is None:
            return
        name = f"Soak {self.number} {next(self.numbers)}"
        sent = {
            "csrf": csrf, "name": name, "event": "register_interest", "on": "2026", "reason": "Soak",
            "locality": "Hallsberg", "area_type": "villa",
        }  # fmt: skip
        done = self.ask(client, "write", "/arbete/omraden/ny", data=sent, headers=self.cookie)
        if done is not None and done.status_code == httpx2.codes.SEE_OTHER:
            self.acknowledged.append(name)


class Importer(Staff):
    """Reads in one list after another, in steps that all have to meet the same worker."""

    pause_s: ClassVar[float] = 3.0

    def step(self, client: httpx2.Client) -> None:
        """Read in a list of two areas."""
        csrf = self.csrf(client)
        if csrf is None:
            return
        names = [f"Soak {self.number} {next(self.numbers)}" for _ in range(2)]
        file = "Namn;Ort\n" + "".join(f"{name};Hallsberg\n" for name in names)
        chosen = self.ask(
            client, "import", "/arbete/importera", data={"csrf": csrf},
            files={"fil": ("lista.csv", file.encode())}, headers=self.cookie,
        )  # fmt: skip
        if chosen is None:
            return
        sent = {"csrf": csrf, "kolumn-0": "name", "kolumn-1": "locality", "kommun": "1861"}
        path = f"{chosen.headers['location']}/las-in"
        if self.ask(client, "import", path, data=sent, headers=self.cookie) is not None:
            self.acknowledged += names
