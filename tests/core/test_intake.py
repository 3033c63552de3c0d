"""Which files are taken: those that are what their names say, and do no harm. The zoo of those that are not."""

import io
import os
import shutil
import socketserver
import struct
import subprocess
import threading
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.errors import RuleViolated
from app.core.intake import clean_filename, receive, recognised, scanning
from app.core.intake.kinds import DOCX, XLSX
from app.core.storage import LocalStorage, read_verified
from tests.factories.files import archive, claiming, locked, lying, pdf, picture, sheet, spoiled, word

PDF = pdf()
PHOTO = picture("JPEG", (400, 300))
SCREEN = picture("PNG", (400, 300))
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><document>&b;</document>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><document>&a;</document>'

HONEST = {
    "photo.jpg": (picture("JPEG"), "image/jpeg"),
    "photo.JPEG": (picture("JPEG"), "image/jpeg"),
    "screen.png": (picture("PNG"), "image/png"),
    "screen.webp": (picture("WEBP"), "image/webp"),
    "notice.pdf": (PDF, "application/pdf"),
    "answer.docx": (word({"word/media/image1.png": SCREEN}), DOCX),
    "rows.xlsx": (sheet({"xl/worksheets/sheet1.xml": b"<worksheet/>"}), XLSX),
    "logs.zip": (archive({"日志/1.txt": b"a" * 2000, "2.txt": b"b"}), "application/zip"),
    "log.txt": ("访问记录\n2022-09-28".encode(), "text/plain"),
    "rows.csv": ("序号,名称\r\n1,甲\r\n".encode("gb18030"), "text/csv"),
}

