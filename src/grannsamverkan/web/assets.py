"""Our own style sheets, scripts and pictures, read once and served under a name that never changes content."""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import Response

from grannsamverkan.errors import NotFound

FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Assets:
    """The static files by relative path; `digest` covers them all, so that paths between them stay relative."""

    files: Mapping[str, bytes]
    digest: str

    @classmethod
    def read(cls, *folders: Path) -> "Assets":
        """Read every file of the folders."""
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for folder in folders
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        digest = hashlib.sha256()
        for name, content in files.items():
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
        return cls(files, digest.hexdigest()[:16])

    def url(self, name: str) -> str:
        """Return the address of a file, which changes when any file does."""
        if name not in self.files:
            raise KeyError(name)
        return f"/static/{self.digest}/{name}"

    def response(self, digest: str, name: str) -> Response:
        """Return a file for keeping; an address from before a change answers with today's file, unkept."""
        content = self.files.get(name)
        if content is None:
            raise NotFound("web.page")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        kept = FOREVER if digest == self.digest else "no-cache"
        return Response(content, media_type=kind, headers={"Cache-Control": kept})
