"""A register of neighbourhood-watch areas over time, on the map.

`open_register(path).areas(on=day)` returns a GeoDataFrame; everything else is the command
`grannsamverkan`.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grannsamverkan.actions.notebook import Notebook

__all__ = ["open_register"]


def open_register(where: str | Path) -> "Notebook":
    """Open a register, by path or `postgresql://` URL, to read areas, counts and bridges."""
    from grannsamverkan.actions.notebook import Notebook

    return Notebook(where)
