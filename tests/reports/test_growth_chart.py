"""Growth over time: steps, the line towards the target, and words that say the same."""

from datetime import date, timedelta

import pytest
from drawn import HOSTILE, at, described, elements, parsed, texts

from grannsamverkan.domain.figures import Figure
from grannsamverkan.domain.progress import Progress
from grannsamverkan.domain.promises import Aim, Indicator, Promise, Rule
from grannsamverkan.i18n import translator
from grannsamverkan.reports.charts import Growth, Point, growth_chart, growth_of, growth_text
from grannsamverkan.reports.charts.axes import Scale, day_marks, decimals_of, step_of, steps_to
from grannsamverkan.reports.svg import NARROW, Frame

SV, EN = translator("sv"), translator("en")
BASE, END = date(2019, 11, 28), date(2021, 5, 31)
GROWTH = Growth(
    name="Aktiva områden",
    points=(Point(BASE, 14), Point(date(2020, 6, 30), 17), Point(date(2020, 12, 31), 19)),
    baseline=Point(BASE, 14),
    goal=Point(END, 24),
    as_of=date(2020, 12, 31),
)


def test_each_number_lies_at_its_day_and_holds_until_the_next() -> None:
    root = parsed(growth_chart(GROWTH, SV, Frame(key="g")))
    (baseline,) = elements(root, "line", stroke_dasharray="6 4", stroke_width="1.5")[1:]
    x1, y1, x2, y2 = at(baseline, "x1", "y1", "x2", "y2")
    (path,) = elements(root, "path", stroke="#155e63", stroke_width="2.5")[1:]
    share = (date(2020, 6, 30) - BASE).days / (END - BASE).days
    per_one = (y1 - y2) / 10
    d = (path.get("d") or "").replace("M", " ").replace("H", " ").replace("V", " ").split()
    assert [float(one) for one in d[:4]] == pytest.approx(
        [x1, y1, x1 + share * (x2 - x1), y1 - 3 * per_one], abs=0.11
    )


def test_the_same_growth_is_the_same_bytes_in_both_widths() -> None:
    for width in (640, NARROW):
        frame = Frame(key="g", width=width)
        assert growth_chart(GROWTH, SV, frame) == growth_chart(GROWTH, SV, frame)


def test_marks_name_the_day_and_the_number() -> None:
    seen = texts(parsed(growth_chart(GROWTH, SV, Frame(key="g"))))
    assert {
        "Utgångsläge 28 nov. 2019: 14",
        "Läget 31 dec. 2020: 19",
        "Mål 31 maj 2021: 24",
        "Jämn takt till målet",
        "25",
    } <= set(seen)
    narrow = parsed(growth_chart(GROWTH, EN, Frame(key="g", width=NARROW)))
    assert "Baseline 28 Nov 2019: 14" in texts(narrow)


def test_marks_do_not_stand_on_each_other_nor_outside() -> None:
    close = Growth(
        name="Aktiva områden",
        points=(Point(BASE, 1), Point(BASE + timedelta(days=2), 2)),
        baseline=Point(BASE, 1),
        goal=Point(BASE + timedelta(days=2), 3),
        as_of=BASE + timedelta(days=1),
    )
    root = parsed(growth_chart(close, SV, Frame(key="g", width=NARROW)))
    marks = elements(root, "text", paint_order="stroke")
    assert len({one.get("y") for one in marks}) == 3
    assert "28 nov. 2019" in texts(root)  # no first of a month lies between


def test_words_say_every_number_of_the_marks() -> None:
    said = growth_text(GROWTH, SV)
    assert said == (
        "Aktiva områden: 14 den 28 november 2019 och 19 den 31 december 2020. "
        "Utgångsläget var 14 den 28 november 2019. Målet är 24 den 31 maj 2021."
    )
    assert described(parsed(growth_chart(GROWTH, SV, Frame(key="g")))) == (
        "Aktiva områden månad för månad",
        said,
    )


