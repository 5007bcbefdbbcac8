"""An upload is what its content says; what may harm a reader is refused in plain words."""

import resource
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadhandler import load_handler
from django.db import IntegrityError
from django.test import RequestFactory
from PIL import Image, ImageCms

from community import pictures
from community.file_kinds import PICTURES
from community.receiving import LARGEST
from community.upload_field import UploadField
from community.uploads import receive, store, storing
from tests import files


class OneFile(forms.Form):
    file = UploadField()


@pytest.fixture(autouse=True)
def on_a_disk(settings, tmp_path):
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    settings.MEDIA_ROOT = tmp_path / "files"


@contextmanager
def room_for(size: int):
    """As on a full disk: no file of this process grows beyond ``size`` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def sent():
    """A request as it reaches us; what it holds open is closed in the end."""
    requests = []

    def post(**fields):
        requests.append(RequestFactory().post("/", fields))
        return requests[-1]

    yield post
    for request in requests:
        request.close()


def stored() -> list[Path]:
    return [path for path in Path(default_storage.location).rglob("*") if path.is_file()]


# --- What is taken -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "extension"),
    [
        ("report.pdf", files.PDF, "pdf"),
        ("a.docx", files.docx(), "docx"),
        ("a.odt", files.open_document(), "odt"),
        ("a.ods", files.open_document("spreadsheet"), "ods"),
        ("a.odp", files.open_document("presentation"), "odp"),
        ("a.jpeg", files.picture(), "jpg"),
        ("a.png", files.picture("PNG"), "png"),
        ("a.webp", files.picture("WEBP"), "webp"),
        ("a.csv", "país;año\nPerú;2024".encode(), "csv"),
        ("a.txt", b"plain", "txt"),
        ("a.jpg", files.PDF, "pdf"),
        ("no-extension", files.picture("PNG"), "png"),
    ],
)
def test_a_file_is_known_by_what_is_in_it(name, content, extension):
    received = receive(files.upload(name, content))
    assert received.kind.extension == extension
    assert received.name.endswith(f".{extension}")
    if not received.picture:
        assert received.content.read() == content
        assert received.size == len(content)


@pytest.mark.parametrize(
    ("main", "extension"), [("xl/workbook.xml", "xlsx"), ("ppt/presentation.xml", "pptx")]
)
def test_tables_and_slides_are_told_apart(main, extension):
    content = files.archive({"[Content_Types].xml": files.TYPES, main: "<x/>"})
    assert receive(files.upload("a.docx", content)).kind.extension == extension


def test_text_of_old_windows_becomes_utf_8():
    received = receive(files.upload("a.csv", "país;“año”".encode("windows-1252")))
    assert received.content.read().decode("utf-8-sig") == "país;“año”"


# --- What is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", files.HOSTILE)
def test_what_may_harm_is_refused_in_words(name):
    with pytest.raises(ValidationError) as refusal:
        receive(files.upload(name, files.HOSTILE[name]))
    assert str(refusal.value.messages[0]).endswith(".")
    assert stored() == []


def test_a_name_that_says_something_else_is_said():
    with pytest.raises(ValidationError, match="The name says PDF, but the content"):
        receive(files.upload("page.pdf", files.HOSTILE["html-as.pdf"]))


def test_a_form_that_asks_for_a_picture_takes_no_document():
    with pytest.raises(ValidationError, match=r"These are: JPEG, PNG, WebP\."):
        receive(files.upload("a.pdf", files.PDF), PICTURES)


def test_a_zip_that_lies_about_its_size_is_found_out():
    honest = files.docx(word__media="0" * 5000)
    lie = honest.replace((5000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    assert lie != honest
    with pytest.raises(ValidationError):
        receive(files.upload("a.docx", lie))


# --- Names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Informe final.PDF", "Informe final.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\plan.docx", "plan.pdf"),
        ("invoice\u202efdp.exe", "invoice fdp.pdf"),
        ("a\r\nSet-Cookie: x\0.pdf", "a Set-Cookie x.pdf"),
        ('"><script>.pdf', "script.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("...", "file.pdf"),
        ("日本語.pdf", "日本語.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_a_name_is_shown_without_what_could_mislead(given, shown):
    upload = files.upload("a.pdf", files.PDF)
    upload._name = given  # past Django's own cleaning
    assert receive(upload).name == shown


# --- Pictures ------------------------------------------------------------------------------------


def test_a_photograph_forgets_where_it_was_taken_and_stands_upright():
    before = files.photograph()
    assert Image.open(BytesIO(before)).getexif().get_ifd(files.GPS)
    picture = receive(files.upload("home.jpg", before)).picture
    after = Image.open(BytesIO(picture.content))
    assert not after.getexif()
    assert (picture.width, picture.height) == after.size == (40, 60)
    assert b"Amina" not in picture.content
    assert b"at home" not in picture.content


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_other_formats_lose_their_notes_too(format):
    exif = Image.Exif()
    exif[0x013B] = "Amina Reyes"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    before = files.picture(format, exif=exif, icc_profile=profile)
    after = Image.open(BytesIO(receive(files.upload("a", before)).picture.content))
    assert b"Amina" in before
    assert (after.format, "icc_profile" in after.info, dict(after.getexif())) == (format, False, {})


@pytest.mark.parametrize(
    ("mode", "format"),
    [("L", "PNG"), ("LA", "PNG"), ("P", "PNG"), ("RGBA", "WEBP"), ("CMYK", "JPEG"), ("1", "PNG")],
)
def test_every_way_to_keep_colors_is_drawn(mode, format):
    assert receive(files.upload("a", files.picture(format, mode=mode))).picture.width == 60


def test_a_picture_of_sixteen_bits_keeps_its_shades():
    out = BytesIO()
    Image.new("I;16", (10, 10), 0x8000).save(out, "PNG")
    drawn = receive(files.upload("a.png", out.getvalue())).picture
    assert 100 < Image.open(BytesIO(drawn.content)).convert("L").getpixel((5, 5)) < 156


def test_a_large_picture_becomes_small_enough_and_has_a_light_twin():
    picture = receive(files.upload("a.jpg", files.picture(size=(5000, 2500)))).picture
    assert (picture.width, picture.height) == (2400, 1200)
    small = picture.smaller(960)
    assert (small.extension, small.width, small.height) == ("webp", 960, 480)


def test_the_film_behind_a_picture_is_no_scan_of_it():
    """As telephones make it: a JPEG, and behind its end some seconds of film."""
    film = b"\xff\xda\x01" * 500 + b"moov"
    whole = files.picture(size=(400, 300), progressive=True)
    assert receive(files.upload("a.jpg", whole + film)).picture.width == 400


def test_pictures_of_many_pixels_are_not_even_opened(monkeypatch):
    monkeypatch.setattr(pictures, "_upright", lambda *a: pytest.fail("it was drawn"))
    with pytest.raises(ValidationError, match="20 million pixels"):
        receive(files.upload("a.png", files.png_that_claims(5_000, 4_001)))


# --- Size and room -------------------------------------------------------------------------------


def test_twenty_megabytes_are_taken_and_one_byte_more_is_not(sent):
    body = files.PDF[:-6] + b" " * (LARGEST - len(files.PDF)) + files.PDF[-6:]
    assert OneFile({}, sent(file=files.upload("a.pdf", body)).FILES).is_valid()
    form = OneFile({}, sent(file=files.upload("a.pdf", b" " + body)).FILES)
    assert form.errors == {
        "file": ["This file is larger than 20 MB. Make it smaller and choose it again."]
    }


def test_what_is_beyond_the_limit_never_reaches_the_disk(sent):
    request = sent(file=files.upload("a.pdf", b"x" * (LARGEST + 3_000_000)), title="kept")
    assert request.FILES["file"].size == LARGEST + 1
    assert request.POST["title"] == "kept"


def test_a_full_disk_while_receiving_costs_the_file_and_not_the_form(sent):
    with room_for(1_000_000):
        request = sent(file=files.upload("a.pdf", b"x" * 3_000_000), title="kept")
        form = OneFile({}, request.FILES)
        assert form.errors == {
            "file": ["There is no room for this file at the moment. Please try again later."]
        }
    assert request.POST["title"] == "kept"


def test_a_full_disk_while_storing_leaves_nothing_half_stored():
    with room_for(1_000_000), pytest.raises(ValidationError, match="no room"):
        store(ContentFile(b"x" * 1_500_000), "experiences", "pdf")
    assert stored() == []


def test_a_file_is_stored_under_a_name_of_ours():
    first = store(ContentFile(b"x"), "experiences", "pdf")
    second = store(ContentFile(b"x"), "experiences", "pdf")
    assert first != second
    assert first.startswith("experiences/")
    assert len(stored()) == 2


def test_what_was_stored_goes_again_when_its_row_cannot_be_written():
    def two_files_and_a_fault() -> None:
        with storing("experiences") as store_here:
            store_here(ContentFile(b"x"), "jpg")
            store_here(ContentFile(b"x"), "webp")
            assert len(stored()) == 2
            raise IntegrityError

    with pytest.raises(IntegrityError):
        two_files_and_a_fault()
    assert stored() == []


def test_the_handlers_of_uploads_are_those_of_the_settings(settings):
    assert [type(load_handler(n, None)).__name__ for n in settings.FILE_UPLOAD_HANDLERS] == [
        "NoMoreThanLargest", "MemoryFileUploadHandler", "OnDisk"]  # fmt: skip
