"""Addresses of a whole country, invented: how long a question takes, by street, misspelt, or by postal code.

    python tests/bench/many_addresses.py 4000000

lays so many addresses in a register, and prints milliseconds at the median and at the 95th percentile.
"""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run by itself it has no pytest

from grannsamverkan.domain.addresses import Placed
from grannsamverkan.register import Register, create_register
from grannsamverkan.register.new_addresses import replace_addresses

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
FIRST = (
    "björk", "ek", "gran", "tall", "sten", "berg", "dal", "kvarn", "skol", "kyrk", "sjö", "ler", "äng",
    "hage", "vit", "röd", "blå", "stor", "lill", "lång", "sol", "måne", "vind", "snö", "räv", "lo", "älg",
    "lärk", "fors", "klippe", "lin", "havre", "korn", "smed", "sadel", "ham", "strand", "tegel", "plog",
)  # fmt: skip
LAST = ("gatan", "vägen", "stigen", "gränd", "backen", "torget", "allén", "leden", "slingan", "väg")
STREETS_A_CODE, NUMBERS = 12, 60


@dataclass(frozen=True)
class Asked:
    """What people type of one kind, and how long it took: milliseconds at the median and the 95th percentile."""

    kind: str
    median_ms: float
    p95_ms: float


def invented(number: int, *, seed: int = 7) -> Iterator[Placed]:
    """Give so many invented addresses: twelve streets for each postal code, a place for each four codes."""
    dice, made, code, place = Random(seed), 0, 10_000, ""  # noqa: S311 # the same each time
    while made < number:
        code += 1
        if code % 4 == 0 or not made:
            ends = dice.choice(("by", "torp", "ås", "sund"))
            place = f"{dice.choice(FIRST)}{dice.choice(FIRST)}{dice.choice(FIRST)}{ends}"
        for _ in range(STREETS_A_CODE):
            name = f"{dice.choice(FIRST)}{dice.choice(FIRST)}{dice.choice(('', 's', 'e'))}"
            street = (name + dice.choice(FIRST) * dice.randint(0, 1) + dice.choice(LAST)).title()
            for along in range(1, dice.randint(5, NUMBERS)):
                if made < number:
                    made += 1
                    yield Placed(street=street, number=along, postcode=str(code % 90_000 + 10_000),
                                 place=place.title(), x=500_000 + dice.random(), y=6_500_000)  # fmt: skip


def laid(path: Path, number: int) -> Register:
    """Make a register with so many invented addresses."""
    register = create_register(path, name="EXEMPEL", crs="EPSG:3006", now=NOW, example=True)
    with register.change(actor="x", action="import_addresses", reason="x", now=NOW) as change:
        replace_addresses(change.connection, invented(number))
    return register


def questions(number: int, *, each: int, seed: int = 11) -> dict[str, list[str]]:
    """Return what people type, of some of the addresses."""
    dice = Random(seed)  # noqa: S311 # the same each time
    chosen = {dice.randrange(min(number, 200_000)) for _ in range(each * 3)}
    some = [one for at, one in enumerate(invented(min(number, 200_000))) if at in chosen]
    dice.shuffle(some)
    some = some[:each]
    swapped = [f"{one.street[:3]}{one.street[4]}{one.street[3]}{one.street[5:]}" for one in some]
    return {
        "whole": [f"{one.street} {one.number}" for one in some],
        "begun": [one.street[:5] for one in some],
        "misspelt": [f"{name} {one.number}" for name, one in zip(swapped, some, strict=True)],
        "street and code": [f"{one.street} {one.postcode}" for one in some],
        "code": [str(one.postcode) for one in some],
        "code and place": [f"{one.postcode} {one.place}" for one in some],
        "unknown code": ["999 99"] * 20,
    }


def timed(ask: Callable[[str], object], typed: dict[str, list[str]]) -> list[Asked]:
    """Return how long each kind of question takes."""
    ask("Storgatan 1")  # the names of streets are read once
    found = []
    for kind, texts in typed.items():
        took = sorted(_ms(ask, text) for text in texts)
        found.append(Asked(kind, took[len(took) // 2], took[int(len(took) * 0.95)]))
    return found


def _ms(ask: Callable[[str], object], text: str) -> float:
    before = time.process_time()  # of work: what else the machine does is no matter
    ask(text)
    return (time.process_time() - before) * 1_000


def main() -> None:
    """Lay addresses, ask, and print."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000_000
    with TemporaryDirectory() as folder:
        before = time.process_time()
        register = laid(Path(folder) / "EXEMPEL.gpkg", number)
        print(f"{number} addresses laid in {time.process_time() - before:.0f} s of work")  # noqa: T201
        for one in timed(register.find_addresses, questions(number, each=100)):
            print(f"{one.kind:16} {one.median_ms:7.2f} {one.p95_ms:7.2f} ms")  # noqa: T201
        register.close()


if __name__ == "__main__":
    main()
