"""What hangs on what: a promise with its indicators, a school with its meetings; undoing leaves none without the other."""

from collections.abc import Collection, Iterable

from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.activities import Activity
from grannsamverkan.domain.promises import Assessment, Indicator, Promise, PromiseNote, School
from grannsamverkan.domain.views import ResidentView
from grannsamverkan.errors import Refused
from grannsamverkan.register import Change
from grannsamverkan.register.touched import Touched

_OF_PROMISES = frozenset({"promise", "indicator", "promise_note", "assessment"})


def hold_together(doing: Doing, change: Change, touched: Collection[Touched]) -> None:
    """Keep a change that takes another back from parting what hangs together.

    Raises:
        Refused: it would; the text says what to undo first.
    """
    hold_promises(doing, change, _scopes(touched, _OF_PROMISES))
    schools = {str(key[1]) for table, key in touched if table == "school"}
    at_them = (one.id for one in doing.register.facts(Activity) if one.school_id in schools)
    _hold_schools(change, [*_scopes(touched, {"activity"}), *(at_them if schools else ())])


def _scopes(touched: Iterable[Touched], tables: Collection[str]) -> list[str]:
    return sorted({str(key[0]) for table, key in touched if table in tables})


def hold_promises(doing: Doing, change: Change, promise_ids: Iterable[str]) -> None:
    """Keep what is left of promises in a change from hanging on something that is gone.

    Raises:
        Refused: it would; the text says what to undo first.
    """
    gone = set()
    for promise_id in promise_ids:
        indicators = {one.id for one in change.facts(Indicator, promise_id)}
        assessments = change.facts(Assessment, promise_id)
        if any(one.indicator_id not in {None, *indicators} for one in assessments):
            raise Refused("promises.assessed_since")
        if not change.facts(Promise, promise_id):
            gone.add(promise_id)
            notes = change.facts(PromiseNote, promise_id)
            if indicators or assessments or notes:
                raise Refused("promises.things_left")
    if gone:
        _hold_to_what_points(doing, change, gone)


def _hold_to_what_points(doing: Doing, change: Change, gone: Collection[str]) -> None:
    """Keep a promise that views or an earlier promise point to."""
    if any(one.promise_id in gone for one in doing.register.facts(ResidentView)):
        raise Refused("promises.things_left")
    for known in doing.register.facts(Promise):
        if any(one.successor_id in gone for one in change.facts(Promise, known.id)):
            raise Refused("promises.successor_gone")


def _hold_schools(change: Change, activity_ids: Iterable[str]) -> None:
    """Keep an activity from being at a school that is not there."""
    for activity_id in activity_ids:
        for one in change.facts(Activity, activity_id):
            schools = {school.id for school in change.facts(School, one.municipality)}
            if one.school_id is not None and one.school_id not in schools:
                raise Refused("promises.school_in_use")
