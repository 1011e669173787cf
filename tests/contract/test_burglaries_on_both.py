"""Burglaries that are kept, on both databases: replaced and erased by municipality, and in no shared copy."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from grannsamverkan.domain.burglaries import Burglary, BurglarySource
from grannsamverkan.register import Register, open_register, share
from samples import later

SOURCE = BurglarySource(
    id="1861",
    municipality="1861",
    legal_basis="Kanarielag (påhittad) ger rätt",
    made_by="prov",
    made_at=later(0),
    since=date(2024, 1, 1),
    until=date(2025, 1, 1),
    left_out=("attempt=3", "outside=1"),
)
PLACED = Burglary(
    id="B1",
    municipality="1861",
    since=date(2024, 5, 1),
    until=date(2024, 5, 2),
    x=505_000.0,
    y=6_547_300.0,
)
COUNTED = Burglary(
    id="B2",
    municipality="1881",
    since=date(2024, 1, 1),
    until=date(2025, 1, 1),
    locality="Kanarieby",
    number=7,
)


def kept(register: Register) -> tuple[Burglary, ...]:
    with register.looking() as private:
        return private.find(Burglary)


def test_burglaries_come_back_as_they_were_kept(register: Register) -> None:
    head = register.head()
    with register.private() as private:
        private.put(SOURCE, PLACED, COUNTED)
    assert kept(register) == (PLACED, COUNTED)
    with register.looking() as private:
        found = private.get(BurglarySource, "1861")
    assert found == SOURCE
    assert found is not None
    assert found.beside == {"attempt": 3, "outside": 1}
    assert register.head() == head


def test_those_of_one_municipality_are_replaced_alone(register: Register) -> None:
    with register.private() as private:
        private.put(PLACED, COUNTED)
        private.replace_all(Burglary, [replace(PLACED, id="B3")], municipality="1861")
    assert [one.id for one in kept(register)] == ["B2", "B3"]


def test_a_shared_copy_holds_no_byte_of_them(register: Register, tmp_path: Path) -> None:
    with register.private() as private:
        private.put(SOURCE, PLACED, COUNTED)
    share(register, tmp_path / "delad.gpkg")
    assert b"Kanarie" not in (tmp_path / "delad.gpkg").read_bytes()
    copy = open_register(tmp_path / "delad.gpkg")
    assert kept(copy) == ()
    copy.close()
