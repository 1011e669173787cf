"""One family of errors: each says how it ends for the command line and the web, and travels whole."""

import pickle
from pathlib import Path

import pytest

from grannsamverkan.errors import (
    Conflict,
    GrannsamverkanError,
    NotFound,
    Refused,
    TooLarge,
    Unavailable,
)

KINDS = {Refused: 422, NotFound: 404, Conflict: 409, TooLarge: 413, Unavailable: 503}


@pytest.mark.parametrize(("kind", "status"), KINDS.items())
def test_each_kind_has_its_status(kind: type[GrannsamverkanError], status: int) -> None:
    assert kind("store.locked").http_status == status
    assert issubclass(kind, GrannsamverkanError)


def test_what_is_refused_is_told_apart_from_what_cannot_be_answered_now() -> None:
    assert all(issubclass(kind, Refused) == (kind is not Unavailable) for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_crosses_to_another_process_whole(kind: type[GrannsamverkanError]) -> None:
    error = kind("store.exists", path=Path("a.gpkg"), seq=3)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 # our own bytes
    assert type(again) is kind
    assert (again.key, again.values) == (error.key, error.values)


def test_an_error_reads_as_its_key_and_values_in_a_log() -> None:
    assert str(Refused("area.needs_two")) == "area.needs_two"
    assert str(Refused("area.no_such_change", seq=3)) == "area.no_such_change {'seq': 3}"
