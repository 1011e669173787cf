"""The only place where text is put into a map page.

Leaflet and folium take many texts as HTML, and folium writes some of them inside JavaScript
template strings, where `${…}` runs. Nothing reaches a map page except through these functions.
"""

import html
import json

_ALSO = {ord(sign): f"&#{ord(sign)};" for sign in "`${\\"}
_IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def text(value: str) -> str:
    r"""Return text for an HTML element or attribute; `` ` $ { \ `` are encoded as well."""
    return html.escape(value).translate(_ALSO)


def script(value: object) -> str:
    """Return a value as JSON that can stand inside a script of a page: no `<`, keys sorted.

    Raises:
        ValueError: NaN or an infinite number, which are not JSON.
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False).translate(
        _IN_SCRIPT
    )
