"""/arbete/handbok: how the work is done, in short chapters whose steps each lead to their page.

The texts name no button or heading: they hold the keys of the screens' own texts, as
`{people.button.appoint}`, which are filled in here. A test visits the page of every step and looks for
what the step names.
"""

from dataclasses import dataclass
from string import Formatter

from fastapi import APIRouter, Request, Response

from grannsamverkan.i18n import catalogue
from grannsamverkan.web.staff.desk import Desk, DeskDep, Visit, VisitDep, signed_in
from grannsamverkan.web.staff.handbook_chapters import CHAPTERS, NAMES, Chapter, Step

router = APIRouter()

PATH = "/arbete/handbok"

Piece = tuple[str, str]
"""A piece of plain text, and the text of a screen that comes after it; either can be empty."""


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step in words, with the page it leads to and what that is called; `key` is its anchor."""

    key: str
    pieces: tuple[Piece, ...]
    path: str
    name: str


@dataclass(frozen=True, slots=True)
class ShownChapter:
    """A chapter in words."""

    key: str
    title: str
    lead: str
    steps: tuple[ShownStep, ...]


def text_key(chapter: Chapter, step: Step) -> str:
    """Return the key of a step's text."""
    return f"handbook.{chapter.key}.{step.key}"


def parsed(language: str, key: str) -> tuple[tuple[str, str | None], ...]:
    """Return a text in pieces, each with the key of the screen's text that comes after it, if one does."""
    parts = Formatter().parse(catalogue(language)[key])
    return tuple((plain, label) for plain, label, _, _ in parts)


def is_for(desk: Desk, visit: Visit, step: Step) -> bool:
    """Say whether a step is something that someone can do here."""
    return (
        desk.opens(visit, step.path)
        and (step.deed is None or visit.can(step.deed))
        and not (step.unless is not None and visit.can(step.unless))
        and (desk.settings.mail.ready or not step.mail)
    )


def chapters_for(desk: Desk, visit: Visit) -> list[ShownChapter]:
    """Return the chapters about what someone can do, and of those the steps that they can take."""
    chosen = (
        (chapter, [step for step in chapter.steps if is_for(desk, visit, step)])
        for chapter in CHAPTERS
    )
    return [
        ShownChapter(
            key=chapter.key,
            title=visit.t(f"handbook.{chapter.key}.title"),
            lead=visit.t(f"handbook.{chapter.key}.lead"),
            steps=tuple(_shown(visit, chapter, step) for step in steps),
        )
        for chapter, steps in chosen
        if steps
    ]


def _shown(visit: Visit, chapter: Chapter, step: Step) -> ShownStep:
    found = parsed(visit.t.language, text_key(chapter, step))
    return ShownStep(
        key=f"{chapter.key}-{step.key}",
        pieces=tuple((plain, visit.t(label) if label else "") for plain, label in found),
        path=step.leads_to,
        name=visit.t(NAMES[step.leads_to]),
    )


@router.get(PATH, dependencies=[signed_in()])
def handbook(request: Request, desk: DeskDep, visit: VisitDep) -> Response:
    """Return the handbook for whoever reads it."""
    chapters = chapters_for(desk, visit)
    return desk.page(request, visit, "arbete/handbok.html", chapters=chapters)
