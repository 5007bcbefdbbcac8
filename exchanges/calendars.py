"""Activities for the reader's own calendar (iCalendar, RFC 5545): one, an exchange's, or all.

Only what everybody may read: the link to take part and the names stay with the partners.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Theme
from community.plain_text import cleaned
from community.seldom import seldom
from exchanges import activities
from exchanges.finding import exchange_of
from exchanges.models import Activity
from exchanges.vocabulary import BEGUN, ENDED_EARLY, Status
from members.models import Organization

icalendar = seldom("icalendar")
PRODUCT = "-//IASPN//Knowledge Portal//EN"
HOST = "iaspn-portal"  # not an address: calendars only ask that it stays the same
PAST = dt.timedelta(days=365)  # the network's calendar looks back a year
AT_MOST = 500
DAY = dt.timedelta(days=1)


@login_not_required
def activity(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    found = activities.activity_of(request, number, pk)
    return answer([found], found.title, f"{found.exchange.number}-{found.pk}")


@login_not_required
def exchange(request: HttpRequest, number: str) -> HttpResponse:
    found = exchange_of(request, number)
    rows = found.activities.in_order().select_related("exchange")
    return answer(rows, f"{found.number} {found.title}", found.number)


@login_not_required
def network(request: HttpRequest) -> HttpResponse:
    """Of all exchanges that everybody sees; ``organization`` and ``theme`` narrow it down."""
    rows = Activity.objects.of_public_exchanges().taking_place()
    rows = rows.filter(ends_on__gte=timezone.localdate() - PAST)
    name = _("Exchanges of the network")
    if slug := cleaned(request.GET.get("organization", "")):
        organization = get_object_or_404(Organization.objects.approved(), slug=slug)
        rows, name = rows.of(organization), organization.name
    if slug := cleaned(request.GET.get("theme", "")):
        theme = get_object_or_404(Theme, slug=slug)
        rows = rows.filter(exchange__themes__in=[theme, *theme.narrower.all()]).distinct()
        name = f"{name} · {theme}"
    some = rows.in_order().select_related("exchange")[:AT_MOST]
    return answer(some, name, "exchanges")


def answer(some: Iterable[Activity], name: str, file: str) -> HttpResponse:
    rows = list(some)
    entries = [entry(activity) for activity in rows]
    calendar = icalendar.Calendar.new(
        name=name, prodid=PRODUCT, uid=f"{file}@{HOST}", subcomponents=entries
    )
    if rows:  # clocks of these years alone: else each zone would bring its whole past along
        first, last = (min(one.starts_on for one in rows), max(one.ends_on for one in rows))
        calendar.add_missing_timezones(first - DAY, last + DAY)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file}.ics"'
    return response


def entry(activity: Activity) -> Any:
    start, end = _ends(activity)
    url = settings.SITE_URL + activity.get_absolute_url()
    how = (activity.get_instrument_display(), activity.get_mode_display())
    words = [" · ".join(str(part) for part in how), activity.exchange.title, activity.agenda]
    made = icalendar.Event.new(
        uid=f"activity-{activity.pk}@{HOST}",
        stamp=activity.changed_at,
        last_modified=activity.changed_at,
        summary=activity.title,
        description="\n\n".join(part for part in words if part),
        location=activity.place or None,
        start=start,
        end=end,
        status=_status(activity),
        url=url,
    )
    if activity.is_daily:  # at the same hours of the place, also after its clocks have changed
        number = (activity.ends_on - activity.starts_on + DAY).days
        made.add("rrule", {"freq": "daily", "count": number})
    return made


def _ends(activity: Activity) -> tuple[dt.date, dt.date | None]:
    """Whole days where no hour is known; the day after the last one is where they end. Of hours
    that every day has, those of the first."""
    spans = activity.spans
    return spans[0] if spans else (activity.starts_on, activity.ends_on + DAY)


def _status(activity: Activity) -> str:
    exchange = activity.exchange
    ended = exchange.status in ENDED_EARLY
    if activity.called_off_on or (ended and exchange.started_at is None):
        return "CANCELLED"
    settled = ended or exchange.status in {Status.AGREED, *BEGUN}
    return "CONFIRMED" if settled else "TENTATIVE"
