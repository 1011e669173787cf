"""Asking the gates of the lifecycle: what is known of an area is gathered, checked, and held to."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from shapely import MultiPolygon

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.ground import ground_of
from grannsamverkan.coverage.check import reach_of
from grannsamverkan.domain.access import OPERATOR, Deed, Who, may
from grannsamverkan.domain.activities import Activity
from grannsamverkan.domain.areas import AreaVersion, HouseholdCount, Timeline, last
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.findings import Attested, Evidence, Finding, stopping
from grannsamverkan.domain.gates import check
from grannsamverkan.domain.geometry import shared
from grannsamverkan.domain.interests import Handling, Interest, Wish
from grannsamverkan.domain.lifecycle import LIVE, Event, possible
from grannsamverkan.domain.people import ContactTerm, holding
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.domain.quiet import in_state_since, left_on, reminders_unanswered
from grannsamverkan.domain.signs import Sign
from grannsamverkan.domain.territory import outside
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.i18n import Translator
from grannsamverkan.register import Register
from grannsamverkan.register.private import Private

_OWN_FORM = frozenset({Event.SPLIT, Event.MERGE})
"""Steps that are looked at once it is known what comes of them."""


def steps(
    register: Register,
    area_id: str,
    on: date,
    *,
    attested: Iterable[Attested] = (),
    reason: str = "-",
) -> dict[Event, tuple[Finding, ...]]:
    """Return the steps an area can take on a day, each with what it asks for; a reason is taken as given.

    Raises:
        NotFound: no such area.
    """
    timeline = register.present().timelines.get(area_id)
    if timeline is None:
        raise NotFound("access.not_found")
    with register.looking() as private:
        evidence = gathered(register, private, timeline, on, attested=attested, reason=reason)
    version = last(timeline)
    policy = register.present().policies[version.municipality]
    return {
        event: check(event, version, evidence, policy, on)
        for event in possible(version.status)
        if event not in _OWN_FORM
    }


def gathered(  # noqa: PLR0913 # what is known of an area lies in as many places
    register: Register,
    private: Private,
    timeline: Timeline,
    on: date,
    *,
    who: Who = OPERATOR,
    attested: Iterable[Attested] = (),
    reason: str = "",
    polygon: MultiPolygon | None = None,
    count_effect: int | None = None,
    day_known: bool = True,
) -> Evidence:
    """Return what is known of an area on a day; `polygon` (the register's CRS) is its border to be.

    Areas that `who` may not know of are not told of.
    """
    version, present = last(timeline), register.present()
    terms = present.of(ContactTerm, version.area_id)
    return Evidence(
        activities=present.of(Activity, version.area_id),
        terms=terms,
        signs=present.of(Sign, version.area_id),
        households=present.of(HouseholdCount, version.area_id),
        reminders_unanswered=_unanswered(private, terms, version, on),
        interests=sum(
            one.state is not Handling.DECLINED and one.wish is not Wish.REPORT_DEAD_AREA
            for one in private.find(Interest, area_id=version.area_id)
        ),
        overlaps={} if polygon is None else _overlaps(register, polygon, version.area_id, on, who),
        dwellings=None if polygon is None else _homes(register, polygon),
        outside_share=0.0 if polygon is None else _outside(register, version.municipality, polygon),
        m2=0.0 if polygon is None else polygon.area,
        attested=frozenset(attested),
        state_since=in_state_since(timeline, on),
        left_on=left_on(timeline, on),
        count_effect=count_effect,
        reason=reason,
        day_known=day_known,
    )


def of_new(
    doing: Doing, municipality: str, polygon: MultiPolygon | None, attested: Iterable[Attested]
) -> Evidence:
    """Return what is known of an area that is founded, with the border it is to have.

    Whatever day it is told to be from, it lies among the areas that there are today.
    """
    known = Evidence(attested=frozenset(attested), reason=doing.reason)
    if polygon is None or doing.from_records:  # whose gates are not asked
        return known
    return replace(
        known,
        overlaps=_overlaps(doing.register, polygon, "", doing.today, doing.who),
        outside_share=_outside(doing.register, municipality, polygon),
        m2=polygon.area,
    )


def _outside(register: Register, municipality: str, polygon: MultiPolygon) -> float:
    """Return the share of a border that lies outside a municipality, as far as its own is known."""
    known = {one.code: one for one in register.municipalities()}
    return outside(polygon, reach_of(known.get(municipality))).area / polygon.area


def _homes(register: Register, polygon: MultiPolygon) -> int | None:
    """Return the homes that a border holds; None where no homes have been laid."""
    homes = ground_of(register).homes
    return homes.count(polygon) if len(homes) else None


def _unanswered(
    private: Private, terms: Iterable[ContactTerm], version: AreaVersion, on: date
) -> int:
    people = tuple(sorted({term.person_id for term in holding(terms, on)}))
    if not people:
        return 0
    questions = private.find(Question, person_id=people)
    return reminders_unanswered(questions, on, since=version.last_confirmed_on)


def _overlaps(
    register: Register, polygon: MultiPolygon, area_id: str, on: date, who: Who
) -> dict[str, float]:
    """Return the share of ground that a border has in common with each other live area, by its name.

    `area_id` is the area it is to be of; of a new one it is empty.
    """
    near = [
        version
        for version in register.versions(on, bbox=polygon.bounds)
        if version.area_id != area_id
        and version.status in LIVE
        and version.outline_id
        and (version.active or _may_see(who, version))
    ]
    outlines = register.outlines([version.outline_id or "" for version in near])
    shares: dict[str, float] = {}
    for version in near:
        other = outlines[version.outline_id or ""].polygon
        share = shared(polygon, other).area / min(polygon.area, other.area)
        shares[version.name] = max(share, shares.get(version.name, 0))
    return shares


def _may_see(who: Who, version: AreaVersion) -> bool:
    return may(
        who, Deed.SEE_AREA, municipality=version.municipality, area_id=version.area_id
    ).allowed


def hold(
    doing: Doing, event: Event, version: AreaVersion | None, evidence: Evidence, on: StatedDate
) -> None:
    """Hold a step to its gates; history from older records is told as it was.

    Raises:
        Refused: something that the step has to wait for; the text says what, and how to mend it.
    """
    if doing.from_records:
        return
    place = None if version is None else version.municipality
    policy = doing.register.present().policies[place or ""]
    waits = stopping(check(event, version, evidence, policy, on.counts_on))
    if waits:
        raise Refused(
            "gates.not_met",
            event=event,
            missing=tuple(phrase for one in waits for phrase in (one.text, one.mend)),
        )


def noted(
    t: Translator, reason: str, *, attested: Iterable[Attested] = (), from_records: bool = False
) -> str:
    """Return a reason as the journal keeps it: with what was vouched for, and whether the gates were asked."""
    said = [t("gates.attested", what=t(f"attested.{one}")) for one in sorted(attested)]
    if from_records:
        said.append(t("gates.from_records"))
    return " ".join([reason, *said]) if reason.strip() else reason
