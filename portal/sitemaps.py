"""Every public page in every language, for search engines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from community import content
from community.languages import CODES, speaking
from community.models import Theme
from exchanges.models import Exchange
from experiences.models import Block, Experience, Lesson
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


class ByNumber:
    """A queryset's rows in files by their number, each once per language.

    File seven holds the numbers 6,001 to 7,000, whichever of them are public: nothing is counted,
    nothing skipped over, and a thing stays in its file for ever. The paginator of the sitemaps asks
    for no more than this.
    """

    ordered = True

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.rows = rows.order_by("pk")

    def __len__(self) -> int:
        last = self.rows.order_by("-pk").values_list("pk", flat=True).first()
        return (last or 0) * len(CODES)

    def count(self) -> int:
        return len(self)

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        return ((row, code) for row in self.rows.iterator() for code in CODES)

    def __getitem__(self, cut: slice) -> list[tuple[Any, str]]:
        first, last = cut.start // len(CODES), cut.stop // len(CODES)
        rows = self.rows.filter(pk__gt=first, pk__lte=last)
        return [(row, code) for row in rows for code in CODES]


class Numbered(Section):
    """Things with a number of their own."""

    def get_latest_lastmod(self) -> dt.datetime:
        """When anything public changed last: Django's own way would read every row."""
        return content.changed_at()


class Experiences(Numbered):
    def items(self) -> Iterable[tuple[Any, str]]:
        return ByNumber(Experience.objects.published().only("slug", "changed_at"))

    def lastmod(self, item: tuple[Experience, str]) -> dt.datetime:
        return item[0].changed_at


class Lessons(Numbered):
    def items(self) -> Iterable[tuple[Any, str]]:
        return ByNumber(Lesson.objects.published().only("pk"))


class Blocks(Numbered):
    def items(self) -> Iterable[tuple[Any, str]]:
        rows = Block.objects.published().select_related("experience")
        return ByNumber(rows.only("title", "experience__slug"))


class Organizations(Numbered):
    def items(self) -> Iterable[tuple[Any, str]]:
        return ByNumber(Organization.objects.approved().only("slug"))


class Exchanges(Numbered):
    def items(self) -> Iterable[tuple[Any, str]]:
        return ByNumber(Exchange.objects.public().only("number"))


class Countries(Section):
    def items(self) -> list[tuple[Country, str]]:
        return [(row, code) for row in Country.objects.order_by("pk") for code in CODES]


class Themes(Section):
    def items(self) -> list[tuple[Theme, str]]:
        return [(row, code) for row in Theme.objects.order_by("pk") for code in CODES]


SITEMAPS: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {
    "pages": Pages,
    "experiences": Experiences,
    "lessons": Lessons,
    "blocks": Blocks,
    "organizations": Organizations,
    "exchanges": Exchanges,
    "countries": Countries,
    "themes": Themes,
}
