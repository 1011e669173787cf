"""What every test may use: real data where it is at hand, and nothing else."""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings

# the first is what others make use of
pytest_plugins = [
    "prepared", "stores", "servers", "town", "chromium", "smtp", "staff", "promised", "reported",
]  # fmt: skip

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("brief", max_examples=30, deadline=None)
settings.register_profile("thorough", max_examples=500, deadline=None)
settings.load_profile("brief")  # `pytest --hypothesis-profile thorough` looks longer


def pytest_collection_finish() -> None:
    """Let the collector of garbage look seldom, and pass over what is imported by now: no test lets go of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data, or skip saying that it is absent."""
    folder = Path(os.environ.get("GRANNSAMVERKAN_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"real data absent: no folder {folder}; set GRANNSAMVERKAN_SHARED_DATA")
    return folder
