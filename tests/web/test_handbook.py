"""The handbook, held against the screens it describes: each step is taken as far as its page.

The register is the lived-in example, so a page shows what it shows on a working day. Where a step is
taken with one thing among many (an area, a sign), what it names may stand on any of them: an area that
is forming offers what an active one does not.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import product

import pytest
from fastapi.testclient import TestClient

from grannsamverkan.actions import indicators, promises, reporting, schools
from grannsamverkan.actions.areas import found
from grannsamverkan.actions.signs import list_signs
from grannsamverkan.actions.views import Said, hand_in
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import Account
from grannsamverkan.domain.areas import last
from grannsamverkan.domain.drafts import Draft
from grannsamverkan.domain.interests import Interest
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.people import Channel, Person
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.domain.promises import Promise, Rule, SchoolStage
from grannsamverkan.domain.reporting import Report
from grannsamverkan.domain.signs import Sign
from grannsamverkan.domain.views import ViewText, ViewTheme
from grannsamverkan.i18n import LANGUAGES, catalogue
from grannsamverkan.register import Register
from grannsamverkan.settings import MailSettings
from grannsamverkan.web.app import create_app
from grannsamverkan.web.staff.handbook import PATH, parsed, text_key
from grannsamverkan.web.staff.handbook_chapters import CHAPTERS, Chapter, Step
from made_reports import made_files
from prepared import example_of
from rounds import alter, asked, doing
from staff import PLACE, STAFF, add_staff, browser_of, quick, token_of
from town import NOW

STEPS = [
    pytest.param(chapter, step, id=f"{chapter.key}-{step.key}")
    for chapter in CHAPTERS
    for step in chapter.steps
]
TODAY = NOW.date()
LATER = NOW + timedelta(days=25)
"""When the handbook is read: so long after the year's question that it is time to remind."""

ALSO = {"/arbete/bekraftelser": ["/arbete/bekraftelser?ar=2027"]}
"""Pages that a path means beside itself: the round of a year in which nobody has been asked yet."""

LIST = "Område;Ort\nNyängen;Hallsberg\n"


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Give the example in the middle of the year's round, with one account for each role.

    The contact is the first active area's. One more area is planned and one more sign is to be ordered.
    """
    where = tmp_path_factory.mktemp("handbook") / "hallsberg.gpkg"
    register = example_of(where, "hallsberg", NOW)
    active = areas_by_state(register)[Status.ACTIVE]
    with register.looking() as private:
        by_phone, by_letter, *_ = (one.id for one in private.find(Person, municipality=PLACE))
    alter(register, by_phone, channel=Channel.PHONE)
    alter(register, by_letter, channel=Channel.LETTER, phone=None)
    asked(register, NOW)
    add_staff(register, area_id=active[0])  # one contact more, who has not been asked yet
    found(
        doing(register, NOW),
        name="Nyplanerat",
        municipality=PLACE,
        event=Event.PROPOSE_AREA,
        on=StatedDate(NOW.date()),
    )
    list_signs(doing(register, NOW), active[0])
    said = Said(municipality=PLACE, theme=ViewTheme.LIGHTING, text="Gångvägen är mörk. (påhittat)")
    hand_in(register, said, now=NOW)
    accountable(register)
    yield register
    register.close()


def accountable(register: Register) -> None:
    """Give a register a promise by which schools and areas are counted, and a report in each state."""
    acting = doing(register, NOW)
    promise = promises.enter(acting, PLACE, title="Löfte", text="Vi lovar.", start=TODAY).of
    for rule in (Rule.SCHOOLS, Rule.STOCK_ACTIVE):
        indicators.add(acting, promise.id, name=rule.value, rule=rule)
    schools.enter(acting, PLACE, "Provskolan", SchoolStage.COMPULSORY)
    for year in (2022, 2023, 2024):
        first, last_day = date(year, 1, 1), date(year, 12, 31)
        report = reporting.begin(acting, PLACE, first, last_day)
        if year < 2024:
            report = reporting.approve(acting, report.id)
        if year < 2023:
            reporting.publish(acting, report.id, made_files(register, report))


@pytest.fixture(scope="module")
def browsers(lived_in: Register) -> dict[Role, TestClient]:
    """Give a browser for each role, where mail is set up."""
    mail = MailSettings(host="localhost", sender="kontakt@example.org")
    return browsers_of(lived_in, mail=mail, public_url="https://grannsamverkan.example.org")


@pytest.fixture(scope="module")
def without_mail(lived_in: Register) -> dict[Role, TestClient]:
    """Give a browser for each role, where it is not."""
    return browsers_of(lived_in)


Meet = Callable[[str], str | None]


@pytest.fixture(scope="module")
def sites(
    browsers: dict[Role, TestClient], without_mail: dict[Role, TestClient]
) -> list[dict[Role, Meet]]:
    """Give what each role meets at an address, with mail and without; a page that many steps lead to is met once."""

    def meeting(client: TestClient) -> Meet:
        @cache
        def meet(path: str) -> str | None:
            answer = client.get(path)
            return html.unescape(answer.text) if answer.status_code == 200 else None

        return meet

    return [
        {role: meeting(client) for role, client in site.items()}
        for site in (browsers, without_mail)
    ]


def browsers_of(register: Register, **settings: object) -> dict[Role, TestClient]:
    app = create_app(quick(**settings), register, clock=lambda: LATER)
    return {role: browser_of(app, register, account, now=LATER) for role, account in STAFF.items()}


def areas_by_state(register: Register) -> dict[Status, list[str]]:
    """Return the ids of areas by the state they are in."""
    found: dict[Status, list[str]] = {}
    for area_id, timeline in sorted(register.timelines().items()):
        found.setdefault(last(timeline).status, []).append(area_id)
    return found


@pytest.fixture(scope="module")
def things(lived_in: Register, browsers: dict[Role, TestClient]) -> dict[str, list[str]]:
    """Give what can stand in the path of a page, by the name that routes have for it."""
    client = browsers[Role.COORDINATOR]
    sent = client.post(
        "/arbete/importera",
        data={"csrf": token_of(client)},
        files={"fil": ("lista.csv", LIST.encode())},
    )
    present = lived_in.present()
    signs = [one.id for some in present.facts[Sign].values() for one in some]
    with lived_in.looking() as private:
        kinds: dict[str, type[Person | Account | Interest | Draft | ViewText]] = {
            "person_id": Person,
            "account_id": Account,
            "interest_id": Interest,
            "draft_id": Draft,
            "view_id": ViewText,
        }
        kept = {name: [one.id for one in private.find(kind)] for name, kind in kinds.items()}
    return kept | {
        "area_id": [area_id for some in areas_by_state(lived_in).values() for area_id in some],
        "sign_id": signs,
        "activity_id": [one.id for one in present.activities],
        "promise_id": [one.id for some in present.facts[Promise].values() for one in some],
        "report_id": [one.id for some in present.facts[Report].values() for one in some],
        "event": [Event.START],
        "token": [sent.headers["location"].removeprefix("/arbete/importera/").partition("/")[0]],
    }


def pages(path: str, things: Mapping[str, list[str]]) -> Iterator[str]:
    """Give the path of each page that a route's path can mean."""
    names = re.findall(r"\{(\w+)\}", path)
    yield from ALSO.get(path, ())
    for chosen in product(*(things[name] for name in names)):
        yield path.format(**dict(zip(names, chosen, strict=True)))


