"""Which files are taken: those that are what their names say."""

import io
import zlib
from datetime import timedelta

import pytest

from app.core import clock
from app.core.errors import RuleViolated
from app.evidence import rules
from tests.evidence.conftest import PDF, archive, picture

HONEST = {
    "photo.jpg": (picture("JPEG"), "image/jpeg"),
    "photo.JPEG": (picture("JPEG"), "image/jpeg"),
    "screen.png": (picture("PNG"), "image/png"),
    "screen.webp": (picture("WEBP"), "image/webp"),
    "notice.pdf": (PDF, "application/pdf"),
    "log.txt": ("访问记录\n2022-09-28".encode(), "text/plain"),
    "rows.csv": ("序号,名称\r\n1,甲\r\n".encode("gb18030"), "text/csv"),
}

PHOTO = picture("JPEG", (400, 300))
SCREEN = picture("PNG", (400, 300))

ATTACKS = {
    "empty": ("photo.jpg", b"", "empty"),
    "a PDF called a photo": ("photo.jpg", PDF, "really application/pdf"),
    "a photo called a PDF": ("notice.pdf", PHOTO, "really image/jpeg"),
    "a photo called a text": ("notes.txt", PHOTO, "really image/jpeg"),
    "a program called a PDF": ("notice.pdf", b"MZ\x90\x00" + b"\x00" * 200, "not taken"),
    "a program": ("setup.exe", b"MZ\x90\x00" + b"\x00" * 200, "not taken"),
    "a page": ("page.html", b"<!doctype html><script>alert(1)</script>", "not taken"),
    "a page called a photo": ("photo.png", b"<!doctype html><script>alert(1)</script>", "not taken"),
    "a drawing with a script": ("drawing.svg", b"<svg onload='alert(1)'/>", "not taken"),
    "an archive": ("files.zip", archive(), "not taken"),
    "a script in a text's clothes": ("notes.txt", b"\x7fELF\x02\x01\x01" + b"\x00" * 50, "not taken"),
    "binary data called a text": ("notes.txt", b"abc\x00\x01\x02", "damaged"),
    "no known encoding": ("notes.txt", b"\xff\xff\xff\xff", "damaged"),
    "half a photo": ("photo.jpg", PHOTO[: len(PHOTO) // 2], "damaged"),
    "half a screen": ("screen.png", SCREEN[: len(SCREEN) // 2], "damaged"),
    "only a header of a photo": ("photo.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 20, "damaged"),
    "half a PDF": ("notice.pdf", PDF[:30], "damaged"),
    "a PDF that begins late": ("notice.pdf", b"x" + PDF, "not taken"),
    "a photo with an archive at its end": ("photo.jpg", PHOTO + archive(), "second file"),
    "a PDF with an archive at its end": ("notice.pdf", PDF[:-1] + archive() + PDF[-40:], "second file"),
    "a photo that is also a PDF": ("photo.jpg", PHOTO[:2] + b"\xff\xfe\x00\x0a%PDF-1.4" + PHOTO[2:], "second file"),
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_files_are_recognised(name):
    content, media_type = HONEST[name]
    stream = io.BytesIO(content)

    assert rules.recognised(stream, name) == media_type
    assert stream.tell() == 0


@pytest.mark.parametrize("attack", ATTACKS)
def test_other_files_are_refused_with_a_sentence(attack):
    name, content, sentence = ATTACKS[attack]
    with pytest.raises(RuleViolated, match=sentence) as refused:
        rules.recognised(io.BytesIO(content), name)

    assert refused.value.field == "file"


def test_a_picture_of_absurd_dimensions_is_refused_before_it_is_unpacked():
    small = bytearray(picture("PNG"))
    small[16:24] = (30_000).to_bytes(4, "big") * 2
    small[29:33] = zlib.crc32(bytes(small[12:29])).to_bytes(4, "big")
    with pytest.raises(RuleViolated, match="million pixels"):
        rules.recognised(io.BytesIO(bytes(small)), "screen.png")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\Users\\li\\照片.jpg", "照片.jpg"),
        ("/absolute/x.pdf", "x.pdf"),
        ("现场照片（一）.jpg", "现场照片（一）.jpg"),
        ("cafe\u0301.png", "café.png"),
        ("gpj.\u202eexe.jpg", "gpj.exe.jpg"),
        ("a\x00b\r\n.jpg", "ab.jpg"),
        ("字" * 300 + ".jpg", "字" * 196 + ".jpg"),
    ],
)
def test_a_name_keeps_no_path_and_nothing_unseen(sent, kept):
    assert rules.clean_filename(sent) == kept


@pytest.mark.parametrize("sent", ["", "..", "/", ".jpg", "../", "\u202e", "   "])
def test_a_file_needs_a_name(sent):
    with pytest.raises(RuleViolated, match="no name"):
        rules.clean_filename(sent)


def test_evidence_does_not_come_from_the_future():
    now = clock.now()
    rules.require_happened(now, now)
    with pytest.raises(RuleViolated, match="future"):
        rules.require_happened(now + timedelta(seconds=1), now)
