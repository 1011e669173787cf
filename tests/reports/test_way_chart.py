"""The bar of progress: how much is gone, where an even pace would be, and the light in sign and word."""

from datetime import date

import pytest
from drawn import HOSTILE, at, described, elements, parsed, texts

from grannsamverkan.domain.figures import Figure
from grannsamverkan.domain.progress import Light, Progress
from grannsamverkan.domain.promises import Aim, Indicator, Rule
from grannsamverkan.i18n import translator
from grannsamverkan.reports.charts import (
    Way,
    light_sign,
    light_word,
    progress_bar,
    way_of,
    way_text,
)
from grannsamverkan.reports.svg import NARROW, Frame

SV, EN = translator("sv"), translator("en")
HALF = Way(light=Light.NEARLY, said="5 av 10", share=0.5, expected=0.6)


def test_the_bar_is_as_long_as_the_share_and_the_pace_has_its_mark() -> None:
    root = parsed(progress_bar(HALF, SV, Frame(key="w")))
    whole, gone = elements(root, "rect")
    assert at(gone, "width")[0] == pytest.approx(at(whole, "width")[0] / 2)
    assert at(elements(root, "line", stroke="#1c2526")[0], "x1")[0] == pytest.approx(383.8)
    assert texts(root) == ["Nästan i fas", "5 av 10", "jämn takt"]
    assert described(root) == (
        "Så långt har vi kommit",
        "Nästan i fas: 5 av 10. I jämn takt hade 60 procent av vägen varit gjord.",
    )


@pytest.mark.parametrize("share", [-1.0, 0.0, 1.0, 7.5])
def test_no_bar_is_longer_than_the_way_or_shorter_than_nothing(share: float) -> None:
    way = Way(light=Light.REACHED, said=HOSTILE, share=share, expected=1.0)
    for width in (640, NARROW):
        root = parsed(progress_bar(way, SV, Frame(key="w", width=width)))
        assert all(0 <= at(one, "width")[0] <= width for one in elements(root, "rect"))
        assert not elements(root, "line")


def test_without_a_share_the_way_is_dashed() -> None:
    way = Way(light=Light.UNRATED, said="–")
    root = parsed(progress_bar(way, SV, Frame(key="w")))
    assert len(elements(root, "rect", stroke_dasharray="3 3")) == 1
    assert way_text(way, EN) == "Not rated: –."


def test_each_light_has_a_sign_of_its_own_shape_and_words_for_before_and_after_the_end() -> None:
    assert len({light_sign(one) for one in Light}) == len(Light)
    for light in Light:
        running = light_word(Way(light=light, said=""), SV)
        ended = light_word(Way(light=light, said="", ended=True), SV)
        assert (running == ended) is (light is Light.UNRATED)
    assert light_word(Way(light=Light.REACHED, said="", share=1), SV) == "Målet nått"


def _progress(rule: Rule, aim: Aim, value: float | None, target: float | None) -> Progress:
    return Progress(
        indicator=Indicator(id="i", promise_id="p", name="I", rule=rule, aim=aim),
        as_of=date(2020, 12, 31),
        now=Figure(value=value),
        target=target,
        expected=None if target is None else target / 2,
        light=Light.NEARLY,
    )


def test_a_way_comes_of_an_indicator() -> None:
    net = _progress(Rule.NET_CHANGE, Aim.AT_LEAST, 4, 10)
    assert way_of(net, SV, ended=False) == Way(
        light=Light.NEARLY, said="4 av 10", share=0.4, expected=0.5
    )
    assert way_of(net, SV, ended=True).expected is None
    share = _progress(Rule.CONFIRMED_SHARE, Aim.AT_LEAST, 0.725, 0.8)
    assert way_of(share, SV, ended=False).said == "72,5 % av 80 %"
    paceless = _progress(Rule.SCHOOLS, Aim.ALL, 3, 4)
    assert way_of(paceless, EN, ended=False).said == "3 of 4"


@pytest.mark.parametrize(
    ("aim", "value", "target", "said"),
    [
        (Aim.MORE, 19, 14, "19"),
        (Aim.AT_LEAST, None, 14, "–"),
        (Aim.AT_LEAST, 3, 0, "3"),
        (Aim.NONE, 3, None, "3"),
    ],
)
def test_without_a_number_to_reach_no_share_is_made_up(
    aim: Aim, value: float | None, target: float | None, said: str
) -> None:
    way = way_of(_progress(Rule.STOCK_ACTIVE, aim, value, target), SV, ended=False)
    assert (way.share, way.expected, way.said) == (None, None, said)
