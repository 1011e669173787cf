"""Reading in a list by the workspace: four steps, one session, nothing left lying."""

import gc
import io
import re
import stat
import tempfile
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep
from zipfile import ZipFile

import pytest
import xlsxwriter
from fastapi import FastAPI, UploadFile
from fastapi.testclient import TestClient
from httpx2 import Response

from grannsamverkan.domain.access import Role
from grannsamverkan.domain.people import Person
from grannsamverkan.domain.privacy import Reading
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.register import Register
from grannsamverkan.settings import SizeSettings
from grannsamverkan.web.app import create_app
from grannsamverkan.web.staff.uploads import KEPT_FOR, Upload, Uploads
from staff import STAFF, Browsers, browser_of, quick, send, token_of
from town import NOW

PATH = "/arbete/importera"
LIST = (
    "Område;Ort;Kontaktperson;Telefon;Hemadress;Personnr\n"
    "Nyängen;Hallsberg;Kontakt Nio;070-174 06 70;Hemgatan 1;19700101-1234\n"
    ";;Kontakt Tio;070-174 06 71;Hemgatan 2;\n"
    "Norrängen;Hallsberg;Kontakt Elva;;;\n"
    "Nyangen;;;;;\n"
    "Fel;Hallsberg;;;;\n"
)


def choose(client: TestClient, content: str | bytes, name: str = "lista.csv") -> Response:
    """Choose a file, and return the answer."""
    data = content.encode() if isinstance(content, str) else content
    return client.post(PATH, data={"csrf": token_of(client)}, files={"fil": (name, data)})


def chosen(client: TestClient, content: str | bytes, name: str = "lista.csv") -> str:
    """Choose a file that is taken, and return the path of its steps."""
    answer = choose(client, content, name)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def fields(page: str) -> dict[str, list[str]]:
    """Return what the form of the next step sends if nothing is changed."""
    form = next(part for part in page.split("<form") if "/granska" in part or "/las-in" in part)
    found: dict[str, list[str]] = {}
    for kind, name, value in re.findall(
        r'<input type="(hidden|checkbox)" name="([^"]+)" value="([^"]*)"(?! disabled)', form
    ):
        if kind == "hidden" or f'name="{name}" value="{value}" checked' in form:
            found.setdefault(name, []).append(value)
    for name, options in re.findall(
        r'<select[^>]* name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL
    ):
        picked = re.search(r'value="([^"]*)" selected', options)
        found[name] = [picked[1] if picked else ""]
    found.pop("csrf")
    return found


def previewed(client: TestClient, path: str, **changes: object) -> str:
    """Go on to the preview as the second step proposes, with some changes, and return the page."""
    sent = {**fields(client.get(path).text), **changes}
    answer = send(client, f"{path}/granska", **sent)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_list_goes_through_its_steps_and_can_be_taken_back(
    coordinator: TestClient, workplace: Register
) -> None:
    head = workplace.head()
    assert "Personnummer" in coordinator.get(PATH).text
    path = chosen(coordinator, LIST)
    page = coordinator.get(path).text
    assert "Rubrikerna står på rad 1" in page
    assert fields(page)["kolumn-0"] == ["name"]
    assert fields(page)["kolumn-2"] == ["contact"]
    assert fields(page)["kolumn-4"] == [""]
    assert "Personnr läses inte" in page
    assert "1970" not in page
    shown = previewed(coordinator, path)
    for text in ("Kontakt Nio – Nyängen", "Hemadress läses inte", "Nyangen är samma som Nyängen"):
        assert text in shown
    assert "Hemgatan" not in shown
    assert workplace.head() == head
    sent = fields(shown)
    assert sent["fraga"] == ["5"]
    assert "samma" not in sent
    answer = send(coordinator, f"{path}/las-in", **sent, samma=["5"])
    assert (answer.status_code, answer.headers["location"]) == (303, PATH)
    told = coordinator.get(PATH).text
    assert "2 nya och 0 ändrade områden, 3 nya kontakter" in told
    with workplace.looking() as private:
        assert {one.name for one in private.find(Person)} >= {"Kontakt Nio", "Kontakt Tio"}
    assert workplace.head().seq == head.seq + 1
    assert coordinator.get(path).status_code == 404
    undone = send(coordinator, "/arbete/angra", seq=workplace.head().seq, to=PATH)
    assert undone.status_code == 303
    with workplace.looking() as private:
        assert {one.name for one in private.find(Person)} == {"Kontakt Ett (påhittad)"}


