"""Who may do what: the table itself, and every route of the workspace visited as everyone.

The table is written out here by hand, apart from the rules it is held against. Routes say in the program
which deeds they are for; here each is visited as every role, and with what belongs to others.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from functools import cache
from pathlib import Path

import pytest
from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx2 import Response
from shapely import MultiPolygon, box

from grannsamverkan.domain.access import Deed, Role, Who, may
from grannsamverkan.domain.accounts import Account, AccountRole
from grannsamverkan.domain.activities import Activity, ActivityKind
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.drafts import Draft, DraftState
from grannsamverkan.domain.following import Followed, Following
from grannsamverkan.domain.interests import Interest, Wish
from grannsamverkan.domain.people import ContactTerm, Person, SubArea
from grannsamverkan.domain.promises import (
    Indicator,
    Promise,
    PromiseNote,
    Rule,
    School,
    SchoolStage,
)
from grannsamverkan.domain.reporting import Report
from grannsamverkan.domain.signs import Sign
from grannsamverkan.domain.views import ResidentView, ViewChannel, ViewText, ViewTheme
from grannsamverkan.register import Register
from grannsamverkan.web.app import create_app
from grannsamverkan.web.staff import app as staff_app
from grannsamverkan.web.staff.forms import sent_json
from grannsamverkan.web.staff.visits import Guard, anyone, guard_of, needs, undeclared
from staff import ELSEWHERE, ORIGIN, PLACE, STAFF, add_staff, browser_of, quick, token_of
from town import NORRANGEN, NOW, SODERGARD, new_register, version

ROLES = tuple(Role)

TABLE = """
                     contact     coordinator  police  administrator
