"""The web as its tests ask it."""

from collections.abc import Iterator

import pytest
from anyio.from_thread import start_blocking_portal
from fastapi.testclient import TestClient


@pytest.fixture(scope="session", autouse=True)
def _one_loop() -> Iterator[None]:
    """Let clients that are not entered ask in one event loop, as of a server, not each time in a new one."""
    with start_blocking_portal() as portal, pytest.MonkeyPatch.context() as patch:
        patch.setattr(TestClient, "portal", portal)
        yield
