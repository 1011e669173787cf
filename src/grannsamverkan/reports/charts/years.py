"""A figure by year as bars, with what it is elsewhere as lines, how sure it is, and what is preliminary."""

from collections.abc import Iterator
from dataclasses import dataclass

from grannsamverkan.i18n import Translator
from grannsamverkan.reports.charts.axes import Scale, room_for, rows, step_of, steps_to
from grannsamverkan.reports.legend import Entry, legend
from grannsamverkan.reports.svg import (
    TEXT,
    Frame,
    Markup,
    box,
    drawing,
    hatch,
    label,
    line,
    number,
    tag,
    text_width,
)

_HIGH, _HIGH_NARROW, _BAR_WIDEST = 220.0, 190.0, 34.0
_DASHES = ("7 3", "2 3", "9 3 2 3")
_CAP = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class YearBar:
    """A year's figure.

    Attributes:
        value: None where there is none.
        low, high: between which it lies with the certainty that `Years.interval` names.
        number: what the figure was made of, such as reported crimes; written under the year.
    """

    year: int
    value: float | None
    low: float | None = None
    high: float | None = None
    preliminary: bool = False
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLine:
    """What the same figure is elsewhere, by year."""

    name: str
    values: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """A figure by year, oldest first, at least one, beside the same figure of at most three other places.

    Attributes:
        title: what the drawing is called; `name`: whose the bars are.
        interval: what the whiskers say, such as "95 % konfidensintervall".
        number_name: what the numbers under the years count.
    """

    title: str
    name: str
    bars: tuple[YearBar, ...]
    lines: tuple[YearLine, ...] = ()
    interval: str | None = None
    number_name: str | None = None


def years_chart(years: Years, t: Translator, frame: Frame) -> Markup:
    """Draw a figure by year."""
    highest = max(_values(years), default=0)
    numbers = steps_to(highest, step_of(highest))
    key, top = legend(_entries(years, frame, t), frame, 0)
    left, top = room_for(numbers, t), top + 12
    up = Scale(0, numbers[-1], top + (_HIGH_NARROW if frame.narrow else _HIGH), top)
    first, last = years.bars[0].year, years.bars[-1].year
    across = Scale(first - 0.5, last + 0.5, left, frame.width)
    numbered = years.number_name is not None
    return drawing(
        frame,
        up.start + (44 if numbered else 26),
        hatch(frame, "preliminary", "accent", ground="tint"),
        key,
        rows(numbers, up, left, frame.width, t),
        *_bars(years, across, up, frame),
        *_lines(years, across, up),
        *_whiskers(years, across, up),
        *_years(years, across, up, t),
        title=years.title,
        description=years_text(years, t),
    )


def years_text(years: Years, t: Translator) -> str:
    """Say in words what the drawing shows: the figure of every year, and the last one elsewhere."""
    said = [t("charts.years.text", title=years.title, name=years.name,
              figures="; ".join(_said(bar, t) for bar in years.bars))]  # fmt: skip
    for one in years.lines:
        if one.values:
            year, value = one.values[-1]
            said.append(t("charts.years.elsewhere", name=one.name, year=str(year),
                          value=t.number(value, decimals=2)))  # fmt: skip
    return " ".join(said)


def _said(bar: YearBar, t: Translator) -> str:
    value = t("charts.years.none") if bar.value is None else t.number(bar.value, decimals=2)
    said = f"{bar.year}: {value}"
    if bar.low is not None and bar.high is not None:
        low, high = t.number(bar.low, decimals=2), t.number(bar.high, decimals=2)
        said += f" ({low}–{high})"
    return f"{said} {t('charts.years.preliminary_short')}" if bar.preliminary else said


def _values(years: Years) -> Iterator[float]:
    for bar in years.bars:
        yield from (one for one in (bar.value, bar.high) if one is not None)
    for one in years.lines:
        yield from (value for _, value in one.values)


