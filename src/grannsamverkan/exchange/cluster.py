"""Work shared out among the machines of a Dask cluster that somebody runs; needs the extra `cluster`.

Functions and plain data go out, answers come back. Whoever reaches such a cluster can run anything on its
machines and read what is sent to them: it belongs on a network that is trusted, or behind `tls://`, with the
keys that Dask itself is configured with.
"""

import logging
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import shapely

from grannsamverkan.errors import Refused, Unavailable

if TYPE_CHECKING:
    from distributed import Client, Future

_REACH_S = 10
"""So long the cluster has to answer a knock."""

_LOOK_S = 5.0
"""So often one looks whether anyone is still at work."""

_AHEAD = 2
"""So many jobs for each thread are out at a time: none waits for work, and no machine holds them all."""

_ADDRESS = re.compile(r"(tcp|tls)://[^\s/]+:[0-9]{1,5}")
_PROGRAM = Path(__file__).parents[1]
_RECKONING = ("numpy", "scipy")

Job = TypeVar("Job")
Done = TypeVar("Done")


class Spread(Protocol):
    """What does a piece of work for each of some jobs, and gives the answers in their order: as `map` does."""

    def __call__(self, work: Callable[[Job], Done], jobs: Iterable[Job], /) -> Iterable[Done]:
        """Give the answers."""


@contextmanager
def cluster(address: str) -> Iterator[Spread]:
    """Lend the machines of a cluster by the address of its scheduler, such as `tcp://10.0.0.5:8786`.

    Raises:
        Refused: the extra is not installed, no such address, or a machine runs another program.
        Unavailable: nobody answers, or the machines went away while they worked.
    """
    try:
        import dask
        from distributed import Client
    except ImportError as error:
        raise Refused("cluster.not_installed") from error

    _require_address(address)
    said = logging.getLogger("distributed")
    before = said.level
    said.setLevel(logging.CRITICAL)  # what goes wrong is told below, in words
    try:
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}):
            client = _reached(Client, address)
            try:
                yield lambda work, jobs: _spread(client, address, work, jobs)
            finally:
                with suppress(CancelledError, OSError):
                    client.close(timeout=_LOOK_S)
    finally:
        said.setLevel(before)


def _require_address(address: str) -> None:
    """Hold an address to what Dask can use: tcp, or tls where keys are configured."""
    from distributed.security import Security

    if not _ADDRESS.fullmatch(address):
        raise Refused("cluster.bad_address", address=address)
    if address.startswith("tls:") and not Security().get_connection_args("client")["ssl_context"]:
        raise Refused("cluster.no_keys", address=address)


def _reached(make: "type[Client]", address: str) -> "Client":
    try:
        return make(address, timeout=_REACH_S, set_as_default=False)
    except OSError as error:
        raise Unavailable("cluster.unreachable", address=address) from error


def _spread(
    client: "Client", address: str, work: Callable[[Job], Done], jobs: Iterable[Job]
) -> Iterator[Done]:
    """Give the answers in the order of the jobs."""
    out: deque[Future] = deque()
    most = _AHEAD * _threads(client, address)
    for job in jobs:
        out.append(client.submit(_answer, work, job, pure=False))
        if len(out) >= most:
            yield _result(client, address, out.popleft())
    while out:
        yield _result(client, address, out.popleft())


def _threads(client: "Client", address: str) -> int:
    """Return how much can be done at the same time, when the first machine is there: one may be starting anew.

    Raises:
        Unavailable: none is, or nobody answers any longer.
    """
    try:
        client.wait_for_workers(1, timeout=_REACH_S)
        return sum(client.nthreads().values())
    except TimeoutError as error:
        raise Unavailable("cluster.nobody", address=address) from error
    except (CancelledError, OSError) as error:
        raise Unavailable("cluster.unreachable", address=address) from error


def _result(client: "Client", address: str, future: "Future") -> Any:  # noqa: ANN401 # whatever the work gives
    """Wait for an answer as long as anyone is at work."""
    from distributed import KilledWorker

    while True:
        try:
            program, answer = future.result(timeout=_LOOK_S)
        except TimeoutError:
            _threads(client, address)
        except KilledWorker as error:
            raise Unavailable("cluster.lost", address=address) from error
        except ImportError as error:
            raise Refused("cluster.other_program", address=address) from error
        except (CancelledError, OSError) as error:
            raise Unavailable("cluster.unreachable", address=address) from error
        else:
            if program != this_program():
                raise Refused("cluster.other_program", address=address)
            return answer


def _answer(work: Callable[[Job], Done], job: Job) -> tuple[str, Done]:
    """Do a job on a machine of the cluster, and say by what program it was done."""
    return this_program(), work(job)


@lru_cache(maxsize=1)
def this_program() -> str:
    """Return what another machine must have in common for its answers to be the same to the last bit."""
    told = sha256()
    for path in sorted(_PROGRAM.rglob("*.py")):
        told.update(f"{path.relative_to(_PROGRAM).as_posix()}\0".encode() + path.read_bytes())
    libraries = (version(name) for name in _RECKONING)
    python = python_version().rpartition(".")[0]
    return " ".join(
        (told.hexdigest(), python, *libraries, shapely.__version__, shapely.geos_version_string)
    )
