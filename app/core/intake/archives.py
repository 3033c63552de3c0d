"""ZIP archives and the office papers that are made of them: opened with care, unpacked nowhere."""

import lzma
import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from xml.parsers import expat  # nosec B407

from app.core import storage
from app.core.intake.refusal import damaged, refused, two_in_one
from app.core.text import _

ZIP = "application/zip"
MOST_ENTRIES = 1_000
MOST_RATIO = 100
"""Bytes unpacked for each byte packed."""
UNPACKED = 4
"""How many times the largest upload an archive may unpack to."""

DEEPEST = 1_000
"""How many elements of a part lie within one another at most."""

CONTENT_TYPES = "[Content_Types].xml"
OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN_PARTS = {
    "word/document.xml": f"{OFFICE}wordprocessingml.document",
    "xl/workbook.xml": f"{OFFICE}spreadsheetml.sheet",
}
MACROS = "vbaproject.bin"

UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(EOFError, NotImplementedError, RuntimeError, ValueError, OSError),
)
"""What reading a damaged archive raises; RuntimeError for one that asks for a password."""


def office_kind(stream: BinaryIO) -> str | None:
    """The media type of the office paper this archive is, or None."""
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
    except UNREADABLE:
        return None
    if CONTENT_TYPES not in names:
        return None
    return next((kind for part, kind in MAIN_PARTS.items() if part in names), None)


def require_harmless(stream: BinaryIO, filename: str) -> None:
    """Raise RuleViolated for an archive that is damaged, locked, too large unpacked, or that reaches out of itself."""
    stream.seek(0)
    if stream.read(4) != b"PK\x03\x04":
        raise two_in_one(filename)
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            _require_measure(entries, stream.seek(0, 2))
            for entry in entries:
                _require_plain(entry)
            if archive.testzip() is not None:
                raise damaged(filename)
    except UNREADABLE as error:
        raise damaged(filename) from error


def _require_measure(entries: list[zipfile.ZipInfo], packed: int) -> None:
    if len(entries) > MOST_ENTRIES:
        raise refused(_("The archive has more than %(most)s files. Split it.", most=MOST_ENTRIES))
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_RATIO * packed or unpacked > UNPACKED * storage.upload_limit():
        raise refused(_("The archive unpacks to far more than it should. Send the files one by one."))


def _require_plain(entry: zipfile.ZipInfo) -> None:
    """The entry is a file or a folder below the archive, not locked, and no archive itself."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    mode = stat.S_IFMT(entry.external_attr >> 16)
    if path.is_absolute() or ".." in path.parts or ":" in entry.filename or mode not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise refused(_("The archive holds a path that leads out of it. Pack the files anew."))
    if entry.flag_bits & 0x1:
        raise refused(_("The archive is locked by a password. Send it unlocked."))
    if path.suffix.lower() in (".zip", ".rar", ".7z", ".gz", ".bz2", ".xz", ".tar"):
        raise refused(_("The archive holds another archive. Send the files themselves."))


def require_office(stream: BinaryIO, filename: str) -> None:
    """Raise RuleViolated for an office paper that is no harmless archive, holds macros, or whose parts are no XML."""
    require_harmless(stream, filename)
    with zipfile.ZipFile(stream) as archive:
        names = archive.namelist()
        if any(name.lower().endswith(MACROS) for name in names):
            raise refused(_("The file “%(name)s” holds macros. Save it without them and send it again.", name=filename))
        for name in names:
            if name.endswith((".xml", ".rels")):
                _require_xml(archive, name, filename)


def _require_xml(archive: zipfile.ZipFile, name: str, filename: str) -> None:
    """Read a part and keep nothing of it: a tree of millions of elements would fill the memory. Without a document type
    there are no entities, so that nothing expands and nothing is fetched."""
    parser, depth = expat.ParserCreate(), 0

    def refuse(*_declaration: Any) -> None:
        raise ValueError("a document type")

    def enter(*_element: Any) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise ValueError("too deep")

    def leave(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler, parser.StartElementHandler, parser.EndElementHandler = refuse, enter, leave
    try:
        with archive.open(name) as part:
            parser.ParseFile(part)
    except (expat.ExpatError, LookupError, *UNREADABLE) as error:
        raise damaged(filename) from error
