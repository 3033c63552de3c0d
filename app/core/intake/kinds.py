"""The kinds of file taken, and how each is read to its end."""

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

import filetype
from PIL import Image, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from app.core.errors import RuleViolated
from app.core.intake import archives
from app.core.intake.refusal import damaged, refused, two_in_one
from app.core.text import _

HEAD = 8192
PDF_MARK = 1024
"""Bytes in which a reader looks for the header of a PDF, and for its end."""
MOST_PIXELS = 50_000_000
MOST_PAGES = 5_000

TEXT_ENDINGS = {".txt": "text/plain", ".csv": "text/csv"}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
"""Control characters (Unicode category Cc) other than tab, line feed, form feed and carriage return."""


@dataclass(frozen=True)
class FileKind:
    """A kind of file: the endings its name may have, and the check that reads it (raises RuleViolated)."""

    endings: tuple[str, ...]
    require_whole: Callable[[BinaryIO, str], None]


def recognise(stream: BinaryIO, ending: str, kinds: Mapping[str, FileKind]) -> str:
    """The media type by the file's first bytes; raises RuleViolated unless it is one of `kinds` and named so."""
    head = _head(stream)
    if not head:
        raise refused(_("The file is empty. Check it and send it again."))
    found = _guess(stream, head, ending)
    if found is None or found not in kinds:
        raise _not_taken(kinds)
    if ending not in kinds[found].endings:
        raise refused(
            _(
                "The name ends in “%(ending)s”, but the file is really %(kind)s. "
                "Send the original under its right name.",
                ending=ending,
                kind=found,
            )
        )
    return found


def _guess(stream: BinaryIO, head: bytes, ending: str) -> str | None:
    guess: str | None = filetype.guess_mime(head)
    if guess in (archives.ZIP, DOCX, XLSX):
        return archives.office_kind(stream) or archives.ZIP
    return TEXT_ENDINGS.get(ending) if guess is None else guess


def _not_taken(kinds: Mapping[str, FileKind]) -> RuleViolated:
    endings = ", ".join(ending for kind in kinds.values() for ending in kind.endings)
    return refused(_("This kind of file is not taken. Send one of: %(endings)s.", endings=endings))


def _head(stream: BinaryIO) -> bytes:
    stream.seek(0)
    return stream.read(HEAD)


def _picture(kind: str) -> Callable[[BinaryIO, str], None]:
    def require_whole(stream: BinaryIO, filename: str) -> None:
        stream.seek(0)
        try:
            with Image.open(stream, formats=[kind]) as picture:
                if picture.width * picture.height * getattr(picture, "n_frames", 1) > MOST_PIXELS:
                    raise Image.DecompressionBombError()
                picture.draft("L", (64, 64))
                picture.load()
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise refused(
                _("The picture has more than %(most)s million pixels. Make it smaller.", most=MOST_PIXELS // 1_000_000)
            ) from error
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
            raise damaged(filename) from error
        if zipfile.is_zipfile(stream) or b"%PDF-" in _head(stream)[:PDF_MARK]:
            raise two_in_one(filename)

    return require_whole


def _pdf(stream: BinaryIO, filename: str) -> None:
    """Header and trailer as ISO 32000 7.5 asks, and a page tree that can be walked."""
    if not re.match(rb"%PDF-[12]\.\d", _head(stream)) or not re.search(rb"startxref\s+\d+\s+%%EOF", _tail(stream)):
        raise damaged(filename)
    if zipfile.is_zipfile(stream):
        raise two_in_one(filename)
    stream.seek(0)
    try:
        reader = PdfReader(stream)
        if reader.is_encrypted:
            raise refused(_("The file “%(name)s” is locked by a password. Send it unlocked.", name=filename))
        pages = reader.get_num_pages()
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, OSError, RecursionError) as error:
        raise damaged(filename) from error
    if not 1 <= pages <= MOST_PAGES:
        raise refused(_("A PDF has between 1 and %(most)s pages; split it.", most=MOST_PAGES))


def _tail(stream: BinaryIO) -> bytes:
    size = stream.seek(0, 2)
    stream.seek(max(0, size - PDF_MARK))
    return stream.read()


def _text(stream: BinaryIO, filename: str) -> None:
    """Text in UTF-8 or GB 18030 without control characters."""
    stream.seek(0)
    content = stream.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text) is None:
            return
        break
    raise damaged(filename)


KINDS: Mapping[str, FileKind] = {
    "image/jpeg": FileKind((".jpg", ".jpeg"), _picture("JPEG")),
    "image/png": FileKind((".png",), _picture("PNG")),
    "image/webp": FileKind((".webp",), _picture("WEBP")),
    "application/pdf": FileKind((".pdf",), _pdf),
    DOCX: FileKind((".docx",), archives.require_office),
    XLSX: FileKind((".xlsx",), archives.require_office),
    archives.ZIP: FileKind((".zip",), archives.require_harmless),
    "text/plain": FileKind((".txt",), _text),
    "text/csv": FileKind((".csv",), _text),
}
"""By media type. SVG and HTML are not among them: a browser would run what they hold."""
