"""The files for a web server in front of the program: what they pass on, and that they write no question down."""

import http.client
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from blocks import ROOT

from fronted import free_port, installed, started

SERVER = ROOT / "docs" / "server"
NGINX = (SERVER / "nginx.conf").read_text("utf-8")
CADDY = (SERVER / "Caddyfile").read_text("utf-8")
UNIT = (SERVER / "grannsamverkan.service").read_text("utf-8")

QUESTIONS = ("/kolla", "/kolla/forslag", "/api/v1/check?lon=CANARY", "/svar/CANARY", "/synpunkt")
"""Where a question or a token comes in, and such as come in by an address."""


def directives(text: str) -> Iterator[tuple[str, str]]:
    """Give the directives of an nginx file, each with its values; comments are left out."""
    plain = re.sub(r"#.*", "", text)
    for name, values in re.findall(r"(?:^|[;{}])\s*([a-z_]+)\s+([^;{}]*)(?=[;{])", plain):
        yield name, values.strip()


def written_down(text: str) -> list[str]:
    """Return what an nginx file lets be written of requests: nothing, when each server says so and no place else."""
    found = list(directives(text))
    servers = sum(name == "server" and not values for name, values in found)  # not an upstream's
    logs = [values for name, values in found if name == "access_log"]
    errors = [values for name, values in found if name == "error_log"]
    wrong = [f"access_log {values}" for values in logs if values != "off"]
    wrong += [f"error_log {values}" for values in errors if values.split()[-1] != "emerg"]
    return wrong + ["a server without"] * (len(logs) != servers or len(errors) != servers)


def test_nginx_writes_nothing_of_any_request() -> None:
    assert written_down(NGINX) == []


@pytest.mark.parametrize(
    ("here", "instead"),
    [
        ("access_log off;", "access_log /var/log/nginx/access.log;"),
        (".error.log emerg;", ".error.log error;"),
        ("    access_log off;\n", ""),
        ("location / {", "location /svar { access_log /x; } location / {"),
    ],
)
def test_this_check_can_fail(here: str, instead: str) -> None:
    assert written_down(NGINX.replace(here, instead, 1))


def test_both_servers_say_hsts_pass_on_who_asks_and_leave_compression_to_the_program() -> None:
    known = dict(directives(NGINX))
    assert known["gzip"] == "off"
    assert "X-Forwarded-For $remote_addr" in NGINX, "not what a client says of itself"
    assert "X-Forwarded-Proto $scheme" in NGINX
    assert "Host $host" in NGINX
    assert known["ssl_protocols"] == "TLSv1.2 TLSv1.3"
    for text in (NGINX, CADDY):
        assert re.search(r'Strict-Transport-Security "max-age=(\d{8,})"', text)
        assert "127.0.0.1:8000" in text
    assert "encode" not in CADDY.replace("compresses", "")
    assert "exclude http.log.access http.log.error http.handlers.reverse_proxy" in CADDY


def test_the_service_runs_what_the_servers_ask_as_nobody_in_particular() -> None:
    assert re.search(
        r"^ExecStart=\S+/grannsamverkan serve --no-browser --port 8000$", UNIT, re.MULTILINE
    )
    for line in ("DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict", "UMask=0077"):
        assert line in UNIT.splitlines()


def test_caddy_finds_nothing_wrong_with_its_file() -> None:
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("no Caddy on the path")
    command = [caddy, "validate", "--adapter", "caddyfile", "--config", str(SERVER / "Caddyfile")]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 # our own words


# -- a real nginx ------------------------------------------------------------------------------------


class Told(BaseHTTPRequestHandler):
    """Answers with what it was told by the server in front."""

    def do_POST(self) -> None:
        """Read what was sent, and answer as otherwise."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def do_GET(self) -> None:
        """Answer with what the server in front said of the question."""
        told = "|".join(f"{name}={self.headers[name]}" for name in ("Host", *FORWARDED))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(told.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


FORWARDED = ("X-Forwarded-For", "X-Forwarded-Proto")


@pytest.fixture
def behind() -> Iterator[int]:
    """Give the port of a program that tells what it was told."""
    server = HTTPServer(("127.0.0.1", 0), Told)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def asked(port: int, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
    """Ask over TLS; return the status, HSTS, and the answer."""
    unverified = ssl._create_unverified_context()  # noqa: S323, SLF001 # the certificate is the test's own
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=unverified, timeout=10)
    headers = {"Host": "grannsamverkan.example.org", "X-Forwarded-For": "192.0.2.1"}
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    told = answer.read().decode()
    connection.close()
    return answer.status, answer.headers.get("Strict-Transport-Security", ""), told


@pytest.mark.parametrize("program", ["answers", "is down"])
def test_a_real_nginx_writes_no_question_down_whether_the_program_answers_or_not(
    tmp_path: Path, behind: int, program: str
) -> None:
    alive = program == "answers"
    if not installed():
        pytest.skip("no nginx or no openssl on the path")
    process, tls = started(tmp_path, [behind if alive else free_port()])
    try:
        for path in QUESTIONS:
            for method, body in (("GET", None), ("POST", "plats=CANARY" * 4_000)):
                status, hsts, told = asked(tls, method, path, body)
                assert status == (200 if alive else 502)
                assert hsts == "max-age=63072000"
                if alive:
                    assert told == (
                        "Host=grannsamverkan.example.org"
                        "|X-Forwarded-For=127.0.0.1|X-Forwarded-Proto=https"
                    )
    finally:
        process.terminate()
        process.wait()
    for file in (one for one in tmp_path.rglob("*") if one.is_file()):
        assert b"CANARY" not in file.read_bytes(), file
        assert b"/svar" not in file.read_bytes() or file.name == "site.conf", file
