"""The files of the demo's evidence, drawn by code: each says on its face that it is fictitious."""

import io

from PIL import Image, ImageDraw, ImageFont

SIZE = (800, 520)
INK, PALE, LINE, ALARM = "#1f3a5f", "#f4f6fa", "#c9d3e0", "#b3261e"
STAMP = "DEMO - FICTITIOUS"


def screenshot(serial: str) -> bytes:
    """A PNG that looks like the page of an app."""
    picture, draw = _canvas()
    draw.rounded_rectangle((270, 24, 530, 496), radius=22, outline=INK, width=4, fill="white")
    for row in range(5):
        top = 96 + row * 74
        draw.rounded_rectangle((292, top, 508, top + 60), radius=8, fill=PALE, outline=LINE)
        draw.rectangle((304, top + 10, 352, top + 50), fill=LINE)
        draw.line((364, top + 20, 490, top + 20), fill=INK, width=5)
        draw.line((364, top + 38, 450, top + 38), fill=LINE, width=5)
    return _labelled(picture, draw, f"APP SCREEN {serial}", "PNG")


def photo(serial: str) -> bytes:
    """A JPEG that looks like a desk with a screen."""
    picture, draw = _canvas()
    draw.rectangle((0, 400, *SIZE), fill="#b9a58a")
    draw.rounded_rectangle((220, 110, 580, 340), radius=10, fill=INK)
    draw.rectangle((236, 126, 564, 324), fill="white")
    draw.polygon(((370, 340), (430, 340), (450, 400), (350, 400)), fill=INK)
    for place, height in enumerate((40, 90, 130, 70, 160)):
        draw.rectangle((262 + place * 58, 310 - height, 300 + place * 58, 310), fill=LINE)
    return _labelled(picture, draw, f"SITE PHOTO {serial}", "JPEG")


def _canvas() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", SIZE, "#e9eef5")
    return picture, ImageDraw.Draw(picture)


def _labelled(picture: Image.Image, draw: ImageDraw.ImageDraw, label: str, form: str) -> bytes:
    draw.multiline_text((24, 20), label, fill=INK, font=ImageFont.load_default(20))
    draw.multiline_text((24, SIZE[1] - 44), STAMP, fill=ALARM, font=ImageFont.load_default(28))
    out = io.BytesIO()
    picture.save(out, form)
    return out.getvalue()


LINE_LENGTH = 30
MOST_LINES = 24


def paper(title: str, text: str) -> bytes:
    """A PDF page with Chinese text, set in a font that every viewer brings (Adobe-GB1), so none is embedded."""
    lines = [title, "（演示材料，内容纯属虚构）", "", *_wrapped(text)]
    shown = [f"<{line.encode('utf-16-be').hex()}> Tj 0 -26 Td" for line in lines[:MOST_LINES]]
    stream = "\n".join(("BT /F1 16 Tf 60 770 Td", *shown, "ET")).encode()
    return _pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 5 >> /DW 1000 >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    )


def _wrapped(text: str) -> list[str]:
    return [text[start : start + LINE_LENGTH] for start in range(0, len(text), LINE_LENGTH)]


def _pdf(*objects: bytes) -> bytes:
    """The objects, numbered from 1, with cross-reference table and trailer (ISO 32000-1, 7.5)."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)
