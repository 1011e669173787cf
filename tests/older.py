"""Registers as earlier versions of the program made them."""

from grannsamverkan.domain.areas import HouseholdCount
from grannsamverkan.register.schema import FACTS, PRIVATE
from stores import Store

ADDED_BY_0002 = {
    "change": ("subject",),
    "area_version": ("boundary_reviewed_on",),
    "household_count": ("joined", "joined_source"),
}


def go_back(store: Store) -> None:
    """Make a register what the first program made: without what the second migration added."""
    tables = [FACTS[cls].name for cls in FACTS if cls is not HouseholdCount]
    tables += [table.name for table in PRIVATE.values()]
    store.run(
        *(f"DROP TABLE {name}" for name in tables),
        *(
            f"ALTER TABLE {name} DROP COLUMN {column}"
            for name, columns in ADDED_BY_0002.items()
            for column in columns
        ),
        "UPDATE alembic_version SET version_num = '0001'",
        unguarded=True,
    )
