"""The fan of what to expect: its words, its bytes, and the sentences that stand beside it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from drawn import described, elements, parsed, texts

from grannsamverkan.domain.history import History
from grannsamverkan.domain.outlook import Aimed, Outlook, YearEnd
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.i18n import translator
from grannsamverkan.planning.forecast import forecast
from grannsamverkan.reports.charts.fan import Fan, fan_chart, fan_text
from grannsamverkan.reports.content.outlook import chance_in_words, outlook_told
from grannsamverkan.reports.svg import NARROW, Frame

SV, EN = translator("sv"), translator("en")
START, TODAY, END = date(2023, 1, 1), date(2026, 3, 1), date(2027, 12, 31)
POINTS = ((date(2025, 12, 31), 18), (date(2026, 2, 28), 20))
YEARS = (
    YearEnd(date(2026, 12, 31), 24, 22, 27, 20, 30, 0.2),
    YearEnd(END, 29, 26, 33, 21, 40, 0.4),
)
FAN = Fan(name="Aktiva områden", points=POINTS, years=YEARS, goal=(END, 32))


def outlook(aimed: Aimed | None, *, planned: int = 0, enough: bool = True) -> Outlook:
    days = range(5, (TODAY - START).days, 60 if enough else 900)
    founded = tuple(StatedDate(START + timedelta(one)) for one in days)
    history = History(START, TODAY, 20, founded)
    told = replace(forecast(history, [END]), years=YEARS, reached=0.42, needed=0.52)
    if not enough:
        told = forecast(history, [END])
    more = replace(told, reached=0.61 if aimed else None) if planned else None
    by = YEARS[0].day if planned else None
    return Outlook(history, told, aimed, END, planned, by, more)


def test_it_says_in_words_what_it_draws() -> None:
    root = parsed(fan_chart(FAN, SV, Frame(key="f")))
    assert described(root) == ("Aktiva områden, hittills och så som det kan bli", fan_text(FAN, SV))
    assert "Den 31 december 2027: troligen kring 29, 9 gånger av 10 mellan 21 och 40." in fan_text(
        FAN, SV
    )
    assert "Målet är 32 den 31 december 2027." in fan_text(FAN, SV)
    assert {"40", "29", "21", "Målet", "Mitten"} <= set(texts(root))


def test_the_same_fan_is_the_same_bytes_in_both_widths_and_has_two_bands() -> None:
    for width in (640, NARROW):
        frame = Frame(key="f", width=width)
        assert fan_chart(FAN, EN, frame) == fan_chart(FAN, EN, frame)
        assert len(elements(parsed(fan_chart(FAN, EN, frame)), "path", fill="#bcd6d5")) == 2


def test_numbers_that_would_stand_on_each_other_are_left_out_and_so_is_a_goal_that_is_none() -> (
    None
):
    even = (replace(YEARS[1], low_90=29, high_90=29, low_50=29, high_50=29),)
    seen = texts(parsed(fan_chart(replace(FAN, years=even, goal=None), SV, Frame(key="f"))))
    assert seen.count("29") == 1
    assert "Målet" not in seen


def test_the_sentence_comes_first_and_then_the_chance_and_the_pace() -> None:
    told = outlook_told(outlook(Aimed(32, direction=False)), POINTS, SV, "f")
    assert told.lead.startswith(
        "Troligen 22–27 aktiva områden den 31 december 2026; 9 gånger av 10 mellan 20 och 30."
    )
    assert told.said == (
        "Chansen att minst 32 områden är aktiva den 31 december 2027 är ungefär 40 procent.",
        "För att nå dit behövs 6,2 nya områden om året. Sedan den 1 mars 2023 har det startat 6,3 om året.",
    )
    assert [one.nine for one in told.rows] == ["20–30", "21–40"]
    assert told.drawn is not None
    assert any("91–94 gånger av 100" in one for one in told.rests)


def test_a_direction_is_held_against_the_beginning() -> None:
    told = outlook_told(outlook(Aimed(15, direction=True)), POINTS, SV, "f")
    assert told.said[0] == "Inget antal lovades."
    assert told.drawn is not None
    assert "Målet" not in told.drawn, "more than at the beginning is no number that was promised"
    assert told.said[1] == (
        "Vid början fanns 14 områden. Chansen att det är fler den 31 december 2027 är ungefär 40 procent."
    )


def test_a_beginning_nobody_knows_stays_unknown() -> None:
    told = outlook_told(outlook(Aimed(None, direction=True)), POINTS, SV, "f")
    assert told.said[0] == "Inget antal lovades."
    assert told.said[1].startswith("Ingen har angett hur många områden det fanns vid början.")
    nothing = outlook(None)
    without = replace(nothing, told=replace(nothing.told, reached=None, needed=None))
    assert outlook_told(without, POINTS, SV, "f").said == (
        "Löftet säger inte hur många områden som ska vara aktiva en viss dag.",
        "Sedan den 1 mars 2023 har det startat 6,3 områden om året.",
    )


def test_planned_areas_are_told_with_the_chance_then() -> None:
    told = outlook_told(outlook(Aimed(32, direction=False), planned=3), POINTS, SV, "f")
    assert told.said[-1] == (
        "Om 3 områden som är planerade, på väg eller föreslagna startar senast den 31 december 2026, "
        "utöver det som väntas ändå: troligen 26–33 den 31 december 2027. Chansen är då ungefär 60 procent."
    )
    without = outlook_told(outlook(None, planned=1), POINTS, EN, "f")
    said = without.said[-1]
    assert said.startswith("If an area that is planned, forming or proposed starts by 31 December")
    assert said.endswith("expected anyway: probably 26–33 on 31 December 2027.")


def test_what_takes_no_more_areas_says_so_and_the_pace_there_was_stands_in_any_case() -> None:
    aimed = outlook(Aimed(10, direction=False))
    for needed, said in ((0.0, 3), (None, 2)):
        one = replace(aimed, told=replace(aimed.told, needed=needed))
        assert len(outlook_told(one, POINTS, SV, "f").said) == said


def test_a_number_that_hardly_moves_is_said_once() -> None:
    aimed = outlook(None)
    still = (replace(YEARS[0], low_90=20, high_90=20, low_50=20, high_50=20, median=20),)
    told = outlook_told(replace(aimed, told=replace(aimed.told, years=still)), POINTS, SV, "f")
    assert told.lead == "Troligen 20 aktiva områden den 31 december 2026."


def test_too_little_history_is_said_and_nothing_drawn() -> None:
    told = outlook_told(outlook(Aimed(32, direction=False), enough=False), POINTS, SV, "f")
    assert told.lead.startswith("Det går inte att räkna framåt än.")
    assert (told.said, told.rows, told.drawn, told.rests) == ((), (), None, ())


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (0.0, "under 5 procent"),
        (0.02, "under 5 procent"),
        (0.03, "ungefär 5 procent"),
        (0.5, "ungefär 50 procent"),
        (0.98, "över 95 procent"),
        (1.0, "över 95 procent"),
    ],
)
def test_a_chance_is_told_in_steps(chance: float, said: str) -> None:
    assert chance_in_words(chance, SV) == said
