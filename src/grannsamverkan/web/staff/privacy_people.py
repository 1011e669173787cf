"""/arbete/personuppgifter/person: one person's data found, read out, erased or sealed."""

import json
from collections.abc import Mapping
from enum import StrEnum

from fastapi import APIRouter, Request, Response

from grannsamverkan.actions.erasing import Erased
from grannsamverkan.actions.privacy import erase_person, open_terms, seal_person
from grannsamverkan.actions.reading_log import note_reading
from grannsamverkan.actions.subject import SubjectExport, find_people, person_to_see, subject_export
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
    }
)
"""Fields that only programs read; the file has them too."""


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


def readable(export: SubjectExport, t: Translator) -> Mapping[str, list[list[tuple[str, object]]]]:
    """Return the parts of an extract with what people can read of each row: name of the field, and value."""
    return {
        part: [
            [
                (name, in_words(value, t))
                for name, value in row.items()
                if value is not None and name not in _UNREAD
            ]
            for row in rows
        ]
        for part, rows in {"person": (export.person,), **export.parts}.items()
    }


def in_words(value: object, t: Translator) -> object:
    """Return a value as people read it: words for states, minutes for moments."""
    if isinstance(value, StrEnum):
        key = f"{type(value).__name__.casefold()}.{value}"
        return catalogue(t.language).get(key, str(value))
    if isinstance(value, str) and len(value) > len("2026-11-23T12:00") and value[10:11] == "T":
        return value[:16].replace("T", " ")
    return value


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
