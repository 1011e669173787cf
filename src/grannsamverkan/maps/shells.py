"""The constant part of each served map: its script and its few lines of HTML, made ahead and kept.

folium takes a second and 50 MB to load, so the serving process never does: a child process builds
what is missing, and everything is kept under a name that says what it was made of.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from grannsamverkan.catalogue import parts_of
from grannsamverkan.errors import Unavailable
from grannsamverkan.i18n import LANGUAGES
from grannsamverkan.maps.definition import MapDefinition

_PATIENCE_S = 120
_HERE = Path(__file__).parent
_PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Shell:
    """One map in one language: the script's file name holds its content's hash."""

    script_name: str
    script: bytes
    html: str


class Order(NamedTuple):
    """A map to be built in a language; `root` is what the addresses begin with that it leads to.

    Without a definition it is the map of a plan.
    """

    made: MapDefinition | None
    language: str
    root: str

    @property
    def name(self) -> str:
        """What it is kept under."""
        return self.made.name if self.made else _PLAN

    def as_data(self) -> list[Any]:
        """Return the order as plain data; `read` makes it anew."""
        return [self.name, self.made and self.made.as_data(), self.language, self.root]

    @classmethod
    def read(cls, data: list[Any]) -> "Order":
        """Make the order of what `as_data` gave."""
        name, table, language, root = data
        return cls(None if table is None else MapDefinition.of(name, table), language, root)


def default_cache_dir() -> Path:
    """Return the folder where this user's programs keep what they can make again."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "grannsamverkan"


def ensure_shells(
    definitions: Iterable[MapDefinition], cache_dir: Path, languages: Sequence[str]
) -> dict[tuple[str, str], Shell]:
    """Return every map in every language, by map name and language, building those not kept yet.

    The first language has no part of its own in the addresses that a map leads to.

    Raises:
        Unavailable: a map could not be built, or not in time.
    """
    orders = [
        Order(made, language, "" if language == languages[0] else f"/{language}")
        for made in definitions
        for language in languages
    ]
    return _ensured(orders, cache_dir)


def ensure_plan_shells(cache_dir: Path) -> dict[str, Shell]:
    """Return the map of a plan in each language of the workspace, as `ensure_shells` does.

    Raises:
        Unavailable: as `ensure_shells`.
    """
    made = _ensured([Order(None, language, "") for language in LANGUAGES], cache_dir)
    return {language: shell for (_, language), shell in made.items()}


def _ensured(orders: Sequence[Order], cache_dir: Path) -> dict[tuple[str, str], Shell]:
    code = _code_digest()
    paths = [cache_dir / f"{_key(one, code)}.json" for one in orders]
    kept = [_read(path) for path in paths]
    missing = [place for place, found in enumerate(kept) if found is None]
    if missing:
        built = _build_in_child([orders[place] for place in missing])
        for place, made_now in zip(missing, built, strict=True):
            kept[place] = made_now
            _keep(paths[place], made_now)
    return {
        (one.name, one.language): _shell(found)
        for one, found in zip(orders, kept, strict=True)
        if found is not None
    }


def build(orders: Iterable[Order]) -> list[dict[str, str]]:
    """Return script and HTML of each map and language; loads folium."""
    from branca.element import Figure

    from grannsamverkan.maps.pages import areas_map
    from grannsamverkan.maps.plan_pages import plan_map

    shells = []
    for one in orders:
        made = (
            plan_map(one.language)
            if one.made is None
            else areas_map(definition=one.made, language=one.language, root=one.root)
        )
        page = made.get_root()
        assert isinstance(page, Figure)  # noqa: S101 — every map of ours is in one
        page.render()
        shells.append({"script": page.script.render(), "html": page.html.render().strip()})
    return shells


def _build_in_child(orders: list[Order]) -> list[dict[str, str]]:
    question = [one.as_data() for one in orders]
    try:
        answer = subprocess.run(
            [sys.executable, "-m", "grannsamverkan.maps.shells"],
            input=json.dumps(question).encode(),
            capture_output=True,
            timeout=_PATIENCE_S,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise Unavailable("map.shell", fault=f"{_PATIENCE_S} s") from error
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise Unavailable("map.shell", fault=" ".join(last)[:200]) from error
    built: list[dict[str, str]] = json.loads(answer.stdout)
    return built


def _key(one: Order, code: str) -> str:
    texts = [list(parts_of(language)) for language in sorted({"sv", one.language})]
    facts = [*one.as_data(), texts, code]
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
    return f"{one.name}-{one.language}-{digest[:24]}"


def _code_digest() -> str:
    """Return a hash of the code that makes shells, so that a new version never serves an old one."""
    digest = hashlib.sha256()
    for path in sorted(_HERE.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _read(path: Path) -> dict[str, str] | None:
    """Return what a file keeps, None where it is absent or was spoilt."""
    try:
        kept = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, dict) and set(kept) == {"script", "html"} else None


def _keep(path: Path, shell: dict[str, str]) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):  # where nothing can be kept, it is built again next time
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(shell), "utf-8")
        fresh.replace(path)


def _shell(kept: dict[str, str]) -> Shell:
    script = kept["script"].encode()
    return Shell(f"{hashlib.sha256(script).hexdigest()[:16]}.js", script, kept["html"])


if __name__ == "__main__":
    json.dump(build(Order.read(one) for one in json.load(sys.stdin)), sys.stdout)
