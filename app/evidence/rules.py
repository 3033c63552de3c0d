"""What may become evidence: files that are what their name says, read to the end. Pure."""

import re
import unicodedata
import zipfile
from datetime import datetime
from pathlib import PurePosixPath
from typing import BinaryIO

import filetype
from PIL import Image, UnidentifiedImageError

from app.core.errors import RuleViolated
from app.core.text import Text, _

ENDINGS = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
    "text/plain": (".txt",),
    "text/csv": (".csv",),
}
"""The kinds of file taken, with the endings of their names."""

ACCEPT = tuple(ending for endings in ENDINGS.values() for ending in endings)
IMAGES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
MOST_PIXELS = 80_000_000
HEAD = 1024
NAME_LENGTH = 200

_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Control characters, and those that turn writing round or do not show."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
"""Control characters (Unicode category Cc) other than tab, line feed, form feed and carriage return."""


def clean_filename(filename: str) -> str:
    """The bare name of an uploaded file: no folders, no unseen characters, at most 200 characters with its ending."""
    seen = _UNSEEN.sub("", unicodedata.normalize("NFC", filename))
    name = seen.replace("\\", "/").rsplit("/", 1)[-1].strip().rstrip(" .")
    if not name or name.startswith("."):
        raise _refused(_("The file has no name. Give it one and send it again."))
    ending = PurePosixPath(name).suffix
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - len(ending)] + ending


def recognised(stream: BinaryIO, filename: str) -> str:
    """The media type of a file, from what it holds; its name has to say the same.

    Reads pictures and texts whole, a PDF by its header and trailer. Raises RuleViolated for an empty file, one that is
    damaged, mislabelled or two kinds in one, and every kind not in `ENDINGS`. Leaves the stream at its start.
    """
    found = _found(stream, PurePosixPath(filename).suffix.lower())
    _require_whole(stream, found, filename)
    stream.seek(0)
    return found


def _found(stream: BinaryIO, ending: str) -> str:
    head = _read_head(stream)
    if not head:
        raise _refused(_("The file is empty. Check it and send it again."))
    guess: str | None = filetype.guess_mime(head)
    if guess is None and ending in (".txt", ".csv"):
        guess = "text/plain" if ending == ".txt" else "text/csv"
    if guess not in ENDINGS:
        raise _refused(
            _("This kind of file is not taken as evidence. Send one of: %(endings)s.", endings=", ".join(ACCEPT))
        )
    if ending not in ENDINGS[guess]:
        raise _refused(
            _(
                "The name ends in “%(ending)s”, but the file is really %(kind)s. "
                "Send the original under its right name.",
                ending=ending,
                kind=guess,
            )
        )
    return guess


def _read_head(stream: BinaryIO) -> bytes:
    stream.seek(0)
    return stream.read(HEAD)


def _require_whole(stream: BinaryIO, media_type: str, filename: str) -> None:
    if media_type.startswith("text/"):
        whole = _is_text(stream)
    elif media_type in IMAGES:
        whole = _is_picture(stream, IMAGES[media_type])
    else:
        whole = _is_pdf(stream)
    if not whole:
        raise _refused(_("The file “%(name)s” is damaged or cut off. Send the original again.", name=filename))
    if not media_type.startswith("text/") and _is_two_in_one(stream, media_type):
        raise _refused(_("The file “%(name)s” hides a second file. Send the original alone.", name=filename))


def _is_picture(stream: BinaryIO, kind: str) -> bool:
    """Whether the picture can be read to its last row; raises RuleViolated for one of absurd dimensions."""
    stream.seek(0)
    try:
        with Image.open(stream, formats=[kind]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Image.DecompressionBombError()
            picture.draft("L", (64, 64))
            picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refused(
            _("The picture has more than %(most)s million pixels. Make it smaller.", most=MOST_PIXELS // 1_000_000)
        ) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return False
    return True


def _is_pdf(stream: BinaryIO) -> bool:
    """Whether there are header and trailer of a PDF, as ISO 32000 7.5 asks."""
    if not re.match(rb"%PDF-[12]\.\d", _read_head(stream)):
        return False
    size = stream.seek(0, 2)
    stream.seek(max(0, size - HEAD))
    tail = stream.read()
    return re.search(rb"startxref\s+\d+\s+%%EOF", tail) is not None


def _is_text(stream: BinaryIO) -> bool:
    """Whether the file is text in UTF-8 or GB 18030 without control characters."""
    stream.seek(0)
    content = stream.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _CONTROL.search(text) is None
    return False


def _is_two_in_one(stream: BinaryIO, media_type: str) -> bool:
    """Whether an archive hangs at the end, or a PDF begins inside the first kilobyte of a picture."""
    stream.seek(0)
    if zipfile.is_zipfile(stream):
        return True
    return media_type in IMAGES and b"%PDF-" in _read_head(stream)


def require_happened(occurred_at: datetime, now: datetime) -> None:
    """Raise RuleViolated when the evidence is said to come from the future."""
    if occurred_at > now:
        raise RuleViolated(_("The time lies in the future. Enter when it happened."), field="occurred_at")


def _refused(message: Text) -> RuleViolated:
    return RuleViolated(message, field="file")
