"""What a page must never do, gathered while a test uses it."""

from playwright.sync_api import Page


def watch(page: Page, address: str, faults: list[str]) -> None:
    """Gather what a page must not do."""
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((address, "data:")) else faults.append(request.url)
        ),
    )
