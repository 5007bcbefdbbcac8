"""Everything that waits for the secretariat, over all types, the oldest first."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community.models import Letter
from exchanges.models import Exchange
from exchanges.vocabulary import Status
from experiences.models import Experience
from members.models import Membership, Organization

MOST = 200  # of each type; the rest comes up as these are decided


@dataclass(frozen=True)
class Waiting:
    what: str | Promise
    title: str
    who: str
    url: str
    since: dt.datetime

    @property
    def days(self) -> int:
        return (timezone.now() - self.since).days


def everything() -> list[Waiting]:
    found = [*applications(), *sheets(), *changed_sheets(), *exchanges(), *joins(), *letters()]
    found += [*orphans()]
    return sorted(found, key=lambda thing: thing.since)


def applications() -> Iterator[Waiting]:
    for one in Organization.objects.waiting().select_related("country")[:MOST]:
        who = str(one.country or "")
        yield Waiting(_("Organization applies"), one.name, who, _page(one), one.status_since)


def sheets() -> Iterator[Waiting]:
    for one in Experience.objects.waiting().select_related("organization")[:MOST]:
        who = str(one.organization)
        yield Waiting(_("Sheet to review"), one.title, who, _page(one), one.status_since)


def changed_sheets() -> Iterator[Waiting]:
    changed = Experience.objects.changed_since_review().select_related("organization")
    for one in changed.order_by("changed_at")[:MOST]:
        what = _("Sheet changed since review")
        yield Waiting(what, one.title, str(one.organization), _page(one), one.changed_at)


def exchanges() -> Iterator[Waiting]:
    """Requests to open, and exchanges whose reports are all in."""
    rows: Any = Exchange.objects.waiting().with_last_word().select_related("organization")
    for one in rows.order_by("last_word")[:MOST]:
        submitted = one.status == Status.SUBMITTED
        what = _("Exchange to open") if submitted else _("Exchange to complete")
        who = str(one.organization or "")
        yield Waiting(what, one.title, who, _page(one), one.last_word)


def joins() -> Iterator[Waiting]:
    """Requests to join an organization that has nobody to decide them."""
    led = Membership.objects.active().leading().values("organization_id")
    headless = Membership.objects.requested().exclude(organization__in=led)
    for one in headless.select_related("organization__country", "person")[:MOST]:
        url = reverse("members:people", args=[one.organization.slug])
        who = one.organization.name_in_full
        yield Waiting(_("Wants to join"), str(one.person), who, url, one.requested_at)


def orphans() -> Iterator[Waiting]:
    """One line for all of them: their list says which and why."""
    number, since = Organization.objects.orphans().number_and_age()
    if since is not None:
        told = ngettext("%(number)d organization", "%(number)d organizations", number)
        url = reverse("admin:members_organization_orphans")
        yield Waiting(_("Nobody can be reached"), told % {"number": number}, "", url, since)


def letters() -> Iterator[Waiting]:
    """Refused by the mail server, or tried for a day in vain."""
    yesterday = timezone.now() - dt.timedelta(days=1)
    refused = Letter.objects.exclude(refused_at=None)
    stuck = Letter.objects.unsent().filter(written_at__lt=yesterday)
    for one in (refused | stuck).order_by(F("written_at"))[:MOST]:
        what = _("Letter not delivered")
        yield Waiting(what, one.subject, one.address, _page(one), one.written_at)


def _page(thing: Model) -> str:
    """Its page in the admin."""
    meta = thing._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[thing.pk])
