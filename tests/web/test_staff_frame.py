"""The workspace's frame: loaded late, fields read strictly, what was done told once, and taken back."""

import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.datastructures import FormData

import grannsamverkan.web
from grannsamverkan.actions.areas import correct
from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.people import ContactTerm
from grannsamverkan.domain.period import Precision, StatedDate
from grannsamverkan.errors import Refused, Unavailable
from grannsamverkan.i18n import catalogue
from grannsamverkan.register import Register
from grannsamverkan.settings import SizeSettings
from grannsamverkan.web.app import create_app
from grannsamverkan.web.staff.forms import Form
from staff import ORIGIN, STAFF, Browsers, browser_of, quick, send, token_of
from town import NORRANGEN, NOW

WEB = Path(grannsamverkan.web.__file__).parent


# -- loaded late -------------------------------------------------------------------------------------

ASKED = """
import sys
from datetime import UTC, datetime
from fastapi.testclient import TestClient
from grannsamverkan.register import open_register
from grannsamverkan.settings import Settings
from grannsamverkan.web.app import create_app
register = open_register(sys.argv[1])
app = create_app(Settings(), register, clock=lambda: datetime(2026, 11, 23, tzinfo=UTC))
client = TestClient(app, base_url="https://testserver")
for path in ("/", "/kolla", "/om-data", "/api/v1/counts", "/api/v1/areas", "/karta/lista.json", "/nowhere"):
    client.get(path)
staff = lambda: sorted(name for name in sys.modules if name.startswith(STAFF))
STAFF = ("grannsamverkan.actions", "grannsamverkan.web.staff", "argon2", "authlib", "httpx.")
before = staff()
assert client.get("/arbete/logga-in").status_code == 200
print(before, len(staff()) > 10)
"""


