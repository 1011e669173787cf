"""What anyone may know of how a promise may turn out: the same for its page, its table and the API."""

from grannsamverkan.domain.outlook import Outlook
from grannsamverkan.domain.public_promises import PublicPromise


def public_outlook(told: PublicPromise) -> Outlook | None:
    """Return the forecast of a promise about areas that runs; None of any other."""
    from grannsamverkan.planning.outlook import (
        outlook_of,
    )  # it takes memory that few questions need

    return outlook_of(told.promise, told.progress, told.history) if told.of_areas else None