ZOO = {
    "empty": ("photo.jpg", b"", "empty"),
    "a PDF called a photo": ("photo.jpg", PDF, "really application/pdf"),
    "a photo called a PDF": ("notice.pdf", PHOTO, "really image/jpeg"),
    "a photo called a text": ("notes.txt", PHOTO, "really image/jpeg"),
    "a program called a PDF": ("notice.pdf", b"MZ\x90\x00" + b"\x00" * 200, "not taken"),
    "a program": ("setup.exe", b"MZ\x90\x00" + b"\x00" * 200, "not taken"),
    "a page": ("page.html", b"<!doctype html><script>alert(1)</script>", "not taken"),
    "a page called a photo": ("photo.png", b"<!doctype html><script>alert(1)</script>", "not taken"),
    "a drawing with a script": ("drawing.svg", b"<svg onload='alert(1)'/>", "not taken"),
    "a drawing called a photo": ("photo.png", b"<?xml version='1.0'?><svg onload='alert(1)'/>", "not taken"),
    "a shell script": ("run.sh", b"#!/bin/sh\nrm -rf /\n", "not taken"),
    "a script in a text's clothes": ("notes.txt", b"\x7fELF\x02\x01\x01" + b"\x00" * 50, "not taken"),
    "an old office paper": ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "not taken"),
    "a moving picture": ("photo.gif", picture("GIF"), "not taken"),
    "a tiff": ("photo.tif", picture("TIFF"), "not taken"),
    "an archive of another make": ("logs.rar", b"Rar!\x1a\x07\x01\x00" + b"\x00" * 50, "not taken"),
    "binary data called a text": ("notes.txt", b"abc\x00\x01\x02", "damaged"),
    "a terminal's commands in a text": ("notes.txt", b"abc\x1b[2Jdef", "damaged"),
    "no known encoding": ("notes.txt", b"\xff\xff\xff\xff", "damaged"),
    "half a photo": ("photo.jpg", PHOTO[: len(PHOTO) // 2], "damaged"),
    "half a screen": ("screen.png", SCREEN[: len(SCREEN) // 2], "damaged"),
    "only a header of a photo": ("photo.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 20, "damaged"),
    "a picture of absurd dimensions": ("screen.png", claiming(30_000, 30_000), "50 million pixels"),
    "a picture of just too many pixels": ("screen.png", claiming(10_000, 5_001), "50 million pixels"),
    "half a PDF": ("notice.pdf", PDF[:30], "damaged"),
    "a PDF of nothing": ("notice.pdf", b"%PDF-1.4\nstartxref\n9\n%%EOF\n", "damaged"),
    "a PDF whose pages lead nowhere": ("notice.pdf", PDF.replace(b"/Pages", b"/Pagez"), "damaged|between 1"),
    "a PDF without a page": ("notice.pdf", pdf(0), "between 1"),
    "a PDF with a password": ("notice.pdf", pdf(password="x"), "locked"),
    "a PDF that begins late": ("notice.pdf", b"x" + PDF, "not taken"),
    "a photo with an archive at its end": ("photo.jpg", PHOTO + archive(), "second file"),
    "a PDF with an archive at its end": ("notice.pdf", PDF[:-1] + archive() + PDF[-60:], "second file"),
    "a photo that is also a PDF": ("photo.jpg", PHOTO[:2] + b"\xff\xfe\x00\x0a%PDF-1.4" + PHOTO[2:], "second file"),
    "a photo before an archive": ("logs.zip", PHOTO + archive(), "really image/jpeg"),
    "an archive cut off": ("logs.zip", archive({"x.txt": b"x" * 500})[:60], "damaged"),
    "an archive with a broken file": (
        "logs.zip",
        archive({"x.txt": b"abc"}).replace(b"\x4b\x4c\x4a", b"\x4b\x4c\x4b"),
        "damaged",
    ),
    "a bomb": ("logs.zip", archive({"x.txt": b"\0" * 30_000_000}), "far more"),
    "a bomb in a workbook": ("rows.xlsx", sheet({"xl/a.xml": b" " * 30_000_000}), "far more"),
    "an archive that lies about its size": ("logs.zip", lying(), "damaged"),
    "an archive in an archive": ("logs.zip", archive({"in.zip": archive()}), "another archive"),
    "thousands of files": ("logs.zip", archive({f"{n}.txt": b"" for n in range(1_001)}), "more than 1000 files"),
    "a way out of the archive": ("logs.zip", archive({"../../etc/cron.d/x": b"x"}), "leads out"),
    "another way out": ("logs.zip", archive({"a\\..\\..\\x.txt": b"x"}), "leads out"),
    "an absolute path": ("logs.zip", archive({"/etc/passwd": b"x"}), "leads out"),
    "a drive": ("logs.zip", archive({"C:/x.txt": b"x"}), "leads out"),
    "a link in an archive": ("logs.zip", archive(links=("x",)), "leads out"),
    "a locked archive": ("logs.zip", locked(), "locked"),
    "a paper called an archive": ("logs.zip", word(), "really application/vnd"),
    "a workbook called a paper": ("answer.docx", sheet(), "really application/vnd"),
    "an archive called a paper": ("answer.docx", archive(), "really application/zip"),
    "a paper with macros": ("answer.docx", word({"word/vbaProject.bin": b"x"}), "macros"),
    "a paper under its macro name": ("answer.docm", word(), "really application/vnd"),
    "a paper that laughs a billion times": ("answer.docx", word(document=LAUGHS), "damaged"),
    "a paper that reads our files": ("answer.docx", word(document=OUTSIDE), "damaged"),
    "a paper whose relations read our files": ("answer.docx", word({"_rels/.rels": OUTSIDE}), "damaged"),
    "a paper that is no XML": ("answer.docx", word(document=b"<document>"), "damaged"),
    "a paper in no known encoding": (
        "answer.docx",
        word(document=b"<?xml version='1.0' encoding='x'?><d/>"),
        "damaged",
    ),
    "a paper without a bottom": ("answer.docx", word(document=b"<d>" * 1_001 + b"</d>" * 1_001), "damaged"),
    "an archive packed and spoiled": ("logs.zip", spoiled(), "damaged"),
}


def test_a_paper_of_a_million_elements_is_read_without_keeping_them():
    paper = word({"word/media/image1.bin": os.urandom(60_000)}, document=b"<d>" + b"<p/>" * 1_000_000 + b"</d>")
    tracemalloc.start()
    try:
        recognised(io.BytesIO(paper), "answer.docx")
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 10_000_000


@pytest.mark.parametrize("name", HONEST)
def test_honest_files_are_recognised(name):
    content, media_type = HONEST[name]
    stream = io.BytesIO(content)

    assert recognised(stream, name) == media_type
    assert stream.tell() == 0


@pytest.mark.parametrize("animal", ZOO)
def test_other_files_are_refused_with_a_sentence(animal):
    name, content, sentence = ZOO[animal]
    with pytest.raises(RuleViolated, match=sentence) as refused:
        recognised(io.BytesIO(content), name)

    assert refused.value.field == "file"


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
    assert clean_filename(sent) == kept


@pytest.mark.parametrize("sent", ["", "..", "/", ".jpg", "../", "\u202e", "   "])
def test_a_file_needs_a_name(sent):
    with pytest.raises(RuleViolated, match="no name"):
        clean_filename(sent)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


def test_what_is_refused_is_kept_nowhere(folder):
    store = LocalStorage(folder)
    for name, content in (("photo.jpg", PDF), ("photo.jpg", PHOTO[:500]), ("notes.txt", b"x" * 2_000)):
        with pytest.raises(RuleViolated):
            receive(io.BytesIO(content), name, store=store, limit=1_000)
    assert not folder.exists()


def test_a_file_taken_in_is_known_by_its_content(folder):
    received = receive(io.BytesIO(PHOTO), "../照片.jpg", store=LocalStorage(folder), limit=1 << 20)

    assert (received.media_type, received.filename, received.size) == ("image/jpeg", "照片.jpg", len(PHOTO))
    assert read_verified(LocalStorage(folder), received.sha256) == PHOTO


class Scanner(socketserver.StreamRequestHandler):
    """Speaks the part of clamd's protocol that we use; objects to what holds the word VIRUS."""

    answers = "as clamd"

    def handle(self) -> None:
        self.rfile.readline()
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        verdict = {
            "as clamd": b"stream: Win.Test FOUND\n" if b"VIRUS" in content else b"stream: OK\n",
            "error": b"INSTREAM size limit exceeded. ERROR\n",
            "scan error": b"stream: Can't allocate memory ERROR\n",
            "nonsense": b"hello\n",
            "nothing": b"",
        }[self.answers]
        self.wfile.write(verdict)


@pytest.fixture
def scanner(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Scanner, "answers", getattr(request, "param", "as clamd"))
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Scanner) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(scanning, "_url", f"tcp://127.0.0.1:{server.server_address[1]}")
        yield
        server.shutdown()


def test_the_scanner_lets_a_clean_file_pass_and_stops_the_other(scanner, folder):
    store = LocalStorage(folder)
    assert receive(io.BytesIO(b"clean"), "a.txt", store=store, limit=1 << 20).size == 5
    with pytest.raises(RuleViolated, match="objects to this file"):
        receive(io.BytesIO(b"VIRUS" * 1_000), "b.txt", store=store, limit=1 << 20)
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("scanner", ["error", "scan error", "nonsense", "nothing"], indirect=True)
def test_a_file_that_could_not_be_scanned_is_not_taken(scanner, folder):
    with pytest.raises(RuleViolated, match="could not be scanned"):
        receive(io.BytesIO(b"clean"), "a.txt", store=LocalStorage(folder), limit=1 << 20)
    assert not folder.exists()


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:1", "unix:/nowhere/clamd.ctl"])
def test_a_scanner_that_is_not_there_lets_nothing_pass(url, folder, monkeypatch):
    monkeypatch.setattr(scanning, "_url", url)
    with pytest.raises(RuleViolated, match="could not be scanned"):
        receive(io.BytesIO(b"clean"), "a.txt", store=LocalStorage(folder), limit=1 << 20)


@pytest.fixture
def clamd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A real clamd with one signature of our own."""
    program = shutil.which("clamd")
    if program is None:
        pytest.skip("clamd is not installed: the scanner's protocol alone is tested")
    (tmp_path / "signatures").mkdir()
    (tmp_path / "signatures" / "own.ndb").write_text(f"Own.Test:0:*:{b'VIRUS-OF-OURS'.hex()}\n")
    socket = tmp_path / "clamd.ctl"
    (tmp_path / "clamd.conf").write_text(
        f"DatabaseDirectory {tmp_path}/signatures\nLocalSocket {socket}\nForeground yes\nUser root\n"
    )
    with subprocess.Popen([program, "-c", tmp_path / "clamd.conf"]) as process:
        deadline = time.monotonic() + 30
        while not socket.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        monkeypatch.setattr(scanning, "_url", f"unix:{socket}")
        yield
        process.terminate()


@pytest.mark.real_time
def test_a_real_scanner_is_understood(clamd, folder):
    store = LocalStorage(folder)
    assert receive(io.BytesIO(b"clean " * 100_000), "a.txt", store=store, limit=1 << 20).size == 600_000
    with pytest.raises(RuleViolated, match="objects to this file"):
        receive(io.BytesIO(b"VIRUS-OF-OURS"), "b.txt", store=store, limit=1 << 20)
