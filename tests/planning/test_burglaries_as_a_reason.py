"""Burglaries are told as a reason only of what stands out among the proposals, and only where a number can be said."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from grannsamverkan.planning.expected import Expected, Said
from grannsamverkan.planning.plan import Proposal, Reason
from grannsamverkan.planning.reasons import told_of_burglaries

PLAIN = Proposal(
    rank=1,
    outline=box(0, 0, 100, 100),
    segments=(1,),
    streets=("Provgatan",),
    street_m=200.0,
    locality="Provby",
    homes=30,
    gain_share=0.01,
    locality_gain_share=0.1,
    locality_before_share=0.2,
    expected=None,
    chosen_share=0.5,
    lost_share=0.1,
)


def expecting(number: float, said: Said = Said.INTERVAL) -> Expected:
    return Expected(30, number, said, number / 2, 2 * number, (1.6 * number, 2.6 * number))


def reasons(*said: Expected | None, reason: Reason = Reason.HOMES) -> list[bool]:
    proposals = [replace(PLAIN, rank=rank, reason=reason) for rank in range(1, len(said) + 1)]
    return [one.reason is Reason.RISK for one in told_of_burglaries(proposals, said)]


@given(
    st.lists(
        st.tuples(st.floats(0.01, 5), st.sampled_from(Said)).map(lambda one: expecting(*one)),
        max_size=30,
    )
)
def test_at_most_a_third_and_each_more_than_most(said: list[Expected]) -> None:
    given_to = reasons(*said)
    assert 3 * sum(given_to) <= len(said)
    for one, risk in zip(said, given_to, strict=True):
        if risk:
            assert one.said is Said.INTERVAL
            assert 2 * sum(other.per_year < one.per_year for other in said) > len(said)


def test_one_that_stands_out_is_told_and_none_where_all_are_alike() -> None:
    many, few = expecting(0.9), expecting(0.3)
    assert reasons(few, many, few, few) == [False, True, False, False]
    assert not any(reasons(few, few, few, few))
    assert not any(reasons(few, expecting(0.35), few, few))
    assert not any(reasons(few, None, many, few))


def test_averages_and_what_is_too_little_to_say_are_no_reason() -> None:
    few = expecting(0.3)
    for said in (Said.TOO_FEW, Said.DISTRICT_AVERAGE):
        assert not any(reasons(few, expecting(0.9, said), few))


def test_what_few_places_have_is_told_before_it() -> None:
    few, many = expecting(0.3), expecting(0.9)
    assert not any(reasons(few, many, few, reason=Reason.DUE))
