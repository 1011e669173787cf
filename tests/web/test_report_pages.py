"""Reports on the workspace's pages: begun, written to, approved, published, kept, checked and corrected."""

import html
import re
from datetime import date
from hashlib import sha256

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from grannsamverkan.actions import promises, reporting
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.reporting import Rendered
from grannsamverkan.actions.reports import account, files_of, reports_of
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import AccountRole
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.reporting import Report, ReportFile, ReportKind, ReportState, ReportText
from grannsamverkan.domain.yearly_numbers import canonical, numbers
from grannsamverkan.register import Register, guards
from staff import STAFF, Browsers, send
from stores import engine_of
from town import NOW, municipality

ROOM = "/arbete/rapporter"


def doing(register: Register) -> Doing:
    return Doing(register=register, actor="prov", reason="prov", now=NOW)


def words(page: str) -> str:
    """Return the words of a page."""
    main = page.partition("<main")[2]
    plain = html.unescape(" ".join(re.sub(r"<[^>]+>", " ", f"<main{main}").split()))
    return plain.replace("\N{NO-BREAK SPACE}", " ")


def after(client: TestClient, path: str, **fields: object) -> str:
    """Send a form that is accepted, and return the page that it leads to."""
    answer = send(client, path, **fields)
    assert answer.status_code == 303, words(answer.text)
    return client.get(answer.headers["location"]).text


def step(client: TestClient, path: str, deed: str, page: str = "") -> str:
    """Press the button for a deed on the page of a report, or on another page of it."""
    shown = client.get(f"{path}{page}").text
    found = re.search(rf'action="{path}/{deed}">.*?name="seen" value="(\w+)"', shown)
    assert found is not None
    return after(client, f"{path}/{deed}", seen=found[1])


def refused(answer: Response, said: str) -> str:
    """Hold an answer to be the page again, with what was wrong; return it."""
    assert answer.status_code in {409, 422}
    assert said in words(answer.text)
    return answer.text


def only(register: Register) -> Report:
    """Return the one report there is."""
    (one,) = reports_of(register, "1861")
    return one


@pytest.fixture
def draft(workplace: Register) -> Report:
    """Give the draft of a year."""
    return reporting.begin(doing(workplace), "1861", date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture
def published(workplace: Register, draft: Report) -> Report:
    """Give a published report: its numbers, and a page that is made up."""
    told = numbers(account(workplace, reporting.approve(doing(workplace), draft.id)))
    files = {
        "prov.sv-siffror.json": Rendered("application/json", canonical(told)),
        "prov.sv.html": Rendered("text/html; charset=utf-8", b"<p>prov"),
    }
    return reporting.publish(doing(workplace), draft.id, files)


# -- begun -------------------------------------------------------------------------------------------


def test_a_report_is_begun_on_a_year_or_any_period(
    coordinator: TestClient, workplace: Register
) -> None:
    page = coordinator.get(ROOM).text
    assert "Ingen rapport är påbörjad." in words(page)
    assert 'value="2025"' in page
    assert "Rapporten är påbörjad." in words(after(coordinator, ROOM, ar="2025"))
    assert (only(workplace).start, only(workplace).last_day) == (
        date(2025, 1, 1),
        date(2025, 12, 31),
    )
    refused(send(coordinator, ROOM, ar="2025"), "Det finns redan ett utkast")
    after(coordinator, ROOM, ar="2025", start="2026-01-01", last_day="2026-06-30")
    listed = words(coordinator.get(ROOM).text)
    assert "1 januari 2026 – 30 juni 2026 Årsrapport 1 Utkast" in listed


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"ar": ""}, "Ange vilket år rapporten gäller"),
        ({"ar": "2025", "start": "2025-01-01"}, "Ange vilket år rapporten gäller"),
        ({"ar": "25"}, "Året kan inte vara 25"),
        ({"ar": "i fjol"}, "inget heltal"),
        ({"ar": "2026"}, "Perioden är inte slut"),
        ({"start": "2025-06-01", "last_day": "2025-01-01"}, "2025"),
    ],
)
def test_a_period_that_cannot_be_reported_on_is_refused_in_words(
    coordinator: TestClient, workplace: Register, fields: dict[str, str], said: str
) -> None:
    refused(send(coordinator, ROOM, **fields), said)
    assert reports_of(workplace, "1861") == []


