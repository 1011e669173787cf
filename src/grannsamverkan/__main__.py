"""`python -m grannsamverkan` is the command `grannsamverkan`."""

from grannsamverkan.cli.main import run

if __name__ == "__main__":
    run()
