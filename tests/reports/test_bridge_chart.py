"""The bridge as bars: each begins where the one before ends, and the last ends at the closing number."""

from datetime import date

from drawn import at, described, elements, parsed, texts
from hypothesis import given
from hypothesis import strategies as st

from grannsamverkan.domain.bridge import HEADINGS, Bridge
from grannsamverkan.i18n import translator
from grannsamverkan.reports.charts import bridge_chart, bridge_text
from grannsamverkan.reports.charts.bridge import bridge_rows
from grannsamverkan.reports.svg import NARROW, WIDE, Frame

SV, EN = translator("sv"), translator("en")


def _bridge(opening: int, **events: int) -> Bridge:
    return Bridge(
        start=date(2019, 11, 28),
        end=date(2020, 12, 31),
        opening=opening,
        closing=opening + sum(events.values()),
        events={heading: events.get(heading, 0) for heading in HEADINGS},
        m2_opening=0,
        m2_closing=0,
        m2_events={},
    )


GROWN = _bridge(14, started=7, lapsed=-2)

numbers = st.integers(-1_000, 1_000)


@given(st.integers(0, 1_000), st.fixed_dictionaries(dict.fromkeys(HEADINGS, numbers)))
def test_bars_chain_from_opening_to_closing(opening: int, events: dict[str, int]) -> None:
    bridge = _bridge(opening, **events)
    first, *steps, last = bridge_rows(bridge, SV)
    reached = first.end
    for step in steps:
        assert step.start == reached
        assert step.number
        reached = step.end
    assert (first.end, reached, last.end) == (bridge.opening, bridge.closing, bridge.closing)
    for width in (WIDE, NARROW):
        root = parsed(bridge_chart(bridge, SV, Frame(key="b", width=width)))
        for bar in elements(root, "rect", height="18"):
            x, wide = at(bar, "x", "width")
            assert x >= 0
            assert x + wide <= width


def test_drawn_bars_meet_and_say_their_numbers() -> None:
    root = parsed(bridge_chart(GROWN, SV, Frame(key="b")))
    bars = [at(one, "x", "width", "y") for one in elements(root, "rect", height="18")]
    opening, started, lapsed, closing = bars
    per_one = opening[1] / 14
    assert abs(started[0] - (opening[0] + opening[1])) < 0.11
    assert abs(started[1] - 7 * per_one) < 0.2
    assert abs(started[0] + started[1] - (lapsed[0] + lapsed[1])) < 0.2
    assert abs(closing[1] - 19 * per_one) < 0.2
    assert [one[2] for one in bars] == [0, 30, 60, 90]
    assert texts(root) == [
        "Vid början, 28 nov. 2019",
        "14",
        "Startade",
        "+7",
        "Blev vilande",
        "−2",
        "Vid slutet, 31 dec. 2020",
        "19",
    ]


def test_a_loss_is_hatched_and_not_told_by_colour_alone() -> None:
    root = parsed(bridge_chart(GROWN, EN, Frame(key="b")))
    assert len(elements(root, "rect", fill="url(#b-loss)")) == 1
    assert "−2" in texts(root)


def test_words_say_the_whole_sum() -> None:
    said = (
        "Den 28 november 2019 var 14 områden aktiva. Startade: +7, Blev vilande: −2. "
        "Den 31 december 2020 var 19 aktiva."
    )
    assert bridge_text(GROWN, SV) == said
    title = "Så ändrades antalet områden från 28 november 2019 till 31 december 2020"
    assert described(parsed(bridge_chart(GROWN, SV, Frame(key="b")))) == (title, said)
    assert "Nothing changed the number" in bridge_text(_bridge(3), EN)


def test_an_empty_register_has_a_bridge_and_the_same_bytes_twice() -> None:
    for width in (WIDE, NARROW):
        frame = Frame(key="b", width=width)
        root = parsed(bridge_chart(_bridge(0), SV, frame))
        assert texts(root).count("0") == 2
        assert not elements(root, "rect", height="18")
        assert bridge_chart(GROWN, SV, frame) == bridge_chart(GROWN, SV, frame)
