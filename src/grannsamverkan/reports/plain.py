"""Texts as any file may hold them."""

import re

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """Return a text without the characters that no XML document may hold."""
    return _NOT_XML.sub("", text)
