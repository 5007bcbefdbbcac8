"""Small words for templates; loaded everywhere as a builtin."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from community.browsers import in_words
from community.languages import Language, colon, current, interface, named, quoted
from community.models import Person
from community.number_fields import as_read
from community.printed import line_on_paper, on_paper
from community.unsaved import came_back, form_name, mark, saved_forms

IN_LANGUAGE = {
    "en": _("In English"),
    "es": _("In Spanish"),
    "pt": _("In Portuguese"),
    "fr": _("In French"),
}
type Word = tuple[str, str | bool]
register = template.Library()
register.filter("as_browser", in_words)
register.filter("language_named", named)
register.filter("came_back", came_back)
register.filter("form_name", form_name)
register.filter("quoted", quoted)
register.simple_tag(colon)
register.simple_tag(line_on_paper)
register.simple_tag(on_paper)


@register.simple_tag
def attributes(of: Mapping[str, Any]) -> SafeString:
    """As Django's, without inline styles: the content security policy ignores them and reports
    each one. Not a template: a form has hundreds of choices, each with attributes."""
    said = {name: value for name, value in of.items() if name != "style"}
    return flatatt(said)


@register.filter
def figure(number: Decimal | int) -> str:
    """As the reader's language writes it."""
    return as_read(number)


@register.filter
def language_label(code: str) -> str:
    """The name of a content language on its own."""
    return str(Language(code).label)


@register.simple_tag
def code_minutes() -> int:
    """How long a code that came by letter is good."""
    minutes: int = settings.CODE_MINUTES
    return minutes


@register.filter
def language_name(code: str) -> str:
    """The name of a content language in the reader's language."""
    return str(get_language_info(interface(code))["name_translated"])


@register.filter
def bcp47(code: str) -> str:
    """The value of a ``lang`` attribute."""
    return "pt-BR" if code == "pt" else code


@register.filter
def chips(things: Iterable[Any]) -> SafeString:
    """``components/chip.html`` for what has a label and an address: a list has sixty."""
    links = ((escape(one.get_absolute_url()), escape(one.label)) for one in things)
    return mark_safe("".join(f'<a class="chip" href="{url}">{label}</a>' for url, label in links))


@register.filter
def filter_links(options: Iterable[dict[str, Any]]) -> SafeString:
    """Values of a filter (label, url, count, current) as items of a list: a page has two hundred,
    for which a template takes four times as long, and of which each letter weighs."""
    return mark_safe("".join(f"<li>{_filter_link(option)}</li>" for option in options))


def _filter_link(option: dict[str, Any]) -> str:
    url, label, count = escape(option["url"]), escape(option["label"]), option["count"]
    mark = ' aria-current="true"' if option["current"] else ""
    number = "" if count is None else f" <b>{int(count)}</b>"
    return f'<a href="{url}"{mark}>{label}{number}</a>'


@register.simple_tag
def unchanging(component: str, **words: str | bool) -> SafeString:
    """A component that depends on nothing but the language and ``words``, of which there are few:
    drawn once for all readers. It names no file: how files are served is a setting."""
    if settings.DEBUG:  # somebody is changing the component
        return _drawn.__wrapped__(component, None, tuple(words.items()))
    return _drawn(component, get_language(), tuple(words.items()))


@lru_cache(maxsize=100)
def _drawn(
    component: str, _language: str | None, words: tuple[tuple[str, str | bool], ...]
) -> SafeString:
    return render_to_string(component, dict(words))


@register.filter
def typed_by(person: Person) -> str:
    """Says in a form who types in it, without saying who that is."""
    return mark(person)


@register.simple_tag
def lang(said: Any) -> str:
    """The ``lang`` attribute of a text with its ``code``, where that is not the page's language."""
    code = getattr(said, "code", "")
    return mark_safe(f' lang="{bcp47(code)}"') if is_foreign(code) else ""


@register.filter
def in_language(code: str) -> str:
    """Says that a text is in it."""
    return str(IN_LANGUAGE[code])


@register.filter
def saved_form_names(request: HttpRequest) -> str:
    """Which long forms of this person were saved, for the script that kept what she typed."""
    return " ".join(saved_forms(request))


@register.filter
def is_foreign(code: str) -> bool:
    """Is a text in ``code`` in another language than the page?"""
    return bool(code) and code != current()
