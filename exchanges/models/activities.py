"""Activities: what the partners do together, when and where, and who else may come along.

Title, way, place and days are the scope that the plan fixes. The rest (hours, agenda, link,
materials, seats) is added as it becomes known and takes no acceptance back.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.labelled import Labelled
from community.languages import Language
from community.models import Reader
from exchanges.models.carrying_out import CLOSED, CarryingOut
from exchanges.models.exchanges import Exchange
from exchanges.models.queries import IS_PUBLIC
from exchanges.vocabulary import ENDED_EARLY, ExchangeInstrument, Mode, Status
from exchanges.zones import in_yesterday
from members.models import Organization


def check_zone(name: str) -> None:
    """A name of the tz database, as ``America/Port_of_Spain``."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("There is no such time zone."))


def _ahead() -> models.Q:
    today = timezone.localdate()
    not_left = models.Q(ends_on=today - dt.timedelta(days=1), time_zone__in=in_yesterday())
    return models.Q(ends_on__gte=today) | not_left


class ActivityQuerySet(models.QuerySet["Activity"]):
    def of_public_exchanges(self) -> ActivityQuerySet:
        """Those that anybody may read of, also where the exchange ended early."""
        exchanges = Exchange.objects.filter(IS_PUBLIC)
        return self.filter(exchange__in=exchanges.values("pk"))

    def standing(self) -> ActivityQuerySet:
        """Not called off."""
        return self.filter(called_off_on=None)

    def taking_place(self) -> ActivityQuerySet:
        """Nor of what ended before it had begun."""
        return self.standing().exclude(exchange__status__in=ENDED_EARLY, exchange__started_at=None)

    def untold(self) -> ActivityQuerySet:
        """Over while the exchange goes on, and nobody has said yet how many came."""
        over = self.standing().exclude(_ahead()).filter(participants=None)
        return over.filter(exchange__status=Status.RUNNING)

    def ahead(self) -> ActivityQuerySet:
        """To come or under way, by the days of their places (``Activity.today``)."""
        return self.filter(_ahead())

    def visible_to(self, user: Reader) -> ActivityQuerySet:
        return self.filter(exchange__in=Exchange.objects.visible_to(user).values("pk"))

    def of(self, organization: Organization) -> ActivityQuerySet:
        """Of exchanges in which it takes part, and those it has a seat at."""
        seated = self.model.seats.rel.related_model.objects.granted().filter(  # type: ignore[attr-defined]
            organization=organization
        )
        own = Exchange.objects.of(organization).values("pk")
        return self.filter(
            models.Q(exchange__in=own) | models.Q(pk__in=seated.values("activity_id"))
        )

    def in_order(self) -> ActivityQuerySet:
        return self.order_by("starts_on", "pk")

    def call_off(self) -> None:
        self.update(called_off_on=timezone.localdate(), changed_at=timezone.now())

    def put_back(self) -> None:
        """What was called off and has still its day before it."""
        off = self.filter(called_off_on__isnull=False).ahead()
        off.update(called_off_on=None, changed_at=timezone.now())


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="ActivityVersion",
)
class Activity(Labelled, CarryingOut):
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="activities")
    title = models.CharField(_("activity"), max_length=200)
    instrument = models.CharField(_("how"), max_length=20, choices=ExchangeInstrument.choices)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices, default=Mode.VIRTUAL)
    place = models.CharField(_("place"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    # What becomes known later.
    begins_at = models.TimeField(_("begins at"), null=True, blank=True)
    finishes_at = models.TimeField(_("finishes at"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone of the place"), max_length=40, blank=True, validators=[check_zone]
    )
    link = models.URLField(_("link to take part"), max_length=500, blank=True)
    agenda = models.TextField(_("agenda"), max_length=10_000, blank=True)
    materials = models.TextField(_("materials"), max_length=5000, blank=True)
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language.choices),
        verbose_name=_("spoken"),
        default=list,
        blank=True,
    )
    interpretation = ArrayField(
        models.CharField(max_length=2, choices=Language.choices),
        verbose_name=_("interpreted into"),
        default=list,
        blank=True,
    )
    hosts = models.CharField(_("hosts"), max_length=300, blank=True)
    participants = models.PositiveIntegerField(_("number of participants"), null=True, blank=True)
    names = models.TextField(_("names of the participants"), max_length=10_000, blank=True)
    open_seats = models.PositiveSmallIntegerField(_("open seats"), default=0)
    seats_until = models.DateField(_("asked for until"), null=True, blank=True)
    seats_for = models.CharField(_("whom the seats are for"), max_length=300, blank=True)
    called_off_on = models.DateField(_("called off"), null=True, editable=False)

    changed_at = models.DateTimeField(_("last change"), auto_now=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="an_activity_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(begins_at=None) | ~models.Q(time_zone=""),
                name="an_hour_has_its_time_zone",
            ),
            models.CheckConstraint(
                condition=models.Q(finishes_at=None) | models.Q(begins_at__isnull=False),
                name="what_finishes_at_an_hour_begins_at_one",
            ),
        ]
        indexes = [models.Index(fields=["starts_on"], name="activities_by_day")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exchanges:activity", args=[self.exchange.number, self.pk])

    def as_line(self) -> dict[str, str]:
        """What counts as scope: what a version of the plan remembers of this activity."""
        return {
            "title": self.title,
            "instrument": self.instrument,
            "mode": self.mode,
            "place": self.place,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
        }

    @property
    def language_labels(self) -> list[str]:
        return [str(Language(code).label) for code in self.languages]

    @property
    def interpretation_labels(self) -> list[str]:
        return [str(Language(code).label) for code in self.interpretation]

    @property
    def is_to_come(self) -> bool:
        """Or under way. Where its partners said that all is over nothing takes place any more."""
        over = self.exchange.status in {*CLOSED, Status.REPORTING, Status.COMPLETED}
        return not over and self.called_off_on is None and self.ends_on >= self.today

    @property
    def asks_for_seats(self) -> bool:
        """May others ask to come along today?"""
        last = self.seats_until or self.ends_on
        return self.is_to_come and self.open_seats > 0 and last >= self.today
