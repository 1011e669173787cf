"""Where long reckoning is done: on the machines of a cluster, or here."""

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from grannsamverkan.exchange.cluster import Spread

ClusterOption = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADRESS",
        help="Räkna på ett Dask-kluster, till exempel tcp://10.0.0.5:8786.",
    ),
]


def machines(address: str | None) -> "AbstractContextManager[Spread]":
    """Return what carries work out: on a cluster, else here, one job after the other."""
    if address is None:
        return nullcontext(map)
    from grannsamverkan.exchange.cluster import cluster

    return cluster(address)
