"""`python -m grannsamverkan.actions.example geodata/hallsberg` makes the files of an invented place again."""

import sys
from pathlib import Path

from grannsamverkan.actions.example.files import generate

for folder in map(Path, sys.argv[1:]):
    for name, content in generate(folder).items():
        (folder / name).write_bytes(content)
