"""What pages for staff count from is what reports are counted from, however much has changed between."""

from datetime import UTC, date, datetime

from grannsamverkan.actions import areas, promises
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.promise_files import import_promises
from grannsamverkan.data import GEODATA, data_folder
from grannsamverkan.exchange.promise_files import read_promises
from grannsamverkan.register import Register
from grannsamverkan.register.schema import FACTS

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def agree(register: Register) -> None:
    """Hold what is kept to what is read anew."""
    kept, read = register.known_now(), register.known()
    assert (kept.seq, kept.hash, kept.at) == (read.seq, read.hash, read.at)
    assert (kept.register_name, kept.crs, kept.example) == (
        read.register_name, read.crs, read.example,
    )  # fmt: skip
    assert kept.timelines == read.timelines
    assert (kept.municipalities, kept.localities) == (read.municipalities, read.localities)
    assert {cls: kept.all(cls) for cls in FACTS} == {cls: read.all(cls) for cls in FACTS}


def test_what_is_kept_is_what_is_known(register: Register) -> None:
    doing = Doing(register=register, actor="prov", reason="för provets skull", now=NOW)
    file = read_promises(data_folder(GEODATA) / "hallsberg" / "promises.toml")
    report = import_promises(doing, file)
    agree(register)
    first = promises.enter(
        doing, "1861", title="Ett till", text="Vi lovar.", start=date(2026, 1, 1)
    ).of
    agree(register)
    promises.correct(doing, "hallsberg-2019-skolor", title="En annan rubrik")
    promises.follow_on(doing, "hallsberg-2019-skolor", first.id)
    agree(register)
    assert report.seq is not None
    areas.undo(doing, register.head().seq)
    agree(register)
