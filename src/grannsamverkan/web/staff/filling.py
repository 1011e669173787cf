"""A form that is shown again because something was wrong: what was typed stays, what was wrong is said."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.web.staff.desk import Form, Visit


@dataclass(frozen=True)
class Filling:
    """The forms of a page: as they begin, or one of them as it was filled in.

    Attributes:
        which: which form of the page was sent; empty where none was.
        fault: what was wrong with it, in words.
        key: the same as a key, for what a page answers in a way of its own.
        now: of each field, what others have written there meanwhile.
    """

    form: Form | None = None
    which: str = ""
    fault: str = ""
    key: str = ""
    now: Mapping[str, str] = field(default_factory=dict)
    status: int = 200

    def value(self, which: str, name: str, begins: object = "") -> object:
        """Return what a field of a form shows: what was typed there, or what it begins with."""
        if self.form is None or which != self.which:
            return "" if begins is None else begins
        return self.form.text(name)

    def ticked(self, which: str, name: str, *, begins: bool = False) -> bool:
        """Say whether a box of a form is ticked."""
        if self.form is None or which != self.which:
            return begins
        return self.form.ticked(name)

    def all(self, which: str, name: str) -> list[str]:
        """Return every value of a field that was sent several times."""
        return self.form.all(name) if self.form is not None and which == self.which else []


BLANK = Filling()


def refused(
    visit: Visit, form: Form, which: str, error: Refused, now: Mapping[str, str] | None = None
) -> Filling:
    """Return a form that was refused, to be shown again; what is not there is not shown at all.

    Raises:
        NotFound: what the form was about is not there, or not for this person.
    """
    if isinstance(error, NotFound):
        raise error
    return Filling(form, which, visit.t.error(error), error.key, now or {}, error.http_status)


def changed(form: Form, now: Mapping[str, object]) -> dict[str, str]:
    """Return the fields in which what is kept by now is not what was typed."""
    kept = {name: "" if value is None else str(value) for name, value in now.items()}
    return {name: value for name, value in kept.items() if value != form.text(name)}
