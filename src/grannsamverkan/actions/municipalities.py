"""The municipalities that a new register can begin with, from the catalogue that comes with the program."""

import shapely

from grannsamverkan import crs
from grannsamverkan.data import GEODATA, data_folder
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.geometry import clean
from grannsamverkan.errors import NotFound

_SOURCE = "SCB, generaliserad"


def catalogued_names() -> dict[str, str]:
    """Return the names of all Swedish municipalities, by their codes."""
    import pyogrio

    file = data_folder(GEODATA) / "kommuner" / "kommuner.fgb"
    _, _, _, (codes, names) = pyogrio.raw.read(file, columns=["code", "name"], read_geometry=False)
    return dict(zip(map(str, codes), map(str, names), strict=True))


def catalogued(code: str, *, metric_crs: str) -> Municipality:
    """Return a Swedish municipality by its code of four digits, with its generalised border in `metric_crs`.

    Raises:
        NotFound: no municipality has that code.
    """
    import pyogrio

    file = data_folder(GEODATA) / "kommuner" / "kommuner.fgb"
    meta, _, borders, (codes, names) = pyogrio.raw.read(file, columns=["code", "name"])
    found = (codes == code).nonzero()[0]
    if not len(found):
        raise NotFound("municipality.unknown", code=code)
    border = crs.reproject(
        shapely.from_wkb(borders[found[0]]), source=meta["crs"], target=metric_crs
    )
    return Municipality(
        code=code,
        name=str(names[found[0]]),
        border=clean(border).polygon,
        border_source=_SOURCE,
        border_generalised=True,
    )
