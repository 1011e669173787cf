"""The names of the areas behind a figure, with the way to those that have a page today."""

from collections.abc import Iterable
from dataclasses import dataclass

from grannsamverkan.web.views import PublicDay


@dataclass(frozen=True, slots=True)
class NamedArea:
    """An area by name; `path` is None for one that is no longer active, but became one that is."""

    name: str
    path: str | None


class AreaNames:
    """The areas that anyone may meet, by the days on which they were active."""

    def __init__(self, today: PublicDay, *earlier: PublicDay) -> None:
        """Take today's public view and those of earlier days, the latest first."""
        self._today = today.areas
        self._days = (self._today, *(day.areas for day in earlier))

    def of(self, ids: Iterable[str]) -> list[NamedArea]:
        """Return the areas by name; one that no day knows is nobody's to meet, and is left out."""
        return sorted(
            (one for area_id in ids if (one := self._named(area_id)) is not None),
            key=lambda one: one.name.casefold(),
        )

    def _named(self, area_id: str) -> NamedArea | None:
        found = next((day[area_id] for day in self._days if area_id in day), None)
        if found is None:
            return None
        return NamedArea(found.name, f"/omrade/{area_id}" if area_id in self._today else None)
