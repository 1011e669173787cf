"""The links of a page, led from the site into a folder.

A page is read by a real parser that says where each tag stands; the tags with links are written anew, and
all the rest stays byte for byte as the site has it.
"""

from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from itertools import accumulate

_LINKS = frozenset({"href", "src", "action", "xlink:href"})
_SERVED = frozenset({"action", "data-suggest", "method"})
"""What of a form only a server can make use of."""

Attributes = list[tuple[str, str | None]]
Leading = Callable[[str], str]
"""Where a link leads in the folder."""


class _Tags(HTMLParser):
    """The tags of a page that have links, each with its place in the text."""

    def __init__(self, page: str, leading: Leading) -> None:
        super().__init__(convert_charrefs=False)
        self.edits: list[tuple[int, int, str]] = []
        self._lines = [0, *accumulate(len(line) + 1 for line in page.split("\n"))]
        self._leading = leading

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Note what a tag becomes."""
        written = self.get_starttag_text() or ""
        fresh = self._led(tag, attrs)
        if fresh == attrs:
            return
        line, column = self.getpos()
        at = self._lines[line - 1] + column
        closing = " />" if written.endswith("/>") else ">"
        self.edits.append(
            (at, at + len(written), f"<{tag}{''.join(map(_written, fresh))}{closing}")
        )

    def _led(self, tag: str, attrs: Attributes) -> Attributes:
        if tag == "form" and ("method", "post") in attrs:
            kept = [one for one in attrs if one[0] not in _SERVED]
            return [*kept, ("hidden", None)]  # only a script of the folder can answer it
        return [
            (name, self._leading(value) if name in _LINKS and value else value)
            for name, value in attrs
        ]


def _written(attribute: tuple[str, str | None]) -> str:
    name, value = attribute
    return f" {name}" if value is None else f' {name}="{escape(value)}"'


def relinked(page: str, leading: Leading) -> str:
    """Return a page whose links lead where `leading` says; forms that need a server are hidden."""
    tags = _Tags(page, leading)
    tags.feed(page)
    tags.close()
    parts, done = [], 0
    for start, end, fresh in tags.edits:
        parts += [page[done:start], fresh]
        done = end
    return "".join([*parts, page[done:]])