def _bar_width(across: Scale) -> float:
    return min(_BAR_WIDEST, (across(1) - across(0)) * 0.6)


def _bars(years: Years, across: Scale, up: Scale, frame: Frame) -> Iterator[Markup]:
    wide = _bar_width(across)
    for bar in years.bars:
        x = across(bar.year)
        if bar.value is None:
            yield label(x, up.start - 6, "–", text_anchor="middle", fill="muted")
            continue
        fill = frame.ref("preliminary") if bar.preliminary else "tint"
        y = up(bar.value)
        yield box(x - wide / 2, y, wide, up.start - y, fill=fill, stroke="accent")


def _lines(years: Years, across: Scale, up: Scale) -> Iterator[Markup]:
    for index, one in enumerate(years.lines):
        shown = [(across(year), up(value)) for year, value in one.values
                 if across.low < year < across.high]  # fmt: skip
        points = " ".join(f"{number(x)},{number(y)}" for x, y in shown)
        yield tag("polyline", points=points, **_stroke(index))
        for x, y in shown:
            yield _dot(index, x, y)


def _stroke(index: int) -> dict[str, str | float]:
    dash = _DASHES[index % len(_DASHES)]
    return {"fill": "none", "stroke": "loss" if index % 2 else "ink",
            "stroke_width": 1.8, "stroke_dasharray": dash}  # fmt: skip


def _dot(index: int, x: float, y: float) -> Markup:
    """Return a point of a line: round for the first, square for the second."""
    if index % 2:
        return box(x - 3, y - 3, 6, 6, fill="paper", stroke="loss", stroke_width=1.8)
    return tag("circle", cx=x, cy=y, r=3, fill="paper", stroke="ink", stroke_width=1.8)


def _whiskers(years: Years, across: Scale, up: Scale) -> Iterator[Markup]:
    for bar in years.bars:
        if bar.low is not None and bar.high is not None:
            yield _whisker(across(bar.year), up(bar.high), up(bar.low))


def _whisker(x: float, top: float, bottom: float) -> Markup:
    d = (
        f"M{number(x - _CAP)} {number(top)}h8M{number(x)} {number(top)}V{number(bottom)}"
        f"M{number(x - _CAP)} {number(bottom)}h8"
    )
    return tag("path", d=d, fill="none", stroke="accent", stroke_width=1.5)


def _years(years: Years, across: Scale, up: Scale, t: Translator) -> Iterator[Markup]:
    """Write the years, and under each what its figure was made of; some of them where there are many."""
    apart = across(1) - across(0)
    every = 1
    while apart * every < text_width("2020") + 4:
        every += 1
    for bar in years.bars:
        if (years.bars[-1].year - bar.year) % every == 0:
            x = across(bar.year)
            yield label(x, up.start + 18, str(bar.year), text_anchor="middle")
            if years.number_name is not None:
                shown = "–" if bar.number is None else t.number(bar.number)
                yield label(x, up.start + 36, shown, text_anchor="middle", fill="muted")


def _entries(years: Years, frame: Frame, t: Translator) -> list[Entry]:
    entries = [Entry(_swatch("tint"), years.name)]
    if any(bar.preliminary for bar in years.bars):
        entries.append(Entry(_swatch(frame.ref("preliminary")), t("charts.years.preliminary")))
    for index, one in enumerate(years.lines):
        stroke = line(0, 6, 26, 6, **{k: v for k, v in _stroke(index).items() if k != "fill"})
        entries.append(Entry(Markup(stroke + _dot(index, 13, 6)), one.name))
    if years.interval is not None:
        entries.append(Entry(_whisker(13, 0, TEXT), years.interval))
    if years.number_name is not None:
        sample = label(13, TEXT - 2, "12", text_anchor="middle", fill="muted")
        entries.append(Entry(sample, t("charts.years.number", name=years.number_name)))
    return entries


def _swatch(fill: str) -> Markup:
    return box(2, 0, 22, TEXT, fill=fill, stroke="accent")
