"""Everything that waits for the secretariat, over all types, the oldest first."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q
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

MOST = 200  # of each type, the oldest; the rest comes up as these are decided
A_DAY = dt.timedelta(days=1)
A_MONTH = dt.timedelta(days=30)  # after which nobody writes to that address any more


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
    rows = Organization.objects.waiting().order_by("status_since", "pk")
    for one in rows.select_related("country")[:MOST]:
        who = str(one.country or "")
        yield Waiting(_("Organization applies"), one.name, who, _page(one), one.status_since)


def sheets() -> Iterator[Waiting]:
    rows = Experience.objects.waiting().order_by("status_since", "pk")
    for one in rows.select_related("organization")[:MOST]:
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
    headless = Membership.objects.requested().exclude(organization__in=led).order_by("requested_at")
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
    """Tried for a day in vain, or refused by the mail server a short time ago.

    What was refused waits for a month at most, until a later letter arrives: there is no more to do
    about it, and whom nobody can reach has a line of her own (``orphans``).
    """
    now = timezone.now()
    stuck = Q(sent_at=None, refused_at=None, written_at__lt=now - A_DAY)
    arrived = Letter.objects.filter(address=OuterRef("address"), sent_at__gt=OuterRef("refused_at"))
    refused = Q(refused_at__gt=now - A_MONTH) & ~Exists(arrived)
    for one in Letter.objects.filter(stuck | refused).order_by("written_at")[:MOST]:
        what = _("Letter not delivered")
        yield Waiting(what, one.subject, one.address, _page(one), one.written_at)


def _page(thing: Model) -> str:
    """Its page in the admin."""
    meta = thing._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[thing.pk])
