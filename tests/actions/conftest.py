"""Registers for what people do: copies of one that was made once, so that each test has its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from acting import NOW, NewRegister, doing

from grannsamverkan.actions.places import add_municipalities, set_borders
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.register import Register, create_register, open_register
from samples import square


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a register of one municipality, one of two, and an example."""
    folder = tmp_path_factory.mktemp("registers")
    served = {"one": ("1861",), "two": ("1861", "1881"), "example": ("1861",)}
    names = {"1861": "Hallsberg", "1881": "Kumla"}
    for kind, codes in served.items():
        register = create_register(
            folder / kind, name="Provby", crs="EPSG:3006", now=NOW, example=kind == "example"
        )
        places = [Municipality(code=code, name=names[code]) for code in codes]
        add_municipalities(doing(register), places)
        if kind == "two":
            for code, east_m in (("1861", -5_000), ("1881", 5_000)):
                border = square(east_m, -5_000, side_m=10_000)
                set_borders(doing(register), {code: border}, source="prov")
        register.close()
    return folder


@pytest.fixture
def new_register(templates: Path, tmp_path: Path) -> Iterator[NewRegister]:
    """Give a maker of registers: `one`, `two` or `example`."""
    made: list[Register] = []

    def new(kind: str) -> Register:
        path = tmp_path / f"{kind}{len(made)}.gpkg"
        made.append(open_register(shutil.copyfile(templates / kind, path)))
        return made[-1]

    yield new
    for register in made:
        register.close()


@pytest.fixture
def register(new_register: NewRegister) -> Register:
    """Give an empty register that serves Hallsberg."""
    return new_register("one")


@pytest.fixture
def two(new_register: NewRegister) -> Register:
    """Give an empty register that serves Hallsberg, and Kumla east of it."""
    return new_register("two")
