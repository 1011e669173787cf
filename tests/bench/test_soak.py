"""Half a minute of the soak: nothing that was acknowledged is lost, whatever is killed meanwhile."""

from pathlib import Path

import pytest
from soak import FELT_AT_MOST_S, soak
from soak_server import missing

from grannsamverkan.register import create_register
from town import CRS, NOW, settle

SECONDS = 25


def small(url: str) -> None:
    """Make a register of few areas."""
    settle(create_register(url, name="Hallsberg", crs=CRS, now=NOW, example=True)).close()


def test_a_killed_worker_and_a_restarted_database_lose_nothing_and_are_felt_shortly(
    tmp_path: Path,
) -> None:
    if lacking := missing():
        pytest.skip(f"this machine lacks {' and '.join(lacking)}")
    came = soak(SECONDS, tmp_path, found=small)
    assert came.errors == [], came.table()
    assert max(came.felt_s.values()) <= FELT_AT_MOST_S, came.table()
    assert came.acknowledged > 5, came.table()
    assert came.missing == []
    assert came.doubled == []
    assert came.intact
    kinds = {one.kind for one in came.answers if one.good}
    assert kinds >= {"check", "map", "page", "workspace", "write", "import"}
