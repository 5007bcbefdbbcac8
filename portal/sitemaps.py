"""Every public page in every language, for search engines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.urls import reverse

from community.languages import CODES, speaking
from community.models import Theme
from exchanges.models import Exchange
from experiences.models import Experience, Lesson
from members.models import Country, Organization

PAGES = (
    "home",
    "about",
    "experiences:library",
    "experiences:lessons",
    "exchanges:board",
    "exchanges:matrix",
    "exchanges:offers",
    "members:directory",
    "members:countries",
    "themes",
)


class Section(Sitemap):
    """Absolute addresses come from SITE_URL, whatever host was asked."""

    limit = 5000  # addresses a file, each in four languages
    i18n = False

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def location(self, item: Any) -> str:
        thing, code = item
        with speaking(code):
            return str(thing.get_absolute_url())


class Pages(Section):
    def items(self) -> list[tuple[str, str]]:
        return [(name, code) for name in PAGES for code in CODES]

    def location(self, item: tuple[str, str]) -> str:
        with speaking(item[1]):
            return reverse(item[0])


class EachLanguage:
    """A queryset's rows, each once per language, without loading more than the page asked for."""

    ordered = True

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.rows = rows

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        return ((row, code) for row in self.rows.iterator() for code in CODES)

    def __len__(self) -> int:
        return self.rows.count() * len(CODES)

    def count(self) -> int:
        return len(self)

    def __getitem__(self, cut: slice) -> list[tuple[Any, str]]:
        first, last = cut.start // len(CODES), -(-cut.stop // len(CODES))
        pairs = [(row, code) for row in self.rows[first:last] for code in CODES]
        offset = first * len(CODES)
        return pairs[cut.start - offset : cut.stop - offset]


class Experiences(Section):
    def items(self) -> EachLanguage:
        return EachLanguage(
            Experience.objects.published().only("slug", "changed_at").order_by("pk")
        )

    def lastmod(self, item: tuple[Experience, str]) -> dt.datetime:
        return item[0].changed_at

    def get_latest_lastmod(self) -> dt.datetime | None:
        """One question to the database, where Django's own way would read every sheet."""
        return Experience.objects.published().aggregate(last=Max("changed_at"))["last"]


class Lessons(Section):
    def items(self) -> EachLanguage:
        return EachLanguage(Lesson.objects.published().only("pk").order_by("pk"))


class Organizations(Section):
    def items(self) -> EachLanguage:
        return EachLanguage(Organization.objects.approved().only("slug").order_by("pk"))


class Exchanges(Section):
    def items(self) -> EachLanguage:
        return EachLanguage(Exchange.objects.public().only("number").order_by("pk"))


class Countries(Section):
    def items(self) -> EachLanguage:
        return EachLanguage(Country.objects.order_by("pk"))


class Themes(Section):
    def items(self) -> EachLanguage:
        return EachLanguage(Theme.objects.order_by("pk"))


SITEMAPS: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {
    "pages": Pages,
    "experiences": Experiences,
    "lessons": Lessons,
    "organizations": Organizations,
    "exchanges": Exchanges,
    "countries": Countries,
    "themes": Themes,
}
