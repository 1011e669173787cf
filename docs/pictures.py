"""`python docs/pictures.py` takes the README's picture again: the example's map as Chromium shows it."""

# ruff: noqa: INP001  # a script beside its picture

import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

PROGRAM = str(Path(sys.executable).with_name("grannsamverkan"))


def main() -> None:
    """Serve the example, look at its map, keep the picture."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [PROGRAM, "demo", "--no-browser", "--port", address.rpartition(":")[2]]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as server,  # noqa: S603  # our own command
    ):
        try:
            if not any(address in line for line in server.stdout or ()):
                sys.exit("the example did not start")
            take(f"http://{address}/karta", Path(__file__).with_name("karta.png"))
        finally:
            server.terminate()


def take(page_address: str, picture: Path) -> None:
    """Photograph the map page as a desktop reader sees it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(page_address, wait_until="networkidle")
        page.locator("path.leaflet-interactive").first.wait_for()
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    main()
