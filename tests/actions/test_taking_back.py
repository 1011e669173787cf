"""Who may take back what: whoever may do it, and whoever did it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.taking_back import take_back
from grannsamverkan.domain.access import OPERATOR, Role, Who
from grannsamverkan.domain.activities import Activity, ActivityKind
from grannsamverkan.domain.areas import Locality, Municipality
from grannsamverkan.domain.people import ContactTerm, SubArea
from grannsamverkan.domain.policy import Setting
from grannsamverkan.domain.privacy import PrivacyNotice
from grannsamverkan.domain.promises import (
    Assessment,
    Indicator,
    Outcome,
    Promise,
    PromiseNote,
    Rule,
    School,
    SchoolStage,
)
from grannsamverkan.domain.reporting import Report
from grannsamverkan.domain.signs import Sign
from grannsamverkan.domain.statistics import Measure, Statistic
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.register import Change, Register
from staff import ELSEWHERE, PLACE
from town import NORRANGEN, NOW, SODERGARD

DAY = NOW.date()
Alter = Callable[[Change], None]


def who(role: Role, *, place: str = PLACE) -> Who:
    areas = frozenset({NORRANGEN}) if role is Role.CONTACT else frozenset()
    return Who(id=role.value, roles=frozenset({(role, place)}), areas=areas)


def doing(register: Register, who: Who, actor: str = "") -> Doing:
    return Doing(register=register, actor=actor or who.id, reason="prov", now=NOW, who=who)


def alter(register: Register, deed: Alter, actor: str = "annan") -> int:
    """Make a change and return its number."""
    with register.change(actor=actor, action="prov", reason="prov", now=NOW) as change:
        deed(change)
    assert change.written is not None
    return change.written.seq


def rename(change: Change) -> None:
    (version,) = change.timelines([NORRANGEN])[NORRANGEN]
    change.set_timeline(NORRANGEN, (replace(version, name=f"{version.name} II"),))


def sign(change: Change) -> None:
    change.set_facts(Sign, NORRANGEN, [Sign(id="s", area_id=NORRANGEN, mounted_on=DAY)])


def term(change: Change) -> None:
    own = ContactTerm(id="t", area_id=NORRANGEN, person_id="p", appointed_on=DAY)
    change.set_facts(ContactTerm, NORRANGEN, [*change.facts(ContactTerm, NORRANGEN), own])


def part(change: Change) -> None:
    change.set_facts(SubArea, NORRANGEN, [SubArea(id="d", area_id=NORRANGEN, name="Trappa")])


def meeting(*area_ids: str) -> Alter:
    found = Activity(
        id="a", municipality=PLACE, kind=ActivityKind.ANNUAL_MEETING, on=DAY, area_ids=area_ids
    )
    return lambda change: change.set_facts(Activity, "a", [found])


def setting(change: Change) -> None:
    change.set_facts(Setting, PLACE, [Setting(municipality=PLACE, key="ratio_warn", value="9")])


def notice(change: Change) -> None:
    told = PrivacyNotice(municipality=PLACE, version="1", published_on=DAY, text="x")
    change.set_facts(PrivacyNotice, PLACE, [told])


def card(change: Change) -> None:
    place = change.municipality(PLACE)
    assert place is not None
    change.set_municipality(replace(place, contact_hours="aldrig"))


def town(change: Change) -> None:
    change.set_localities(PLACE, [Locality(name="Ny", municipality=PLACE, x=0, y=0)])


PROMISE = Promise(id="p", municipality=PLACE, title="A", text="B", start=DAY)


def promise(change: Change) -> None:
    change.set_facts(Promise, "p", [PROMISE])


def of_a_promise(cls: type, **facts: object) -> Alter:
    """Return what lets something follow a promise that there is."""

    def follow(change: Change) -> None:
        promise(change)
        change.set_facts(cls, "p", [cls(id="f", promise_id="p", **facts)])

    return follow


indicator = of_a_promise(Indicator, name="A", rule=Rule.STOCK_ACTIVE)
note = of_a_promise(PromiseNote, on=DAY, text="A")
assessment = of_a_promise(
    Assessment, as_of=DAY, made_on=DAY, outcome=Outcome.MET, reason="A", by="police"
)


def school(change: Change) -> None:
    one = School(id="s", municipality=PLACE, name="A", stage=SchoolStage.COMPULSORY)
    change.set_facts(School, PLACE, [one])


def figures(change: Change) -> None:
    for region in (PLACE, "18", "00"):
        one = Statistic(region=region, measure=Measure.DWELLINGS, year=2020, value=9, source="prov")
        change.set_facts(Statistic, region, [one])


ALL = frozenset(Role)
STAFF = frozenset({Role.COORDINATOR, Role.POLICE})
COORDINATOR = frozenset({Role.COORDINATOR})
RULERS = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})


@pytest.mark.parametrize(
    ("deed", "allowed"),
    [
        (rename, STAFF),
        (sign, STAFF),
        (term, STAFF),
        (part, STAFF),
        (meeting(NORRANGEN), STAFF | {Role.CONTACT}),
        (meeting(NORRANGEN, SODERGARD), STAFF),
        (meeting(), STAFF),
        (setting, RULERS),
        (notice, RULERS),
        (card, RULERS),
        (town, RULERS),
        (promise, STAFF),
        (indicator, STAFF),
        (note, STAFF),
        (assessment, STAFF),
        (school, STAFF),
        (figures, COORDINATOR),
    ],
)
def test_whoever_may_do_it_may_take_it_back(
    workplace: Register, deed: Alter, allowed: frozenset[Role]
) -> None:
    seq = alter(workplace, deed)
    for role in ALL - allowed:
        with pytest.raises(NotFound, match="access"):
            take_back(doing(workplace, who(role)), seq)
    for role in allowed:
        with pytest.raises(NotFound, match="access"):
            take_back(doing(workplace, who(role, place=ELSEWHERE)), seq)
    for role in sorted(allowed):
        before = workplace.head()
        take_back(doing(workplace, who(role)), seq)
        assert workplace.head() != before
        seq = alter(workplace, deed)
    take_back(doing(workplace, OPERATOR), seq)


def test_the_areas_touched_are_named(workplace: Register) -> None:
    seq = alter(workplace, rename)
    assert take_back(doing(workplace, who(Role.POLICE)), seq) == ["Norrängen II"]
    assert workplace.timelines()[NORRANGEN][-1].name == "Norrängen"


def test_whoever_did_it_may_take_it_back_while_they_may_see_it(workplace: Register) -> None:
    contact = who(Role.CONTACT)
    with pytest.raises(NotFound):
        take_back(doing(workplace, contact), alter(workplace, sign))
    take_back(doing(workplace, OPERATOR), workplace.head().seq)
    seq = alter(workplace, sign, actor="contact 1")
    with pytest.raises(NotFound):
        take_back(doing(workplace, replace(contact, areas=frozenset()), "contact 1"), seq)
    take_back(doing(workplace, contact, "contact 1"), seq)
    assert workplace.facts(Sign, NORRANGEN) == ()


def test_what_is_not_there_reads_like_what_is_not_ones_own(workplace: Register) -> None:
    for seq in (0, 99):
        with pytest.raises(NotFound, match="access"):
            take_back(doing(workplace, OPERATOR), seq)
    with workplace.change(actor="x", action="prov", reason="prov", now=NOW) as change:
        change.subject = "someone"  # a change of what lies outside the ledger
    assert change.written is not None
    with pytest.raises(NotFound, match="access"):
        take_back(doing(workplace, OPERATOR), change.written.seq)


def test_an_area_or_activity_that_is_gone_is_nobodys(workplace: Register) -> None:
    made = alter(workplace, meeting(NORRANGEN))
    alter(workplace, lambda change: change.set_facts(Activity, "a", []))
    with pytest.raises(NotFound, match="access"):
        take_back(doing(workplace, who(Role.COORDINATOR)), made)
    gone = alter(workplace, lambda change: change.set_timeline(SODERGARD, ()))
    with pytest.raises(NotFound, match="access"):
        take_back(doing(workplace, who(Role.COORDINATOR)), gone)


def test_a_promise_that_is_gone_is_nobodys_and_a_report_is_never_taken_back(
    workplace: Register,
) -> None:
    made = alter(workplace, promise)
    alter(workplace, lambda change: change.set_facts(Promise, "p", []))
    report = Report(id="r", municipality=PLACE, start=DAY, last_day=DAY)
    published = alter(workplace, lambda change: change.set_facts(Report, "r", [report]))
    elsewhere = Statistic(region="18", measure=Measure.DWELLINGS, year=2020, value=9, source="prov")
    county = alter(workplace, lambda change: change.set_facts(Statistic, "18", [elsewhere]))
    for seq in (made, published, county):
        with pytest.raises(NotFound, match="access"):
            take_back(doing(workplace, OPERATOR), seq)


def test_what_has_changed_since_stays(workplace: Register) -> None:
    seq = alter(workplace, rename)
    alter(workplace, rename)
    with pytest.raises(Refused, match="changed_since"):
        take_back(doing(workplace, who(Role.COORDINATOR)), seq)


def test_a_municipality_that_came_with_the_change_goes_with_it(workplace: Register) -> None:
    there = Municipality(code=ELSEWHERE, name="Kumla")
    seq = alter(workplace, lambda change: change.set_municipality(there))
    with pytest.raises(NotFound):
        take_back(doing(workplace, who(Role.COORDINATOR)), seq)
    take_back(doing(workplace, who(Role.COORDINATOR, place=ELSEWHERE)), seq)


def test_a_setting_that_has_been_altered_since_is_not_taken_back_behind_ones_back(
    workplace: Register,
) -> None:
    def set_to(value: str) -> Alter:
        one = Setting(municipality=PLACE, key="lapse_months", value=value)
        return lambda change: change.set_facts(Setting, PLACE, [one])

    first = alter(workplace, set_to("30"))
    alter(workplace, set_to("36"))
    with pytest.raises(Refused) as refused:
        take_back(doing(workplace, OPERATOR), first)
    assert refused.value.key == "area.altered_since"
    assert workplace.present().policies[PLACE].lapse_months == 36
