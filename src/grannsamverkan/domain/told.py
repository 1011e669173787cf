"""What whoever keeps every publication of a table has been told of it, and what of that can be worked out."""

from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain

from grannsamverkan.domain.leeway import Leeway, Unknown
from grannsamverkan.domain.tables import Part, Published, Spot, Table, part_of

Earlier = tuple[Table, Published]
"""An earlier publication: the table as it was, and what was shown of it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader has of all publications, the one to come last.

    Attributes:
        everything: all numbers of each publication.
        published: those of the one to come that it is about.
        small: those of the one to come that are small, or less than that from one seen at their place.
        known: what has been shown, and what can be worked out whatever is hidden now.
        hidden: what has been hidden.
        lost: what was hidden and had no room all the same.
    """

    everything: list[list[Unknown]]
    published: dict[Spot, Unknown]
    small: AbstractSet[Unknown]
    known: AbstractSet[Unknown]
    hidden: AbstractSet[Unknown]
    lost: AbstractSet[Unknown]

    def unshown(self) -> dict[Unknown, int]:
        """Return what nobody knows, with what it costs to hide it: nothing."""
        return _free(self.everything, self.known)


def told_of(
    table: Table,
    earlier: Sequence[Earlier],
    *,
    least: int,
    regrouped: Collection[Spot] | None = None,
) -> Told:
    """Return what readers have of the earlier publications of a table, whose numbers below `least` are small.

    So are differences between two numbers of a place, where someone came or went (`regrouped`).
    """
    numbers = _unknowns([*(one for one, _ in earlier), table])
    everything = [list(one.values()) for one in numbers]
    published = {spot: one for spot, one in numbers[-1].items() if table.publishes(spot)}
    small = {one for one in published.values() if 0 < one[1] < least}
    before = [
        (there[spot], shown)
        for there, (_, past) in zip(numbers, earlier, strict=False)
        for spot, shown in past.numbers.items()
    ]
    known = {one for one, shown in before if shown is not None}
    hidden = dict.fromkeys(one for one, shown in before if shown is None and one not in known)
    leeway = Leeway(everything[:-1], _free(everything, known), floor=0)
    lost = {one for one in hidden if not leeway.is_wide(one)}
    follows = {
        one
        for one in chain(*everything[:-1])
        if one not in known and one not in hidden and not leeway.is_wide(one)
    }
    moved = [one for one in everything[-1] if regrouped is None or one[0] in regrouped]
    small |= _near(moved, known, least)
    owed = [one for one in hidden if one not in lost]
    fresh = [one for one in published.values() if one not in known and one not in hidden]
    if earlier:
        given = _given_away(everything, known, owed, fresh, small)
        small |= _near(moved, follows, least)
        known |= given
    return Told(everything, published, small, known, hidden.keys(), lost)


def _near(numbers: Iterable[Unknown], seen: Iterable[Unknown], least: int) -> set[Unknown]:
    """Return the numbers that differ by a small number from one seen at their place."""
    there: dict[Spot, set[int]] = {}
    for spot, number, _ in seen:
        there.setdefault(spot, set()).add(number)
    return {
        one
        for one in numbers
        if any(0 < abs(one[1] - number) < least for number in there.get(one[0], ()))
    }


def _free(everything: list[list[Unknown]], known: AbstractSet[Unknown]) -> dict[Unknown, int]:
    return dict.fromkeys((one for one in chain(*everything) if one not in known), 0)


def _given_away(
    everything: list[list[Unknown]],
    known: AbstractSet[Unknown],
    owed: list[Unknown],
    fresh: list[Unknown],
    small: AbstractSet[Unknown],
) -> set[Unknown]:
    """Return new numbers that can be worked out whatever is hidden now, and so may as well be shown.

    Where that would leave another number without room, or one has none already, nothing is given. What is
    small is not given, nor a small step from what was shown: `leeway` finds nearly every way, not every one.
    """
    leeway = Leeway(everything, _free(everything, known), floor=0)
    narrow = [one for one in fresh if one not in small and not leeway.is_wide(one)]
    others = owed + [one for one in fresh if one not in narrow]
    given = set()
    for one in narrow:
        leeway.show(one)
        if all(map(leeway.is_wide, others)):
            given.add(one)
        else:
            leeway.hide(one)
    return given


def _unknowns(tables: Sequence[Table]) -> list[dict[Spot, Unknown]]:
    """Return the numbers of tables in their order, each one unknown for as long as it stays the same.

    That a sum has not changed is seen where both tell of it; else it may have, and no longer be the same.
    """
    given: list[dict[Spot, Unknown]] = []
    latest: dict[Spot, Unknown] = {}
    for edition, table in enumerate(tables):
        if edition and table == tables[edition - 1]:
            given.append(given[-1])
            continue
        fresh = {spot: (spot, number, edition) for spot, number in table.numbers().items()}
        seen = {one for one in fresh if table.publishes(one) or part_of(one) is Part.CELLS}
        for spot in seen & latest.keys():
            if latest[spot][1] == fresh[spot][1]:
                fresh[spot] = latest[spot]
        latest |= {spot: fresh[spot] for spot in seen}
        given.append(fresh)
    return given
