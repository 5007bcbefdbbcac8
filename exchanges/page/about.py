"""What an exchange is about: the words of the request, its facts, the sheets around it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exchanges.page.who import Who
from exchanges.vocabulary import ExchangeInstrument
from experiences.carded import carded_sheets
from experiences.models import Block, Experience


class About(Who):
    def texts(self) -> list[dict[str, str]]:
        """The request in its own words, part by part; what is empty is left out."""
        exchange = self.exchange
        parts = [
            ("need", _("What is needed"), exchange.need),
            ("tried", _("What was tried"), exchange.tried),
            ("result", _("What they want to be able to do"), exchange.result_wanted),
            ("activities", _("Activities on record"), exchange.activities_on_record),
            ("results", _("Results on record"), exchange.results_on_record),
            ("learning", _("What others can learn from it"), exchange.wider_learning),
        ]
        return [{"id": key, "title": title, "text": text} for key, title, text in parts if text]

    def facts(self) -> list[dict[str, Any]]:
        exchange = self.exchange
        wished = [exchange.wished_from, exchange.wished_until]
        years = [exchange.start_year, exchange.end_year]
        facts = [
            _several(_("Number"), [exchange.number]),
            _several(_("Kind"), [exchange.get_kind_display()]),
            _several(_("How"), [ExchangeInstrument(i).label for i in exchange.instruments]),
            _several(_("For whom"), exchange.population_labels),
            _several(_("Languages of work"), exchange.language_labels),
            _several(_("When"), [_span(wished)]),
            _several(_("Years"), [_span(years)]),
            _several(_("Money"), [exchange.get_funding_display() if exchange.funding else ""]),
        ]
        return [fact for fact in facts if fact["several"]]

    @property
    def starting_point(self) -> Experience | None:
        """The sheet it starts from, where everybody can read it."""
        if self.exchange.experience_id is None:
            return None
        return next(iter(carded_sheets([self.exchange.experience_id])), None)

    @cached_property
    def block(self) -> Block | None:
        """The building block it asks about, where everybody can read it."""
        if self.exchange.block_id is None:
            return None
        published = Block.objects.published().select_related("experience")
        return published.filter(pk=self.exchange.block_id).first()

    def related(self) -> list[Experience]:
        if not self.exchange.has("related"):
            return []
        return list(self.exchange.related_experiences.published().as_cards())


def _several(label: str, values: list[Any]) -> dict[str, Any]:
    return {"label": label, "several": [{"value": str(value)} for value in values if value]}


def _span(ends: list[Any]) -> str:
    """“1 May 2026 – 3 June 2026”, “2012–2014”; once where both are the same or one is unknown."""
    known = list(dict.fromkeys(_day(end) for end in ends if end))
    return " – ".join(known)


def _day(value: Any) -> str:
    return str(value) if isinstance(value, int) else date_format(value)
