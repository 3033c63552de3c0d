"""The signer's files: only their owner reads them, and a crash leaves the old content or the new one, never a part."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

OTHERS = 0o077


class SignerFault(Exception):
    """The signer's folder can't be used as it is; the message names the file and what to do. Nothing was changed."""


def open_folder(folder: Path) -> Path:
    """The folder, made where there is none. Raises SignerFault where it is open to others."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _require_private(folder)
    return folder


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one process after the other sign: what a process read of the folder stays true until it leaves."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def read(path: Path) -> Any:
    """The JSON that a file holds, None where there is no file. Raises SignerFault for an open or damaged one."""
    if not path.exists():
        return None
    _require_private(path)
    try:
        return json.loads(path.read_bytes())
    except ValueError as error:
        raise SignerFault(f"{path} is damaged: {error}. Restore the signer's folder from its own backup.") from error


def write(path: Path, value: Any) -> None:
    """Replace what the file holds; it is on the disk when this returns."""
    create(part := path.with_name(f"{path.name}.part"), json.dumps(value, indent=1).encode(), anew=True)
    part.replace(path)
    _sync_folder(path.parent)


def create(path: Path, data: bytes, *, anew: bool = False) -> None:
    """Write a new file through to the disk. Raises FileExistsError unless it may be made `anew`."""
    manner = os.O_TRUNC if anew else os.O_EXCL
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | manner, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _require_private(path: Path) -> None:
    mode = path.stat().st_mode
    if mode & OTHERS:
        raise SignerFault(f"{path} is open to others (mode {mode & 0o777:o}). Close it: chmod go= '{path}'")