def missing(labels: Iterable[str], shown: Iterable[str]) -> set[str]:
    """Return those of some labels that stand on none of some pages; no more pages are met than needed."""
    left = set(labels)
    for page in shown:
        left = {label for label in left if label not in page}
        if not left:
            break
    return left


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("chapter", "step"), STEPS)
def test_what_a_step_names_stands_on_the_page_it_leads_to(
    chapter: Chapter,
    step: Step,
    language: str,
    sites: list[dict[Role, Meet]],
    things: dict[str, list[str]],
) -> None:
    there = f'<li id="{chapter.key}-{step.key}">'
    readers = [role for role in STAFF if there in (sites[0][role](PATH) or "")]
    lead = "" if language == "sv" else f"/{language}"
    paths = list(pages(step.path, things))

    def shown() -> Iterator[str]:
        for site, role, path in product(sites, readers, paths):
            page = site[role](lead + path)
            if page is not None:
                yield page

    assert next(shown(), None) is not None, "nobody reaches the page"
    keys = [key for _, key in parsed(language, text_key(chapter, step)) if key]
    assert missing([catalogue(language)[key] for key in keys], shown()) == set()


def test_this_check_can_fail() -> None:
    assert missing(["Spara", "Ångra"], ["<b>Spara</b>", "<b>Avbryt</b>"]) == {"Ångra"}


def test_each_reads_only_of_what_they_may_do(browsers: dict[Role, TestClient]) -> None:
    shown = {role: browsers[role].get(PATH).text for role in STAFF}
    chapters = {
        role: set(re.findall(r'<h2 id="([a-z-]+)" tabindex', page)) - {"innehall"}
        for role, page in shown.items()
    }
    every = {chapter.key for chapter in CHAPTERS}
    assert chapters[Role.COORDINATOR] == every
    assert chapters[Role.POLICE] == every - {"personuppgifter", "e-post", "rapporter"}
    assert chapters[Role.ADMINISTRATOR] == {
        "kom-igang", "att-gora", "hushall", "rapporter", "andra", "personuppgifter", "anvandare", "fel",
    }  # fmt: skip
    assert chapters[Role.CONTACT] == {
        "kom-igang", "att-gora", "granser", "skyltar", "moten", "hushall", "andra", "anvandare", "fel",
    }  # fmt: skip


def test_without_mail_nothing_is_said_that_needs_it(
    browsers: dict[Role, TestClient], without_mail: dict[Role, TestClient]
) -> None:
    mailed = '<li id="arets-runda-lank">'
    assert mailed in browsers[Role.COORDINATOR].get(PATH).text
    assert mailed not in without_mail[Role.COORDINATOR].get(PATH).text


def test_every_step_leads_to_a_page_that_opens(browsers: dict[Role, TestClient]) -> None:
    for client in browsers.values():
        page = client.get(PATH).text.partition('<nav class="contents')[2]
        targets = set(re.findall(r'<a href="(/[^"#]*)"', page))
        assert targets
        assert {client.get(path).status_code for path in targets} == {200}
