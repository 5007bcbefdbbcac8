"""Follow-up: what became of it, six and twelve months after, on the uptake ladder."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.labelled import Labelled
from community.languages import Language
from community.lifecycle import MoveRefused
from community.models import Event, Person
from exchanges import letters
from exchanges.models.exchanges import Exchange
from exchanges.models.joining import locked
from exchanges.models.parties import Party
from exchanges.vocabulary import FINISHED, MAIN_ROLES, After, PartyRole, Status, Uptake
from members.models import Membership

PROVEN = Uptake.IN_A_NORM  # from here on the ladder somebody can look it up


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def told(self) -> FollowUpQuerySet:
        return self.exclude(written_at=None)

    def unanswered(self) -> FollowUpQuerySet:
        """Asked and not told; who has told what it is after a year says enough of the half."""
        later = self.model.objects.told().filter(
            party=OuterRef("party"), months__gt=OuterRef("months")
        )
        rows = self.filter(~Exists(later), written_at=None)
        return rows.select_related("exchange", "party")

    def awaited(self) -> FollowUpQuerySet:
        """Once the exchange is closed nobody waits any more."""
        return self.unanswered().filter(exchange__status=Status.COMPLETED)


class FollowUp(Labelled):
    """A row is a question asked by letter; with ``written_at`` it is answered."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="follow_ups")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="follow_ups")
    months = models.PositiveSmallIntegerField(_("when"), choices=After.choices)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    level = models.PositiveSmallIntegerField(_("uptake"), choices=Uptake.choices, null=True)
    evidence = models.TextField(_("what shows it"), max_length=5000, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=Language.choices, default=Language.SPANISH
    )
    written_at = models.DateTimeField(_("written"), null=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["months", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["party", "months"], name="a_follow_up_is_asked_once"),
            models.CheckConstraint(
                condition=Q(level=None, written_at=None)
                | Q(level__lte=5, written_at__isnull=False),
                name="a_follow_up_that_is_written_has_a_level",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exchange.number}: {self.party}, {self.months}"

    @classmethod
    def ask(cls, party: Party, months: int) -> None:
        """By the clock. Row and letter are one: a killed job asks neither twice nor never."""
        with transaction.atomic():
            row, is_new = cls.objects.get_or_create(
                party=party, months=months, defaults={"exchange": party.exchange}
            )
            if is_new:
                letters.follow_up_asked(row, to=party.people())

    def write(self, *, by: Person, **told: Any) -> None:
        """``told``: level, evidence, url, language. Whose experience was used hears of it."""
        if not self.party.led_by(by):
            raise PermissionDenied
        if problems := _missing(told):
            raise MoveRefused(problems)
        with transaction.atomic():
            # Locked and asked here: of a join in the UPDATE a second click would see the old row.
            finished = locked(self.exchange).status in FINISHED
            rows = FollowUp.objects.filter(pk=self.pk, written_at=None)
            if not (finished and rows.update(written_at=timezone.now(), written_by=by, **told)):
                raise MoveRefused(_("This has been told already."))
            self.refresh_from_db()
            act = self.exchange.act(by, self.party.organization)
            Event.record(self.party, "follow_up", act).publish()
            letters.uptake_told(self, to=self._givers())

    def _givers(self) -> models.QuerySet[Person]:
        """Those who lead the providers, and the organization of the sheet it started from."""
        parties = self.exchange.parties.taking_part().filter(role__in=MAIN_ROLES)
        provided = parties.exclude(role=PartyRole.RECIPIENT).exclude(organization=None)
        given = Q(organization__in=provided.values("organization_id"))
        if sheet := self.exchange.experience:
            given |= Q(organization=sheet.organization_id)
        leaders = Membership.objects.active().leading().filter(given)
        own = leaders.exclude(organization=self.party.organization_id)
        return Person.objects.filter(pk__in=own.values("person_id"), is_active=True)


def _missing(told: dict[str, Any]) -> dict[str, Any]:
    level = told.get("level")
    if level not in Uptake.values:
        return {"level": _("Choose a step of the ladder.")}
    if level >= PROVEN and not (told.get("evidence", "").strip() or told.get("url")):
        return {"evidence": _("Say what shows it: the norm, the budget line, the numbers.")}
    return {}


def asked_of(exchange: Exchange, person: Person) -> FollowUpQuerySet:
    """Those that this person's parties were asked for and have not told yet, the latest first;
    of a closed exchange, too: late is better than never."""
    mine = exchange.led_by(person).taking_part()
    rows = FollowUp.objects.unanswered().filter(
        exchange=exchange, exchange__status__in=FINISHED, party__in=mine.order_by().values("pk")
    )
    return rows.order_by("party", "-months")
