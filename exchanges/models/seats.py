"""Open seats: organizations that are no party come along to an activity and learn with it."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.lifecycle import MoveRefused
from community.models import Event, Person
from exchanges import letters
from exchanges.models.activities import Activity
from exchanges.models.exchanges import Exchange
from exchanges.vocabulary import LIVE, SeatState, Status
from members.models import Membership, Organization


class SeatQuerySet(models.QuerySet["Seat"]):
    def asked(self) -> SeatQuerySet:
        return self.filter(state=SeatState.ASKED)

    def to_come(self) -> SeatQuerySet:
        """At what is still to take place."""
        going = {*LIVE} - {Status.REPORTING}
        ahead = Activity.objects.standing().ahead().filter(exchange__status__in=going)
        return self.filter(activity__in=ahead.values("pk"))

    def to_answer(self) -> SeatQuerySet:
        return self.asked().to_come()

    def granted(self) -> SeatQuerySet:
        return self.filter(state=SeatState.GRANTED)

    def of(self, exchange: Exchange) -> SeatQuerySet:
        """Granted at its activities: who comes along with it."""
        return self.granted().filter(activity__exchange=exchange)

    def taking_place(self) -> SeatQuerySet:
        """At what was not called off, nor ended before it had begun."""
        return self.filter(activity__in=Activity.objects.taking_place().values("pk"))

    def people(self) -> int:
        """For how many people, together."""
        return self.aggregate(sum=models.Sum("number"))["sum"] or 0


@pghistory.track(model_name="SeatVersion")
class Seat(models.Model):
    """An organization asks for seats at an activity; the partners grant or decline."""

    activity = models.ForeignKey(
        Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="seats"
    )
    organization = models.ForeignKey(
        Organization, verbose_name=_("organization"), on_delete=models.CASCADE, related_name="seats"
    )
    number = models.PositiveSmallIntegerField(_("for how many people"), default=1)
    note = models.TextField(_("why you want to come"), max_length=2000, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=SeatState.choices, default=SeatState.ASKED
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(_("reason"), max_length=2000, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "organization"],
                condition=models.Q(state__in=("asked", "granted")),
                name="an_organization_asks_for_seats_once",
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="a_seat_is_for_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.activity}"

    def get_absolute_url(self) -> str:
        return self.activity.get_absolute_url()

    @property
    def is_live(self) -> bool:
        return self.state in SeatState.live()

    def people(self) -> models.QuerySet[Person]:
        """Those who lead the organization, and who asked while she still acts for it."""
        asked = self.organization.memberships.active().filter(person=self.asked_by_id)
        told = Person.objects.filter(pk__in=asked.values("person_id"), is_active=True)
        return self.organization.people() | told

    # --- Verbs -----------------------------------------------------------------------------------

    def ask(self, *, by: Person) -> None:
        """For an organization that is no party; asked twice is once."""
        if not _writes(self.organization, by):
            raise PermissionDenied
        with transaction.atomic():
            activity = self._hold()
            if activity.exchange.parties.taking_part().filter(organization=self.organization):
                raise MoveRefused(_("Your organization takes part already."))
            if activity.seats.filter(organization=self.organization, state__in=SeatState.live()):
                raise MoveRefused(_("Your organization has asked already."))
            self._check_free(activity)
            self.asked_by = by
            self.save(force_insert=True)
            self._record(activity, "ask_seat", self.organization.act(by))
            letters.seat_asked(self, to=activity.exchange.people())

    def grant(self, *, by: Person, for_: Organization) -> None:
        with transaction.atomic():
            activity = self._answer(SeatState.GRANTED, by, for_)
            self._check_free(activity, asked=False)
            self._record(activity, "grant_seat", for_.act(by)).publish()
            letters.seat_granted(self, to=self.people())
            self._tell_partners(activity, by, for_)

    def decline(self, *, by: Person, for_: Organization, reason: str) -> None:
        if not reason.strip():
            raise MoveRefused({"reason": _("Say why; the reason is sent with the decision.")})
        with transaction.atomic():
            activity = self._answer(SeatState.DECLINED, by, for_, reason=reason.strip())
            self._record(activity, "decline_seat", for_.act(by, reason))
            letters.seat_declined(self, reason, to=self.people())
            self._tell_partners(activity, by, for_)

    def give_back(self, *, by: Person) -> None:
        """Who asked cannot come after all."""
        if not _writes(self.organization, by):
            raise PermissionDenied
        with transaction.atomic():
            activity = self._hold()
            rows = Seat.objects.filter(pk=self.pk, state__in=SeatState.live())
            if not rows.update(state=SeatState.GIVEN_BACK, answered_at=timezone.now()):
                raise MoveRefused(_("This was answered meanwhile."))
            self._record(activity, "give_back_seat", self.organization.act(by))
            letters.seat_given_back(self, to=activity.exchange.people())

    # --- What they stand on ----------------------------------------------------------------------

    def _hold(self) -> Activity:
        """Seats of one exchange are given one after the other, and never while it ends."""
        rows = Exchange.objects.select_for_update(of=("self",), no_key=True)
        exchange = rows.filter(activities=self.activity_id).first()
        activity = Activity.objects.filter(pk=self.activity_id, exchange=exchange).first()
        if exchange is None or activity is None:  # a new plan does without it
            raise MoveRefused(_("The plan has changed; read the newest version first."))
        activity.exchange = exchange
        return activity

    def _record(self, activity: Activity, name: str, act: Act) -> Event:
        """On the timeline of the exchange, under the name of who asks."""
        return Event.record(activity.exchange, name, act, label=str(self.organization))

    def _answer(self, state: str, by: Person, for_: Organization, **values: Any) -> Activity:
        activity = self._hold()
        if not activity.exchange.voices_of(by).filter(pk=for_.pk).exists():
            raise PermissionDenied
        answer = {"state": state, "answered_at": timezone.now(), "answered_by": by, **values}
        if not Seat.objects.asked().filter(pk=self.pk).update(**answer):
            raise MoveRefused(_("This was answered meanwhile."))
        for name, value in answer.items():
            setattr(self, name, value)
        return activity

    def _tell_partners(self, activity: Activity, by: Person, for_: Organization) -> None:
        """All of them were asked: the others read that it is done, unless they are guests, too."""
        others = activity.exchange.people().exclude(pk=by.pk)
        letters.seat_settled(self, for_, to=others.exclude(pk__in=self.people().values("pk")))

    def _check_free(self, activity: Activity, *, asked: bool = True) -> None:
        """Room, and time to ask for it."""
        if not activity.is_to_come:
            raise MoveRefused(_("This activity is over."))
        if asked and not activity.asks_for_seats:
            raise MoveRefused(_("No seats are asked for any more."))
        taken = activity.seats.granted().people() + (self.number if asked else 0)
        if taken > activity.open_seats:
            raise MoveRefused({"number": _("There are not so many free seats.")})


def _writes(organization: Organization, by: Person) -> bool:
    """Does she write for it, and may it act?"""
    writes = Membership.objects.active().writing().of(by).filter(organization=organization)
    return organization.is_approved and writes.exists()
