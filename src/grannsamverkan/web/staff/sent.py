"""Who asks for a page or sends a form of the workspace, as one thing to hand on."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from grannsamverkan.actions.deeds import Outcome
from grannsamverkan.actions.doing import Doing
from grannsamverkan.i18n import Translator
from grannsamverkan.web.staff.desk import Desk, DeskDep, Form, FormDep, Visit, VisitDep


@dataclass(frozen=True, slots=True)
class Asked:
    """Someone at the desk who asks for a page."""

    request: Request
    desk: Desk
    visit: Visit

    @property
    def t(self) -> Translator:
        """Their language."""
        return self.visit.t

    def page(self, template: str, *, status: int = 200, **context: object) -> Response:
        """Return a page of the workspace."""
        return self.desk.page(self.request, self.visit, template, status=status, **context)

    def doing(self, key: str, **values: object) -> Doing:
        """Return what they do, for a reason that has a text of its own."""
        return self.desk.doing(self.visit, self.t(key, **values))


@dataclass(frozen=True, slots=True)
class Sent(Asked):
    """Someone who sends a form."""

    form: Form

    def done(self, to: str, key: str, outcome: Outcome[Any], **values: object) -> Response:
        """Lead on to a page that says what was done and what to mind, and offers to undo it."""
        said = [self.t(key, **values)]
        said += [self.t(note.key, **note.values) for note in outcome.notes]
        return self.desk.done(
            self.request, self.visit, to=to, key="deed.said", seq=outcome.seq, text=" ".join(said)
        )


def _asked(request: Request, desk: DeskDep, visit: VisitDep) -> Asked:
    return Asked(request, desk, visit)


def _sent(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Sent:
    return Sent(request, desk, visit, form)


AskedDep = Annotated[Asked, Depends(_asked)]
SentDep = Annotated[Sent, Depends(_sent)]
