"""Numbers as the reader's language writes them."""

from decimal import Decimal

import pytest
from django.template.defaultfilters import filesizeformat
from django.utils import translation

from community.templatetags.community import figure


@pytest.mark.parametrize(
    ("number", "english", "spanish"),
    [
        ("3.50", "3.5", "3,5"), ("1234.50", "1,234.5", "1.234,5"), ("12000.00", "12,000", "12.000"),
        ("0.25", "0.25", "0,25"), ("0.00", "0", "0"),
    ],
)  # fmt: skip
def test_a_figure_is_no_more_exact_than_it_was_stated(number, english, spanish):
    for language, written in (("en", english), ("es", spanish)):
        with translation.override(language):
            assert figure(Decimal(number)).replace("\u00a0", ".") == written


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "1.5 MB"), ("es", "1,5 MB"), ("pt-br", "1,5 MB"), ("fr", "1,5 Mo")],
)
def test_the_size_of_a_file_has_the_unit_that_readers_know(language: str, written: str):
    with translation.override(language):
        assert filesizeformat(3 << 19).replace("\u00a0", " ") == written
        assert filesizeformat(5 << 10)[-2:] == ("ko" if language == "fr" else "KB")
