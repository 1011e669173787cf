"""Where the data that come with the program lie: places (`geodata/`) and map definitions (`maps/`)."""

from pathlib import Path

GEODATA = "geodata"
MAPS = "maps"


def data_folder(name: str) -> Path:
    """Return the folder `geodata` or `maps`: inside the installed wheel, else at the root of the checkout."""
    package = Path(__file__).resolve().parent
    packed = package / "_data" / name
    return packed if packed.is_dir() else package.parent.parent / name
