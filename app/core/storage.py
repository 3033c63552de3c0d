"""Files by the hash of their content: what was stored can neither be altered nor stored twice."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from app.core.errors import RuleViolated
from app.core.text import _

CHUNK = 1 << 20
ALTERED = "file_altered"
"""The code of the refusal to hand out a file that is no longer what was stored."""


@dataclass(frozen=True)
class Stored:
    """A stored file: SHA-256 in lower-case hex and size in bytes."""

    sha256: str
    size: int


class Storage(Protocol):
    """Where evidence and papers lie; content-addressed, so a key is its own checksum."""

    def put(self, stream: BinaryIO, *, limit: int) -> Stored:
        """Store the stream; raises RuleViolated past `limit` bytes, keeping nothing."""

    def open(self, sha256: str) -> BinaryIO:
        """Read a stored file; raises FileNotFoundError."""


class LocalStorage:
    """Files under a folder, as `ab/cd/abcd…`, written whole and synced before they get their name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, stream: BinaryIO, *, limit: int) -> Stored:
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as part:
            try:
                stored = _copy(stream, part, limit)
                part.flush()
                os.fchmod(part.fileno(), 0o440)
                os.fsync(part.fileno())
                self._name(part.name, stored.sha256)
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise
        return stored

    def _name(self, part: str, sha256: str) -> None:
        path = self._path(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(part, path)
        for folder in (path.parent, path.parent.parent, self.folder):
            sync(folder)

    def open(self, sha256: str) -> BinaryIO:
        return self._path(sha256).open("rb")

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256[2:4] / sha256


_configured: Callable[[], Storage] | None = None
_limit = 50 << 20


def provide(storage: Callable[[], Storage], *, limit: int) -> None:
    """Give the application's store, and the most bytes one upload may have."""
    global _configured, _limit
    _configured, _limit = storage, limit


def configured() -> Storage:
    """The application's store of files."""
    if _configured is None:
        raise RuntimeError("no store of files: make the application first")
    return _configured()


def upload_limit() -> int:
    """The most bytes one upload may have."""
    return _limit


def too_large(limit: int) -> RuleViolated:
    """The refusal of a file past `limit` bytes."""
    return RuleViolated(
        _("The file is larger than %(limit)s MB. Compress or split it and send it again.", limit=limit >> 20),
        field="file",
    )


def _copy(source: BinaryIO, target: IO[bytes], limit: int) -> Stored:
    digest = hashlib.sha256()
    size = 0
    while chunk := source.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise too_large(limit)
        digest.update(chunk)
        target.write(chunk)
    return Stored(digest.hexdigest(), size)


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, outlast a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_verified(storage: Storage, sha256: str) -> bytes:
    """The file's bytes, hashed again; raises RuleViolated (`ALTERED`) when they are gone or not what was stored."""
    try:
        with storage.open(sha256) as stream:
            content = stream.read()
    except FileNotFoundError as lost:
        raise _altered() from lost
    if hashlib.sha256(content).hexdigest() != sha256:
        raise _altered()
    return content


def _altered() -> RuleViolated:
    return RuleViolated(
        _("The stored file no longer matches its hash. Tell the security auditor at once."), code=ALTERED
    )
