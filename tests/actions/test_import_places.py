"""Where the areas of a list lie: whose municipality, over whose border, on whose ground, how repaired."""

import pytest
import shapely
from acting import doing, numbers, reasons, take_in, timeline, wkt

from grannsamverkan.actions.imports import ImportReport
from grannsamverkan.actions.municipalities import catalogued
from grannsamverkan.actions.places import add_municipalities, set_borders, set_contact_card
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.i18n import translator
from grannsamverkan.register import Register
from samples import square


def test_the_municipality_is_stated_by_code_or_name_or_told_by_place(two: Register) -> None:
    assert numbers(
        take_in(
            two,
            f"Namn;Kommun;wkt_epsg3006\nA;1881;\nB;HALLSBERG;\nC;;{wkt()}\nD;;{wkt(6_000)}\n"
            f"E;;{wkt(4_850)}\n",
        )
    ) == (5, 0, 0, 0)
    assert {one[-1].name: one[-1].municipality for one in two.timelines().values()} == {
        "A": "1881",
        "B": "1861",
        "C": "1861",
        "D": "1881",
        "E": "1861",
    }


def test_a_municipality_that_is_not_served_or_cannot_be_told_is_refused(two: Register) -> None:
    text = f"Namn;Kommun;wkt_epsg3006\nA;Örebro;\nB;;\nC;;{wkt(90_000)}\n"
    report = take_in(two, text)
    assert reasons(report) == {
        2: "error.area.unknown_municipality",
        3: "error.imports.which_municipality",
        4: "error.imports.which_municipality",
    }
    said = [translator("sv")(note.key, **note.values) for note in report.refused]
    assert all("1861, 1881" in text for text in said)


def test_the_municipality_given_is_for_the_rows_that_state_none(two: Register) -> None:
    text = "Namn;Kommun\nA;\nB;1861\n"
    assert numbers(take_in(two, text, municipality="1881")) == (2, 0, 0, 0)
    assert timeline(two, "A")[-1].municipality == "1881"
    assert timeline(two, "B")[-1].municipality == "1861"
    assert numbers(take_in(two, text, municipality="1881")) == (0, 0, 2, 0)


@pytest.mark.parametrize("said", ["stated", "given", "by place"])
@pytest.mark.parametrize("head", ["Kod;Namn", "Namn"])
def test_the_list_of_one_municipality_never_touches_the_areas_of_another(
    two: Register, head: str, said: str
) -> None:
    first, second = ("1;A", "2;B") if head == "Kod;Namn" else ("A", "B")
    column = {"stated": ";Kommun", "given": "", "by place": ";wkt_epsg3006"}[said]

    def listed(code: str, east_m: int) -> ImportReport:
        cells = {"stated": [f";{code}"] * 2, "given": ["", ""]}
        places = cells.get(said, [f";{wkt(east_m)}", f";{wkt(east_m, 500)}"])
        text = f"{head}{column}\n{first}{places[0]}\n{second}{places[1]}\n"
        if code == "1881" and head == "Kod;Namn":
            text = text.replace(";A", ";C").replace(";B", ";D")
        return take_in(two, text, municipality=code) if said == "given" else take_in(two, text)

    listed("1861", 0)
    before = two.timelines()
    assert numbers(listed("1881", 6_000)) == (2, 0, 0, 0)
    after = two.timelines()
    assert {area_id: after[area_id] for area_id in before} == before
    assert sorted(one[-1].municipality for one in after.values()) == ["1861"] * 2 + ["1881"] * 2
    assert numbers(listed("1881", 6_000)) == (0, 0, 2, 0)


def test_an_area_moves_when_the_list_says_so_of_its_code_and_name_or_its_id(two: Register) -> None:
    take_in(two, "Kod;Namn;Kommun\n1;A;1861\n2;B;1861\n")
    assert numbers(take_in(two, "Kod;Namn;Kommun\n1;A;Kumla\n")) == (0, 1, 0, 0)
    assert (timeline(two, "A")[-1].event, timeline(two, "A")[-1].municipality) == ("move", "1881")
    area_id = timeline(two, "B")[-1].area_id
    take_in(two, f"id;Namn;Kommun\n{area_id};B;Kumla\n")
    assert timeline(two, "B")[-1].municipality == "1881"
    assert reasons(take_in(two, "Kod;Namn;Kommun\n1;A;Örebro\n")) == {
        2: "error.area.unknown_municipality"
    }


