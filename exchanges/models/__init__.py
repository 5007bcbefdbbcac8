"""Exchanges: offers, requests and everything that comes of them."""

from exchanges.models.activities import Activity
from exchanges.models.contributions import Contribution
from exchanges.models.exchanges import Exchange, ExchangeSource
from exchanges.models.follow_ups import FollowUp
from exchanges.models.numbers import YearCounter
from exchanges.models.offers import Offer
from exchanges.models.parties import Party
from exchanges.models.plans import Plan
from exchanges.models.reminders import Reminder
from exchanges.models.reports import Report
from exchanges.models.seats import Seat
from exchanges.models.wants import Want
from exchanges.models.weights import MatchPart, MatchWeight

__all__ = [
    "Activity",
    "Contribution",
    "Exchange",
    "ExchangeSource",
    "FollowUp",
    "MatchPart",
    "MatchWeight",
    "Offer",
    "Party",
    "Plan",
    "Reminder",
    "Report",
    "Seat",
    "Want",
    "YearCounter",
]
