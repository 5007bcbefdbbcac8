"""One exchange for programs: all that its page tells a visitor, and nothing more.

No people: who acted is told by the name of the organization alone.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from community.open_data import one, told
from community.tables import Columns
from exchanges.models import Exchange
from exchanges.page import ExchangePage
from exchanges.tables import EXCHANGE, STARTING_POINTS
from experiences.tables import LESSON

WORDS: Columns = {
    name: attrgetter(name)
    for name in (
        "need", "tried", "result_wanted", "populations", "languages", "wished_from",
        "wished_until", "funding", "start_year", "end_year", "activities_on_record",
        "results_on_record", "wider_learning",
    )
}  # fmt: skip
PARTY: Columns = {
    "organization_number": lambda p: p.organization and p.organization.number,
    "organization": lambda p: p.organization and p.organization.name,
    "country": lambda p: p.country_id,
    "role": lambda p: p.role,
    "state": lambda p: p.state,
}
ACTIVITY: Columns = {
    "title": lambda a: a.title,
    "instrument": lambda a: a.instrument,
    "mode": lambda a: a.mode,
    "place": lambda a: a.place,
    "starts_on": lambda a: a.starts_on,
    "ends_on": lambda a: a.ends_on,
    "begins_at": lambda a: a.begins_at,
    "finishes_at": lambda a: a.finishes_at,
    "time_zone": lambda a: a.time_zone,
    "languages": lambda a: a.languages,
    "interpretation": lambda a: a.interpretation,
    "hosts": lambda a: a.hosts,
    "participants": lambda a: a.participants,
    "open_seats": lambda a: a.open_seats,
    "seats_until": lambda a: a.seats_until,
    "called_off_on": lambda a: a.called_off_on,
    "agenda": lambda a: a.agenda,
    "materials": lambda a: a.materials,
}
CONTRIBUTION: Columns = {
    "party": lambda c: c.party.name,
    "kind": lambda c: c.kind,
    "what": lambda c: c.what,
    "planned": lambda c: c.planned,
    "in_the_end": lambda c: c.real,
    "currency": lambda c: c.currency,
}
REPORT: Columns = {
    "party": lambda r: r.party.name,
    "language": lambda r: r.language,
    "achieved": lambda r: r.achieved,
    "did_not_work": lambda r: r.did_not_work,
    "next_steps": lambda r: r.next_steps,
    "written_on": lambda r: r.written_at,
}
FOLLOW_UP: Columns = {
    "party": lambda f: f.party.name,
    "months": lambda f: f.months,
    "uptake": lambda f: f.level,
    "evidence": lambda f: f.evidence,
    "evidence_url": lambda f: f.url,
    "language": lambda f: f.language,
    "written_on": lambda f: f.written_at,
}
WANT: Columns = {
    "organization_number": lambda w: w.organization.number,
    "organization": lambda w: w.organization.name,
    "country": lambda w: w.organization.country_id,
    "note": lambda w: w.note,
    "said_on": lambda w: w.at,
}
SAID: Columns = {
    "text": lambda said: None if said.hidden_at else said.text,
    "language": lambda said: said.language,
    "said_on": lambda said: said.at,
    "hidden_because": lambda said: said.hidden_why,
}
ANSWER: Columns = {"organization": lambda answer: answer.organization_name, **SAID}
ACT: Columns = {
    "act": lambda event: event.name,
    "on": lambda event: event.at,
    "about": lambda event: event.subject_label,
    "organization": lambda event: event.organization_name,
    "from": lambda event: event.source,
    "to": lambda event: event.target,
    "because": lambda event: event.reason,
}


@login_not_required
def record(request: HttpRequest, number: str) -> HttpResponse:
    rows: Any = Exchange.objects.public().with_wants()
    rows = rows.prefetch_related("themes", *STARTING_POINTS)
    exchange = get_object_or_404(rows, number=number.upper())
    return one("exchange", said(ExchangePage(exchange, AnonymousUser(), {})))


def said(page: ExchangePage) -> dict[str, Any]:
    """As ``page`` of a visitor has it."""
    exchange = page.exchange
    return {
        **told(EXCHANGE, exchange),
        **told(WORDS, exchange),
        "sources": [{"title": one.title, "url": one.url} for one in exchange.sources.all()],
        "related_experiences": [sheet.number for sheet in page.related()],
        "parties": [told(PARTY, row["party"]) for row in page.parties],
        **_together(page),
        **_outcome(page),
        "wants": [told(WANT, want) for want in page.wants],
        "questions": [_question(row) for row in page.questions],
        "followers": page.followers,
        "timeline": [told(ACT, event) for event in exchange.timeline().as_timeline().public()],
    }


def _together(page: ExchangePage) -> dict[str, Any]:
    plan = next(iter(page.plans), None)
    given = page.exchange.contributions.select_related("party__organization", "party__country")
    return {
        "plan": plan and {"version": plan.version, "objective": plan.objective,
                          "costs": plan.costs, "written_on": plan.written_at},
        "activities": [told(ACTIVITY, one) for one in page.exchange.activities.in_order()],
        "contributions": [told(CONTRIBUTION, row) for row in given],
        "seats_taken": page.seats_taken,
    }  # fmt: skip


def _outcome(page: ExchangePage) -> dict[str, Any]:
    """Reports are public once the exchange is completed."""
    parties = {party.pk: party for party in page.all_parties}
    reports = list(page.exchange.reports.all()) if page.shows_everything else []
    for report in reports:
        report.party = parties[report.party_id]
    waived = [party for party in page.all_parties if party.report_waived_at]
    return {
        "reports": [told(REPORT, report) for report in reports],
        "reports_waived": [
            {"party": party.name, "because": party.report_waived_why}
            for party in waived
            if page.shows_everything
        ],
        "lessons": [told(LESSON, lesson) for lesson in page.lessons],
        "follow_ups": [told(FOLLOW_UP, follow_up) for follow_up in page.follow_ups],
        "adaptations": [sheet.number for sheet in page.adaptations],
    }


def _question(row: dict[str, Any]) -> dict[str, Any]:
    answers = [told(ANSWER, answer["said"]) for answer in row["answers"]]
    return {**told(SAID, row["said"]), "answers": answers}
