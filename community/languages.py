"""The four languages of the network, by the codes that addresses and content use.

Inside Django, Portuguese is ``pt-br`` (that is the catalog the libraries ship and members read);
outside it is ``pt``.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")
    PORTUGUESE = "pt", _("Portuguese")
    FRENCH = "fr", _("French")


CODES = tuple(Language.values)


def current() -> str:
    """The reader's language as a content code: en, es, pt or fr."""
    code = (translation.get_language() or "en")[:2]
    return code if code in CODES else "en"


def named(code: str) -> str:
    """The name of a content language inside a sentence."""
    return inside(str(Language(code).label))


def inside(name: str) -> str:
    """The name of a language inside a sentence: English alone writes it large."""
    return name if current() == "en" else name[:1].lower() + name[1:]


def colon(after: object = "") -> str:
    """After a label, unless it is a question; French keeps it on the line of the label."""
    if str(after).endswith("?"):
        return ""
    return "\u00a0:" if current() == "fr" else ":"


def one_by_one(texts: Iterable[str]) -> str:
    """With semicolons, for texts that have commas of their own."""
    return ("\u00a0; " if current() == "fr" else "; ").join(texts)


def quoted(text: str) -> str:
    return f"«\u00a0{text}\u00a0»" if current() == "fr" else f"“{text}”"


def interface(code: str) -> str:
    """The name Django knows a content language by."""
    return "pt-br" if code == "pt" else code


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Everything inside is said in the language ``code``."""
    with translation.override(interface(code)):
        yield
