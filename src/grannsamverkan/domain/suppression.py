"""Tables of small numbers, hidden before they leave the house so that nobody can work them out.

A number from 1 to just below `least` is hidden, be it a cell or a sum. That alone is no protection: what
stands beside it is hidden with it, until for everything published every hidden number can be so much as
`leeway.WIDTH` more or less than it also can be. A zero is shown: that nobody lives or said anything
somewhere tells of no one, and where there is no area the map says so already. So whoever knows these
rules takes a hidden number to be 1 at least, and the room is reckoned from there. Nor is there a small
number left over when all that is shown is taken from its sum.

Two publications of one table, a correction or a later day, are subtracted from each other by those who
keep both. A reader is taken to know which numbers have not changed: what has been shown and is the same
stays shown, what was hidden and is the same stays hidden, and the room of both publications' hidden
numbers is reckoned with all that either shows. And the difference of two numbers shown for one place is
a number too. It tells of someone where someone came or went: of six homes in the only new area, of two
views that came in since October. Then it may no more be small than any other, and the later number is
hidden. Where the same homes were only counted again it tells of nobody, and such small steps are of
every day; `regrouped` says where someone came or went, and without it that can have been anywhere.

Which numbers are hidden because they are small, and which because they stand beside, nobody is told.
On screen both are "visas inte (för få)".
"""

from collections.abc import Collection, Sequence
from itertools import chain

from grannsamverkan.domain.leeway import Leeway, Unknown
from grannsamverkan.domain.tables import Part, Published, Spot, Table, part_of
from grannsamverkan.domain.told import Earlier, Told, told_of

_PRICES = {Part.CELLS: 1_000, Part.ROWS: 100_000, Part.COLUMNS: 100_000, Part.TOTAL: 10_000_000}
"""What hiding costs: any number of cells rather than a sum, small ones rather than large ones."""


def suppress(
    table: Table,
    *,
    least: int,
    earlier: Sequence[Earlier] = (),
    regrouped: Collection[Spot] | None = None,
) -> Published:
    """Return what may be shown of a table, after all that has been shown before.

    Where nothing is proven to be enough, no new number is shown at all; that takes a table of many small
    numbers that is published again and again.

    Args:
        table: the numbers, and which of them are to be published.
        least: the smallest number that may be shown, beside zero. Above `leeway.WIDTH`, or two
            numbers have no room where their sum is known.
        earlier: publications of the same numbers as they were known before, or on earlier days; what
            happened in another year is another number.
        regrouped: where someone came or went since then, and not only the same were counted again;
            None: anywhere.
    """
    told = told_of(table, earlier, least=least, regrouped=regrouped)
    hidden = _hidden(table, told, least)
    numbers = {spot: None if one in hidden else one[1] for spot, one in told.published.items()}
    return Published(numbers=numbers)


def _hidden(table: Table, told: Told, least: int) -> Collection[Unknown]:
    """Return what is hidden of a table, where hidden numbers are known to be 1 at least, or else 0."""
    for floor in (1, 0):
        choice = _Choice(table, told, least=least, floor=floor)
        if choice.settle():
            choice.trim()
            return choice.hidden()
    return told.unshown()


class _Choice:
    """What is hidden of a table, while it is being chosen."""

    def __init__(self, table: Table, told: Told, *, least: int, floor: int) -> None:
        self._told = told
        self._least = least
        fresh = [one for one in told.published.values() if one not in told.known]
        forced = told.small | told.hidden
        self._forced = [one for one in fresh if one in forced]
        untold = (one for one in told.everything[-1] if one not in told.known)
        self._wanted = [*told.hidden, *(one for one in untold if one in forced)]
        self._offered = {one: _price(one) for one in fresh if one[1] and one not in forced}
        self._sums = [
            [told.published[spot] for spot in (whole, *members)] for whole, members in table.sums()
        ]
        price = told.unshown()
        for one in fresh:
            del price[one]
        price |= self._offered | dict.fromkeys(self._forced, 0)
        self._leeway = Leeway(told.everything, price, floor=floor)

    def hidden(self) -> list[Unknown]:
        """Return what is hidden, in the order of the table."""
        return self._forced + [one for one in self._offered if not self._leeway.price[one]]

    def settle(self) -> bool:
        """Hide more until it is enough; False where nothing more helps."""
        while True:
            rest, narrow = self._small_rest(), self._narrow()
            if rest is not None:
                shown = [one for one in rest if self._leeway.price.get(one)]
                more = [min(shown, key=self._offered.__getitem__)] if shown else []
            elif narrow is not None:
                more = self._leeway.cheapest(narrow)
            else:
                return True
            for one in more:
                self._leeway.hide(one)
            if not more and not self._show_for_good(narrow):
                return False

    def _show_for_good(self, one: Unknown | None) -> bool:
        """Show what was hidden to help others and has no room itself; False where it must be hidden."""
        if one not in self._offered:
            return False
        del self._offered[one]
        self._leeway.show(one)
        return True

    def trim(self) -> None:
        """Show again what need not be hidden, the dearest first."""
        bought = [one for one in self._offered if not self._leeway.price[one]]
        for one in sorted(bought, key=lambda one: -self._offered[one]):
            self._leeway.show(one, self._offered[one])
            if self._small_rest() is not None or self._narrow() is not None:
                self._leeway.hide(one)

    def _small_rest(self) -> list[Unknown] | None:
        """Return a sum and its members of which a small number is left when what is shown is taken away."""
        price, lost = self._leeway.price, self._told.lost
        for whole, *members in self._sums:
            hidden = [one for one in members if price.get(one) == 0 and one not in lost]
            if price.get(whole) != 0 and 0 < sum(one[1] for one in hidden) < self._least:
                return [whole, *members]
        return None

    def _narrow(self) -> Unknown | None:
        """Return a hidden number without enough room; those that can have none are passed over."""
        lost = self._told.lost
        return next(
            (
                one
                for one in chain(self._wanted, self.hidden())
                if one not in lost and not self._leeway.is_wide(one)
            ),
            None,
        )


def _price(one: Unknown) -> int:
    return _PRICES[part_of(one[0])] + min(one[1], 999)
