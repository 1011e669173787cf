"""The streets of a folder as pages: which areas each lies in, for who reads without scripts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from grannsamverkan.domain.addresses import Address, Street, plain
from grannsamverkan.maps.view import reading_order
from grannsamverkan.web.folder.places import plain_name
from grannsamverkan.web.views import PublicDay

MOST_ON_A_PAGE = 400
"""With more streets than this in a place, each initial has a page."""

Numbers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Along:
    """A street, and which areas its addresses lie in.

    Attributes:
        inside: the area's id and the numbers that lie in it, in the order of the numbers.
        whole: whether every address of it lies in the same area.
    """

    name: str
    inside: Numbers
    whole: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of streets: of a place, or of those of its streets that begin with one letter."""

    place: str
    initial: str
    path: str
    streets: list[Along]


class Directory:
    """The streets by place, gathered as they come."""

    def __init__(self, view: PublicDay) -> None:
        """Take the areas that the addresses are held to."""
        self._view = view
        self._places: dict[str, list[Along]] = {}

    def add(self, street: Street, along: tuple[Address, ...]) -> None:
        """Take a street with its addresses, by number and letter."""
        covering = [self._view.index.covering((one.x, one.y)) for one in along]
        inside = [
            (area_id, _numbers(along, covering, area_id))
            for area_id in sorted({one for some in covering for one in some}, key=self._name)
        ]
        whole = len(set(covering)) == 1
        told = Along(street.name, inside, whole)
        self._places.setdefault(street.place or "", []).append(told)

    def _name(self, area_id: str) -> tuple[str, str, str]:
        return *reading_order(self._view.areas[area_id].name), area_id

    def sheets(self) -> list[Sheet]:
        """Return the pages, by place and initial."""
        places = sorted(self._places, key=reading_order)
        slugs = _slugs(places)
        return [sheet for place in places for sheet in self._of(place, slugs[place])]

    def _of(self, place: str, slug: str) -> Iterator[Sheet]:
        streets = sorted(self._places[place], key=lambda one: reading_order(one.name))
        if len(streets) <= MOST_ON_A_PAGE:
            yield Sheet(place, "", f"/gator/{slug}", streets)
            return
        for initial, some in groupby(streets, key=_initial):
            yield Sheet(place, initial.upper(), f"/gator/{slug}/{plain_name(initial)}", list(some))


def _initial(street: Along) -> str:
    """Return the letter that a street is looked for under: Å, Ä and Ö are letters of their own."""
    return street.name[:1].casefold()


def _slugs(places: list[str]) -> Mapping[str, str]:
    """Return a short plain name for each place; two that would share one are told apart."""
    slugs: dict[str, str] = {}
    for place in places:
        wanted = "-".join(plain(place).split()) or "-"
        slug, number = plain_name(wanted), 2
        while slug in slugs.values():
            slug, number = plain_name(f"{wanted}-{number}"), number + 1
        slugs[place] = slug
    return slugs


def _numbers(along: tuple[Address, ...], covering: list[tuple[str, ...]], area_id: str) -> str:
    """Return which numbers lie in an area, those that follow one another as `3–9`."""
    runs: list[list[str]] = []
    before = -2
    for at, (one, areas) in enumerate(zip(along, covering, strict=True)):
        if area_id in areas:
            said = f"{one.number}{' ' + one.letter if one.letter else ''}"
            if before == at - 1:
                runs[-1][1:] = [said]
            else:
                runs.append([said])
            before = at
    return ", ".join("–".join(run) for run in runs)
