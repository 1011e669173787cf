"""Files that someone is reading in: kept between the steps, for that session alone and for an hour at most.

A list of contacts is personal data, so it lies in a file without a name, which the system itself lets go
with the program, however that ends; and it goes as soon as it has been read in, or not.
"""

import secrets
import shutil
import tempfile
import threading
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import IO

from fastapi import UploadFile

from grannsamverkan.errors import NotFound, Refused, TooLarge
from grannsamverkan.exchange.staging import staged

KEPT_FOR = timedelta(hours=1)

_LONGEST_NAME = 100
_CHUNK = 1 << 20
_EACH = 3
"""So many files a session can have lying here at once; the oldest goes first."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that lies here: whose it is, what it was called, and what it holds."""

    token: str
    session_id: str
    name: str
    file: IO[bytes]
    at: datetime
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def laid_out(self) -> Iterator[Path]:
        """Lend the file by its name in a folder, for as long as it is read.

        Raises:
            NotFound: it has been let go.
        """
        with staged() as folder:
            path = folder / self.name
            with self.lock, path.open("xb") as out:
                if self.file.closed:
                    raise NotFound("importing.gone")
                self.file.seek(0)
                shutil.copyfileobj(self.file, out, _CHUNK)
            yield path

    def let_go(self) -> None:
        """Let the file go."""
        with self.lock:
            self.file.close()


class Uploads:
    """The files of one server."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: dict[str, Upload] = {}
        self._lock = threading.Lock()

    def keep(self, file: UploadFile, *, session_id: str, now: datetime, limit_bytes: int) -> Upload:
        """Lay a file here.

        Raises:
            Refused: it is empty. TooLarge: it is larger than it may be.
        """
        self.purge(now)
        token = secrets.token_urlsafe(24)
        name = _plain_name(file.filename or "")
        upload = Upload(token, session_id, name, _copy(file, limit_bytes), now)
        weakref.finalize(self, upload.file.close)
        with self._lock:
            self._kept[token] = upload
        self._go_later(token)
        self._hold_to_number(session_id)
        return upload

    def get(self, token: str, *, session_id: str, now: datetime) -> Upload:
        """Return a file that the session has laid here.

        Raises:
            NotFound: there is none, it is another's, or its time is over.
        """
        self.purge(now)
        upload = self._kept.get(token)
        if upload is None or upload.session_id != session_id:
            raise NotFound("importing.gone")
        return upload

    def drop(self, token: str) -> None:
        """Let a file go; one that is gone is no fault."""
        with self._lock:
            upload = self._kept.pop(token, None)
        if upload is not None:
            upload.let_go()

    def purge(self, now: datetime) -> None:
        """Let go of the files whose time is over."""
        for upload in list(self._kept.values()):
            if now - upload.at >= KEPT_FOR:
                self.drop(upload.token)

    def _hold_to_number(self, session_id: str) -> None:
        mine = [one for one in list(self._kept.values()) if one.session_id == session_id]
        for upload in sorted(mine, key=lambda one: one.at)[:-_EACH]:
            self.drop(upload.token)

    def _go_later(self, token: str) -> None:
        """Let a file go when its hour is over, even if nobody comes here again."""
        timer = threading.Timer(KEPT_FOR.total_seconds(), _drop, (weakref.ref(self), token))
        timer.daemon = True
        timer.start()


def _drop(uploads: "weakref.ref[Uploads]", token: str) -> None:
    """Let a file go, where what keeps it is still there."""
    there = uploads()
    if there is not None:
        there.drop(token)


def _plain_name(name: str) -> str:
    """Return the last part of a file's name, of letters that are safe in a path."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(sign if sign.isalnum() or sign in " ._-" else "_" for sign in last)
    return kept.strip(" .")[-_LONGEST_NAME:] or "lista"


def _copy(file: UploadFile, limit_bytes: int) -> IO[bytes]:
    """Return a file of ours with the same content, open."""
    with ExitStack() as unless_refused:
        out = unless_refused.enter_context(tempfile.TemporaryFile())
        size = 0
        while chunk := file.file.read(_CHUNK):
            size += len(chunk)
            if size > limit_bytes:
                raise TooLarge("import.file_size", limit_mb=limit_bytes // 1_000_000)
            out.write(chunk)
        if not size:
            raise Refused("importing.empty")
        unless_refused.pop_all()
    return out
