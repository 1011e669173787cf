"""Over the addresses of a real town: the answer is the right one, and a misspelt street is found all the same."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
import shapely
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from grannsamverkan.coverage.check import EDGE_M
from grannsamverkan.domain.addresses import Address, Street
from grannsamverkan.register.schema import PRIVATE
from grannsamverkan.web.app import create_app
from grannsamverkan.web.public.finding import choices
from prepared import example_of
from stores import engine_of
from town import NOW, generous

ASKED = 1_000
LETTERS = "abcdefghijklmnoprstuvyåäö"
_ONE_WRONG, _TWO_WRONG = 5, 10
"""A name with so many letters gets one wrong letter, or up to two."""

Row = tuple[str, str, int, str | None, int, float, float]
"""Street, place, number, letter, id of the address, easting and northing in metres."""


@pytest.fixture(scope="module")
def karhula(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the example register of Karhula."""
    path = tmp_path_factory.mktemp("karhula") / "karhula.gpkg"
    example_of(path, "karhula", NOW).close()
    return path


@pytest.fixture(scope="module")
def app(karhula: Path) -> Iterator[FastAPI]:
    """Give the site over it."""
    from grannsamverkan.register import open_register

    register = open_register(karhula)
    yield create_app(generous(), register, clock=lambda: NOW)
    register.close()


@pytest.fixture(scope="module")
def asked(karhula: Path) -> list[Row]:
    """Give a thousand of the addresses, as the file has them."""
    street, address = PRIVATE[Street], PRIVATE[Address]
    query = (
        sa.select(
            street.c.name,
            street.c.place,
            address.c.number,
            address.c.letter,
            address.c.id,
            address.c.x,
            address.c.y,
        )
        .join_from(address, street, address.c.street_id == street.c.id)
        .order_by(address.c.id)
    )
    url = sa.URL.create("sqlite", database=str(karhula))
    with engine_of(url) as engine, engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    assert len(rows) >= ASKED
    return Random("ask karhula").sample(rows, ASKED)  # noqa: S311 # a sample, not a secret


def test_the_answer_for_a_thousand_addresses_is_that_of_the_outlines(
    app: FastAPI, asked: list[Row]
) -> None:
    view = app.state.site.view()
    drawn = {area.id: area.outline for area in view.snapshot.areas if area.outline is not None}
    states: dict[str, int] = {}
    with TestClient(app) as client:
        for street, place, number, letter, _, x, y in asked:
            typed = f"{street} {number}{f' {letter}' if letter else ''}, {place}"
            answer = client.post("/kolla", json={"plats": typed}).json()
            spot = shapely.Point(x, y)
            covering = {key for key, outline in drawn.items() if outline.covers(spot)}
            edge = any(outline.boundary.distance(spot) <= EDGE_M for outline in drawn.values())
            state = "edge" if edge else "inside" if covering else "outside"
            assert answer["place"] == typed
            assert {area["id"] for area in answer["areas"]} == covering, typed
            assert answer["state"] == state, typed
            states[state] = states.get(state, 0) + 1
    assert min(states[state] for state in ("edge", "inside", "outside")) > ASKED / 50


def test_the_start_page_of_an_example_asks_for_an_address(app: FastAPI) -> None:
    with TestClient(app) as client:
        page = client.get("/").text
        assert '<label for="plats">Osoite</label>' in page
        assert "ESIMERKKI – keksittyjä tietoja" in page
        assert "EXEMPEL – påhittade uppgifter" in client.get("/sv/").text
        for typed in ("vanamotie 5", "vanamotie 5 as. 3", "Vanamotie 5 12"):
            assert "Vanamotie 5, " in client.post("/kolla", data={"plats": typed}).text


def misspelt(name: str, chance: Random) -> str:
    """Return a name with a letter left out, doubled, swapped with the next, or another than it was."""
    at = chance.choice([place for place, sign in enumerate(name) if sign.isalpha()])
    match chance.randrange(4):
        case 0:
            return name[:at] + name[at + 1 :]
        case 1:
            return name[: at + 1] + name[at:]
        case 2:
            at = min(at, len(name) - 2)
            return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        case _:
            other = chance.choice(LETTERS.replace(name[at].casefold(), ""))
            return name[:at] + other + name[at + 1 :]


def test_of_a_thousand_misspelt_streets_nearly_all_are_found(
    app: FastAPI, asked: list[Row]
) -> None:
    view, chance = app.state.site.view(), Random("misspell karhula")  # noqa: S311 # as above
    ranks: list[int | None] = []
    for street, _, number, letter, address_id, _, _ in asked:
        letters = sum(sign.isalpha() for sign in street)
        if letters < _ONE_WRONG:
            continue
        wrong = street
        for _ in range(chance.randint(1, 2) if letters >= _TWO_WRONG else 1):
            wrong = misspelt(wrong, chance)
        found = choices(view, f"{wrong} {number}{f' {letter}' if letter else ''}")
        values = [one.value for one in found]
        wanted = f"a{address_id}"
        ranks.append(values.index(wanted) if wanted in values else None)
    assert len(ranks) > ASKED * 0.9
    assert sum(rank == 0 for rank in ranks) / len(ranks) >= 0.9
    assert sum(rank is not None and rank < 5 for rank in ranks) / len(ranks) >= 0.98
