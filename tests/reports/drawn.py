"""Reading drawings back: their elements, texts and places, and what no drawing may hold."""

import re
from xml.etree import ElementTree as ET

from grannsamverkan.reports.svg import Markup

HOSTILE = "</text><script>window.ran=1</script>\x00\x0b\ud800&\"'" + "<b onload=x>" * 3
"""A name that is anything but a name."""

_SVG = "{http://www.w3.org/2000/svg}"


def parsed(markup: Markup) -> ET.Element:
    """Return a drawing as a tree, having held it to what every drawing must be."""
    root = ET.fromstring(markup)  # noqa: S314 # it is our own
    assert root.tag == f"{_SVG}svg"
    assert root.get("role") == "img"
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    assert set((root.get("aria-labelledby") or "").split()) <= set(ids)
    assert not list(root.iter(f"{_SVG}script"))
    assert not [one for one in root.iter() if one.get("style") or "onload" in one.attrib]
    used = re.findall(r"url\(#([^)]+)\)", markup)
    assert set(used) <= set(ids)
    assert "nan" not in markup
    assert "inf" not in markup.casefold().replace("information", "")
    return root


def elements(root: ET.Element, tag: str, **attributes: str) -> list[ET.Element]:
    """Return the elements of a kind that have these attributes (`_` for `-`)."""
    wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
    return [
        one
        for one in root.iter(f"{_SVG}{tag}")
        if all(one.get(name) == value for name, value in wanted.items())
    ]


def texts(root: ET.Element) -> list[str]:
    """Return every text that is seen."""
    return [one.text or "" for one in root.iter(f"{_SVG}text")]


def described(root: ET.Element) -> tuple[str, str]:
    """Return the name and the description of a drawing."""
    title, desc = root.find(f"{_SVG}title"), root.find(f"{_SVG}desc")
    assert title is not None
    assert desc is not None
    return title.text or "", desc.text or ""


def at(element: ET.Element, *names: str) -> tuple[float, ...]:
    """Return attributes that are lengths."""
    return tuple(float(element.get(name) or "nan") for name in names)
