"""The texts of a language: TOML files, of which each part is read when a text of it is first asked for.

A page asks for a few of the thousands there are, and a server keeps what it has read.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib.resources import files
from threading import Lock
from typing import Any

_HEADED = re.compile(r"^\[([^\]\n]+)\]$", re.MULTILINE)
"""The line that a part begins with; every text stands in a part."""


def parts_of(language: str) -> Iterator[tuple[str, str]]:
    """Give the name of each part in the files of a language, and its TOML."""
    folder = files("grannsamverkan") / "locale" / language
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        text = file.read_text("utf-8")
        found = list(_HEADED.finditer(text))
        ends = [one.start() for one in found[1:]] + [len(text)]
        for one, end in zip(found, ends, strict=True):
            yield one[1], text[one.start() : end]


class Catalogue(Mapping[str, str]):
    """The texts of a language by their dotted keys (`error.area.not_found`), of another where it has none of its own."""

    def __init__(self, language: str, *, otherwise: "Catalogue | None" = None) -> None:
        """Find the parts; none of them is read yet."""
        self._otherwise = otherwise
        self._texts: dict[str, str] = {}
        self._unread: defaultdict[str, list[bytes]] = defaultdict(list)
        self._lock = Lock()
        for name, part in parts_of(language):
            self._unread[name].append(part.encode())

    def __getitem__(self, key: str) -> str:
        try:
            return self._texts[key]
        except KeyError:
            pass
        with self._lock:
            at = -1
            while (at := key.find(".", at + 1)) > 0:
                self._read(key[:at])
        if key not in self._texts and self._otherwise is not None:
            return self._otherwise[key]
        return self._texts[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.under(""))

    def __len__(self) -> int:
        return len(self.under(""))

    def under(self, *beginnings: str) -> dict[str, str]:
        """Return all texts whose keys begin with one of some words, in the order of their keys."""
        with self._lock:
            for name in list(self._unread):
                if f"{name}.".startswith(beginnings) or any(
                    one.startswith(f"{name}.") for one in beginnings
                ):
                    self._read(name)
            own = {key: text for key, text in self._texts.items() if key.startswith(beginnings)}
        others = self._otherwise.under(*beginnings) if self._otherwise is not None else {}
        return dict(sorted((others | own).items()))

    def own(self) -> dict[str, str]:
        """Return the texts that the language has itself."""
        self.under("")
        return dict(self._texts)

    def _read(self, name: str) -> None:
        for part in self._unread.pop(name, ()):
            self._texts |= _flat(tomllib.loads(part.decode()))


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    texts: dict[str, str] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            texts |= _flat(value, f"{prefix}{key}.")
        else:
            texts[f"{prefix}{key}"] = value
    return texts
