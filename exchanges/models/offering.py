"""An offer is made, changed, renewed, taken back; and what the clock says of its last day."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.lifecycle import MoveRefused
from community.models import Event, Person, Theme
from exchanges import letters
from members.models import Transferable

RENEWABLE = dt.timedelta(days=60)  # before the end it can be renewed
YEAR = dt.timedelta(days=365)


class Offering(Transferable):
    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what Offer has
        pk: Any
        objects: Any
        themes: Any
        valid_until: dt.date
        ended_at: dt.datetime | None
        warned_at: dt.datetime | None
        expired_at: dt.datetime | None
        created_by: Any
        form_key: Any

    @property
    def is_renewable(self) -> bool:
        return self.ended_at is None and self.valid_until <= timezone.localdate() + RENEWABLE

    def make(
        self, *, by: Person, themes: Iterable[Theme], form_key: uuid.UUID | None = None
    ) -> Self:
        """Show it to everybody. Returns an earlier one when ``by`` has sent this form already."""
        organization = self.organization
        if not (organization.is_approved and organization.memberships.active().writing().of(by)):
            raise PermissionDenied
        with transaction.atomic():
            Person.objects.select_for_update(no_key=True).get(pk=by.pk)  # one form at a time
            same = type(self).objects.filter(created_by=by, form_key=form_key)
            if form_key and (found := same.first()):
                return found
            self.created_by, self.form_key = by, form_key
            self.save(force_insert=True)
            self.themes.set(themes)
            Event.record(self, "make_offer", organization.act(by)).publish()
        return self

    def rewrite(self, fields: Iterable[str], themes: Iterable[Theme], *, by: Person) -> None:
        """Change what it says; a new last day is told of anew when it comes near."""
        if not self.organization.is_approved:
            raise PermissionDenied
        with transaction.atomic():
            rows = type(self).objects.editable_by(by).select_for_update(of=("self",), no_key=True)
            before = rows.filter(pk=self.pk).first()
            if before is None:
                raise MoveRefused(_("This offer has already ended."))
            stamps = ["warned_at", "expired_at"] if before.valid_until != self.valid_until else []
            self.warned_at = self.expired_at = None
            self.save(update_fields=[*fields, *stamps])
            self.themes.set(themes)
            Event.record(self, "edit_offer", self.organization.act(by)).publish()

    def renew(self, *, by: Person) -> None:
        """A year from today, when the end is near or past; of two clicks one counts."""
        if not self.organization.is_approved:
            raise PermissionDenied
        today = timezone.localdate()
        with transaction.atomic():
            rows = type(self).objects.editable_by(by).filter(valid_until__lte=today + RENEWABLE)
            new = {"valid_until": today + YEAR, "warned_at": None, "expired_at": None}
            if not rows.filter(pk=self.pk).update(**new):
                raise MoveRefused(_("This offer is valid for a long time still, or has ended."))
            self.refresh_from_db()
            Event.record(self, "renew_offer", self.organization.act(by)).publish()

    def warn(self) -> None:
        """Its organization is written to before the end, once for each last day."""
        type(self).objects.filter(pk=self.pk).update(warned_at=timezone.now())
        letters.offer_ends_soon(self, to=self.organization.people())

    def expire(self) -> None:
        """It has left the list with its last day; its organization is told, once."""
        type(self).objects.filter(pk=self.pk).update(expired_at=timezone.now())
        Event.record(self, "expire_offer", Act(None)).publish()
        letters.offer_expired(self, to=self.organization.people())

    def end(self, *, by: Person) -> None:
        """Take it back; twice is once."""
        with transaction.atomic():
            rows = type(self).objects.all() if by.is_staff else type(self).objects.editable_by(by)
            if not rows.filter(pk=self.pk, ended_at=None).update(ended_at=timezone.now()):
                raise MoveRefused(_("This offer has already ended."))
            act = Act(by) if by.is_staff else self.organization.act(by)
            Event.record(self, "end_offer", act).publish()
