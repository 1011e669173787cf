"""The end of an area's id that stands on a poster leads to that area for ever."""

from hypothesis import given
from hypothesis import strategies as st

from grannsamverkan.domain.areas import by_short_name, short_name

IDS = st.lists(st.text("0123456789AB", min_size=26, max_size=26), min_size=1, unique=True)


@given(IDS, st.data())
def test_a_short_name_leads_back_also_when_younger_areas_have_come(
    ids: list[str], data: st.DataObject
) -> None:
    older = sorted(ids)[: data.draw(st.integers(1, len(ids)))]
    area_id = data.draw(st.sampled_from(older))
    short = short_name(area_id, older)
    assert len(short) >= 6
    assert by_short_name(short, older) == by_short_name(short.upper(), ids) == area_id


def test_of_two_with_one_end_the_older_has_it_and_the_younger_a_longer_one() -> None:
    older, younger = "01A" + "0" * 17 + "ABCDEF", "01B" + "0" * 17 + "ABCDEF"
    assert short_name(older, [younger]) == "abcdef"
    longer = short_name(younger, [older])
    assert len(longer) > 6
    assert by_short_name(longer, [older, younger]) == younger


def test_what_is_too_short_or_no_end_leads_nowhere() -> None:
    assert by_short_name("CDEF", ["01A" + "0" * 17 + "ABCDEF"]) is None
    assert by_short_name("ABCDEX", ["01A" + "0" * 17 + "ABCDEF"]) is None
