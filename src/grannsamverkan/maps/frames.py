"""Public snapshots as GeoDataFrames, for maps in one file, pictures and notebooks."""

from typing import TYPE_CHECKING

import numpy as np

from grannsamverkan.domain.disclosure import PublicSnapshot
from grannsamverkan.i18n import translator
from grannsamverkan.maps.features import properties

if TYPE_CHECKING:
    import geopandas


def public_frame(snapshot: PublicSnapshot, *, language: str = "sv") -> "geopandas.GeoDataFrame":
    """Return the areas of a snapshot with their public outlines, in the register's metric CRS.

    Columns: `id` and those that `features.table_features` reads; `note` holds the example mark.
    """
    import geopandas

    note = translator(language)("example.mark") if snapshot.example else None
    rows = [
        {"id": area.id, **properties(area), "status": "active", "note": note}
        for area in snapshot.areas
    ]
    columns = ["id", "name", "locality", "type", "since", "verification", "confirmed", "status"]
    return geopandas.GeoDataFrame(
        rows,
        columns=[*columns, "note"],
        geometry=np.array([area.outline for area in snapshot.areas], dtype=object),
        crs=snapshot.crs,
    )
