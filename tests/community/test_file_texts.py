"""The text of files: what a reader would see of them, and plain words where there is none."""

import pytest

from community import text_of_files
from community.file_texts import Problem, read_content
from tests import files

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
T = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
O = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'  # noqa: E741


def test_word_is_read_in_lines_without_what_was_deleted():
    document = (
        f"<w:document {W}><w:body><w:p><w:r><w:t>Visits </w:t></w:r><w:r><w:t>at home</w:t></w:r>"
        "<w:del><w:r><w:delText>secret</w:delText><w:t>secret</w:t></w:r></w:del></w:p>"
        "<w:p><w:r><w:instrText>PAGE</w:instrText><w:t>Two &amp; three</w:t></w:r></w:p>"
        "</w:body></w:document>"
    )
    content = files.docx(word__document=b"", **{"word__document.xml": document})
    assert text_of_files.text_of("docx", content) == "Visits at home\nTwo & three"


def test_slides_are_read_in_their_order():
    slide = '<s xmlns:a="a"><a:p><a:r><a:t>Slide {0}</a:t></a:r></a:p></s>'
    numbers = (10, 2, 1)
    content = files.archive({f"ppt/slides/slide{n}.xml": slide.format(n) for n in numbers})
    assert text_of_files.text_of("pptx", content) == "Slide 1\nSlide 2\nSlide 10"


def test_the_words_of_a_workbook_are_read():
    content = files.archive(
        {
            "xl/sharedStrings.xml": "<sst><si><t>Region</t></si><si><r><t>Los </t></r>"
            "<r><t>Ríos</t></r><rPh><t>sound</t></rPh></si></sst>",
            "xl/worksheets/sheet1.xml": "<s><c><v>7</v></c><c><is><t>Boats</t></is></c></s>",
        }
    )
    assert text_of_files.text_of("xlsx", content) == "Region\nLos Ríos\nBoats"


@pytest.mark.parametrize("kind", ["odt", "ods", "odp"])
def test_open_documents_are_read_without_comments(kind):
    content = files.archive(
        {
            "content.xml": f"<office:document-content {T} {O}><text:tracked-changes><text:p>gone"
            "</text:p></text:tracked-changes><text:h>Visits</text:h><text:p>At <text:span>home"
            "</text:span><text:s/>too<office:annotation><text:p>a secret</text:p>"
            "</office:annotation></text:p></office:document-content>"
        }
    )
    assert text_of_files.text_of(kind, content) == "Visits\nAt home too"


def test_a_pdf_is_read_in_a_program_of_its_own():
    assert read_content(files.pdf("Visits to fisher-", "men and shepherds"), "pdf") == (
        "Visits to fishermen and shepherds",
        "",
    )


def test_plain_text_is_read_without_its_mark_and_without_signs_that_nobody_sees():
    content = "\ufeffA;B\r\n1\x00;\u202eﬁn\ue000\r\n".encode()
    assert text_of_files.text_of("csv", content) == "A;B\n1;fin"


def test_a_file_without_words_says_so():
    assert read_content(b"  \r\n ", "txt") == ("", Problem.EMPTY)


def test_a_broken_file_says_so():
    assert read_content(b"%PDF-1.7 and nothing more", "pdf") == ("", Problem.BROKEN)


def test_an_entity_is_never_made():
    bomb = "<!DOCTYPE a [<!ENTITY b 'cc'>]><w:p xmlns:w='w'><w:t>&b;</w:t></w:p>"
    content = files.archive({"word/document.xml": bomb})
    with pytest.raises(ValueError):  # noqa: PT011 - what it says is told to nobody
        text_of_files.text_of("docx", content)


def test_a_locked_pdf_says_so():
    assert read_content(files.pdf("Secret", password="a word"), "pdf") == ("", Problem.LOCKED)


def test_a_bomb_ends_alone_and_says_so():
    """300 kB that would become 300 MB in memory."""
    assert read_content(files.pdf(packed=300 * 2**20), "pdf") == ("", Problem.HEAVY)


def test_a_long_text_is_read_as_far_as_the_search_goes():
    content = ("word " * 100_000).encode()
    text = text_of_files.text_of("txt", content)
    assert len(text) == text_of_files.MOST_CHARACTERS - 1  # the last space is not there