see_area             own         all          all     all
found_area           -           all          all     -
lead_area            -           all          all     -
confirm_area         own         all          all     -
draw_area            -           all          all     -
propose_boundary     own         all          all     -
decide_proposal      -           all          all     -
count_households     own         all          all     -
see_contacts         -           all          all     -
manage_contacts      -           all          all     -
send_confirmations   -           all          -       -
manage_signs         -           all          all     -
inspect_sign         own         all          all     -
manage_activities    own         all          all     -
see_interests        -           all          all     -
manage_interests     -           all          all     -
see_demand           -           all          all     -
import               -           all          -       -
export               -           all          all     -
set_policy           -           all          -       all
see_privacy          -           all          -       all
erase_person         -           all          -       -
run_retention        -           all          -       all
manage_users         -           -            -       all
manage_promises      -           all          all     -
assess_promise       -           all          all     -
manage_views         -           all          all     -
manage_reports       -           all          -       -
approve_report       -           all          -       all
"""
"""What each role may do in its own municipality: to all of it, to the own areas, or not at all."""


def table() -> dict[tuple[str, str], str]:
    """Return the reach of each deed and role."""
    heading, *rows = (line.split() for line in TABLE.strip().splitlines())
    assert heading == [role.value for role in ROLES]
    return {
        (deed, role): reach
        for deed, *cells in rows
        for role, reach in zip(heading, cells, strict=True)
    }


OBJECTS = {
    "own area": {"municipality": PLACE, "area_id": NORRANGEN},
    "another area": {"municipality": PLACE, "area_id": SODERGARD},
    "the municipality": {"municipality": PLACE},
    "an area elsewhere": {"municipality": ELSEWHERE, "area_id": "01JELSEWHERE"},
    "the own area, said to be elsewhere": {"municipality": ELSEWHERE, "area_id": NORRANGEN},
    "another municipality": {"municipality": ELSEWHERE},
}


def test_the_table_has_every_deed() -> None:
    assert {deed for deed, _ in table()} == set(Deed)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("deed", Deed)
@pytest.mark.parametrize("what", OBJECTS)
def test_each_role_may_do_to_each_object_what_the_table_says(
    role: Role, deed: Deed, what: str
) -> None:
    who = Who(id="x", roles=frozenset({(role, PLACE)}), areas=frozenset({NORRANGEN}))
    reach = table()[deed, role]
    expected = {
        "all": what in {"own area", "another area", "the municipality"},
        "own": what == "own area",
        "-": False,
    }[reach]
    target = OBJECTS[what]
    found = may(who, deed, municipality=target["municipality"], area_id=target.get("area_id"))
    assert found.allowed is expected
    nobody = Who(id="x", areas=frozenset({NORRANGEN}))
    assert not may(nobody, deed, municipality=PLACE, area_id=NORRANGEN).allowed


# -- every route -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """One route, by one method."""

    method: str
    route: APIRoute

    @property
    def guard(self) -> Guard:
        """What it asks of whoever comes."""
        found = guard_of(self.route)
        assert found is not None
        return found

    def lets_in(self, role: Role) -> bool:
        """Say whether the table lets a role past."""
        reaches = [table()[deed, role] for deed in self.guard.deeds]
        enough = {"all"} if self.guard.wide else {"all", "own"}
        return not reaches or any(reach in enough for reach in reaches)

    def __str__(self) -> str:
        return f"{self.method} {self.route.path}"


def ways() -> list[Way]:
    return [
        Way(method, route)
        for router in staff_app.routers()
        for route in router.routes
        if isinstance(route, APIRoute) and "{path:path}" not in route.path
        for method in sorted(route.methods or ())
        if method in {"GET", "POST"}
    ]


GUARDED = [way for way in ways() if way.guard.account]
WITH_OBJECTS = [way for way in GUARDED if "{" in way.route.path]


def test_every_route_says_whom_it_is_for() -> None:
    assert undeclared(route for router in staff_app.routers() for route in router.routes) == []


def asked_of(guard: Guard) -> str:
    """Return whom a route is for, as the list has it."""
    whom = " ".join(sorted(guard.deeds)) or ("account" if guard.account else "anyone")
    return f"{whom} wide" if guard.wide else whom


def test_every_route_is_for_whom_was_decided() -> None:
    lines = Path(__file__).with_name("routes.txt").read_text("utf-8").splitlines()
    decided = {
        f"{method} {path}": whom
        for line in lines
        if line and not line.startswith("#")
        for method, path, whom in [line.split(maxsplit=2)]
    }
    assert {str(way): asked_of(way.guard) for way in ways()} == decided


def test_this_check_can_fail(workplace: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    router = APIRouter()
    router.add_api_route("/arbete/open", lambda: None)
    router.add_api_route("/arbete/shut", lambda: None, dependencies=[needs(Deed.IMPORT)])
    assert undeclared(router.routes) == ["/arbete/open"]
    monkeypatch.setattr(staff_app, "_rest", router)
    app = create_app(quick(), workplace, clock=lambda: NOW)
    with pytest.raises(TypeError, match="/arbete/open"):
        TestClient(app, base_url=ORIGIN).get("/arbete")
    with pytest.raises(ValueError, match=r"\(\)"):
        needs()


def test_only_signing_in_is_open_to_everyone() -> None:
    open_to_all = {way.route.path for way in ways() if not way.guard.account}
    assert {path for path in open_to_all if not path.startswith("/svar")} == {
        "/arbete/logga-in",
        "/arbete/losenord/{token}",
        "/arbete/sso",
        "/arbete/sso/svar",
        "/synpunkt",
        "/synpunkt/tack",
        "/folj",
        "/folj/bekrafta/{token}",
        "/folj/har",
        "/folj/mina/{key}",
        "/folj/slut",
        "/folj/tack",
        "/intresse",
        "/intresse/borta",
        "/intresse/har",
        "/intresse/min",
        "/intresse/min/{key}",
        "/intresse/tack",
    }
    assert not anyone().dependency.deeds


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Give a register in which another municipality, too, has some of everything."""
    register = new_register(tmp_path_factory.mktemp("roles") / "arbete.gpkg")
    add_staff(register)
    with register.change(actor="prov", action="fill", reason="prov", now=NOW) as change:
        change.set_municipality(
            Municipality(code=ELSEWHERE, name="Kumla", border=MultiPolygon([box(0, 0, 9, 9)]))
        )
        area_id = FOREIGN["area_id"]
        day = NOW.date().replace(year=2020)
        there = version(area_id, "Grannkommunens", day, municipality=ELSEWHERE)
        change.set_timeline(area_id, (there,))
        term = ContactTerm(
            id=FOREIGN["term_id"], area_id=area_id, person_id=FOREIGN["person_id"], appointed_on=day
        )
        change.set_facts(ContactTerm, area_id, [term])
        change.set_facts(
            SubArea, area_id, [SubArea(id=FOREIGN["part_id"], area_id=area_id, name="Trappa")]
        )
        change.set_facts(
            Sign, area_id, [Sign(id=FOREIGN["sign_id"], area_id=area_id, mounted_on=day)]
        )
        planned = Activity(
            id=FOREIGN["activity_id"],
            municipality=ELSEWHERE,
            kind=ActivityKind.ANNUAL_MEETING,
            on=day,
            area_ids=(area_id,),
        )
        change.set_facts(Activity, planned.id, [planned])
        said = ResidentView(
            id=FOREIGN["view_id"],
            municipality=ELSEWHERE,
            received_on=day,
            channel=ViewChannel.FORM,
            theme=ViewTheme.OTHER,
        )
        change.set_facts(ResidentView, said.id, [said])
        promised = Promise(
            id=FOREIGN["promise_id"],
            municipality=ELSEWHERE,
            title="Grannkommunens",
            text="Grannkommunens",
            start=day,
        )
        change.set_facts(Promise, promised.id, [promised])
        measured = Indicator(
            id=FOREIGN["indicator_id"],
            promise_id=promised.id,
            name="Grannkommunens",
            rule=Rule.STOCK_ACTIVE,
        )
        change.set_facts(Indicator, promised.id, [measured])
        noted = PromiseNote(
            id=FOREIGN["note_id"], promise_id=promised.id, on=day, text="Grannkommunens"
        )
        change.set_facts(PromiseNote, promised.id, [noted])
        school = School(
            id=FOREIGN["school_id"],
            municipality=ELSEWHERE,
            name="Grannkommunens",
            stage=SchoolStage.COMPULSORY,
        )
        change.set_facts(School, ELSEWHERE, [school])
        report = Report(
            id=FOREIGN["report_id"],
            municipality=ELSEWHERE,
            start=day,
            last_day=day.replace(month=12, day=31),
        )
        change.set_facts(Report, report.id, [report])
    with register.private() as private:
        private.put(
            Person(id=FOREIGN["person_id"], municipality=ELSEWHERE, name="Kontakt Två (påhittad)"),
            Interest(
                id=FOREIGN["interest_id"],
                municipality=ELSEWHERE,
                received_on=day,
                wish=next(iter(Wish)),
                erase_after=day.replace(year=2030),
            ),
            Following(
                id=FOREIGN["following_id"],
                municipality=ELSEWHERE,
                follower="elsewhere",
                mail="granne@example.org",
                key="elsewhere",
                kind=Followed.AREA,
                targets=(area_id,),
                language="sv",
                since=day,
                told_seq=0,
                told_on=day,
            ),
            Draft(
                id=FOREIGN["draft_id"],
                municipality=ELSEWHERE,
                area_id=area_id,
                state=DraftState.PROPOSED,
                made_by=FOREIGN["account_id"],
                made_at=NOW,
                polygon=MultiPolygon([box(0, 0, 9, 9)]),
            ),
            ViewText(
                id=FOREIGN["view_id"],
                municipality=ELSEWHERE,
                received_on=day,
                raw="Grannkommunens",
                erase_after=day.replace(year=2030),
            ),
            Account(id=FOREIGN["account_id"], login="elsewhere", name="Annan", made_at=NOW),
            AccountRole(
                id="elsewhere",
                account_id=FOREIGN["account_id"],
                role=Role.ADMINISTRATOR,
                municipality=ELSEWHERE,
            ),
        )
    yield register
    register.close()


