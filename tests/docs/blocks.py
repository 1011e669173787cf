"""The blocks of code in a Markdown file, so that the tests can do what the reader does."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

_FENCE = re.compile(r"^```(\w+) ?([\w.]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(file: str, language: str) -> list[tuple[str, str]]:
    """Return the name and the text of each block of a language in a file at the root."""
    text = (ROOT / file).read_text("utf-8")
    return [(name, body) for kind, name, body in _FENCE.findall(text) if kind == language]
