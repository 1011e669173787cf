"""Taking in official figures by region and year: those of one's municipality, its county and the country."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from grannsamverkan.actions.doing import Doing, line
from grannsamverkan.actions.municipalities import catalogued_names
from grannsamverkan.country import country
from grannsamverkan.domain.access import Deed, may
from grannsamverkan.domain.regions import county_of
from grannsamverkan.domain.statistics import COUNTRY, Statistic
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.exchange.figures import MOST
from grannsamverkan.exchange.records import Note
from grannsamverkan.exchange.regions import Regions
from grannsamverkan.register import Change, Register

ACTION = "import_statistics"

_FIRST_YEAR = 1950
"""No series of reported crimes is older."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of figures that were taken in.

    Attributes:
        changed: what was believed, and what is now.
        kept: the final figures that stayed, since those in the file are preliminary.
        elsewhere: how many figures are of other regions than those of the register, or of its that
            this person writes.
        notes: what the file holds of those regions that was left out.
        seq: the change that was written; None where nothing was, as in a dry run.
    """

    new: tuple[Statistic, ...]
    changed: tuple[tuple[Statistic, Statistic], ...]
    same: int
    kept: tuple[Statistic, ...]
    elsewhere: int
    notes: tuple[Note, ...]
    seq: int | None


def regions_of(register: Register) -> Regions:
    """Return the regions that a file of figures may speak of: those of the register, and in Sweden all."""
    own = {one.code: one.name for one in register.municipalities()}
    return Regions(
        {**(catalogued_names() if country(register.info.country).municipalities else {}), **own}
    )


def take_in(
    doing: Doing,
    statistics: Sequence[Statistic],
    *,
    notes: Iterable[Note] = (),
    over_final: bool = False,
) -> TakenIn:
    """Believe these figures from now on, beside those of other years and measures.

    Whoever may import for a municipality may write those of its county and of the country too.
    A preliminary figure takes the place of a final one only `over_final`.

    Raises:
        NotFound: they may import for no municipality.
        Refused: none of the figures is of a region of theirs, or one of them cannot be.
    """
    regions = _regions(doing)
    own = [_checked(doing, one) for one in statistics if one.region in regions]
    if statistics and not own:
        raise Refused("statistics.all_elsewhere", regions=tuple(sorted(regions)))
    book = _Book(over_final=over_final)
    with doing.change(ACTION) as change:
        for region in dict.fromkeys(one.region for one in own):
            book.take(change, region, [one for one in own if one.region == region])
    return TakenIn(
        new=tuple(book.new),
        changed=tuple(book.changed),
        same=book.same,
        kept=tuple(book.kept),
        elsewhere=len(statistics) - len(own),
        notes=tuple(one for one in notes if not one.name or one.name in regions),
        seq=change.written.seq if change.written else None,
    )


def _regions(doing: Doing) -> frozenset[str]:
    """Return the regions that someone may write figures of."""
    mine = [
        one.code
        for one in doing.register.municipalities()
        if may(doing.who, Deed.IMPORT, municipality=one.code).allowed
    ]
    if not mine:
        raise NotFound("access.not_found")
    counties = {county for code in mine if (county := county_of(code)) is not None}
    return frozenset({COUNTRY, *counties, *mine})


def _checked(doing: Doing, one: Statistic) -> Statistic:
    """Return a figure as it is kept.

    Raises:
        Refused: a number or a year that cannot be, or nothing said of where it comes from.
    """
    if not _FIRST_YEAR <= one.year <= doing.today.year:
        raise Refused("statistics.no_such_year", year=str(one.year), first=str(_FIRST_YEAR))
    if not 0 <= one.value <= MOST:
        raise Refused("statistics.no_such_number", most=MOST)
    source = line(one.source)
    if source is None:
        raise Refused("statistics.no_source")
    return replace(one, source=source)


@dataclass
class _Book:
    """What becomes of figures while they are taken in."""

    over_final: bool
    new: list[Statistic] = field(default_factory=list)
    changed: list[tuple[Statistic, Statistic]] = field(default_factory=list)
    kept: list[Statistic] = field(default_factory=list)
    same: int = 0

    def take(self, change: Change, region: str, fresh: Iterable[Statistic]) -> None:
        """Let the fresh figures of a region take their places among those believed."""
        believed = {(one.measure, one.year): one for one in change.facts(Statistic, region)}
        for one in fresh:
            before = believed.get((one.measure, one.year))
            if before == one:
                self.same += 1
            elif before is None:
                self.new.append(one)
                believed[one.measure, one.year] = one
            elif one.preliminary and not before.preliminary and not self.over_final:
                self.kept.append(before)
            else:
                self.changed.append((before, one))
                believed[one.measure, one.year] = one
        change.set_facts(Statistic, region, believed.values())
