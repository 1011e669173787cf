"""Every way that a page of the workspace shows leads somewhere, whoever reads it."""

import html
import re
from collections import deque
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from grannsamverkan.domain.access import Role
from grannsamverkan.domain.areas import last
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.register import Register
from grannsamverkan.web.app import create_app
from prepared import example_of
from staff import STAFF, add_staff, browser_of, quick
from town import NOW

MOST = 250
"""So many pages are met at most; of a kind of page, three."""

_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Give the example with one account for each role."""
    where = tmp_path_factory.mktemp("ways") / "hallsberg.gpkg"
    register = example_of(where, "hallsberg", NOW)
    active = [
        one for one, line in register.timelines().items() if last(line).status is Status.ACTIVE
    ]
    add_staff(register, area_id=min(active))
    yield register
    register.close()


def ways(page: str) -> set[str]:
    """Return the paths within the workspace that a page leads to."""
    found = (html.unescape(one) for one in re.findall(r'<a [^>]*href="(/arbete[^"#]*)', page))
    return {one for one in found if "/sprak" not in one}


def dead_ends(client: TestClient, start: str) -> dict[str, str]:
    """Return the ways that lead nowhere, each with the page that shows it."""
    waiting, seen, kinds, dead = deque([(start, "")]), {start}, dict[str, int](), dict[str, str]()
    met = 0
    while waiting and met < MOST:
        path, shown_on = waiting.popleft()
        kind = _ID.sub("…", path.partition("?")[0])
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] > 3:
            continue
        met += 1
        answer = client.get(path)
        if answer.status_code >= 400:
            dead[path] = shown_on
        elif answer.headers.get("content-type", "").startswith("text/html"):
            new = ways(answer.text) - seen
            seen |= new
            waiting.extend((one, path) for one in sorted(new))
    assert met > 20
    return dead


@pytest.mark.parametrize("role", Role)
def test_no_role_is_shown_a_way_that_is_closed_to_it(lived_in: Register, role: Role) -> None:
    client = browser_of(create_app(quick(), lived_in, clock=lambda: NOW), lived_in, STAFF[role])
    assert dead_ends(client, "/arbete") == {}
