"""A server that has mail set up sends what waits by itself, and ends its work when it is told to stop."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from grannsamverkan.actions.outbox import mail_job
from peopled import person
from smtp import Postbox
from town import new_register

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def test_mail_that_waits_leaves_by_itself_and_what_a_killed_server_left_is_gone(
    tmp_path: Path, postbox: Postbox
) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as killed:  # nothing runs in it
        left = tmp_path / f"grannsamverkan-{killed.pid}-x"
    left.mkdir()
    path = tmp_path / "hallsberg.gpkg"
    register = new_register(path)
    someone = person(register)
    with register.private() as private:
        private.put(mail_job(someone, key="hej", subject="Hej", text="Text", now=LONG_AGO))
    register.close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = {
        "HOST": "127.0.0.1",
        "PORT": postbox.port,
        "SECURITY": "none",
        "SENDER": "a@example.org",
    }
    environment = {**os.environ, "TMPDIR": str(tmp_path), **{f"GRANNSAMVERKAN_MAIL_{key}": str(value)
                                    for key, value in told.items()}}  # fmt: skip
    serving = subprocess.Popen(  # noqa: S603 # our own command in a fresh interpreter
        [sys.executable, "-m", "grannsamverkan", "serve", "--register", str(path), "--no-browser",
         "--port", str(port)],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        waited = time.monotonic() + 30
        while not postbox.letters and time.monotonic() < waited:
            time.sleep(0.05)
        assert [letter["Subject"] for letter in postbox.letters] == ["Hej"]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:  # our own server
            assert answer.status == 200
    finally:
        serving.send_signal(signal.SIGTERM)
        output, _ = serving.communicate(timeout=15)
    assert "Traceback" not in output
    assert not left.exists()
    assert someone.mail
    assert someone.mail not in output
