"""Activities out of the register as a calendar file: what, when and where, and of whom nothing."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from grannsamverkan.domain.activities import Activity, ActivityState
from grannsamverkan.exchange.calendar import CalendarEvent, calendar
from grannsamverkan.i18n import Translator
from grannsamverkan.register import Register

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def calendar_file(
    register: Register, activities: Iterable[Activity], t: Translator, names: Mapping[str, str]
) -> bytes:
    """Return activities as a calendar file; `names` are those of the areas, by id."""
    present, stamp = register.present(), register.changed_at() or _LONG_AGO
    entries = [
        CalendarEvent(
            uid=f"{one.id}@{register.info.id}",
            revision=present.seq,
            title=_title(one, t, names),
            on=one.on,
            starts_at=one.starts_at,
            place=one.venue,
            cancelled=one.state is ActivityState.CANCELLED,
        )
        for one in activities
    ]
    return calendar(entries, name=f"Grannsamverkan {register.info.name}", stamp=stamp)


def _title(activity: Activity, t: Translator, names: Mapping[str, str]) -> str:
    kind = t(f"activitykind.{activity.kind.value}")
    where = ", ".join(sorted(names[one] for one in activity.area_ids if one in names))
    return f"{kind}: {where}" if where else kind
