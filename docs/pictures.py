"""`python docs/pictures.py` takes the README's pictures again: the example as Chromium shows it."""

# ruff: noqa: INP001  # a script beside its picture

import re
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

PROGRAM = str(Path(sys.executable).with_name("grannsamverkan"))


PASSWORD = "bara för den här bilden"  # noqa: S105  # of an example that is gone when the picture is taken


def main() -> None:
    """Serve the example, look at its map and its workspace, keep the pictures."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [PROGRAM, "demo", "--no-browser", "--port", address.rpartition(":")[2]]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as server,  # noqa: S603  # our own command
    ):
        try:
            links = (re.search(r"http\S+/losenord/\S+", line) for line in server.stdout or ())
            link = next((found[0] for found in links if found), None)
            if link is None:
                sys.exit("the example did not start")
            take(f"http://{address}", link)
        finally:
            server.terminate()


def take(site: str, link: str) -> None:
    """Photograph the map, and the drawing of an area by whoever has the link, as on a desktop."""
    here = Path(__file__).parent
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{site}/karta", wait_until="networkidle")
        page.locator("path.leaflet-interactive").first.wait_for()
        page.screenshot(path=here / "karta.png")
        page.goto(link)
        for field in page.locator("input[type=password]").all():
            field.fill(PASSWORD)
        page.locator("main button").click()
        page.wait_for_url("**/arbete*")
        page.goto(f"{site}/arbete/omraden?q=Granitbacken")
        area = page.get_by_role("link", name="Granitbacken").get_attribute("href")
        page.goto(f"{site}{area}/rita", wait_until="networkidle")
        page.get_by_text("52 bostäder", exact=True).wait_for()
        page.screenshot(path=here / "rita.png")
        browser.close()


if __name__ == "__main__":
    main()
