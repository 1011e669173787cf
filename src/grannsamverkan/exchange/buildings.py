"""How many homes a building holds, as its type and size let one suppose.

The types are those of OpenStreetMap (`building=*`, `building:levels`, `building:flats`) and the words
that Swedish building registers use for their purposes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from grannsamverkan.exchange.columns import plain_heading

_TYPES = ("building", "byggnadstyp", "ändamål", "andamal", "andamal1", "ändamål1", "objekttyp", "purpose", "typ", "type", "fclass")  # fmt: skip
_ONE = frozenset(
    [
        "house",
        "detached",
        "bungalow",
        "farm",
        "cabin",
        "static_caravan",
        "houseboat",
        "villa",
        "småhus",
        "enbostadshus",
    ]
)
_PAIR = frozenset(["semidetached_house", "semi", "duplex", "parhus", "tvåbostadshus"])
_ROW = frozenset(["terrace", "radhus", "kedjehus"])
_FLATS = frozenset(
    ["apartments", "dormitory", "flerbostadshus", "flerfamiljshus", "flerfamilj", "hyreshus"]
)
_RESIDENTIAL = frozenset(["residential", "bostad", "bostadshus"])
_UNSAID = frozenset({"yes", "building", ""})

_PAIR_M2 = 150.0
_ROW_HOUSE_M2 = 85.0
_FLAT_M2 = 85.0
_ONE_HOME_M2 = 260.0
_USUAL_LEVELS = 3
_TALL = 3


@dataclass(frozen=True, slots=True)
class Supposed:
    """A number of homes and what it rests on; with none, the reason why it is left out.

    Attributes:
        firm: what the building is says how many; else its size, or no more than that it has an address.
    """

    homes: int
    reason: str
    firm: bool = False


def homes_of(values: Mapping[str, object], footprint_m2: float) -> Supposed:
    """Return how many homes a building holds, from its columns and its footprint (m²)."""
    plain = {plain_heading(key): value for key, value in values.items() if value not in {None, ""}}
    kind = str(next((plain[one] for one in _TYPES if one in plain), "")).casefold()
    words = frozenset(kind.replace(";", " ").replace(",", " ").replace("-", " ").split())
    flats, levels = _number(plain.get("buildingflats")), _number(plain.get("buildinglevels"))
    if flats:
        return Supposed(flats, "building:flats", firm=True)
    if kind in _UNSAID:
        addressed = plain.get("addrhousenumber") is not None
        return Supposed(1, "adress") if addressed else Supposed(0, "unsaid_building")
    homes, said = _by_type(words, levels, footprint_m2)
    return Supposed(homes, f"{kind}{said}" if homes else "no_home", firm=not said)


def _by_type(words: frozenset[str], levels: int, footprint_m2: float) -> tuple[int, str]:
    """Return how many homes a type of building has, and the reckoning where there is one."""
    size = f", {footprint_m2:.0f} m²"
    if words & _ROW:
        return _whole(footprint_m2 / _ROW_HOUSE_M2), size
    if words & _PAIR:
        return (2 if footprint_m2 > _PAIR_M2 else 1), ""
    small = footprint_m2 <= _ONE_HOME_M2 and levels < _TALL
    if words & _ONE or (words & _RESIDENTIAL and small):
        return 1, ""
    if words & (_FLATS | _RESIDENTIAL):
        floors = levels or (_USUAL_LEVELS if words & _FLATS else 1)
        return _whole(footprint_m2 * floors / _FLAT_M2), f", {floors} ×{size[1:]}"
    return 0, ""


def _whole(homes: float) -> int:
    return max(1, round(homes))


def _number(value: object) -> int:
    """Return a whole number as a tag says it (`2`, `2.5`, `2;3`), 0 where it says none."""
    try:
        return max(0, int(float(str(value).partition(";")[0])))
    except (ValueError, OverflowError):
        return 0
