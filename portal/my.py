"""My page: what waits for me first, then my drafts, then news of what I follow."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from community.models import Person
from community.signed_in import SignedInRequest
from exchanges.models import Activity, Exchange, FollowUp, Party, Seat
from exchanges.turns import yours_among
from exchanges.vocabulary import LIVE, MAIN_ROLES, PartyState, SeatState
from exchanges.vocabulary import Status as ExchangeStatus
from experiences.models import Experience
from experiences.using import most_used
from experiences.vocabulary import Status as SheetStatus
from members.models import Invitation, Membership, Organization, Registration
from portal.first_steps import first_steps
from portal.following import followed_by
from portal.news import news_of

MOST = 20
type Ids = QuerySet[Membership, Any]  # of the organizations a person leads


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a person: what to do, about what, where, and since when."""

    what: str
    title: str
    url: str
    since: dt.datetime
    lang: str = ""


SINCE = attrgetter("since")


def my(request: SignedInRequest) -> HttpResponse:
    person = request.user
    followed = followed_by(person)
    memberships = list(memberships_of(person))
    organizations = Organization.objects.of(person).in_order()
    steps = first_steps(person, memberships, followed)
    registration = Registration.objects.of(person).open().first()
    requests = requests_of(organizations)
    return render(
        request,
        "portal/my.html",
        {
            "waiting": [*sorted(waiting_for(person), key=SINCE), *under_way(person)],
            "steps": steps,
            "has_begun": bool(registration or steps),
            "memberships": memberships,
            "registration": registration,
            "drafts": drafts_of(organizations),
            "put_away": put_away_by(organizations) if memberships else [],
            "requests": requests,
            "yours": yours_among(requests, person),
            "seats": seats_of(organizations) if memberships else [],
            "news": news_of(followed),
            "followed": followed,
            "used": most_used(person) if memberships else [],
        },
    )


@require_POST
def dismiss_first_steps(request: SignedInRequest) -> HttpResponse:
    request.user.dismiss_first_steps()
    return redirect("my")


def waiting_for(person: Person) -> Iterator[Waiting]:
    """Everything that stands still until this person acts. For a suspended organization nobody
    acts in the exchanges of others."""
    leads = Membership.objects.active().leading().of(person).values("organization_id")
    yield from applications(leads)
    yield from invitations(person)
    yield from confirmations(leads)
    yield from join_requests(person)
    yield from returned_sheets(person)
    yield from sheets_to_submit(leads)
    yield from sheets_to_confirm(person)
    yield from exchanges_to_act_on(leads)
    yield from activities_to_tell(leads)
    yield from seats_to_answer(person)


def applications(leads: Ids) -> Iterator[Waiting]:
    for organization in Organization.objects.filter(pk__in=leads, status="question").as_cards():
        url = reverse("members:application", args=[organization.slug])
        what = _("Answer the secretariat’s question")
        yield Waiting(what, organization.name_in_full, url, organization.status_since)


def invitations(person: Person) -> Iterator[Waiting]:
    """To act for an organization; sent to an address she has proven to be hers."""
    rows = Invitation.objects.open().to(person).filter(organization__status="approved")
    for one in rows.select_related("organization__country"):
        what = _("Accept the invitation, or let it pass")
        yield Waiting(what, one.organization.name_in_full, one.get_absolute_url(), one.invited_at)


def confirmations(leads: Ids) -> Iterator[Waiting]:
    """Once a year each organization is asked whether all this is still so."""
    asked = Organization.objects.approved().filter(pk__in=leads).as_cards()
    for organization in asked.exclude(confirmation_asked_at=None):
        url = reverse("members:still-you", args=[organization.slug])
        asked_at = organization.confirmation_asked_at
        assert asked_at is not None  # noqa: S101 - excluded above
        what = _("Confirm that all this is still so")
        yield Waiting(what, organization.name_in_full, url, asked_at)


