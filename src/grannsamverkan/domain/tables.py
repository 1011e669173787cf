"""Counts by two things, with their sums, and what may be shown of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Spot = tuple[str | None, str | None]
"""A place in a table by its row and column; None: the sum over all of them."""


class Part(StrEnum):
    """What can be published of a table."""

    CELLS = "cells"
    ROWS = "rows"
    """The sum of each row."""
    COLUMNS = "columns"
    """The sum of each column."""
    TOTAL = "total"


def part_of(spot: Spot) -> Part:
    """Return the part of a table that a place is in."""
    row, column = spot
    if row is None:
        return Part.TOTAL if column is None else Part.COLUMNS
    return Part.ROWS if column is None else Part.CELLS


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Counts by two things, of which some parts are to be published.

    Numbers that can be worked out from others belong in one table: homes in areas and homes in all by
    locality are two columns, in and outside, and the sums of the rows.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]
    parts: frozenset[Part] = frozenset(Part)

    def __post_init__(self) -> None:
        if any(number < 0 for line in self.cells for number in line):
            raise ValueError(self.cells)  # what is proven of what is hidden holds for counts alone

    @classmethod
    def line(cls, counts: Mapping[str, int]) -> "Table":
        """Return counts by one thing and their total; the place of each is (key, None)."""
        cells = tuple((number,) for number in counts.values())
        parts = frozenset({Part.ROWS, Part.TOTAL})
        return cls(rows=tuple(counts), columns=("",), cells=cells, parts=parts)

    def numbers(self) -> dict[Spot, int]:
        """Return the number at each place, sums included, whether it is to be published or not."""
        numbers: dict[Spot, int] = {}
        for row, line in zip(self.rows, self.cells, strict=True):
            numbers |= {(row, name): n for name, n in zip(self.columns, line, strict=True)}
            numbers[row, None] = sum(line)
        for place, column in enumerate(self.columns):
            numbers[None, column] = sum(line[place] for line in self.cells)
        numbers[None, None] = sum(map(sum, self.cells))
        return numbers

    def publishes(self, spot: Spot) -> bool:
        """Say whether a place is in a part that is to be published."""
        return part_of(spot) in self.parts

    def sums(self) -> list[tuple[Spot, list[Spot]]]:
        """Return each sum with what it is the sum of, where all of that is to be published."""
        cells: list[Spot] = [(row, column) for row in self.rows for column in self.columns]
        sums: list[tuple[Spot, list[Spot]]] = [
            *(((row, None), [one for one in cells if one[0] == row]) for row in self.rows),
            *(((None, name), [one for one in cells if one[1] == name]) for name in self.columns),
            ((None, None), [(row, None) for row in self.rows]),
            ((None, None), [(None, name) for name in self.columns]),
            ((None, None), cells),
        ]
        return [one for one in sums if all(self.publishes(spot) for spot in [one[0], *one[1]])]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What may be shown of a table: the number at each place of its published parts, None where hidden."""

    numbers: Mapping[Spot, int | None]

    def at(self, row: str | None = None, column: str | None = None) -> int | None:
        """Return the number of a cell, or the sum over all rows, all columns or both; None where hidden."""
        return self.numbers[row, column]
