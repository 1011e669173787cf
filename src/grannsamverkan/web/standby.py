"""Today's view, ready to answer about places while the next one is being made.

A question about a place is answered from memory. Whether the register has changed is asked beside
it, a few times a second at most; when it has, the old view answers until the new one is there.
"""

import time
from asyncio import Task, create_task, shield, wait
from collections.abc import Callable
from datetime import date

from fastapi.concurrency import run_in_threadpool

from grannsamverkan.errors import Unavailable
from grannsamverkan.web.views import PublicDay

_FRESH_S = 0.25
"""So long nobody asks again whether another process has changed the register."""

_PATIENCE_S = 0.5
"""So long a question waits for a view with what this process has just written, before the old one answers."""

_OLDEST_S = 60.0
"""So long the old view answers while the register cannot be read."""


class Standby:
    """The view of today that answers about places."""

    def __init__(
        self,
        made: Callable[[], PublicDay],
        today: Callable[[], date],
        writes: Callable[[], int],
        *,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what makes the view (slowly, in a thread), what tells the day, and how often this process has written."""
        self._made, self._today, self._writes, self._seconds = made, today, writes, seconds
        self._view: PublicDay | None = None
        self._known = -1
        self._looked = self._renewed = -_OLDEST_S
        self._renewing: Task[None] | None = None

    async def view(self) -> PublicDay:
        """Return the view, without waiting where one is ready.

        Raises:
            Unavailable: the register could not be read for a while.
        """
        view, now = self._view, self._seconds()
        if view is None or now - self._renewed > _OLDEST_S:
            await self._renew()
            assert self._view is not None  # noqa: S101 # else it has raised
            return self._view
        changed = self._writes() != self._known or self._today() != view.today
        if (changed or now - self._looked > _FRESH_S) and self._idle():
            self._looked = now
            self._renewing = create_task(self._renew_quietly())
        if changed and self._renewing is not None:
            await wait([shield(self._renewing)], timeout=_PATIENCE_S)
        return self._view or view

    def _idle(self) -> bool:
        return self._renewing is None or self._renewing.done()

    async def _renew_quietly(self) -> None:
        """Renew the view if the register can be read; if not, the old one answers a while."""
        try:
            await self._renew()
        except Unavailable:
            return

    async def _renew(self) -> None:
        writes, began = self._writes(), self._seconds()
        self._view = await run_in_threadpool(self._made)
        self._known, self._renewed, self._looked = writes, began, began
