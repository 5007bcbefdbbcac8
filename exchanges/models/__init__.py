"""Exchanges: offers, requests and everything that comes of them."""

from exchanges.models.exchanges import Exchange, ExchangeSource
from exchanges.models.numbers import YearCounter
from exchanges.models.offers import Offer
from exchanges.models.parties import Party
from exchanges.models.plans import Activity, Plan
from exchanges.models.reports import Report

__all__ = [
    "Activity",
    "Exchange",
    "ExchangeSource",
    "Offer",
    "Party",
    "Plan",
    "Report",
    "YearCounter",
]