def test_public_pages_load_nothing_of_the_workspace(workplace: Register, tmp_path: Path) -> None:
    assert workplace.info.example
    done = subprocess.run(  # noqa: S603 # our own code in a fresh interpreter
        [sys.executable, "-c", ASKED, str(tmp_path / "arbete.gpkg")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "[] True\n", done.stderr


def test_the_contracts_name_every_module_of_the_web() -> None:
    contracts = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")
    named = set(re.findall(r'"grannsamverkan\.web\.(\w+)"', contracts))
    there = {
        path.stem
        for path in WEB.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert there - {"__init__"} == named


def test_a_register_of_which_only_the_public_part_is_known_has_no_workspace(
    workplace: Register,
) -> None:
    class Part:
        """What the public pages need of a register."""

        info, head, public = workplace.info, workplace.head, workplace.public

    app = create_app(quick(), Part(), clock=lambda: NOW)  # type: ignore[arg-type]  # that is the point
    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/arbete").status_code == 500
    assert client.get("/arbetet").status_code == 404


def test_every_text_that_a_template_asks_for_is_there() -> None:
    texts = catalogue("sv").keys()
    for template in (WEB / "templates").rglob("*.html"):
        for key in re.findall(r'\bt\("([a-z_.]+)"[,)]', template.read_text("utf-8")):
            assert {key, f"{key}.one"} & texts, f"{template.name}: {key}"


def test_no_page_has_inline_script_or_style(as_role: Browsers) -> None:
    for role in Role:
        client = as_role(role)
        for path in ("/arbete", "/arbete/konto", "/arbete/anvandare", "/arbete/finns-inte"):
            page = client.get(path).text
            assert not re.search(r"\sstyle=|<style|\son\w+=", page)
            assert not re.search(r"<script(?![^>]* src=)", page)
            assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)


# -- fields ------------------------------------------------------------------------------------------


def form(*fields: tuple[str, str]) -> Form:
    return Form(FormData([*fields]))


def test_texts_come_without_blanks_around_them() -> None:
    given = form(("a", "  två\r\nrader\0 "), ("b", " "))
    assert given.text("a") == "två\nrader"
    assert (given.text("b"), given.text("c")) == ("", "")
    assert given.secret("b") == " "
    with pytest.raises(Refused) as refused:
        form(("a", "x" * 11)).text("a", longest=10)
    assert refused.value.key == "form.too_long"


def test_days_are_days_and_stated_days_may_be_months() -> None:
    given = form(("a", "2021-05-31"), ("b", "2021-05"), ("c", ""), ("d", "31 maj"))
    assert given.day("a") == date(2021, 5, 31)
    assert given.day("c") is None
    assert given.stated("b") == StatedDate(date(2021, 5, 31), Precision.MONTH)
    for name in ("b", "d"):
        with pytest.raises(Refused):
            given.day(name)


@pytest.mark.parametrize("text", ["1 200", "1\N{NO-BREAK SPACE}200", " 1200 "])
def test_numbers_may_have_blanks_between_thousands(text: str) -> None:
    assert form(("n", text)).number("n") == 1200
    assert form().number("n") is None


@pytest.mark.parametrize("text", ["-1", "1,5", "1.0", "1e3", "²", "١", "0x1", "1" * 10, "tolv"])
def test_what_is_not_a_whole_number_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        form(("n", text)).number("n")
    assert refused.value.key == "form.not_a_number"


def test_choices_are_of_what_there_is() -> None:
    given = form(("role", "police"), ("other", "king"), ("none", ""))
    assert given.choice("role", Role) is Role.POLICE
    assert given.choice("none", Role) is None
    with pytest.raises(Refused) as refused:
        given.choice("other", Role)
    assert refused.value.key == "form.not_a_choice"


def test_several_values_ticks_and_names() -> None:
    given = form(("id", "a"), ("id", ""), ("id", "b"), ("x", ""))
    assert given.all("id") == ["a", "b"]
    assert given.ticked("x")
    assert "x" in given
    assert not given.ticked("y")
    assert given.names == ["id", "x"]
    assert given.file("id") is None


# -- what is sent ------------------------------------------------------------------------------------


def test_a_body_may_be_larger_only_where_files_and_drawings_come_in(workplace: Register) -> None:
    sizes = SizeSettings(body_bytes=1_000, drawing_bytes=3_000, upload_bytes=9_000)
    app = create_app(quick(size=sizes), workplace, clock=lambda: NOW)
    client = browser_of(app, workplace, STAFF[Role.COORDINATOR])
    csrf = token_of(client)

    def too_large(path: str, size: int) -> bool:
        fields = {"csrf": csrf, "x": "x" * size}
        script = path.startswith("/arbete/rita")
        headers = {"x-csrf": csrf}
        answer = (
            client.post(path, json=fields, headers=headers)
            if script
            else client.post(path, data=fields)
        )
        return answer.status_code == 413

    for path, limit in (
        ("/arbete/konto/stang", 1_000),
        ("/arbete/rita/prova", 3_000),
        ("/arbete/importera", 9_000),
    ):
        assert not too_large(path, limit // 2), path
        assert too_large(path, limit + 1), path


def test_a_stranger_cannot_make_us_read_a_large_body(visitor: TestClient) -> None:
    answer = visitor.post("/arbete/importera", content=b"x" * 1_000_000)
    assert answer.status_code == 303


def test_a_broken_form_is_refused_in_words(coordinator: TestClient) -> None:
    headers = {"content-type": "multipart/form-data"}
    answer = coordinator.post("/arbete/konto/stang", content=b"--x", headers=headers)
    assert answer.status_code == 400
    many = "&".join(f"a{number}=1" for number in range(5_001))
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = coordinator.post("/arbete/konto/stang", content=many, headers=headers)
    assert answer.status_code == 400
    for raw in (b"csrf=%ff", b"csrf=\xff\xfe", b""):
        answer = coordinator.post("/arbete/konto/stang", content=raw, headers=headers)
        assert answer.status_code == 422


# -- what is told ------------------------------------------------------------------------------------


def rename(register: Register, actor: str) -> int:
    """Rename an area as someone, and return the number of the change."""
    doing = Doing(register=register, actor=actor, reason="prov", now=NOW)
    correct(doing, NORRANGEN, NOW.date(), name="Omdöpt")
    return register.head().seq


def name(register: Register) -> str:
    return register.timelines()[NORRANGEN][-1].name


def test_what_was_done_is_told_once_and_can_be_taken_back(
    coordinator: TestClient, workplace: Register
) -> None:
    seq = rename(workplace, f"coordinator {STAFF[Role.COORDINATOR]}")
    answer = send(coordinator, "/arbete/angra", seq=seq, to="/arbete/konto?x=å")
    assert answer.status_code == 303
    assert urlsplit(answer.headers["location"]).path == "/arbete/konto"
    assert name(workplace) == "Norrängen"
    page = coordinator.get("/arbete/konto").text
    assert "Ändringen är ångrad: Omdöpt." in page
    assert "Ändringen är ångrad" not in coordinator.get("/arbete/konto").text
    newest = workplace.changes()[-1]
    assert newest.actor == f"coordinator {STAFF[Role.COORDINATOR]}"
    assert newest.action == "undo"


def test_one_may_not_take_back_what_one_may_not_do(as_role: Browsers, workplace: Register) -> None:
    seq = rename(workplace, "annan")
    for role in (Role.CONTACT, Role.ADMINISTRATOR):
        assert send(as_role(role), "/arbete/angra", seq=seq).status_code == 404
    for wrong in ("", "0", "9999"):
        assert send(as_role(Role.COORDINATOR), "/arbete/angra", seq=wrong).status_code == 404
    assert name(workplace) == "Omdöpt"
    assert send(as_role(Role.POLICE), "/arbete/angra", seq=seq).status_code == 303
    assert name(workplace) == "Norrängen"


def test_nothing_leads_to_another_site(coordinator: TestClient, workplace: Register) -> None:
    seq = rename(workplace, "annan")
    answer = send(coordinator, "/arbete/angra", seq=seq, to="//elsewhere.example/x")
    assert answer.headers["location"] == "/elsewhere.example/x"


def test_a_fault_in_a_form_leads_back_to_where_it_was_sent_from(coordinator: TestClient) -> None:
    data = {"csrf": token_of(coordinator), "seq": "tolv"}
    headers = {"referer": f"{ORIGIN}/arbete/konto?x=1"}
    page = coordinator.post("/arbete/angra", data=data, headers=headers)
    assert page.status_code == 422
    assert "”tolv” är inget heltal" in page.text
    assert 'href="/arbete/konto?x=1"' in page.text
    headers = {"referer": "https://elsewhere.example/arbete"}
    assert "elsewhere" not in coordinator.post("/arbete/angra", data=data, headers=headers).text


@pytest.mark.parametrize("language", ["", "/en"])
def test_who_sends_a_form_after_the_session_has_ended_is_told_and_led_back(
    visitor: TestClient, language: str
) -> None:
    headers = {"referer": f"{ORIGIN}{language}/arbete/omraden?q=a"}
    sent = visitor.post(f"{language}/arbete/angra", data={"seq": "1"}, headers=headers)
    target = sent.headers["location"]
    assert target == f"{language}/arbete/logga-in?till=/arbete/omraden%3Fq%3Da&osparat=1"
    assert "data-unsaved" in visitor.get(target).text
    assert "data-unsaved" not in visitor.get(f"{language}/arbete/logga-in").text
    bare = visitor.post("/arbete/angra", headers={"referer": "https://elsewhere.example/arbete"})
    assert bare.headers["location"] == "/arbete/logga-in?osparat=1"
    out = visitor.post("/arbete/logga-ut")
    assert out.headers["location"] == "/arbete/logga-in"


def test_programs_are_answered_as_programs(coordinator: TestClient, visitor: TestClient) -> None:
    headers = {"accept": "application/json"}
    missing = coordinator.get("/arbete/finns-inte", headers=headers)
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"
    unknown = visitor.get("/arbete/konto", headers=headers)
    assert unknown.status_code == 401
    assert unknown.json()["detail"] == "Logga in först."


def test_while_someone_writes_at_length_pages_can_be_read(
    workspace: FastAPI, workplace: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser_of(workspace, workplace, STAFF[Role.COORDINATOR])
    send(client, "/arbete/konto/stang", session="others")

    def busy() -> None:
        raise Unavailable("store.locked")

    with monkeypatch.context() as patched:
        patched.setattr(workplace, "private", busy)
        assert "Utloggad där." in client.get("/arbete/konto").text
        refused = client.post("/arbete/konto/stang", data={"csrf": token_of(client)})
        assert refused.status_code == 503
    assert "Utloggad där." in client.get("/arbete/konto").text
    assert "Utloggad där." not in client.get("/arbete/konto").text


def test_what_is_done_is_done_even_where_it_cannot_be_told_of(
    coordinator: TestClient, workplace: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    seq = rename(workplace, "annan")
    csrf = token_of(coordinator)

    def busy() -> None:
        raise Unavailable("store.locked")

    monkeypatch.setattr(workplace, "private", busy)
    answer = coordinator.post("/arbete/angra", data={"csrf": csrf, "seq": str(seq)})
    assert answer.status_code == 303
    assert name(workplace) == "Norrängen"


def test_an_unforeseen_fault_tells_nothing_of_the_inside(
    coordinator: TestClient, monkeypatch: pytest.MonkeyPatch, workplace: Register
) -> None:
    def fail(**_: object) -> None:
        msg = "SELECT hemlig FROM person"
        raise RuntimeError(msg)

    coordinator.get("/arbete")
    monkeypatch.setattr(type(workplace), "municipalities", fail)
    answer = coordinator.get("/arbete/konto")
    assert answer.status_code == 500
    assert "hemlig" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_contact_whose_term_has_ended_is_let_in_to_nothing(workplace: Register) -> None:
    later = NOW + timedelta(minutes=1)
    app = create_app(quick(), workplace, clock=lambda: later)
    client = browser_of(app, workplace, STAFF[Role.CONTACT])
    assert 'href="/arbete/omraden"' in client.get("/arbete").text
    with workplace.change(actor="x", action="end", reason="x", now=later) as change:
        change.set_facts(ContactTerm, NORRANGEN, [])
    assert 'href="/arbete/omraden"' not in client.get("/arbete").text
