"""What is made ahead of serving: the constant parts of every map."""

from pathlib import Path

from grannsamverkan.country import HOME, country
from grannsamverkan.maps.definition import all_definitions
from grannsamverkan.maps.shells import default_cache_dir, ensure_plan_shells, ensure_shells


def build_maps(maps: Path, cache_dir: Path | None = None, *, land: str = HOME) -> None:
    """Build the constant part of every map that is not kept yet, in the user's cache if nowhere else.

    `maps` is the folder of the user's own maps; they speak the languages of the country.

    Raises:
        Refused: a map's definition is wrong. Unavailable: a map could not be built.
    """
    definitions = all_definitions(maps).values()
    kept_in = cache_dir or default_cache_dir()
    ensure_shells(definitions, kept_in, country(land).languages)
    ensure_plan_shells(kept_in)
