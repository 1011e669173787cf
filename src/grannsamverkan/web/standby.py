"""Today's view, ready to answer about places while the next one is being made.

A question about a place is answered from memory. Whether the register has changed is asked beside
it, a few times a second at most; when it has, the old view answers until the new one is there. What makes
a view quick takes longer than the view itself, and is prepared beside it while it answers.
"""

import time
from asyncio import Task, create_task, shield, wait
from collections.abc import Callable
from datetime import date

from fastapi.concurrency import run_in_threadpool

from grannsamverkan.memory import give_back
from grannsamverkan.web.views import PublicDay

_FRESH_S = 0.25
"""So long nobody asks again whether another process has changed the register."""

_LATEST_S = 1.0
"""Where nobody has looked for so long, as in a quiet night, the first question waits for whoever looks."""

_PATIENCE_S = 0.5
"""So long a question waits for a view with what has been written meanwhile, before the old one answers."""

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
        self._renewing: Task[Exception | None] | None = None
        self._preparing: Task[None] | None = None
        self._quick: PublicDay | None = None

    def ready(self) -> PublicDay | None:
        """Return the view where it answers without waiting; where it is time, someone then looks whether it is the newest."""
        view, now = self._view, self._seconds()
        if view is None or self._too_old(now):
            return None
        since = now - self._looked
        if since > _LATEST_S or self._changed(view):
            # of those who ask meanwhile, only the first few wait: else all would, for as long as it takes
            return view if self._is_renewing() and since >= _PATIENCE_S else None
        if since > _FRESH_S:
            self._renewal(now)
        return view

    async def view(self) -> PublicDay:
        """Return the view, without waiting where one is ready.

        Raises:
            Unavailable: the register could not be read for a while. Whatever else kept it from being read.
        """
        ready = self.ready()
        if ready is not None:
            return ready
        now = self._seconds()
        renewing = self._renewal(now)
        if self._too_old(now):
            if (error := await shield(renewing)) is not None:
                raise error
        else:
            await wait([shield(renewing)], timeout=max(0.0, self._looked + _PATIENCE_S - now))
        assert self._view is not None  # noqa: S101 # else it has raised
        return self._view

    def _too_old(self, now: float) -> bool:
        return self._view is None or now - self._renewed > _OLDEST_S

    def _changed(self, view: PublicDay) -> bool:
        return self._writes() != self._known or self._today() != view.today

    def _is_renewing(self) -> bool:
        return self._renewing is not None and not self._renewing.done()

    def _renewal(self, now: float) -> Task[Exception | None]:
        """Return what renews the view, for however many ask; begun now where nothing does so already."""
        if self._renewing is None or self._renewing.done():
            self._looked = now
            self._renewing = create_task(self._renew())
        return self._renewing

    async def _renew(self) -> Exception | None:
        """Renew the view; return why not where the register cannot be read."""
        writes, began = self._writes(), self._seconds()
        try:
            self._view = await run_in_threadpool(self._made)
        except Exception as error:  # noqa: BLE001 # told, and logged, where a question comes to nothing
            return error
        self._known, self._renewed, self._looked = writes, began, began
        if self._quick is not self._view and (self._preparing is None or self._preparing.done()):
            self._preparing = create_task(self._prepare())
        return None

    async def _prepare(self) -> None:
        """Make the view quick, and whichever comes after it meanwhile."""
        while (view := self._view) is not None and view is not self._quick:
            await run_in_threadpool(view.index.prepared)
            self._quick = view
            await run_in_threadpool(give_back)
