"""What a part of the benchmark hands over: tables to read, and bars that hold or do not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure that is to be at least, or at most, another; `name` begins with its number in issue 7's list."""

    name: str
    measured: float
    side: Literal["≥", "≤"]
    bound: float
    unit: str = "×"

    @property
    def holds(self) -> bool:
        """Whether it is kept."""
        return self.measured >= self.bound if self.side == "≥" else self.measured <= self.bound

    def eased(self, times: float) -> "Bar":
        """Return the bar with room for a machine that others work on as well."""
        bound = self.bound / times if self.side == "≥" else self.bound * times
        return Bar(self.name, self.measured, self.side, bound, self.unit)


@dataclass(frozen=True, slots=True)
class Table:
    """Figures in rows, the first column names them."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What one part has found; `absent` names the peers that are not here, and why."""

    tables: tuple[Table, ...]
    bars: tuple[Bar, ...]
    absent: tuple[str, ...] = ()


def figure(value: float) -> str:
    """Return a number with three figures that matter."""
    if value >= 100:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.3g}"


def in_markdown(table: Table) -> str:
    """Return a table as Markdown."""
    lines = [table.head, ["---", *["--:"] * (len(table.head) - 1)], *table.rows]
    text = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return "\n\n".join(part for part in (f"### {table.title}", text, table.note) if part)
