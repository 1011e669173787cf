"""Our folium elements. Each writes one line of script that calls `static/karta.js`.

Ids are names, not random numbers, so the same map is the same bytes. All values pass through
`safe.script`. This module is never imported by the serving process: folium is heavy.
"""

from collections.abc import Mapping
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from grannsamverkan.maps import assets, safe

_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"


class Page(Figure):
    """A whole page with everything inside: it opens from a USB stick and asks no network for anything."""

    _template = Template(
        "<!DOCTYPE html>\n<html lang={{ this.language|tojson }}>\n<head>\n"
        '<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        "<title>{{ this.safe_title }}</title>\n"
        '{{ this.header.render(**kwargs) }}\n</head>\n<body class="karta-ensam">\n'
        "{{ this.html.render(**kwargs) }}\n"
        "<script>\n{{ this.script.render(**kwargs) }}\n</script>\n</body>\n</html>\n"
    )

    def __init__(self, title: str, language: str) -> None:
        """Take the page's title as plain text."""
        super().__init__(height="640px")
        self.header = Element()
        self.header._parent = self  # noqa: SLF001 — as branca's own Figure does
        self.safe_title = safe.text(title)
        self.language = language


class AreasMap(folium.Map):
    """A folium map that loads nothing from elsewhere: no tiles, jQuery, Bootstrap or icon fonts."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 — folium's own interface
    default_css: list[tuple[str, str]] = []  # noqa: RUF012 — as above
    look, viewed_by = "karta", "view"

    _template = Template(
        """
        {% macro html(this, kwargs) %}
<{{ this.tag }} class="{{ this.look }}" id="karta">
{%- if this.heading %}<h1>{{ this.heading }}</h1>{% endif %}
<div class="karta__overst"></div>
<div class="karta__yta"><div class="folium-map" id="{{ this.get_name() }}"></div></div>
<div class="karta__sida"></div>
</{{ this.tag }}>
        {% endmacro %}
        {% macro script(this, kwargs) %}
(function () {
const map = Grannkarta.map({{ this.get_name()|tojson }});
const view = Grannkarta.{{ this.viewed_by }}(map, {{ this.script_options }});
{% for part in this.parts %}{{ part.line() }}
{% endfor %}view.start();
})();
        {% endmacro %}
        """
    )

    def __init__(self, options: Mapping[str, Any], heading: str = "") -> None:
        """Take what `Grannkarta.view` takes, and a heading as plain text (none on a page that has one)."""
        super().__init__(tiles=None)
        self._id = "karta"
        self.script_options = safe.script(options)
        self.heading = safe.text(heading)
        self.tag = "main" if heading else "div"

    @property
    def parts(self) -> list["Part"]:
        """The parts of the map in the order they were added."""
        return [child for child in self._children.values() if isinstance(child, Part)]


class PlanMap(AreasMap):
    """The map of a plan: what it shows can be made anew while it is looked at."""

    look, viewed_by = "karta karta--plan", "plan"


class Part(MacroElement):
    """One part of a map: a method of the script's view, and what it is told."""

    method = ""

    def __init__(self, **options: object) -> None:
        """Take what the method is told."""
        super().__init__()  # type: ignore[no-untyped-call]  # branca's own
        self._name = type(self).__name__
        self._id = "del"
        self._options = options

    def line(self) -> str:
        """Return the line of script that adds the part."""
        return f"view.{self.method}({safe.script(self._options)});"


class Ground(Part):
    """The calm ground: the municipality's border and the names of its localities."""

    method = "ground"


class Basemap(Part):
    """Roads, water, houses and what else has been read in to find one's way by."""

    method = "basemap"


class Areas(Part):
    """The outlines of areas, each a shape that can be reached and opened by keyboard."""

    method = "areas"


class Cells(Part):
    """Round numbers that stand for many areas, where too many are in view to be drawn."""

    method = "cells"


class Search(Part):
    """The fields that limit both map and list: words, type, locality."""

    method = "search"


class Years(Part):
    """The slider that takes the map to the end of a past year."""

    method = "years"


class Legend(Part):
    """What colours and patterns mean, and boxes that show and hide layers."""

    method = "legend"


class AreaList(Part):
    """The map's twin in words: a table that can be sorted, under the same filter."""

    method = "list"


class Check(Part):
    """The question what a place on the map belongs to, and a button for one's own position."""

    method = "check"


class Inside(Element):
    """The map's own files written into the head of a page."""

    _template = Template(
        "{% for name in this.styles %}<style>{{ this.read(name) }}</style>\n{% endfor %}"
        "{% for name in this.scripts %}<script>{{ this.read(name) }}</script>\n{% endfor %}"
    )
    styles = assets.STYLES
    scripts = assets.SCRIPTS
    read = staticmethod(assets.read)


class InsidePlan(Inside):
    """The files of a plan's map written into the head of a page."""

    styles = assets.PLAN_STYLES
    scripts = assets.PLAN_SCRIPTS