FOREIGN = {
    name: f"01J8{number:02d}00000000000000000000"
    for number, name in enumerate(
        (
            "account_id",
            "activity_id",
            "area_id",
            "draft_id",
            "following_id",
            "indicator_id",
            "interest_id",
            "message_id",
            "note_id",
            "part_id",
            "person_id",
            "promise_id",
            "report_id",
            "school_id",
            "sign_id",
            "term_id",
            "view_id",
        )
    )
}
"""What is another municipality's, by the name that routes have for such an id."""

ASKING = {
    "/arbete/bekraftelser/paminn",
    "/arbete/intressen/till-omrade",
    "/arbete/rita/gator",
    "/arbete/rita/kvarter",
    "/arbete/rita/underlag",
}
"""The pages that answer only to a question with something in it, or when there is something to do."""

WORDS = {
    "event": "confirm",
    "deed": "confirm",
    "name": "made-up",
    "token": "made-up",
    "step": "1",
    "year": "2026",
}
"""What stands in a path without naming anything that is someone's."""

NOBODYS = "01J90000000000000000000099"
"""An id that nothing has."""


@pytest.fixture(scope="module")
def browsers(busy: Register) -> dict[Role | None, TestClient]:
    app = create_app(quick(), busy, clock=lambda: NOW)
    roles: tuple[Role | None, ...] = (None, *ROLES)
    return {role: browser_of(app, busy, STAFF[role] if role else None) for role in roles}


def filled(path: str, ids: dict[str, str]) -> str:
    """Return the path of a route with ids in it; one of a new kind is to be added to `FOREIGN` or `WORDS`."""
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: {**WORDS, **ids}[found[1]], path)


def is_json(dependant: Dependant) -> bool:
    """Say whether a route takes JSON from a script of ours."""
    return dependant.call is sent_json or any(map(is_json, dependant.dependencies))


def visit(client: TestClient, way: Way, path: str, token: str = "") -> Response:
    if way.method == "GET":
        return client.get(path)
    if is_json(way.route.dependant):
        return client.post(path, json={}, headers={"x-csrf": token})
    return client.post(path, data={"csrf": token, "reason": "prov"})


