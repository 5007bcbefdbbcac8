"""Files as people and attackers send them, made where a test needs them."""

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\nstartxref\n9\n%%EOF\n"
GPS = 0x8825
TYPES = b"<?xml version='1.0'?><Types/>"
DOCX = {"[Content_Types].xml": TYPES, "_rels/.rels": "<r/>", "word/document.xml": "<w/>"}


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/octet-stream")


def archive(members: dict[str, Any], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", packing) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


def docx(**more: Any) -> bytes:
    """``more`` members are named with ``__`` for the slash."""
    return archive(DOCX | {name.replace("__", "/"): text for name, text in more.items()})


def open_document(kind: str = "text") -> bytes:
    said = f"application/vnd.oasis.opendocument.{kind}"
    return archive({"mimetype": said, "content.xml": "<c/>", "META-INF/manifest.xml": "<m/>"})


def picture(
    format: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **saved: Any
) -> bytes:
    out = BytesIO()
    Image.new(mode, size, "teal").save(out, format, **saved)
    return out.getvalue()


def pdf(*lines: str, password: str = "", packed: int = 0) -> bytes:
    """A page with these lines, behind ``packed`` bytes of nothing."""
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"),
        NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica")})  # fmt: skip
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F"): font})}
    )
    said = StreamObject()
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    said.set_data(b" " * packed + f"BT /F 12 Tf 14 TL 20 200 Td {shown} ET".encode("latin-1"))
    said = said.flate_encode() if packed else said
    page[NameObject("/Contents")] = said
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def photograph(size: tuple[int, int] = (60, 40)) -> bytes:
    """As a telephone makes it: turned on its side, with the place and the owner in it."""
    exif = Image.Exif()
    exif[0x0112] = 6  # hold it upright by a quarter turn
    exif[0x013B] = "Amina Reyes"
    exif.get_ifd(GPS)[1] = "S"
    exif.get_ifd(GPS)[2] = (33.0, 26.0, 0.0)
    return picture(size=size, exif=exif, comment=b"at home")


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that would be drawn as ``width`` × ``height`` pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


def jpeg_of_scans(number: int) -> bytes:
    """A picture of which each scan says nothing new, and is drawn all the same."""
    whole = picture(size=(400, 300), progressive=True)
    tables, end = whole.rindex(b"\xff\xc4"), whole.rindex(b"\xff\xd9")
    return whole[:end] + whole[tables:end] * number + whole[end:]


def with_a_second_list(content: bytes) -> bytes:
    """The one of archives that are too large for the first, which then says nothing."""
    end = content.rindex(b"PK\x05\x06")
    _signs, _here, _from, _number, number, size, begins, _comment = struct.unpack(
        "<4s4H2LH", content[end:]
    )
    second = struct.pack(
        "<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, number, number, size, begins
    )
    return content[:end] + second + struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1) + content[end:]


ZIP_BOMB = docx(word__media__image1="0" * 30_000_000)
BESIDES = archive({"a.txt": "a"})
HOSTILE = {
    "bomb.docx": ZIP_BOMB,
    "bz2.docx": archive(DOCX, zipfile.ZIP_BZIP2),
    "lzma.docx": archive(DOCX, zipfile.ZIP_LZMA),
    "scans.jpg": jpeg_of_scans(100),
    "long-list.docx": archive(DOCX | {f"{'a' * 200}/{number}": "" for number in range(4_900)}),
    "zip64.docx": with_a_second_list(archive(DOCX)),
    "way-out.docx": docx(**{"..__..__etc__passwd": "root"}),
    "absolute.docx": docx(**{"__etc__passwd": "root"}),
    "windows.docx": docx(**{"..\\..\\boot.ini": "x"}),
    "macros.docx": docx(word__vbaProject="x", **{"word__vbaProject.bin": "x"}),
    "program.docx": docx(**{"word__embeddings__a.exe": "MZ"}),
    "entities.docx": docx(word__more="<!DOCTYPE a [<!ENTITY b 'c'>]>"),
    "before.docx": b"PK\x03\x04 and more" + docx(),
    "behind.docx": docx() + b"<script>alert(1)</script>",
    "cut.docx": docx()[:-30],
    "plain.zip": BESIDES,
    "zip-as.docx": BESIDES,
    "html-in.pdf": PDF.replace(b"1 0 obj", b"<html><script>alert(1)</script>"),
    "html-behind.pdf": PDF + b"<html><script>alert(1)</script></html>",
    "zip-behind.pdf": PDF + BESIDES,
    "zip-within.pdf": PDF + BESIDES + b"%%EOF",
    "before.pdf": b"GIF89a" + PDF,
    "cut.pdf": PDF[:-7],
    "html-as.pdf": b"<!doctype html><html><script>alert(1)</script></html>",
    "program.pdf": b"MZ\x90\0\x03",
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "drawing.png": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "page.html": b"<html></html>",
    "page.txt": b"  <HTML><body>",
    "drawing.csv": b"a;b\n<svg onload=alert(1)>;c",
    "nul.csv": b"a;b\n1;\0",
    "wide.txt": "as Windows saves “Unicode”".encode("utf-16"),
    "huge.png": png_that_claims(50_000, 50_000),
    "large.png": png_that_claims(9_000, 9_000),
    "cut.jpg": picture(size=(600, 400))[:-900],
    "cut.webp": picture("WEBP", (600, 400))[:-60],
    "riff.webp": b"RIFF\x04\0\0\0WEBPVP8 ",
    "moving.gif": picture("GIF"),
    "empty.pdf": b"",
    "no-name": b"\x7fELF",
}  # fmt: skip
