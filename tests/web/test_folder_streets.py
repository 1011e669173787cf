"""Streets of a folder as lists: by place, by initial where they are many, with the numbers that lie in each area."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from addressed import addressed
from foldered import foldered
from grannsamverkan.domain.addresses import Address, Placed, Street, name_key
from grannsamverkan.register import Register
from grannsamverkan.register.new_addresses import replace_addresses
from grannsamverkan.web.folder import scripts, streets
from grannsamverkan.web.folder.streets import Along, Directory
from grannsamverkan.web.site import Site
from town import NORRANGEN, NOW, SODERGARD, X, Y, generous, new_register

Place = tuple[float, float]

IN_NORRANGEN, IN_BOTH, NOWHERE = (100.0, 200.0), (350.0, 50.0), (-500.0, -500.0)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Give the register of the town."""
    made = addressed(tmp_path_factory.mktemp("streets") / "a.gpkg")
    yield made
    made.close()


@pytest.fixture
def directory(register: Register) -> Directory:
    """Give an empty directory over its areas."""
    return Directory(Site(generous(), register, lambda: NOW).view())


def street(name: str, place: str | None) -> Street:
    """Return a street."""
    return Street(id=1, key=name_key(name), name=name, place=place, x=X, y=Y)


def along(*places: tuple[int, str | None, Place]) -> tuple[Address, ...]:
    """Return addresses by number, letter and metres from the middle of the town."""
    return tuple(
        Address(id=at, street_id=1, number=number, letter=letter, x=X + east, y=Y + north)
        for at, (number, letter, (east, north)) in enumerate(places)
    )


def test_numbers_that_follow_one_another_are_told_as_one(directory: Directory) -> None:
    some = ((1, None, IN_NORRANGEN), (3, "A", IN_NORRANGEN), (5, None, NOWHERE), (7, "B", IN_BOTH))
    directory.add(street("Storgatan", "Hallsberg"), along(*some))
    ((told,),) = (sheet.streets for sheet in directory.sheets())
    inside = [(NORRANGEN, "1–3 A, 7 B"), (SODERGARD, "7 B")]
    assert told == Along("Storgatan", inside, whole=False)


def test_a_street_in_one_area_or_in_none_is_told_whole(directory: Directory) -> None:
    directory.add(
        street("Storgatan", None), along((1, None, IN_NORRANGEN), (9, None, IN_NORRANGEN))
    )
    directory.add(street("Borta", None), along((1, None, NOWHERE)))
    (sheet,) = directory.sheets()
    assert sheet.place == ""
    assert sheet.streets == [
        Along("Borta", [], whole=True),
        Along("Storgatan", [(NORRANGEN, "1–9")], whole=True),
    ]


def test_places_of_one_plain_name_have_pages_of_their_own(directory: Directory) -> None:
    for place in ("Ås", "As", "Västra Ås", "???", "漢"):
        directory.add(street("Storgatan", place), along((1, None, NOWHERE)))
    paths = [sheet.path for sheet in directory.sheets()]
    assert len(set(paths)) == 5
    assert {"/gator/as", "/gator/as-2", "/gator/vastra-as"} <= set(paths)
    assert all(set(path) <= set("abcdefghijklmnopqrstuvwxyz0123456789/-_") for path in paths)


def test_of_many_streets_each_initial_has_a_page_in_swedish_order(
    directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streets, "MOST_ON_A_PAGE", 3)
    for name in ("Ögatan", "Ågatan", "Zvägen", "Ägatan", "Åvägen", "agatan"):
        directory.add(street(name, "Hallsberg"), along((1, None, NOWHERE)))
    sheets = directory.sheets()
    assert [sheet.initial for sheet in sheets] == ["A", "Z", "Å", "Ä", "Ö"]
    assert [len(sheet.streets) for sheet in sheets] == [1, 1, 2, 1, 1]
    assert len({sheet.path for sheet in sheets}) == 5


def test_every_street_of_a_register_is_in_it(register: Register, directory: Directory) -> None:
    for one, some in register.address_book():
        directory.add(one, some)
    named = [told.name for sheet in directory.sheets() for told in sheet.streets]
    assert sorted(named) == sorted(one.name for one, _ in register.address_book())


def given(path: Path) -> Any:  # noqa: ANN401 # JSON
    """Return what a script of the folder hands over."""
    return json.loads(path.read_text("utf-8").partition(", ")[2].removesuffix(");\n"))


def test_addresses_are_handed_over_in_parts_without_a_crumb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scripts, "PART_ADDRESSES", 4)
    register = new_register(tmp_path / "a.gpkg")
    placed = [Placed(street=f"Gata {sign}", number=1, x=X, y=Y) for sign in "abcdefghijk"]
    with register.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        replace_addresses(change.connection, placed)
    foldered(register, tmp_path / "ut", tmp_path)
    register.close()
    room = tmp_path / "ut" / "mapp"
    parts = {path.name.split("-")[1]: given(path) for path in room.glob("adresser-*.js")}
    (book,) = (given(path) for path in room.glob("gator-*.js"))
    held = [
        (data["first"] + at, int(number))
        for number, data in sorted(parts.items())
        for at in range(len(data["streets"]))
    ]
    assert [(at, row[-1]) for at, row in enumerate(book)] == held
    sizes = [len(data["streets"]) for _, data in sorted(parts.items())]
    assert sizes == [4, 4, 3]