def test_without_a_goal_the_baseline_runs_on_and_without_both_there_is_no_line() -> None:
    direction = Growth(name="A", points=GROWTH.points, baseline=GROWTH.baseline)
    root = parsed(growth_chart(direction, SV, Frame(key="g")))
    assert "Utgångsläget" in texts(root)
    y1, y2 = at(elements(root, "line", stroke_dasharray="2 4")[1], "y1", "y2")
    assert y1 == y2
    goal = Growth(name="A", points=GROWTH.points, goal=GROWTH.goal)
    assert "Målet" in texts(parsed(growth_chart(goal, SV, Frame(key="g"))))
    bare = Growth(name="A", points=GROWTH.points)
    assert not elements(parsed(growth_chart(bare, SV, Frame(key="g"))), "line", stroke="#1c2526")
    assert growth_text(bare, EN) == "A: 14 on 28 November 2019 and 19 on 31 December 2020."


def test_one_day_and_nothing_but_noughts_can_be_drawn() -> None:
    root = parsed(growth_chart(Growth(name=HOSTILE, points=(Point(BASE, 0),)), SV, Frame(key="g")))
    assert "1" in texts(root)
    before = Growth(name="A", points=(Point(BASE, 3),), as_of=BASE - timedelta(days=9))
    assert before.now == Point(BASE - timedelta(days=9), 3)


def test_a_growth_comes_of_an_indicator_by_its_rule() -> None:
    promise = Promise(id="p", municipality="1861", title="L", text="L", start=BASE, last_day=END)

    def grown(rule: Rule, aim: Aim, *, baseline: float | None = 14) -> Growth:
        progress = Progress(
            indicator=Indicator(id="i", promise_id="p", name="I", rule=rule, aim=aim),
            as_of=date(2020, 12, 31),
            now=Figure(value=5),
            baseline=Figure(value=baseline),
            target=10,
        )
        return growth_of(progress, promise, [(BASE, 14), (date(2020, 12, 31), 19)], SV)

    net = grown(Rule.NET_CHANGE, Aim.AT_LEAST)
    assert net == Growth(
        name="Aktiva områden",
        points=(Point(BASE, 14), Point(date(2020, 12, 31), 19)),
        baseline=Point(promise.opening_on, 14),
        goal=Point(END, 24),
        as_of=date(2020, 12, 31),
    )
    assert grown(Rule.STOCK_ACTIVE, Aim.AT_LEAST).goal == Point(END, 10)
    assert grown(Rule.NET_CHANGE, Aim.AT_LEAST, baseline=None).goal is None
    assert grown(Rule.STOCK_ACTIVE, Aim.MORE).goal is None
    gross = grown(Rule.GROSS_STARTED, Aim.AT_LEAST)
    assert (gross.goal, gross.baseline) == (None, None)


@pytest.mark.parametrize(
    ("highest", "least", "step"),
    [(0, 1, 1), (3, 1, 1), (24, 1, 5), (26, 1, 10), (0.4, 0, 0.1), (5, 0, 1), (7.14, 0, 2)],
)
def test_steps_are_round_and_reach_the_highest(highest: float, least: float, step: float) -> None:
    found = step_of(highest, least=least or 1e-6)
    assert found == pytest.approx(step)
    numbers = steps_to(highest, found)
    assert numbers[-1] >= highest
    assert len(numbers) <= 6


def test_decimals_follow_the_step() -> None:
    assert [decimals_of(one) for one in (0.05, 0.1, 0.5, 1, 20)] == [2, 1, 1, 0, 0]


def test_a_long_time_is_marked_by_some_of_its_years() -> None:
    scale = Scale(date(1990, 1, 1).toordinal(), date(2020, 1, 1).toordinal(), 0, 300)
    assert "2000" in day_marks(scale, 0, SV)
    assert "1991" not in day_marks(scale, 0, SV)
    ages = Scale(date(100, 1, 1).toordinal(), date(2020, 1, 1).toordinal(), 0, 60)
    assert ">2000<" in day_marks(ages, 0, SV)
