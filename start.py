"""Set up and go: `python3 start.py` opens the example register, `python3 start.py test` runs the tests.

Options are handed on: `start.py --no-browser --port 8001`, `start.py test -k lapsed`.
Needs Python 3.11 or newer and nothing else; everything is put into .venv beside this file.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
LOCK = ROOT / "requirements.lock"
DONE = VENV / "installed-by-start.txt"


def fingerprint() -> str:
    """Return what the installation depends on: the lock, the package's own definition, Python, the place."""
    parts = (LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes())
    return hashlib.sha256(b"".join(parts) + f"{sys.version} {ROOT}".encode()).hexdigest()


def set_up() -> None:
    """Make .venv and install the locked packages and this one, unless that is done already."""
    wanted = fingerprint()
    if DONE.is_file() and DONE.read_text() == wanted:
        return
    print("Sätter upp .venv (ungefär en minut första gången) …", flush=True)
    venv.EnvBuilder(with_pip=True).create(VENV)
    pip: list[str | Path] = [
        BIN / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    subprocess.run([*pip, "--require-hashes", "-r", LOCK], check=True)
    subprocess.run([*pip, "--no-deps", "-e", ROOT], check=True)
    DONE.write_text(wanted)


def main(arguments: list[str]) -> int:
    """Set up, then run the example or the tests; return the exit code."""
    if sys.version_info < (3, 11):
        print("Grannsamverkan behöver Python 3.11 eller nyare.", file=sys.stderr)
        return 1
    try:
        set_up()
    except subprocess.CalledProcessError as error:
        print(f"Det gick inte att sätta upp .venv: {error}", file=sys.stderr)
        print("På Debian och Ubuntu: sudo apt install python3-venv", file=sys.stderr)
        return 1
    command: list[str | Path] = [BIN / "grannsamverkan", "demo", *arguments]
    if arguments[:1] == ["test"]:
        command = [BIN / "python", "-m", "pytest", "-n", "auto", *arguments[1:]]
    try:
        return subprocess.run(command, cwd=ROOT, check=False).returncode
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
