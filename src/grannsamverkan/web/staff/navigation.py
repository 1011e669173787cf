"""The way around in the workspace: the rooms there are, and of those the ones a person may enter."""

from collections.abc import Mapping
from dataclasses import dataclass

from grannsamverkan.web.staff.visits import Guard, Visit

MAIN = (
    ("queue", "/arbete"),
    ("areas", "/arbete/omraden"),
    ("proposals", "/arbete/forslag"),
    ("contacts", "/arbete/kontakter"),
    ("signs", "/arbete/skyltar"),
    ("activities", "/arbete/aktiviteter"),
    ("interests", "/arbete/intressen"),
    ("confirmations", "/arbete/bekraftelser"),
)
MORE = (
    ("plan", "/arbete/planera"),
    ("promises", "/arbete/loften"),
    ("reports", "/arbete/rapporter"),
    ("views", "/arbete/synpunkter"),
    ("messages", "/arbete/meddelanden"),
    ("wheel", "/arbete/arshjul"),
    ("import", "/arbete/importera"),
    ("export", "/arbete/exportera"),
    ("settings", "/arbete/installningar"),
    ("users", "/arbete/anvandare"),
    ("privacy", "/arbete/personuppgifter"),
    ("handbook", "/arbete/handbok"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to go: the key of its name under `staff.nav`, the path, and whether it is under "more"."""

    key: str
    path: str
    more: bool


def entries(visit: Visit, guards: Mapping[str, Guard]) -> tuple[Entry, ...]:
    """Return where a person may go, by what the pages themselves ask of whoever comes."""
    return tuple(
        Entry(key, path, more)
        for some, more in ((MAIN, False), (MORE, True))
        for key, path in some
        if path in guards and guards[path].lets_in(visit)
    )
