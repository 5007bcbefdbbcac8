"""Addresses of exchanges and offers; a POST address per verb."""

from django.urls import path

from exchanges import feeds, moves, offers, parties, planning, reporting, requesting, views

app_name = "exchanges"
urlpatterns = [
    path("exchanges/", views.board, name="board"),
    path("exchanges/feed/", feeds.board, name="feed"),
    path("exchanges/request/", requesting.request_, name="request"),
    path("exchanges/matrix/", views.matrix, name="matrix"),
    path("exchanges/<str:number>/", views.exchange, name="exchange"),
    path("exchanges/<str:number>/edit/", requesting.edit, name="edit"),
    path("exchanges/<str:number>/submit/", moves.submit, name="submit"),
    path("exchanges/<str:number>/open/", moves.open_, name="open"),
    path("exchanges/<str:number>/return/", moves.return_, name="return"),
    path("exchanges/<str:number>/withdraw/", moves.withdraw, name="withdraw"),
    path("exchanges/<str:number>/invite/", parties.invite, name="invite"),
    path("exchanges/<str:number>/offer/", parties.offer, name="offer"),
    path("exchanges/<str:number>/parties/<int:pk>/accept/", parties.accept, name="accept"),
    path("exchanges/<str:number>/parties/<int:pk>/decline/", parties.decline, name="decline"),
    path("exchanges/<str:number>/plan/", planning.plan, name="plan"),
    path("exchanges/<str:number>/agree/", planning.agree, name="agree"),
    path("exchanges/<str:number>/start/", moves.start, name="start"),
    path("exchanges/<str:number>/wind-up/", moves.wind_up, name="wind-up"),
    path("exchanges/<str:number>/report/", reporting.report, name="report"),
    path("exchanges/<str:number>/complete/", moves.complete, name="complete"),
    path("exchanges/<str:number>/cancel/", moves.cancel, name="cancel"),
    path("offers/", offers.offers, name="offers"),
    path("offers/feed/", feeds.offers, name="offers-feed"),
    path("offers/new/", offers.new, name="new-offer"),
]
