"""/arbete/personuppgifter/person: one person's data found, read out, erased or sealed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fastapi import APIRouter, Request, Response

from grannsamverkan.actions.erasing import Erased
from grannsamverkan.actions.following import erase_following
from grannsamverkan.actions.privacy import erase_person, open_terms, seal_person
from grannsamverkan.actions.reading_log import note_reading
from grannsamverkan.actions.subject import (
    Plain,
    SubjectExport,
    find_people,
    person_to_see,
    subject_export,
)
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.people import Person
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.i18n import Translator, catalogue
from grannsamverkan.web.staff.desk import Desk, DeskDep, FormDep, Visit, VisitDep, needs
from grannsamverkan.web.staff.places import place_of, places_for
from grannsamverkan.web.staff.privacy import PATH

router = APIRouter()

_SEE = [needs(Deed.SEE_PRIVACY)]
_ERASE = [needs(Deed.ERASE_PERSON)]
_UNREAD = frozenset(
    {
        "id",
        "person_id",
        "area_id",
        "sub_area_id",
        "account_id",
        "made_by",
        "decided_by",
        "handler",
        "key",
        "lease_until",
        "attempts",
        "base_seq",
        "seq",
        "by",
        "answer_seq",
        "follower",
        "told_seq",
        "interest_id",
    }
)
"""Fields that only programs read; the file has them too."""

_MOMENTS = frozenset(
    {"at", "made_at", "due_at", "done_at", "seen_at", "expires_at", "answered_at", "decided_at"}
)
_WIDEST = 6
"""So many fields fit side by side."""


@router.post(f"{PATH}/sok", dependencies=_SEE)
def search(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Return who was found; asked by POST, so that no name is ever in an address or a server's log."""
    place = place_of(desk, visit, Deed.SEE_PRIVACY, form.text("kommun"))
    doing = desk.doing(visit, visit.t("privacy.by_default"))
    found = find_people(doing, form.text("text", longest=200), municipality=place.code)
    return desk.page(
        request,
        visit,
        "arbete/person_sok.html",
        found=found,
        place=place,
        places=[(one.code, one.name) for one in places_for(desk, visit, Deed.SEE_PRIVACY)],
        text=form.text("text"),
    )