def test_the_whole_of_a_promise_is_accounted_for(
    coordinator: TestClient, workplace: Register
) -> None:
    ended, goes_on = (
        promises.enter(
            doing(workplace),
            "1861",
            title=title,
            text="Vi lovar.",
            start=date(2020, 3, 1),
            last_day=last,
        ).of
        for title, last in (("Det gamla löftet", date(2021, 5, 31)), ("Det som pågår", None))
    )
    form = words(coordinator.get(ROOM).text)
    assert "Det gamla löftet" in form
    assert "Det som pågår" not in form
    refused(send(coordinator, ROOM, lofte=goes_on.id), "Löftet gäller tills vidare.")
    page = words(after(coordinator, ROOM, lofte=ended.id))
    assert "Slutredovisning Hallsberg, 1 mars 2020 – 31 maj 2021" in page
    assert only(workplace).kind is ReportKind.FINAL
    assert send(coordinator, ROOM, lofte="finns-inte").status_code == 404


# -- written, approved, published --------------------------------------------------------------------


def test_commentary_is_written_part_by_part_in_both_languages(
    coordinator: TestClient, workplace: Register, draft: Report
) -> None:
    path = f"{ROOM}/{draft.id}"
    page = coordinator.get(path).text
    assert page.count(f'action="{path}/kommentar"') == 14
    mark = seen_of(page, "areas")
    fields = {"part": "areas", "sv": "Ett bra år.", "en": "A good year."}
    page = after(coordinator, f"{path}/kommentar", seen=mark, **fields)
    assert "Så ändrades antalet områden Skriven" in words(page)
    with workplace.looking() as private:
        texts = {one.language: one.text for one in private.find(ReportText, report_id=draft.id)}
    assert texts == {"sv": "Ett bra år.", "en": "A good year."}
    assert "Ett bra år." in words(coordinator.get(f"{path}/las").text)
    assert "A good year." in words(coordinator.get(f"/en{path}/las").text)
    late = send(coordinator, f"{path}/kommentar", seen=mark, part="areas", sv="Annat.", en="")
    assert "Annat." in refused(late, "Någon annan")
    mark = seen_of(coordinator.get(path).text, "areas")
    wrong = send(coordinator, f"{path}/kommentar", seen=mark, part="areas", sv="700101-1234", en="")
    refused(wrong, "personnummer")
    reach = {"part": "areas", "sv": "Skriv till granne@example.org.", "en": ""}
    refused(send(coordinator, f"{path}/kommentar", seen=mark, **reach), "en e-postadress")
    unknown = seen_of(coordinator.get(path).text, "reach")
    assert send(coordinator, f"{path}/kommentar", seen=unknown, part="x").status_code == 404


def seen_of(page: str, part: str) -> str:
    """Return the mark that the form of a part carries."""
    found = re.search(
        rf'name="part" value="{part}"><input type="hidden" name="seen" value="(\w+)"', page
    )
    assert found is not None
    return found[1]


