"""A register's file as tables of pandas: what is believed at its head, read with sqlite3 alone.

Nothing here or in the modules that count knows the program: the counting rules are written down a second
time, from what the report says of them, so that a fault in one of the two is seen.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

Number = int | float | None
Row = dict[str, Any]

TABLES = (
    "activity",
    "area_version",
    "contact_term",
    "household_count",
    "indicator",
    "locality",
    "promise",
    "resident_view",
    "school",
    "setting",
    "sign",
    "statistic",
)


@dataclass(frozen=True, eq=False)
class Ledger:
    """The believed rows of each table, the outlines, and the day of the last change."""

    tables: dict[str, pd.DataFrame]
    outlines: pd.DataFrame
    written_on: str


def read_ledger(path: Path) -> Ledger:
    """Return what a register's file says, without the program that made it."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        tables = {
            name: pd.read_sql_query(f"SELECT * FROM {name} WHERE ended_in IS NULL", db)  # noqa: S608 # our own names
            for name in TABLES
        }
        outlines = pd.read_sql_query("SELECT id, m2, polygon FROM outline", db)
        ((written,),) = db.execute("SELECT max(at) FROM change").fetchall()
    return Ledger(tables, outlines, str(written)[:10])


def day_before(day: str, days: int = 1) -> str:
    """Return an earlier day."""
    return str(date.fromisoformat(day) - timedelta(days=days))


def months_back(day: str, months: int) -> str:
    """Return the same day so many months earlier, or the last of a shorter month."""
    return str((pd.Timestamp(day) - pd.DateOffset(months=months)).date())


def words(text: object) -> list[str]:
    """Return the words of a column that holds several."""
    return text.split() if isinstance(text, str) else []


def tens(number: float) -> int:
    """Return a number of households in whole tens, five upwards."""
    return int(number + 5) // 10 * 10


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a table, each by the names of its columns."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


@dataclass(frozen=True, eq=False)
class Span:
    """A municipality and the days of a report, both ends included; days are ISO texts, which sort."""

    ledger: Ledger
    place: str
    start: str
    last: str

    @property
    def opening(self) -> str:
        """The day at whose end the period opens."""
        return day_before(self.start)

    def rows(self, table: str) -> pd.DataFrame:
        """Return the believed rows of a table."""
        return self.ledger.tables[table]

    def records(self, table: str) -> list[Row]:
        """Return the same as plain rows, in which nothing is None."""
        frame = self.rows(table).astype(object)
        return rows_of(frame.where(frame.notna(), None))

    @cached_property
    def versions(self) -> pd.DataFrame:
        """Every version of every area in order, with the size of its outline, 0 without one."""
        sizes = self.ledger.outlines[["id", "m2"]].rename(columns={"id": "outline_id"})
        found = self.rows("area_version").merge(sizes, on="outline_id", how="left")
        found["m2"] = found["m2"].fillna(0).astype("int64")
        return found.sort_values(["area_id", "valid_from"], ignore_index=True)

    def active(self, day: str, places: tuple[str, ...] = ()) -> pd.DataFrame:
        """Return the versions that count as areas at the end of a day."""
        rows = self.versions
        return rows[
            (rows["valid_from"] <= day)
            & (day < rows["valid_to"])
            & (rows["status"] == "active")
            & rows["municipality"].isin(places or (self.place,))
        ]

    def within(self, day: object) -> bool:
        """Say whether a day lies in the period."""
        return isinstance(day, str) and self.start <= day <= self.last

    def months(self, key: str, proposed: int) -> int:
        """Return what the municipality has decided, or else what is proposed."""
        rows = self.rows("setting")
        own = rows[(rows["municipality"] == self.place) & (rows["key"] == key)]["value"]
        return int(own.iloc[0]) if len(own) else proposed

    def households(self, areas: pd.DataFrame, day: str | None = None) -> "pd.Series[int]":
        """Return the newest count of households by a day, of each of some areas that has one."""
        rows = self.rows("household_count")
        own = rows[
            rows["area_id"].isin(areas["area_id"]) & (rows["counted_on"] <= (day or self.last))
        ]
        return own.sort_values("counted_on").groupby("area_id")["total"].last()

    def official(self, places: tuple[str, ...], measure: str, year: int) -> int | None:
        """Return an official figure of a year, or of the nearest before; None where a place has none."""
        rows = self.rows("statistic")
        rows = rows[(rows["measure"] == measure) & (rows["year"] <= year)].sort_values("year")
        newest = [rows[rows["region"] == place]["value"].tail(1) for place in places]
        return None if any(one.empty for one in newest) else sum(int(one.iloc[0]) for one in newest)
