"""“We want this too”: organizations that would learn the same, and the edition made for them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.lifecycle import MoveRefused
from community.models import Event, Person
from exchanges import letters
from exchanges.models.exchanges import Exchange
from exchanges.models.joining import locked
from exchanges.models.numbers import next_number
from exchanges.models.parties import Party
from exchanges.vocabulary import ENDED_EARLY, LIVE, PartyRole, PartyState, Status
from members.models import Organization

COPIED = (
    "organization", "language", "title", "need", "tried", "result_wanted", "populations",
    "experience", "instruments", "languages", "funding",
)  # fmt: skip


class WantQuerySet(models.QuerySet["Want"]):
    def standing(self) -> WantQuerySet:
        """A suspended organization wants nothing for as long; after a merger none wants its own."""
        rows = self.filter(organization__status="approved")
        return rows.exclude(organization=F("exchange__organization"))

    def in_order(self) -> WantQuerySet:
        return self.select_related("organization__country").order_by("at", "pk")


class Want(models.Model):
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="wants")
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        on_delete=models.PROTECT,
        related_name="wants",
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    at = models.DateTimeField(_("said"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("said by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = WantQuerySet.as_manager()

    class Meta:
        verbose_name = _("“we want this too”")
        verbose_name_plural = _("“we want this too”")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "organization"], name="an_organization_wants_a_thing_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.organization)

    @classmethod
    def say(
        cls, exchange: Exchange, organization: Organization, *, by: Person, note: str = ""
    ) -> Want:
        """By who writes for an approved organization that is no party; said twice is said once."""
        with transaction.atomic():
            exchange = locked(exchange)
            _check_voice(organization, by)
            if not (exchange.is_public and exchange.status in LIVE):
                raise MoveRefused(_("Nothing can be added: this exchange has ended."))
            if exchange.parties.present().filter(organization=organization).exists():
                raise MoveRefused(_("Your organization is in this exchange already."))
            want, is_new = cls.objects.get_or_create(
                exchange=exchange, organization=organization, defaults={"by": by, "note": note}
            )
            if is_new:
                Event.record(exchange, "want", organization.act(by))
                letters.wanted_too(want, to=exchange.people())
        return want

    def take_back(self, *, by: Person) -> None:
        with transaction.atomic():
            exchange = locked(self.exchange)
            _check_voice(self.organization, by)
            if Want.objects.filter(pk=self.pk).delete()[0]:
                Event.record(exchange, "take_back_want", self.organization.act(by))

    @classmethod
    def gather(cls, exchange: Exchange, *, by: Person) -> Exchange:
        """Prepare a multi-country edition for those who want it too; the secretariat opens it next.

        The organization that asked asks again; public bodies are invited as recipients, others as
        observers, the first provider as first provider. They are written to when it opens. Raises
        ``MoveRefused`` without a public body that wants it, or while there is an edition.
        """
        if not by.is_staff:
            raise PermissionDenied
        with transaction.atomic():
            exchange = locked(exchange)
            wants = list(exchange.wants.standing().in_order())
            asking = _check_edition(exchange, wants)
            copied: dict[str, Any] = {name: getattr(exchange, name) for name in COPIED}
            edition = Exchange(
                **copied, edition_of=exchange, number=next_number(), status=Status.SUBMITTED,
                submitted_at=timezone.now(), created_by=by,
            )  # fmt: skip
            edition.save(force_insert=True)
            edition.themes.set(exchange.themes.all())
            Party.enter(edition, asking, PartyRole.RECIPIENT, PartyState.ACCEPTED, by, "")
            _invite(edition, exchange, wants, by)
            Event.record(exchange, "gather", Act(by))
            Event.record(edition, "gather", Act(by), target=Status.SUBMITTED)
            letters.edition_prepared(edition, to=edition.people())
        return edition


def _check_voice(organization: Organization, by: Person) -> None:
    writes = organization.memberships.active().writing().of(by)
    if not (organization.is_approved and writes.exists()):
        raise PermissionDenied


def _check_edition(exchange: Exchange, wants: list[Want]) -> Organization:
    asking = exchange.organization
    if not exchange.is_public or exchange.status in ENDED_EARLY:
        raise MoveRefused(_("This exchange has ended; open it again first."))
    if not (asking and asking.is_approved and asking.is_public_body):
        raise MoveRefused(_("The organization that asked cannot ask again."))
    if not any(want.organization.is_public_body for want in wants):
        raise MoveRefused(_("No other public body wants this yet."))
    if exchange.editions.exclude(status__in=ENDED_EARLY).exists():
        raise MoveRefused(_("There is a multi-country edition already."))
    return asking


def _invite(edition: Exchange, exchange: Exchange, wants: list[Want], by: Person) -> None:
    recipient, invited = PartyRole.RECIPIENT, PartyState.INVITED
    providers = exchange.parties.taking_part().filter(
        role=PartyRole.FIRST_PROVIDER, organization__status="approved"
    )
    for provider in providers:
        if giver := provider.organization:
            Party.enter(edition, giver, PartyRole.FIRST_PROVIDER, invited, by, "")
    for want in wants:
        if not edition.parties.present().filter(organization=want.organization).exists():
            role = recipient if want.organization.is_public_body else PartyRole.OBSERVER
            Party.enter(edition, want.organization, role, invited, by, "")