def test_a_report_is_approved_opened_again_and_published_with_its_files(
    coordinator: TestClient, workplace: Register, draft: Report
) -> None:
    path = f"{ROOM}/{draft.id}"
    assert "UTKAST – inte godkänd" in words(coordinator.get(f"{path}/las").text)
    refused(send(coordinator, f"{path}/publicera"), "Rapporten är inte godkänd")
    page = words(step(coordinator, path, "godkann"))
    assert "Godkänd 23 november 2026, Samordnare" in page
    assert "Kommentarer" not in page
    refused(send(coordinator, f"{path}/godkann"), "inget utkast längre")
    assert "ett utkast igen" in step(coordinator, path, "oppna")
    refused(send(coordinator, f"{path}/oppna"), "Rapporten är inte godkänd")
    step(coordinator, path, "godkann")
    page = step(coordinator, path, "publicera")
    kept = {one.name: one for one in files_of(workplace, draft.id)}
    assert {name.partition(".")[2] for name in kept} == {
        "sv.html", "sv.pdf", "sv.xlsx", "sv-siffror.csv", "sv-siffror.json", "en.html", "en.pdf",
    }  # fmt: skip
    for name, one in kept.items():
        assert f'href="{path}/filer/{name}"' in page
        assert sha256(one.content).hexdigest() in page
        got = coordinator.get(f"{path}/filer/{name}")
        assert (got.content, got.headers["content-type"]) == (one.content, one.media_type)
        assert got.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert got.headers["cache-control"] == "no-store"
    assert coordinator.get(f"{path}/filer/finns-inte").status_code == 404
    assert "Rapporten stämmer" in words(coordinator.get(f"{path}/kontroll").text)


def test_what_is_approved_is_what_was_read(
    coordinator: TestClient, workplace: Register, draft: Report
) -> None:
    path = f"{ROOM}/{draft.id}"
    read = coordinator.get(f"{path}/las").text
    reporting.write(doing(workplace), draft.id, "lessons", {"sv": "Skrivet efter läsningen."})
    found = re.search(r'name="seen" value="(\w+)"', read)
    assert found is not None
    for seen in ({"seen": found[1]}, {}):
        for deed in ("godkann", "aterta"):
            refused(send(coordinator, f"{path}/{deed}", **seen), "Någon annan har ändrat rapporten")
    assert only(workplace).state is ReportState.DRAFT
    assert "Rapporten är godkänd." in step(coordinator, path, "godkann", page="/las")
    assert "godkann" not in coordinator.get(f"{path}/las").text
    for deed in ("publicera", "oppna"):
        refused(send(coordinator, f"{path}/{deed}", seen=found[1]), "Någon annan har ändrat")


def test_the_report_reads_in_the_language_of_the_reader(
    coordinator: TestClient, draft: Report
) -> None:
    path = f"{ROOM}/{draft.id}/las"
    swedish, english = coordinator.get(path).text, coordinator.get(f"/en{path}").text
    assert "Grannsamverkan i Hallsberg: årsrapport" in swedish
    assert '<article class="report" lang="en">' in english
    assert swedish.count("<h1") == 1


# -- checked and corrected ---------------------------------------------------------------------------


def test_a_check_names_what_does_not_hold(
    coordinator: TestClient, workplace: Register, published: Report
) -> None:
    path = f"{ROOM}/{published.id}"
    with workplace.private() as private:
        private.put(
            ReportFile(
                id=f"{published.id}/prov.sv.html", report_id=published.id, name="prov.sv.html",
                media_type="text/html; charset=utf-8", content=b"<p>annat",
            )
        )  # fmt: skip
    page = words(coordinator.get(f"{path}/kontroll").text)
    assert "Rapporten stämmer inte" in page
    assert "Filen prov.sv.html är inte den som publicerades." in page


def test_a_check_names_what_was_altered_in_the_ledger_in_the_readers_language(
    coordinator: TestClient, workplace: Register, published: Report
) -> None:
    with (
        engine_of(workplace.database.engine.url) as engine,
        engine.begin() as connection,
        guards.lifted(connection),
    ):
        connection.exec_driver_sql("UPDATE municipality SET name = 'Annan'")
    for prefix, said in (("", "skriven i ändring"), ("/en", "written in change")):
        answer = coordinator.get(f"{prefix}{ROOM}/{published.id}/kontroll")
        assert answer.status_code == 200
        assert f"municipality, {said}" in words(answer.text)


