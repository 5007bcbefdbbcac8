"""What each party puts in, in kind and in money: planned, and as it was in the end.

Days of work stand beside money: so the share of the countries themselves, mostly days, is seen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pghistory
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.lifecycle import MoveRefused
from community.models import Event, Person
from exchanges.models.carrying_out import CLOSED
from exchanges.models.exchanges import Exchange
from exchanges.models.parties import Party
from exchanges.vocabulary import PRIVATE, ContributionKind

SAID = ("kind", "what", "planned", "real", "currency")
WRITTEN = ("written_by", "written_at")
AT_ONCE = dt.timedelta(minutes=10)  # nobody contributes the same twice so soon
NOT_NEGATIVE = [MinValueValidator(0)]


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def sums(self) -> dict[str, Any]:
        return self.aggregate(planned=Sum("planned"), real=Sum("real"))


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="ContributionVersion",
)
class Contribution(models.Model):
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="contributions")
    party = models.ForeignKey(
        Party, verbose_name=_("party"), on_delete=models.CASCADE, related_name="contributions"
    )
    kind = models.CharField(
        pgettext_lazy("contribution", "kind"), max_length=15, choices=ContributionKind.choices
    )
    what = models.CharField(_("what exactly"), max_length=200, blank=True)
    planned = models.DecimalField(
        _("planned"), max_digits=12, decimal_places=2, null=True, blank=True,
        validators=NOT_NEGATIVE,
    )  # fmt: skip
    real = models.DecimalField(
        _("in the end"), max_digits=12, decimal_places=2, null=True, blank=True,
        validators=NOT_NEGATIVE,
    )  # fmt: skip
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["party", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned__isnull=False) | Q(real__isnull=False),
                name="a_contribution_says_how_much",
            ),
            models.CheckConstraint(
                condition=(Q(planned=None) | Q(planned__gte=0)) & (Q(real=None) | Q(real__gte=0)),
                name="nobody_contributes_less_than_nothing",
            ),
            models.CheckConstraint(
                condition=Q(kind=ContributionKind.DAYS, currency="")
                | (~Q(kind=ContributionKind.DAYS) & ~Q(currency="")),
                name="money_has_its_currency_and_days_have_none",
            ),
        ]

    def __str__(self) -> str:
        return self.what or str(ContributionKind(self.kind).label)

    def get_absolute_url(self) -> str:
        return f"{self.exchange.get_absolute_url()}contributions/"

    @property
    def unit(self) -> str:
        return self.currency or str(_("days"))

    # --- Verbs -----------------------------------------------------------------------------------

    def write(self, fields: Iterable[str] | None = None, *, by: Person) -> None:
        """Say what one's own organization puts in, or correct it: all of it, or these fields."""
        names = None if fields is None else [*fields]
        with transaction.atomic():
            self._hold(by)
            self.written_by, self.written_at = by, timezone.now()
            is_new = self.pk is None
            if names == [] or (is_new and self._is_said(by)):
                return
            self.save(update_fields=names and [*names, *WRITTEN])
            act = self.exchange.act(by, self.party.organization)
            name = "contribute" if is_new else "correct_contribution"
            Event.record(self.party, name, act).publish()

    def _is_said(self, by: Person) -> bool:
        """The same, by the same person, just now: a button that was pressed twice."""
        same = {name: getattr(self, name) for name in SAID}
        lately = timezone.now() - AT_ONCE
        rows = type(self).objects.filter(party=self.party, written_by=by, written_at__gt=lately)
        return rows.filter(**same).exists()

    def take_back(self, *, by: Person) -> None:
        """Its versions are kept."""
        with transaction.atomic():
            self._hold(by)
            act = self.exchange.act(by, self.party.organization)
            Event.record(self.party, "take_back_contribution", act)
            self.delete()

    def _hold(self, by: Person) -> None:
        rows = Exchange.objects.select_for_update(of=("self",), no_key=True)
        self.exchange = rows.get(pk=self.party.exchange_id)
        mine = self.exchange.parties.taking_part().filter(pk=self.party_id)
        if not mine.filter(organization__in=self.exchange.voices_of(by)).exists():
            raise PermissionDenied
        if self.exchange.status in {*CLOSED, *PRIVATE}:
            raise MoveRefused(_("Contributions are written from the opening to the closing."))
        if self.pk and not self.exchange.contributions.filter(pk=self.pk).exists():
            raise MoveRefused(_("Somebody was faster, or this is no longer possible."))
