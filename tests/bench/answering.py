"""A server of one kind over the national data set, for as long as its process lives; all read HTTP with the same protocol.

    python tests/bench/answering.py ours 100000 8123

answers at that port. The kinds: raw ASGI that says hello, FastAPI that says hello, FastAPI that asks
shapely's R-tree (over degrees, so that nothing has to be moved), and this program.
"""

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import shapely
import uvicorn
from fastapi import FastAPI
from land import Land, land
from starlette.types import Receive, Scope, Send

from grannsamverkan.crs import LONLAT, SWEDEN, reproject_places
from grannsamverkan.domain.areas import AreaType, Verification
from grannsamverkan.domain.disclosure import PublicArea, PublicSnapshot
from grannsamverkan.domain.period import Period
from grannsamverkan.register import Register, create_register
from grannsamverkan.settings import RateSettings, Settings
from grannsamverkan.types import Bbox
from grannsamverkan.web.app import create_app
from grannsamverkan.web.protocol import Protocol


class Laid:
    """A register whose public areas lie in memory; what is not asked of areas, it answers as an empty one does."""

    def __init__(self, register: Register, country: Land) -> None:
        """Lay out the areas of a country; `register` answers all else."""
        self._register = register
        self._snapshot = PublicSnapshot(
            on=date.min,
            register_name="Riket (påhittat)",
            crs=SWEDEN,
            example=False,
            areas=tuple(_areas(country)),
            municipalities=country.municipalities,
            localities=(),
        )

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 # whatever a register has
        return getattr(self._register, name)

    def public(
        self,
        *,
        on: date,
        today: date,  # noqa: ARG002 # all areas are old
        bbox: Bbox | None = None,  # noqa: ARG002 # nobody asks for a part
        area_ids: Iterable[str] | None = None,  # noqa: ARG002
        outlines: bool = True,  # noqa: ARG002
    ) -> PublicSnapshot:
        """Return all areas."""
        return replace(self._snapshot, on=on)


def _areas(country: Land) -> Iterable[PublicArea]:
    for row, outline in enumerate(country.outlines):
        yield PublicArea(
            id=area_id(row),
            name=f"Område {row} (påhittat)",
            municipality="0180",
            locality=None,
            area_type=AreaType.VILLA,
            verification=Verification.MUNICIPALITY,
            since="2015",
            confirmed_on=date(2026, 1, 1),
            period=Period(date(2015, 1, 1)),
            outline=outline,
            has_outline=True,
        )


def area_id(row: int) -> str:
    """Return the id of an area of the country, as long as a real one."""
    return f"{row:026}"


async def hello(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 # the shape of ASGI
    """Say hello without a framework."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"17")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"hello":"world"}'})


def fastapi_hello(areas: int) -> FastAPI:  # noqa: ARG001 # like the others
    """Return an application of FastAPI that says hello."""
    app = FastAPI()

    @app.get("/api/v1/check")
    async def say(lon: float, lat: float) -> dict[str, str]:  # noqa: ARG001
        return {"hello": "world"}

    return app


def fastapi_strtree(areas: int) -> FastAPI:
    """Return an application of FastAPI that names the areas shapely's R-tree finds."""
    app = FastAPI()
    metric = land(areas).outlines
    tree = shapely.STRtree(
        shapely.transform(metric, lambda xy: reproject_places(xy, source=SWEDEN, target=LONLAT))
    )

    @app.get("/api/v1/check")
    async def find(lon: float, lat: float) -> dict[str, list[dict[str, str]]]:
        rows = sorted(tree.query(shapely.Point(lon, lat), "intersects").tolist())
        return {"areas": [{"id": area_id(row), "name": f"Område {row}"} for row in rows]}

    return app


def ours(areas: int) -> FastAPI:
    """Return this program's application."""
    now = datetime.now(UTC)
    made_in = TemporaryDirectory()
    register = create_register(
        Path(made_in.name) / "riket.gpkg", name="Riket (påhittat)", crs=SWEDEN, now=now
    )
    unlimited = RateSettings(per_second=1e9, burst=1_000_000_000)
    settings = Settings(rate=unlimited)
    app = create_app(settings, Laid(register, land(areas)), clock=lambda: datetime.now(UTC))
    app.state.made_in = made_in  # gone with the application
    return app


KINDS: dict[str, Callable[[int], Any]] = {
    "hello": lambda areas: hello,  # noqa: ARG005 # knows none
    "fastapi_hello": fastapi_hello,
    "fastapi_strtree": fastapi_strtree,
    "ours": ours,
}


def main() -> None:
    """Serve until interrupted, as web/serve.py does."""
    kind, areas, port = sys.argv[1:]
    uvicorn.run(
        KINDS[kind](int(areas)),
        port=int(port),
        lifespan="off",
        loop="asyncio",
        http=Protocol,
        ws="none",
        access_log=False,
        server_header=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
