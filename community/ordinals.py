"""The first of a month: “1er décembre” in French, “1º de dezembro” in Portuguese.

Django writes the sign after a day (``S`` of its formats) as the English do, whatever the language.
Every date that somebody reads passes through its formats, those of the desk too, so it is taught
there; a function or a filter of our own would leave out what Django itself writes.
"""

from django.utils.dateformat import DateFormat
from django.utils.translation import get_language

FIRST = {"fr": "er", "pt-br": "º"}
in_english = DateFormat.S


def suffix(date: DateFormat) -> str:
    """What stands behind the day: in French and Portuguese behind the first alone."""
    language = get_language()
    if language in FIRST:
        return FIRST[language] if date.j() == 1 else ""
    return in_english(date)


def teach() -> None:
    DateFormat.S = suffix  # type: ignore[method-assign,assignment]  # Django has no other place for it
