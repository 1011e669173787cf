"""A real nginx in front of the program, with the file that we hand out."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

CONF = Path(__file__).resolve().parent.parent / "docs" / "server" / "nginx.conf"


def installed() -> bool:
    """Say whether this machine has what it takes."""
    return bool(shutil.which("nginx") and shutil.which("openssl"))


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def started(folder: Path, upstreams: Sequence[int]) -> tuple[subprocess.Popen[bytes], int]:
    """Start nginx over one port of the program or two, ports and files of our file alone changed.

    Returns it and the port of its TLS.
    """
    nginx, openssl = shutil.which("nginx"), shutil.which("openssl")
    assert nginx, "see installed()"
    assert openssl, "as above"
    subprocess.run(  # noqa: S603 # our own words
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=grannsamverkan.example.org"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    plain, tls = free_port(), free_port()
    ours = re.sub(r"^ +listen \[::\].*\n", "", CONF.read_text("utf-8"), flags=re.MULTILINE)
    further = "# server 127.0.0.1:8001"
    for here, instead in (
        (further, further.replace("# ", "") if len(upstreams) > 1 else further),
        ("127.0.0.1:8000", f"127.0.0.1:{upstreams[0]}"),
        ("127.0.0.1:8001", f"127.0.0.1:{upstreams[-1]}"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ", f"listen 127.0.0.1:{tls} "),
        ("/etc/letsencrypt/live/grannsamverkan.example.org/fullchain.pem", f"{folder}/cert.pem"),
        ("/etc/letsencrypt/live/grannsamverkan.example.org/privkey.pem", f"{folder}/key.pem"),
        ("/var/log/nginx/", f"{folder}/"),
    ):
        assert here in ours
        ours = ours.replace(here, instead)
    (folder / "site.conf").write_text(ours, "utf-8")
    kept = "".join(
        f"{one}_temp_path {folder}/{one};\n"
        for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/start.log;\n"
        f"events {{}}\nhttp {{\naccess_log {folder}/access.log;\n{kept}include {folder}/site.conf;\n}}\n",
        "utf-8",
    )
    command = [nginx, "-e", f"{folder}/start.log", "-c", f"{folder}/nginx.conf"]
    process = subprocess.Popen(command, stderr=subprocess.STDOUT)  # noqa: S603 # our own words
    until = time.monotonic() + 10
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", tls)).close()
        except OSError:
            time.sleep(0.02)
        else:
            break
    assert process.poll() is None, (folder / "start.log").read_text("utf-8")
    return process, tls