def test_a_draft_begun_by_mistake_is_withdrawn_and_opened_again(
    coordinator: TestClient, draft: Report
) -> None:
    path = f"{ROOM}/{draft.id}"
    page = words(step(coordinator, path, "aterta"))
    assert "Utkastet är återtaget." in page
    assert "Kommentarer" not in page
    assert "Återtagen" in words(coordinator.get(ROOM).text)
    refused(send(coordinator, f"{path}/aterta"), "inget utkast längre")
    assert "ett utkast igen" in step(coordinator, path, "oppna")


def test_only_what_is_published_can_be_checked(coordinator: TestClient, draft: Report) -> None:
    answer = coordinator.get(f"{ROOM}/{draft.id}/kontroll")
    assert answer.status_code == 422
    assert "Bara en publicerad rapport kan kontrolleras." in words(answer.text)
    assert "hann före" not in words(answer.text)


def test_a_published_report_is_corrected_by_its_next_version(
    coordinator: TestClient, workplace: Register, published: Report
) -> None:
    path = f"{ROOM}/{published.id}"
    refused(send(coordinator, f"{path}/ratta", correction=" "), "Skriv vad som var fel")
    page = words(
        after(coordinator, f"{path}/ratta", correction="Ett område var räknat två gånger.")
    )
    assert "Version 2 ( versionen före )" in page
    assert "Ett område var räknat två gånger." in page
    fresh = next(one for one in reports_of(workplace, "1861") if one.version == 2)
    assert (fresh.corrects, fresh.state) == (published.id, ReportState.DRAFT)
    page = words(coordinator.get(path).text)
    assert "Rapporten rättas i version 2." in page
    assert "Vad var fel?" not in page
    refused(send(coordinator, f"{path}/ratta", correction="Igen."), "Rapporten rättas redan.")
    assert "Något var fel" not in words(coordinator.get(path).text)


# -- whose it is -------------------------------------------------------------------------------------


def test_an_administrator_approves_and_does_nothing_else(
    administrator: TestClient, workplace: Register, draft: Report
) -> None:
    path = f"{ROOM}/{draft.id}"
    assert "Påbörja en rapport" not in words(administrator.get(ROOM).text)
    page = words(administrator.get(path).text)
    assert "Godkänn rapporten" in page
    assert "Kommentarer" not in page
    page = words(step(administrator, path, "godkann"))
    assert "Publicera rapporten" not in page
    assert only(workplace).approved_by == "administrator"
    assert send(administrator, f"{path}/publicera").status_code == 404


def test_the_police_have_no_reports_and_the_wheel_leads_them_to_none(
    police: TestClient, coordinator: TestClient, draft: Report
) -> None:
    assert police.get(f"{ROOM}/{draft.id}/las").status_code == 404
    assert ROOM not in police.get("/arbete/arshjul").text.partition("<main")[2]
    assert ROOM in coordinator.get("/arbete/arshjul").text.partition("<main")[2]


def test_a_report_that_is_due_waits_where_something_was_promised(
    coordinator: TestClient, workplace: Register, published: Report
) -> None:
    promises.enter(
        doing(workplace), "1861", title="Ett löfte", text="Vi lovar.", start=date(2026, 9, 1)
    )
    assert "Redovisa året" not in words(coordinator.get("/arbete").text)
    with doing(workplace).change("prov") as change:
        change.set_facts(Report, published.id, [])
    assert "Redovisa året Väntar sedan 15 januari 2026" in words(coordinator.get("/arbete").text)


def test_reports_of_several_municipalities_stand_apart(
    as_role: Browsers, workplace: Register, draft: Report
) -> None:
    with doing(workplace).change("prov") as change:
        change.set_municipality(
            Municipality(code="1881", name="Kumla", border=municipality().border)
        )
    with workplace.private() as private:
        account = STAFF[Role.COORDINATOR]
        private.put(
            AccountRole(id="x", account_id=account, role=Role.COORDINATOR, municipality="1881")
        )
    coordinator = as_role(Role.COORDINATOR)
    after(coordinator, ROOM, kommun="1881", ar="2024")
    page = words(coordinator.get(ROOM).text)
    assert page.index("Rapporter för Hallsberg") < page.index("Rapporter för Kumla")
    assert draft.municipality == "1861"
