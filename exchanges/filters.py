"""What a reader chose on the board or among the offers: words and filters, counts and links.

Each filter is a parameter that may be repeated, which means "any of". A value that does not exist
is left out and named in ``ignored``. A filter does not count against itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.models import Theme
from community.plain_text import cleaned
from exchanges.models import Exchange, Offer, Party
from exchanges.models.exchanges import ThemedExchange
from exchanges.models.offers import ThemedOffer
from exchanges.models.queries import ExchangeQuerySet
from exchanges.vocabulary import PRIVATE, ExchangeInstrument, Kind, PartyState, Status
from members.models import Country

type Labels = dict[str, str]
SHORT = {"status", "kind"}  # stand open
LONG = {"country", "theme", "instrument"}  # the most frequent first


@dataclass
class Filters:
    query: QueryDict
    TITLES: ClassVar[dict[str, str | Promise]]

    def __post_init__(self) -> None:
        self.words = cleaned(self.query.get("q", ""))
        asked = {name: list(dict.fromkeys(self.query.getlist(name)))[:50] for name in self.TITLES}
        asked["country"] = [value.upper() for value in asked["country"]]
        self.chosen = {
            name: [value for value in values if value in self.labels[name]]
            for name, values in asked.items()
        }
        self.ignored = [
            cleaned(value, 60)
            for name, values in asked.items()
            for value in values
            if value and value not in self.labels[name]
        ]

    @cached_property
    def labels(self) -> dict[str, Labels]:
        return {
            "theme": {theme.slug: theme.label for theme in Theme.objects.in_order()},
            "country": {country.iso2: country.name for country in Country.objects.in_order()},
        }

    def rows(self, without: str = "") -> Any:
        """What matches; the filter ``without`` is left out."""
        raise NotImplementedError

    def counts(self, name: str) -> dict[str, int]:
        """How many each value would give."""
        raise NotImplementedError

    def groups(self) -> list[dict[str, Any]]:
        """As ``components/filter_group.html`` wants them; a chosen value stands first."""
        return [
            {
                "title": title,
                "options": self._options(name),
                "open": name in SHORT or bool(self.chosen[name]),
            }
            for name, title in self.TITLES.items()
        ]

    def _options(self, name: str) -> list[dict[str, Any]]:
        counts, chosen = self.counts(name), self.chosen[name]
        options = [
            {
                "label": label,
                "url": self.url(name, value),
                "count": counts.get(value, 0),
                "current": value in chosen,
            }
            for value, label in self.labels[name].items()
            if value in counts or value in chosen
        ]
        if name in LONG:
            options.sort(key=lambda option: -int(str(option["count"])))
        return sorted(options, key=lambda option: not option["current"])

    def active(self) -> list[dict[str, Any]]:
        """As ``components/active_filters.html`` wants them."""
        return [
            {
                "name": self.TITLES[name],
                "label": self.labels[name][value],
                "url": self.url(name, value),
            }
            for name, values in self.chosen.items()
            for value in values
        ]

    @property
    def address(self) -> str:
        """The query string of what is chosen, as a feed or a link repeats it."""
        return self._query().urlencode()

    def url(self, name: str, value: str) -> str:
        """The address with ``value`` put in, or taken out where it is in; back on page one."""
        query = self._query()
        query.setlist(name, sorted(set(query.getlist(name)) ^ {value}))
        return f"?{query.urlencode()}"

    def _query(self) -> QueryDict:
        query = QueryDict(mutable=True)
        if self.words:
            query["q"] = self.words
        for name, values in self.chosen.items():
            if values:
                query.setlist(name, values)
        return query


class BoardFilters(Filters):
    TITLES: ClassVar = {
        "status": _("State"),
        "kind": _("Kind"),
        "theme": _("Theme"),
        "country": _("Country"),
    }

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

    def _condition(self, name: str, values: list[str]) -> models.Q:
        if name == "theme":
            themed = ThemedExchange.objects.filter(_tagged(values))
            return models.Q(pk__in=themed.values("content_object_id"))
        if name == "country":
            parties = Party.objects.taking_part().filter(country__in=values)
            return models.Q(pk__in=parties.values("exchange_id"))
        return models.Q(**{f"{name}__in": values})

    def counts(self, name: str) -> dict[str, int]:
        rows = self.rows(without=name).order_by()
        if name == "theme":
            return _theme_counts(
                ThemedExchange.objects.filter(content_object__in=rows.values("pk"))
            )
        if name == "country":
            parties = Party.objects.filter(
                state=PartyState.ACCEPTED, exchange__in=rows.values("pk")
            )
            pairs: Any = parties.values_list("country").annotate(
                models.Count("exchange", distinct=True)
            )
        else:
            pairs = rows.values_list(name).annotate(models.Count("pk"))
        return {str(value): count for value, count in pairs.order_by() if value}


class OfferFilters(Filters):
    TITLES: ClassVar = {
        "theme": _("Theme"),
        "country": _("Country"),
        "instrument": _("How"),
    }

    @cached_property
    def labels(self) -> dict[str, Labels]:
        instruments = {str(value): str(label) for value, label in ExchangeInstrument.choices}
        return {**super().labels, "instrument": instruments}

    def rows(self, without: str = "") -> Any:
        rows = Offer.objects.current().search(self.words)
        for name, values in self.chosen.items():
            if values and name != without:
                rows = rows.filter(self._condition(name, values))
        return rows

    def _condition(self, name: str, values: list[str]) -> models.Q:
        if name == "theme":
            themed = ThemedOffer.objects.filter(_tagged(values))
            return models.Q(pk__in=themed.values("content_object_id"))
        if name == "country":
            return models.Q(organization__country__in=values)
        return models.Q(instruments__overlap=values)

    def counts(self, name: str) -> dict[str, int]:
        rows = self.rows(without=name).order_by()
        if name == "theme":
            return _theme_counts(ThemedOffer.objects.filter(content_object__in=rows.values("pk")))
        if name == "country":
            pairs = rows.values_list("organization__country").annotate(models.Count("pk"))
        else:
            each = rows.annotate(each=models.Func("instruments", function="unnest"))
            pairs = each.values_list("each").annotate(models.Count("pk"))
        return {str(value): count for value, count in pairs if value}


def _tagged(slugs: list[str]) -> models.Q:
    """A broader theme includes its narrower ones."""
    return models.Q(tag__slug__in=slugs) | models.Q(tag__parent__slug__in=slugs)


def _theme_counts(tagged: Any) -> dict[str, int]:
    """Things by theme; a broader theme counts those of its narrower ones, each once."""
    things = models.Count("content_object", distinct=True)
    counts = dict(tagged.values_list("tag__slug").annotate(things).order_by())
    broader = tagged.annotate(slug=Coalesce("tag__parent__slug", "tag__slug"))
    return {**counts, **dict(broader.values_list("slug").annotate(things).order_by())}
