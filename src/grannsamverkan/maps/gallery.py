"""Pictures of the map for print: drawn with GeoPandas and matplotlib, the same bytes every time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from grannsamverkan.domain.areas import Locality
from grannsamverkan.domain.disclosure import PublicSnapshot
from grannsamverkan.i18n import Translator
from grannsamverkan.maps.frames import public_frame
from grannsamverkan.maps.theme import COLOURS, Category, categories
from grannsamverkan.types import Bbox

if TYPE_CHECKING:
    import geopandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_HATCHES = {
    "plain": "",
    "vertical": "||||",
    "grid": "++++",
    "dots": "..",
    "rising": "////",
    "falling": "\\\\\\\\",
    "waves": "----",
    "cross": "xxxx",
}
_LAND, _LINE, _TEXT, _MUTED = "#f1efe8", "#8b938f", "#1c2426", "#55605f"
_STYLE = {
    "svg.hashsalt": "grannsamverkan",
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "hatch.linewidth": 0.6,
    "text.parse_math": False,
}
_AROUND_M = 500
"""How far the picture of a locality reaches at least from its middle."""
_SPOT_M = 500
"""The radius of the spot that stands for an area on a picture of a whole municipality."""


def render(snapshots: Sequence[PublicSnapshot], out_dir: Path, t: Translator) -> list[Path]:
    """Draw the pictures of a register, the last snapshot being today's; return their files.

    Names begin with `EXEMPEL-` where the register is an example, and the mark is in each picture.
    """
    today = snapshots[-1]
    prefix = "EXEMPEL-" if today.example else ""
    out_dir.mkdir(parents=True, exist_ok=True)
    drawings = [("karta", _whole), ("utveckling", _years)]
    if today.localities:
        drawings.insert(1, ("orter", _localities))
    made = []
    for name, draw in drawings:
        path = out_dir / f"{prefix}{name}.svg"
        with _picture(path, today, t) as figure:
            draw(figure, snapshots, t)
        made.append(path)
    return made


@contextmanager
def _picture(path: Path, today: PublicSnapshot, t: Translator) -> Iterator["Figure"]:
    """Lend a figure, and write it with the place, day and example mark below."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(_STYLE):  # type: ignore[arg-type]  # its keys are a list of literals
        figure = Figure(figsize=(8, 6), layout="constrained")
        yield figure
        mark = f" · {t('example.mark')}" if today.example else ""
        figure.supxlabel(
            f"{today.register_name} {t.date(today.on)}{mark}", fontsize=8, color=_MUTED
        )
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})


def _whole(figure: "Figure", snapshots: Sequence[PublicSnapshot], t: Translator) -> None:
    today = snapshots[-1]
    axes = figure.subplots()
    rows = categories("type", t)
    _ground(axes, today)
    _areas(axes, public_frame(today), rows, spots=True)
    _names(axes, today.localities)
    axes.set_title(t("map.gallery_whole"), loc="left", color=_TEXT)
    _legend(axes, rows)


def _localities(figure: "Figure", snapshots: Sequence[PublicSnapshot], t: Translator) -> None:
    today, rows = snapshots[-1], categories("type", t)
    frame = public_frame(today)
    places = _largest(today.localities)
    for axes, place in zip(_grid(figure, len(places)), places, strict=True):
        _ground(axes, today)
        _areas(axes, frame, rows, spots=False)
        _frame(axes, _around(frame, place))
        axes.set_title(place.name, loc="left", color=_TEXT)


def _years(figure: "Figure", snapshots: Sequence[PublicSnapshot], t: Translator) -> None:
    rows = categories("type", t)
    for axes, then in zip(_grid(figure, len(snapshots)), snapshots, strict=True):
        _ground(axes, snapshots[-1])
        _areas(axes, public_frame(then), rows, spots=True)
        axes.set_title(f"{t.date(then.on)}: {t('map.count', n=len(then.areas))}", loc="left")
    figure.suptitle(t("map.gallery_years"), fontsize=9, color=_MUTED)


def _largest(localities: Sequence[Locality]) -> list[Locality]:
    return sorted(localities, key=lambda place: (-(place.population or 0), place.name))[:6]


def _grid(figure: "Figure", n: int) -> list["Axes"]:
    columns = 1 if n == 1 else 2 if n <= 4 else 3  # noqa: PLR2004 — up to 2 × 2, then 3 abreast
    grid = figure.subplots(-(-n // columns), columns, squeeze=False)
    flat = list(grid.flat)
    for spare in flat[n:]:
        spare.set_axis_off()
    return flat[:n]


def _ground(axes: "Axes", snapshot: PublicSnapshot) -> None:
    import geopandas

    borders = [place.border for place in snapshot.municipalities if place.border is not None]
    if borders:
        geopandas.GeoSeries(borders, crs=snapshot.crs).plot(
            ax=axes, facecolor=_LAND, edgecolor=_LINE, linewidth=0.8
        )
    axes.set_axis_off()
    axes.set_aspect("equal")


def _areas(
    axes: "Axes", frame: "geopandas.GeoDataFrame", rows: Sequence[Category], *, spots: bool
) -> None:
    drawn = frame[frame.geometry.notna()]
    for row in rows:
        part = drawn[drawn["type"].fillna("unknown") == row.key].geometry
        if part.empty:
            continue
        # a buffer makes a spot of what would be too small to see
        shown = part.centroid.buffer(_SPOT_M, quad_segs=6) if spots else part
        shown.plot(
            ax=axes,
            facecolor=_tint(COLOURS[row.key]),
            edgecolor=COLOURS[row.key],
            hatch=_HATCHES[row.pattern],
            linewidth=1.0,
        )


def _names(axes: "Axes", localities: Sequence[Locality]) -> None:
    for place in localities:
        axes.annotate(
            place.name, (place.x, place.y), (0, 7), textcoords="offset points", ha="center"
        )


def _legend(axes: "Axes", rows: Sequence[Category]) -> None:
    from matplotlib.patches import Patch

    handles = [
        Patch(
            facecolor=_tint(COLOURS[row.key]),
            edgecolor=COLOURS[row.key],
            hatch=_HATCHES[row.pattern],
            label=row.label,
        )
        for row in rows
    ]
    axes.legend(handles=handles, loc="lower left", frameon=False, handlelength=2.2)


def _tint(colour: str) -> str:
    """Return a colour mixed with three parts of white; opaque, so that hatching on it stays clear."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{255 - (255 - part) // 4:02x}" for part in parts)


def _around(frame: "geopandas.GeoDataFrame", place: Locality) -> Bbox:
    """Return a square box in metres round the areas of a locality, or round its label point."""
    own = frame[frame["locality"] == place.name].geometry
    west, south, east, north = (float(metre) for metre in own.total_bounds)
    if not west <= east:
        west, south, east, north = place.x, place.y, place.x, place.y
    x, y = (west + east) / 2, (south + north) / 2
    reach = max(_AROUND_M, (east - west) * 0.55, (north - south) * 0.55)
    return x - reach, y - reach, x + reach, y + reach


def _frame(axes: "Axes", box: Bbox) -> None:
    axes.set_xlim(box[0], box[2])
    axes.set_ylim(box[1], box[3])
