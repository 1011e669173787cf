"""How areas in order come out of those there were before, when few of them have changed."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grannsamverkan.domain.disclosure import PublicArea


@dataclass(frozen=True, slots=True)
class Led:
    """The areas in order, and how what was worked out of each before is led on.

    Attributes:
        fresh: those that have changed or are new, in order.
        kept: the places before of those that have not, in order.
        order: for each place now, where it stands among the kept ones and then the fresh ones.
    """

    areas: tuple[PublicArea, ...]
    fresh: tuple[PublicArea, ...]
    kept: NDArray[np.intp]
    order: NDArray[np.intp]

    @classmethod
    def on(
        cls,
        before: Sequence[PublicArea],
        fresh: Collection[PublicArea],
        gone: Collection[str],
        key: Callable[[PublicArea], Any],
    ) -> "Led":
        """Lead areas on that were in order of a key: those of some ids go, and fresh ones come."""
        kept = [place for place, area in enumerate(before) if area.id not in gone]
        staying = [before[place] for place in kept]
        coming = sorted(fresh, key=key)
        at = [bisect_left(staying, key(area), key=key) for area in coming]
        among = len(kept) + np.arange(len(coming))
        order = np.insert(np.arange(len(kept)), np.array(at, dtype=np.intp), among)
        every = (*staying, *coming)
        areas = tuple([every[place] for place in order.tolist()])
        return cls(areas, tuple(coming), np.array(kept, dtype=np.intp), order)

    def array(self, before: NDArray[Any], fresh: NDArray[Any]) -> NDArray[Any]:
        """Return what holds of each area, out of what held of each before and what holds of the fresh ones."""
        found: NDArray[Any] = np.concatenate([before[self.kept], fresh])[self.order]
        return found

    def places(self) -> dict[int, int]:
        """Return where each of those that stay lies now, by its place before."""
        now = np.argsort(self.order)[: len(self.kept)]
        return dict(zip(self.kept.tolist(), now.tolist(), strict=True))