@router.get(f"{PATH}/person/{{person_id}}", dependencies=_SEE)
def extract(request: Request, desk: DeskDep, visit: VisitDep, person_id: str) -> Response:
    """Return everything held about a person as a page to read and print."""
    export = subject_export(desk.doing(visit, visit.t("privacy.by_default")), person_id)
    texts = catalogue(visit.t.language)
    return desk.page(
        request,
        visit,
        "arbete/person_utdrag.html",
        export=export,
        parts=readable(export, visit.t),
        label=lambda name: texts[f"privacy.field.{name}"],
        made_at=export.made_at[:16].replace("T", " "),
        holds=bool(open_terms(desk.register, person_id, desk.today)),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an extract as people read it: which fields there are, and the rows, values in their order."""

    fields: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]

    @property
    def narrow(self) -> bool:
        """Whether it is shown as a table, one line a row."""
        return len(self.rows) > 1 and len(self.fields) <= _WIDEST


def readable(export: SubjectExport, t: Translator) -> Mapping[str, Part]:
    """Return the parts of an extract without what only programs read, and without fields that are empty."""
    return {
        part: _part(rows, t) for part, rows in {"person": (export.person,), **export.parts}.items()
    }


def _part(rows: Sequence[Plain], t: Translator) -> Part:
    told = {name: None for row in rows for name, value in row.items() if value is not None}
    named = tuple(name for name in told if name not in _UNREAD)
    return Part(named, tuple(tuple(in_words(name, row[name], t) for name in named) for row in rows))


def in_words(name: str, value: object, t: Translator) -> object:
    """Return the value of a field as people read it: words for states and deeds, minutes for moments."""
    texts = catalogue(t.language)
    if isinstance(value, StrEnum):
        return texts.get(f"{type(value).__name__.casefold()}.{value}", str(value))
    if name == "payload":
        return _lines(str(value), texts)
    if name == "action":
        keys = (f"{room}.{value}" for room in ("work.action", "cli.deed", "event"))
        return next((texts[key] for key in keys if key in texts), value)
    if name == "what":
        return texts.get(f"privacy.read.{value}", value)
    if name in _MOMENTS and value is not None:
        return str(value)[:16].replace("T", " ")
    return "" if value is None else value


def _lines(payload: str, texts: Mapping[str, str]) -> str:
    """Return what a mail holds, one thing a line; not what only programs read."""
    try:
        held = json.loads(payload)
    except ValueError:
        return payload
    return (
        "\n".join(
            f"{texts[label]}: {value}"
            for key, value in held.items()
            if value is not None and (label := f"privacy.mail.{key}") in texts
        )
        if isinstance(held, dict)
        else payload
    )


@router.get(f"{PATH}/person/{{person_id}}/utdrag.json", dependencies=_SEE)
def extract_file(desk: DeskDep, visit: VisitDep, person_id: str) -> Response:
    """Return everything held about a person as a file for programs."""
    export = subject_export(desk.doing(visit, visit.t("privacy.by_default")), person_id)
    return Response(
        json.dumps(export.as_data(), ensure_ascii=False, indent=2),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="utdrag-{person_id}.json"'},
    )


def _asked(
    desk: Desk, request: Request, visit: Visit, person_id: str, error: Refused | None = None
) -> Response:
    """Return the page that asks before someone is erased; that it was opened is noted."""
    with desk.register.looking() as private:
        person = person_to_see(desk.doing(visit, ""), private, person_id)
    _note(desk, visit, person)
    return desk.page(
        request,
        visit,
        "arbete/person_radera.html",
        status=error.http_status if error else 200,
        person=person,
        terms=len(open_terms(desk.register, person_id, desk.today)),
        fault=error and visit.t.error(error),
    )


def _note(desk: Desk, visit: Visit, person: Person) -> None:
    note_reading(
        desk.doing(visit, ""), what="erase", municipality=person.municipality, person_id=person.id
    )


@router.get(f"{PATH}/person/{{person_id}}/radera", dependencies=_ERASE)
def erase_page(request: Request, desk: DeskDep, visit: VisitDep, person_id: str) -> Response:
    """Return the page that asks whether to erase a person."""
    return _asked(desk, request, visit, person_id)


@router.post(f"{PATH}/person/{{person_id}}/radera", dependencies=_ERASE)
def erase(
    request: Request, desk: DeskDep, visit: VisitDep, form: FormDep, person_id: str
) -> Response:
    """Erase a person."""
    reason = form.text("reason", longest=500) or visit.t("privacy.by_default")
    try:
        erased = erase_person(
            desk.doing(visit, reason),
            person_id,
            end_terms=form.ticked("end_terms"),
            interests=form.ticked("interests"),
        )
    except NotFound:
        raise
    except Refused as error:
        return _asked(desk, request, visit, person_id, error)
    return _told(desk, request, visit, erased, "privacy.erase.done")


@router.post(f"{PATH}/foljer/{{following_id}}/radera", dependencies=_ERASE)
def erase_subscription(
    request: Request, desk: DeskDep, visit: VisitDep, _form: FormDep, following_id: str
) -> Response:
    """Erase a subscription for whoever has asked for it."""
    gone = erase_following(desk.doing(visit, visit.t("privacy.by_default")), following_id)
    key = "privacy.search.following_erased" if gone else "privacy.erase.done_later"
    return desk.done(request, visit, to=PATH, key=key)


def _told(desk: Desk, request: Request, visit: Visit, erased: Erased, key: str) -> Response:
    if not erased.scrubbed:
        return desk.done(request, visit, to=PATH, key="privacy.erase.done_later")
    if erased.named_for_good:
        tables = tuple(visit.t(f"privacy.table.{name}") for name in erased.named_for_good)
        return desk.done(request, visit, to=PATH, key="privacy.erase.done_named", tables=tables)
    return desk.done(request, visit, to=PATH, key=key)


@router.get(f"{PATH}/person/{{person_id}}/skydda", dependencies=_ERASE)
def seal_page(request: Request, desk: DeskDep, visit: VisitDep, person_id: str) -> Response:
    """Return the page that asks whether to seal a person."""
    with desk.register.looking() as private:
        person = person_to_see(desk.doing(visit, ""), private, person_id)
    _note(desk, visit, person)
    return desk.page(request, visit, "arbete/person_skydda.html", person=person)


@router.post(f"{PATH}/person/{{person_id}}/skydda", dependencies=_ERASE)
def seal(
    request: Request, desk: DeskDep, visit: VisitDep, _form: FormDep, person_id: str
) -> Response:
    """Seal a person whose identity is protected."""
    sealed = seal_person(desk.doing(visit, visit.t("privacy.by_default")), person_id)
    return _told(desk, request, visit, sealed, "privacy.seal.done")
