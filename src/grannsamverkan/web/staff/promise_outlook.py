"""What to expect of a promise, for those who work with it: they see what planned areas would add."""

from collections.abc import Sequence

from grannsamverkan.domain.areas import version_on
from grannsamverkan.domain.history import history_of
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.progress import Progress, is_of_areas, monthly
from grannsamverkan.domain.promises import Promise
from grannsamverkan.i18n import Translator
from grannsamverkan.planning.outlook import outlook_of
from grannsamverkan.reports.content.outlook import OutlookTold, outlook_told
from grannsamverkan.web.staff.desk import Desk

_PLANNED = frozenset({Status.PLANNED, Status.FORMING})


def outlook_for(
    desk: Desk, promise: Promise, progress: Sequence[Progress], t: Translator
) -> OutlookTold | None:
    """Return the forecast of a promise about areas that runs; None of any other."""
    today = desk.today
    if promise.start > today or not is_of_areas(progress):
        return None
    timelines = desk.register.known_now().timelines
    now = (version_on(timeline, today) for timeline in timelines.values())
    planned = sum(
        one is not None and one.status in _PLANNED and one.municipality in promise.places
        for one in now
    )
    history = history_of(timelines.values(), promise.places, promise.start, today)
    outlook = outlook_of(promise, progress, history, planned=planned)
    growth = monthly(timelines, promise.places, promise.opening_on, today)
    return None if outlook is None else outlook_told(outlook, growth, t, "framat")
