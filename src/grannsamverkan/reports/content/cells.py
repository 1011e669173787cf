"""What stands in the cells of a report's tables: numbers as they are read, and what is said where there is none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from grannsamverkan.domain.promises import Rule
from grannsamverkan.i18n import Translator
from grannsamverkan.reports.document import Align, Cell, Table

SHARES = frozenset({Rule.CONFIRMED_SHARE, Rule.HOUSEHOLDS_SHARE})
"""The rules whose figure is a share, shown in percent."""

_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Words:
    """A translator, with what a report says often."""

    t: Translator

    def word(self, value: StrEnum) -> str:
        """Return a state, kind or rule as it stands on the screens."""
        return self.t(f"{type(value).__name__.casefold()}.{value}")

    def text(self, words: str) -> Cell:
        """Return a cell of words."""
        return Cell(text=words)

    def number(self, value: float | None, *, none: str = "report.unknown") -> Cell:
        """Return a cell of a number; where there is none, what `none` says."""
        if value is None:
            return Cell(text=self.t(none))
        return Cell(text=self.t.number(value), number=value)

    def hidden(self, value: float | None) -> Cell:
        """Return a cell of a number that may be too small to be shown."""
        return self.number(value, none="report.hidden")

    def about(self, value: int | None) -> str:
        """Return a number that is told in whole tens, or that it is not."""
        if not value:
            return self.t("report.hidden" if value is None else "report.under_five")
        return self.t("report.roughly", number=value)

    def share(self, value: float | None) -> Cell:
        """Return a cell of a share in percent."""
        if value is None:
            return Cell(text=self.t("report.unknown"))
        text = self.t("report.percent", number=round(_HUNDRED * value, 1))
        return Cell(text=text, number=value, percent=True)

    def by_rule(self, value: float | None, rule: Rule) -> Cell:
        """Return a cell of a figure as its rule has it."""
        return self.share(value) if rule in SHARES else self.number(value)

    def table(
        self, name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]], *, total: bool = False
    ) -> Table:
        """Return a table whose name, caption and head are texts under `report.table.<name>`.

        Columns of numbers are set to the right.
        """
        kept = tuple(tuple(row) for row in rows)
        return Table(
            name=self.t(f"report.table.{name}.name"),
            caption=self.t(f"report.table.{name}.caption"),
            head=tuple(self.t(f"report.column.{one}") for one in head),
            rows=kept,
            align=tuple(_align(kept, place) for place in range(len(head))),
            total=total,
        )


def _align(rows: Sequence[Sequence[Cell]], place: int) -> Align:
    numbers = any(row[place].number is not None for row in rows)
    return Align.RIGHT if numbers and place else Align.LEFT