def join_requests(person: Person) -> Iterator[Waiting]:
    wanted = Membership.objects.decidable_by(person)
    for membership in wanted.select_related("person", "organization__country"):
        url = reverse("members:people", args=[membership.organization.slug])
        what = _("Let %(name)s join, or decline") % {"name": membership.person}
        title = membership.organization.name_in_full
        yield Waiting(what, title, url, membership.requested_at)


def returned_sheets(person: Person) -> Iterator[Waiting]:
    """For all who write: the answers are rarely those of who submits."""
    for sheet in Experience.objects.editable_by(person).filter(status=SheetStatus.RETURNED):
        url = reverse("experiences:edit", args=[sheet.slug])
        what = _("Complete and submit again")
        yield Waiting(what, sheet.title, url, sheet.status_since, sheet.language)


def sheets_to_submit(leads: Ids) -> Iterator[Waiting]:
    for sheet in Experience.objects.filter(organization__in=leads).asked_to_submit()[:MOST]:
        what = _("Read and submit: a colleague has completed it")
        url = sheet.get_absolute_url()
        yield Waiting(what, sheet.title, url, sheet.asked_at, sheet.language)


def sheets_to_confirm(person: Person) -> Iterator[Waiting]:
    """After a year those who write for an organization are asked whether a sheet is still true."""
    for sheet in Experience.objects.editable_by(person).to_confirm()[:MOST]:
        assert sheet.due_since is not None  # noqa: S101 - only what is published is confirmed
        what = _("Say whether this is still true")
        yield Waiting(what, sheet.title, sheet.get_absolute_url(), sheet.due_since, sheet.language)


def exchanges_to_act_on(leads: Ids) -> Iterator[Waiting]:
    """Invitations, offers to answer, plans to accept, reports to write, requests returned."""
    parties = Party.objects.select_related("exchange", "organization").filter(
        exchange__status__in=LIVE
    )
    heard = {"organization__in": leads, "organization__status": "approved"}
    mine = parties.filter(**heard)
    for party in mine.invited().filter(exchange__opened_at__isnull=False):
        yield _about(party.exchange, _("Answer the invitation"), party.asked_at)
    asked_by_them = {f"exchange__{name}": value for name, value in heard.items()}
    for party in parties.offering().filter(**asked_by_them):
        what = _("Answer the offer of %(organization)s") % {"organization": party.organization}
        yield _about(party.exchange, what, party.asked_at)
    shaping = mine.signing().filter(exchange__status=ExchangeStatus.SHAPING)
    for party in shaping.prefetch_related("exchange__plans"):
        plan = next(iter(party.exchange.plans.all()), None)
        if plan is None:
            yield _about(party.exchange, _("Write the plan"), party.exchange.status_since)
        elif party.accepted_version != plan.version:
            yield _about(party.exchange, _("Read the plan and accept it"), plan.written_at)
    for party in mine.still_to_report().filter(exchange__status=ExchangeStatus.REPORTING):
        yield _about(party.exchange, _("Write your report"), party.exchange.status_since)
    for exchange in Exchange.objects.filter(**heard, status="returned"):
        yield _about(exchange, _("Complete and submit again"), exchange.status_since)
    asked = FollowUp.objects.awaited().filter(party__organization__status="approved")
    for told in asked.filter(party__organization__in=leads):
        yield _about(told.exchange, _("Say what became of it"), told.asked_at)
    for exchange in Exchange.objects.about_to_lapse().filter(**heard):
        asked_at = exchange.renewal_asked_at
        assert asked_at is not None  # noqa: S101 - it is about to lapse
        yield _about(exchange, _("Keep it open, or let it lapse"), asked_at)