def test_shared_ground_is_told_with_its_size_and_share(register: Register) -> None:
    report = take_in(
        register,
        f"Namn;Status;wkt_epsg3006\nA;;{wkt(side_m=100)}\nB;;{wkt(50, 0, 200)}\n"
        f"C;vilande;{wkt(side_m=100)}\nD;;{wkt(-100, side_m=100)}\n",
    )
    (note,) = report.warnings
    assert (note.row, note.key) == (2, "imports.overlap")
    assert note.values == {"name": "A", "other": "B", "m2": 5_000, "percent": 50.0}
    assert translator("sv")(note.key, **note.values) == (
        "A överlappar B med 5\xa0000 m² (50 % av ytan)."
    )


def test_ground_shared_with_an_area_that_was_there_is_told_once(register: Register) -> None:
    take_in(register, f"Namn;wkt_epsg3006\nA;{wkt()}\n")
    text = f"Namn;wkt_epsg3006\nB;{wkt(100)}\n"
    assert [note.values["other"] for note in take_in(register, text).warnings] == ["A"]
    assert take_in(register, text).warnings == ()
    redrawn = take_in(register, text.replace(wkt(100), wkt(150)))
    assert [(note.row, note.values["m2"]) for note in redrawn.warnings] == [(2, 10_000)]


def test_an_area_over_the_border_is_told_and_enters(two: Register) -> None:
    text = (
        f"Namn;Kommun;wkt_epsg3006\nA;1861;{wkt(4_950)}\nB;1861;{wkt(4_801, 500)}\nC;1861;{wkt()}\n"
    )
    report = take_in(two, text)
    assert numbers(report) == (3, 0, 0, 0)
    assert [(note.row, note.key, note.values["percent"]) for note in report.warnings] == [
        (2, "imports.outside", 75)
    ]


def test_a_generalised_border_leaves_room_of_some_kilometres(register: Register) -> None:
    add_municipalities(doing(register), [catalogued("1881", metric_crs="EPSG:3006")])
    border = {one.code: one.border for one in register.municipalities()}["1881"]
    assert border is not None
    x, y = border.bounds[2], border.centroid.y
    near = shapely.box(x + 1_000, y, x + 1_200, y + 200)
    far = shapely.box(x + 9_000, y, x + 9_200, y + 200)
    text = f"Namn;Kommun;wkt_epsg3006\nA;Kumla;{near.wkt}\nB;Kumla;{far.wkt}\n"
    assert [note.values["name"] for note in take_in(register, text).warnings] == ["B"]


def test_a_repair_is_told_with_sizes_before_and_after(register: Register) -> None:
    bow = (
        "POLYGON ((505000 6546000, 505100 6546100, 505100 6546000, 505000 6546100, 505000 6546000))"
    )
    report = take_in(register, f"Namn;wkt_epsg3006\nA;{bow}\nB;{wkt(900)}\n")
    (repair,) = report.repaired
    assert (repair.row, repair.name, repair.fault) == (2, "A", "Self-intersection")
    assert (repair.m2_before, repair.m2_after) == (0, 5_000)
    assert numbers(report) == (2, 0, 0, 0)


def test_a_municipality_is_added_once(register: Register) -> None:
    head = register.head()
    add_municipalities(doing(register), [Municipality(code="1861", name="Annat")])
    assert register.head() == head


def test_an_accurate_border_takes_the_place_of_the_one_there_was(two: Register) -> None:
    (placed,) = set_borders(
        doing(two), {"1881": square(6_000, side_m=1_000)}, source="lantmäteri.gpkg"
    )
    kept = {one.code: one for one in two.municipalities()}["1881"]
    assert kept == placed.municipality
    assert (kept.border_source, kept.border_generalised) == ("lantmäteri.gpkg", False)
    assert kept.border is not None
    assert kept.border.area == pytest.approx(1e6)
    with pytest.raises(Refused, match=r"place\.which_municipality"):
        set_contact_card(doing(two), {"role": "Samordnare"})
    with pytest.raises(NotFound, match=r"area\.unknown_municipality"):
        set_borders(doing(two), {"0180": square()}, source="x")


def test_a_border_that_lies_elsewhere_is_refused_for_all_and_a_much_larger_one_is_told(
    two: Register,
) -> None:
    head = two.head()
    own, elsewhere = square(-4_000, -4_000, side_m=8_000), square(-5_000, -5_000, side_m=10_000)
    with pytest.raises(Refused, match=r"place\.border_elsewhere"):
        set_borders(doing(two), {"1861": own, "1881": elsewhere}, source="x")
    assert two.head() == head
    larger = square(4_000, -6_000, side_m=13_000)
    placed = set_borders(doing(two), {"1861": own, "1881": larger}, source="x")
    assert [one.much_changed for one in placed] == [False, True]
    assert two.head().seq == head.seq + 1
