"""Taking in files that people send: only kinds on the list, of the kind their name says, read to the end, and scanned.

A file that fails any of this is refused with a sentence and kept nowhere.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from app.core import storage
from app.core.intake import scanning
from app.core.intake.kinds import KINDS, FileKind, recognise
from app.core.intake.refusal import refused
from app.core.storage import Storage
from app.core.text import _

__all__ = ["KINDS", "FileKind", "Received", "clean_filename", "receive", "recognised"]

NAME_LENGTH = 200

_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Control characters, and those that turn writing round or do not show."""


@dataclass(frozen=True)
class Received:
    """A file taken in: SHA-256 in lower-case hex, size in bytes, media type as found in it, and its bare name."""

    sha256: str
    size: int
    media_type: str
    filename: str


def receive(
    stream: BinaryIO,
    filename: str,
    *,
    kinds: Mapping[str, FileKind] = KINDS,
    limit: int | None = None,
    store: Storage | None = None,
) -> Received:
    """Check a file and store it; `stream` has to be seekable, `limit` is in bytes.

    Raises RuleViolated for a file too large, without a name, of a kind not in `kinds`, mislabelled, damaged, hostile
    or, where a scanner is set, not clean or not scanned.
    """
    limit = limit or storage.upload_limit()
    if stream.seek(0, 2) > limit:
        raise storage.too_large(limit)
    name = clean_filename(filename)
    media_type = recognised(stream, name, kinds=kinds)
    scanning.require_clean(stream)
    stream.seek(0)
    stored = (store or storage.configured()).put(stream, limit=limit)
    return Received(stored.sha256, stored.size, media_type, name)


def recognised(stream: BinaryIO, filename: str, *, kinds: Mapping[str, FileKind] = KINDS) -> str:
    """The media type of a file, from what it holds; its name has to say the same. Leaves the stream at its start.

    Raises RuleViolated for an empty file, one that is damaged, mislabelled, hostile or two kinds in one, and every
    kind not in `kinds`.
    """
    media_type = recognise(stream, PurePosixPath(filename).suffix.lower(), kinds)
    kinds[media_type].require_whole(stream, filename)
    stream.seek(0)
    return media_type


def clean_filename(filename: str) -> str:
    """The bare name of an uploaded file: no folders, no unseen characters, at most 200 characters with its ending."""
    seen = _UNSEEN.sub("", unicodedata.normalize("NFC", filename))
    name = seen.replace("\\", "/").rsplit("/", 1)[-1].strip().rstrip(" .")
    if not name or name.startswith("."):
        raise refused(_("The file has no name. Give it one and send it again."))
    ending = PurePosixPath(name).suffix
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - len(ending)] + ending
