"""Files of every kind that is taken, made small; and their hostile relatives."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image
from pypdf import PdfWriter

TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture in one of the formats taken."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


def pdf(pages: int = 1, *, password: str = "") -> bytes:
    """A PDF of blank pages."""
    writer, out = PdfWriter(), io.BytesIO()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def archive(files: Mapping[str, bytes] | None = None, *, links: tuple[str, ...] = ()) -> bytes:
    """A ZIP archive of these files; `links` become symbolic links."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in (files if files is not None else {"x.txt": b"x"}).items():
            opened.writestr(name, content)
        for name in links:
            link = zipfile.ZipInfo(name)
            link.external_attr = 0o120777 << 16
            opened.writestr(link, "/etc/passwd")
    return out.getvalue()


def word(more: Mapping[str, bytes] | None = None, document: bytes = b"<document/>") -> bytes:
    """A Word paper with these parts besides its main one."""
    return archive({"[Content_Types].xml": TYPES, "word/document.xml": document, **(more or {})})


def sheet(more: Mapping[str, bytes] | None = None) -> bytes:
    """A workbook."""
    return archive({"[Content_Types].xml": TYPES, "xl/workbook.xml": b"<workbook/>", **(more or {})})


def claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims these dimensions."""
    small = bytearray(picture("PNG"))
    small[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    small[29:33] = zlib.crc32(bytes(small[12:29])).to_bytes(4, "big")
    return bytes(small)


def locked() -> bytes:
    """An archive whose one file is marked as encrypted, in both of its headers."""
    content = bytearray(archive())
    content[6:8] = struct.pack("<H", 1)
    central = content.index(b"PK\x01\x02")
    content[central + 8 : central + 10] = struct.pack("<H", 1)
    return bytes(content)


def lying() -> bytes:
    """An archive whose directory claims less than the file unpacks to."""
    content = bytearray(archive({"x.txt": b"\0" * 100_000}))
    central = content.index(b"PK\x01\x02")
    for place in (22, central + 24):
        content[place : place + 4] = struct.pack("<L", 10)
    return bytes(content)


def spoiled() -> bytes:
    """An archive packed with LZMA, whose one file was altered afterwards."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as opened:
        opened.writestr("x.txt", b"x" * 2_000)
    content = bytearray(out.getvalue())
    content[48:58] = bytes(10)
    return bytes(content)
