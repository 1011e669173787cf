"""A file of promises on both databases: read in, found again, in the same order, taken back."""

from datetime import UTC, datetime

from grannsamverkan.actions import areas
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.promise_files import import_promises
from grannsamverkan.data import GEODATA, data_folder
from grannsamverkan.domain.promises import Indicator, Promise, School
from grannsamverkan.exchange.promise_files import read_promises
from grannsamverkan.register import Register

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_promises_are_read_in_found_again_and_taken_back(register: Register) -> None:
    doing = Doing(register=register, actor="prov", reason="för provets skull", now=NOW)
    file = read_promises(data_folder(GEODATA) / "hallsberg" / "promises.toml")
    report = import_promises(doing, file)
    assert report.seq is not None
    assert import_promises(doing, file).seq is None
    known = register.known()
    keys = [(one.promise_id, one.id) for one in known.all(Indicator)]
    assert keys == sorted(keys)
    assert [one.id for one in known.all(Promise)] == sorted(one.id for one in known.all(Promise))
    assert len(known.all(School)) == 5
    areas.undo(doing, report.seq)
    assert register.known().all(Promise) == ()
    assert register.known(report.seq).all(Promise) == known.all(Promise)
    assert register.verify().fault is None
