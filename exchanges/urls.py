"""Addresses of exchanges and offers; a POST address per verb."""

from django.urls import path

from exchanges import (
    board,
    feeds,
    moves,
    offers,
    page,
    parties,
    planning,
    reporting,
    requesting,
    tables,
)

app_name = "exchanges"
urlpatterns = [
    path("exchanges/", board.board, name="board"),
    path("exchanges/feed/", feeds.board, name="feed"),
    path("exchanges/csv/", tables.exchanges, name="csv"),
    path("exchanges/request/", requesting.request_, name="request"),
    path("exchanges/matrix/", board.matrix, name="matrix"),
    path("exchanges/<slug:number>/", page.exchange, name="exchange"),
    path("exchanges/<slug:number>/edit/", requesting.edit, name="edit"),
    path("exchanges/<slug:number>/submit/", moves.submit, name="submit"),
    path("exchanges/<slug:number>/open/", moves.open_, name="open"),
    path("exchanges/<slug:number>/return/", moves.return_, name="return"),
    path("exchanges/<slug:number>/withdraw/", moves.withdraw, name="withdraw"),
    path("exchanges/<slug:number>/invite/", parties.invite, name="invite"),
    path("exchanges/<slug:number>/offer/", parties.offer, name="offer"),
    path("exchanges/<slug:number>/parties/<int:pk>/accept/", parties.accept, name="accept"),
    path("exchanges/<slug:number>/parties/<int:pk>/decline/", parties.decline, name="decline"),
    path("exchanges/<slug:number>/plan/", planning.plan, name="plan"),
    path("exchanges/<slug:number>/agree/", planning.agree, name="agree"),
    path("exchanges/<slug:number>/start/", moves.start, name="start"),
    path("exchanges/<slug:number>/wind-up/", moves.wind_up, name="wind-up"),
    path("exchanges/<slug:number>/report/", reporting.report, name="report"),
    path("exchanges/<slug:number>/complete/", moves.complete, name="complete"),
    path("exchanges/<slug:number>/cancel/", moves.cancel, name="cancel"),
    path("offers/", offers.offers, name="offers"),
    path("offers/feed/", feeds.offers, name="offers-feed"),
    path("offers/csv/", tables.offers, name="offers-csv"),
    path("offers/new/", offers.new, name="new-offer"),
    path("offers/<int:pk>/end/", offers.end, name="end-offer"),
]