@cache
def token(client: TestClient) -> str:
    return token_of(client)


def differences(one: Response, other: Response) -> list[str]:
    """Return what a reader could tell two answers apart by, beside the path and the ids they asked by."""
    said = []
    for page in (one, other):
        text = re.sub(r"01J[0-9A-Z]{23}", "ID", page.text)
        text = re.sub(r'"instance":"[^"]*"| aria-current="\w+"|<a [^>]*hreflang.*</a>', "", text)
        said.append([str(page.status_code), *filter(None, text.splitlines())])
    return list(unified_diff(said[0], said[1], n=0, lineterm=""))[3:]


@pytest.mark.parametrize("way", GUARDED, ids=str)
def test_who_is_not_signed_in_meets_nothing(
    way: Way, browsers: dict[Role | None, TestClient]
) -> None:
    path = filled(way.route.path, FOREIGN)
    answer = visit(browsers[None], way, path)
    if way.method == "POST" and is_json(way.route.dependant):
        assert answer.status_code == 401
    else:
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/arbete/logga-in")
    refused = browsers[None].get(path, headers={"accept": "application/json"})
    assert refused.status_code == 401
    assert "Kumla" not in answer.text + refused.text


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("way", GUARDED, ids=str)
def test_every_route_lets_in_whom_the_table_lets_in_and_to_all_others_is_not_there(
    way: Way, role: Role, browsers: dict[Role | None, TestClient]
) -> None:
    client = browsers[role]
    if way.route.path == "/arbete/logga-ut":  # it would; the others need the session still
        return
    answer = visit(client, way, filled(way.route.path, FOREIGN), token(client))
    nowhere = visit(client, way, "/arbete/finns-inte", token(client))
    if not way.lets_in(role):
        assert differences(answer, nowhere) == []
    elif "{" in way.route.path:
        assert answer.status_code in {303, 404, 422}
    elif way.method == "GET" and way.route.path not in ASKING:
        assert answer.status_code in {200, 303}
    else:
        assert answer.status_code in {200, 303, 404, 409, 422}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("way", WITH_OBJECTS, ids=str)
def test_what_is_another_municipalitys_reads_like_what_is_not_there(
    way: Way, role: Role, browsers: dict[Role | None, TestClient]
) -> None:
    client = browsers[role]
    theirs = visit(client, way, filled(way.route.path, FOREIGN), token(client))
    nobodys = visit(
        client, way, filled(way.route.path, dict.fromkeys(FOREIGN, NOBODYS)), token(client)
    )
    assert differences(theirs, nobodys) == []
    assert theirs.status_code in {404, 422}
    assert "Grannkommunens" not in theirs.text


@pytest.mark.parametrize("way", WITH_OBJECTS, ids=str)
def test_to_a_contact_another_area_reads_like_one_that_is_not_there(
    way: Way, browsers: dict[Role | None, TestClient]
) -> None:
    client = browsers[Role.CONTACT]
    ids = dict.fromkeys(FOREIGN, NOBODYS)
    another = visit(
        client, way, filled(way.route.path, {**ids, "area_id": SODERGARD}), token(client)
    )
    nobodys = visit(client, way, filled(way.route.path, ids), token(client))
    assert differences(another, nobodys) == []
    assert "Södergård" not in another.text


def test_the_navigation_leads_only_where_one_may_go(
    browsers: dict[Role | None, TestClient],
) -> None:
    for role in ROLES:
        page = browsers[role].get("/arbete").text
        navigation = page.partition("<nav")[2].partition("</nav>")[0]
        links = re.findall(r'href="([^"]+)"', navigation)
        assert "/arbete" in links
        assert ("/arbete/anvandare" in links) is (role is Role.ADMINISTRATOR)
        for link in links:
            assert browsers[role].get(link).status_code in {200, 303}, link


def test_all_refusals_are_one_page(browsers: dict[Role | None, TestClient]) -> None:
    police = browsers[Role.POLICE]
    pages = [
        police.get("/arbete/anvandare"),
        police.get("/arbete/finns-inte"),
        police.get(f"/arbete/anvandare/{STAFF[Role.POLICE]}"),
        police.get("/arbete/angra"),
        police.put("/arbete/konto"),
    ]
    assert {one.status_code for one in pages} == {404}
    assert [differences(pages[0], one) for one in pages] == [[]] * len(pages)


def test_a_role_elsewhere_is_no_role_here(busy: Register) -> None:
    app = create_app(quick(), busy, clock=lambda: NOW)
    client = browser_of(app, busy, FOREIGN["account_id"])
    page = client.get("/arbete/anvandare").text
    assert "coordinator@example.org" not in page
    assert client.get(f"/arbete/anvandare/{STAFF[Role.POLICE]}").status_code == 404
