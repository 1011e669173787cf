"""What is set on paper: a template of ours and data in, the bytes of a PDF/UA-1 file out; the same each time.

All texts come as data and stay texts. Needs the extra `pdf`.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grannsamverkan.errors import Refused
from grannsamverkan.reports.plain import plain

if TYPE_CHECKING:
    import typst

_TEMPLATES = Path(__file__).parent / "templates"

_UNDRAWN = re.compile(
    "[^\t\n\r -~\xa0-\xac\xae-\u02e9\u0391-\u03a1\u03a3-\u0482\u048a-\u0525\u1e00-\u1efb"
    "\u2010-\u2027\u202f-\u205e\u20a0-\u20b5\u2190-\u2311\u2500-\u269c]"
)
"""What DejaVu Sans lacks or combines: inside a drawing that would be refused. The words beside it have the text."""

_BOX = "\N{WHITE SQUARE}"

IN_A_LINE, _PIECE = 64, 8
"""How many signs a word may have that is not broken, and how many each piece of a longer one has."""


def can_typeset() -> bool:
    """Say whether the extra `pdf` is installed; nothing is loaded for it."""
    return find_spec("typst") is not None


def typeset(template: str, told: Mapping[str, Any], dated: date) -> tuple[bytes, tuple[str, ...]]:
    """Return the file that a template makes of what it is told, and what Typst warns of, which tests hold to nothing.

    Raises:
        Refused: the extra `pdf` is not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise Refused("report.no_pdf") from error

    made, warnings = typst.compile_with_warnings(
        (_TEMPLATES / f"{template}.typ").read_bytes(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={template: json.dumps(told, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(dated, time(), UTC),
    )
    return made, tuple(one.message for one in warnings)


@cache
def _fonts() -> "typst.Fonts":
    """Return the fonts that come with Typst and with matplotlib, so that the machine's make no difference."""
    import typst

    found = find_spec("matplotlib")
    assert found is not None  # noqa: S101 # the program depends on it
    assert found.origin is not None  # noqa: S101 # a package with a file
    folder = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def drawable(svg: str) -> str:
    """Return a drawing in which every sign can be drawn."""
    return _UNDRAWN.sub(_BOX, unicodedata.normalize("NFC", svg))


def breakable(text: str, longest: int = IN_A_LINE) -> str:
    """Return a text whose endless words may break, since nothing else keeps them on the page."""
    lines = re.sub("[\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]", "\n", plain(text))
    return re.sub(rf"\S{{{longest + 1},}}", _in_pieces, lines)


def _in_pieces(word: re.Match[str]) -> str:
    return "\N{ZERO WIDTH SPACE}".join(re.findall(f".{{1,{_PIECE}}}", word[0]))
