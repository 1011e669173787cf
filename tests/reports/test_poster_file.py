"""A poster as a file: one page of lines and letters, read out by a screen reader, black on white too."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from grannsamverkan.country import country
from grannsamverkan.errors import NotFound
from grannsamverkan.i18n import translator
from grannsamverkan.register import Register
from grannsamverkan.reports.poster import Paper, Poster, compiled, poster_of
from grannsamverkan.web.public.placing import area_poster
from grannsamverkan.web.views import PublicDay
from handmade import BROKEN, FOREIGN, SIGNS
from town import LAPSED, NORRANGEN, NOW, UNDRAWN

pytest.importorskip("typst", reason="no typst: install the extra pdf")

SITE = "https://grannsamverkan.example.org"
TODAY = NOW.date()


def made(town: Register, area_id: str = NORRANGEN, language: str = "sv") -> Poster:
    """Return the poster of an area of the town."""
    view = PublicDay(town.head(), TODAY, town.public(on=TODAY, today=TODAY), town)
    return area_poster(view, area_id, translator(language), site=SITE, mark="EXEMPEL (prov)")


def file_of(poster: Poster, paper: Paper = Paper.A4) -> bytes:
    """Return the file, having held it to be made without a warning."""
    file, warnings = compiled(poster, paper)
    assert warnings == ()
    return file


def told(tool: str, file: bytes, folder: Path, *options: str) -> str:
    """Return what a tool of poppler says of a file."""
    found = shutil.which(tool)
    if found is None:
        pytest.skip(f"no {tool}: install poppler-utils")
    path = folder / "affisch.pdf"
    path.write_bytes(file)
    out = ("-",) if tool == "pdftotext" else ()
    command = [found, *options, str(path), *out]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()  # noqa: S603


@pytest.mark.parametrize(("paper", "size"), [(Paper.A4, "A4"), (Paper.A3, "A3")])
def test_everything_stands_on_one_page(
    town: Register, tmp_path: Path, paper: Paper, size: str
) -> None:
    file = file_of(made(town), paper)
    facts = told("pdfinfo", file, tmp_path)
    assert f"({size})" in facts
    assert "Pages:           1" in facts
    assert "Tagged:          yes" in facts
    assert "JavaScript:      no" in facts
    said = told("pdftotext", file, tmp_path)
    for words in (
        "EXEMPEL (prov)", "Norrängen", "Norrängen, den 23 november 2026", "N", "200 m", "Det här området",
        "Kommungräns (förenklad)", f"grannsamverkan.example.org/o/{NORRANGEN[-6:].lower()}",
        "Kontakt i Hallsberg", "Säkerhetssamordnare (exempel)", "070-174 06 05", "kontakt@example.org",
        "mån–fre 9–16", "ring 112", "Hallsberg, uppgifter den 23 november 2026.",
    ):  # fmt: skip
        assert words.removeprefix("den ").replace("den 23", "23") in said.replace("den 23", "23")


def test_lines_and_letters_stay_lines_and_letters(town: Register, tmp_path: Path) -> None:
    file = file_of(made(town))
    images = told("pdfimages", file, tmp_path, "-list").splitlines()
    assert len(images) == 2, "no picture of points, only the heads of the list"
    alt = "Karta över området Norrängen"
    assert alt.encode("utf-16-be").hex().upper().encode() in file


def test_whom_the_base_map_is_from_is_named(town: Register, tmp_path: Path) -> None:
    named = {"text": "© OpenStreetMap contributors, ODbL 1.0", "licence": "https://example.org"}
    said = told("pdftotext", file_of(replace(made(town), sources=(named,))), tmp_path)
    assert "Karta: © OpenStreetMap contributors, ODbL 1.0" in said
    assert "Karta:" not in told("pdftotext", file_of(made(town)), tmp_path)


def test_the_code_leads_to_the_short_address(town: Register) -> None:
    import segno

    address = f"{SITE}/o/{NORRANGEN[-6:].lower()}"
    code = segno.make(address, error="m", micro=False)
    assert code.svg_inline(omitsize=True, border=2).partition("<path")[2] in made(town).code


def test_what_an_area_has_not_is_left_out(town: Register, tmp_path: Path) -> None:
    bare = replace(made(town, UNDRAWN, "en"), contact=(), emergency="", mark="")
    assert bare.drawing is None
    said = told("pdftotext", file_of(bare), tmp_path)
    assert "Utan gräns" in said
    assert "Read more" in said
    assert "Kontakt" not in said


def test_the_card_of_a_municipality_without_a_way_to_reach_it_is_left_out(town: Register) -> None:
    snapshot = town.public(on=TODAY, today=TODAY)
    places = tuple(
        replace(one, contact_phone=None, contact_mail=None) for one in snapshot.municipalities
    )
    mute = replace(snapshot, municipalities=places)
    assert (
        poster_of(mute, NORRANGEN, translator("sv"), site=SITE, home=country("se"), mark="").contact
        == ()
    )


def test_an_area_that_the_public_may_not_meet_has_none(town: Register) -> None:
    with pytest.raises(NotFound):
        made(town, LAPSED)


@pytest.mark.parametrize("name", [SIGNS, f"{FOREIGN}{BROKEN}", "", "Brf Ååååååååå" * 30])
def test_no_name_keeps_it_from_being_made(town: Register, name: str) -> None:
    snapshot = town.public(on=TODAY, today=TODAY)
    areas = tuple(replace(one, name=name) for one in snapshot.areas)
    view = PublicDay(town.head(), TODAY, replace(snapshot, areas=areas), town)
    poster = area_poster(view, NORRANGEN, translator("sv"), site=SITE, mark="")
    assert poster.drawing
    assert file_of(poster).startswith(b"%PDF-1.7")


@pytest.mark.parametrize(("language", "code"), [("latt", "sv"), ("fi", "fi"), ("en", "en")])
def test_it_is_read_out_in_its_language(town: Register, language: str, code: str) -> None:
    assert f"/Lang({code})".encode() in file_of(made(town, language=language))


def test_the_same_poster_has_the_same_bytes(town: Register) -> None:
    assert file_of(made(town)) == file_of(made(town))
