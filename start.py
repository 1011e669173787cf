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
    # the lock is whole: without --no-deps older pips look past it as soon as something has a newer release
    subprocess.run([*pip, "--no-deps", "--require-hashes", "-r", LOCK], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", ROOT], check=True)
    # a server that starts from compiled code starts sooner and stays smaller
    subprocess.run([BIN / "python", "-m", "compileall", "-q", ROOT / "src"], check=True)
    DONE.write_text(wanted)


def main(arguments: list[str]) -> None:
    """Set up, then become the example or the tests."""
    if sys.version_info < (3, 11):
        sys.exit("Grannsamverkan behöver Python 3.11 eller nyare.")
    try:
        set_up()
    except subprocess.CalledProcessError as error:
        hint = "På Debian och Ubuntu: sudo apt install python3-venv"
        sys.exit(f"Det gick inte att sätta upp .venv: {error}\n{hint}")
    command = [str(BIN / "grannsamverkan"), "demo", *arguments]
    if arguments[:1] == ["test"]:
        command = [str(BIN / "python"), "-m", "pytest", "-n", "auto", *arguments[1:]]
    os.chdir(ROOT)
    if os.name == "nt":
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(command[0], command)  # noqa: S606  # whoever stops this process stops the server


if __name__ == "__main__":
    main(sys.argv[1:])
