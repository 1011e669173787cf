"""What every test may use: real data where it is at hand, and nothing else."""

import os
from pathlib import Path

import pytest

pytest_plugins = ["stores", "town"]

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data, or skip saying that it is absent."""
    folder = Path(os.environ.get("GRANNSAMVERKAN_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"real data absent: no folder {folder}; set GRANNSAMVERKAN_SHARED_DATA")
    return folder
