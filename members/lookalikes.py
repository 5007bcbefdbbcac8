"""Names that look like others: signs nobody sees, and letters that pass for other letters."""

import re
import unicodedata

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

# Zero-width signs and those that turn the direction of writing; none belongs in our four languages.
# U+FFFD stands for what was no text when it came in.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffd\U000e0000-\U000e0fff]"
)
only_visible = RegexValidator(
    INVISIBLE,
    _("This holds signs that nobody can see. Please type it again instead of pasting it."),
    code="invisible_characters",
    inverse_match=True,
)
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


def visible(text: str) -> str:
    """Without the signs nobody sees."""
    return INVISIBLE.sub("", text)


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
