"""A hundred times as many areas make the map's page no larger, and its answers little heavier.

Weights and times at 100 000 areas are printed by `python tests/bench/map_bars.py 100000`; here, where the
machine is anyone's, only weights and a generous ratio are held.
"""

from pathlib import Path
from statistics import median

from map_bars import SCREENS, answered, asked, page_parts, views
from nation import nation

FEW, MANY = 100, 10_000
MOST = 12.0
"""Measured at 1.0; an answer that went through every area one by one would be at a hundred."""


def test_the_map_of_a_country_weighs_little_more_than_that_of_a_town(tmp_path: Path) -> None:
    pages, work = [], []
    for size in (FEW, MANY):
        with nation(tmp_path, size) as register, asked(register, tmp_path / "shells") as client:
            page, files = page_parts(client)
            ground = client.get("/karta/grund")
            found = answered(client, views(register.towns[:1], filters=({},)), rounds=1)
            pages.append(page.plain)
            work.append(median(one.work_ms for one in found))
            assert sum(len(one.body) for one in (page, ground, *files)) <= 200_000
            assert max(one.sent for one in found) <= 16_000
            mark = found[0].view.path
            etag = client.get(mark).headers["etag"]
            assert client.get(mark, if_none_match=etag).status == 304
    assert len(found) == len(SCREENS) * 31
    assert pages[0] == pages[1]
    assert len(pages[0]) <= 4_000
    assert work[1] / work[0] <= MOST