def test_columns_are_read_as_someone_says(coordinator: TestClient) -> None:
    path = chosen(coordinator, "Område;Vem;Nummer\nNyängen;Kontakt Nio;070-174 06 70\n")
    page = coordinator.get(path).text
    assert fields(page)["kolumn-1"] == [""]
    shown = previewed(coordinator, path, **{"kolumn-1": "contact", "kolumn-2": "phone"})
    assert "Kontakt Nio – Nyängen" in shown
    sent = {"kolumn-0": "name", "kolumn-1": "name", "kolumn-2": ""}
    twice = send(coordinator, f"{path}/granska", **sent)
    assert twice.status_code == 422
    assert "Område, Vem" in twice.text
    wrong = send(coordinator, f"{path}/granska", **{"kolumn-0": "namn"})
    assert wrong.status_code == 422
    nameless = send(coordinator, f"{path}/granska", **{"kolumn-0": "", "kolumn-1": "contact"})
    assert "områdenas namn" in nameless.text


def test_contacts_that_the_list_lacks_end_when_ticked_and_their_showing_is_noted(
    coordinator: TestClient, workplace: Register
) -> None:
    path = chosen(coordinator, "Område;Kontakt\nNorrängen;Kontakt Nio\n")
    shown = previewed(coordinator, path)
    assert "Kontakt Ett (påhittad) – Norrängen" in shown
    with workplace.looking() as private:
        (reading,) = private.find(Reading)
        assert (reading.what, reading.municipality) == ("import", "1861")
        assert reading.account_id == STAFF[Role.COORDINATOR]
    again = send(coordinator, f"{path}/granska", **fields(shown), avsluta="1").text
    assert "Slutar</dt><dd>1" in again
    assert 'name="avsluta" value="1" checked' in again


def test_a_list_that_says_nothing_new_changes_nothing(
    coordinator: TestClient, workplace: Register
) -> None:
    head = workplace.head()
    path = chosen(coordinator, "Område\nNorrängen\n")
    sent = fields(previewed(coordinator, path))
    send(coordinator, f"{path}/las-in", **sent)
    assert "inget nytt" in coordinator.get(PATH).text
    assert workplace.head() == head


def test_a_workbook_of_two_sheets_asks_which_one(coordinator: TestClient) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name in ("Områden", "Gammalt"):
            page = book.add_worksheet(name)
            page.write_column(0, 0, ["Rapport", "Område", f"Norr om {name}"])
    path = chosen(coordinator, out.getvalue(), "lista.xlsx")
    asked = coordinator.get(path)
    assert asked.status_code == 200
    assert "lista.xlsx har 2 blad eller lager. Välj vilket som ska läsas." in asked.text
    assert "Något behöver rättas" not in asked.text
    assert '<option value="Gammalt">' in asked.text
    page = coordinator.get(f"{path}?blad=Gammalt&rubrikrad=2")
    assert page.status_code == 200
    assert "Norr om Gammalt" in page.text
    assert fields(page.text)["blad"] == ["Gammalt"]


def test_coordinates_in_no_known_system_ask_for_one(coordinator: TestClient) -> None:
    rows = "namn;x;y\nNyängen;120000;80000\n"
    path = chosen(coordinator, rows)
    asked = coordinator.get(path)
    assert asked.status_code == 422
    assert "referenssystem" in asked.text


# -- what does not get in ----------------------------------------------------------------------------


def _bomb() -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", 8) as archive:
        archive.writestr("a.csv", b"0" * 50_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.geojson", b"<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>", "slag som"),
        ("a.exe", b"MZ\x00\x00", "slag som"),
        ("a.zip", _bomb(), "orimligt"),
        ("a.xlsx", b"PK\x03\x04skadad", "Zip-filen"),
        (
            "a.kml",
            b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><kml>&a;</kml>",
            "DOCTYPE",
        ),
        ("../../../etc/passwd", b"root", "slag som"),
    ],
    ids=["vrt", "program", "bomb", "broken", "entities", "path"],
)
def test_a_hostile_file_is_refused_with_a_text(
    coordinator: TestClient, name: str, content: bytes, says: str
) -> None:
    path = chosen(coordinator, content, name)
    answer = coordinator.get(path)
    assert answer.status_code in {413, 422}
    assert says in answer.text
    assert "root:" not in answer.text


def test_names_of_scripts_are_shown_as_text(coordinator: TestClient) -> None:
    evil = "<img src=x onerror=alert(1)>"
    path = chosen(coordinator, f"Område;{evil}\n{evil};{evil}\n", f"{evil}.csv")
    for page in (coordinator.get(path).text, previewed(coordinator, path)):
        assert "<img" not in page


def test_nothing_and_too_much_are_refused(workplace: Register) -> None:
    settings = quick(size=SizeSettings(upload_bytes=20_000))
    app = create_app(settings, workplace, clock=lambda: NOW)
    client = browser_of(app, workplace, STAFF[Role.COORDINATOR])
    assert "tom" in choose(client, "").text
    assert send(client, PATH).status_code == 422
    assert choose(client, "x" * 30_000).status_code == 413


