"""Which parties of an exchange."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Cast, Least
from django.utils import timezone

from community.languages import CODES
from exchanges.vocabulary import (
    LIVE,
    MAIN_ROLES,
    OUT,
    SIGNING_ROLES,
    After,
    PartyRole,
    PartyState,
    Status,
)

if TYPE_CHECKING:
    from exchanges.models.parties import Party  # noqa: F401 - named in a string below


ASKED = (PartyState.INVITED, PartyState.OFFERED)
SILENCE = dt.timedelta(days=30)  # an invitation without an answer lapses after this


def _when(condition: Q, since: Any) -> Case:
    """``since`` is a field, or rows of which the first counts."""
    moment = Subquery(since[:1]) if isinstance(since, models.QuerySet) else since
    stamp = models.DateTimeField()
    return Case(When(condition, then=Cast(moment, stamp)), output_field=stamp)


class PartyQuerySet(models.QuerySet["Party"]):
    def taking_part(self) -> PartyQuerySet:
        return self.filter(state=PartyState.ACCEPTED)

    def invited(self) -> PartyQuerySet:
        return self.filter(state=PartyState.INVITED)

    def offering(self) -> PartyQuerySet:
        return self.filter(state=PartyState.OFFERED)

    def present(self) -> PartyQuerySet:
        """All but those who declined, were declined or never answered."""
        return self.exclude(state__in=OUT)

    def as_names(self) -> PartyQuerySet:
        """Who takes part as what, and no more."""
        named = self.select_related("organization", "country")
        return named.only(
            "exchange",
            "role",
            "state",
            "organization__acronym",
            "organization__name",
            *(f"country__name_{code}" for code in CODES),
        )

    def signing(self) -> PartyQuerySet:
        """Those whose word the plan needs: a party on record without an organization has none."""
        return self.taking_part().filter(role__in=SIGNING_ROLES).exclude(organization=None)

    def carrying_out(self) -> PartyQuerySet:
        """Those who signed what is agreed or under way: it begins and ends by their word."""
        going = (Status.AGREED, Status.RUNNING)
        return self.signing().filter(exchange__status__in=going, exchange__is_sample=False)

    def still_to_report(self) -> PartyQuerySet:
        due = self.taking_part().filter(role__in=MAIN_ROLES, report_waived_at=None)
        return due.exclude(organization=None).filter(report=None)

    def recipients(self) -> PartyQuerySet:
        """Those who learned, and can say later what became of it."""
        return self.taking_part().filter(role=PartyRole.RECIPIENT).exclude(organization=None)

    def followed_up(self, months: int) -> PartyQuerySet:
        told = {"follow_ups__months": months, "follow_ups__written_at__isnull": False}
        return self.filter(**told)

    def to_follow_up(self, months: int) -> PartyQuerySet:
        """Recipients to be asked now. After twelve months nobody asks for the sixth any more."""
        now, due = timezone.now(), After(months).span
        rows = self.recipients().filter(
            exchange__status=Status.COMPLETED,
            exchange__completed_at__lte=now - due,
            exchange__is_sample=False,
            organization__status="approved",  # a suspended one once it is reinstated
        )
        if months == After.SIX:
            rows = rows.filter(exchange__completed_at__gt=now - 2 * due)
        asked = self.model.objects.filter(follow_ups__months=months)
        return rows.exclude(pk__in=asked).select_related("exchange", "organization")

    def due_to_lapse(self) -> PartyQuerySet:
        """Invited to what everybody can see, and silent ever since."""
        rows = self.invited().filter(exchange__status__in=LIVE, exchange__is_sample=False)
        return rows.filter(asked_at__lt=timezone.now() - SILENCE)

    def awaited(self) -> Any:
        """Those whose turn it is, with ``since`` when and ``whom`` (an organization) it waits for:
        an answer, a better request, a word on the plan, how an activity went, who may come along,
        a report, the follow-up. What is agreed begins by itself on its first day."""
        asking = When(state=PartyState.OFFERED, then=F("exchange__organization"))
        whom = Case(asking, default=F("organization"))
        known = self.annotate(since=Least(*self._turns()), whom=whom)
        return known.filter(since__isnull=False, exchange__is_sample=False)

    def that_may_await(self, organizations: list[int]) -> PartyQuerySet:
        """Theirs, and those that offer help to what they asked for; found by indexes."""
        rows = self.model.objects
        own = rows.filter(organization__in=organizations).values("pk")
        offered = rows.offering().filter(exchange__organization__in=organizations).values("pk")
        return self.filter(pk__in=own.union(offered))

    def _turns(self) -> list[Case]:
        """Since when each of these waits for a party, or nothing."""
        rows = self.model.objects
        plans = rows.signing().filter(exchange__status=Status.SHAPING, accepted_version=None)
        reports = rows.still_to_report().filter(exchange__status=Status.REPORTING)
        mends = Q(exchange__status=Status.RETURNED, organization=F("exchange__organization"))
        # Of each row alone: for one person's few parties nobody looks at all plans and reports.
        works = Exists(plans.filter(pk=OuterRef("pk"))) | Exists(reports.filter(pk=OuterRef("pk")))
        acts = Q(state=PartyState.ACCEPTED, role__in=MAIN_ROLES, exchange__status__in=LIVE)
        return [
            _when(Q(state__in=ASKED, exchange__status__in=LIVE), F("asked_at")),
            _when(mends | works, F("exchange__status_since")),
            _when(Q(exchange__status=Status.COMPLETED), self._follow_ups().values("asked_at")),
            _when(acts, self._activities().untold().order_by("ends_on").values("ends_on")),
            _when(acts, self._seats().values("asked_at")),
        ]

    def _activities(self) -> Any:
        exchanges: Any = self.model.exchange.field.related_model
        return exchanges.activities.rel.related_model.objects.filter(exchange=OuterRef("exchange"))

    def _seats(self) -> Any:
        """Asked for at activities that are still to come."""
        model: Any = self._activities().model.seats.rel.related_model
        asked = model.objects.to_answer().filter(activity__exchange=OuterRef("exchange"))
        return asked.order_by("asked_at")

    def _follow_ups(self) -> Any:
        """Of a party: what it was asked and has not told, the newest first."""
        model: Any = self.model.follow_ups.rel.related_model
        return model.objects.awaited().filter(party=OuterRef("pk")).order_by("-months")

    def in_order(self) -> PartyQuerySet:
        """Recipients first, then providers, then the others, each in the order they came."""
        order = [models.When(role=role, then=place) for place, role in enumerate(PartyRole.values)]
        return self.order_by(models.Case(*order, default=99), "pk")

    def forget_acceptances(self) -> None:
        accepted = self.exclude(accepted_version=None)
        accepted.update(accepted_version=None, accepted_at=None, accepted_by=None)
