"""People write numbers as their language does; nobody guesses what could mean two."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from community.languages import speaking
from community.number_fields import NumberField, WholeNumberField

number = NumberField(max_digits=18, decimal_places=2, required=False)
people = WholeNumberField(min_value=0, required=False)
EVERYWHERE = {
    "12.000,5": "12000.5", "12,000.5": "12000.5", "12 000,5": "12000.5", "12\u202f000.5": "12000.5",
    "1.234.567": "1234567", "1,234,567": "1234567", "12,5": "12.5", "12.5": "12.5", "3.50": "3.5",
    "12000": "12000", "-3,5": "-3.5", "\u22123": "-3", "0,125": None, ".5": "0.5", "0.50": "0.5",
    " 7 ": "7", "1'200": "1200", "": "", "0": "0", "100": "100",
}  # fmt: skip
NONE = ("12,00,5", "1.2.3", "12 00", "1,234.567,8", "abc", "1e5", "NaN", "12 %", "٣", "9" * 400,
        "--3", "1 2", "\x00", ",", "-", "12,345,67")  # fmt: skip


@pytest.mark.parametrize("code", ["en", "es", "pt", "fr"])
@pytest.mark.parametrize(("text", "meant"), EVERYWHERE.items())
def test_what_can_mean_one_number_is_read_in_every_language(code, text, meant):
    with speaking(code):
        if meant is None:  # two digits are the most
            with pytest.raises(ValidationError):
                number.clean(text)
        else:
            assert number.clean(text) == (Decimal(meant) if meant else None)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_number_is_refused(text):
    for field in (number, people):
        with pytest.raises(ValidationError):
            field.clean(text)


@pytest.mark.parametrize(
    ("code", "thousands", "either"),
    [("en", "12,000", "12.000"), ("es", "12.000", "12,000"), ("pt", "12.000", "12,000"),
     ("fr", "12 000", "12.000"), ("fr", "12 000", "12,500")],
)  # fmt: skip
def test_thousands_are_those_of_the_readers_language(code, thousands, either):
    with speaking(code):
        assert number.clean(thousands) == 12000
        with pytest.raises(ValidationError) as refused:
            number.clean(either)
    assert refused.value.code == "ambiguous"


def test_the_question_names_both_numbers():
    with speaking("es"), pytest.raises(ValidationError, match=r"12500 .* 12,5"):
        number.clean("12,500")


def test_of_people_there_are_no_parts():
    """So a sign before three digits can only part thousands."""
    for text in ("12.000", "12,000", "12 000"):
        assert people.clean(text) == 12000
    assert people.clean("12,0") == 12
    for text in ("12,5", "1.5", "-1"):
        with pytest.raises(ValidationError):
            people.clean(text)


def test_a_number_comes_back_as_the_reader_writes_it():
    assert number.prepare_value(Decimal("3.50")) == "3.5"
    assert number.prepare_value(Decimal("12000.00")) == "12000"
    with speaking("fr"):
        assert number.prepare_value(Decimal("3.50")) == "3,5"
        assert not number.has_changed(Decimal("3.50"), "3,5")
    assert number.prepare_value("12,00,5") == "12,00,5"
    assert people.prepare_value(12000) == "12000"
