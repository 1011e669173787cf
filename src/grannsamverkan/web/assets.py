"""Our own style sheets, scripts and pictures, read once and served under a name that never changes content."""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import Response

from grannsamverkan.errors import NotFound

_WORTH_PACKING = 500
"""A file that is smaller than this when packed is as well sent as it is."""

FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Assets:
    """The static files by relative path; `digest` covers them all, so that paths between them stay relative.

    They are kept packed: most of them are scripts for drawing, which a site without staff never sends.
    """

    packed: Mapping[str, bytes]
    digest: str

    @classmethod
    def read(cls, *folders: Path) -> "Assets":
        """Read every file of the folders."""
        packed, digest = {}, hashlib.sha256()
        for folder in folders:
            for path in sorted(one for one in folder.rglob("*") if one.is_file()):
                name, content = path.relative_to(folder).as_posix(), path.read_bytes()
                digest.update(f"{name}\0{len(content)}\0".encode())
                digest.update(content)
                packed[name] = gzip.compress(
                    content, 6, mtime=0
                )  # the last 3 in a thousand take half of the time
        return cls(packed, digest.hexdigest()[:16])

    def url(self, name: str) -> str:
        """Return the address of a file, which changes when any file does."""
        if name not in self.packed:
            raise KeyError(name)
        return f"/static/{self.digest}/{name}"

    def content(self, name: str) -> bytes:
        """Return the bytes of a file."""
        return gzip.decompress(self.packed[name])

    def response(self, digest: str, name: str, *, accepted: str = "") -> Response:
        """Return a file for keeping; an address from before a change answers with today's file, unkept.

        `accepted` are the encodings that the reader takes: most take it as it is kept.
        """
        if name not in self.packed:
            raise NotFound("web.page")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        kept = FOREVER if digest == self.digest else "no-cache"
        file = hashlib.blake2b(name.encode(), digest_size=4).hexdigest()
        headers = {"Cache-Control": kept, "ETag": f'"{self.digest}-{file}"'}
        packed = self.packed[name]
        if "gzip" not in accepted or len(packed) < _WORTH_PACKING:
            return Response(self.content(name), media_type=kind, headers=headers)
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(packed, media_type=kind, headers=headers)
