"""What a reader chose on the board or among the offers: words and filters, counts and links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Page
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from community.among import among
from community.filters import Filters, Labels, near_themes
from community.models import Theme
from community.models.themes import broader_of, known_themes
from community.paging import COUNTED, page_among
from exchanges.carded import carded_exchanges
from exchanges.models import Exchange, Offer, Party
from exchanges.models.exchanges import ThemedExchange
from exchanges.models.offers import ThemedOffer
from exchanges.models.on_offer import sheets_on_offer
from exchanges.models.queries import ExchangeQuerySet
from exchanges.vocabulary import PRIVATE, ExchangeInstrument, Kind, PartyState, Status
from experiences.models.experiences import ThemedExperience
from members.former import organizations_at
from members.models.countries import countries_in_order

MOST = 2_000  # of the newest are read, for the numbers of the filters
ENOUGH = 500  # tell which values are usual, where there are more and nobody is told a number

type Found = tuple[int, str, str]  # key, state and kind


class OfOrganizations(Filters):
    """Filters that know themes, countries and single organizations by their addresses.

    Organizations are too many to choose from here: their own pages lead to what is theirs.
    """

    LONG: ClassVar = {"country", "theme", "instrument"}
    called: Labels = {}

    def asked_for(self, name: str) -> list[str]:
        """Of an organization that has another address today, that one."""
        asked = super().asked_for(name)
        if name != "organization" or not asked:
            return asked
        found = organizations_at(asked)
        self.called = {one.slug: one.acronym or one.name for one in found.values()}
        return list(dict.fromkeys(found[slug].slug if slug in found else slug for slug in asked))

    @cached_property
    def _tagged(self) -> models.Q:
        """A broader theme includes its narrower ones. Looked up, as the planner cannot guess how
        much each of them is written on."""
        slugs = self.chosen["theme"]
        chosen = Theme.objects.filter(models.Q(slug__in=slugs) | models.Q(parent__slug__in=slugs))
        return models.Q(tag__in=list(chosen.values_list("pk", flat=True)))

    def replaced(self, name: str, value: str) -> set[str]:
        return near_themes(value, self._broader) if name == "theme" else set()

    @cached_property
    def _themes(self) -> dict[str, Theme]:
        return known_themes()

    @cached_property
    def _broader(self) -> dict[str, str]:
        return broader_of(self._themes)

    @cached_property
    def labels(self) -> dict[str, Labels]:
        return {
            "theme": {slug: theme.label for slug, theme in self._themes.items()},
            "country": {country.iso2: country.name for country in countries_in_order()},
            "organization": self.called,
        }


class BoardFilters(OfOrganizations):
    TITLES: ClassVar = {
        "status": _("State"),
        "kind": _("Kind"),
        "theme": _("Theme"),
        "country": _("Country"),
        "organization": _("Organization"),
    }
    OPEN: ClassVar = {"status", "kind"}

    @cached_property
    def labels(self) -> dict[str, Labels]:
        shown = [status for status in Status if status not in PRIVATE]
        return {
            **super().labels,
            "status": {str(status.value): str(status.label) for status in shown},
            "kind": {str(value): str(label) for value, label in Kind.choices},
        }

    def rows(self, without: str = "") -> ExchangeQuerySet:
        rows: ExchangeQuerySet = Exchange.objects.public()
        if self.words:
            rows = rows.search(self.words)
        for name, values in self.chosen.items():
            if values and name != without:
                rows = rows.filter(self._condition(name, values))
        return rows

    # --- The newest of them, looked for once: what is counted and shown is among these ----------

    @cached_property
    def _newest(self) -> list[Found]:
        return self.once("newest", lambda: self._of(self.rows()))

    @cached_property
    def _newest_without(self) -> dict[str, list[Found]]:
        counted = (name for name in self.active_names if name != "organization")
        return {name: self._of(self.rows(without=name)) for name in counted}

    def _without(self, name: str) -> list[Found]:
        return self._newest_without.get(name, self._newest)

    def _of(self, rows: ExchangeQuerySet) -> list[Found]:
        return list(rows.newest().values_list("pk", "status", "kind")[: MOST + 1])

    @cached_property
    def found(self) -> int:
        """How many there are; ``COUNTED + 1`` stands for more."""
        if len(self._newest) <= MOST:
            return len(self._newest)
        return self.once("found", self.rows().order_by().values("pk")[: COUNTED + 1].count)

    @property
    def has_more(self) -> bool:
        return self.found > COUNTED

    @cached_property
    def page(self) -> Page:
        return page_among(min(self.found, COUNTED), self._cards, self.query.get("page"))

    def _cards(self, start: int, stop: int) -> list[Exchange]:
        pks = [pk for pk, _status, _kind in self._newest[start:stop]]
        if stop > len(self._newest):
            pks = list(self.rows().newest().values_list("pk", flat=True)[start:stop])
        return carded_exchanges(pks)

    def _condition(self, name: str, values: list[str]) -> models.Q:
        if name == "theme":
            themed = ThemedExchange.objects.filter(self._tagged)
            return models.Q(pk__in=themed.values("content_object_id"))
        if name == "country":
            parties = Party.objects.taking_part().filter(country__in=values)
            return models.Q(pk__in=parties.values("exchange_id"))
        if name == "organization":
            parties = Party.objects.taking_part().filter(organization__slug__in=values)
            return models.Q(pk__in=parties.values("exchange_id"))
        return models.Q(**{f"{name}__in": values})

    def is_counted(self, name: str) -> bool:
        return len(self._without(name)) <= MOST

    def counts(self, name: str) -> dict[str, int]:
        if name == "organization":
            return {}
        newest = self._without(name) if self.is_counted(name) else self._without(name)[:ENOUGH]
        if name == "status":
            return Counter(status for _pk, status, _kind in newest)
        if name == "kind":
            return Counter(kind for _pk, _status, kind in newest if kind)
        pks = [pk for pk, _status, _kind in newest]
        if name == "theme":
            return _theme_counts(ThemedExchange.objects.filter(among(pks, "content_object")))
        parties = Party.objects.filter(among(pks, "exchange"), state=PartyState.ACCEPTED)
        pairs = parties.values_list("country").annotate(models.Count("exchange", distinct=True))
        return {country: count for country, count in pairs.order_by() if country}


class OfferFilters(OfOrganizations):
    TITLES: ClassVar = {
        "theme": _("Theme"),
        "country": _("Country"),
        "instrument": _("How"),
        "organization": _("Organization"),
    }

    @cached_property
    def labels(self) -> dict[str, Labels]:
        instruments = {str(value): str(label) for value, label in ExchangeInstrument.choices}
        return {**super().labels, "instrument": instruments}

    def rows(self, without: str = "") -> Any:
        """What matches, the newest first: its kind, its key, and since when it is there."""
        parts = (
            (self.offers(without), "offer", "created_at"),
            (self.sheets(without), "sheet", "published_at"),
        )
        first, second = (
            rows.order_by()
            .annotate(kind=models.Value(kind), at=models.F(at))
            .values_list("kind", "pk", "at")
            for rows, kind, at in parts
        )
        return first.union(second, all=True).order_by("-at", "-pk", "kind")

    def offers(self, without: str = "") -> Any:
        return self._chosen(Offer.objects.current().search(self.words), ThemedOffer, without)

    def sheets(self, without: str = "") -> Any:
        """Sheets on offer; in which way others may come for them they say in words alone."""
        rows = sheets_on_offer()
        if self.is_wordless or (self.chosen["instrument"] and without != "instrument"):
            return rows.none()
        for word in self.words.split()[:8]:
            rows = rows.filter(_says(word))
        return self._chosen(rows, ThemedExperience, without)

    def _chosen(self, rows: Any, themed: Any, without: str) -> Any:
        for name, values in self.chosen.items():
            if values and name != without:
                rows = rows.filter(self._condition(name, values, themed))
        return rows

    def _condition(self, name: str, values: list[str], themed: Any) -> models.Q:
        if name == "theme":
            found = themed.objects.filter(self._tagged)
            return models.Q(pk__in=found.values("content_object_id"))
        if name == "country":
            return models.Q(organization__country__in=values)
        if name == "organization":
            return models.Q(organization__slug__in=values)
        return models.Q(instruments__overlap=values)

    def counts(self, name: str) -> dict[str, int]:
        if name == "organization":
            return {}
        offers, sheets = (rows.order_by() for rows in (self.offers(name), self.sheets(name)))
        if name == "theme":
            return _sum(
                _theme_counts(themed.objects.filter(content_object__in=rows.values("pk")))
                for themed, rows in ((ThemedOffer, offers), (ThemedExperience, sheets))
            )
        if name == "country":
            return _sum(
                dict(rows.values_list("organization__country").annotate(models.Count("pk")))
                for rows in (offers, sheets)
            )
        each = offers.annotate(each=models.Func("instruments", function="unnest"))
        return _sum([dict(each.values_list("each").annotate(models.Count("pk")))])


def _says(word: str) -> models.Q:
    """As ``OfferQuerySet.search`` finds a word in an offer."""
    fields = ("title", "summary", "exchange_how", "organization__name", "organization__acronym")
    conditions = (models.Q(**{f"{field}__unaccent__icontains": word}) for field in fields)
    return models.Q(*conditions, _connector=models.Q.OR)


def _sum(counts: Iterable[dict[Any, int]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for each in counts:
        found.update({str(value): count for value, count in each.items() if value})
    return dict(found)


def _theme_counts(tagged: Any) -> dict[str, int]:
    """Things by theme; a broader theme counts those of its narrower ones, each once."""
    things = models.Count("content_object", distinct=True)
    counts = dict(tagged.values_list("tag__slug").annotate(things).order_by())
    broader = tagged.annotate(slug=Coalesce("tag__parent__slug", "tag__slug"))
    return {**counts, **dict(broader.values_list("slug").annotate(things).order_by())}
