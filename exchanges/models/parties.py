"""Parties: who takes part in an exchange, as what, and which version of the plan each accepted."""

from __future__ import annotations

import datetime as dt

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.labelled import Labelled
from community.lifecycle import MoveRefused
from community.models import Person
from exchanges.models.accepting import Accepting
from exchanges.models.exchanges import Exchange
from exchanges.models.on_cards import short_name
from exchanges.models.party_queries import SILENCE, PartyQuerySet
from exchanges.vocabulary import OUT, SIGNING_ROLES, PartyRole, PartyState
from members.models import Country, Membership, Organization, Transferable
from members.moving import Changes

TAKES_PART = models.Q(state=PartyState.ACCEPTED)


@pghistory.track(model_name="PartyVersion")
class Party(Labelled, Accepting, Transferable):
    """``organization`` is empty where the sources of a past exchange name a country only."""

    exchange = models.ForeignKey(
        Exchange, verbose_name=_("exchange"), on_delete=models.CASCADE, related_name="parties"
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        null=True,
        on_delete=models.PROTECT,
        related_name="parties",
    )
    country = models.ForeignKey(
        Country,
        verbose_name=_("country"),
        null=True,
        on_delete=models.PROTECT,
        related_name="parties",
    )
    role = models.CharField(_("role"), max_length=18, choices=PartyRole.choices)
    state = models.CharField(_("state"), max_length=8, choices=PartyState.choices)
    message = models.TextField(_("message"), max_length=3000, blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    accepted_version = models.PositiveIntegerField(_("accepted version"), null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("accepted by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    report_waived_at = models.DateTimeField(_("report waived"), null=True)
    report_waived_why = models.TextField(_("why no report is awaited"), blank=True)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["country", "exchange"],
                include=["role"],
                condition=TAKES_PART,
                name="accepted_by_country",
            ),
            models.Index(
                fields=["exchange"],
                include=["country", "role"],
                condition=TAKES_PART,
                name="accepted_by_exchange",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organization__isnull=False) | models.Q(country__isnull=False),
                name="a_party_is_an_organization_or_a_country",
            ),
            models.UniqueConstraint(
                fields=["exchange", "organization"],
                condition=~models.Q(state__in=OUT),
                name="an_organization_is_a_party_once",
            ),
            models.UniqueConstraint(
                fields=["exchange"],
                condition=models.Q(role="first-provider", state="accepted"),
                name="an_exchange_has_one_first_provider",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_version=None) | models.Q(state="accepted"),
                name="only_who_takes_part_accepts_the_plan",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization or self.country)

    def get_absolute_url(self) -> str:
        return self.exchange.get_absolute_url()

    @property
    def name(self) -> str:
        return str(self)

    @property
    def short_name(self) -> str:
        """On a card: the country, and the acronym of who acts for it."""
        organization, country = self.organization, self.country
        return short_name(
            country=country.name if country else "",
            acronym=organization.acronym if organization else "",
            name=organization.name if organization else "",
        )

    @property
    def signs(self) -> bool:
        """Does the plan need its word?"""
        return (
            self.state == PartyState.ACCEPTED
            and self.role in SIGNING_ROLES
            and self.organization_id is not None
        )

    @property
    def answers_until(self) -> dt.datetime:
        """An invitation lapses then."""
        return self.asked_at + SILENCE

    def people(self) -> models.QuerySet[Person]:
        return self.organization.people() if self.organization else Person.objects.none()

    def led_by(self, person: Person) -> bool:
        """May ``person`` speak for it? Only an approved organization is heard."""
        own = (
            Membership.objects.active().leading().of(person).filter(organization__status="approved")
        )
        return own.filter(organization=self.organization_id).exists()

    # --- When organizations change ---------------------------------------------------------------

    def hold(self) -> None:
        self._lock()

    def give_to(self, to: Organization) -> None:
        """The other one steps into its place, with what was said and accepted; a request goes along
        with its recipient."""
        if self.role == PartyRole.RECIPIENT and not to.is_public_body:
            raise MoveRefused({"to": _("Only a public body can be a recipient.")})
        if self.exchange.parties.present().filter(organization=to).exists():
            raise MoveRefused({"to": _("This organization is already a party here.")})
        if self.role == PartyRole.RECIPIENT:
            mine = Exchange.objects.filter(pk=self.exchange_id, organization=self.organization)
            mine.update(organization=to)
        super().give_to(to)
        Party.objects.filter(pk=self.pk).update(country=to.country)

    def settle(self, kept: Organization) -> Changes:
        """Two organizations become one, which is in this exchange already: one party stays.

        Who takes part goes before who was asked, then the role that stands first.
        """
        twin = self.exchange.parties.present().filter(organization=kept).first()
        if twin is None:
            return []
        out = {
            "state": PartyState.DECLINED.value, "answered_at": timezone.now(),
            "accepted_version": None, "accepted_at": None, "accepted_by_id": None,
        }  # fmt: skip
        here = {"organization_id": kept.pk}
        if self._weight() < twin._weight():
            return [(twin, out), (self, here)]
        return [(self, out | here)]

    def _weight(self) -> tuple[bool, int]:
        return self.state != PartyState.ACCEPTED, PartyRole.values.index(self.role)
