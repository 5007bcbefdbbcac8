"""What is done about the activities of a plan: planned anew, called off, moved, told more of.

Each verb locks the exchange first, as whatever is done to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from community.lifecycle import MoveRefused
from community.models import Event, Person
from exchanges import letters
from exchanges.models.exchanges import Exchange
from exchanges.models.hours import Hours
from exchanges.vocabulary import ENDED_EARLY, SeatState, Status
from members.models import Organization

CLOSED = (*ENDED_EARLY, Status.CLOSED)


class CarryingOut(Hours):
    SCOPE: ClassVar = ("title", "instrument", "mode", "place", "starts_on", "ends_on")
    DETAILS: ClassVar = (
        "begins_at", "finishes_at", "time_zone", "link", "agenda", "materials", "languages",
        "interpretation", "hosts", "participants", "names", "open_seats", "seats_until",
        "seats_for",
    )  # fmt: skip
    MEETING: ClassVar = ("mode", "place", "starts_on", "ends_on")  # what a guest must know

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what Activity has
        exchange: Any
        exchange_id: int
        title: Any
        called_off_on: Any
        participants: int | None
        seats: Any

    @classmethod
    def carry_out(cls, exchange: Exchange, planned: Iterable[CarryingOut]) -> None:
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

    def stay(self, before: CarryingOut) -> None:
        """In a new plan; with new days, what was called off takes place after all."""
        moved = {name for name in self.MEETING if getattr(before, name) != getattr(self, name)}
        self.exchange, self.time_zone = before.exchange, before.time_zone
        renewed = ["called_off_on"] if moved & {"starts_on", "ends_on"} else []
        self.save(update_fields=[*self.SCOPE, *renewed, "changed_at"])  # type: ignore[misc]
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
                raise MoveRefused(
                    _("Only what is under way is called off; before that, change the plan.")
                )
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
            found = self._movable(exchange, starts_on, ends_on)
            before = (found.starts_on, found.ends_on)
            stays = before == (starts_on, ends_on) and found.called_off_on is None
            if stays and exchange.status == Status.RUNNING:
                return  # said twice
            self.starts_on, self.ends_on, self.called_off_on = starts_on, ends_on, None
            self.save(update_fields=["starts_on", "ends_on", "called_off_on", "changed_at"])  # type: ignore[misc]
            act = replace(act, reason=reason.strip())
            Event.record(exchange, "move_activity", act, label=self.title).publish()
            if exchange.status == Status.REPORTING:
                exchange.move("resume", replace(act, reason="")).publish()
            self.exchange = exchange
            self.tell_guests(reason=act.reason)
            others = exchange.people().exclude(pk=by.pk)
            letters.activity_moved(self, before, act, to=others)

    def _movable(self, exchange: Exchange, starts_on: dt.date, ends_on: dt.date) -> CarryingOut:
        """As it is now; raises ``MoveRefused`` where it cannot have these days any more."""
        found: CarryingOut | None = exchange.activities.filter(pk=self.pk).first()
        if found is None or not found.may_move:
            raise MoveRefused(
                _("Only what is under way is moved here; before that, change the plan.")
            )
        if ends_on < max(starts_on, found.today):
            raise MoveRefused({"ends_on": _("These days are over.")})
        return found

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
            self.save(update_fields=[*fields, "changed_at"])  # type: ignore[misc]
            Event.record(exchange, "detail_activity", for_.act(by)).publish()

    def _hold(self) -> Exchange:
        """What is done to one exchange is done one after the other."""
        rows = Exchange.objects.select_for_update(of=("self",), no_key=True)
        return rows.get(pk=self.exchange_id)
