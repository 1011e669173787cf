"""A register with ten versions of each area answers for a past day as quickly as for today, on both databases."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import sqlalchemy as sa
from vast_register import boxes, fill

from grannsamverkan.register import Register, create_register
from stores import DAWN, NewStore
from town import NOW

AREAS = 1_500
PAST = date(2021, 5, 31)


def test_a_box_on_a_past_day_takes_no_longer_than_one_today(tmp_path: Path) -> None:
    register = create_register(tmp_path / "a.gpkg", name="Land", crs="EPSG:3006", now=DAWN)
    fill(register, AREAS)
    assert register.public(on=PAST, today=NOW.date()).areas
    ratios = [
        boxes(register, PAST, rounds=5) / boxes(register, NOW.date(), rounds=5) for _ in range(7)
    ]
    register.close()
    assert median(ratios) < 2


@pytest.mark.parametrize("on", [NOW.date(), PAST, date(2016, 5, 31)])
def test_a_box_on_any_day_is_found_by_the_index_of_outlines(
    postgresql_store: NewStore, on: date
) -> None:
    register: Register = postgresql_store().create()
    fill(register, AREAS, versions=4)
    plans: list[str] = []

    @sa.event.listens_for(register.database.engine, "before_cursor_execute")
    def explain(
        connection: sa.Connection,
        _cursor: object,
        statement: str,
        parameters: Mapping[str, Any],
        *_: object,
    ) -> None:
        if "ST_MakeEnvelope" in statement and not statement.startswith("EXPLAIN"):
            found = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
            plans.append("\n".join(found.scalars()))

    box = (302_000, 6_200_000, 304_000, 6_200_500)
    assert register.public(on=on, today=NOW.date(), bbox=box).areas
    assert "outline_polygon_gist" in plans[0]
