"""Charts of the yearly report and of the promise pages, each with its text alternative."""

from grannsamverkan.reports.charts.bridge import bridge_chart, bridge_text
from grannsamverkan.reports.charts.burglaries import in_rates, years_of
from grannsamverkan.reports.charts.growth import Growth, Point, growth_chart, growth_of, growth_text
from grannsamverkan.reports.charts.way import (
    Way,
    light_sign,
    light_word,
    progress_bar,
    way_of,
    way_text,
)
from grannsamverkan.reports.charts.years import (
    YearBar,
    YearLine,
    Years,
    years_chart,
    years_text,
)

__all__ = [
    "Growth",
    "Point",
    "Way",
    "YearBar",
    "YearLine",
    "Years",
    "bridge_chart",
    "bridge_text",
    "growth_chart",
    "growth_of",
    "growth_text",
    "in_rates",
    "light_sign",
    "light_word",
    "progress_bar",
    "way_of",
    "way_text",
    "years_chart",
    "years_of",
    "years_text",
]
