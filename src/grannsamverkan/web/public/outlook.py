"""What anyone may know of how a promise may turn out: the same for its page, its table and the API."""

from typing import TYPE_CHECKING

from grannsamverkan.domain.public_promises import PublicPromise

if TYPE_CHECKING:  # a site that is only asked about places stays as small as it was
    from grannsamverkan.domain.outlook import Outlook


def public_outlook(told: PublicPromise) -> "Outlook | None":
    """Return the forecast of a promise about areas that runs; None of any other."""
    from grannsamverkan.planning.outlook import (
        outlook_of,
    )  # it takes memory that few questions need

    return outlook_of(told.promise, told.progress, told.history) if told.of_areas else None