def activities_to_tell(leads: Ids) -> Iterator[Waiting]:
    """Over, while the exchange goes on, and nobody has said yet how many came."""
    mine = Party.objects.taking_part().filter(role__in=MAIN_ROLES)
    mine = mine.filter(organization__in=leads, organization__status="approved")
    untold = Activity.objects.untold().filter(exchange__in=mine.values("exchange"))
    for one in untold.select_related("exchange").in_order()[:MOST]:
        day = dt.datetime.combine(one.ends_on, dt.time(), timezone.get_current_timezone())
        url = reverse("exchanges:edit-activity", args=[one.exchange.number, one.pk])
        yield _about(one.exchange, _("Say how the activity went"), day, url)


def seats_to_answer(person: Person) -> Iterator[Waiting]:
    """Others would like to come along to an activity of an exchange she writes for."""
    writes = Membership.objects.active().writing().of(person).values("organization_id")
    mine = Exchange.objects.filter(
        parties__organization__in=writes,
        parties__organization__status="approved",
        parties__state=PartyState.ACCEPTED,
    )
    asked = Seat.objects.to_answer().filter(activity__exchange__in=mine.values("pk"))
    for seat in asked.select_related("activity__exchange", "organization")[:MOST]:
        what = _("Answer %(organization)s, who would like to come along")
        told = what % {"organization": seat.organization}
        yield _about(seat.activity.exchange, told, seat.asked_at, seat.get_absolute_url())


def under_way(person: Person) -> Iterator[Waiting]:
    """Hers to carry out. It begins and ends by its days as well, and so is said after what stands
    still until she acts."""
    leads = Membership.objects.active().leading().of(person).values("organization_id")
    mine = Party.objects.carrying_out().filter(
        organization__in=leads, organization__status="approved"
    )
    rows = Exchange.objects.filter(pk__in=mine.values("exchange"))
    asked = rows.exclude(pk__in=Activity.objects.untold().values("exchange"))
    for exchange in asked.newest()[:MOST]:
        what = _("Carry out your activities")
        if exchange.status == ExchangeStatus.AGREED:
            what = _("Start it when your activities begin")
        yield _about(exchange, what, exchange.status_since)


def _about(exchange: Exchange, what: str, since: dt.datetime, url: str = "") -> Waiting:
    address = url or exchange.get_absolute_url()
    return Waiting(what, exchange.title, address, since, exchange.language)


def memberships_of(person: Person) -> QuerySet[Membership]:
    current = Membership.objects.of(person).filter(ended_at=None)
    return current.select_related("organization__country").order_by("requested_at")


def drafts_of(organizations: QuerySet[Organization]) -> QuerySet[Experience]:
    unfinished = (SheetStatus.DRAFT, SheetStatus.RETURNED, SheetStatus.SUBMITTED)
    drafts = Experience.objects.filter(organization__in=organizations, status__in=unfinished)
    return drafts.select_related("organization__country").order_by("-changed_at")[:MOST]


def put_away_by(organizations: QuerySet[Organization]) -> QuerySet[Experience]:
    """No list and no search leads to them any more."""
    away = (SheetStatus.ARCHIVED, SheetStatus.WITHDRAWN)
    sheets = Experience.objects.filter(organization__in=organizations, status__in=away)
    return sheets.exclude(title="").order_by("-status_since")[:MOST]


def requests_of(organizations: QuerySet[Organization]) -> QuerySet[Exchange]:
    """Exchanges my organizations asked for or take part in, and that are not over."""
    mine = Exchange.objects.filter(
        parties__organization__in=organizations, parties__state=PartyState.ACCEPTED, is_sample=False
    )
    over = ("closed", "withdrawn", "cancelled", "lapsed")
    return mine.exclude(status__in=over).distinct().as_cards()[:MOST]


def seats_of(organizations: QuerySet[Organization]) -> QuerySet[Seat]:
    """At activities of others to which my organizations come along, or have asked to."""
    own = Seat.objects.to_come().filter(organization__in=organizations, state__in=SeatState.live())
    loaded = own.select_related("activity__exchange", "organization__country")
    return loaded.order_by("activity__starts_on", "pk")[:MOST]
