"""A question by address takes about as long among many addresses as among few."""

from pathlib import Path

from many_addresses import laid, questions, timed


def test_no_kind_of_question_takes_as_many_times_longer_as_there_are_more_addresses(
    tmp_path: Path,
) -> None:
    took: list[dict[str, float]] = []
    for number in (2_000, 40_000):
        register = laid(tmp_path / f"{number}.gpkg", number)
        found = timed(register.find_addresses, questions(2_000, each=20))
        took.append({one.kind: one.median_ms for one in found})
        register.close()
    few, many = took
    slower = {kind: many[kind] / few[kind] for kind in few if many[kind] > 8 * few[kind] + 2}
    assert slower == {}, "twenty times as many addresses"
