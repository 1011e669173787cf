"""What is kept for a square says of each place in it what the borders themselves say."""

from random import Random

import pytest
import shapely

from grannsamverkan.coverage import borders
from grannsamverkan.coverage.borders import GENERALISED_OFF_M, Borders
from grannsamverkan.domain.areas import Municipality


def municipalities(random: Random) -> list[Municipality]:
    """Return invented municipalities of every size, side by side, overlapping and apart, exact and generalised."""
    made = []
    for number in range(25):
        x, y = (random.uniform(0, 60_000) for _ in range(2))
        border = shapely.MultiPolygon(
            [shapely.box(x, y, x + 10 ** random.uniform(2, 4.3), y + 10 ** random.uniform(2, 4.3))]
        )
        rough = number % 2 == 0
        made.append(
            Municipality(
                code=f"{number:04}", name=f"K{number}", border=border, border_generalised=rough
            )
        )
    return made


def test_who_asks_all_over_the_globe_fills_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(borders, "_MOST_SETTLED", 20)
    known = Borders(municipalities(Random(290)))  # noqa: S311 # invented
    for number in range(100):
        known.seen((1e6 + number * 5_000, 0.0))
        assert len(known._settled) <= 20  # noqa: SLF001 # nothing outside tells


def test_every_place_is_told_as_by_looking_through_all_borders() -> None:
    random = Random(290)  # noqa: S311 # invented
    places = municipalities(random)
    known = Borders(places)
    for _ in range(4_000):
        point = random.uniform(-20_000, 90_000), random.uniform(-20_000, 90_000)
        spot = shapely.Point(point)
        away = [shapely.distance(one.border, spot) for one in places]
        row = away.index(min(away))
        off_m = shapely.distance(shapely.boundary(places[row].border), spot)
        seen = known.seen(point)
        assert seen.municipality is not None
        assert seen.municipality.code == places[row].code
        assert seen.municipality.beyond_m == away[row]
        assert seen.municipality.certain == (
            not places[row].border_generalised or off_m > GENERALISED_OFF_M
        )
        rough = [one.border_generalised for one in places]
        near_a_rough = any(
            off <= GENERALISED_OFF_M and is_rough for off, is_rough in zip(away, rough, strict=True)
        )
        assert seen.surely_out == (away[row] > 0 and not near_a_rough)
