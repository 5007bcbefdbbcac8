"""Addresses of exchanges and offers; a POST address per verb."""

from django.urls import path

from exchanges import (
    activities,
    afterwards,
    board,
    calendars,
    contributing,
    feeds,
    flow,
    moves,
    offers,
    page,
    papers,
    parties,
    planning,
    reporting,
    requesting,
    ripple,
    seats,
    tables,
    talking,
    wanting,
)

app_name = "exchanges"
urlpatterns = [
    path("exchanges/", board.board, name="board"),
    path("exchanges/feed/", feeds.board, name="feed"),
    path("exchanges/csv/", tables.exchanges, name="csv"),
    path("exchanges/request/", requesting.request_, name="request"),
    path("exchanges/matrix/", board.matrix, name="matrix"),
    path("exchanges/flow/", flow.flow, name="flow"),
    path("exchanges/calendar/", calendars.network, name="calendar"),
    path("exchanges/ripple/", ripple.ripple, name="ripple"),
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
    path("exchanges/<slug:number>/calendar/", calendars.exchange, name="exchange-calendar"),
    path("exchanges/<slug:number>/terms/", papers.terms, name="terms"),
    path("exchanges/<slug:number>/activities/<int:pk>/", activities.activity, name="activity"),
    path(
        "exchanges/<slug:number>/activities/<int:pk>/edit/",
        activities.edit,
        name="edit-activity",
    ),
    path(
        "exchanges/<slug:number>/activities/<int:pk>/calendar/",
        calendars.activity,
        name="activity-calendar",
    ),
    path("exchanges/<slug:number>/activities/<int:pk>/agenda/", papers.agenda, name="agenda"),
    path(
        "exchanges/<slug:number>/activities/<int:pk>/invitation/",
        papers.invitation,
        name="letter-of-invitation",
    ),
    path("exchanges/<slug:number>/activities/<int:pk>/ask-seat/", seats.ask, name="ask-seat"),
    path("exchanges/<slug:number>/seats/<int:pk>/grant/", seats.grant, name="grant-seat"),
    path("exchanges/<slug:number>/seats/<int:pk>/decline/", seats.decline, name="decline-seat"),
    path(
        "exchanges/<slug:number>/seats/<int:pk>/give-back/", seats.give_back, name="give-back-seat"
    ),
    path(
        "exchanges/<slug:number>/contributions/", contributing.contributions, name="contributions"
    ),
    path("exchanges/<slug:number>/contributions/new/", contributing.new, name="contribute"),
    path(
        "exchanges/<slug:number>/contributions/<int:pk>/",
        contributing.edit,
        name="edit-contribution",
    ),
    path(
        "exchanges/<slug:number>/contributions/<int:pk>/take-back/",
        contributing.take_back,
        name="take-back-contribution",
    ),
    path("exchanges/<slug:number>/start/", moves.start, name="start"),
    path("exchanges/<slug:number>/wind-up/", moves.wind_up, name="wind-up"),
    path("exchanges/<slug:number>/report/", reporting.report, name="report"),
    path("exchanges/<slug:number>/complete/", moves.complete, name="complete"),
    path("exchanges/<slug:number>/cancel/", moves.cancel, name="cancel"),
    path("exchanges/<slug:number>/renew/", afterwards.renew, name="renew"),
    path("exchanges/<slug:number>/go-on/", afterwards.go_on, name="go-on"),
    path("exchanges/<slug:number>/follow-up/", afterwards.follow_up, name="follow-up"),
    path("exchanges/<slug:number>/want/", wanting.want, name="want"),
    path(
        "exchanges/<slug:number>/want/<int:want_pk>/take-back/",
        wanting.take_back,
        name="take-back-want",
    ),
    path("exchanges/<slug:number>/ask/", talking.ask, name="ask"),
    path(
        "exchanges/<slug:number>/questions/<int:question_pk>/answer/", talking.answer, name="answer"
    ),
    path(
        "exchanges/<slug:number>/questions/<int:question_pk>/hide/",
        talking.hide_question,
        name="hide-question",
    ),
    path(
        "exchanges/<slug:number>/answers/<int:answer_pk>/hide/",
        talking.hide_answer,
        name="hide-answer",
    ),
    path("offers/", offers.offers, name="offers"),
    path("offers/feed/", feeds.offers, name="offers-feed"),
    path("offers/csv/", tables.offers, name="offers-csv"),
    path("offers/new/", offers.new, name="new-offer"),
    path("offers/<int:pk>/end/", offers.end, name="end-offer"),
]
