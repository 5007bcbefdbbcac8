"""Sheets as harvesters have them: a header with a stamp, and Dublin Core.

A sheet is stamped when it was changed, published or archived last. One that is public no longer
stays as a header that says so, until its organization deletes it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.timezone import localtime

from community.models import Theme
from community.tables import address
from experiences.citing import PORTAL, Citation, address_of
from experiences.models import Experience
from portal.oai.asked import Refused, Selection

AT_ONCE = 100
STAMP = Greatest("changed_at", "status_since")
NUMBER = "EXP-"


def records() -> Any:
    """All sheets that are public or were, with their ``stamp``."""
    return Experience.objects.filter(published_at__isnull=False).annotate(stamp=STAMP)


def selected(asked: Selection) -> Any:
    """In the order of their stamps: what is changed meanwhile comes at the end, once more."""
    rows = records().order_by("stamp", "pk")
    if asked.since:
        rows = rows.filter(stamp__gte=asked.since)
    if asked.before:
        rows = rows.filter(stamp__lt=asked.before)
    if asked.theme:
        tagged = Experience.themes.through.objects.filter(tag__in=_family(asked.theme))
        rows = rows.filter(pk__in=tagged.values("content_object"))
    if asked.after:
        at, key = asked.after
        rows = rows.filter(Q(stamp__gt=at) | Q(pk__gt=key), stamp__gte=at)
    return rows


def in_their_sets(rows: Any) -> Any:
    return rows.only("status").prefetch_related("themes__parent")


def told(rows: Any) -> Any:
    """With all that a record says."""
    rows = rows.select_related("organization", "adapted_from")
    return rows.prefetch_related("countries", "themes__parent", "keywords", "sources")


def by_identifier(identifier: str) -> Experience:
    number = identifier.removeprefix(_identifier(""))
    key = number.removeprefix(NUMBER)
    if number != identifier and number != key and key.isdecimal() and len(key) < 18:
        found: Experience | None = told(records()).filter(pk=int(key)).first()
        if found and found.number == number:
            return found
    raise Refused("idDoesNotExist", "There is nothing public of this identifier, nor was there.")


def identifier_of(sheet: Experience) -> str:
    return _identifier(sheet.number)


def _identifier(number: str) -> str:
    """By the name of the site, which stays as long as addresses do."""
    return f"oai:{urlsplit(settings.SITE_URL).hostname}:{number}"


# --- Sets: the vocabulary ------------------------------------------------------------------------


def sets() -> Iterator[tuple[str, str]]:
    """Each theme; what stands in a narrower one stands in the broader one too."""
    for theme in Theme.objects.select_related("parent").order_by("parent__slug", "slug"):
        yield set_of(theme), theme.label_en


def set_of(theme: Theme) -> str:
    return f"{theme.parent.slug}:{theme.slug}" if theme.parent else theme.slug


def _family(asked: str) -> list[int]:
    """None where there is no such set."""
    *broader, slug = asked.split(":")
    above = {"parent__slug": broader[0]} if broader else {"parent": None}
    if len(broader) > 1 or "\0" in asked:
        return []
    own = Q(slug=slug, **above)
    found = Theme.objects.filter(own if broader else own | Q(parent__slug=slug))
    return list(found.values_list("pk", flat=True))


# --- Dublin Core ---------------------------------------------------------------------------------

type Element = tuple[str, Any, str]  # its name, what it says, in which language


def dublin_core(sheet: Experience) -> Iterator[Element]:
    """Of the original; readers of a catalogue find the translations on its page."""
    own = sheet.language
    yield "title", sheet.title, own
    yield "creator", Citation(sheet, 0, 0).author, ""
    for theme in sheet.themes.all():
        yield "subject", theme.label_en, "en"
        if own != "en":
            yield "subject", getattr(theme, f"label_{own}"), own
    for keyword in sheet.keywords.all():
        yield "subject", keyword.name, own
    yield "description", sheet.summary, own
    yield "description", sheet.overview, own
    yield "publisher", PORTAL, ""
    yield "date", localtime(sheet.published_at).date().isoformat(), ""
    yield "type", "Text", ""
    yield "format", "text/html", ""
    yield "identifier", settings.SITE_URL + reverse("permanent", args=[sheet.number]), ""
    yield "identifier", address(sheet), ""
    yield "language", own, ""
    for source in sheet.sources.all():
        yield "source", source.url, ""
    origin = sheet.adapted_from
    if origin and origin.is_published:
        yield "relation", settings.SITE_URL + reverse("permanent", args=[origin.number]), ""
    for country in sheet.countries.all():
        yield "coverage", country.name_en, "en"
    years = f"{sheet.start_year}/{sheet.end_year or ''}" if sheet.start_year else ""
    yield "coverage", years, ""
    yield "rights", sheet.licence, ""
    yield "rights", address_of(sheet.licence), ""


def stamp_of(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
