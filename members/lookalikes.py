"""Names that look like others: letters that pass for other letters, and addresses as names."""

import re
import unicodedata

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from community.visible_text import visible

no_address = RegexValidator(
    re.compile(r"://|\bwww\.", re.IGNORECASE),
    _("Write the name only; the website has a field of its own."),
    inverse_match=True,
)
# Cyrillic and Greek letters that look the same as Latin ones.
TWINS = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјкорсухԁԛԝһӏпгΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορυιτ",
    "ABESIJKMHOPCTYXaesijkopcyxdqwhlnrABEZHIKMNOPTYXavopuit",
)


def folded(text: str) -> str:
    """With the Latin letters that a reader takes it for."""
    return unicodedata.normalize("NFKC", visible(text)).translate(TWINS)


def foreign_letters(text: str) -> str:
    """The letters in ``text`` that are not Latin, each once, in order."""
    plain = unicodedata.normalize("NFKC", text)  # º and ª are Latin letters, written small
    letters = dict.fromkeys(sign for sign in plain if sign.isalpha())
    return "".join(sign for sign in letters if not unicodedata.name(sign, "").startswith("LATIN"))


def warning(text: str) -> str:
    """What to tell about a name with letters of another alphabet; nothing about all others."""
    if not (strange := foreign_letters(text)):
        return ""
    told = _("“%(name)s” holds letters that are not Latin ones: %(letters)s")
    return told % {"name": text, "letters": " ".join(strange)}