def test_others_cannot_reach_the_file_of_a_session(
    workspace: FastAPI, workplace: Register, coordinator: TestClient, as_role: Browsers
) -> None:
    path = chosen(coordinator, LIST)
    other = browser_of(workspace, workplace, STAFF[Role.COORDINATOR])
    assert other.get(path).status_code == 404
    for way in ("granska", "las-in", "avbryt"):
        assert send(other, f"{path}/{way}").status_code == 404
    for role in (Role.POLICE, Role.CONTACT, Role.ADMINISTRATOR):
        assert as_role(role).get(PATH).status_code == 404
        assert as_role(role).get(path).status_code == 404
    assert as_role(None).get(path).status_code == 303
    assert coordinator.get(path).status_code == 200


def test_a_list_whose_names_nobody_finds_leads_back_to_its_columns(
    coordinator: TestClient,
) -> None:
    path = chosen(coordinator, "Rubrik;Ort\nNyängen;Hallsberg\n")
    choice = {**fields(coordinator.get(path).text), "kolumn-0": "", "kolumn-1": "locality"}
    page = send(coordinator, f"{path}/granska", **choice)
    assert page.status_code == 422
    assert "Ingen kolumn verkar innehålla områdenas namn" in page.text
    assert "--map" not in page.text
    assert fields(page.text)["kolumn-1"] == ["locality"]
    assert "3 nya" not in previewed(coordinator, path, **{"kolumn-0": "name"})


# -- what is left lying ------------------------------------------------------------------------------


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder in which the machine keeps what is temporary."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def laid(uploads: Uploads, content: bytes = b"x", name: str = "lista.csv") -> Upload:
    """Lay a file in uploads and return it."""
    file = UploadFile(io.BytesIO(content), filename=name)
    return uploads.keep(file, session_id="s", now=NOW, limit_bytes=10)


def at_an_hour(workplace: Register, hours: list[float]) -> TestClient:
    """Return a browser at a server whose clock goes on as the list says."""
    app = create_app(quick(), workplace, clock=lambda: NOW + timedelta(hours=hours[0]))
    return browser_of(app, workplace, STAFF[Role.COORDINATOR])


def test_a_file_has_no_name_anyone_could_find_and_goes_when_it_is_read_in(
    coordinator: TestClient, temporary: Path
) -> None:
    path = chosen(coordinator, LIST)
    assert len(path.rpartition("/")[2]) >= 32
    assert list(temporary.iterdir()) == []
    page = previewed(coordinator, path)
    assert list(temporary.iterdir()) == []
    send(coordinator, f"{path}/las-in", **fields(page))
    assert coordinator.get(path).status_code == 404


def test_a_file_goes_when_one_cancels(coordinator: TestClient) -> None:
    path = chosen(coordinator, LIST)
    assert send(coordinator, f"{path}/avbryt").status_code == 303
    assert coordinator.get(path).status_code == 404


def test_a_file_goes_after_an_hour(workplace: Register) -> None:
    hours = [0.0]
    client = at_an_hour(workplace, hours)
    path = chosen(client, LIST)
    hours[0] = 0.9
    assert client.get(path).status_code == 200
    hours[0] = 1.0
    assert client.get(path).status_code == 404


def test_of_many_files_the_oldest_go(coordinator: TestClient) -> None:
    paths = [chosen(coordinator, LIST) for _ in range(4)]
    assert [coordinator.get(path).status_code for path in paths] == [404, 200, 200, 200]


def test_a_file_too_large_for_its_setting_or_empty_is_not_kept() -> None:
    for content in (b"", b"x" * 11):
        with pytest.raises(Refused):
            laid(Uploads(), content, name="..\\lista.csv")


def test_a_file_is_read_in_a_folder_of_its_own_that_goes_again(temporary: Path) -> None:
    uploads = Uploads()
    kept = laid(uploads, name="..\\???")
    for _ in range(2):
        with kept.laid_out() as path:
            assert (path.name, path.read_bytes()) == ("___", b"x")
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert list(temporary.iterdir()) == []
    uploads.drop(kept.token)
    uploads.drop("none of ours")
    with pytest.raises(NotFound, match=r"importing\.gone"), kept.laid_out():
        pass


def test_a_file_goes_by_itself_and_with_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grannsamverkan.web.staff.uploads.KEPT_FOR", timedelta(seconds=0.05))
    uploads = Uploads()
    kept = laid(uploads)
    deadline = monotonic() + 5
    while not kept.file.closed and monotonic() < deadline:
        sleep(0.01)
    assert kept.file.closed
    monkeypatch.setattr("grannsamverkan.web.staff.uploads.KEPT_FOR", KEPT_FOR)
    other = Uploads()
    kept = laid(other)
    del other, uploads
    gc.collect()
    assert kept.file.closed
