"""Activities: what the partners do together, when and where, and who else may come along.

Title, way, place and days are the scope that the plan fixes. The rest (hours, agenda, link,
materials, seats) is added as it becomes known and takes no acceptance back.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.labelled import Labelled
from community.languages import Language
from community.lifecycle import MoveRefused
from community.models import Event, Person, Reader
from exchanges import letters
from exchanges.models.exchanges import Exchange
from exchanges.models.queries import IS_PUBLIC
from exchanges.vocabulary import ENDED_EARLY, ExchangeInstrument, Mode, SeatState, Status
from exchanges.zones import in_yesterday, today_in
from members.models import Organization

CLOSED = (*ENDED_EARLY, Status.CLOSED)


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
class Activity(Labelled):
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

    SCOPE: ClassVar = ("title", "instrument", "mode", "place", "starts_on", "ends_on")
    DETAILS: ClassVar = (
        "begins_at", "finishes_at", "time_zone", "link", "agenda", "materials", "languages",
        "interpretation", "hosts", "participants", "names", "open_seats", "seats_until",
        "seats_for",
    )  # fmt: skip

    MEETING: ClassVar = ("mode", "place", "starts_on", "ends_on")  # what a guest must know

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

    # --- When ------------------------------------------------------------------------------------

    @property
    def begins(self) -> dt.datetime | None:
        """The moment, where the hour is known; it reads as the clocks of the place."""
        return self._moment(self.starts_on, self.begins_at)

    @property
    def is_daily(self) -> bool:
        """Its hours are those of each of its days. Where it finishes at an earlier hour than it
        begins, it goes on through the nights until the last day."""
        if self.begins_at is None or self.starts_on == self.ends_on:
            return False
        return self.finishes_at is None or self.finishes_at > self.begins_at

    @property
    def spans(self) -> list[tuple[dt.datetime, dt.datetime | None]]:
        """From when until when, where the hours are known; of daily hours the first day's and the
        last day's, by the clocks that the place has on each."""
        if self.is_daily:
            ends = (self.starts_on, self.ends_on)
            pairs = [(self._moment(day, self.begins_at), self._moment(day, self.finishes_at))
                     for day in ends]  # fmt: skip
        else:
            pairs = [(self.begins, self.finishes)]
        return [(begins, finishes) for begins, finishes in pairs if begins]

    @property
    def finishes(self) -> dt.datetime | None:
        """Unknown, too, where a shorter plan took away the day that the hour belonged to."""
        begins, finishes = self.begins, self._moment(self.ends_on, self.finishes_at)
        return finishes if begins and finishes and finishes > begins else None

    def _moment(self, day: dt.date, hour: dt.time | None) -> dt.datetime | None:
        if hour is None:
            return None
        return dt.datetime.combine(day, hour, zoneinfo.ZoneInfo(self.time_zone))

    @property
    def language_labels(self) -> list[str]:
        return [str(Language(code).label) for code in self.languages]

    @property
    def interpretation_labels(self) -> list[str]:
        return [str(Language(code).label) for code in self.interpretation]

    @property
    def today(self) -> dt.date:
        """At its place: a webinar in Mexico begins after midnight of UTC, and is not over then."""
        return today_in(self.time_zone)

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

    # --- Verbs -----------------------------------------------------------------------------------

    @classmethod
    def carry_out(cls, exchange: Exchange, planned: Iterable[Activity]) -> None:
        """Make the activities of ``exchange`` those of its plan.

        One that stays keeps its number, and with it agenda, seats and everything else.
        """
        today = {activity.pk: activity for activity in exchange.activities.all()}
        kept = set()
        for activity in planned:
            if activity.pk in today and activity.pk not in kept:
                kept.add(activity.pk)
                activity.stay(today[activity.pk])
            else:
                activity.pk, activity.exchange = None, exchange
                activity.save(force_insert=True)
        dropped = [activity for pk, activity in today.items() if pk not in kept]
        for activity in dropped:
            activity.tell_guests(is_dropped=True)
        exchange.activities.filter(pk__in=[activity.pk for activity in dropped]).delete()

    def stay(self, before: Activity) -> None:
        """In a new plan; with new days, what was called off takes place after all."""
        moved = {name for name in self.MEETING if getattr(before, name) != getattr(self, name)}
        self.exchange = before.exchange
        renewed = ["called_off_on"] if moved & {"starts_on", "ends_on"} else []
        self.save(update_fields=[*self.SCOPE, *renewed, "changed_at"])
        if moved:
            self.tell_guests()

    def tell_guests(self, *, is_dropped: bool = False, reason: str = "") -> None:
        """Who has a seat, or asked for one, hears of another day, or that it is called off."""
        guests = self.seats.filter(state__in=SeatState.live()).select_related("organization")
        if self.ends_on < self.today:
            return
        for seat in guests:
            told = seat.people()
            letters.activity_changed(
                self, seat.organization, is_dropped=is_dropped, reason=reason, to=told
            )

    def call_off(self, *, by: Person, for_: Organization | None = None, reason: str) -> None:
        """A leader of a party says that it does not take place; the rest of the plan goes on."""
        if not reason.strip():
            raise MoveRefused({"reason": _("Say why; the reason is sent with the decision.")})
        with transaction.atomic():
            exchange = self._hold()
            act = exchange.act_of_a_party(by, for_)
            if exchange.status != Status.RUNNING:
                raise MoveRefused(_("Only what is under way is called off; else change the plan."))
            standing = exchange.activities.standing().filter(pk=self.pk)
            if not standing.ahead().exists():
                raise MoveRefused(_("It is over, or called off already."))
            standing.call_off()
            act = replace(act, reason=reason.strip())
            Event.record(exchange, "call_off_activity", act, label=self.title).publish()
            self.tell_guests(is_dropped=True, reason=act.reason)
            others = exchange.people().exclude(pk=by.pk)
            letters.activity_called_off(self, act, to=others)

    @property
    def may_move(self) -> bool:
        """Under way the plan stands, and yet a day is often another one in the end. Of what was
        held, as the number of those who came tells, the days are known."""
        return self.exchange.status in {Status.RUNNING, Status.REPORTING} and (
            self.participants is None
        )

    def move_to(
        self, starts_on: dt.date, ends_on: dt.date, *, by: Person,
        for_: Organization | None = None, reason: str,
    ) -> None:  # fmt: skip
        """A leader of a party gives it other days, also where it was called off or its days have
        gone by without it. Where that was the last of them the exchange is under way again."""
        if not reason.strip():
            raise MoveRefused({"reason": _("Say why; the reason is sent with the decision.")})
        with transaction.atomic():
            exchange = self._hold()
            act = exchange.act_of_a_party(by, for_)
            found = exchange.activities.filter(pk=self.pk).first()
            if found is None or not found.may_move:
                raise MoveRefused(_("Only what is under way is moved here; else change the plan."))
            if ends_on < max(starts_on, found.today):
                raise MoveRefused({"ends_on": _("These days are over.")})
            before = (found.starts_on, found.ends_on)
            stays = before == (starts_on, ends_on) and found.called_off_on is None
            if stays and exchange.status == Status.RUNNING:
                return  # said twice
            self.starts_on, self.ends_on, self.called_off_on = starts_on, ends_on, None
            self.save(update_fields=["starts_on", "ends_on", "called_off_on", "changed_at"])
            act = replace(act, reason=reason.strip())
            Event.record(exchange, "move_activity", act, label=self.title).publish()
            if exchange.status == Status.REPORTING:
                exchange.move("resume", replace(act, reason="")).publish()
            self.exchange = exchange
            self.tell_guests(reason=act.reason)
            others = exchange.people().exclude(pk=by.pk)
            letters.activity_moved(self, before, act, to=others)

    def detail(self, fields: Iterable[str] = DETAILS, *, by: Person, for_: Organization) -> None:
        """Save what became known of it; nothing of this needs another acceptance."""
        with transaction.atomic():
            exchange = self._hold()
            if not exchange.voices_of(by).filter(pk=for_.pk).exists():
                raise PermissionDenied
            if exchange.status in CLOSED:
                raise MoveRefused(_("This exchange is over; its activities stand as they are."))
            if not exchange.activities.filter(pk=self.pk).exists():  # a new plan does without it
                raise MoveRefused(_("The plan has changed; read the newest version first."))
            self.save(update_fields=[*fields, "changed_at"])
            Event.record(exchange, "detail_activity", for_.act(by)).publish()

    def _hold(self) -> Exchange:
        """What is done to one exchange is done one after the other."""
        rows = Exchange.objects.select_for_update(of=("self",), no_key=True)
        return rows.get(pk=self.exchange_id)
