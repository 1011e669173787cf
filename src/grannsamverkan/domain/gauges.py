"""What whoever runs a server watches of its register: how far it has come, and what waits."""

from collections.abc import Mapping
from dataclasses import dataclass

from grannsamverkan.domain.jobs import JobKind, JobState


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauges:
    """Numbers of a register, none of which is about anybody.

    Attributes:
        seq: the number of its newest change.
        jobs: how many wait and how many were given up, of each kind; mail that is to be sent among them.
        late_seconds: for how long the one that waits the longest could have been done; 0.0 where none could.
    """

    seq: int
    jobs: Mapping[tuple[JobKind, JobState], int]
    late_seconds: float
