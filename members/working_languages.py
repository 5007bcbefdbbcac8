"""Languages that organizations of the Americas and their partners work in (ISO 639)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from community.languages import inside


class WorkingLanguage(models.TextChoices):
    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")
    PORTUGUESE = "pt", _("Portuguese")
    FRENCH = "fr", _("French")
    AYMARA = "ay", _("Aymara")
    DUTCH = "nl", _("Dutch")
    GERMAN = "de", _("German")
    GUARANI = "gn", _("Guaraní")
    HAITIAN_CREOLE = "ht", _("Haitian Creole")
    JAPANESE = "ja", _("Japanese")
    QUECHUA = "qu", _("Quechua")


def names(codes: list[str]) -> list[str]:
    """In the reader's language; a code that is not listed stands for itself."""
    known = {str(code): str(label) for code, label in WorkingLanguage.choices}
    return [known.get(code, code) for code in codes]


def named(codes: list[str]) -> str:
    """The same in one line, inside a sentence."""
    return ", ".join(map(inside, names(codes)))
